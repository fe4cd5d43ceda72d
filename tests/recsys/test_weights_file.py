"""Learned arrays on disk: small, close, and never read from a damaged file."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recsys.errors import BadCheckpoint
from recsys.weights_file import load_weights, save_weights

matrices = arrays.arrays(
    np.float32,
    arrays.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=6),
    elements=st.floats(-1e6, 1e6, width=32),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights") / "some.npz"


@given(matrix=matrices)
def test_a_matrix_comes_back_to_within_half_a_step_of_its_row(file: Path, matrix: np.ndarray) -> None:
    save_weights(file, {"m": matrix})
    found = load_weights(file)["m"]
    assert (found.shape, found.dtype) == (matrix.shape, np.float32)
    step = np.abs(matrix).max(axis=1, keepdims=True, initial=0) / 127
    assert (np.abs(found - matrix) <= 0.5 * step * (1 + 1e-5) + 1e-30).all()


def test_everything_else_comes_back_as_it_was(file: Path) -> None:
    kept = {
        "counts": np.array([[1e9, 2.5], [0.1, 3.0]]),
        "rows": np.arange(10),
        "table": np.array([[1_000_000, 2], [3, 4]], dtype=np.int32),
        "row": np.array([0.1, 0.2], dtype=np.float32),
        "one": np.array(3.7, dtype=np.float32),
        "none": np.zeros((0, 4), dtype=np.float32),
    }
    save_weights(file, kept)
    found = load_weights(file)
    assert found.keys() == kept.keys()
    for name, array in kept.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


def test_it_is_small(file: Path) -> None:
    matrix = np.random.default_rng(0).normal(size=(200, 100)).astype(np.float32)
    save_weights(file, {"m": matrix})
    assert file.stat().st_size < 0.3 * matrix.nbytes


def test_a_damaged_file_is_refused_and_says_what_to_run(file: Path) -> None:
    save_weights(file, {"m": np.ones((30, 20), dtype=np.float32), "rows": np.arange(100)})
    whole, rng = file.read_bytes(), random.Random(1)
    for size in (0, 1, 10, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:size])
        with pytest.raises(BadCheckpoint, match=r"cannot be read as learned weights.*Run: because train"):
            load_weights(file)
    for _ in range(300):  # a byte may stand where it means nothing; then what is read is what was saved
        broken = bytearray(whole)
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
        file.write_bytes(broken)
        try:
            assert all(len(array) for array in load_weights(file).values())
        except BadCheckpoint:
            continue


def test_what_is_no_archive_is_refused(file: Path) -> None:
    with file.open("wb") as single:
        np.save(single, np.arange(3))
    with pytest.raises(BadCheckpoint, match=r"some\.npz cannot be read"):
        load_weights(file)
    with pytest.raises(BadCheckpoint, match=r"nowhere\.npz cannot be read"):
        load_weights(file.with_name("nowhere.npz"))
    with pytest.raises(BadCheckpoint, match="cannot be read"):
        load_weights(file.parent)


def test_no_code_is_run_from_a_file(file: Path) -> None:
    with file.open("wb") as holding:
        np.savez(holding, m=np.array([{}], dtype=object))
    with pytest.raises(BadCheckpoint, match="allow_pickle"):
        load_weights(file)
