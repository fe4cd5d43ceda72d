"""The counts of a shared model, read from its files again: who named what, and what together."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from tests.eval.second.records import Row, Told


def told_by(model: Path, rows: Iterable[Row]) -> Told:
    """What the model's table says of these rows, by title; a title that several have has all of their counts."""
    keys = json.loads((model / "items.json").read_text(encoding="utf-8"))["titles"]
    place = {key: n for n, key in enumerate(keys)}
    with np.load(model / "memory.npz", allow_pickle=False) as memory:
        counts, sizes = memory["counts"].sum(axis=0), memory["sizes"]
        starts, partners, both = memory["pair_starts"], memory["partners"], memory["both"]
    titles: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if (n := place.get(_key(row))) is not None:
            titles[n].append(row["title"])
    named, together = defaultdict(set), defaultdict(set)
    for n, mine in titles.items():
        for title in mine:
            named[title].add(int(counts[n]))
        for m, times in zip(
            partners[starts[n] : starts[n + 1]], both[starts[n] : starts[n + 1]], strict=True
        ):
            for title in titles.get(int(m), ()):
                for one in mine:
                    together[one, title].add(int(times))
    return Told(named, together, int(sizes.sum()))


def _key(row: Row) -> str:
    year = row.get("year")
    title = f"{row['title']} ({year})" if isinstance(year, int) else str(row["title"])
    folded = " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", title.casefold())))
    return hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
