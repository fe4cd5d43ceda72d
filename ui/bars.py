"""Signed numbers as drawings: where each bar begins and how wide it is, in hundredths of the drawing's width."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat

Named = tuple[str, float]
"""A label and its value."""
WIDTH = 100.0
NARROWEST = 0.8
"""What counted at all is to be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label, its number as printed, and the bar. `raises` says on which side of nothing it is."""

    label: str
    number: str
    raises: bool
    start: float
    width: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Rows over one axis. `zero` is where nothing lies; `total` the last row, that the others add up to."""

    rows: tuple[Bar, ...] = ()
    zero: float = 0.0
    total: Bar | None = None


def beside(values: Sequence[Named], notes: Iterable[str] = repeat("")) -> Drawing:
    """Every bar from zero, to the right what raises, to the left what lowers; in the order given."""
    axis = _Axis([value for _, value in values])
    rows = (
        _bar(label, signed(value), axis, 0.0, value, note)
        for (label, value), note in zip(values, notes, strict=False)
    )
    return Drawing(tuple(rows), axis.zero)


def stacked(values: Iterable[Named], total: Named) -> Drawing:
    """A waterfall: every bar begins where the one before it ended, so that the last ends where the total does.

    What raises comes first, the largest first; numbers are rounded so that those printed add up to the total
    printed; what rounds to nothing is not drawn.
    """
    ordered = sorted(values, key=lambda one: (-one[1], one[0]))
    printed = rounded([value for _, value in ordered], total[1])
    kept = [
        (label, number / 100, signed(number / 100))
        for (label, _), number in zip(ordered, printed, strict=True)
        if number
    ]
    ends = list(accumulate((value for _, value, _ in kept), initial=0.0))
    axis = _Axis(ends)
    rows = (
        _bar(label, text, axis, begin, end)
        for (label, _, text), begin, end in zip(kept, ends, ends[1:], strict=False)
    )
    whole = round(total[1] * 100) / 100
    number = f"{whole:.2f}".replace("-", "−")
    return Drawing(tuple(rows), axis.zero, _bar(total[0], number, axis, 0.0, whole))


def rounded(values: Sequence[float], total: float) -> list[int]:
    """Each value in hundredths, together the total's hundredths: the largest remainders are rounded up."""
    cents = [math.floor(value * 100) for value in values]
    missing = round(total * 100) - sum(cents)
    order = sorted(range(len(values)), key=lambda n: (cents[n] - values[n] * 100, n))
    return [cent + (n in order[:missing]) for n, cent in enumerate(cents)]


def signed(number: float) -> str:
    """ "+0.31", "−0.08": with a real minus sign."""
    return f"{number:+.2f}".replace("-", "−")


class _Axis:
    """The span from the least to the greatest value, zero included."""

    def __init__(self, values: Sequence[float]) -> None:
        self.least = min([0.0, *values])
        self.span = max([0.0, *values]) - self.least or 1.0
        self.zero = self.at(0.0)

    def at(self, value: float) -> float:
        return round((value - self.least) / self.span * WIDTH, 2)


def _bar(label: str, number: str, axis: _Axis, begin: float, end: float, note: str = "") -> Bar:
    low, high = axis.at(min(begin, end)), axis.at(max(begin, end))
    width = round(max(high - low, NARROWEST), 2)
    return Bar(label, number, end >= begin, min(low, WIDTH - width), width, note)
