"""Whether two accounts of one score say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recsys.features import Floats

SLIGHT: Final = 0.01
"""A share of a score below this is told as none: it says neither that something raised it nor that it lowered it."""

_ALIKE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two accounts of the same players.

    `rank`: Spearman's correlation of the shares, −1 … 1; None where one of them has no order (fewer than three
    players, or all alike). `signs`: of the players that both accounts give more than SLIGHT, how many have the same
    sign in both, 0 … 1. `top`: whether both put the same player first, or neither gives anybody more than SLIGHT.
    """

    rank: float | None
    signs: float
    top: bool

    @property
    def agree(self) -> bool:
        """The same first, most signs alike, and about the same order where there is one."""
        return self.top and self.signs > _ALIKE and (self.rank is None or self.rank >= _ALIKE)


def agreement(one: Floats, other: Floats) -> Agreement | None:
    """Between two accounts of shape (n,); None where there is nobody to give a share to."""
    if not len(one):
        return None
    told = (np.abs(one) > SLIGHT) & (np.abs(other) > SLIGHT)
    signs = np.sign(one[told]) == np.sign(other[told])
    nobody = max(np.abs(one).max(), np.abs(other).max()) <= SLIGHT
    return Agreement(
        rank=_spearman(one, other),
        signs=float(signs.mean()) if told.any() else 1.0,
        top=bool(nobody or np.argmax(np.abs(one)) == np.argmax(np.abs(other))),
    )


def _spearman(one: Floats, other: Floats) -> float | None:
    """Pearson's correlation of the ranks, equal values sharing theirs."""
    ranks = [_ranks(each) for each in (one, other)]
    if len(one) < 3 or any(np.ptp(each) == 0 for each in ranks):
        return None
    first, second = (each - each.mean() for each in ranks)
    return float(first @ second / np.sqrt((first @ first) * (second @ second)))


def _ranks(values: Floats) -> Floats:
    """From 0, the mean place for equal values."""
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count + 1) / 2)[group], dtype=np.float64)
