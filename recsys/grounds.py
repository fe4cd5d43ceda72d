"""What the evidence about an item may rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recsys.others import Others
from recsys.shares import Shares
from recsys.types import Preferences, Taste
from retrieval.types import Item, Schema, Slot


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
    def wanted(self) -> tuple[Taste, ...]:
        """The other items that were liked, or named as a likeness."""
        return tuple(t for t in self._others if t.feeling != "disliked")

    @property
    def unwanted(self) -> tuple[Taste, ...]:
        return tuple(t for t in self._others if t.feeling == "disliked")

    @property
    def _others(self) -> tuple[Taste, ...]:
        return tuple(taste for taste in self.preferences.tastes if taste.item.id != self.item.id)
