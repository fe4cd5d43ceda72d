"""Evidence of likeness: what an item shares with the items that were named, and whose people were spoken of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recsys import phrases
from recsys.features import shared_weight
from recsys.grounds import Case
from recsys.people import fold
from recsys.shares import NEARNESS, within
from recsys.statements import source_of, spoken_of
from recsys.types import Evidence, Taste
from retrieval.types import Item, Schema, Slot

MOST_SHARED = 2
"""Statements on what is shared with one item."""

TELLING = 0.2
"""The weight of a slot (recsys.features) below which it tells nothing that an item shares a value of it."""

NEAR_ENOUGH = 0.1
"""What being near in meaning has to add to a score to be spoken of."""


def shared(case: Case) -> Iterator[Evidence]:
    """What the item shares with each item liked or named, one statement a slot."""
    moved = within(case.part("liked"), case.grounds.shares.liked(case.item, case.wanted))
    by_people = _moved_by_people(case)
    for taste in case.wanted:
        found: list[tuple[float, float, int, Evidence]] = []
        for slot, values in common(case.item, taste.item, case.schema):
            text = f"like {taste.item.title}, {spoken_of(taste)}, it {phrases.predicate(slot, values, case.schema)}"
            share = moved.get((taste.item.id, slot.name), 0.0)
            share += sum(
                by_people.get((fold(value), taste.item.id), 0.0) for value in values if slot.kind == "name"
            )
            one = Evidence("", "liked", text, slot.name, values, (taste.item.title,), source_of(taste), share)
            found.append((-share, -shared_weight(slot) * len(values), len(found), one))
        yield from (one for *_, one in sorted(found)[:MOST_SHARED])
        if (near := moved.get((taste.item.id, NEARNESS), 0.0)) >= NEAR_ENOUGH:
            text = f"its description is close in meaning to that of {taste.item.title}"
            yield Evidence("", "model", text, "", (), (taste.item.title,), "ranking", near)


def common(item: Item, other: Item, schema: Schema) -> Iterator[tuple[Slot, tuple[str, ...]]]:
    """The slots of which two items share values that tell something, with at most three of these."""
    for slot in schema.slots:
        theirs = set(other.texts(slot.name))
        values = tuple(value for value in item.texts(slot.name) if value in theirs)[:3]
        if values and shared_weight(slot) > TELLING:
            yield slot, values


def people(case: Case) -> Iterator[Evidence]:
    """People of the item whom the visitor named, and those who had another part in an item named."""
    moved = _moved_by_people(case)
    said = " ".join(one.text for one in case.preferences.conversation if one.role == "seeker")
    heard = f" {fold(said)} "
    values = [one.value for one in case.preferences.constraints] + [
        one.value for one in case.preferences.soft
    ]
    told = {text for value in values for text in _texts(value)}
    for slot in case.schema.of_kind("name"):
        for value in case.item.texts(slot.name):
            name = fold(value)
            does = phrases.predicate(slot, (value,), case.schema)
            if " " in name and f" {name} " in heard and value not in told:
                text = f"you named {value} and it {does}"
                yield Evidence("", "people", text, slot.name, (value,), (), value, moved.get((name, ""), 0.0))
            for taste in case.wanted:
                if part := _other_part(value, slot, taste, case.schema):
                    text = f"it {does}, {part}"
                    share = moved.get((name, taste.item.id), 0.0)
                    titles = (taste.item.title,)
                    yield Evidence("", "people", text, slot.name, (value,), titles, source_of(taste), share)


def _other_part(name: str, slot: Slot, taste: Taste, schema: Schema) -> str:
    """What somebody is to an item named, where that is something else; "" where they are nothing to it."""
    parts = [other for other in schema.of_kind("name") if name in taste.item.texts(other.name)]
    if not parts or slot in parts:
        return ""
    part = f"the {parts[0].label} of" if parts[0].role == "maker" else "who had a part in"
    return f"{part} {taste.item.title}, {spoken_of(taste)}"


def _texts(value: str | float | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _moved_by_people(case: Case) -> Mapping[tuple[str, str], float]:
    """Shares of the part "people", by name and id of the item named; with "" of being spoken of."""
    found: dict[tuple[str, str], float] = {}
    for one in case.people:
        for other in one.items or ("",):
            found[one.name, other] = one.weight / max(len(one.items), 1)
    return within(case.part("people"), found)
