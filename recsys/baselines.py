"""The two rankings that every model is held against: what is named often, and what is named together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.dialogues import Dialogue, Utterance, mentioned
from recsys.features import Floats
from recsys.scorer import Scored

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Which items of a catalogue each dialogue names: `rows[i]` are places in `item_ids`, each once, sorted."""

    item_ids: tuple[str, ...]
    rows: tuple[Rows, ...]
    dialogues: frozenset[str]

    @classmethod
    def of(cls, dialogues: Sequence[Dialogue], item_ids: Sequence[str]) -> Mentions:
        """Items that the catalogue lacks are left out."""
        place = {item_id: row for row, item_id in enumerate(item_ids)}
        named = (
            sorted(place[item] for item in mentioned(dialogue.utterances) if item in place)
            for dialogue in dialogues
        )
        rows = tuple(np.array(each, dtype=np.int64) for each in named)
        return cls(tuple(item_ids), rows, frozenset(dialogue.id for dialogue in dialogues))

    @property
    def counts(self) -> Floats:
        """In how many dialogues each item is named, shape (n items,)."""
        every = np.concatenate((np.zeros(0, dtype=np.int64), *self.rows))
        return np.bincount(every, minlength=len(self.item_ids)).astype(np.float64)


class Popularity:
    """score(i) = the number of training dialogues that name i, whatever was said."""

    name = "popularity"
    tuned_on: frozenset[str] = frozenset()

    def __init__(self, mentions: Mentions) -> None:
        self.item_ids = mentions.item_ids
        self.trained_on = mentions.dialogues
        self._scored = Scored(("popularity",), mentions.counts[:, None])

    def score(self, context: Sequence[Utterance]) -> Scored:
        return self._scored


class Counts:
    """score(i) = Σ over items j named in the context of the number of training dialogues that name i and j,
    + popularity(i) / (1 + the highest popularity): below 1, so that it only parts what the whole numbers leave
    equal. Nothing is normalised or damped (the cosine and probability forms of Deshpande & Karypis, TOIS 2004,
    do either), so that there is nothing to tune.
    """

    name = "counts"
    tuned_on: frozenset[str] = frozenset()

    def __init__(self, mentions: Mentions) -> None:
        self.item_ids = mentions.item_ids
        self.trained_on = mentions.dialogues
        self._place = {item_id: row for row, item_id in enumerate(self.item_ids)}
        self._starts, self._others, self._together = pairs_of(mentions)
        popularity = mentions.counts
        self._popularity = popularity / (1 + popularity.max(initial=0))

    def score(self, context: Sequence[Utterance]) -> Scored:
        together = np.zeros(len(self.item_ids))
        for item in mentioned(context):
            if (row := self._place.get(item)) is not None:
                span = slice(self._starts[row], self._starts[row + 1])
                together[self._others[span]] += self._together[span]
        return Scored(("together", "popularity"), np.column_stack((together, self._popularity)))


def pairs_of(mentions: Mentions) -> tuple[Rows, Rows, Rows]:
    """Every item's partners and how often they are named together, in compressed rows: starts, partners, counts."""
    size = len(mentions.item_ids)
    codes = [(rows[:, None] * size + rows)[~np.eye(len(rows), dtype=bool)] for rows in mentions.rows]
    pairs, counts = np.unique(np.concatenate((np.zeros(0, dtype=np.int64), *codes)), return_counts=True)
    starts = np.searchsorted(pairs, np.arange(size + 1) * size)
    return starts, pairs % max(size, 1), counts
