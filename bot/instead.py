"""What a visitor could have done otherwise, and the wish as it would then have been.

A list that is chosen anew is chosen as the one on the screen was: what is on the screen may stay on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.chips import chips
from bot.ports import Shelf, Understanding
from bot.state import after_feedback, fold
from bot.texts import texts
from bot.types import Act, DialogueState, FeedbackKind, UserAct

_FELT = ("like", "dislike", "dismiss", "undo")
SHOWING = (Act.RECOMMEND, Act.CRITIQUE, Act.MORE)


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


@dataclass(frozen=True, slots=True)
class All:
    """Several of them, one after the other."""

    each: tuple[Do, ...]


Do = Drop | Say | Feel | All


def single(do: Do) -> Iterator[Drop | Say | Feel]:
    """What it consists of."""
    if isinstance(do, All):
        for one in do.each:
            yield from single(one)
    else:
        yield do


def done(
    do: Do, state: DialogueState, understanding: Understanding, shelf: Shelf
) -> tuple[UserAct, DialogueState]:
    """What doing it says, to be stored as the utterance of a turn, and the state had it been done before the list
    was chosen."""
    acts = []
    for one in single(do):
        act = _act(one, state, understanding, shelf)
        acts.append(act)
        if isinstance(one, Feel):
            state = after_feedback(state, one.item_id, one.kind)
            continue
        state = fold(state, act, shelf)
    if len(acts) == 1:
        return acts[0], state
    dropped = tuple(chip for act in acts for chip in act.dropped)
    return UserAct(Act.RECOMMEND, "; ".join(act.text for act in acts), dropped=dropped), state


def as_wanted(act: UserAct, n: int | None) -> UserAct:
    """The act, asking for as many items as the list had that it changes, unless it says how many itself."""
    return replace(act, wanted_count=act.wanted_count or n)


def _act(do: Drop | Say | Feel, state: DialogueState, understanding: Understanding, shelf: Shelf) -> UserAct:
    say = texts(shelf.schema.language)
    match do:
        case Drop(chip_id):
            label = next((chip.label for chip in chips(state, shelf) if chip.id == chip_id), "")
            text = say("instead.drop" if label else "instead.drop.unknown", label=label)
            return UserAct(Act.RECOMMEND, text, dropped=(chip_id,))
        case Say(text):
            return understanding.understand(state, text)
        case Feel(item_id, kind):
            item = shelf.get(item_id)
            title = item.title if item else item_id
            return UserAct(Act.RECOMMEND, say(f"instead.{kind}", title=title) if kind in _FELT else title)
