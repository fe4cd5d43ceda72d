"""Whether what is said to have counted did count: the score as players are taken away, the most important first.

The deletion curve (Samek et al., "Evaluating the visualization of what a deep neural network has learned", IEEE TNNLS
2017; Petsiuk, Das & Saenko, BMVC 2018). The faster the score falls, the truer the order: a lower area is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from recsys.attribution import Coalitions, Value
from recsys.features import Floats

MOST_FOR_BEST: Final = 12


@dataclass(frozen=True, slots=True)
class Remembered:
    """A value that asks for each coalition only once: many orders pass the same ones."""

    value: Value
    known: dict[bytes, float] = field(default_factory=dict)

    def __call__(self, coalitions: Coalitions) -> Floats:
        keys = [row.tobytes() for row in coalitions]
        new = {key: row for key, row in zip(keys, coalitions, strict=True) if key not in self.known}
        if new:
            worth = self.value(np.array(list(new.values())))
            self.known.update(zip(new, worth.tolist(), strict=True))
        return np.array([self.known[key] for key in keys])


def curve(value: Value, order: Sequence[int]) -> Floats:
    """The worth of all players, and after each of `order` was taken away; shape (n + 1,)."""
    left = np.ones((len(order) + 1, len(order)), dtype=bool)
    for step, player in enumerate(order, start=1):
        left[step:, player] = False
    return np.asarray(value(left), dtype=np.float64)


def area(worth: Floats) -> float:
    """The mean height of a deletion curve over its end, by trapezoids: in units of the score."""
    steps = len(worth) - 1
    return float(np.trapezoid(worth - worth[-1]) / steps) if steps else 0.0


def normalised(worth: Floats) -> float:
    """The same as a share of the whole fall: 0.5 where every step takes the same. NaN where nothing falls."""
    fall = worth[0] - worth[-1]
    return area(worth) / fall if fall > 0 else float("nan")


def by_importance(shares: Floats) -> list[int]:
    """The players, those that raise the score most first; equal ones in their order."""
    return [int(player) for player in np.argsort(-shares, kind="stable")]


def best(value: Value, n: int) -> list[int]:
    """The order whose curve has the least area of all n!, found over the 2ⁿ coalitions. ValueError for too many."""
    if n > MOST_FOR_BEST:
        raise ValueError(
            f"found {n} players; expected at most {MOST_FOR_BEST}, since all coalitions are valued"
        )
    numbers = np.arange(2**n)
    worth = np.asarray(value((numbers[:, None] >> np.arange(n)) % 2 == 1), dtype=np.float64)
    below = np.zeros(2**n)  # the least sum of the curve from a coalition down, without its own height
    taken = np.zeros(2**n, dtype=np.int64)
    for number in range(1, 2**n):
        players = [player for player in range(n) if number >> player & 1]
        after = [worth[number ^ 1 << player] + below[number ^ 1 << player] for player in players]
        at = int(np.argmin(after))
        below[number], taken[number] = after[at], players[at]
    order, number = [], 2**n - 1
    while number:
        order.append(int(taken[number]))
        number ^= 1 << order[-1]
    return order
