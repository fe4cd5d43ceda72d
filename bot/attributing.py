"""What of the visitor's words, and of the items named and shown, moved the score of an item that was shown.

Each coalition of pieces (bot.pieces) is a state of its own; what it is worth is the score that the product's scorer
gives the item in that state, before list variety, among the candidates of the turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bot.cutting import cut
from bot.pieces import Felt, Pieces
from bot.recommending import Recommending
from bot.state import as_when_chosen, to_preferences
from bot.types import DialogueState
from recsys.attribution import BUDGET, Coalitions, shapley
from recsys.context_text import titles_in
from recsys.features import Floats
from retrieval.types import Candidate, Query


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the visitor and their share of the score; `source_id` is the chip they became, "" for mere wording."""

    text: str
    value: float
    source_id: str


@dataclass(frozen=True, slots=True)
class Named:
    """An item named or shown before and its share of the score.

    `weight` is its share of the attention of the model that was trained on the catalogue (adds up to 1); None where
    there is no such model or it does not know the item.
    """

    item_id: str
    title: str
    feeling: Felt
    value: float
    weight: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two accounts of the same phrases agree: `rank` is Spearman's correlation, −1 … 1 (None below three
    phrases), `signs` the share of the phrases that both say raised, or both say lowered, the score, `top` whether
    both put the same phrase first, `text` the same in words."""

    rank: float | None
    signs: float
    top: bool
    text: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """`phrases` and `history` add up to `total` − `base`: the item's score before list variety, and what it would
    be had nothing been said or shown. Largest shares first.

    `error` is half the width of the widest 95 % interval of a share, 0 where `method` is exact. `lime` are the
    words of the ask with LIME's weights, None without the package.
    """

    base: float
    total: float
    phrases: tuple[Phrase, ...]
    history: tuple[Named, ...]
    method: Literal["exact", "sampled"]
    error: float
    evaluations: int
    lime: tuple[tuple[str, float], ...] | None
    agreement: Agreement | None


def attribute(
    recommending: Recommending,
    state: DialogueState,
    item_id: str,
    rng: np.random.Generator,
    budget: int = BUDGET,
) -> Attribution | None:
    """Of an item on the screen of `state`, the state right after the turn that showed it; None where the catalogue
    has the item no more. Exact where `budget` holds all coalitions of the pieces."""
    pieces = cut(as_when_chosen(state), item_id)
    worth = Worth.of(recommending, pieces, item_id)
    if worth is None:
        return None
    shares = shapley(worth, len(pieces.of), rng, budget)
    attended = _attended(recommending, pieces)
    values = sorted(zip(pieces.of, shares.values.tolist(), strict=True), key=lambda pair: -abs(pair[1]))
    return Attribution(
        base=shares.base,
        total=shares.total,
        phrases=tuple(Phrase(p.text, v, p.source_id) for p, v in values if p.feeling is None),
        history=tuple(
            Named(p.item_id, worth.titled(p.item_id), p.feeling, v, attended.get(p.item_id))
            for p, v in values
            if p.feeling is not None
        ),
        method=shares.method,
        error=float(shares.errors.max(initial=0.0)),
        evaluations=shares.evaluations,
        lime=None,
        agreement=None,
    )


def _attended(recommending: Recommending, pieces: Pieces) -> Mapping[str, float]:
    others = recommending.grounds.others if recommending.grounds else None
    return others.attended(pieces.state.said) if others else {}


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of coalitions of pieces: the item's score in the state that only they make.

    `query` and `field` are the turn's: the search that found the item, and all that it was scored among.
    """

    recommending: Recommending
    pieces: Pieces
    query: Query
    field: tuple[Candidate, ...]
    candidate: Candidate

    @classmethod
    def of(cls, recommending: Recommending, pieces: Pieces, item_id: str) -> Worth | None:
        """None where the catalogue does not have the item."""
        item = recommending.shelf.get(item_id)
        if item is None:
            return None
        query = recommending.query(pieces.state)
        found, given_up = recommending.search(query)
        query = replace(query, constraints=tuple(c for c in query.constraints if c not in given_up))
        candidate = next((c for c in found.candidates if c.item.id == item_id), None)
        if candidate is None:
            candidate = Candidate(item, recommending.retriever.vector(item_id))
        return cls(recommending, pieces, query, found.candidates, candidate)

    def __call__(self, coalitions: Coalitions) -> Floats:
        """Shape (m,) for coalitions of shape (m, number of pieces)."""
        states = [self.pieces.only(row) for row in coalitions.tolist()]
        self._read_ahead(states)
        fits = self._fits(states)
        worth: dict[DialogueState, float] = {}
        for state in states:
            if state not in worth:
                worth[state] = self._score(state, *fits[" ".join(state.words)])
        return np.array([worth[state] for state in states])

    def titled(self, item_id: str) -> str:
        item = self.recommending.shelf.get(item_id)
        return item.title if item else item_id

    def _read_ahead(self, states: list[DialogueState]) -> None:
        """All that the trained part will be asked to read, at once."""
        if talk := self.recommending.talk:
            shelf = self.recommending.shelf
            titles = titles_in(self.pieces.state.said, shelf.schema, shelf.get)
            talk.read_ahead([state.said for state in states], titles)

    def _fits(self, states: list[DialogueState]) -> dict[str, tuple[float, float]]:
        wordings = list(dict.fromkeys(" ".join(state.words) for state in states))
        retriever, k = self.recommending.retriever, self.recommending.n_candidates
        fits = retriever.fits(self.candidate.item.id, wordings, self.query, k)
        return dict(zip(wordings, fits, strict=True))

    def _score(self, state: DialogueState, words_fit: float, names_fit: float) -> float:
        candidate = replace(self.candidate, words_fit=words_fit, names_fit=names_fit)
        shelf, retriever = self.recommending.shelf, self.recommending.retriever
        preferences = to_preferences(state, shelf, retriever.vector, self.candidate.vector)
        scored = self.recommending.ranker.scorer.score([candidate], preferences, self.field)
        return float(scored.totals[0])
