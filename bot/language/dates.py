"""Spans of years: "90s", "early 2000s", "the nineties", "the last ten years", "21st century", "20 years old"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.english import english
from bot.language.quantities import number_at
from bot.language.spans import Bound
from bot.language.tokens import Token
from retrieval.types import Slot

Years = tuple[int, int, int]
"""First year, last year, where the words end."""
_DECADE = re.compile(r"(\d{2}|\d{4})s")
_CENTURY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class Dates:
    """Reads years where the catalogue says when its items appeared; reads nothing otherwise."""

    slot: Slot | None
    year: int

    def read(self, tokens: Sequence[Token], at: int) -> tuple[tuple[Bound, ...], int] | None:
        """The bounds and the end of a span of years at a token, with the word before it if it bounds."""
        if self.slot is None or at >= len(tokens):
            return None
        aged = self._aged(tokens, at)
        if aged:
            return aged
        norms = [t.norm for t in tokens]
        n, kinds = english().bounds.match(norms, at)
        start = at + n
        if not n and norms[at] in ("of", "during", "throughout"):
            start = at + 1
        years = self._years(tokens, start)
        if years is None and n:
            start, kinds = at, frozenset()
            years = self._years(tokens, start)
        if years is None:
            return None
        low, high, end = years
        while end + 1 < len(tokens) and norms[end] in ("and", "or", "to", "-", "through", "until"):
            other = self._years(tokens, end + 1)
            if other is None:
                break
            low, high, end = min(low, other[0]), max(high, other[1]), other[2]
        name = self.slot.name
        if "after" in kinds or (">" in kinds):
            return (Bound(name, ">", float(high)),), end
        if "before" in kinds and norms[at] != "by":
            return (Bound(name, "<", float(low)),), end
        onward = end < len(tokens) and norms[end] in ("onwards", "onward", "on", "upwards")
        if (">=" in kinds and norms[at] != "from") or (onward and low < self.year):
            return (Bound(name, ">=", float(low)),), end + onward
        if "<=" in kinds and "<" not in kinds:
            return (Bound(name, "<=", float(high)),), end
        if high >= self.year:
            return (Bound(name, ">=", float(low)),), end
        return (Bound(name, ">=", float(low)), Bound(name, "<=", float(high))), end

    def _years(self, tokens: Sequence[Token], at: int) -> Years | None:
        """A decade, part of one, a century, or years counted back from now."""
        at = self._past(tokens, at, "the", "of")
        word = _word(tokens, at)
        for n in (4, 3, 2, 1):
            part = english().decade_parts.get(" ".join(t.norm for t in tokens[at : at + n]))
            decade = self._decade(tokens, self._past(tokens, at + n, "the", "-")) if part else None
            if part and decade:
                return decade[0] + part[0], decade[0] + part[1], decade[2]
        decade = self._decade(tokens, at)
        if decade:
            return decade
        century = _CENTURY.fullmatch(word)
        if century and _word(tokens, at + 1) == "century":
            first = (int(century.group(1)) - 1) * 100
            return first, first + 99, at + 2
        if word in ("this", "current", "present"):
            return self._current(_word(tokens, at + 1), at + 2)
        if word in english().last:
            return self._last(tokens, at + 1)
        return None

    def _decade(self, tokens: Sequence[Token], at: int) -> Years | None:
        word = _word(tokens, at)
        match = _DECADE.fullmatch(word)
        if match:
            number = int(match.group(1))
            if number % 10:
                return None
            first = number if number >= 100 else self._full(number)
            if len(match.group(1)) == 4 and not 1800 <= first <= self.year:
                return None
            return first, first + 9, at + 1
        if word in english().decades:
            first = self._full(english().decades[word])
            return first, first + 9, at + 1
        if word in ("nineteen", "twenty") and _word(tokens, at + 1) in english().decades:
            first = (1900 if word == "nineteen" else 2000) + english().decades[_word(tokens, at + 1)]
            return first, first + 9, at + 2
        return None

    def _full(self, number: int) -> int:
        """The latest decade of that number that is not still to come; the twenties are the last century's
        once people would say "2020s"."""
        recent = 2000 + number
        return recent if recent < self.year and number < 20 else 1900 + number

    def _current(self, unit: str, end: int) -> Years | None:
        if unit == "year":
            return self.year, self.year, end
        if unit == "decade":
            return self.year - self.year % 10, self.year, end
        if unit in ("century", "millennium"):
            return 2000, self.year, end
        return None

    def _last(self, tokens: Sequence[Token], at: int) -> Years | None:
        at = self._past(tokens, at, "few", "couple", "of", "the")
        counted = number_at(tokens, at)
        count, at = (int(counted[0]), counted[1]) if counted else (0, at)
        unit = _word(tokens, at)
        if unit in ("year", "years"):
            if not counted and unit == "year":
                return self.year - 1, self.year - 1, at + 1
            return self.year - min(count or 5, 2000), self.year, at + 1
        if unit in ("decade", "decades"):
            return self.year - 10 * min(count or 1, 200), self.year, at + 1
        if unit == "century" and not counted:
            return 1900, 1999, at + 1
        return None

    def _aged(self, tokens: Sequence[Token], at: int) -> tuple[tuple[Bound, ...], int] | None:
        """ "less than 20 years old", "older than ten years", "at least 30 years old"."""
        norms = [t.norm for t in tokens]
        n, kinds = english().bounds.match(norms, at)
        counted = number_at(tokens, at + n)
        if self.slot is None or counted is None or _word(tokens, counted[1]) not in ("years", "year"):
            return None
        end = counted[1] + 1
        old = _word(tokens, end) in ("old", "ago")
        if not kinds and _word(tokens, end) != "ago":
            return None  # "my 6 year old daughter" says nothing of the items
        if not old and not kinds & {"before", "after"}:
            return None
        then = float(self.year - min(int(counted[0]), 2000))
        end += old
        if kinds & {"<", "after"} or norms[at] == "newer":
            return (Bound(self.slot.name, ">", then),), end
        if kinds & {"<="}:
            return (Bound(self.slot.name, ">=", then),), end
        if kinds & {">", "before"}:
            return (Bound(self.slot.name, "<", then),), end
        return (Bound(self.slot.name, "<=", then),), end

    def _past(self, tokens: Sequence[Token], at: int, *words: str) -> int:
        while _word(tokens, at) in words:
            at += 1
        return at


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""
