"""When to ask, and what: the one question whose answer splits the candidates best, or none."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import shown, words
from bot.ports import Shelf
from bot.texts import texts
from bot.types import DialogueState, Question
from retrieval.types import Candidate, Schema, Slot

MOST_QUESTIONS = 2
OPEN_BELOW = 2
"""An ask with fewer pieces of wish than this is too open to rank well."""
MOST_ANSWERS = 4
FEWEST_ANSWERS = 3
LEAST_SHARE = 0.06
"""A quick answer must fit at least this share of the candidates, or it hardly helps anybody."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Asks at most two questions in a conversation, never one of a slot that is asked or settled already."""

    shelf: Shelf

    def question(self, state: DialogueState, candidates: Sequence[Candidate]) -> Question | None:
        """One question with 3–4 quick answers, each of which can be sent as it is; None to ask nothing."""
        if len(state.asked) >= MOST_QUESTIONS or richness(state) >= OPEN_BELOW or len(candidates) < 2:
            return None
        schema = self.shelf.schema
        settled = {c.slot for c in state.constraints} | {s.slot for s in state.soft} | set(state.asked)
        best: tuple[float, int, Slot, tuple[str, ...]] | None = None
        for order, slot in enumerate(schema.of_kind("category")):
            if slot.name in settled:
                continue
            answers = _answers(slot, candidates)
            if len(answers) < FEWEST_ANSWERS:
                continue
            gain = information(slot, answers, candidates)
            if best is None or gain > best[0] + 1e-9:
                best = (gain, order, slot, answers)
        if best is None or best[0] <= 0:
            return None
        _, _, slot, answers = best
        return Question(_text(slot, schema), slot.name, tuple(_said(a, slot, schema) for a in answers))


def richness(state: DialogueState) -> int:
    """How much is known of the wish: conditions, wishes, items spoken of, words to search by."""
    words = sum(len(words.split()) for words in state.words)
    spoken = len(state.liked) + len(state.disliked) + 2 * len(state.like_this)
    wanted = len({c.slot for c in state.constraints if c.op != "!="})
    avoided = any(c.op == "!=" for c in state.constraints)
    return wanted + avoided + len(state.soft) + spoken + min(words // 2, 2)


def information(slot: Slot, answers: Sequence[str], candidates: Sequence[Candidate]) -> float:
    """Bits that an answer is expected to give: the entropy of how the answers share out the candidates.

    A candidate that fits several answers counts in parts; one that fits none tells nothing, so the entropy
    is scaled by the share of candidates that fit any.
    """
    counts: Counter[str] = Counter()
    fitting = 0
    for candidate in candidates:
        have = [a for a in answers if a in candidate.item.texts(slot.name)]
        fitting += bool(have)
        for answer in have:
            counts[answer] += 1 / len(have)  # type: ignore[assignment]
    total = sum(counts.values())
    if not total:
        return 0.0
    entropy = -sum(n / total * math.log2(n / total) for n in counts.values() if n)
    return entropy * fitting / len(candidates)


def _answers(slot: Slot, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The commonest values that split: neither nearly all of the candidates nor almost none."""
    counts = Counter(value for c in candidates for value in c.item.texts(slot.name))
    least, most = LEAST_SHARE * len(candidates), 0.9 * len(candidates)
    fitting = [(value, n) for value, n in counts.items() if least <= n <= most]
    fitting.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(value for value, _ in fitting[:MOST_ANSWERS])


def _text(slot: Slot, schema: Schema) -> str:
    say = texts(schema.language)
    key = slot.role if slot.role in ("mood", "topic", "origin") else "other"
    return say(f"ask.{key}", label=slot.label, **words(schema, say))


def _said(value: str, slot: Slot, schema: Schema) -> str:
    """The answer as the visitor would say it, so that understanding reads it like any other utterance."""
    say, name = texts(schema.language), shown(slot, value)
    key = slot.role if slot.role in ("topic", "origin") else "other"
    phrase = slot.phrase.replace("{}", name)
    return say(f"answer.{key}", value=name, phrase=phrase, **words(schema, say))
