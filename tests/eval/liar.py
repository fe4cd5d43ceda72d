"""A large model that misbehaves by a seed: it tells the truth, lies in known ways, and breaks the form.

It is a bot.ports.LanguageModel that reads its request as a model would. What it says that is false of the item is
noted, so that nobody has to judge afterwards whether something false was shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from bot.phrasing.reason_request import one_line
from bot.ports import LlmRequest
from recsys.phrases import predicate, words_of
from retrieval.types import Item, Schema, Slot

_PREDICATE = re.compile(r"(?:^|, | and )it (?P<predicate>\S.*)$")

Claim = dict[str, object]


@dataclass(frozen=True, slots=True)
class Lie:
    """Something false of the item `title`: where `core` is shown on its card, the lie came through."""

    kind: str
    title: str
    core: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of the request, and what the model was told of it: (id, kind, text)."""

    number: int
    title: str
    evidence: tuple[tuple[str, str, str], ...]


@dataclass(slots=True)
class Liar:
    """`share` of its cards hold a lie, and `whole` of its answers come in form. `lies` and `breakages` are noted."""

    schema: Schema
    items: Sequence[Item]
    rng: Random
    share: float = 0.5
    whole: float = 0.55
    name: str = "liar"
    lies: list[Lie] = field(default_factory=list)
    breakages: list[str] = field(default_factory=list)

    def ready(self) -> bool:
        return True

    def stream(self, request: LlmRequest) -> Iterator[str]:
        asked = next(text for role, text in reversed(request.messages) if text.startswith("tone: "))
        again = request.messages[-1][1]
        items = _read(asked.splitlines()[3:])
        if again is not asked:
            items = [item for item in items if f"item {item.number}: " in again]
        text = self._broken([self._card(item) for item in items])
        while text:
            size = self.rng.randint(1, 9)
            yield text[:size]
            text = text[size:]

    def _card(self, asked: Asked) -> dict[str, object]:
        claims = [
            _claim(self._truth(asked), [one for one, kind, _ in asked.evidence if kind == "said"] or ["e1"])
        ]
        if self.rng.random() < self.share:
            kind, text, core = self._lie(asked)
            self.lies.append(Lie(kind, asked.title, core))
            ids = [one for one, _, _ in asked.evidence]
            lie = _claim(text, self.rng.sample(ids, min(2, len(ids))))
            claims = self.rng.choice([[lie], [lie, *claims], [*claims, lie], [_joined(claims[0], text)]])
        return {"item": asked.number, "claims": claims}

    def _truth(self, asked: Asked) -> str:
        """What the item has of the wishes, or else what it is; never more than the evidence says."""
        told = [
            (kind, found["predicate"])
            for _, kind, text in asked.evidence
            if (found := _PREDICATE.search(text))
        ]
        met = list(dict.fromkeys(does for kind, does in told if kind == "said"))
        does = met or [does for _, does in told][:1]
        return f"{asked.title} {' and '.join(does) or 'is it'}{', as you asked' if met else ''}."

    def _lie(self, asked: Asked) -> tuple[str, str, str]:
        """(kind, sentence, what of it must not be shown)."""
        kind = self.rng.choice(list(KINDS))
        return (kind, *KINDS[kind](self, asked))

    def _broken(self, cards: list[dict[str, object]]) -> str:
        if self.rng.random() < self.whole:
            return _json(cards)
        kind = self.rng.choice(list(BREAKAGES))
        self.breakages.append(kind)
        return BREAKAGES[kind](cards, self.rng)

    def of(self, title: str) -> list[Item]:
        """The items of that title, as the request writes it."""
        return [item for item in self.items if one_line(item.title) == title]

    def another(self, title: str) -> Item:
        return self.rng.choice([item for item in self.items if one_line(item.title) != title])


def _fact(liar: Liar, asked: Asked) -> tuple[str, str]:
    """Another item's value in some slot, of which this one has none."""
    mine = liar.of(asked.title)
    for _ in range(200):
        slot, other = liar.rng.choice(_stated(liar.schema)), liar.another(asked.title)
        values = words_of(other, slot)[:2]
        # "well known" is also an everyday word for what is world famous.
        if set(values) & {*slot.high, *slot.low}:
            continue
        if values and not any(set(values) & set(words_of(item, slot)) for item in mine):
            does = predicate(slot, values, liar.schema)
            return f"{asked.title} {does}.", does
    return _praise(liar, asked)


def _stated(schema: Schema) -> list[Slot]:
    return [slot for slot in schema.slots if slot.kind != "text"]


def _praise(liar: Liar, asked: Asked) -> tuple[str, str]:
    core = liar.rng.choice(
        ["the best of its kind", "an unforgettable classic", "a perfect pick", "won an award"]
    )
    return f"{asked.title} {'is ' if not core.startswith('won') else ''}{core}.", core


def _denial(liar: Liar, asked: Asked) -> tuple[str, str]:
    told = [found["predicate"] for _, _, text in asked.evidence if (found := _PREDICATE.search(text))]
    does = next((one for one in told if one.startswith("is ") and " not " not in f" {one}"), "")
    core = does.replace("is ", "is not ", 1) if does else "is not what anybody asked for"
    return f"{asked.title} {core}.", core


def _visitor(liar: Liar, asked: Asked) -> tuple[str, str]:
    core = liar.rng.choice(["you have always adored", "you told us last week", "your family will cherish"])
    return f"It is something that {core}, and {asked.title} is it.", core


def _comparison(liar: Liar, asked: Asked) -> tuple[str, str]:
    other = one_line(liar.another(asked.title).title)
    core = f"{liar.rng.choice(['shorter', 'newer', 'better', 'more'])} than {other}"
    return f"{asked.title} is {core}.", core


def _plot(liar: Liar, asked: Asked) -> tuple[str, str]:
    """Another item's description."""
    other = liar.another(asked.title)
    texts = [text for slot in liar.schema.of_kind("text") for text in other.texts(slot.name)]
    core = one_line(texts[0])[:60] if texts else f"the sequel to {one_line(other.title)}"
    return (one_line(texts[0]) if texts else f"{asked.title} is {core}."), core


KINDS: Mapping[str, Callable[[Liar, Asked], tuple[str, str]]] = {
    "fact": _fact,
    "praise": _praise,
    "denial": _denial,
    "visitor": _visitor,
    "comparison": _comparison,
    "plot": _plot,
}


def _claim(text: str, ids: Sequence[str]) -> Claim:
    return {"text": text, "evidence": list(ids)}


def _joined(claim: Claim, lie: str) -> Claim:
    """The truth and the lie in one sentence."""
    told = str(claim["text"]).rstrip(".").removesuffix(", as you asked")
    return {**claim, "text": f"{told}, and {lie.replace('It ', 'it ', 1)}"}


def _json(cards: Sequence[object]) -> str:
    return json.dumps({"items": list(cards)}, ensure_ascii=False)


def _swapped(cards: list[dict[str, object]], rng: Random) -> str:
    """Each card under the number of the next: what is true of one said of another."""
    numbers = [card["item"] for card in cards]
    return _json([{**card, "item": n} for card, n in zip(cards, numbers[1:] + numbers[:1], strict=True)])


def _twice(cards: list[dict[str, object]], rng: Random) -> str:
    return _json([*cards, *cards])


def _foreign(cards: list[dict[str, object]], rng: Random) -> str:
    made_up = [{"item": 77, "claims": [_claim("It is here as well.", ["e1"])]}]
    return _json([*made_up, *({**card, "claims": [{**c, "evidence": ["e1", "e404"]} for c in card["claims"]]}  # type: ignore[attr-defined]
                              for card in cards)])  # fmt: skip


def _cut(cards: list[dict[str, object]], rng: Random) -> str:
    whole = _json(cards)
    return whole[: rng.randint(len(whole) // 3, len(whole) - 3)]


BREAKAGES: Mapping[str, Callable[[list[dict[str, object]], Random], str]] = {
    "cut off": _cut,
    "swapped": _swapped,
    "twice": _twice,
    "foreign": _foreign,
    "backwards": lambda cards, rng: _json(cards[::-1]),
    "left out": lambda cards, rng: _json(cards[1:]),
    "fenced": lambda cards, rng: f"Here you are:\n```json\n{_json(cards)}\n```",
    "plain text": lambda cards, rng: " ".join(str(c["text"]) for card in cards for c in card["claims"]),  # type: ignore[attr-defined]
    "markup": lambda cards, rng: _json(cards).replace('"text": "', '"text": "<b>Hot!</b> '),
    "escapes": lambda cards, rng: _json(cards).replace(" is ", " \\ud83d is \\u0000"),
}


def _read(lines: Sequence[str]) -> list[Asked]:
    found: list[Asked] = []
    for line in lines:
        head, _, text = line.partition(": ")
        if head.startswith("item "):
            found.append(Asked(int(head[5:]), text, ()))
        else:
            number, kind = head.split()
            last = found[-1]
            found[-1] = Asked(last.number, last.title, (*last.evidence, (number, kind, text)))
    return found
