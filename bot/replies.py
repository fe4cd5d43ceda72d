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
    if nearest:
        return f"{what} the nearest to what you describe."
    count = f"one {noun.one}" if n == 1 else f"{n} {noun.many}"
    labels = _labels(turn.state.constraints, shelf)
    liked = [item.title for m in turn.state.like_this if (item := shelf.get(m.item_id))]
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
    rest = f" and also {answers.listed(kept)}" if kept else ""
    return (
        f"No other {noun.one} here is {told}{rest}, so I let go of {told}. "
        f"{'This comes' if n == 1 else f'These {n} come'} nearest."
    )


def _nothing(turn: Turn, shelf: Shelf, recommending: Recommending) -> str:
    noun = shelf.schema.noun
    meeting, fresh = recommending.left(turn.state)
    if meeting and not fresh:
        return (
            f"You have now seen all {meeting} {noun.many} that meet your wishes. "
            "Take one of the wishes back, or say “start over”."
        )
    return f"We have no {noun.one} that comes near enough. Take one of the wishes back, or say “start over”."


def _labels(constraints: Sequence[Constraint], shelf: Shelf) -> list[str]:
    """As the chips say it, one label for what one phrase asked."""
    return [chip.label for chip in chips(DialogueState(constraints=tuple(constraints)), shelf)]
