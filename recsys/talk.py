"""How well an item fits what was said, as learned from conversations: the part that any catalogue can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recsys.context_text import context_text
from recsys.dialogues import Utterance
from recsys.features import Floats
from recsys.query_encoder import QueryEncoder
from retrieval.types import Matrix


@dataclass(frozen=True, slots=True)
class Talk:
    """fit(j) = s · q·(W tⱼ): q the vector of the conversation, tⱼ an item's text vector (recsys.factors)."""

    encoder: QueryEncoder
    projection: Matrix
    scale: float

    def fit(self, conversation: Sequence[Utterance], titles: Mapping[str, str], vectors: Floats) -> Floats:
        """Shape (n,) for item vectors of shape (n, d); zeros where nothing was said."""
        text = context_text(conversation, titles)
        if not text or not vectors.shape[1]:
            return np.zeros(len(vectors))
        query = self.encoder.encode([text])[0].astype(np.float64)
        return np.asarray(self.scale * (vectors @ (self.projection.astype(np.float64) @ query)))
