"""The line above the cards: what was understood, what we do not have, what was let go of, one question."""

from __future__ import annotations

from collections.abc import Sequence

from bot import answers
from bot.chips import chips
from bot.ports import Shelf
from bot.recommending import Recommending
from bot.types import Cards, DialogueState, Question, Turn
from retrieval.types import Constraint


def lead(
    turn: Turn, cards: Cards, question: Question | None, shelf: Shelf, recommending: Recommending
) -> str:
    """The whole reply of a turn that shows items; every statement in it is the code's own."""
    missing = turn.act.missing
    parts = [answers.missing(missing, shelf)] if missing else []
    given_up = [c for c in cards.relaxed if c not in _of_missing(cards.relaxed, len(missing))]
    if not cards.cards:
        parts.append(_nothing(turn, shelf, recommending))
    elif given_up:
        parts.append(_relaxed(turn, given_up, len(cards.cards), shelf))
    else:
        parts.append(_found(turn, len(cards.cards), bool(missing), shelf))
    if question:
        parts.append(question.text)
    return " ".join(parts)


def _of_missing(relaxed: Sequence[Constraint], n: int) -> Sequence[Constraint]:
    """What the catalogue lacks stands last in `relaxed`."""
    return relaxed[len(relaxed) - n :]


def _found(turn: Turn, n: int, nearest: bool, shelf: Shelf) -> str:
    noun = shelf.schema.noun
    what = "This is" if n == 1 else f"These {n} are"
    state = turn.state
    if nearest and not (state.words or state.constraints or state.soft or state.like_this or state.liked):
        return f"Here {'is one' if n == 1 else f'are {n}'} that we do have."
    if nearest:
        return f"{what} the nearest to what you describe."
    count = f"one {noun.one}" if n == 1 else f"{n} {noun.many}"
    labels = _labels(state.constraints, shelf)
    liked = [item.title for m in state.like_this if (item := shelf.get(m.item_id))]
    kept = "; ".join(labels)
    return (
        f"Here {'is' if n == 1 else 'are'} {count}"
        + (f" like {answers.listed(liked)}" if liked else "")
        + (f": {kept}." if kept else ".")
    )


def _relaxed(turn: Turn, given_up: Sequence[Constraint], n: int, shelf: Shelf) -> str:
    noun = shelf.schema.noun
    told = answers.listed([f"“{label}”" for label in _labels(given_up, shelf)])
    kept = _labels([c for c in turn.state.constraints if c not in given_up], shelf)
    rest = f" as well as {answers.listed([f'“{label}”' for label in kept])}" if kept else ""
    other = "other " if turn.state.shown else ""
    return (
        f"No {other}{noun.one} here meets {told}{rest}, so I let go of {told}. "
        f"{'This comes' if n == 1 else f'These {n} come'} nearest."
    )


def _nothing(turn: Turn, shelf: Shelf, recommending: Recommending) -> str:
    """Every wish can be let go of, so nothing is found only where everything was seen or set aside."""
    noun = shelf.schema.noun
    if not len(shelf):
        return f"We have no {noun.many} at all."
    meeting = recommending.meeting(turn.state) if turn.state.constraints else 0
    those = (
        f", among them {meeting} that {'meets' if meeting == 1 else 'meet'} your wishes" if meeting else ""
    )
    return (
        f"You have now seen or set aside all {len(shelf)} {noun.many} that we have{those}. "
        "Say “start over” to see them again."
    )


def _labels(constraints: Sequence[Constraint], shelf: Shelf) -> list[str]:
    """As the chips say it, one label for what one phrase asked."""
    return [chip.label for chip in chips(DialogueState(constraints=tuple(constraints)), shelf)]
