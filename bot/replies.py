"""The line above the cards: what was understood, what we do not have, what was let go of, one question."""

from __future__ import annotations

from collections.abc import Sequence

from bot import answers
from bot.chips import chips
from bot.ports import Shelf
from bot.recommending import Recommending
from bot.texts import texts
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
    return texts(shelf.schema.language).sentences(parts)


def _of_missing(relaxed: Sequence[Constraint], n: int) -> Sequence[Constraint]:
    """What the catalogue lacks stands last in `relaxed`."""
    return relaxed[len(relaxed) - n :]


def _found(turn: Turn, n: int, nearest: bool, shelf: Shelf) -> str:
    schema, say, state = shelf.schema, texts(shelf.schema.language), turn.state
    nothing = not (state.words or state.constraints or state.soft or state.like_this or state.liked)
    if nearest:
        key = "found.have" if nothing else "found.nearest"
        return say(key, n=n, **answers.words(schema, say))
    liked = [answers.titled(item.title, schema) for m in state.like_this if (item := shelf.get(m.item_id))]
    kept = _labels(state.constraints, shelf)
    return say(
        f"found{'.like' if liked else ''}{'.kept' if kept else ''}",
        n=n,
        count=answers.counted(n, schema, say),
        liked=say.listed(liked),
        kept=say("list.semicolon").join(kept),
    )


def _relaxed(turn: Turn, given_up: Sequence[Constraint], n: int, shelf: Shelf) -> str:
    say = texts(shelf.schema.language)
    noun = answers.words(shelf.schema, say)

    def told(constraints: Sequence[Constraint]) -> str:
        return say.listed([say("quoted", text=label) for label in _labels(constraints, shelf)])

    kept = told([c for c in turn.state.constraints if c not in given_up])
    key = f"relaxed{'.other' if turn.state.shown else ''}{'.kept' if kept else ''}"
    nearest = say("relaxed.nearest", n=n, **noun)
    return say.sentences((say(key, gone=told(given_up), kept=kept, **noun), nearest))


def _nothing(turn: Turn, shelf: Shelf, recommending: Recommending) -> str:
    """Every wish can be let go of, so nothing is found only where everything was seen or set aside."""
    say = texts(shelf.schema.language)
    noun = answers.words(shelf.schema, say)
    if not len(shelf):
        return say("none.empty", **noun)
    meeting = recommending.meeting(turn.state) if turn.state.constraints else 0
    return say("none.seen.meeting" if meeting else "none.seen", n=meeting, all=len(shelf), **noun)


def _labels(constraints: Sequence[Constraint], shelf: Shelf) -> list[str]:
    """As the chips say it, one label for what one phrase asked."""
    return [chip.label for chip in chips(DialogueState(constraints=tuple(constraints)), shelf)]
