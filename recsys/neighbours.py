"""What was recommended in the training conversations that are most like this one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.features import Floats
from retrieval.types import Matrix, Vector

NEAREST = 100
SHARPNESS = 20.0
FLOOR = 1e-3
"""What an item has that no near conversation led to; the logarithm needs one."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """votes(j) = log(ε + Σ softmax(κ q·qₖ) [j came next in k] / |next in k|) over the nearest conversations k.

    `queries` has shape (m, d), rows of length 1; what came next in conversation k is
    `golds[starts[k]:starts[k + 1]]`.
    """

    queries: Matrix
    starts: NDArray[np.int64]
    golds: NDArray[np.int64]

    @classmethod
    def none(cls, dimension: int) -> Neighbours:
        """No conversations to compare with."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(np.zeros((0, dimension), dtype=np.float32), np.zeros(1, dtype=np.int64), nothing)

    def plus(self, other: Neighbours) -> Neighbours:
        """Both collections of conversations."""
        return Neighbours(
            np.vstack((self.queries, other.queries)),
            np.concatenate((self.starts, self.starts[-1] + other.starts[1:])),
            np.concatenate((self.golds, other.golds)),
        )

    def votes(self, query: Vector, n: int) -> Floats:
        """Shape (n,); all log ε where there is nothing to compare."""
        found = np.full(n, FLOOR)
        if len(self.queries) and query.any():
            near = self.queries @ query
            k = min(NEAREST, len(near))
            chosen = np.sort(np.argpartition(-near, k - 1)[:k])
            weight = np.exp(SHARPNESS * (near[chosen] - near[chosen].max()).astype(np.float64))
            weight /= weight.sum()
            for place, share in zip(chosen.tolist(), weight.tolist(), strict=True):
                golds = self.golds[self.starts[place] : self.starts[place + 1]]
                found[golds] += share / max(len(golds), 1)
        return np.asarray(np.log(found))
