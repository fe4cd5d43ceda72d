"""Evidence into sentences by a large model: one call for all cards, each card filled as its sentences end.

The same holds as for one call an item (bot.writing): nothing that the checker does not accept leaves this file as
the model's words, and no fault of a model leaves it as an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import cast

from bot.errors import ModelError, ModelUnavailable, RequestRefused
from bot.phrasing.answer_stream import AnswerStream, CardAnswer
from bot.phrasing.caveat import caveat
from bot.phrasing.reason_request import names_of, said
from bot.phrasing.reasons_request import given, once_more, reasons_request
from bot.phrasing.sentences import clean, twice
from bot.phrasing.style import Style
from bot.phrasing.wording import unspoken
from bot.ports import LanguageModel, LlmRequest
from bot.types import Card, Justified, PromptUse
from bot.writing import Checker, GroundedWriter, Tally
from prompts.template import Prompt
from recsys.lexicon import SUBJECT
from recsys.types import Evidence, Justification

MOST_CARDS = 6
"""Cards a call: more would not fit into the context of every server."""
TRIED_IN_VAIN = 3
"""So many answers in a row without one readable card, and the model is asked for one item at a time."""
RUN = 5
"""Words that may not stand twice in a row in the sentences of a card."""


@dataclass(slots=True)
class Streak:
    """How many answers in a row could not be read, or were refused."""

    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One of the two calls: the titles in it, how many wishes the sentences of a card must speak of, what came, and
    what is wrong with it."""

    outcome: str
    titles: tuple[str, ...]
    wishes: int
    stream: AnswerStream = field(default_factory=AnswerStream)
    problems: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ManyWriter:
    """bot.ports.Writer over a large model behind a server.

    `seconds` is the deadline for all sentences of an answer together, by `clock` (monotonic seconds). What could
    not be shown is asked for once more, all of it in one call, with what was wrong (prompt `again`). A model that
    proves unable to answer in JSON goes on with `each`, item by item.
    """

    model: LanguageModel
    checker: Checker
    template: Prompt
    again: Prompt
    each: GroundedWriter
    clock: Callable[[], float]
    seconds: float = 20.0
    style: Style = field(default_factory=Style)
    streak: Streak = field(default_factory=Streak)

    @property
    def prompt(self) -> PromptUse:
        if self._unable():
            return self.each.prompt
        return PromptUse(self.template.name, self.template.version, self.template.hash, self.model.name)

    @property
    def tally(self) -> Tally:
        """One count for both ways of writing."""
        return self.each.tally

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        """One Justified a card as its sentences end, which need not be in the order of the cards."""
        if self._unable():
            yield from self.each.write_all(cards, ask)
            return
        until = self.clock() + self.seconds
        for start in range(0, len(cards), MOST_CARDS):
            yield from self._write(cards[start : start + MOST_CARDS], ask, until)

    def _unable(self) -> bool:
        return self.streak.unreadable >= TRIED_IN_VAIN

    def _write(self, cards: Sequence[Card], ask: str, until: float) -> Iterator[Justified]:
        waiting = {n: card for n, card in enumerate(cards, start=1) if given(card)}
        outcome = "replaced"
        yield from (self._fallback(card, outcome) for card in cards if not given(card))
        if not self.model.ready():
            outcome = "unready"
        elif waiting:
            try:
                yield from self._ask_twice(waiting, ask, until)
            except RequestRefused:  # a call of this size or form is nothing for this server
                self.streak.unreadable += 1
                outcome = "failed"
            except ModelError:
                outcome = "failed"
        yield from (self._fallback(card, outcome) for card in waiting.values())

    def _ask_twice(self, waiting: dict[int, Card], ask: str, until: float) -> Iterator[Justified]:
        """Takes from `waiting` what gets its sentences. Raises ModelError."""
        request = reasons_request(self.template, waiting, ask, self.style)
        titles = tuple(card.recommendation.item.title for card in waiting.values())
        first = Round("accepted", titles, wishes=3)
        yield from self._ask(request, waiting, first, until)
        if waiting:
            request = once_more(self.again, request, first.stream.text, waiting, first.problems, self.style)
            yield from self._ask(request, waiting, Round("retried", titles, wishes=1), until)

    def _ask(
        self, request: LlmRequest, waiting: dict[int, Card], now: Round, until: float
    ) -> Iterator[Justified]:
        """One call; takes from `waiting` what it brought, and notes in `now` what was wrong with the others."""
        for answer in self._listen(request, now.stream, until):
            card = waiting.get(answer.item)
            if card is None or answer.item in now.problems:  # of no card here, or said again
                continue
            judged = self._judge(card, answer, now)
            if isinstance(judged, Justification):
                del waiting[answer.item]
                self.tally.add(now.outcome)
                yield Justified(card.recommendation.item.id, judged)
            else:
                now.problems[answer.item] = judged
        self.streak.unreadable = 0 if now.stream.cards else self.streak.unreadable + 1

    def _listen(self, request: LlmRequest, stream: AnswerStream, until: float) -> Iterator[CardAnswer]:
        """The cards of the answer as they come. Raises ModelError, also where it is late."""
        with closing(cast("Generator[str]", self.model.stream(request))) as pieces:
            for piece in pieces:
                if self.clock() > until:
                    raise ModelUnavailable(f"{self.model.name} took longer than {self.seconds:g} s")
                yield from stream.feed(piece)
                if stream.ended:
                    return

    def _judge(self, card: Card, answer: CardAnswer, now: Round) -> Justification | list[str]:
        """The card's reason, with what speaks against it behind; or all that speaks against showing it."""
        item, evidence = card.recommendation.item, card.evidence
        ids = {one.id for one in given(card)}
        claims = answer.claims[: self.style.sentences]
        if made_up := [i for claim in claims for i in claim.evidence if i not in ids]:
            return [f"it has no evidence {', '.join(dict.fromkeys(made_up))}"]
        names = names_of(item, evidence)
        sentences = [clean(claim.text, names) for claim in claims]
        if not all(sentences):
            return ["a claim is one whole sentence"]
        if other := next(_about_another(sentences, item.title, now.titles, evidence), ""):
            return [f"that is said of {other}"]
        text = " ".join(sentences)
        whole = f"{text} {caveat(card.reason)}".strip()
        verdict = self.checker.check(whole, item, evidence)
        if not verdict.supported:
            return [f"“{one.text}”: {one.why}" for one in verdict.problems] or ["not supported"]
        wrong = [*unspoken(text, *_wished(card, now.wishes))]
        if twice(text, RUN):
            wrong.append("it says the same twice")
        if wrong:
            return wrong
        rests_on = tuple(one for one in evidence if one.id in verdict.used)
        return Justification(whole, "llm", rests_on, marks=verdict.marks)

    def _fallback(self, card: Card, outcome: str) -> Justified:
        self.tally.add(outcome)
        return Justified(card.recommendation.item.id, card.reason)


def _wished(card: Card, most: int) -> tuple[list[str], list[str]]:
    """What the item has of the first `most` wishes, and all that is known of it, each as "is …", "has …"."""
    parts = {one.id: part.predicate for one in given(card) if (part := said(one))}
    wished = [parts[one.id] for one in given(card) if one.id in parts and one.kind == "said" and one.source]
    return list(dict.fromkeys(wished))[:most], list(parts.values())


def _about_another(
    sentences: Sequence[str], title: str, titles: Sequence[str], evidence: Sequence[Evidence]
) -> Iterator[str]:
    """The titles of other cards with which a sentence begins: a model may take one card for another."""
    named = {title, *(other for one in evidence for other in one.titles)}
    for other in titles:
        begins = re.compile(rf"{re.escape(other)}(?!\w)")
        if other not in named and other.casefold() not in SUBJECT:
            yield from (other for one in sentences if begins.match(one) and not one.startswith(title))
