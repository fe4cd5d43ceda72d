"""Evidence into sentences: one call an item, each sentence checked before it is shown, else a template's.

Nothing that the checker does not accept leaves this file as the model's words, and no fault of a model
leaves it as an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Protocol, cast

from bot.errors import ModelError, ModelUnavailable
from bot.phrasing.caveat import caveat
from bot.phrasing.reason_request import FIRST, SECOND, Task, names_of, once_more, reason_task
from bot.phrasing.sentences import MAX_CHARACTERS, clean, end_of_sentence, repeats
from bot.phrasing.wording import faults
from bot.ports import LanguageModel, LlmRequest
from bot.types import Card, Justified, PromptUse
from prompts.template import Prompt
from recsys.types import Evidence, Justification, Mark
from retrieval.types import Item


class Problem(Protocol):
    """Something that a sentence says, and why it may not."""

    @property
    def text(self) -> str: ...
    @property
    def why(self) -> str: ...


class Verdict(Protocol):
    """Whether a sentence is supported, what is wrong with it, the ids of the evidence it rests on, and where."""

    @property
    def supported(self) -> bool: ...
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def used(self) -> Sequence[str]: ...
    @property
    def marks(self) -> tuple[Mark, ...]: ...


class Checker(Protocol):
    """Holds a sentence against the evidence."""

    def check(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> Verdict: ...


@dataclass(slots=True)
class Tally:
    """How sentences came about. `unready`: the model was not there yet; `failed`: it gave none in time."""

    accepted: int = 0
    retried: int = 0
    replaced: int = 0
    unready: int = 0
    failed: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def add(self, name: str) -> None:
        with self._lock:
            setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True, slots=True)
class GroundedWriter:
    """bot.ports.Writer over a language model.

    `seconds` is the deadline for all sentences of an answer together, by `clock` (monotonic seconds).
    With the prompt `again` the model is told what was wrong with its first sentence when it is asked for a
    second: for models big enough to make use of that.
    """

    model: LanguageModel
    checker: Checker
    template: Prompt
    clock: Callable[[], float]
    seconds: float = 10.0
    again: Prompt | None = None
    tally: Tally = field(default_factory=Tally)

    @property
    def prompt(self) -> PromptUse:
        return PromptUse(self.template.name, self.template.version, self.template.hash, self.model.name)

    def write(
        self, item: Item, ask: str, evidence: Sequence[Evidence], fallback: Justification
    ) -> Justification:
        """One grounded sentence on the item, or `fallback`."""
        return self._write(item, ask, evidence, fallback, self.clock() + self.seconds)

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        """One Justified a card, in their order, as each is written; after the deadline, templates."""
        until = self.clock() + self.seconds
        for card in cards:
            item = card.recommendation.item
            yield Justified(item.id, self._write(item, ask, card.evidence, card.reason, until))

    def _write(
        self, item: Item, ask: str, evidence: Sequence[Evidence], fallback: Justification, until: float
    ) -> Justification:
        if not self.model.ready():
            self.tally.add("unready")
            return fallback
        against = caveat(fallback)
        try:
            task = reason_task(self.template, item, evidence, FIRST)
            said = self._try(task, item, evidence, against, until)
            outcome = "accepted"
            if said.problems:
                task = reason_task(self.template, item, evidence, SECOND)
                if self.again and said.sentence:
                    request = once_more(self.again, task.request, said.sentence, said.problems)
                    task = replace(task, request=request)
                said = self._try(task, item, evidence, against, until)
                outcome = "retried"
        except ModelError:
            self.tally.add("failed")
            return fallback
        if said.problems:
            self.tally.add("replaced")
            return fallback
        self.tally.add(outcome)
        return Justification(said.sentence, "llm", said.rests_on, marks=said.marks)

    def _try(
        self, task: Task, item: Item, evidence: Sequence[Evidence], against: str, until: float
    ) -> _Tried:
        """The sentence, with the caveat behind it, and all that speaks against showing it."""
        names = names_of(item, evidence)
        # Choices keep a small model on its facts; a big one knows better words for them.
        request = replace(task.request, choices=()) if self.again else task.request
        if not (self.again or task.sentences):
            return _Tried("", ("the facts make no sentence",))
        sentence = clean(self._listen(request, names, until), names)
        if not sentence:
            return _Tried("", ("no complete sentence",))
        whole = f"{sentence} {against}".strip()
        verdict = self.checker.check(whole, item, evidence)
        if not verdict.supported:
            return _Tried(sentence, tuple(f"{one.text} ({one.why})" for one in verdict.problems) or ("?",))
        wrong = tuple(faults(sentence, task, strict=self.again is None))
        return _Tried(whole, wrong, tuple(one for one in evidence if one.id in verdict.used), verdict.marks)

    def _listen(self, request: LlmRequest, names: Sequence[str], until: float) -> str:
        """What the model says until its first sentence ends, it goes in circles, or says too much."""
        text = ""
        with closing(cast("_Closable", self.model.stream(request))) as pieces:
            for piece in pieces:
                if self.clock() > until:
                    raise ModelUnavailable(f"{self.model.name} took longer than {self.seconds:g} s")
                text += piece
                if len(text) > MAX_CHARACTERS or repeats(text) or _ended(text, names):
                    break
        return text


@dataclass(frozen=True, slots=True)
class _Tried:
    sentence: str
    problems: tuple[str, ...]
    rests_on: tuple[Evidence, ...] = ()
    marks: tuple[Mark, ...] = ()


class _Closable(Protocol):
    def close(self) -> None: ...
    def __iter__(self) -> Iterator[str]: ...


def _ended(text: str, names: Sequence[str]) -> bool:
    """Whether a sentence has ended and another begun: a mark at the very end may be an abbreviation's."""
    end = end_of_sentence(text, names)
    return end is not None and end < len(text.rstrip())
