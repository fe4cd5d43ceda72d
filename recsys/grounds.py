"""What the evidence about an item may rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recsys.others import Others
from recsys.shares import Shares
from recsys.statements import wish_met
from recsys.types import Preferences, Taste
from retrieval.types import Item, Schema, Slot

NEAR, FAR = 0.5, -0.2
"""A number is as wished where its fit (recsys.features.wish_fit, −1 … 1) is above the one, and is not where it is
below the other."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the ranking knows beside the score: how its parts are made up, and what was learned of other people."""

    shares: Shares
    others: Others | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A recommended item with all that may speak for and against it.

    `parts` are its contributions by name; `pool` are the candidates among which it was ranked.
    """

    item: Item
    preferences: Preferences
    schema: Schema
    parts: dict[str, float]
    grounds: Grounds
    pool: Sequence[Item] = ()

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.schema.slots if slot.name == name), None)

    def part(self, name: str) -> float:
        return self.parts.get(name, 0.0)

    @property
    def of_wishes(self) -> dict[int, float]:
        """The share of each soft preference, by its place."""
        return dict(enumerate(self.grounds.shares.wishes(self.item, self.pool, self.preferences)))

    def met(self, n: int) -> bool | None:
        """Whether the nth soft preference is met; None where that is not known, or neither."""
        wish = self.preferences.soft[n]
        slot = self.slot(wish.slot)
        if slot is None:
            return None
        if slot.kind != "number" or isinstance(wish.value, str):
            return wish_met(self.item, wish, slot)
        if self.item.number(slot.name) is None or not self.pool:
            return None
        whole = self.grounds.shares.weights.wishes * abs(wish.weight)
        share = self.of_wishes[n]
        return True if share > NEAR * whole else False if share < FAR * whole else None

    @property
    def wanted(self) -> tuple[Taste, ...]:
        """The other items that were liked, or named as a likeness."""
        return tuple(t for t in self._others if t.feeling != "disliked")

    @property
    def unwanted(self) -> tuple[Taste, ...]:
        return tuple(t for t in self._others if t.feeling == "disliked")

    @property
    def _others(self) -> tuple[Taste, ...]:
        return tuple(taste for taste in self.preferences.tastes if taste.item.id != self.item.id)
