"""The ranking of a stored turn, run again: exactly as it was, or with something otherwise.

The same state over the same catalogue gives the same list. Where the catalogue, the model or a setting changed since,
what comes out is the list of today: `same` tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose

from bot.ports import Shelf, Understanding
from bot.recommending import WIDE, Ranking, Recommending
from bot.state import as_when_chosen
from bot.types import MOST_SHOWN, Conversation, DialogueState, Turn, UserAct
from recsys.types import Recommendation
from retrieval.types import Item, Slot, Value

EXACT = 1e-6
"""How far scores may lie apart and still be the same."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Runs the ranking for lists of `n`, as of a state from which a list was chosen."""

    recommending: Recommending
    understanding: Understanding
    state: DialogueState
    n: int

    @property
    def shelf(self) -> Shelf:
        return self.recommending.shelf

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.shelf.schema.slots if slot.name == name), None)

    def run(self, state: DialogueState | None = None, item: Item | None = None) -> Ranking:
        """The list for the state, or another one; with an item's facts as given, its text and vector as they are."""
        recommending = self.recommending
        if item is not None:
            recommending = replace(recommending, retriever=recommending.retriever.imagining(item))
        return recommending.rank(self.state if state is None else state, self.n)

    def all(self, state: DialogueState | None = None) -> Ranking:
        """Every candidate in its place, the first n as in `run`."""
        recommending = self.recommending
        return recommending.rank(self.state if state is None else state, recommending.n_candidates)

    def place(self, item_id: str) -> Recommendation | None:
        """The item where the ranking places it; None where a search five times as wide does not bring it."""
        recommending = self.recommending
        for k in (recommending.n_candidates, WIDE * recommending.n_candidates):
            ranking = replace(recommending, n_candidates=k).rank(self.state, k)
            if own := next((r for r in ranking.best if r.item.id == item_id), None):
                return own
        return None


def chosen_from(turn: Turn) -> DialogueState:
    """The state from which the turn's list was chosen."""
    return as_when_chosen(turn.state) if turn.cards and turn.cards.cards else turn.state


def chooser(conversation: Conversation, turn: Turn) -> Turn:
    """The turn that chose the list which this one shows: another one where an undo brought the list back."""
    trace = turn.cards.trace_id if turn.cards else turn.trace_id
    return next((t for t in conversation.turns if t.trace_id == trace), turn)


def wanted(act: UserAct, n_shown: int) -> int:
    """How many items the act asks for."""
    return min(act.wanted_count or n_shown, MOST_SHOWN)


def same(turn: Turn, ranking: Ranking) -> bool:
    """Whether the list that was run is the one that the turn shows: items, order and scores."""
    shown = [card.recommendation for card in turn.cards.cards] if turn.cards else []
    return len(shown) == len(ranking.best) and all(
        then.item.id == now.item.id and isclose(then.score, now.score, rel_tol=0.0, abs_tol=EXACT)
        for then, now in zip(shown, ranking.best, strict=True)
    )


def with_fact(item: Item, slot: str, value: Value) -> Item:
    """The item with another value in one slot."""
    values: Mapping[str, Value] = {**item.values, slot: value}
    return replace(item, values=values)


def places(ranking: Ranking) -> dict[str, int]:
    """Item id to place, from 1."""
    return {item_id: place for place, item_id in enumerate(ranking.ids, start=1)}
