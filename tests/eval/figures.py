"""Rates and F1 with 95 % bootstrap intervals (percentile bootstrap: Efron and Tibshirani, 1993)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.eval.judging import Judged

RESAMPLES = 1000
Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.name:<34}{self.value:7.3f}   [{self.low:.3f}, {self.high:.3f}]   n = {self.n}"


def rate(name: str, hits: Sequence[bool], rng: np.random.Generator) -> Figure:
    return _figure(name, np.array([[float(hit), 1.0] for hit in hits]), _share, rng)


def share(name: str, parts: Sequence[tuple[int, int]], rng: np.random.Generator) -> Figure:
    """Sum of firsts over sum of seconds, resampled by row; n is the sum of seconds."""
    figure = _figure(name, np.array(parts, dtype=float), _share, rng)
    return Figure(name, figure.value, figure.low, figure.high, sum(part[1] for part in parts))


def precision(name: str, judged: Sequence[Judged], fields: Sequence[str], rng: np.random.Generator) -> Figure:
    return _figure(name, _counts(judged, fields), lambda c: _share(c[[0, 2]]), rng)


def recall(name: str, judged: Sequence[Judged], fields: Sequence[str], rng: np.random.Generator) -> Figure:
    return _figure(name, _counts(judged, fields), lambda c: _share(c[[0, 1]]), rng)


def f1(name: str, judged: Sequence[Judged], fields: Sequence[str], rng: np.random.Generator) -> Figure:
    return _figure(name, _counts(judged, fields), _f1, rng)


def _counts(judged: Sequence[Judged], fields: Sequence[str]) -> Counts:
    """A row an utterance: right, wanted, got."""
    return np.array(
        [
            [
                sum(len(j.wanted[f] & j.found[f]) for f in fields),
                sum(len(j.wanted[f]) for f in fields),
                sum(len(j.found[f]) for f in fields),
            ]
            for j in judged
        ],
        dtype=float,
    )


def _share(sums: Counts) -> float:
    return float(sums[0] / sums[1]) if sums[1] else float(sums[0] == 0)


def _f1(sums: Counts) -> float:
    return float(2 * sums[0] / (sums[1] + sums[2])) if sums[1] + sums[2] else 1.0


def _figure(name: str, counts: Counts, of: Callable[[Counts], float], rng: np.random.Generator) -> Figure:
    if not len(counts):
        return Figure(name, float("nan"), float("nan"), float("nan"), 0)
    picks = rng.integers(0, len(counts), size=(RESAMPLES, len(counts)))
    spread = [of(counts[pick].sum(axis=0)) for pick in picks]
    low, high = np.percentile(spread, [2.5, 97.5])
    return Figure(name, of(counts.sum(axis=0)), float(low), float(high), len(counts))
