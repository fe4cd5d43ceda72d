"""A number with its unit: "two and a half hours", "1h45", "€20", "4 stars", and the slot it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.english import english
from bot.language.quantities import half_after, number_at
from bot.language.tokens import Token
from bot.language.vocabulary import Vocabulary
from retrieval.types import Slot

_GUESS_ROLES = ("price", "duration", "rating", "popularity", "released")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, the slot that its unit belongs to ("" without a unit), and where it ends."""

    value: float
    slot: str
    end: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Reads quantities by the units of the schema. `year` is the current year."""

    vocabulary: Vocabulary
    year: int

    def _quantity(self, tokens: Sequence[Token], at: int, hint: str) -> Quantity | None:
        norms = [t.norm for t in tokens]
        if word_at(tokens, at) == "half" and word_at(tokens, at + 1) in ("a", "an"):
            unit = self._unit(norms, at + 2)
            return Quantity(unit[1] / 2, unit[0], unit[2]) if unit else None
        currency = english().currency.get(word_at(tokens, at))
        if currency:
            found = number_at(tokens, at + 1)
            slot = self._priced(word_at(tokens, at))
            return Quantity(found[0], slot, found[1]) if found and slot else None
        found = number_at(tokens, at)
        if found is None:
            if word_at(tokens, at) in ("a", "an", "one") and (unit := self._unit(norms, at + 1)):
                return self._with_rest(tokens, unit[1], unit, 1.0)
            if (unit := self._unit(norms, at)) and at > 0 and norms[at - 1] in ("a", "an", "one"):
                return self._with_rest(tokens, unit[1], unit, 1.0)
            return None
        value, end = found
        halved = half_after(tokens, end)
        if halved > end:
            value, end = value + 0.5, halved
        plus = end + (word_at(tokens, end) == "+")
        unit = self._unit(norms, plus)
        if unit:
            return self._with_rest(tokens, value * unit[1], unit, value)
        if word_at(tokens, plus) in english().currency and (slot := self._priced(word_at(tokens, plus))):
            return Quantity(value, slot, plus + 1)
        rating = self._by_role("rating")
        if rating is not None and word_at(tokens, plus) in english().stars:
            return Quantity(value, rating.name, plus + 1)
        return Quantity(value, "", end)

    def _with_rest(
        self, tokens: Sequence[Token], total: float, unit: tuple[str, float, int], value: float
    ) -> Quantity:
        """The smaller unit after the larger one: "1h45", "an hour and a half", "2 hours and 10 minutes"."""
        slot, factor, end = unit
        halved = half_after(tokens, end)
        if halved > end:
            return Quantity(total + factor / 2, slot, halved)
        after = end + (word_at(tokens, end) == "and")
        rest = number_at(tokens, after)
        if rest and factor > 1 and rest[0] < factor:
            small = self._unit([t.norm for t in tokens], rest[1])
            if small and small[0] == slot and small[1] < factor:
                return Quantity(total + rest[0] * small[1], slot, small[2])
            if after == end and not small:
                return Quantity(total + rest[0], slot, rest[1])
        return Quantity(total, slot, end)

    def _unit(self, norms: Sequence[str], at: int) -> tuple[str, float, int] | None:
        for n in (2, 1):
            for entry in self.vocabulary.schema.entries.get(" ".join(norms[at : at + n]), ()):
                if entry.sense == "unit" and isinstance(entry.value, float) and at + n <= len(norms):
                    return entry.slot, entry.value, at + n
        return None

    def _priced(self, word: str) -> str:
        for entry in self.vocabulary.schema.entries.get(word, ()):
            if entry.sense == "unit":
                return entry.slot
        slot = self._by_role("price")
        return slot.name if slot else ""

    def _guess(self, value: float, hint: str) -> str:
        """The slot that a bare number most likely speaks of: the first whose items have such numbers."""
        if hint:
            return hint
        slots = sorted(
            self.vocabulary.shelf.schema.of_kind("number"),
            key=lambda s: _GUESS_ROLES.index(s.role) if s.role in _GUESS_ROLES else len(_GUESS_ROLES),
        )
        for slot in slots:
            low, high = self.vocabulary.ranges.get(slot.name, (0.0, -1.0))
            if low * 0.5 <= value <= high * 1.5 and (slot.role != "released" or year_like(value)):
                return slot.name
        return ""

    def _role(self, slot: str) -> str:
        return self._slot(slot).role

    def _slot(self, name: str) -> Slot:
        return self.vocabulary.shelf.schema.slot(name)

    def _by_role(self, role: str) -> Slot | None:
        found = self.vocabulary.shelf.schema.by_role(role)
        return found if found is not None and found.kind == "number" else None


def year_like(value: float) -> bool:
    return value == int(value) and 1000 <= value <= 2999


def word_at(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""
