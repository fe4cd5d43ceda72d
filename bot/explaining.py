"""Everything that is known of why an item was shown, in one place; the faces only render it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from bot.attributing import Attribution, attribute
from bot.counterfactuals import of_shown
from bot.errors import UnknownItem
from bot.history import choosing, current, shown_card
from bot.path import PathStep, path_of
from bot.ports import Understanding
from bot.recommending import Recommending
from bot.replay import Replay, chooser, chosen_from, wanted
from bot.texts import Texts
from bot.trials import Counterfactual, Trials
from bot.types import Card, Conversation, PromptUse, Turn
from bot.why_not import WhyNot, why_not
from recsys.types import Evidence, Justification, Mark
from retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Explained:
    """Why `card` was shown in `turn`. `reason` is the sentence that was shown last, `prompt` what wrote it."""

    turn: Turn
    card: Card
    reason: Justification
    prompt: PromptUse | None
    marks: tuple[Mark, ...]
    attribution: Attribution | None
    counterfactuals: tuple[Counterfactual, ...]
    path: tuple[PathStep, ...]

    @property
    def against(self) -> tuple[Evidence, ...]:
        return tuple(evidence for evidence in self.card.evidence if evidence.kind == "against")


class Marker(Protocol):
    """Says of a sentence which stretch rests on which evidence."""

    def marks(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> tuple[Mark, ...]: ...


@dataclass(frozen=True, slots=True)
class Explaining:
    """Explains stored turns: what was recorded as it was, the rest by running the ranking again."""

    recommending: Recommending
    understanding: Understanding
    n_shown: int
    say: Texts
    checker: Marker

    def item(self, conversation: Conversation, item_id: str) -> Explained | None:
        """The item as of the last turn that showed it; None where none did."""
        found = shown_card(conversation.turns, item_id)
        return self.card(conversation, *found) if found else None

    def card(self, conversation: Conversation, turn: Turn, card: Card) -> Explained:
        item_id = card.recommendation.item.id
        reason = next((j.justification for j in turn.justifications if j.item_id == item_id), card.reason)
        prompt = turn.prompt if reason.writer == "llm" else None
        chose = chooser(conversation, turn)
        was = Replay(
            self.recommending, self.understanding, chosen_from(chose), wanted(chose.act, self.n_shown)
        )
        return Explained(
            turn,
            card,
            reason,
            prompt,
            self._marks(reason, card),
            self._attribution(conversation, turn, item_id),
            self.changes(conversation, turn, card),
            path_of(chose, was, self.say),
        )

    def replay(self, conversation: Conversation, turn: Turn) -> tuple[Replay, bool]:
        """The ranking behind a turn's list, and whether that list is the one on the screen.

        Of the list on the screen as of now, with every button pressed since; of an earlier one as it was.
        """
        chose = chooser(conversation, turn)
        state, last = choosing(conversation)
        on_screen = last is not None and last.trace_id == chose.trace_id
        state = state if on_screen else chosen_from(chose)
        return Replay(
            self.recommending, self.understanding, state, wanted(chose.act, self.n_shown)
        ), on_screen

    def why_not(self, conversation: Conversation, item_id: str) -> WhyNot:
        """Why the item is not on the list on the screen. UnknownItem where the catalogue does not have it."""
        item = self.recommending.shelf.get(item_id)
        if item is None:
            raise UnknownItem("fault.item", id=item_id)
        state, last = choosing(conversation)
        n = wanted(last.act, self.n_shown) if last else self.n_shown
        replay = Replay(self.recommending, self.understanding, state, n)
        return why_not(replay, current(conversation), item, self.say)

    def _marks(self, reason: Justification, card: Card) -> tuple[Mark, ...]:
        """Which stretch of the sentence rests on which evidence."""
        if reason.marks:
            return reason.marks
        return self.checker.marks(reason.text, card.recommendation.item, card.evidence)

    def _attribution(self, conversation: Conversation, turn: Turn, item_id: str) -> Attribution | None:
        chose = chooser(conversation, turn)
        seed = zlib.crc32(f"{chose.trace_id} {item_id}".encode())  # asked again, the same sample
        return attribute(self.recommending, chose.state, item_id, np.random.default_rng(seed), self.say)

    def changes(self, conversation: Conversation, turn: Turn, card: Card) -> tuple[Counterfactual, ...]:
        """What would change the list about the item; with nothing to press where another list came since."""
        replay, on_screen = self.replay(conversation, turn)
        every = replay.all()
        base = replace(every, best=every.best[: replay.n])
        item = replay.shelf.get(card.recommendation.item.id)
        if item is None or item.id not in base.ids:
            return ()  # the catalogue or the wish is another by now: nothing that is tried would be about this list
        nexts = [recommendation.item for recommendation in every.best[replay.n :]]
        found = of_shown(Trials(replay, item, self.say), card.evidence, base, nexts)
        return found if on_screen else tuple(replace(one, do=None) for one in found)
