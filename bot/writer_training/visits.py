"""Made-up visitors: what somebody asked of a catalogue, an item for it, and the product's own evidence for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from recsys.evidence import gather
from recsys.types import Contribution, Evidence, Preferences, Recommendation, SoftPreference, Taste
from retrieval.types import Constraint, Item, Op, Schema, Slot

OPEN = (
    "something for a quiet evening", "one that my sister would enjoy", "a present for a friend", "anything good",
    "something to share with the family", "what would you take on a long trip", "surprise me", "something new to me",
    "for a rainy sunday", "I had a long week", "something my dad would like", "not sure what I am after",
)  # fmt: skip
SPOKEN_HOURS = {
    60: "an hour",
    90: "an hour and a half",
    120: "two hours",
    150: "two and a half hours",
    180: "three hours",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """An item recommended to somebody, and what may be said of why."""

    recommendation: Recommendation
    evidence: tuple[Evidence, ...]

    @property
    def item(self) -> Item:
        return self.recommendation.item


def visits(schema: Schema, items: Sequence[Item], n: int, rng: Random) -> Iterator[Visit]:
    """`n` visits: mostly one or two wishes, often a like, sometimes wishes that the item breaks, or none at all."""
    for _ in range(n):
        item = rng.choice(items)
        kind = rng.random()
        wished = 0 if kind < 0.12 else rng.choice((1, 1, 2, 2, 3))
        against = rng.random() < 0.22
        liked = rng.random() < (0.5 if wished else 0.45)
        made = _preferences(schema, item, items, wished, against, liked, rng)
        recommended = _recommended(item, made)
        yield Visit(recommended, gather(recommended, made, schema))


def _preferences(
    schema: Schema, item: Item, items: Sequence[Item], wished: int, against: bool, liked: bool, rng: Random
) -> Preferences:
    constraints: list[Constraint] = []
    soft: list[SoftPreference] = []
    slots = [slot for slot in schema.slots if slot.kind != "text" and slot.role != "popularity"]
    for slot in rng.sample(slots, min(wished, len(slots))):
        _wish(item, slot, constraints, soft, rng)
    if against:
        other = rng.choice(items)
        _wish(other, rng.choice(slots), constraints, soft, rng)
    tastes = tuple(_tastes(schema, item, items, rng)) if liked else ()
    words = rng.choice(OPEN) if not (constraints or soft or tastes) or rng.random() < 0.2 else ""
    return Preferences(words, constraints=tuple(constraints), soft=tuple(soft), tastes=tastes)


def _recommended(item: Item, wanted: Preferences) -> Recommendation:
    parts = (
        Contribution("words", 0.4 if wanted.words else 0.0),
        Contribution("wishes", 0.1 * len(wanted.soft)),
        Contribution("liked", 0.3 * len(wanted.tastes)),
    )
    return Recommendation(item, 1, sum(part.value for part in parts), parts)


def _wish(
    item: Item, slot: Slot, constraints: list[Constraint], soft: list[SoftPreference], rng: Random
) -> None:
    """Adds a wish that `item` meets."""
    if slot.kind == "level":
        if (number := item.number(slot.name)) is not None and (slot.low or slot.high):
            soft.append(_degree(slot, number, rng))
    elif slot.kind == "number":
        if (number := item.number(slot.name)) is not None and slot.more:
            constraints.append(_bound(slot, number, rng))
    elif have := item.texts(slot.name):
        constraints.append(_value(slot, have, rng))


def _degree(slot: Slot, number: float, rng: Random) -> SoftPreference:
    high = rng.choice([word for word in slot.high if " " not in word] or slot.names or (slot.label,))
    if number <= (len(slot.levels) - 1) / 2:
        said = rng.choice(
            (
                f"nothing too {high}",
                f"not {high}",
                f"not too {high}",
                f"nothing {high}",
                *(low for low in slot.low[:3] if not low.startswith("not")),
            )
        )
        return SoftPreference(slot.name, 0.0, 1.0, said)
    return SoftPreference(slot.name, float(len(slot.levels) - 1), 1.0, rng.choice((high, f"really {high}")))


def _bound(slot: Slot, number: float, rng: Random) -> Constraint:
    choices: tuple[tuple[Op, int, str], ...]
    unit = f" {slot.unit}" if slot.unit else ""
    if slot.role == "released":
        decade = int(number) // 10 * 10
        before, after = int(number) + rng.randint(1, 15), int(number) - rng.randint(1, 15)
        choices = (("<", before, f"before {before}"), (">", after, f"after {after}"),
                   ("<", before, f"older than {before}"), (">", after, f"newer than {after}"),
                   (">=", decade, f"from the {decade}s"))  # fmt: skip
    elif slot.role == "duration":
        limits = [limit for limit in SPOKEN_HOURS if limit >= number] or [int(number) + 10]
        limit = limits[0]
        said = SPOKEN_HOURS.get(limit, f"{limit} minutes")
        floor = max(int(number) - rng.randint(3, 25), 5)
        choices = (("<=", limit, f"under {said}"), ("<=", limit, f"no longer than {said}"),
                   ("<=", limit, f"less than {limit} minutes"),
                   (">", floor, f"longer than {floor} minutes"))  # fmt: skip
    else:
        step = max(1, round(abs(number) * 0.15))
        top, low = round(number + step), round(number - step)
        choices = (("<=", top, f"under {top}{unit}"), ("<=", top, f"at most {top}{unit}"),
                   (">=", low, f"at least {low}{unit}"), ("<=", top, f"{slot.less[0]} than {top}{unit}"))  # fmt: skip
    op, value, said = rng.choice(choices)
    return Constraint(slot.name, op, float(value), said)


def _value(slot: Slot, have: Sequence[str], rng: Random) -> Constraint:
    others = sorted(set(slot.values) - set(have))
    if slot.kind == "category" and others and rng.random() < 0.18:
        value = rng.choice(others)
        said = rng.choice((f"no {value}", f"not {value}", f"without {value}", f"anything but {value}"))
        return Constraint(slot.name, "!=", value, said)
    value = rng.choice(have)
    spoken = rng.choice((value, value, *slot.values.get(value, ())[:4]))
    if slot.kind == "name":
        said = rng.choice(
            (slot.phrase.replace("{}", value), value, f"something {slot.phrase.replace('{}', value)}")
        )
    elif slot.role in ("origin", "language", "place"):
        said = rng.choice((slot.phrase.replace("{}", value), spoken))
    else:
        said = rng.choice((spoken, spoken, f"something {spoken}"))
    return Constraint(slot.name, "=", value, said)


def _tastes(schema: Schema, item: Item, items: Sequence[Item], rng: Random) -> Iterator[Taste]:
    slots = [slot.name for slot in schema.of_kind("category", "name")]
    mine = {(name, text) for name in slots for text in item.texts(name)}
    near = [
        other
        for other in rng.sample(list(items), min(150, len(items)))
        if other.id != item.id
        and len(mine & {(name, text) for name in slots for text in other.texts(name)}) >= 2
    ]
    if near:
        feeling = rng.choice(("liked", "liked", "like this"))
        said = f"I liked {near[0].title}" if feeling == "liked" else f"like {near[0].title}"
        yield Taste(near[0], np.zeros(0, dtype=np.float32), feeling, said)  # type: ignore[arg-type]
