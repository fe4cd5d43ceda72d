"""How much of a part of the score each reason behind it moved, by that part's own formula (recsys.scorer).

A share is what the part would lose without its reason. Where other reasons of the same part pull the other way,
the shares are scaled down, so that those told never add up to more than the part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from recsys import features
from recsys.background import Background
from recsys.scorer import NEAR, NEAREST, SHARED, Weights, asked_slots
from recsys.types import Preferences, Taste
from retrieval.types import Item, Schema, Vector

Key = TypeVar("Key", bound=Hashable)
NEARNESS = ""
"""In the place of a slot's name: the share of being near in meaning."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Of a WeightedScorer of the same settings. All shares are signed as the part is.

    `background` and `vector_of` are the scorer's; without vectors nothing is near in meaning.
    """

    schema: Schema
    weights: Weights = field(default_factory=Weights)
    background: Background = field(default_factory=Background)
    vector_of: Callable[[str], Vector] | None = None

    def liked(self, item: Item, tastes: Sequence[Taste]) -> dict[tuple[str, str], float]:
        """By (id of the liked item, slot or NEARNESS)."""
        return self._likeness(item, [t for t in tastes if t.feeling != "disliked"], self.weights.liked)

    def disliked(self, item: Item, tastes: Sequence[Taste]) -> dict[tuple[str, str], float]:
        """By (id of the disliked item, slot or NEARNESS)."""
        return self._likeness(item, [t for t in tastes if t.feeling == "disliked"], -self.weights.disliked)

    def wishes(self, item: Item, pool: Sequence[Item], preferences: Preferences) -> list[float]:
        """One share a soft preference. `pool` are the candidates, the item among them: how near a number is to what
        was wished is told by theirs."""
        numbers = {slot.name for slot in self.schema.of_kind("number")}
        found = []
        for wish in preferences.soft:
            # Of anything but numbers an item's fit is its own.
            among, row = _among(item, pool if wish.slot in numbers else ())
            fit = float(features.wish_fit(among, wish, self.schema)[row])
            found.append(self.weights.wishes * wish.weight * fit)
        return found

    def popularity(self, item: Item, pool: Sequence[Item], preferences: Preferences) -> dict[str, float]:
        """By slot. `pool` are the candidates, the item among them, whose numbers an ordinary one is known by."""
        asked = asked_slots(preferences)
        slots = [
            slot
            for slot in self.schema.of_kind("number", "level")
            if slot.role in features.POPULARITY_ROLES and slot.name not in asked
        ]
        found = {}
        for slot in slots:
            among, row = _among(item, pool if slot.kind == "number" else ())
            scaled = float(features.scaled(features.numbers(among, slot.name), slot)[row])
            found[slot.name] = self.weights.popularity * scaled / len(slots)
        return found

    def _likeness(self, item: Item, tastes: Sequence[Taste], weight: float) -> dict[tuple[str, str], float]:
        terms = [self._terms(item, taste) for taste in tastes]
        nearest = max(range(len(terms)), key=lambda n: sum(terms[n].values()), default=0)
        found: dict[tuple[str, str], float] = {}
        for n, (taste, held) in enumerate(zip(tastes, terms, strict=True)):
            counts = NEAREST * (n == nearest) + (1 - NEAREST) / len(tastes)
            for slot, term in held.items():
                key = (taste.item.id, slot)
                found[key] = found.get(key, 0.0) + weight * counts * term
        return found

    def _terms(self, item: Item, taste: Taste) -> dict[str, float]:
        """What two items' likeness is made of."""
        found = {
            slot: SHARED * share
            for slot, share in features.overlap(item, taste.item, self.schema, self.background.rarity).items()
        }
        if self.vector_of is not None:
            near = features.cosines(*(features.vectors([v]) for v in (self.vector_of(item.id), taste.vector)))
            ordinary = self.background.likeness
            found[NEARNESS] = NEAR * (float(near[0, 0]) - ordinary) / (1 - ordinary)
        return found


def _among(item: Item, pool: Sequence[Item]) -> tuple[Sequence[Item], int]:
    """The pool and the item's place in it; the item alone where it is not among them."""
    place = next((n for n, other in enumerate(pool) if other.id == item.id), None)
    return ([item], 0) if place is None else (pool, place)


def within(part: float, shares: Mapping[Key, float]) -> dict[Key, float]:
    """Those shares that go the part's way, scaled so that they add up to no more than the part."""
    going = {key: share for key, share in shares.items() if share * part > 0}
    total = math.fsum(going.values())
    scale = min(1.0, part / total) if total else 0.0
    return {key: share * scale for key, share in going.items()}
