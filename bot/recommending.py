"""From what is known of a wish to cards: search, relax if nothing fits, rank, gather evidence. No LLM here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from bot.policy import Policy
from bot.ports import Ranker, Retriever, Shelf
from bot.relaxing import relax
from bot.said import in_own_words, latest
from bot.state import as_when_chosen, to_preferences, to_query
from bot.trace import Stopwatch
from bot.types import Card, Cards, DialogueState, Missing, Outcome, Question, Timings
from recsys.context_text import titles_in
from recsys.dialogues import Utterance
from recsys.evidence import gather
from recsys.explain import Length, template_reason, worded
from recsys.grounds import Grounds
from recsys.scorer import ConversationFit
from recsys.types import Preferences, Recommendation
from retrieval.types import Constraint, Found, Query, Step

WIDE = 5
"""How many times more candidates are scored to find where an item stands that was not shown."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One list with everything that made it: the candidates, what was let go of, what was wished, the best n.

    `retrieve_ms` and `rank_ms` are milliseconds.
    """

    found: Found
    relaxed: tuple[Constraint, ...]
    preferences: Preferences
    best: tuple[Recommendation, ...]
    retrieve_ms: float
    rank_ms: float

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(recommendation.item.id for recommendation in self.best)


@dataclass(frozen=True, slots=True)
class Recommending:
    """The path of the design, without words: candidates → scores → cards with evidence."""

    shelf: Shelf
    retriever: Retriever
    ranker: Ranker
    policy: Policy
    n_candidates: int
    clock: Callable[[], float]
    talk: ConversationFit | None = None
    grounds: Grounds | None = None
    length: Length = "medium"

    def cards(
        self, state: DialogueState, n: int, trace_id: str, missing: tuple[Missing, ...] = ()
    ) -> tuple[Cards, Question | None]:
        """At most n cards for the state, and a question where the wish is too open to rank well."""
        ranking = self.rank(state, n)
        watch = Stopwatch(self.clock)
        found, relaxed, ranked = ranking.found, ranking.relaxed, ranking.best
        pool, cards = [candidate.item for candidate in found.candidates], []
        for recommendation in ranked:
            evidence = gather(
                recommendation, ranking.preferences, self.shelf.schema, grounds=self.grounds, pool=pool
            )
            evidence = worded(evidence, recommendation.item, ranking.preferences, self.shelf.schema)
            reason = template_reason(recommendation, evidence, self.shelf.schema, self.length)
            cards.append(Card(recommendation, evidence, reason))
        question = self.policy.question(state, found.candidates) if ranked and not relaxed else None
        relaxed += tuple(Constraint(m.slot or m.kind, "=", m.text, m.text) for m in missing)
        path = (*found.path, Step("scored", len(found.candidates), len(ranked), "ranked by their scores"))
        timings = Timings(retrieve=ranking.retrieve_ms, rank=ranking.rank_ms, justify=watch.lap())
        outcome = _outcome(bool(cards), bool(relaxed), question)
        return Cards(outcome, tuple(cards), relaxed, path, timings, trace_id), question

    def rank(self, state: DialogueState, n: int) -> Ranking:
        """The best n for the state. The same state over the same catalogue gives the same list."""
        watch = Stopwatch(self.clock)
        found, relaxed = self.search(self.query(state))
        retrieve = watch.lap()
        preferences = self.preferences(state, found)
        best = self.ranker.rank(found.candidates, preferences, n)
        return Ranking(found, relaxed, preferences, best, retrieve, watch.lap())

    def query(self, state: DialogueState) -> Query:
        """What to look for, and in which direction, where that was learned from conversations."""
        query = to_query(state)
        said = latest(self.heard(state))
        if self.talk is None or not said:
            return query
        titles = titles_in(said, self.shelf.schema, self.shelf.get)
        return replace(query, toward=self.talk.wanted(said, titles))

    def preferences(self, state: DialogueState, found: Found) -> Preferences:
        preferences = to_preferences(state, self.shelf, self.retriever.vector, found.query_vector)
        return replace(preferences, conversation=latest(self.heard(state)))

    def heard(self, state: DialogueState) -> tuple[Utterance, ...]:
        """The conversation as what was learned from others can read it: that was learned in English."""
        return state.said if self.shelf.schema.language == "en" else in_own_words(state)

    def standing(
        self, state: DialogueState, item_id: str
    ) -> tuple[tuple[Recommendation, ...], Preferences, Recommendation | None]:
        """Where an item stands now: what is on the screen ranked anew, by what, and the item's own place.

        None for the place where a search five times as wide as usual does not bring the item.
        """
        chosen = as_when_chosen(state)
        found = self.retriever.search(self.query(chosen), WIDE * self.n_candidates)
        preferences = self.preferences(chosen, found)
        ranked = self.ranker.rank(found.candidates, preferences, len(found.candidates))
        own = next((r for r in ranked if r.item.id == item_id), None)
        return ranked[: len(state.on_screen)], preferences, own

    def meeting(self, state: DialogueState) -> int:
        """How many items meet the constraints, shown or not."""
        return self.retriever.count(Query(constraints=state.constraints))

    def search(self, query: Query) -> tuple[Found, tuple[Constraint, ...]]:
        """The candidates, and the constraints that were let go where nothing meets them all."""
        found = self.retriever.search(query, self.n_candidates)
        if found.candidates:
            return found, ()
        eased = relax(query, self.retriever, self.shelf.schema)
        if eased is None:
            return Found((), np.zeros(0, dtype=np.float32), found.path), ()
        query, given_up = eased
        found = self.retriever.search(query, self.n_candidates)
        return found, given_up


def _outcome(any_cards: bool, relaxed: bool, question: Question | None) -> Outcome:
    if not any_cards:
        return "none"
    if relaxed:
        return "relaxed"
    return "clarify" if question else "found"
