"""Scores as sums of named parts, so that every place in the list can be accounted for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol

import numpy as np

from recsys import features
from recsys.background import Background
from recsys.context_text import titles_in
from recsys.dialogues import Utterance
from recsys.errors import BadWeights
from recsys.features import Floats
from recsys.types import Preferences, Taste
from retrieval.types import Candidate, Item, Schema, Vector


@dataclass(frozen=True, slots=True)
class Scored:
    """`parts` has shape (n candidates, len(names)), float64; the sum of a row is that candidate's score."""

    names: tuple[str, ...]
    parts: Floats

    @property
    def totals(self) -> Floats:
        """Scores, shape (n candidates,)."""
        return np.asarray(self.parts.sum(axis=1), dtype=np.float64)


class Scorer(Protocol):
    """How well each candidate suits, in named parts. Rows do not depend on the candidates' order.

    `among` are all the candidates where only some of them are scored: what is relative, is so to these.
    """

    def score(
        self, candidates: Sequence[Candidate], preferences: Preferences, among: Sequence[Candidate] = ()
    ) -> Scored: ...


class ConversationFit(Protocol):
    """How well items, by their text vectors of shape (n, d), fit what was said, as learned from conversations.

    Shape (n,): the logarithm of the odds, up to a constant of the conversation; zeros where nothing was said.
    Each row depends on its own vector alone. `titles` names the items that the conversation mentions by id.
    """

    def fit(
        self, conversation: Sequence[Utterance], titles: Mapping[str, str], vectors: Floats
    ) -> Floats: ...

    def wanted(self, conversation: Sequence[Utterance], titles: Mapping[str, str]) -> Vector:
        """The direction, shape (d,) and of length 1, in which the fit grows; zeros where nothing was said."""
        ...

    def read_ahead(self, conversations: Iterable[Sequence[Utterance]], titles: Mapping[str, str]) -> None:
        """Says that the fit to all of these will be asked for next."""
        ...


class CatalogueFit(Protocol):
    """What was learned of this very catalogue's items, beside their texts, from the conversations about them.

    Shape (n, 1 + len(LEARNED)), for the items of these ids: the fit to what was said, then each of LEARNED, as
    logarithms of odds over those of an ordinary item. A row is NaN where nothing was learned of the item, and
    depends on its own item alone.
    """

    def parts(
        self, conversation: Sequence[Utterance], titles: Mapping[str, str], item_ids: Sequence[str]
    ) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts. All at least 0; `disliked` and `novelty` are taken off the score."""

    words: float = 1.0
    names: float = 0.5
    liked: float = 1.5
    disliked: float = 0.9
    wishes: float = 0.3
    popularity: float = 0.06
    novelty: float = 0.1
    conversation: float = 1.5

    def __post_init__(self) -> None:
        for part in fields(self):
            weight = getattr(self, part.name)
            if not math.isfinite(weight) or weight < 0:
                raise BadWeights(f"weight {part.name!r} is {weight}; expected a finite number, 0 or more")


# How much of a likeness is being near in meaning, and how much sharing what the catalogue says of both.
NEAR = 0.35
SHARED = 0.85

# How much of the likeness to several items is that to the nearest; the rest is the mean of all.
NEAREST = 0.7

# How far apart in logarithms of odds the best and the worst fit of a conversation lie, more or less.
LOG_ODDS = 18.0

PARTS = ("words", "liked", "disliked", "wishes", "popularity", "novelty")
CONVERSATION = "conversation"
LEARNED = ("asked for", "history", "together", "neighbours", "people")


@dataclass(frozen=True, slots=True)
class WeightedScorer:
    """Six parts, each a feature of a known range times its weight; a seventh where conversations were learned from,
    and LEARNED where they were about this catalogue.

    `vector_of` gives the vector of an item shown before; without it novelty is neutral. `background` tells
    what is ordinary in the catalogue; without it every shared value counts alike. `talk` reads the
    conversation, `own` knows the items, `item_of` gives those that were shown or named in it.
    """

    schema: Schema
    weights: Weights = Weights()
    vector_of: Callable[[str], Vector] | None = None
    background: Background = field(default_factory=Background)
    talk: ConversationFit | None = None
    own: CatalogueFit | None = None
    item_of: Callable[[str], Item | None] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        heard = (CONVERSATION,) if self.talk or self.own else ()
        return (*PARTS, *heard, *(LEARNED if self.own else ()))

    def score(
        self, candidates: Sequence[Candidate], preferences: Preferences, among: Sequence[Candidate] = ()
    ) -> Scored:
        """One row a candidate, columns as in `names`. BadCandidates where vectors do not fit together."""
        if not candidates:
            return Scored(self.names, np.zeros((0, len(self.names))))
        items = [candidate.item for candidate in candidates]
        field, places = _placed(items, [candidate.item for candidate in among])
        rows = features.vectors([candidate.vector for candidate in candidates])
        words, names = features.fits(candidates)
        close = self._closeness(candidates, rows, preferences.tastes)
        liked = np.array([taste.feeling != "disliked" for taste in preferences.tastes], dtype=bool)
        weights = self.weights
        columns = [
            weights.words * words + weights.names * names,
            weights.liked * _pooled(close[:, liked]),
            -weights.disliked * _pooled(close[:, ~liked]),
            weights.wishes
            * sum(
                (
                    wish.weight * features.wish_fit(field, wish, self.schema)[places]
                    for wish in preferences.soft
                ),
                start=np.zeros(len(items)),
            ),
            weights.popularity * features.popularity(field, self.schema, asked_slots(preferences))[places],
            -weights.novelty * self._seen(rows, preferences),
        ]
        learned = self._learned([item.id for item in items], rows, preferences.conversation)
        return Scored(self.names, np.column_stack([*columns, weights.conversation * learned]))

    def _closeness(self, candidates: Sequence[Candidate], rows: Floats, tastes: Sequence[Taste]) -> Floats:
        """Shape (n, number of tastes), about −1 … 1: nearness by meaning, and by what is shared."""
        near = features.cosines(rows, features.vectors([taste.vector for taste in tastes]))
        ordinary = self.background.likeness
        shared = features.overlaps(
            [c.item for c in candidates],
            [taste.item for taste in tastes],
            self.schema,
            self.background.rarity,
        )
        return np.asarray(NEAR * (near - ordinary) / (1 - ordinary) + SHARED * shared, dtype=np.float64)

    def _seen(self, rows: Floats, preferences: Preferences) -> Floats:
        if self.vector_of is None or not preferences.shown:
            return np.zeros(len(rows))
        shown = features.vectors([self.vector_of(item_id) for item_id in sorted(preferences.shown)])
        return np.asarray(np.maximum(features.cosines(rows, shown).max(axis=1), 0.0), dtype=np.float64)

    def _learned(self, item_ids: Sequence[str], rows: Floats, conversation: Sequence[Utterance]) -> Floats:
        """Columns as in `names` after PARTS, about −1 … 1 in all. What was learned of the item counts over what
        can be told of it by its text."""
        titles = self._titles(conversation)
        heard = self._heard(self.talk, rows, conversation, titles) if self.talk else np.zeros(len(rows))
        if self.own is None:
            return heard[:, None] if self.talk else np.zeros((len(rows), 0))
        parts = self.own.parts(conversation, titles, item_ids) / LOG_ODDS
        unknown = np.isnan(parts).any(axis=1)
        parts[unknown] = 0.0
        parts[unknown, 0] = heard[unknown]
        return parts

    def _titles(self, conversation: Sequence[Utterance]) -> Mapping[str, str]:
        return titles_in(conversation, self.schema, self.item_of) if self.item_of else {}

    def _heard(
        self,
        talk: ConversationFit,
        rows: Floats,
        conversation: Sequence[Utterance],
        titles: Mapping[str, str],
    ) -> Floats:
        """Shape (n,), about −1 … 1: how much better it fits the conversation than an ordinary item would."""
        if not conversation or not rows.shape[1]:
            return np.zeros(len(rows))
        ordinary = features.vectors([self.background.ordinary, rows[0]])[:1]
        fits = np.nan_to_num(talk.fit(conversation, titles, np.concatenate([ordinary, rows])))
        known = rows.any(axis=1)
        return np.where(known, (fits[1:] - fits[0]) / LOG_ODDS, 0.0)


def _placed(items: Sequence[Item], among: Sequence[Item]) -> tuple[Sequence[Item], list[int]]:
    """All that numbers are compared with, and where the items stand there."""
    if not among:
        return items, list(range(len(items)))
    place = {item.id: row for row, item in enumerate(among)}
    strangers = [item for item in items if item.id not in place]
    place |= {item.id: row for row, item in enumerate(strangers, start=len(among))}
    return [*among, *strangers], [place[item.id] for item in items]


def _pooled(close: Floats) -> Floats:
    """One number a candidate. The nearest item counts most: the mean of many tastes is often none of them."""
    if not close.shape[1]:
        return np.zeros(len(close))
    nearest, mean = close.max(axis=1), close.mean(axis=1)
    return np.asarray(NEAREST * nearest + (1 - NEAREST) * mean, dtype=np.float64)


def asked_slots(preferences: Preferences) -> frozenset[str]:
    """The slots of which something was asked: there the visitor's wish decides, not what is popular."""
    return frozenset([wish.slot for wish in preferences.soft] + [c.slot for c in preferences.constraints])
