"""Wishes made up from a catalogue: a random item, and things to ask for that it meets. For measuring only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from recsys.evidence import gather
from recsys.explain import template_reason
from recsys.types import (
    Contribution,
    Evidence,
    Justification,
    Preferences,
    Recommendation,
    SoftPreference,
    Taste,
)
from retrieval.types import Constraint, Item, Schema, Slot


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked, an item that meets it, and what may be said of that."""

    ask: str
    item: Item
    evidence: tuple[Evidence, ...]
    fallback: Justification


def wishes(schema: Schema, items: Sequence[Item], n: int, seed: int) -> Iterator[Wish]:
    """`n` wishes, the same for the same seed."""
    rng = Random(seed)
    for _ in range(n):
        yield _wish(schema, items, rng)


def _wish(schema: Schema, items: Sequence[Item], rng: Random) -> Wish:
    item = rng.choice(items)
    constraints: list[Constraint] = []
    soft: list[SoftPreference] = []
    tastes: list[Taste] = []
    slots = [slot for slot in schema.slots if slot.kind != "text" and slot.role != "popularity"]
    for slot in rng.sample(slots, rng.choice((1, 1, 2, 2, 3))):
        if slot.kind == "level":
            soft.extend(_level(item, slot))
        elif made := _constraint(item, slot, rng):
            constraints.append(made)
    if rng.random() < 0.35:
        tastes.extend(_liked(item, items, rng))
    words = rng.choice(("", "", "something to watch or read tonight", "one that my sister would enjoy"))
    if not (constraints or soft or tastes):
        words = "something good for the evening"
    parts = [one.source for one in constraints] + [one.source for one in soft]
    parts += [one.source for one in tastes] + [words]
    preferences = Preferences(words, constraints=tuple(constraints), soft=tuple(soft), tastes=tuple(tastes))
    contributions = (
        Contribution("words", 0.4 if words else 0.0),
        Contribution("wishes", 0.1 * len(soft)),
        Contribution("liked", 0.3 * len(tastes)),
    )
    score = sum(part.value for part in contributions)
    recommendation = Recommendation(item, 1, score, contributions)
    evidence = gather(recommendation, preferences, schema)
    reason = template_reason(recommendation, evidence, schema)
    return Wish(", ".join(part for part in parts if part), item, evidence, reason)


def _constraint(item: Item, slot: Slot, rng: Random) -> Constraint | None:
    if slot.kind == "number":
        number = item.number(slot.name)
        if number is None or not (slot.more and slot.less):
            return None
        if rng.random() < 0.5:
            bound = number - rng.randint(1, 20)
            return Constraint(slot.name, ">", bound, f"{slot.more[0]} than {bound:.0f} {slot.unit}".strip())
        bound = number + rng.randint(1, 20)
        return Constraint(slot.name, "<", bound, f"{slot.less[0]} than {bound:.0f} {slot.unit}".strip())
    have = item.texts(slot.name)
    if not have:
        return None
    if slot.kind == "category" and rng.random() < 0.15:
        others = sorted(set(slot.values) - set(have))
        if others:
            value = rng.choice(others)
            return Constraint(slot.name, "!=", value, f"no {value}")
    value = rng.choice(have)
    spoken = rng.choice((value, *slot.values.get(value, ())))
    phrase = slot.phrase if slot.kind == "name" or slot.role in ("origin", "language") else "{}"
    return Constraint(slot.name, "=", value, phrase.replace("{}", spoken))


def _level(item: Item, slot: Slot) -> Iterator[SoftPreference]:
    number = item.number(slot.name)
    if number is not None and number <= 1 and slot.low:
        yield SoftPreference(slot.name, 0.0, 1.0, f"nothing {slot.high[0]}" if slot.high else slot.low[0])


def _liked(item: Item, items: Sequence[Item], rng: Random) -> Iterator[Taste]:
    mine = {text for slot in item.values for text in item.texts(slot)}
    near = [
        other
        for other in rng.sample(list(items), min(200, len(items)))
        if other.id != item.id
        and len(mine & {text for slot in other.values for text in other.texts(slot)}) >= 3
    ]
    if near:
        yield Taste(near[0], np.zeros(0, dtype=np.float32), "liked", f"I liked {near[0].title}")
