"""Building the index of a catalogue, and opening it as a retriever.

A build writes shards of finished vectors, so that one that was killed goes on where it stopped; it takes
over every vector of the index before whose text is the same; and it swaps the new index in with one rename.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from retrieval.catalog import Catalogue
from retrieval.encoder import Encoder
from retrieval.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexNotWritten
from retrieval.faiss_index import load_index, make_index, save_index
from retrieval.lexical import LexicalIndex
from retrieval.manifest import HOW, Manifest, check_files, entry, read_manifest, write_manifest
from retrieval.retriever import HybridRetriever
from retrieval.segment import state_of
from retrieval.shards import Shards, vectors_of
from retrieval.text import item_text, text_hash
from retrieval.types import Matrix, Vector

MOST_CHANGES = 2_000
"""Changes since the build that opening embeds on the fly; more call for a rebuild."""


def build_index(
    catalogue_dir: Path,
    index_dir: Path,
    encoder: Encoder,
    progress: Callable[[int, int], None] | None = None,
    now: Callable[[], float] = time.time,
) -> Manifest:
    """Embed what is not embedded yet, build the index, swap it in. `progress(done, total)` counts items.

    Raises CatalogueError, EncoderUnavailable, or IndexNotWritten (the index before is then untouched).
    """
    catalogue = Catalogue.load(catalogue_dir)
    items = sorted(catalogue.items(), key=lambda item: item.id)  # rows in order of id: ties break by row
    texts = [item_text(catalogue.schema, item) for item in items]
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        shards = Shards(index_dir / "shards", encoder)
        matrix = vectors_of(texts, encoder, shards, _vectors_before(index_dir, encoder), progress)
        folder = index_dir / f"data-{catalogue.version[-12:]}-{len(list(index_dir.glob('data-*')))}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        index = make_index(matrix)
        np.save(folder / "vectors.npy", matrix)
        np.save(folder / "hashes.npy", np.array([np.frombuffer(text_hash(t), np.uint8) for t in texts]))
        (folder / "ids.json").write_text(json.dumps([item.id for item in items]), encoding="utf-8")
        save_index(index, folder / "index.faiss")
        manifest = Manifest(
            encoder=encoder.name,
            dimension=encoder.dimension,
            catalogue=catalogue.version,
            items=len(items),
            kind=index.kind,
            created=now(),
            data=folder.name,
            files=tuple(entry(path) for path in sorted(folder.iterdir())),
        )
        write_manifest(index_dir, manifest)
    except OSError as error:
        raise IndexNotWritten(f"the index at {index_dir} could not be written: {error}") from error
    shards.clear()
    for old in index_dir.glob("data-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return manifest


def open_retriever(catalogue_dir: Path, encoder: Encoder, index_dir: Path | None = None) -> HybridRetriever:
    """The catalogue and its index, ready to search. The index is `catalogue_dir/index` unless said.

    Raises CatalogueError; IndexMissing, IndexMismatch (another encoder or catalogue) or IndexDamaged, each
    saying what to run.
    """
    index_dir = index_dir or catalogue_dir / "index"
    catalogue = Catalogue.load(catalogue_dir)
    manifest = read_manifest(index_dir)
    changed = _fitting(manifest, catalogue, encoder, index_dir)
    folder = check_files(index_dir, manifest)
    matrix, ids = _read(folder, manifest)
    held = [catalogue.get(item_id) for item_id in ids]
    kept = [row for row, item in enumerate(held) if item is not None and item.id not in changed]
    items = [item for item in held if item is not None and item.id not in changed]
    if len(kept) < len(ids):
        state = state_of(items, matrix[kept])
    else:
        state = state_of(items, matrix, load_index(folder / "index.faiss", matrix, manifest.kind))
    new = [item for item_id in sorted(changed) if (item := catalogue.get(item_id)) is not None]
    if new:
        vectors = encoder.encode([item_text(catalogue.schema, item) for item in new])
        for item, vector in zip(new, vectors, strict=True):
            state = state.put(item, vector)
    return HybridRetriever(catalogue, encoder, state, LexicalIndex(catalogue.schema, catalogue.items()))


def _fitting(manifest: Manifest, catalogue: Catalogue, encoder: Encoder, index_dir: Path) -> frozenset[str]:
    """Ids changed since the build. Raises IndexMismatch where encoder or catalogue are others."""
    if (manifest.encoder, manifest.dimension) != (encoder.name, encoder.dimension):
        raise IndexMismatch(
            f"the index at {index_dir} was built with encoder {manifest.encoder!r} ({manifest.dimension}-d); "
            f"settings ask for {encoder.name!r} ({encoder.dimension}-d). {HOW}"
        )
    changed = catalogue.changed_since(manifest.catalogue)
    if changed is None:
        raise IndexMismatch(
            f"the index at {index_dir} was built for another catalogue ({manifest.items} items, version "
            f"{manifest.catalogue[-12:]}); this one has {len(catalogue)} items, version "
            f"{catalogue.version[-12:]}. {HOW}"
        )
    if len(changed) > MOST_CHANGES:
        raise IndexMismatch(f"{len(changed)} items changed since the index at {index_dir} was built. {HOW}")
    return changed


def _read(folder: Path, manifest: Manifest) -> tuple[Matrix, list[str]]:
    try:
        matrix: Matrix = np.load(folder / "vectors.npy", allow_pickle=False)
        ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"the index in {folder} cannot be read: {error}. {HOW}") from error
    if matrix.shape != (manifest.items, manifest.dimension) or len(ids) != manifest.items:
        raise IndexDamaged(
            f"the index in {folder} holds {len(ids)} ids and vectors of shape {matrix.shape}; "
            f"its manifest says {manifest.items} of {manifest.dimension}. {HOW}"
        )
    return matrix, ids


def _vectors_before(index_dir: Path, encoder: Encoder) -> dict[bytes, Vector]:
    """Vectors of the index in place by text hash; none where it is missing, damaged or another encoder's."""
    try:
        manifest = read_manifest(index_dir)
        if (manifest.encoder, manifest.dimension) != (encoder.name, encoder.dimension):
            return {}
        folder = check_files(index_dir, manifest)
        matrix, _ = _read(folder, manifest)
        hashes = np.load(folder / "hashes.npy", allow_pickle=False)
    except (IndexMissing, IndexMismatch, IndexDamaged, OSError, ValueError):
        return {}
    return {key.tobytes(): row for key, row in zip(hashes, matrix, strict=True)}
