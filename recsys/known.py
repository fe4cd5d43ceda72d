"""Which items a model knows: by id in the catalogue it was trained on, by title in any other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recsys.errors import BadCheckpoint
from recsys.people import fold

Rows = NDArray[np.int64]


def title_key(title: str) -> str:
    """A title as a model that is shared keeps it: a hash, so that it holds nobody's catalogue."""
    return hashlib.blake2b(fold(title).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """`ids` are empty in a model that is shared; `titles` are keys of "Title (Year)", one an item."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, titles: Mapping[str, str]) -> Known:
        """`titles` by id, as recsys.context_text.titles_of gives them."""
        return cls(tuple(titles), tuple(map(title_key, titles.values())))

    def __len__(self) -> int:
        return len(self.titles)

    def shared(self) -> Known:
        return Known((), self.titles)

    def places(self, other: Known) -> Rows:
        """For each item of the other its place among these, −1 where it is not known, shape (len(other),).

        By ids or by titles, whichever finds more: another catalogue may use the same numbers for other things.
        """
        by_id, by_title = _moved(self.ids, other.ids), _moved(self.titles, other.titles)
        if len(by_id) != len(by_title) or (by_id >= 0).sum() < (by_title >= 0).sum():
            return by_title
        return by_id


def _moved(old: Sequence[str], new: Sequence[str]) -> Rows:
    place = {key: row for row, key in enumerate(old)}
    return np.array([place.get(key, -1) for key in new], dtype=np.int64)


def save_known(path: Path, known: Known) -> None:
    path.write_text(
        json.dumps({"ids": known.ids, "titles": known.titles}, ensure_ascii=False), encoding="utf-8"
    )


def load_known(path: Path, how: str) -> Known:
    """Raises BadCheckpoint, which ends by saying `how` to mend it."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Known(tuple(held["ids"]), tuple(held["titles"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadCheckpoint(f"{path} cannot be read: {error!r}. {how}") from error


def placed(array: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    """The rows of an array in another order; zeros for −1."""
    found = np.zeros((len(rows), *array.shape[1:]), dtype=array.dtype)
    found[rows >= 0] = array[rows[rows >= 0]]
    return found
