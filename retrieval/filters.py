"""Constraints over many items at once: one array per slot instead of a loop over items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.types import Constraint, Item

Mask = NDArray[np.bool_]
"""Shape (n,): which of n items."""


class Columns:
    """The slots of a fixed list of items as arrays, made when first asked for.

    `mask(constraint)` is, item by item, exactly `constraint.holds(item)`.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._numbers: dict[str, NDArray[np.float64]] = {}
        self._postings: dict[str, dict[str, NDArray[np.int64]]] = {}

    @cached_property
    def nothing(self) -> Mask:
        return np.zeros(len(self._items), dtype=np.bool_)

    def mask(self, constraint: Constraint) -> Mask:
        if isinstance(constraint.value, int | float):
            return self._compared(constraint.slot, constraint.op, float(constraint.value))
        wanted = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
        postings = self.postings(constraint.slot)
        found = self.nothing.copy()
        for value in wanted:
            if (rows := postings.get(value)) is not None:
                found[rows] = True
        return ~found if constraint.op == "!=" else found

    def numbers(self, slot: str) -> NDArray[np.float64]:
        """Shape (n,): the slot's numbers, NaN where an item has none."""
        if slot not in self._numbers:
            found = (item.number(slot) for item in self._items)
            self._numbers[slot] = np.array([np.nan if n is None else n for n in found], dtype=np.float64)
        return self._numbers[slot]

    def postings(self, slot: str) -> dict[str, NDArray[np.int64]]:
        """The rows that hold each value of the slot."""
        if slot not in self._postings:
            rows: dict[str, list[int]] = defaultdict(list)
            for row, item in enumerate(self._items):
                for value in item.texts(slot):
                    rows[value].append(row)
            self._postings[slot] = {value: np.array(held, dtype=np.int64) for value, held in rows.items()}
        return self._postings[slot]

    def _compared(self, slot: str, op: str, bound: float) -> Mask:
        numbers = self.numbers(slot)  # NaN (unknown) fails every comparison but "!=", as it must
        found: Mask
        match op:
            case "<=":
                found = numbers <= bound
            case ">=":
                found = numbers >= bound
            case "<":
                found = numbers < bound
            case ">":
                found = numbers > bound
            case "!=":
                found = numbers != bound
            case _:
                found = numbers == bound
        return found
