"""Evidence against an item: what was asked and is not so, and what the score was lowered for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from recsys import phrases
from recsys.community import co_named, together
from recsys.features import shared_weight
from recsys.grounds import Case
from recsys.likeness import common
from recsys.scorer import asked_slots
from recsys.shares import within
from recsys.statements import (
    broken,
    predicate_or_lack,
    quoted,
    source_of,
    spoken_of,
    wished_values,
)
from recsys.types import Evidence, Taste
from retrieval.types import Slot

COMPARED_ROLES: Final = ("duration", "price", "content")
FAR_MORE: Final = 1.25
FAR_LEVELS: Final = 2
FAR_YEARS: Final = 40
LOWERED: Final = -0.03
"""What a part has to take off the score to be spoken of."""

WELL_SEEN: Final = 100
"""In how many conversations an item has to be named for it to tell something that another never was in them."""


def against(case: Case) -> Iterator[Evidence]:
    """What was asked and is not so first, then by how much it lowered the score, then by comparison."""
    yield from _asked(case)
    lowered = [*_like_the_disliked(case), *_little_known(case), *_never_together(case), *_does_not_fit(case)]
    yield from sorted(lowered, key=lambda one: one.moved)
    yield from _compared(case)


def _asked(case: Case) -> Iterator[Evidence]:
    for constraint in case.preferences.constraints:
        slot = case.slot(constraint.slot)
        if slot is not None and not constraint.holds(case.item):
            yield broken(case.item, constraint, slot, case.schema)
    moved = within(min(case.part("wishes"), 0.0), case.of_wishes)
    for n, wish in enumerate(case.preferences.soft):
        slot = case.slot(wish.slot)
        if slot is None or slot.kind == "text" or case.met(n) is not False:
            continue
        values = wished_values(case.item, wish, slot)
        text = f"you wished for {quoted(wish.source)} but it {predicate_or_lack(slot, values, case.schema)}"
        yield Evidence("", "against", text, slot.name, values, (), wish.source, moved.get(n, 0.0))


def _like_the_disliked(case: Case) -> Iterator[Evidence]:
    """What it shares with each item that was not liked: the slot by which it lost most."""
    moved = within(case.part("disliked"), case.grounds.shares.disliked(case.item, case.unwanted))
    for taste in case.unwanted:
        found = list(common(case.item, taste.item, case.schema))
        shares = {slot.name: moved.get((taste.item.id, slot.name), 0.0) for slot, _ in found}
        for slot, values in sorted(found, key=lambda hit: (shares[hit[0].name], -shared_weight(hit[0])))[:1]:
            text = f"like {taste.item.title}, {spoken_of(taste)}, it {phrases.predicate(slot, values, case.schema)}"
            yield Evidence(
                "",
                "against",
                text,
                slot.name,
                values,
                (taste.item.title,),
                source_of(taste),
                shares[slot.name],
            )


def _little_known(case: Case) -> Iterator[Evidence]:
    for name, share in within(min(case.part("popularity"), 0.0), case.of_renown).items():
        slot = case.slot(name)
        if slot is not None and share <= LOWERED and (values := phrases.words_of(case.item, slot)):
            text = f"it {phrases.predicate(slot, values, case.schema)}"
            yield Evidence("", "against", text, name, values, (), "ranking", share)


def _never_together(case: Case) -> Iterator[Evidence]:
    """That nobody names it along with an item liked, though many name that one."""
    others, lost = case.grounds.others, case.part("together")
    if others is None or lost > LOWERED:
        return
    never = {key: one for key, one in co_named(case).items() if not one.both and one.of >= WELL_SEEN}
    moved = within(lost, {key: one.lift for key, one in never.items()})
    for taste in case.wanted:
        if (one := never.get(taste.item.id)) is not None:
            text = together(one, taste.item.title, others.heard)
            titles = (taste.item.title,)
            yield Evidence("", "against", text, "", (), titles, "others", moved.get(one.other, 0.0))


def _does_not_fit(case: Case) -> Iterator[Evidence]:
    if (lost := case.part("conversation")) <= LOWERED:
        text = (
            f"it fits what was said less than most {case.schema.noun.many}, going by conversations of others"
        )
        yield Evidence("", "against", text, "", (), (), "ranking", lost)


def _compared(case: Case) -> Iterator[Evidence]:
    """Where it goes well beyond all that was liked or named, in what was not spoken of."""
    asked = asked_slots(case.preferences)
    for slot in case.schema.of_kind("number", "level"):
        mine = case.item.number(slot.name)
        known = [taste for taste in case.wanted if taste.item.number(slot.name) is not None]
        if mine is None or not known or slot.name in asked:
            continue
        if slot.role in COMPARED_ROLES and slot.more:
            yield from _more(case, slot, mine, max(known, key=lambda taste: _number(taste, slot)))
        elif slot.role == "released" and slot.more and slot.less:
            yield from _far_in_time(case, slot, mine, min(known, key=lambda t: abs(_number(t, slot) - mine)))


def _more(case: Case, slot: Slot, mine: float, most: Taste) -> Iterator[Evidence]:
    theirs = _number(most, slot)
    far = mine > theirs * FAR_MORE and (slot.kind == "number" or mine - theirs >= FAR_LEVELS)
    if not far:
        return
    values = phrases.words_of(case.item, slot)
    [said] = phrases.words_of(most.item, slot)
    held = f" ({phrases.spoken(slot, said)})" if slot.unit else ""
    if slot.kind == "level" and slot.phrase.strip() not in ("", "{}"):
        held = f" ({slot.phrase.replace('{}', said)})"
    text = f"it {phrases.predicate(slot, values, case.schema)}, {slot.more[0]} than {most.item.title}{held}"
    yield Evidence("", "against", text, slot.name, values, (most.item.title,), "catalogue")


def _far_in_time(case: Case, slot: Slot, mine: float, nearest: Taste) -> Iterator[Evidence]:
    years = mine - _number(nearest, slot)
    if abs(years) < FAR_YEARS or slot.unit:
        return
    values = phrases.words_of(case.item, slot)
    when = f"{abs(years):.0f} years {(slot.more if years > 0 else slot.less)[0]} than {nearest.item.title}"
    text = f"it {phrases.predicate(slot, values, case.schema)}, {when}"
    yield Evidence("", "against", text, slot.name, values, (nearest.item.title,), "catalogue")


def _number(taste: Taste, slot: Slot) -> float:
    number = taste.item.number(slot.name)
    return 0.0 if number is None else number
