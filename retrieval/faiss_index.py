"""FAISS: exact for small catalogues, compressed above (Douze et al., "The Faiss library", 2024).

Compressed and graph indexes lose recall under a filter, so a narrow filter is answered exactly from the
vectors themselves and a wide one by fetching more than is asked; both end in exact scores.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexDamaged, MissingExtra
from retrieval.filters import Mask
from retrieval.index import ExactIndex, Hits, best
from retrieval.types import Matrix, Vector

FLAT_UP_TO = 100_000
REFINED_UP_TO = 1_000_000
GATHER_UP_TO = 20_000
_OVER_FETCH = 4
_SPARE = 32  # equal scores at the cut go by row, which FAISS does not promise


class FaissIndex:
    """A FAISS index over `matrix`, which it also keeps for exact scores."""

    def __init__(self, index: Any, matrix: Matrix, kind: str) -> None:
        self._index = index
        self._matrix = matrix
        self._exact = ExactIndex(matrix)
        self._on_gpu = hasattr(index, "getDevice")
        self.kind = kind

    def __len__(self) -> int:
        return len(self._matrix)

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> Hits:
        passing = len(self) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(k, passing)
        if wanted <= 0 or passing <= GATHER_UP_TO:
            return self._exact.search(query, k, allowed)
        if self.kind == "flat" and not self._on_gpu:
            rows = self._nearest(query, min(k + _SPARE, passing), allowed)
        else:  # these know no filter, or lose recall under one
            rows = self._nearest(query, min(len(self), max(_OVER_FETCH * k * len(self) // passing, 2 * k)))
        if allowed is not None:
            rows = rows[allowed[rows]]
        if len(rows) < wanted:
            return self._exact.search(query, k, allowed)
        return best(rows, self._matrix[rows] @ query, k)

    def _nearest(self, query: Vector, reach: int, allowed: Mask | None = None) -> NDArray[np.int64]:
        faiss = _faiss()
        asked = np.ascontiguousarray(query[None, :])
        if allowed is None:
            _, rows = self._index.search(asked, reach)
        else:
            selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
            _, rows = self._index.search(asked, reach, params=faiss.SearchParameters(sel=selector))
        found: NDArray[np.int64] = np.sort(rows[0][rows[0] >= 0])
        return found


def make_index(matrix: Matrix) -> FaissIndex:
    """The right index for so many rows. Raises MissingExtra without FAISS."""
    faiss = _faiss()
    rows, dimension = matrix.shape
    kind = kind_for(rows, dimension)
    made = faiss.index_factory(
        dimension, _RECIPES[kind].format(lists=_lists(rows)), faiss.METRIC_INNER_PRODUCT
    )
    if not made.is_trained:
        made.train(matrix)
    made.add(matrix)
    return FaissIndex(_tuned(faiss, made, kind), matrix, kind)


_RECIPES = {"flat": "Flat", "refined": "PQ96x4fs,Refine(SQ8)", "inverted": "IVF{lists},SQ8"}


def kind_for(rows: int, dimension: int) -> str:
    """Exact up to 100,000 rows; then fast product quantisation, refined; inverted lists above a million."""
    if rows <= FLAT_UP_TO:
        return "flat"
    return "refined" if rows <= REFINED_UP_TO and dimension % 96 == 0 else "inverted"


def save_index(index: FaissIndex, path: Path) -> None:
    """A flat index is its vectors, so only the others are written."""
    if index.kind != "flat":
        _faiss().write_index(index._index, str(path))


def load_index(path: Path, matrix: Matrix, kind: str) -> FaissIndex:
    faiss = _faiss()
    if kind == "flat":
        return make_index(matrix)
    try:
        read = faiss.read_index(str(path))
    except RuntimeError as error:
        raise IndexDamaged(f"{path} cannot be read: {error}. Run: because serve (it rebuilds)") from error
    return FaissIndex(_tuned(faiss, read, kind), matrix, kind)


def _tuned(faiss: Any, index: Any, kind: str) -> Any:
    if kind == "refined":
        index.k_factor = 8
    if kind == "inverted":
        faiss.extract_index_ivf(index).nprobe = 32
    if faiss.get_num_gpus() > 0 and kind != "refined":  # the 4-bit fast scan has no GPU form
        return faiss.index_cpu_to_gpu(faiss.StandardGpuResources(), 0, index)
    return index


def _lists(rows: int) -> int:
    return max(1, min(4_096, rows // 64))


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise MissingExtra("the vector index needs FAISS. Run: pip install faiss-cpu") from error
    return faiss
