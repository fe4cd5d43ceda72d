"""Names: the items of somebody spoken of, and of those who made, or appear in, the items named."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.features import Floats
from retrieval.types import Item, Schema

_WORD = re.compile(r"\w+")
_LONGEST = 4
"""Words of a name that are looked for. A single word is no name here: it is too often something else."""


@dataclass(frozen=True, slots=True)
class People:
    """`rows_of` maps a folded name to the rows that hold it; `names_of` the other way round."""

    rows_of: Mapping[str, NDArray[np.int64]]
    names_of: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, schema: Schema, items: Sequence[Item]) -> People:
        slots = [slot.name for slot in schema.of_kind("name")]
        names = tuple(
            frozenset(folded for slot in slots for name in item.texts(slot) if " " in (folded := fold(name)))
            for item in items
        )
        rows = defaultdict(list)
        for row, held in enumerate(names):
            for name in held:
                rows[name].append(row)
        return cls({name: np.array(found, dtype=np.int64) for name, found in rows.items()}, names)

    def spoken_of(self, text: str) -> Floats:
        """How many of an item's names are in the text, shape (n,)."""
        found = np.zeros(len(self.names_of))
        words = fold(text).split(" ")
        spans = {
            " ".join(words[start : start + size])
            for size in range(2, _LONGEST + 1)
            for start in range(len(words) - size + 1)
        }
        for name in spans & self.rows_of.keys():
            found[self.rows_of[name]] += 1
        return found

    def shared(self, rows: Sequence[int]) -> Floats:
        """log(1 + how many names an item shares with the items in these rows), shape (n,)."""
        found = np.zeros(len(self.names_of))
        for row in rows:
            for name in self.names_of[row]:
                found[self.rows_of[name]] += 1
        return np.asarray(np.log1p(found))


def fold(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text.casefold())))
