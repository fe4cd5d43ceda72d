"""Where a model is good and where it is not: recall by kinds of turn and of gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.baselines import Mentions
from recsys.dialogues import mentioned
from recsys.features import Floats
from recsys.measures import NAMES, RECALLS
from recsys.protocol import Case

POPULAR_SHARE = 0.1
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Slice:
    """Recall over some of the pairs. `macro` is averaged over the turns that have any of them."""

    name: str
    turns: int
    pairs: int
    macro: Mapping[str, float]
    micro: Mapping[str, float]


def slices(cases: Sequence[Case], hits: Floats, popular: frozenset[str] | None) -> tuple[Slice, ...]:
    """Two slices for each question, without those that are empty.

    `hits` has a row for each (turn, gold) pair in order, columns as in NAMES. first turn: the dialogue's first
    recommendation turn with a context, whether or not its gold was new. items named: somebody named an item
    before. words: somebody said something, were it one word. popular gold: only where `popular` is given.
    """
    turn = np.repeat(np.arange(len(cases)), [len(case.gold) for case in cases])
    of_turns = {
        ("first turn", "later turn"): [case.first for case in cases],
        ("items named", "no items named"): [bool(mentioned(case.context)) for case in cases],
        ("words", "no words"): [any(said.text.strip() for said in case.context) for case in cases],
    }
    masks = {names: np.array(flags, dtype=bool)[turn] for names, flags in of_turns.items()}
    if popular is not None:
        flags = [gold in popular for case in cases for gold in case.gold]
        masks["popular gold", "rare gold"] = np.array(flags, dtype=bool)
    return tuple(
        _slice(name, hits, turn, kept)
        for names, mask in masks.items()
        for name, kept in zip(names, (mask, ~mask), strict=True)
        if kept.any()
    )


def popular_items(mentions: Mentions) -> frozenset[str]:
    """The tenth of the catalogue that training dialogues name most, ties by id; never what none names."""
    counts = mentions.counts
    order = sorted(range(len(counts)), key=lambda row: (-counts[row], mentions.item_ids[row]))
    most = order[: round(POPULAR_SHARE * len(order))]
    return frozenset(mentions.item_ids[row] for row in most if counts[row])


def _slice(name: str, hits: Floats, turn: NDArray[np.int64], kept: Mask) -> Slice:
    found, of = hits[kept, : len(RECALLS)], turn[kept]
    turns, group = np.unique(of, return_inverse=True)
    sums = np.zeros((len(turns), len(RECALLS)))
    np.add.at(sums, group, found)
    macro = (sums / np.bincount(group)[:, None]).mean(axis=0)
    names = NAMES[: len(RECALLS)]
    return Slice(
        name,
        len(turns),
        len(found),
        dict(zip(names, macro.tolist(), strict=True)),
        dict(zip(names, found.mean(axis=0).tolist(), strict=True)),
    )
