"""Why an item stands where it stands, as people read it: what the panel in the chat and the page of a turn show.

Plain words and drawings only, made of an Explanation object (ui.present_why): nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.texts import Texts
from retrieval.types import Item, Schema
from ui.bars import Drawing, Named, beside, stacked
from ui.cards import facts, sentence
from ui.present import Json


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the sentence, and the numbers of the evidence it rests on; none for what needs no support."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """A piece of evidence. `number` is what the sentence calls it by, 0 where it does not; `label` may be empty."""

    number: int
    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was tried, what it led to, and what a button sends to do it (None: it cannot be done)."""

    text: str
    press: str = ""
    do: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of the decision path. `count` reads "1,000 → 212"; `took` is its time."""

    label: str
    count: str
    text: str
    took: str
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class TitleView:
    """An item to be chosen by its title; `detail` tells those of one title apart."""

    id: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class WhyNotView:
    """Why an item is not there; part by part how far it is from the last one shown, which `beside` names; and what
    would bring it in."""

    text: str
    beside: str
    parts: Drawing
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class WhyView:
    """Everything behind one card's “why?”. Whatever is empty is not shown."""

    item: str
    title: str
    link: str
    words: tuple[Stretch, ...]
    by: str
    spoke_for: tuple[Support, ...]
    against: tuple[Support, ...]
    phrases: Drawing
    most: tuple[str, ...]
    items: Drawing
    lime: Drawing
    counting: tuple[str, ...]
    parts: Drawing
    changes: tuple[Change, ...]
    path: tuple[PathStep, ...]
    made_with: tuple[str, ...]


def why_view(told: Json, link: str, say: Texts) -> WhyView:
    """The view of an Explanation object in the words of `say`; `link` is the address of the page that shows it."""
    reason, counted = told["justification"], told["attribution"] or {}
    stretches, numbers = marked(reason["text"], reason["marks"], {e["id"] for e in reason["evidence"]})
    speaking = [e for e in told["evidence"] if e["kind"] != "against"]
    moving, still = moved(_named(told["phrases"]))
    remembered = told["history"]
    return WhyView(
        item=told["item_id"],
        title=told["title"],
        link=link,
        words=stretches,
        by=say(f"why.by.{reason['writer']}"),
        spoke_for=supports(speaking, numbers, say),
        against=supports(told["against"], numbers, say),
        phrases=beside(moving),
        most=tuple(most(moving, still, say)),
        items=beside(
            [(one["title"], one["value"]) for one in remembered], [_felt(one, say) for one in remembered]
        ),
        lime=beside(_named(counted.get("lime", ()))),
        counting=tuple(_counting(counted, say)),
        parts=stacked(
            [(part_label(one["name"], say), one["value"]) for one in told["contributions"]],
            (say("why.parts.total"), told["score"]),
        ),
        changes=tuple(change(one, say) for one in told["counterfactuals"]),
        path=tuple(_step(one, say) for one in told["path"]),
        made_with=tuple(_made_with(told["prompt"], told["model"], say)),
    )


def marked(
    text: str, marks: Iterable[Json], used: Collection[str] = ()
) -> tuple[tuple[Stretch, ...], dict[str, int]]:
    """The text cut where marks begin and end, and the number of each evidence id, in the order of the text.

    Marks give their places in characters (code points). Of two that overlap the first stands. Where a mark could
    rest on several, those that the sentence was made of (`used`) are named, if they are among them.
    """
    stretches, at = [], 0
    numbers: dict[str, int] = {}
    for mark in sorted(marks, key=lambda mark: (mark["start"], -mark["end"])):
        start, end = mark["start"], min(mark["end"], len(text))
        if start < at or start >= end or not mark["evidence"]:
            continue
        rests = [one for one in mark["evidence"] if one in used] or mark["evidence"]
        for one in rests:
            numbers.setdefault(one, len(numbers) + 1)
        stretches.append(Stretch(text[at:start]))
        stretches.append(Stretch(text[start:end], tuple(sorted(numbers[one] for one in rests))))
        at = end
    stretches.append(Stretch(text[at:]))
    return tuple(one for one in stretches if one.text), numbers


def supports(evidence: Iterable[Json], numbers: Mapping[str, int], say: Texts) -> tuple[Support, ...]:
    """What the sentence rests on first, in its order; then the rest as it was given. Neighbours of one kind are
    labelled once, and what speaks against the item not at all: its heading says so."""
    ordered = sorted(evidence, key=lambda e: numbers.get(e["id"], len(numbers) + 1))
    before = ["against", *(e["kind"] for e in ordered)]
    return tuple(
        Support(
            numbers.get(e["id"], 0),
            e["kind"],
            "" if e["kind"] in (last, "against") else say(f"why.kind.{e['kind']}"),
            sentence(e["text"]),
        )
        for e, last in zip(ordered, before, strict=False)
    )


def moved(phrases: Iterable[Named]) -> tuple[list[Named], list[str]]:
    """The phrases that moved the score, what raised it most first; and the texts of those that did not."""
    ordered = sorted(phrases, key=lambda one: (-one[1], one[0]))
    moving = [(text, value) for text, value in ordered if round(value, 2)]
    return moving, [text for text, value in ordered if not round(value, 2)]


def most(moving: Sequence[Named], still: Sequence[str], say: Texts) -> Iterator[str]:
    """In sentences, which of the visitor's words did most, and which did nothing."""
    best = f"“{moving[0][0]}”" if moving and moving[0][1] > 0 else ""
    worst = f"“{moving[-1][0]}”" if moving and moving[-1][1] < 0 else ""
    if best or worst:
        key = "both" if best and worst else "for" if best else "against"
        yield say(f"why.words.{key}", best=best, worst=worst)
    if still:
        yield say("why.words.still", what=" · ".join(f"“{text}”" for text in still))


def why_not_view(told: Json, say: Texts) -> WhyNotView:
    """The view of a why-not object (ui.present_why)."""
    last = told["last"]
    short = sorted(
        ((part_label(part["name"], say), part["value"] - part["last"]) for part in told["parts"]),
        key=lambda one: (one[1], one[0]),
    )
    return WhyNotView(
        text=told["text"],
        beside=say("why.not.beside", title=last["title"]) if last and short else "",
        parts=beside([(label, value) for label, value in short if round(value, 2)]),
        changes=tuple(change(one, say) for one in told["nearest"]),
    )


def title_view(item: Item, schema: Schema) -> TitleView:
    """A title with what tells items of one name apart: when it came out, else the first fact there is."""
    known = facts(item, schema)
    return TitleView(item.id, item.title, known[0].text if known else "")


def change(told: Json, say: Texts) -> Change:
    """A counterfactual with the words of its button."""
    do = told["do"]
    match do:
        case {"say": words}:
            press = say("why.changes.say", what=words)
        case {"feel": {"kind": kind}}:
            press = say(f"why.changes.{kind}")
        case {"drop": _}:
            press = say("why.changes.drop")
        case {"all": _}:
            press = say("why.changes.all")
        case _:
            press = ""
    return Change(sentence(told["text"]), press, do if press else None)


def part_label(name: str, say: Texts) -> str:
    """What a part of the score is called; its own name where it is none of the product's parts."""
    key = f"why.part.{name}"
    return say(key) if key in say.messages else name.replace("_", " ").capitalize()


def _named(told: Iterable[Json]) -> list[Named]:
    return [(one["text"], one["value"]) for one in told]


def _felt(told: Json, say: Texts) -> str:
    """How the visitor felt about the item, and how much attention the ranking paid to it."""
    feeling = say(f"why.items.{told['feeling']}") if told["feeling"] else ""
    share = say("why.items.attention", share=f"{told['weight']:.0%}") if told["weight"] else ""
    return " · ".join(filter(None, (feeling, share)))


def _counting(counted: Json, say: Texts) -> Iterator[str]:
    """How the words and items were counted, how sure that is, and whether another way agrees."""
    if not counted:
        return
    how = {"evaluations": f"{counted['evaluations']:,}", "error": f"{counted['error']:.3f}"}
    yield say(f"why.counted.{counted['method']}", **how)
    if counted["note"]:
        yield sentence(counted["note"])


def _step(told: Json, say: Texts) -> PathStep:
    before, after = f"{told['in']:,}", f"{told['out']:,}"
    return PathStep(
        label=sentence(told["label"]).rstrip("."),
        count=after if before == after else say("why.path.count", before=before, after=after),
        text=told["detail"],
        took=say("why.path.ms", ms=f"{told['ms']:.1f}") if told["ms"] else "",
        details=tuple(Detail(one["label"], one["value"]) for one in told["details"]),
    )


def _made_with(prompt: Json | None, model: Json, say: Texts) -> Iterator[str]:
    if prompt:
        yield say("why.made.prompt", name=prompt["name"], version=prompt["version"], model=model["llm"])
    yield say("why.made.encoder", encoder=model["encoder"])
