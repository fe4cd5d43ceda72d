"""What is named together more often than chance would have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.baselines import Mentions, pairs_of
from recsys.dialogues import Dialogue
from recsys.features import Floats

SMOOTH = 0.5
"""Added to what was counted and to what was expected: a pair seen once is weak evidence."""


@dataclass(frozen=True, slots=True)
class Together:
    """lift(i, j) = log((nᵢⱼ + c) / (eᵢⱼ + c)): nᵢⱼ dialogues name both, eᵢⱼ would by chance (pointwise mutual
    information, Church & Hanks 1990, smoothed).

    eᵢⱼ = Σ nᵢ(s) nⱼ(s) / N(s) over kinds s of dialogue (with words, without): each item is compared where it
    could have been named, so that what one collection left out does not look shunned. `counts` has shape
    (kinds, n items), `sizes` (kinds,); the nᵢⱼ are rows in compressed form.
    """

    counts: Floats
    sizes: Floats
    starts: NDArray[np.int64]
    partners: NDArray[np.int64]
    both: NDArray[np.int64]

    @classmethod
    def of(cls, dialogues: Sequence[Dialogue], item_ids: Sequence[str]) -> Together:
        worded = [any(utterance.text for utterance in dialogue.utterances) for dialogue in dialogues]
        kinds = [
            Mentions.of([d for d, w in zip(dialogues, worded, strict=True) if w == kind], item_ids)
            for kind in (False, True)
        ]
        starts, partners, both = pairs_of(Mentions.of(dialogues, item_ids))
        return cls(
            np.array([kind.counts for kind in kinds]),
            np.array([len(kind.rows) for kind in kinds], dtype=np.float64),
            starts,
            partners,
            both,
        )

    def plus(self, other: Together) -> Together:
        """Of both collections of dialogues, over the same items in the same order."""
        n = self.counts.shape[1]
        codes = np.concatenate([_firsts(each.starts) * n + each.partners for each in (self, other)])
        pairs, place = np.unique(codes, return_inverse=True)
        both = np.bincount(place, weights=np.concatenate((self.both, other.both)), minlength=len(pairs))
        return Together(
            self.counts + other.counts,
            self.sizes + other.sizes,
            np.searchsorted(pairs, np.arange(n + 1) * n).astype(np.int64),
            pairs % max(n, 1),
            both.astype(np.int64),
        )

    def lift(self, row: int) -> Floats:
        """Of the item in that row with every item, shape (n,)."""
        expected = (self.counts[:, row] / np.maximum(self.sizes, 1)) @ self.counts
        together = np.zeros(self.counts.shape[1])
        span = slice(self.starts[row], self.starts[row + 1])
        together[self.partners[span]] = self.both[span]
        return np.asarray(np.log((together + SMOOTH) / (expected + SMOOTH)))

    def pair(self, row: int, other: int) -> tuple[int, float]:
        """In how many dialogues both are named, and the lift of the two."""
        span = slice(self.starts[row], self.starts[row + 1])
        at = int(np.searchsorted(self.partners[span], other))
        met = at < span.stop - span.start and self.partners[span][at] == other
        both = int(self.both[span][at]) if met else 0
        expected = float((self.counts[:, row] / np.maximum(self.sizes, 1)) @ self.counts[:, other])
        return both, float(np.log((both + SMOOTH) / (expected + SMOOTH)))

    def fit(self, rows: Sequence[int], weights: Floats) -> Floats:
        """The weighted mean lift with the items in these rows, shape (n,); zeros where there are none."""
        found = np.zeros(self.counts.shape[1])
        for row, weight in zip(rows, weights, strict=True):
            found += weight * self.lift(row)
        return found


def _firsts(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The item of each compressed row's entries."""
    return np.repeat(np.arange(len(starts) - 1), np.diff(starts))
