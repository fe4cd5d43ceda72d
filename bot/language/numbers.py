"""Conditions on number slots: "under two hours", "90s", "between 1990 and 2000", "at least 4 stars"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.dates import Dates
from bot.language.english import english
from bot.language.measured import Measured, Quantity, word_at, year_like
from bot.language.quantities import number_at
from bot.language.spans import Bound
from bot.language.tokens import Token
from retrieval.types import Op

Read = tuple[tuple[Bound, ...], int]
_OPS: dict[str, Op] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "after": ">", "before": "<"}
_LITTLE = frozenset({"the", "a", "an", "of", "year", "years"})
_ABOUT = 0.1


@dataclass(frozen=True, slots=True)
class Numbers(Measured):
    """Reads one numeric condition at a token. `year` is the current year."""

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
        sign = word_at(tokens, at + n) in english().currency
        found = number_at(tokens, at + n + sign)
        if found is None:
            return at
        end = found[1] + (word_at(tokens, found[1]) == "+")
        if sign:
            return found[1]
        measured = word_at(tokens, end) in english().currency or word_at(tokens, end) in english().stars
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
            if released is None or not year_like(quantity.value):
                return None
            slot = released.name
        slot = slot or self._guess(quantity.value, hint)
        if not slot:
            return None
        if released is not None and slot == released.name:
            if kind == ">=" and tokens[at - 1].norm in ("from", "plus"):
                on = word_at(tokens, quantity.end) in (
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
        word = word_at(tokens, first.end)
        if word not in ("and", "to", "till", "until", "through", "-", "thru", "or"):
            return None
        after = _past_little(tokens, first.end + 1)
        second = self._quantity(tokens, after, hint or first.slot)
        if second is None or second.value <= 0:
            return None
        if word == "or" and (
            first.slot or not second.slot or not first.value < second.value <= 2 * first.value
        ):
            return None  # "3 or 4 stars" is a range; "under 20 or 30 minutes" is not
        low, high = first.value, second.value
        slot = second.slot or first.slot
        if second.slot and not first.slot:
            low *= self._factor(second.slot, tokens, second.end)
        elif first.slot and not second.slot:
            high *= self._factor(first.slot, tokens, first.end)
        released = self._by_role("released")
        if not slot and released is not None and year_like(low):
            slot = released.name
            if high < 100:
                high += low - low % 100
        slot = slot or self._guess(high, hint)
        if not slot or (word == "and" and tokens[first.end - 1].is_word and not second.slot):
            return None
        low, high = min(low, high), max(low, high)
        return (Bound(slot, ">=", low), Bound(slot, "<=", high)), second.end

    def _factor(self, slot: str, tokens: Sequence[Token], end: int) -> float:
        entries = self.vocabulary.schema.entries.get(word_at(tokens, end - 1), ())
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
            if word_at(tokens, at) in ("old", "long", "in"):
                return "", at + (word_at(tokens, at) != "in")
            return "", at
        if number_at(tokens, at + n) is not None or word_at(tokens, at + n) == "than":
            return "", at  # "… and under two hours": the bound belongs to what follows
        return next((k for k in ("<=", ">=", "~") if k in kinds), ""), at + n

    def _compared(self, tokens: Sequence[Token], at: int) -> tuple[str, Op, int] | None:
        """A comparative of the schema with "than": ("shorter than" → runtime, "<")."""
        entries = self.vocabulary.schema.entries
        for n in (3, 2, 1):
            phrase = " ".join(t.norm for t in tokens[at : at + n])
            if word_at(tokens, at + n) != "than":
                continue
            for entry in entries.get(phrase, ()):
                if (
                    entry.sense in ("more", "less")
                    and not entry.value
                    and self._slot(entry.slot).kind == "number"
                ):
                    return entry.slot, ">" if entry.sense == "more" else "<", at + n + 1
        return None

    def _a_year(self, value: float, token: Token) -> bool:
        released = self._by_role("released")
        low, high = self.vocabulary.ranges.get(released.name, (1880, 2100)) if released else (0, 0)
        return (
            token.norm.isdecimal()
            and len(token.norm) == 4
            and min(low, 1880) <= value <= max(high, self.year + 5)
        )


_POST = frozenset({
    "or", "max", "maximum", "min", "minimum", "and", "tops", "at", "plus", "+", "upwards", "onwards",
    "onward", "give", "ish", "as",
})  # fmt: skip


def _rounded(spread: float) -> float:
    """A tenth of 90 or of 120 is 10 to anybody."""
    return 5.0 * round(spread / 5) if spread >= 5 else spread


def _past_little(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].norm in _LITTLE and tokens[at].norm not in ("a", "an"):
        at += 1
    return at
