"""What a column holds, in figures: the grounds on which its kind is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from retrieval.importing.values import cleaned, is_image, is_link, number, parts, truth, year

_SAMPLE = 20_000
_SEPARATORS = ("|", ";", ", ")


@dataclass(frozen=True)
class Profile:
    """One column: `cells` is an even sample of its cleaned cells (None where empty), of `rows` in all."""

    name: str
    cells: Sequence[Any]
    rows: int

    @classmethod
    def of(cls, name: str, raw: Sequence[Any]) -> Profile:
        step = max(1, -(-len(raw) // _SAMPLE))
        return cls(name, [cleaned(cell) for cell in raw[::step]], len(raw))

    @cached_property
    def held(self) -> list[Any]:
        return [cell for cell in self.cells if cell is not None]

    @cached_property
    def filled(self) -> float:
        """Share of rows that hold something."""
        return len(self.held) / max(1, len(self.cells))

    @cached_property
    def texts(self) -> list[str]:
        return [", ".join(cell) if isinstance(cell, list) else str(cell) for cell in self.held]

    @cached_property
    def distinct(self) -> int:
        return len(set(self.texts))

    @property
    def unique(self) -> bool:
        """Nearly every row has its own value."""
        return self.distinct >= 0.95 * max(1, len(self.held))

    def share(self, test: Any) -> float:
        return sum(1 for cell in self.held if test(cell)) / max(1, len(self.held))

    @cached_property
    def numeric(self) -> float:
        return self.share(lambda cell: number(cell) is not None)

    @cached_property
    def dated(self) -> float:
        return self.share(lambda cell: year(cell) is not None)

    @cached_property
    def boolean(self) -> bool:
        return bool(self.held) and all(truth(cell) is not None for cell in self.held)

    @cached_property
    def links(self) -> float:
        return self.share(is_link)

    @cached_property
    def images(self) -> float:
        return self.share(is_image)

    @cached_property
    def listed(self) -> bool:
        return any(isinstance(cell, list) for cell in self.held)

    @cached_property
    def length(self) -> float:
        """Mean length of a cell, in characters."""
        return sum(map(len, self.texts)) / max(1, len(self.texts))

    @cached_property
    def separator(self) -> str:
        """What parts several values in one cell; "" for one value a cell (or cells that are lists)."""
        if self.listed or self.length > 400:
            return ""
        for separator in _SEPARATORS:
            often = self.share(lambda cell, s=separator: s in str(cell))
            if often >= (0.05 if separator == "|" else 0.08) and self._splits_well(separator):
                return separator
        return ""

    def _splits_well(self, separator: str) -> bool:
        """Parts are short, and those of split cells recur more than whole cells do (prose does not)."""
        found = [part for cell in self.held for part in parts(cell, separator)]
        words = [len(part.split()) for part in found]
        if not found or float(np.mean(words)) > 3.5 or float(np.mean([len(part) for part in found])) > 30:
            return False
        return len(set(found)) / len(found) < 0.95 * self.distinct / len(self.held) or separator == "|"

    @cached_property
    def values(self) -> Counter[str]:
        """How often each single value occurs."""
        return Counter(part for cell in self.held for part in parts(cell, self.separator))

    @cached_property
    def repeats(self) -> float:
        """How often a value occurs, on average."""
        return sum(self.values.values()) / max(1, len(self.values))

    @cached_property
    def words(self) -> float:
        """Mean words of a value."""
        return float(np.mean([len(value.split()) for value in self.values])) if self.values else 0.0

    @cached_property
    def named(self) -> float:
        """Share of values written like names: two to five words, first and last with a capital letter."""
        return sum(1 for value in self.values if _like_a_name(value)) / max(1, len(self.values))

    @cached_property
    def numbers(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Shape (sample,): the cells as numbers, NaN where there is none."""
        found = (number(cell) for cell in self.cells)
        return np.array([np.nan if n is None else n for n in found], dtype=np.float64)


def _like_a_name(value: str) -> bool:
    said = value.split()
    return (
        2 <= len(said) <= 5
        and said[0][:1].isupper()
        and said[-1][:1].isupper()
        and not any(char.isdigit() for char in value)
    )
