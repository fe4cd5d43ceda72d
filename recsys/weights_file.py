"""Learned arrays in one file: matrices of fractions in 8 bits with a scale a row, everything else as it is."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recsys.errors import BadCheckpoint

Array = NDArray[Any]
_SCALE = ":scale"
_DAMAGED = (
    OSError, ValueError, TypeError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def save_weights(path: Path, arrays: Mapping[str, Array]) -> None:
    """Symmetric 8-bit rounding by rows (Jacob et al., CVPR 2018) for float32 of two dimensions."""
    kept: dict[str, Array] = {}
    for name, array in arrays.items():
        if array.ndim != 2 or not array.size or array.dtype != np.float32:
            kept[name] = array
            continue
        scale = np.abs(array).max(axis=1, keepdims=True) / 127
        kept[name] = np.round(array / np.where(scale > 0, scale, 1)).astype(np.int8)
        kept[name + _SCALE] = scale.astype(np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **kept)


def load_weights(path: Path) -> dict[str, Array]:
    """What was saved. BadCheckpoint where the file is missing or damaged."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
    except _DAMAGED as error:
        raise BadCheckpoint(
            f"{path} cannot be read as learned weights: {error}. Run: because train … --into DIR"
        ) from error
    return {
        name: array.astype(np.float32) * held[name + _SCALE] if name + _SCALE in held else array
        for name, array in held.items()
        if not name.endswith(_SCALE)
    }
