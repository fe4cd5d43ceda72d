"""Conditions on number slots: "under two hours", "90s", "between 1990 and 2000", "at least 4 stars"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dates import Dates
from bot.english import english
from bot.quantities import half_after, number_at
from bot.spans import Bound
from bot.tokens import Token
from bot.vocabulary import Vocabulary
from retrieval.types import Op, Slot

Read = tuple[tuple[Bound, ...], int]
_OPS: dict[str, Op] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "after": ">", "before": "<"}
_LITTLE = frozenset({"the", "a", "an", "of", "year", "years"})
_ABOUT = 0.1
_GUESS_ROLES = ("price", "duration", "rating", "popularity", "released")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, the slot that its unit belongs to ("" without a unit), and where it ends."""

    value: float
    slot: str
    end: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """Reads one numeric condition at a token. `year` is the current year."""

    vocabulary: Vocabulary
    year: int

    def read(self, tokens: Sequence[Token], at: int, hint: str = "") -> Read | None:
        """The bounds and the end of a condition at a token; `hint` is a slot that was just named."""
        tokens = tokens[: at + 14]
        dates = Dates(self._by_role("released"), self.year)
        dated = dates.read(tokens, at)
        if dated:
            return dated
        n, kinds = english().bounds.match([t.norm for t in tokens], at)
        if n and tokens[at].norm in ("and", "or"):
            return None
        compared = self._compared(tokens, at)
        if "between" in kinds and (found := self._between(tokens, at + n, hint)):
            return found
        if compared and compared[2] >= at + n:
            slot, op, after = compared
            quantity = self._quantity(tokens, _past_little(tokens, after), slot)
            if quantity and quantity.slot in ("", slot):
                return (Bound(slot, op, quantity.value),), quantity.end
        if kinds:
            return self._bounded(tokens, at + n, kinds, hint)
        return self._plain(tokens, at, hint)

    def unmeasured(self, tokens: Sequence[Token], at: int) -> int:
        """Where "at least 4 stars" or "under 20 euros" ends, in a catalogue that knows neither; else `at`."""
        n, _ = english().bounds.match([t.norm for t in tokens], at)
        sign = _word(tokens, at + n) in english().currency
        found = number_at(tokens, at + n + sign)
        if found is None:
            return at
        end = found[1] + (_word(tokens, found[1]) == "+")
        if sign:
            return found[1]
        measured = _word(tokens, end) in english().currency or _word(tokens, end) in english().stars
        return end + 1 if measured else at

    def _bounded(self, tokens: Sequence[Token], at: int, kinds: frozenset[str], hint: str) -> Read | None:
        start = _past_little(tokens, at)
        quantity = self._quantity(tokens, start, hint)
        if quantity is None:
            return None
        kind = next((k for k in ("<=", "<", ">", "after", "before", "~", ">=", "=") if k in kinds), "=")
        slot = quantity.slot
        released = self._by_role("released")
        if kind in ("after", "before") and not slot:
            if released is None or not _year_like(quantity.value):
                return None
            slot = released.name
        slot = slot or self._guess(quantity.value, hint)
        if not slot:
            return None
        if released is not None and slot == released.name:
            if kind == ">=" and tokens[at - 1].norm in ("from", "plus"):
                on = _word(tokens, quantity.end) in (
                    "on",
                    "onwards",
                    "onward",
                    "and",
                    "up",
                    "upwards",
                    "forward",
                )
                kind = ">=" if on else "="
            if "before" in kinds and tokens[at - 1].norm == "by":
                kind = "<="
        elif kind == ">=" and tokens[at - 1].norm == "from" and not quantity.slot:
            return None
        return self._made(slot, kind, quantity.value), self._post(tokens, quantity.end, slot, quantity.value)[
            1
        ]

    def _plain(self, tokens: Sequence[Token], at: int, hint: str) -> Read | None:
        """A number with no word before it: needs a unit, a slot's name, or to look like a year."""
        quantity = self._quantity(tokens, at, hint)
        if quantity is None:
            return None
        second = self._range_end(tokens, quantity, hint)
        if second:
            return second
        released = self._by_role("released")
        slot = quantity.slot or hint
        if not slot and released is not None and self._a_year(quantity.value, tokens[at]):
            slot = released.name
        kind, end = self._post(tokens, quantity.end, slot, quantity.value)
        if not slot and kind:
            slot = self._guess(quantity.value, hint)
        if not slot:
            return None
        if not kind and released is not None and slot != released.name:
            kind = "~" if self._by_role("duration") and slot == self._by_role("duration").name else ""  # type: ignore[union-attr]
            kind = kind or (">=" if self._role(slot) == "rating" else "=")
        return self._made(slot, kind or "=", quantity.value), end

    def _between(self, tokens: Sequence[Token], at: int, hint: str) -> Read | None:
        first = self._quantity(tokens, _past_little(tokens, at), hint)
        return self._range_end(tokens, first, hint) if first else None

    def _range_end(self, tokens: Sequence[Token], first: Quantity, hint: str) -> Read | None:
        """The rest of "90 to 120 minutes", "1990-2000", "1990 and 2000"."""
        word = _word(tokens, first.end)
        if word not in ("and", "to", "till", "until", "through", "-", "thru"):
            return None
        after = _past_little(tokens, first.end + 1)
        second = self._quantity(tokens, after, hint or first.slot)
        if second is None or second.value <= 0:
            return None
        low, high = first.value, second.value
        slot = second.slot or first.slot
        if second.slot and not first.slot:
            low *= self._factor(second.slot, tokens, second.end)
        elif first.slot and not second.slot:
            high *= self._factor(first.slot, tokens, first.end)
        released = self._by_role("released")
        if not slot and released is not None and _year_like(low):
            slot = released.name
            if high < 100:
                high += low - low % 100
        slot = slot or self._guess(high, hint)
        if not slot or (word == "and" and tokens[first.end - 1].is_word and not second.slot):
            return None
        low, high = min(low, high), max(low, high)
        return (Bound(slot, ">=", low), Bound(slot, "<=", high)), second.end

    def _factor(self, slot: str, tokens: Sequence[Token], end: int) -> float:
        entries = self.vocabulary.schema.entries.get(_word(tokens, end - 1), ())
        return next((float(e.value) for e in entries if e.sense == "unit" and e.slot == slot), 1.0)

    def _made(self, slot: str, kind: str, value: float) -> tuple[Bound, ...]:
        if kind in _OPS:
            return (Bound(slot, _OPS[kind], value),)
        if kind == "~":
            spread = 2.0 if self._role(slot) == "released" else _rounded(value * _ABOUT)
            return Bound(slot, ">=", value - spread), Bound(slot, "<=", value + spread)
        return (Bound(slot, "=", value),)

    def _post(self, tokens: Sequence[Token], at: int, slot: str, value: float) -> tuple[str, int]:
        """A bound said after its number: "or less", "max", "and up", "or so"."""
        n, kinds = (
            english().bounds.match([t.norm for t in tokens], at) if at < len(tokens) else (0, frozenset())
        )
        phrase = " ".join(t.norm for t in tokens[at : at + n])
        if not phrase or phrase.split()[0] not in _POST:
            if _word(tokens, at) in ("old", "long", "in"):
                return "", at + (_word(tokens, at) != "in")
            return "", at
        if number_at(tokens, at + n) is not None or _word(tokens, at + n) == "than":
            return "", at  # "… and under two hours": the bound belongs to what follows
        return next((k for k in ("<=", ">=", "~") if k in kinds), ""), at + n

    def _compared(self, tokens: Sequence[Token], at: int) -> tuple[str, Op, int] | None:
        """A comparative of the schema with "than": ("shorter than" → runtime, "<")."""
        entries = self.vocabulary.schema.entries
        for n in (3, 2, 1):
            phrase = " ".join(t.norm for t in tokens[at : at + n])
            if _word(tokens, at + n) != "than":
                continue
            for entry in entries.get(phrase, ()):
                if (
                    entry.sense in ("more", "less")
                    and not entry.value
                    and self._slot(entry.slot).kind == "number"
                ):
                    return entry.slot, ">" if entry.sense == "more" else "<", at + n + 1
        return None

    def _quantity(self, tokens: Sequence[Token], at: int, hint: str) -> Quantity | None:
        norms = [t.norm for t in tokens]
        if _word(tokens, at) == "half" and _word(tokens, at + 1) in ("a", "an"):
            unit = self._unit(norms, at + 2)
            return Quantity(unit[1] / 2, unit[0], unit[2]) if unit else None
        currency = english().currency.get(_word(tokens, at))
        if currency:
            found = number_at(tokens, at + 1)
            slot = self._priced(_word(tokens, at))
            return Quantity(found[0], slot, found[1]) if found and slot else None
        found = number_at(tokens, at)
        if found is None:
            if _word(tokens, at) in ("a", "an", "one") and (unit := self._unit(norms, at + 1)):
                return self._with_rest(tokens, unit[1], unit, 1.0)
            if (unit := self._unit(norms, at)) and at > 0 and norms[at - 1] in ("a", "an", "one"):
                return self._with_rest(tokens, unit[1], unit, 1.0)
            return None
        value, end = found
        halved = half_after(tokens, end)
        if halved > end:
            value, end = value + 0.5, halved
        plus = end + (_word(tokens, end) == "+")
        unit = self._unit(norms, plus)
        if unit:
            return self._with_rest(tokens, value * unit[1], unit, value)
        if _word(tokens, plus) in english().currency and (slot := self._priced(_word(tokens, plus))):
            return Quantity(value, slot, plus + 1)
        rating = self._by_role("rating")
        if rating is not None and _word(tokens, plus) in english().stars:
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
        after = end + (_word(tokens, end) == "and")
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
            if low * 0.5 <= value <= high * 1.5 and (slot.role != "released" or _year_like(value)):
                return slot.name
        return ""

    def _a_year(self, value: float, token: Token) -> bool:
        released = self._by_role("released")
        low, high = self.vocabulary.ranges.get(released.name, (1880, 2100)) if released else (0, 0)
        return (
            token.norm.isdecimal()
            and len(token.norm) == 4
            and min(low, 1880) <= value <= max(high, self.year + 5)
        )

    def _role(self, slot: str) -> str:
        return self._slot(slot).role

    def _slot(self, name: str) -> Slot:
        return self.vocabulary.shelf.schema.slot(name)

    def _by_role(self, role: str) -> Slot | None:
        found = self.vocabulary.shelf.schema.by_role(role)
        return found if found is not None and found.kind == "number" else None


_POST = frozenset({"or", "max", "maximum", "min", "minimum", "and", "tops", "at", "plus", "+", "upwards", "onwards",
                   "onward", "give", "ish", "as"})  # fmt: skip


def _rounded(spread: float) -> float:
    """A tenth of 90 or of 120 is 10 to anybody."""
    return 5.0 * round(spread / 5) if spread >= 5 else spread


def _past_little(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].norm in _LITTLE and tokens[at].norm not in ("a", "an"):
        at += 1
    return at


def _year_like(value: float) -> bool:
    return value == int(value) and 1000 <= value <= 2999


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""
