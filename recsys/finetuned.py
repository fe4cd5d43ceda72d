"""The fine-tuned model: a conversation in, a score for every item out, as a sum of named parts.

popularity   how often it comes next, whatever was said
words        what was said, read by the fine-tuned encoder, against the item's text and what was learned of it
history      the items named, weighted by attention, against the item
together     how much more often than by chance it is named with them
neighbours   what came next in the training conversations most like this one
people       whether its people were spoken of, or made the items named
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recsys.blend import KINDS
from recsys.context_text import context_text
from recsys.dialogues import Utterance, mentioned
from recsys.factors import Factors
from recsys.features import Floats
from recsys.history import Named, history
from recsys.neighbours import Neighbours
from recsys.one_thread import one_thread
from recsys.people import People
from recsys.query_encoder import QueryEncoder
from recsys.scorer import Scored
from recsys.together import Together
from retrieval.types import Vector

PART_OF: Mapping[str, str] = {
    "learned popularity": "popularity",
    "named overall": "popularity",
    "named with words": "popularity",
    "never named": "popularity",
    "words": "words",
    "history": "history",
    "together": "together",
    "neighbours": "neighbours",
    "spoken of": "people",
    "shared": "people",
}
"""Every feature, in the order of columns, and the part of the score that it belongs to."""

FEATURES = tuple(PART_OF)
PARTS = tuple(dict.fromkeys(PART_OF.values()))


@dataclass(frozen=True, slots=True)
class Read:
    """A conversation as the model sees it: `query` is its vector, `attention` the weight of each item named."""

    features: Floats
    named: tuple[Named, ...]
    attention: Floats
    query: Vector


@dataclass(frozen=True, slots=True)
class FineTuned:
    """Satisfies recsys.evaluate.ConversationScorer. `weights` has shape (KINDS, len(FEATURES))."""

    name: str
    item_ids: tuple[str, ...]
    titles: Mapping[str, str]
    encoder: QueryEncoder
    factors: Factors
    together: Together
    neighbours: Neighbours
    people: People
    weights: Floats
    trained_on: frozenset[str]
    tuned_on: frozenset[str]
    rows: Mapping[str, int]

    def score(self, context: Sequence[Utterance]) -> Scored:
        """One row an item; the columns are PARTS. Ids of the context that the model does not know are ignored."""
        return self.scored(self.read(context))

    def scored(self, read: Read) -> Scored:
        weighted = read.features * self.weights[min(len(read.named), KINDS - 1)]
        parts = np.zeros((len(weighted), len(PARTS)))
        for column, feature in enumerate(FEATURES):
            parts[:, PARTS.index(PART_OF[feature])] += weighted[:, column]
        return Scored(PARTS, parts)

    def read(self, context: Sequence[Utterance]) -> Read:
        """The features, shape (n items, len(FEATURES)), and what explains them."""
        return self.read_with(context, self.encoder.encode([self.text(context)])[0])

    def text(self, context: Sequence[Utterance]) -> str:
        """What the encoder reads."""
        return context_text(context, self.titles)

    def read_with(self, context: Sequence[Utterance], query: Vector) -> Read:
        """The same with the conversation's vector at hand."""
        n = len(self.item_ids)
        named = history(context, self.rows)
        rows = [each.row for each in named]
        with one_thread():
            past, attention = self.factors.history(named)
            words = self.factors.words(query)
            votes = self.neighbours.votes(query, n)
        every, worded = self.together.counts.sum(axis=0), self.together.counts[1]
        even = np.full(len(rows), 1 / max(len(rows), 1))
        spoken = " ".join(utterance.text for utterance in context)
        columns = (
            self.factors.popularity,
            np.log(every + 0.5),
            np.log(worded + 0.3),
            (every == 0).astype(np.float64),  # it may be new: that nobody named it yet tells little
            words,
            past,
            self.together.fit(rows, even),
            votes,
            self.people.spoken_of(spoken),
            self.people.shared(rows),
        )
        return Read(np.column_stack(columns), named, attention, query)

    def known(self, context: Sequence[Utterance]) -> list[int]:
        """The rows of the items named: no candidates where something new is wanted."""
        return [self.rows[item] for item in mentioned(context) if item in self.rows]
