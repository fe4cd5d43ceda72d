"""What the evidence about an item may rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recsys.others import CoNamed, Others, Shared
from recsys.shares import Shares
from recsys.statements import wish_met
from recsys.types import Preferences, Recommendation, Taste
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
    """A recommended item with all that may speak for and against it, looked up once.

    `parts` are its contributions by name; `of_wishes` the share of each soft preference by its place, `of_renown`
    those of popularity by slot; `together` what others named it with, `people` whose people were spoken of.
    """

    item: Item
    preferences: Preferences
    schema: Schema
    parts: dict[str, float]
    grounds: Grounds
    pooled: bool
    of_wishes: dict[int, float]
    of_renown: dict[str, float]
    together: tuple[CoNamed, ...]
    people: tuple[Shared, ...]

    @classmethod
    def of(
        cls,
        recommendation: Recommendation,
        preferences: Preferences,
        schema: Schema,
        grounds: Grounds,
        pool: Sequence[Item],
    ) -> Case:
        """`pool` are the candidates among which it was ranked."""
        item, others, said = recommendation.item, grounds.others, preferences.conversation
        parts = {part.name: part.value for part in recommendation.contributions}
        return cls(
            item,
            preferences,
            schema,
            parts,
            grounds,
            bool(pool),
            dict(enumerate(grounds.shares.wishes(item, pool, preferences))),
            grounds.shares.popularity(item, pool, preferences) if parts.get("popularity") else {},
            others.co_named(said, item.id) if others and parts.get("together") else (),
            others.people(said, item.id) if others and parts.get("people") else (),
        )

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.schema.slots if slot.name == name), None)

    def part(self, name: str) -> float:
        return self.parts.get(name, 0.0)

    def met(self, n: int) -> bool | None:
        """Whether the nth soft preference is met; None where that is not known, or neither."""
        wish = self.preferences.soft[n]
        slot = self.slot(wish.slot)
        if slot is None:
            return None
        if slot.kind != "number" or isinstance(wish.value, str):
            return wish_met(self.item, wish, slot)
        if self.item.number(slot.name) is None or not self.pooled:
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
