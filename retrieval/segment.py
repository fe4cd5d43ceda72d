"""The searchable state: a large built part and a small part of what changed since. Both never mutate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.filters import Columns, Mask
from retrieval.index import ExactIndex, Hits, VectorIndex, best
from retrieval.types import Constraint, Item, Matrix, Vector


class Segment:
    """Items with their vectors (row i of `vectors` belongs to items[i]), their columns and their index."""

    def __init__(self, items: Sequence[Item], vectors: Matrix, index: VectorIndex | None = None) -> None:
        self.items = tuple(items)
        self.vectors = vectors
        self.index = index or ExactIndex(vectors)
        self.columns = Columns(self.items)
        self.rows = {item.id: row for row, item in enumerate(self.items)}

    def __len__(self) -> int:
        return len(self.items)

    def with_item(self, item: Item, vector: Vector) -> Segment:
        kept = self.without(item.id)
        return Segment((*kept.items, item), np.vstack((kept.vectors, vector[None, :])))

    def without(self, item_id: str) -> Segment:
        row = self.rows.get(item_id)
        if row is None:
            return self
        return Segment(self.items[:row] + self.items[row + 1 :], np.delete(self.vectors, row, axis=0))


@dataclass(frozen=True, slots=True)
class State:
    """One consistent view. Rows count through `base` (where `alive` says which still hold), then `delta`."""

    base: Segment
    delta: Segment
    alive: Mask

    def __len__(self) -> int:
        return int(self.alive.sum()) + len(self.delta)

    def put(self, item: Item, vector: Vector) -> State:
        return State(self.base, self.delta.with_item(item, vector), self._without(item.id))

    def remove(self, item_id: str) -> State:
        return State(self.base, self.delta.without(item_id), self._without(item_id))

    def row(self, item_id: str) -> int | None:
        if (row := self.delta.rows.get(item_id)) is not None:
            return len(self.base) + row
        row = self.base.rows.get(item_id)
        return row if row is not None and self.alive[row] else None

    def item(self, row: int) -> Item:
        return self.base.items[row] if row < len(self.base) else self.delta.items[row - len(self.base)]

    def vectors(self, rows: Sequence[int]) -> Matrix:
        """Shape (len(rows), d), in the order of the rows."""
        chosen = np.asarray(rows, dtype=np.int64)
        found = np.empty((len(chosen), self.base.vectors.shape[1]), dtype=np.float32)
        old = chosen < len(self.base)
        found[old] = self.base.vectors[chosen[old]]
        found[~old] = self.delta.vectors[chosen[~old] - len(self.base)]
        return found

    def everything(self) -> Mask:
        return np.concatenate((self.alive, np.ones(len(self.delta), dtype=np.bool_)))

    def mask(self, constraint: Constraint) -> Mask:
        return np.concatenate((self.base.columns.mask(constraint), self.delta.columns.mask(constraint)))

    def numbers(self, slot: str) -> NDArray[np.float64]:
        return np.concatenate((self.base.columns.numbers(slot), self.delta.columns.numbers(slot)))

    def nearest(self, query: Vector, k: int, allowed: Mask) -> Hits:
        """The k nearest of the allowed rows in both parts."""
        size = len(self.base)
        old, new = allowed[:size], allowed[size:]
        first = self.base.index.search(query, k, None if old.all() else old)
        second = self.delta.index.search(query, k, new)
        return best(
            np.concatenate((first.rows, second.rows + size)), np.concatenate((first.scores, second.scores)), k
        )

    def _without(self, item_id: str) -> Mask:
        row = self.base.rows.get(item_id)
        if row is None or not self.alive[row]:
            return self.alive
        alive = self.alive.copy()
        alive[row] = False
        return alive


def state_of(items: Sequence[Item], vectors: Matrix, index: VectorIndex | None = None) -> State:
    """A state with everything in its built part."""
    none = np.zeros((0, vectors.shape[1]), dtype=np.float32)
    return State(Segment(items, vectors, index), Segment((), none), np.ones(len(items), dtype=np.bool_))
