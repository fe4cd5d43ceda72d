"""What every VectorIndex keeps to, whatever it compresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import faiss_index
from retrieval.errors import IndexDamaged
from retrieval.faiss_index import FaissIndex, kind_for, load_index, make_index, save_index
from retrieval.index import ExactIndex, VectorIndex, best
from retrieval.types import Matrix

ROWS, WIDE = 3_000, 96
Make = Callable[[Matrix, pytest.MonkeyPatch], VectorIndex]


def matrix_of(rows: int, seed: int = 3) -> Matrix:
    made = np.random.default_rng(seed).standard_normal((rows, WIDE)).astype(np.float32)
    unit: Matrix = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def of_kind(kind: str) -> Make:
    def make(matrix: Matrix, patch: pytest.MonkeyPatch) -> VectorIndex:
        patch.setattr(faiss_index, "kind_for", lambda rows, dimension: kind)
        patch.setattr(faiss_index, "GATHER_UP_TO", 20)
        return make_index(matrix)

    return make


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return matrix_of(ROWS)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(lambda matrix, patch: ExactIndex(matrix), id="exact"),
        pytest.param(of_kind("flat"), id="flat"),
        pytest.param(of_kind("refined"), id="refined"),
        pytest.param(of_kind("inverted"), id="inverted"),
    ],
)
def index(request: pytest.FixtureRequest, matrix: Matrix) -> Iterator[VectorIndex]:
    make: Make = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faiss_index, "GATHER_UP_TO", 20)  # else a matrix of this size is always compared whole
        yield make(matrix, patch)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.01, 0.002, 0.0])
@pytest.mark.parametrize("k", [1, 10, 200])
def test_a_filter_never_returns_fewer_than_there_are(
    index: VectorIndex, matrix: Matrix, share: float, k: int
) -> None:
    allowed = np.random.default_rng(7).random(ROWS) < share
    found = index.search(matrix[5], k, allowed)
    assert len(found.rows) == min(k, int(allowed.sum()))
    assert allowed[found.rows].all()
    assert len(set(found.rows.tolist())) == len(found.rows)


def test_scores_are_exact_and_fall(index: VectorIndex, matrix: Matrix) -> None:
    found = index.search(matrix[9], 20)
    np.testing.assert_allclose(found.scores, matrix[found.rows] @ matrix[9], atol=1e-6)
    assert (np.diff(found.scores) <= 0).all()
    assert found.rows[0] == 9


def test_most_of_the_true_nearest_are_found(index: VectorIndex, matrix: Matrix) -> None:
    hits = 0
    for row in range(0, 200, 10):
        query = matrix[row] + 0.6 * matrix[row + 1]
        true = set(ExactIndex(matrix).search(query, 10).rows.tolist())
        hits += len(true & set(index.search(query, 10).rows.tolist()))
    assert hits / 200 > 0.8


def test_a_search_tells_its_size_and_kind_and_can_be_repeated(index: VectorIndex, matrix: Matrix) -> None:
    assert len(index) == ROWS
    assert index.kind
    first, second = index.search(matrix[1], 50), index.search(matrix[1], 50)
    assert first.rows.tolist() == second.rows.tolist()
    assert len(index.search(matrix[1], 0).rows) == 0


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=30), st.integers(0, 12))
def test_equal_scores_go_by_row_at_the_cut_as_well(scores: list[float], k: int) -> None:
    rows = np.arange(len(scores), dtype=np.int64)
    found = best(rows, np.array(scores, dtype=np.float32), k)
    expected = sorted(rows.tolist(), key=lambda row: (-scores[row], row))[:k]
    assert found.rows.tolist() == expected


def test_the_kind_grows_with_the_catalogue() -> None:
    assert [kind_for(rows, 384) for rows in (0, 100_000, 100_001, 1_000_000, 1_000_001)] == [
        "flat", "flat", "refined", "refined", "inverted",
    ]  # fmt: skip
    assert kind_for(500_000, 100) == "inverted"


@pytest.mark.parametrize("kind", ["flat", "refined", "inverted"])
def test_an_index_is_the_same_after_the_disk(
    kind: str, matrix: Matrix, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index.faiss"  # type: ignore[operator]
    made = of_kind(kind)(matrix, monkeypatch)
    assert isinstance(made, FaissIndex)
    save_index(made, path)
    again = load_index(path, matrix, kind)
    assert again.search(matrix[4], 30).rows.tolist() == made.search(matrix[4], 30).rows.tolist()


def test_an_index_file_that_cannot_be_read_is_damage(matrix: Matrix, tmp_path: object) -> None:
    path = tmp_path / "index.faiss"  # type: ignore[operator]
    path.write_bytes(b"no index")
    with pytest.raises(IndexDamaged, match="because serve"):
        load_index(path, matrix, "inverted")
