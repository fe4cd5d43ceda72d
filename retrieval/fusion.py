"""Several rankings into one: reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)

SOFTENING = 60
"""The paper's constant: how little the very first places count above the next ones."""


def fuse(rankings: Iterable[Sequence[Id]]) -> dict[Id, float]:
    """Each id's sum of 1 / (60 + rank) over the rankings that hold it (ranks from 1)."""
    scores: dict[Id, float] = {}
    for ranking in rankings:
        for rank, found in enumerate(ranking, start=1):
            scores[found] = scores.get(found, 0.0) + 1.0 / (SOFTENING + rank)
    return scores
