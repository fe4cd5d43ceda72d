"""The trained part that is not the encoder: how items answer to words and to each other. See recsys.learning.

For a conversation with query vector q, items h₁…hₘ named before and a candidate j with text vector tⱼ:

    popularity(j) = bⱼ
    words(j)      = s · q·(W tⱼ + fⱼ)
    history(j)    = g_m · Σᵢ aᵢ · (A t_hᵢ + xᵢ)·(B tⱼ + yⱼ),   a = softmax over i of role, feeling and age

b, f, x and y are learned an item and are 0 for items unseen in training, which then rank by their text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.features import Floats
from recsys.history import FEELINGS, MOST, ROLES, Named
from retrieval.types import Matrix, Vector

Arrays = Mapping[str, NDArray[np.float32]]
AGES = MOST
HISTORY_DIMENSION = 128
ROWED = ("b", "f", "x", "y")
"""Arrays with one row an item."""


def shapes(n: int, d: int) -> dict[str, tuple[int, ...]]:
    """The shape of each learned array, for n items with text vectors of d dimensions."""
    h = HISTORY_DIMENSION
    return {
        "b": (n,), "s": (), "W": (d, d), "f": (n, d),
        "A": (d, h), "B": (d, h), "x": (n, h), "y": (n, h), "g": (MOST + 1,),
        "role": (len(ROLES),), "feeling": (len(FEELINGS),), "age": (AGES,),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Factors:
    """Ready to score: `items` (n, d) answer to words, `sources` (n, h) to `targets` (n, h) in a history."""

    popularity: Floats
    items: Matrix
    sources: Matrix
    targets: Matrix
    attention: Arrays

    @classmethod
    def of(cls, learned: Arrays, vectors: Matrix) -> Factors:
        scale = np.exp(learned["s"])
        return cls(
            learned["b"].astype(np.float64),
            scale * (vectors @ learned["W"] + learned["f"]),
            vectors @ learned["A"] + learned["x"],
            vectors @ learned["B"] + learned["y"],
            {name: learned[name] for name in ("role", "feeling", "age", "g")},
        )

    def words(self, query: Vector) -> Floats:
        """Shape (n,); zeros without words."""
        return (self.items @ query).astype(np.float64)

    def history(self, named: Sequence[Named]) -> tuple[Floats, Floats]:
        """The part, shape (n,), and the attention on each item named, shape (len(named),), which sums to 1."""
        if not named:
            return np.zeros(len(self.targets)), np.zeros(0)
        attention = self.attended(named)
        wanted = attention @ self.sources[[each.row for each in named]]
        return (self.attention["g"][len(named)] * (self.targets @ wanted)).astype(np.float64), attention

    def attended(self, named: Sequence[Named]) -> Floats:
        learned = self.attention
        logits = np.array(
            [
                learned["role"][each.role] + learned["feeling"][each.feeling] + learned["age"][each.age]
                for each in named
            ]
        )
        weight = np.exp(logits - logits.max())
        return np.asarray(weight / weight.sum(), dtype=np.float64)
