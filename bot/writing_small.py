"""The fine-tuned small model's reasons: numbered evidence in, its own words out, checked, or the template's.

The model authors the sentences (bot/writer_shipped/README.md says how it learned to). What it may leave out is not
its choice: each wish that it was told has to be spoken of, and what speaks against the item is said by it, or
behind it in the template's words. What the checker does not accept is tried once more with less to tell.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from bot.errors import ModelError, ModelUnavailable
from bot.models.word_rule import words_in
from bot.phrasing.caveat import caveat
from bot.phrasing.reason_brief import (
    FULL,
    LESS,
    Line,
    Measure,
    brief_lines,
    brief_text,
    marked,
    readable,
    without_marks,
)
from bot.phrasing.sentences import LONGEST, repeats, twice, whole_sentences
from bot.phrasing.style import Style
from bot.phrasing.wording import unspoken
from bot.ports import LanguageModel, LlmRequest, Shelf
from bot.types import Card, Justified, PromptUse
from bot.writing import Checker, Tally
from prompts.template import Prompt
from recsys.types import Justification

if TYPE_CHECKING:
    from collections.abc import Generator

MAX_TOKENS = 130
STUTTER = re.compile(
    r"\b(?!(?:the|and|that|film|with)\b)([^\W_]{3,})\b(?:\W+\w+){0,2}\W+\1\b|\w- \w", re.IGNORECASE
)
RUN = 4
"""Words that may not stand twice in a row."""
DUE = ("said", "liked", "named")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: how much is told, and how freely (0: the likeliest words)."""

    outcome: str
    measure: Measure
    temperature: float
    seed: int


ATTEMPTS = (Attempt("accepted", FULL, 0.0, 0), Attempt("retried", LESS, 0.6, 1))


@dataclass(frozen=True, slots=True)
class SmallWriter:
    """bot.ports.Writer over the model that bot.writer_training teaches.

    `seconds` is the deadline for all sentences of an answer together, by `clock` (monotonic seconds). With
    `own_words` the model keeps to these and to the words of the evidence, in whatever order it likes.
    """

    model: LanguageModel
    checker: Checker
    template: Prompt
    shelf: Shelf
    clock: Callable[[], float]
    seconds: float = 10.0
    style: Style = field(default_factory=Style)
    own_words: frozenset[str] = frozenset()
    tally: Tally = field(default_factory=Tally)

    @property
    def prompt(self) -> PromptUse:
        return PromptUse(self.template.name, self.template.version, self.template.hash, self.model.name)

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        """One Justified a card, in their order, as each is written; after the deadline, templates."""
        until = self.clock() + self.seconds
        for card in cards:
            yield Justified(card.recommendation.item.id, self.write(card, until))

    def write(self, card: Card, until: float) -> Justification:
        """A grounded reason for the card before `until`, or the one that it has."""
        if not self.model.ready():
            self.tally.add("unready")
            return card.reason
        try:
            for attempt in ATTEMPTS:
                if (reason := self._try(card, attempt, until)) is not None:
                    self.tally.add(attempt.outcome)
                    return reason
        except ModelError:
            self.tally.add("failed")
            return card.reason
        self.tally.add("replaced")
        return card.reason

    def _try(self, card: Card, attempt: Attempt, until: float) -> Justification | None:
        """The model's words where they may be shown, with what speaks against the item; None where not."""
        item = card.recommendation.item
        lines = brief_lines(card.evidence, self.shelf.schema, attempt.measure, self._length)
        if not lines:
            return None
        written = self._listen(self._request(card, lines, attempt), until)
        text = whole_sentences(without_marks(written))
        if not text:
            return None
        numbered = marked(written, lines)
        first = self.checker.check(text, item, card.evidence)
        against = [line.evidence.id for line in lines if line.role == "against"]
        told = against and set(against) <= set(numbered) and set(against) <= set(first.used)
        verdict = first
        if (minus := caveat(card.reason)) and not told:
            text = f"{text} {minus}"
            verdict = self.checker.check(text, item, card.evidence)
        due = {line.evidence.id for line in lines if line.role in DUE}
        if not verdict.supported or not due <= set(first.used) or _goes_round(text, card, lines):
            return None
        # A number that was asked for is no answer to itself. Kinds and moods have other words for themselves.
        numbers = {slot.name for slot in self.shelf.schema.of_kind("number", "level")}
        wishes = [line.states for line in lines if line.role == "said" and line.evidence.slot in numbers]
        if any(unspoken(text, wishes, ())):
            return None
        rests_on = tuple(one for one in card.evidence if one.id in verdict.used)
        return Justification(text, "llm", rests_on, marks=verdict.marks)

    @property
    def _length(self) -> str:
        return "one" if self.style.sentences == 1 else "two"

    def _request(self, card: Card, lines: Sequence[Line], attempt: Attempt) -> LlmRequest:
        item = card.recommendation.item
        title, noun, told = readable(item.title), self.shelf.schema.noun.one, brief_text(lines)
        messages = self.template.render(
            title=title, noun=noun, evidence=told, tone=self.style.tone, length=self._length
        )
        words = self.own_words | words_in(f"{title} {noun} {told}") if self.own_words else frozenset()
        # The same item is put the same way, another one otherwise.
        seed = zlib.crc32(item.id.encode()) + attempt.seed
        return LlmRequest(messages, MAX_TOKENS, attempt.temperature, seed, words=words)

    def _listen(self, request: LlmRequest, until: float) -> str:
        """What the model says until it ends, goes in circles, or says too much."""
        text = ""
        with closing(cast("Generator[str]", self.model.stream(request))) as pieces:
            for piece in pieces:
                if self.clock() > until:
                    raise ModelUnavailable(f"{self.model.name} took longer than {self.seconds:g} s")
                text += piece
                if len(text) > LONGEST or repeats(text):
                    return ""
        return text


def _goes_round(text: str, card: Card, lines: Sequence[Line]) -> bool:
    """Whether anything but a title is said twice, or a word again at once ("for 270 of 270"), or torn ("2- star")."""
    titles = {card.recommendation.item.title, *(title for one in card.evidence for title in one.titles)}
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, "…")
    if twice(text, RUN):
        return True
    told = re.sub("“[^”]*”", "", text)
    for line in lines:
        if line.role == "story":  # others may write as they like
            told = re.sub(re.escape(line.states[1:].rstrip(".")), "", told, flags=re.IGNORECASE)
    return bool(STUTTER.search(told))
