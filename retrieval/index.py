"""Nearest rows of a matrix: the protocol, and the exact search that every other index is measured by."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.filters import Mask
from retrieval.types import Matrix, Vector


class Hits(NamedTuple):
    """Rows and their inner products with the query, best first; equal ones by row."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class VectorIndex(Protocol):
    """The k nearest rows. With a filter it never returns fewer than min(k, rows that pass)."""

    @property
    def kind(self) -> str: ...
    def __len__(self) -> int: ...
    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> Hits: ...


class ExactIndex:
    """Every row compared, in numpy. Right for small matrices and for what a narrow filter leaves."""

    kind = "exact"

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix

    def __len__(self) -> int:
        return len(self._matrix)

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> Hits:
        if allowed is None:
            return best(np.arange(len(self._matrix)), self._matrix @ query, k)
        rows = np.flatnonzero(allowed)
        # Gathering copies the rows that pass; beyond a third of all, comparing everything is cheaper.
        if 3 * len(rows) < len(self._matrix):
            return best(rows, self._matrix[rows] @ query, k)
        return best(rows, (self._matrix @ query)[rows], k)


def best(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Hits:
    """The k best of scored rows, best first; among equal scores the lower row, at the cut as well."""
    if k <= 0:
        return Hits(rows[:0], scores[:0])
    if len(rows) > k:
        cut = np.partition(scores, len(scores) - k)[len(scores) - k]
        keep = np.flatnonzero(scores >= cut)
        rows, scores = rows[keep], scores[keep]
    order = np.lexsort((rows, -scores))[:k]
    return Hits(rows[order], scores[order])
