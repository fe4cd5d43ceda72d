"""What is ordinary in a catalogue, so that a likeness counts by how unusual it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from retrieval.types import Item, Schema, Vector

COMPARED = 256
"""Items whose vectors are compared with each other to learn what an ordinary cosine is."""


@dataclass(frozen=True, slots=True)
class Background:
    """`rarity` of (slot, value): 0 where every item has it, 1 where one has (the square root of the inverse
    document frequency, Spärck Jones 1972, over its largest possible value); 1 for what is not known.
    `likeness`: the mean cosine of two items, the level at which being near in meaning says nothing.
    `ordinary`: the mean vector, shape (d,); empty where no vectors are known.
    """

    rarity: Mapping[tuple[str, str], float] = field(default_factory=dict)
    likeness: float = 0.0
    ordinary: Vector = field(default_factory=lambda: np.zeros(0, dtype=np.float32), compare=False)

    @classmethod
    def of(cls, schema: Schema, items: Sequence[Item], vectors: Sequence[Vector]) -> Background:
        """From the whole catalogue and the vectors of a sample of it, in any order."""
        held = Counter(
            (slot.name, value)
            for item in items
            for slot in schema.of_kind("category", "name")
            for value in set(item.texts(slot.name))
        )
        most = math.log(len(items)) or 1.0 if items else 1.0
        rarity = {key: math.sqrt(math.log(len(items) / count) / most) for key, count in held.items()}
        rows = np.array([v for v in vectors if len(v)][:COMPARED], dtype=np.float64)
        pairs = len(rows) * (len(rows) - 1)
        likeness = float(((rows @ rows.T).sum() - np.square(rows).sum()) / pairs) if pairs else 0.0
        ordinary = rows.mean(axis=0) if len(rows) else np.zeros(0)
        return cls(rarity, min(max(likeness, 0.0), 0.9), ordinary.astype(np.float32))
