"""What a stored conversation amounts to now: its state, its feedback folded in, undone turns left out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.state import after_feedback, as_when_chosen
from bot.types import Act, Card, Conversation, DialogueState, Turn

_CHANGING = frozenset({Act.RECOMMEND, Act.CRITIQUE, Act.MORE, Act.RESET})


def current(conversation: Conversation) -> DialogueState:
    """The last turn's state with every feedback given since."""
    return as_of(conversation, conversation.turns[-1] if conversation.turns else None)


def as_of(conversation: Conversation, turn: Turn | None) -> DialogueState:
    """The state after a turn (None: before the first), with every feedback given since.

    A button is taken back by its own undo, so that no later turn's undo brings back what was rejected.
    """
    state = turn.state if turn else DialogueState()
    for feedback in conversation.feedback:
        if turn is None or feedback.turn_index >= turn.index:
            state = after_feedback(state, feedback.item_id, feedback.kind)
    return state


def choosing(conversation: Conversation) -> tuple[DialogueState, Turn | None]:
    """The state from which the list on the screen was chosen, with every feedback given since, and the turn that
    chose it; the state as it is, where the last wish brought no list."""
    state = current(conversation)
    *_, last = standing(conversation.turns) or (None,)
    if last is None or last.cards is None or not last.cards.cards:
        return state, last
    return as_when_chosen(state), last


def standing(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that changed what is wanted or shown and have not been undone, oldest first."""
    stack: list[Turn] = []
    for turn in turns:
        if turn.act.act in _CHANGING:
            stack.append(turn)
        elif turn.act.act is Act.UNDO and stack:
            stack.pop()
    return stack


def shown_card(turns: Sequence[Turn], item_id: str) -> tuple[Turn, Card] | None:
    """The latest turn that showed the item, and its card."""
    for turn in reversed(turns):
        for card in turn.cards.cards if turn.cards else ():
            if card.recommendation.item.id == item_id:
                return turn, card
    return None
