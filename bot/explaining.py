"""Everything that is known of why an item was shown, in one place; the faces only render it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.counterfactuals import Counterfactual
from bot.history import shown_card
from bot.path import PathStep
from bot.ports import Shelf
from bot.recommending import Recommending
from bot.types import Card, Conversation, PromptUse, Turn
from recsys.types import Evidence, Justification


@dataclass(frozen=True, slots=True)
class Explained:
    """Why `card` was shown in `turn`. `reason` is the sentence that was shown last, `prompt` what wrote it."""

    turn: Turn
    card: Card
    reason: Justification
    prompt: PromptUse | None
    counterfactuals: tuple[Counterfactual, ...]
    path: tuple[PathStep, ...]

    @property
    def against(self) -> tuple[Evidence, ...]:
        return tuple(evidence for evidence in self.card.evidence if evidence.kind == "against")


@dataclass(frozen=True, slots=True)
class Explaining:
    """Explains stored turns: what was recorded as it was, the rest by running the ranking again."""

    shelf: Shelf
    recommending: Recommending

    def item(self, conversation: Conversation, item_id: str) -> Explained | None:
        """The item as of the last turn that showed it; None where none did."""
        found = shown_card(conversation.turns, item_id)
        return self.card(conversation, *found) if found else None

    def card(self, conversation: Conversation, turn: Turn, card: Card) -> Explained:
        item_id = card.recommendation.item.id
        reason = next((j.justification for j in turn.justifications if j.item_id == item_id), card.reason)
        prompt = turn.prompt if reason.writer == "llm" else None
        steps = turn.cards.path if turn.cards else ()
        path = tuple(PathStep(s.name, s.before, s.after, s.detail) for s in steps)
        return Explained(turn, card, reason, prompt, (), path)
