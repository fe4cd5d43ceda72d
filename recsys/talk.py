"""How well an item fits what was said, as learned from conversations: the part that any catalogue can use."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from recsys.context_text import context_text
from recsys.dialogues import Utterance
from recsys.features import Floats
from recsys.one_thread import one_thread
from recsys.query_encoder import QueryEncoder
from retrieval.types import Matrix, Vector

_REMEMBERED = 1_024


class Talk:
    """fit(j) = s · q·(W tⱼ): q the vector of the conversation, tⱼ an item's text vector (recsys.factors).

    The last conversations are remembered, since one turn asks for the same vector more than once, and explaining it
    asks for those of many that are nearly the same. Safe to use from several threads.
    """

    def __init__(self, encoder: QueryEncoder, projection: Matrix, scale: float) -> None:
        self.encoder = encoder
        self._projection = projection.astype(np.float64)
        self._scale = scale
        self._read: OrderedDict[str, Vector] = OrderedDict()
        self._remembering = threading.Lock()

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
        if not text:
            return np.zeros(len(self._projection), dtype=np.float32)
        query = self.query(text)
        with one_thread():
            toward = self._projection @ query
        return (toward / (np.linalg.norm(toward) or 1.0)).astype(np.float32)

    def query(self, text: str) -> Vector:
        """The vector of a conversation told as context_text, shape (d,), not to be written to."""
        with self._remembering:
            if text in self._read:
                self._read.move_to_end(text)
                return self._read[text]
        return self._remember([text])[0]

    def read_ahead(self, conversations: Iterable[Sequence[Utterance]], titles: Mapping[str, str]) -> None:
        """Read several at once, in a fraction of the time; what is asked of them next is answered from memory."""
        texts = dict.fromkeys(context_text(conversation, titles) for conversation in conversations)
        with self._remembering:
            new = [text for text in texts if text and text not in self._read]
        self._remember(new)

    def _remember(self, texts: Sequence[str]) -> list[Vector]:
        vectors = list(self.encoder.encode(texts))
        with self._remembering:
            for text, vector in zip(texts, vectors, strict=True):
                vector.flags.writeable = False  # it is remembered and handed out
                self._read[text] = vector
            while len(self._read) > _REMEMBERED:
                self._read.popitem(last=False)
        return vectors
