"""Evidence that other people give: how known and how rated an item is, and what it is named together with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from recsys import phrases
from recsys.grounds import Case
from recsys.others import CoNamed, Heard
from recsys.shares import within
from recsys.types import Evidence

SEEN: Final = 20
"""In how many conversations something has to be named before their counts tell anything."""

TOLD_FROM: Final = 0.02
"""What a learned part has to add to a score to be spoken of."""

FITS: Final = 0.05

HELD: Final[dict[Heard, str]] = {"conversations": "named"}


def known_and_rated(case: Case) -> Iterator[Evidence]:
    """What the catalogue tells of its renown and ratings, where that raised the score."""
    for name, share in within(max(case.part("popularity"), 0.0), case.of_renown).items():
        slot = case.slot(name)
        if slot is not None and (values := phrases.words_of(case.item, slot)):
            text = f"it {phrases.predicate(slot, values, case.schema)}"
            yield Evidence("", "community", text, name, values, (), "catalogue", share)


def learned(case: Case) -> Iterator[Evidence]:
    """What was counted in other people's conversations, where that raised the score."""
    others = case.grounds.others
    if others is None:
        return
    yield from _named_together(case)
    (times, of), moved = others.named(case.item.id), case.part("asked for")
    if moved >= TOLD_FROM and times >= SEEN:
        text = f"others spoke of it in {times:,} of {of:,} {others.heard}"
        yield Evidence("", "community", text, "", (f"{times:,}", f"{of:,}"), (), "others", moved)


def fits_the_talk(case: Case) -> Iterator[Evidence]:
    moved = case.part("conversation")
    if moved >= FITS:
        text = "it fits what was said, going by conversations of others"
        yield Evidence("", "model", text, "", (), (), "ranking", moved)


def co_named(case: Case) -> dict[str, CoNamed]:
    """The counts with each item liked or named, by its id, where they tell anything."""
    wanted = {taste.item.id for taste in case.wanted}
    return {one.other: one for one in case.together if one.other in wanted and one.of >= SEEN}


def _named_together(case: Case) -> Iterator[Evidence]:
    others = case.grounds.others
    if others is None or case.part("together") < TOLD_FROM:
        return
    # All that was named has its share; only what the visitor spoke of is told.
    moved = within(case.part("together"), {one.other: one.lift for one in case.together})
    told = co_named(case)
    for taste in case.wanted:
        one = told.get(taste.item.id)
        if one is not None and one.both > 1 and (share := moved.get(one.other, 0.0)) >= TOLD_FROM:
            yield Evidence(
                "", "community", together(one, taste.item.title, others.heard), "",
                (f"{one.both:,}", f"{one.of:,}"), (taste.item.title,), "others", share,
            )  # fmt: skip


def together(one: CoNamed, title: str, heard: Heard) -> str:
    """The counts in words: "of 214 conversations of others that named Heat, 14 named it too"."""
    verb = HELD.get(heard, "held")
    times = f"{one.both:,}" if one.both else "none"
    return f"of {one.of:,} {heard} of others that {verb} {title}, {times} {verb} it too"
