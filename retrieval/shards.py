"""Finished vectors, kept in small files while an index is built, by the hash of their text."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from retrieval.encoder import Encoder
from retrieval.text import text_hash
from retrieval.types import Matrix, Vector

BATCH = 256
"""Texts in a shard: what a kill can cost."""


class Shards:
    """A folder of (hashes, vectors) files of one encoder. A file is whole or not there."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._root = folder
        key = hashlib.blake2b(f"{encoder.name} {encoder.dimension}".encode(), digest_size=6).hexdigest()
        self._folder = folder / key
        self._dimension = encoder.dimension
        self._folder.mkdir(parents=True, exist_ok=True)

    def read(self) -> dict[bytes, Vector]:
        """All vectors that finished before; files that cannot be read are left out and made again."""
        found: dict[bytes, Vector] = {}
        for path in sorted(self._folder.glob("*.npz")):
            try:
                with path.open("rb") as file, np.load(file, allow_pickle=False) as shard:
                    hashes, vectors = shard["hashes"], shard["vectors"]
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                continue
            if vectors.shape == (len(hashes), self._dimension):
                found.update((key.tobytes(), row) for key, row in zip(hashes, vectors, strict=True))
        return found

    def write(self, keys: Sequence[bytes], vectors: Matrix) -> None:
        name = hashlib.blake2b(b"".join(keys), digest_size=12).hexdigest()
        fresh = self._folder / f"{name}.new"
        hashes = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1)
        with fresh.open("wb") as file:
            np.savez(file, hashes=hashes, vectors=vectors)
        fresh.replace(self._folder / f"{name}.npz")

    def clear(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)


def vectors_of(
    texts: Sequence[str],
    encoder: Encoder,
    shards: Shards,
    before: Mapping[bytes, Vector],
    progress: Callable[[int, int], None] | None = None,
) -> Matrix:
    """One row a text; only texts whose vector neither `before` nor the shards hold are embedded."""
    keys = [text_hash(text) for text in texts]
    known = {**before, **shards.read()}
    missing = [(key, text) for key, text in dict(zip(keys, texts, strict=True)).items() if key not in known]
    missing.sort(key=lambda pair: (len(pair[1]), pair[0]))  # texts of one length make dense batches
    done = len(texts) - len(missing)
    if progress:
        progress(done, len(texts))
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors = encoder.encode([text for _, text in batch])
        shards.write([key for key, _ in batch], vectors)
        known.update((key, row) for (key, _), row in zip(batch, vectors, strict=True))
        done += len(batch)
        if progress:
            progress(done, len(texts))
    rows = [known[key] for key in keys]
    return np.array(rows, dtype=np.float32).reshape(len(texts), encoder.dimension)
