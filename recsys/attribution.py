"""Shapley values: how much of a score is owed to each of several players, whatever the players are.

The value of player i is its mean marginal contribution over all orders in which the players can arrive (Shapley, "A
value for n-person games", 1953). Over the phrases of an ask and the items of a history it is what SHAP computes
(Lundberg & Lee, NeurIPS 2017), with "nothing was said" as the background.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from recsys.features import Floats

Coalitions = NDArray[np.bool_]
"""Who is there, shape (m, n): one row a coalition, one column a player."""

Value = Callable[[Coalitions], Floats]
"""What each coalition is worth, shape (m,). Equal rows are worth the same."""

BUDGET: Final = 512
"""Coalitions that are looked at: all of them up to nine players, a sample of them beyond."""

_FEWEST_PAIRS: Final = 4
_CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Shares:
    """`values`, shape (n,), add up to `total` − `base`, the worth of all players and of none.

    `errors`, shape (n,), are half the widths of 95 % intervals of the values, 0 where `method` is exact.
    `evaluations` counts the different coalitions that were valued.
    """

    values: Floats
    errors: Floats
    base: float
    total: float
    method: Literal["exact", "sampled"]
    evaluations: int


def shapley(value: Value, n: int, rng: np.random.Generator, budget: int = BUDGET) -> Shares:
    """Exact where the budget holds all 2ⁿ coalitions, else from random orders; `rng` is used only then."""
    return _exact(value, n) if 2**n <= budget else _sampled(value, n, rng, budget)


def _exact(value: Value, n: int) -> Shares:
    """φᵢ = Σ over S without i of |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S))."""
    numbers = np.arange(2**n)
    coalitions = (numbers[:, None] >> np.arange(n)) % 2 == 1
    worth = np.asarray(value(coalitions), dtype=np.float64)
    sizes = coalitions.sum(axis=1)
    weight = np.array([1 / (n * math.comb(n - 1, size)) for size in range(n)])
    values = np.zeros(n)
    for player in range(n):
        without = numbers[~coalitions[:, player]]
        gained = worth[without + 2**player] - worth[without]
        values[player] = weight[sizes[without]] @ gained
    return Shares(values, np.zeros(n), float(worth[0]), float(worth[-1]), "exact", len(numbers))


def _sampled(value: Value, n: int, rng: np.random.Generator, budget: int) -> Shares:
    """Random orders (Castro, Gómez & Tejada, Computers & OR 2009), each with its reverse, which halves the error of
    most games for the same work (Mitchell, Cooper, Frank & Holmes, JMLR 2022).

    Every order's gains add up to v(all) − v(none), and so do their means. The pairs are independent, so that the
    error of a mean over them is Student's.
    """
    pairs = max((budget - 2) // (2 * (n - 1)), _FEWEST_PAIRS)
    orders = np.argsort(rng.random((pairs, n)), axis=1)
    orders = np.stack([orders, orders[:, ::-1]], axis=1).reshape(2 * pairs, n)
    place = np.argsort(orders, axis=1)  # of each player in each order
    arrived = place[:, None, :] < np.arange(n + 1)[None, :, None]  # (orders, steps, players)
    distinct, index = np.unique(arrived.reshape(-1, n), axis=0, return_inverse=True)
    worth = np.asarray(value(distinct), dtype=np.float64)[index.reshape(2 * pairs, n + 1)]
    gained = np.take_along_axis(np.diff(worth, axis=1), place, axis=1)
    by_pair = gained.reshape(pairs, 2, n).mean(axis=1)
    errors = _student(pairs - 1) * by_pair.std(axis=0, ddof=1) / math.sqrt(pairs)
    return Shares(
        by_pair.mean(axis=0), errors, float(worth[0, 0]), float(worth[0, -1]), "sampled", len(distinct)
    )


def _student(freedom: int) -> float:
    """The two-sided quantile of Student's t (Abramowitz & Stegun, 26.7.5; within 1 % from three degrees on)."""
    z = NormalDist().inv_cdf((1 + _CONFIDENCE) / 2)
    return float(
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
