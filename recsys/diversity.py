"""Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998): good, and unlike what is already chosen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from recsys.features import Floats


def mmr(scores: Floats, rows: Floats, diversity: float, n: int) -> Iterator[tuple[int, float]]:
    """At most n (index, penalty), best first; score + penalty never rises from one to the next.

    `scores` has shape (n,), `rows` (n, d) of length 1 or 0. The penalty, 0 or below, is −diversity times the
    cosine to the most similar item chosen before. Greedy: the first m are the same for every n ≥ m. Ties go
    to the lower index.
    """
    nearest = np.zeros(len(scores))
    open_ = np.ones(len(scores), dtype=bool)
    for _ in range(min(n, len(scores))):
        value = np.where(open_, scores - diversity * nearest, -np.inf)
        best = int(np.argmax(value))
        yield best, 0.0 - float(diversity * nearest[best])
        open_[best] = False
        nearest = np.maximum(nearest, rows @ rows[best])
