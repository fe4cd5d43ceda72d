"""What a visitor could have done otherwise, and the wish as it would then have been.

A list that is chosen anew is chosen as the one on the screen was: what is on the screen may stay on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chips import chips
from bot.ports import Shelf, Understanding
from bot.state import after_feedback, fold
from bot.types import Act, DialogueState, FeedbackKind, UserAct

_FELT = {
    "like": "I like “{}”",
    "dislike": "I do not like “{}”",
    "dismiss": "not “{}”",
    "undo": "“{}” is all right",
}


@dataclass(frozen=True, slots=True)
class Drop:
    """Take back what a chip says."""

    chip_id: str


@dataclass(frozen=True, slots=True)
class Say:
    """Say something, in these words."""

    text: str


@dataclass(frozen=True, slots=True)
class Feel:
    """Press a button on an item."""

    item_id: str
    kind: FeedbackKind


Do = Drop | Say | Feel


def act_of(do: Do, state: DialogueState, understanding: Understanding, shelf: Shelf) -> UserAct:
    """What doing it says, to be stored as the utterance of a turn."""
    match do:
        case Drop(chip_id):
            label = {chip.id: chip.label for chip in chips(state, shelf)}.get(chip_id, "that")
            return UserAct(Act.RECOMMEND, f"without “{label}”", dropped=(chip_id,))
        case Say(text):
            return understanding.understand(state, text)
        case Feel(item_id, kind):
            item = shelf.get(item_id)
            return UserAct(Act.RECOMMEND, _FELT.get(kind, "{}").format(item.title if item else item_id))


def after(do: Do, state: DialogueState, act: UserAct, shelf: Shelf) -> DialogueState:
    """The state had this been done before the list was chosen; `act` is act_of(do, state, …)."""
    if isinstance(do, Feel):
        return after_feedback(state, do.item_id, do.kind)
    return fold(state, act, shelf)


def as_wanted(act: UserAct, n: int | None) -> UserAct:
    """The act, asking for as many items as the list had that it changes, unless it says how many itself."""
    return replace(act, wanted_count=act.wanted_count or n)
