"""Candidates as arrays: similarities, overlaps, scaled numbers; one row a candidate, the unknown neutral."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recsys.errors import BadCandidates
from recsys.types import SoftPreference
from retrieval.types import Candidate, Item, Schema, Slot, Vector

Floats = NDArray[np.float64]

# How much it says of two items that they share a value, by what the slot is for.
ROLE_WEIGHT: Final[Mapping[str, float]] = {
    "maker": 1.0,
    "topic": 1.0,
    "kind": 0.8,
    "mood": 0.8,
    "person": 0.7,
    "origin": 0.2,
    "language": 0.1,
}
OTHER_ROLE_WEIGHT: Final = 0.4
POPULARITY_ROLES: Final = ("popularity", "votes", "rating")


def shared_weight(slot: Slot) -> float:
    """What it counts that two items share a value of this slot, 0 … 1; 0 for what cannot be shared."""
    if slot.kind not in ("category", "name"):
        return 0.0
    return ROLE_WEIGHT.get(slot.role, OTHER_ROLE_WEIGHT)


def vectors(items: Sequence[Vector]) -> Floats:
    """Rows of shape (n, d); an empty vector becomes a row of zeros. BadCandidates where lengths differ."""
    sizes = {len(vector) for vector in items} - {0}
    if len(sizes) > 1:
        found = ", ".join(map(str, sorted(sizes)))
        raise BadCandidates(
            f"vectors of lengths {found} in one list; expected one encoder: rebuild the index"
        )
    width = sizes.pop() if sizes else 0
    rows = np.zeros((len(items), width))
    for row, vector in zip(rows, items, strict=True):
        if len(vector):
            row[:] = vector
    return np.nan_to_num(rows)


def cosines(rows: Floats, others: Floats) -> Floats:
    """Shape (n, m); zeros where either side has no vectors."""
    if not rows.shape[1] or not others.shape[1]:
        return np.zeros((len(rows), len(others)))
    if rows.shape[1] != others.shape[1]:
        raise BadCandidates(
            f"candidates have {rows.shape[1]} dimensions, what they are compared with {others.shape[1]}; "
            "expected one encoder: rebuild the index"
        )
    return rows @ others.T


def overlaps(
    items: Sequence[Item], others: Sequence[Item], schema: Schema, rarity: Mapping[tuple[str, str], float]
) -> Floats:
    """How much of their categories and names each pair shares: shape (n, m), 0 … 1.

    A weighted mean over slots of Σ rarity of the shared values / sqrt(|a| |b|). A slot that either item lacks
    does not count, and names count only where some are shared: that two items were made by different people
    says nothing about their likeness.
    """
    total = np.zeros((len(items), len(others)))
    weight = np.zeros_like(total)
    for slot in schema.slots:
        if not (share := shared_weight(slot)):
            continue
        columns = {
            value: i for i, value in enumerate(dict.fromkeys(v for o in others for v in o.texts(slot.name)))
        }
        if not columns:
            continue
        a, sizes_a = _multi_hot(items, slot.name, columns)
        b, sizes_b = _multi_hot(others, slot.name, columns)
        rare = np.array([rarity.get((slot.name, value), 1.0) for value in columns])
        shared = (a * rare) @ b.T
        norm = np.sqrt(np.outer(sizes_a, sizes_b))
        known = norm > 0
        total += share * np.divide(shared, norm, out=np.zeros_like(total), where=known)
        weight += share * (known if slot.kind == "category" else shared > 0)
    return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


def overlap(
    item: Item, other: Item, schema: Schema, rarity: Mapping[tuple[str, str], float]
) -> dict[str, float]:
    """What each slot adds to the overlap of two items (`overlaps` of the pair is the sum)."""
    found: dict[str, float] = {}
    weight = 0.0
    for slot in schema.slots:
        mine, theirs = item.texts(slot.name), set(other.texts(slot.name))
        if not (share := shared_weight(slot)) or not mine or not theirs:
            continue
        shared = sum(rarity.get((slot.name, value), 1.0) for value in dict.fromkeys(mine) if value in theirs)
        if shared > 0 or slot.kind == "category":
            weight += share
        if shared > 0:
            found[slot.name] = share * shared / math.sqrt(len(mine) * len(other.texts(slot.name)))
    return {name: value / weight for name, value in found.items()}


def _multi_hot(items: Sequence[Item], slot: str, columns: Mapping[str, int]) -> tuple[Floats, Floats]:
    width = len(columns)
    sizes = np.zeros(len(items))
    cells = []
    for row, item in enumerate(items):
        values = item.texts(slot)
        sizes[row] = len(values)
        cells += [row * width + columns[value] for value in values if value in columns]
    hot = np.zeros(len(items) * width)
    hot[cells] = 1.0
    return hot.reshape(len(items), width), sizes


def numbers(items: Sequence[Item], slot: str) -> Floats:
    """The slot of each item, shape (n,); NaN where unknown."""
    found = [item.number(slot) for item in items]
    return np.array([np.nan if number is None else number for number in found], dtype=np.float64)


def scaled(values: Floats, slot: Slot) -> Floats:
    """Numbers to −1 … 1, 0 where unknown: a level by its scale, anything else by median and spread."""
    known = np.isfinite(values)
    if not known.any():
        return np.zeros_like(values)
    if slot.kind == "level" and len(slot.levels) > 1:
        scale = 2.0 * values / (len(slot.levels) - 1) - 1.0
    else:
        # Counts run over orders of magnitude; their logarithm is what people mean by "more popular".
        grown = np.log1p(values) if slot.role != "rating" and np.nanmin(values) >= 0 else values
        low, middle, high = np.nanpercentile(grown, [25, 50, 75])
        spread = (high - low) or float(np.nanmax(grown) - np.nanmin(grown)) or 1.0
        scale = np.tanh((grown - middle) / spread)
    return np.where(known, np.clip(scale, -1.0, 1.0), 0.0)


def popularity(items: Sequence[Item], schema: Schema, asked: frozenset[str]) -> Floats:
    """Mean of the scaled popularity, votes and ratings, −1 … 1, 0 where unknown.

    Slots in `asked` are left out: there the visitor's own wish decides.
    """
    slots = [s for s in schema.slots if s.role in POPULARITY_ROLES and s.name not in asked]
    parts = [scaled(numbers(items, s.name), s) for s in slots if s.kind in ("number", "level")]
    return np.mean(parts, axis=0) if parts else np.zeros(len(items))


def wish_fit(items: Sequence[Item], wish: SoftPreference, schema: Schema) -> Floats:
    """How far each item meets a wish, before its weight: shape (n,).

    Text: 1 where the item has the value, else 0. Number or level: from 1 at the wished level down to −1 a
    whole scale away. 0 where the item lacks the slot.
    """
    if isinstance(wish.value, str):
        return np.array([float(wish.value in item.texts(wish.slot)) for item in items], dtype=np.float64)
    values = numbers(items, wish.slot)
    known = np.isfinite(values)
    if not known.any():
        return np.zeros(len(items))
    slot = next((s for s in schema.slots if s.name == wish.slot), None)
    reach = (
        float(len(slot.levels) - 1) if slot and slot.kind == "level" else _reach(values, float(wish.value))
    )
    fit = 1.0 - 2.0 * np.minimum(np.abs(values - wish.value) / (reach or 1.0), 1.0)
    return np.where(known, fit, 0.0)


def _reach(values: Floats, wished: float) -> float:
    """The distance at which a number counts as opposite: the farthest of the middle nine tenths."""
    return float(np.nanpercentile(np.abs(values - wished), 90))


def fits(candidates: Sequence[Candidate]) -> tuple[Floats, Floats]:
    """Fit to the words by meaning and by name, each of shape (n,)."""
    words = np.array([candidate.words_fit for candidate in candidates], dtype=np.float64)
    names = np.array([candidate.names_fit for candidate in candidates], dtype=np.float64)
    return np.nan_to_num(words), np.nan_to_num(names)
