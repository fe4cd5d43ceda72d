"""Texts to vectors: the protocol, and the encoder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np

from retrieval.text import words
from retrieval.types import Matrix


class Encoder(Protocol):
    """Embeds texts. `name` tells models apart in manifests; safe to call from several threads."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode(self, texts: Sequence[str]) -> Matrix:
        """Shape (len(texts), dimension), float32, rows of length 1 (all zero for a text without words)."""
        ...


class HashingEncoder:
    """Hashed words, word pairs and letter trigrams (Weinberger et al., ICML 2009): no model, no learning.

    Texts that share words get similar vectors, and the same text always the same one. A degraded mode
    where no model can be loaded, and the encoder of fast tests.
    """

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def name(self) -> str:
        return f"hashing-{self._dimension}"

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for feature, weight in _features(text):
                place, sign = _place(feature, self._dimension)
                row[place] += sign * weight
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=rows, where=lengths > 0)


def _features(text: str) -> list[tuple[str, float]]:
    found = words(text)
    single = [(word, 1.0) for word in found]
    pairs = [(f"{left} {right}", 0.5) for left, right in zip(found, found[1:], strict=False)]
    trigrams = [(f"#{word[i : i + 3]}", 0.2) for word in found for i in range(len(word) - 2)]
    return single + pairs + trigrams


@lru_cache(maxsize=200_000)
def _place(feature: str, dimension: int) -> tuple[int, float]:
    digest = hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    return number % dimension, 1.0 if (number >> 60) & 1 else -1.0
