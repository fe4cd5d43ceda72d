"""What recall does not see: how much of the catalogue is shown, how popular it is, how much alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from recsys.features import Floats
from retrieval.types import Item, Schema

Shown = Sequence[Sequence[str]]
"""The ids shown in each turn, best first (the first ten)."""


def coverage(shown: Shown, size: int) -> float:
    """Distinct items that are shown to anybody / items of the catalogue; 0 … 1 (Ge et al., RecSys 2010)."""
    return len({item for ids in shown for item in ids}) / size


def gini(shown: Shown, size: int) -> float:
    """How unequally the catalogue's n items are shown: Σᵢ (2i − n − 1) xᵢ / (n Σ xᵢ), where xᵢ is how often
    an item is shown, in rising order. 0: all alike; (n − 1) / n: always the same one. 0 where nothing is shown.
    """
    counts = np.zeros(size)
    often = np.unique([item for ids in shown for item in ids], return_counts=True)[1]
    counts[size - len(often) :] = np.sort(often)
    total = counts.sum()
    weights = 2 * np.arange(1, size + 1) - size - 1
    return float((weights @ counts) / (size * total)) if total else 0.0


def popularity_percentile(shown: Shown, item_ids: Sequence[str], counts: Floats) -> float:
    """Mean over all shown of (items named less often in training + half of those named as often, itself
    included) / n: 0.5 for a random choice, near 1 where only the best known are shown.
    """
    ordered = np.sort(counts)
    below, upto = (np.searchsorted(ordered, counts, side=side) for side in ("left", "right"))
    percentile = dict(zip(item_ids, (below + upto) / (2 * len(counts)), strict=True))
    return _mean([percentile[item] for ids in shown for item in ids]) or 0.0


def diversity(shown: Shown, items: Mapping[str, Item], schema: Schema) -> float | None:
    """Mean over turns of the mean of 1 − |A ∩ B| / |A ∪ B| over the pairs shown, A and B being their categories
    (Ziegler et al., WWW 2005, with Jaccard): those of the slot that says of what kind an item is, or of all
    category slots without one. 0: all alike. Pairs where an item's categories are not known do not count; None
    where none does.
    """
    kind = schema.by_role("kind")
    slots = (kind,) if kind is not None and kind.kind == "category" else schema.of_kind("category")
    sets = {
        item: frozenset((slot.name, value) for slot in slots for value in items[item].texts(slot.name))
        for item in {item for ids in shown for item in ids}
    }
    column = {value: place for place, value in enumerate(sorted(frozenset().union(*sets.values())))}
    turns = [
        apart
        for ids in shown
        if (apart := _apart([sets[item] for item in ids if sets[item]], column)) is not None
    ]
    return _mean(turns)


def _apart(sets: Sequence[frozenset[tuple[str, str]]], column: Mapping[tuple[str, str], int]) -> float | None:
    if len(sets) < 2:
        return None
    has = np.zeros((len(sets), len(column)))
    for row, values in enumerate(sets):
        has[row, [column[value] for value in values]] = 1
    both, sizes = has @ has.T, has.sum(axis=1)
    alike = both / (sizes[:, None] + sizes - both)
    return float(1 - alike[np.triu_indices(len(sets), k=1)].mean())


def _mean(numbers: Sequence[float]) -> float | None:
    return float(np.mean(numbers)) if numbers else None
