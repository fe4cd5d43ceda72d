"""How sure a mean is: intervals from resampled dialogues, and how likely a difference is to be chance.

Turns of one dialogue are not independent, so whole dialogues are drawn (the cluster bootstrap: Field & Welsh,
JRSS B 2007; the percentile interval: Efron & Tibshirani 1993, ch. 13).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.features import Floats
from recsys.measures import Values

RESAMPLES = 2_000
_CHUNK = 250


@dataclass(frozen=True, slots=True)
class Difference:
    """How much the first is above the second, each of shape (n measures,); `low` … `high` is the 95 % interval."""

    mean: Floats
    low: Floats
    high: Floats
    p: Floats


def interval(values: Values, rng: np.random.Generator, resamples: int = RESAMPLES) -> tuple[Floats, Floats]:
    """The 95 % interval of each column's mean: two arrays of shape (n measures,)."""
    sums, sizes = _by_dialogue(values)
    # multinomial weights are the same as drawing dialogues with replacement, without building the draws
    even = np.full(len(sizes), 1 / len(sizes))
    means = np.concatenate(
        [
            (weights @ sums) / (weights @ sizes)[:, None]
            for count in _chunks(resamples)
            for weights in [rng.multinomial(len(sizes), even, size=count).astype(np.float64)]
        ]
    )
    low, high = np.percentile(means, (2.5, 97.5), axis=0)
    return low, high


def difference(
    first: Values, second: Values, rng: np.random.Generator, resamples: int = RESAMPLES
) -> Difference:
    """Paired: both hold the same queries in the same order. ValueError otherwise.

    p is two-sided, by a randomisation test (Smucker, Allan & Carterette, CIKM 2007) that swaps the two models in
    whole dialogues: (1 + swaps with a difference at least as large) / (1 + resamples).
    """
    if not np.array_equal(first.groups, second.groups):
        raise ValueError("paired values must belong to the same turns in the same order")
    apart = Values(first.values - second.values, first.groups)
    low, high = interval(apart, rng, resamples)
    sums, sizes = _by_dialogue(apart)
    found = np.abs(sums.sum(axis=0))
    as_large = np.zeros(found.shape)
    for count in _chunks(resamples):
        signs = rng.choice(np.array((-1.0, 1.0)), size=(count, len(sizes)))
        as_large += (np.abs(signs @ sums) >= found - 1e-9).sum(axis=0)
    return Difference(apart.values.mean(axis=0), low, high, (1 + as_large) / (1 + resamples))


def _by_dialogue(values: Values) -> tuple[Floats, NDArray[np.float64]]:
    """Each dialogue's sums, shape (n dialogues, n measures), and how many rows it has."""
    _, group = np.unique(values.groups, return_inverse=True)
    sizes = np.bincount(group).astype(np.float64)
    sums = np.zeros((len(sizes), values.values.shape[1]))
    np.add.at(sums, group, values.values)
    return sums, sizes


def _chunks(total: int) -> Iterator[int]:
    """Few at a time, so that many dialogues fit into memory."""
    for start in range(0, total, _CHUNK):
        yield min(_CHUNK, total - start)
