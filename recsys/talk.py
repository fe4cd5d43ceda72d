"""How well an item fits what was said, as learned from conversations: the part that any catalogue can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from recsys.context_text import context_text
from recsys.dialogues import Utterance
from recsys.features import Floats
from recsys.one_thread import one_thread
from recsys.query_encoder import QueryEncoder
from retrieval.types import Matrix, Vector

_REMEMBERED = 64


class Talk:
    """fit(j) = s · q·(W tⱼ): q the vector of the conversation, tⱼ an item's text vector (recsys.factors).

    The last few conversations are remembered, since one turn asks for the same vector more than once. Safe to use
    from several threads.
    """

    def __init__(self, encoder: QueryEncoder, projection: Matrix, scale: float) -> None:
        self.encoder = encoder
        self._projection = projection.astype(np.float64)
        self._scale = scale
        self.query = lru_cache(maxsize=_REMEMBERED)(self._encode)

    def fit(self, conversation: Sequence[Utterance], titles: Mapping[str, str], vectors: Floats) -> Floats:
        """Shape (n,) for item vectors of shape (n, d); zeros where nothing was said."""
        text = context_text(conversation, titles)
        if not text or not vectors.shape[1]:
            return np.zeros(len(vectors))
        query = self.query(text)
        with one_thread():
            return np.asarray(self._scale * (vectors @ (self._projection @ query)))

    def wanted(self, conversation: Sequence[Utterance], titles: Mapping[str, str]) -> Vector:
        """W q as a vector of length 1, shape (d,): items in its direction fit best; zeros where nothing was said."""
        text = context_text(conversation, titles)
        toward = self._projection @ self.query(text) if text else np.zeros(len(self._projection))
        return (toward / (np.linalg.norm(toward) or 1.0)).astype(np.float32)

    def _encode(self, text: str) -> Vector:
        vector: Vector = self.encoder.encode([text])[0]
        vector.flags.writeable = False  # it is remembered and handed out
        return vector
