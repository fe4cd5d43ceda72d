"""What a stored conversation amounts to now: its state, its feedback folded in, undone turns left out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.state import after_feedback
from bot.types import Act, Card, Conversation, DialogueState, Turn


def current(conversation: Conversation) -> DialogueState:
    """The last turn's state with every feedback given since."""
    state = conversation.turns[-1].state if conversation.turns else DialogueState()
    last = len(conversation.turns) - 1
    for feedback in conversation.feedback:
        if feedback.turn_index == last:
            state = after_feedback(state, feedback.item_id, feedback.kind)
    return state


def standing(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that have not been undone, oldest first."""
    stack: list[Turn] = []
    for turn in turns:
        if turn.act.act is not Act.UNDO:
            stack.append(turn)
        elif stack:
            stack.pop()
    return stack


def shown_card(turns: Sequence[Turn], item_id: str) -> tuple[Turn, Card] | None:
    """The latest turn that showed the item, and its card."""
    for turn in reversed(turns):
        for card in turn.cards.cards if turn.cards else ():
            if card.recommendation.item.id == item_id:
                return turn, card
    return None
