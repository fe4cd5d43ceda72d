"""What a turn would have given an item had only some of the pieces of what was said and shown been there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.pieces import Pieces
from bot.recommending import Recommending
from bot.state import to_preferences
from bot.types import DialogueState
from recsys.attribution import Coalitions
from recsys.context_text import titles_in
from recsys.features import Floats
from retrieval.types import Candidate, Query


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of coalitions of pieces (recsys.attribution.Value): the score, before list variety, that the
    product's scorer gives the item in the state that only they make.

    `query` and `field` are the turn's, whatever is left out: the search that found the item, and all candidates,
    since what is relative in a score is so to these. `candidate` is the item as the search found it.
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
        if candidate is None:  # it ranks by what the search would know of it
            retriever, k = recommending.retriever, recommending.n_candidates
            ((words_fit, names_fit),) = retriever.fits(item_id, [query.words], query, k)
            candidate = Candidate(item, retriever.vector(item_id), words_fit, names_fit)
        return cls(recommending, pieces, query, found.candidates, candidate)

    def __call__(self, coalitions: Coalitions) -> Floats:
        """Shape (m,) for coalitions of shape (m, number of pieces)."""
        states = [self.pieces.only(row) for row in coalitions.tolist()]
        distinct = list(dict.fromkeys(states))
        self._read_ahead(distinct)
        fits = self._fits(distinct)
        worth = {state: self._score(state, *fits[" ".join(state.words)]) for state in distinct}
        return np.array([worth[state] for state in states])

    def titled(self, item_id: str) -> str:
        item = self.recommending.shelf.get(item_id)
        return item.title if item else item_id

    def _read_ahead(self, states: Sequence[DialogueState]) -> None:
        """All that the learned part will be asked to read, at once."""
        if talk := self.recommending.talk:
            shelf = self.recommending.shelf
            titles = titles_in(self.pieces.state.said, shelf.schema, shelf.get)
            talk.read_ahead([state.said for state in states], titles)

    def _fits(self, states: Sequence[DialogueState]) -> dict[str, tuple[float, float]]:
        """By the words that are searched for; those of the turn itself as the turn had them."""
        own = " ".join(self.pieces.state.words)
        wordings = sorted({" ".join(state.words) for state in states} - {own})
        retriever, k = self.recommending.retriever, self.recommending.n_candidates
        fits = retriever.fits(self.candidate.item.id, wordings, self.query, k)
        found = dict(zip(wordings, fits, strict=True))
        return found | {own: (self.candidate.words_fit, self.candidate.names_fit)}

    def _score(self, state: DialogueState, words_fit: float, names_fit: float) -> float:
        candidate = replace(self.candidate, words_fit=words_fit, names_fit=names_fit)
        shelf, retriever = self.recommending.shelf, self.recommending.retriever
        preferences = to_preferences(state, shelf, retriever.vector, self.candidate.vector)
        scored = self.recommending.ranker.scorer.score([candidate], preferences, self.field)
        return float(scored.totals[0])
