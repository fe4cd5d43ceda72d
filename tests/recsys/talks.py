"""Small catalogues and conversations to measure on, and scorers whose ranking is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count

import numpy as np

from recsys.dialogues import RecommendationTurn, Utterance, mentioned
from recsys.evaluate import Evaluation, evaluate
from recsys.protocol import cases_of
from recsys.scorer import Scored
from retrieval.types import Item, Schema, Slot

SCHEMA = Schema((Slot("genres", "category", "genre", role="kind", many=True),))


def shelf(*ids: str, **genres: str) -> tuple[Item, ...]:
    """Items by id; `a="drama crime"` gives one its genres."""
    return tuple(Item(i, i.upper(), {"genres": tuple(genres.get(i, "").split())}) for i in (*ids, *genres))


def said(*items: str, text: str = "") -> Utterance:
    return Utterance("seeker", text, items)


def turn(
    gold: Sequence[str],
    *context: Utterance,
    dialogue: str = "d1",
    index: int | None = None,
    repeated: Sequence[bool] | None = None,
) -> RecommendationTurn:
    """Without a context given, somebody has said hello."""
    context = context or (said(text="Hello"),)
    named = set(mentioned(context))
    flags = tuple(item in named for item in gold) if repeated is None else tuple(repeated)
    return RecommendationTurn(dialogue, len(context) if index is None else index, context, tuple(gold), flags)


class Fixed:
    """Scores that do not depend on what was said."""

    trained_on: frozenset[str] = frozenset()
    tuned_on: frozenset[str] = frozenset()

    def __init__(self, scores: Mapping[str, float], name: str = "fixed") -> None:
        self.name = name
        self.item_ids = tuple(scores)
        self.scores = np.array(list(scores.values()))

    def score(self, context: Sequence[Utterance]) -> Scored:
        return Scored(("fixed",), self.scores[:, None])


class Knowing(Fixed):
    """Knows what was recommended: by what was said before."""

    def __init__(self, item_ids: Sequence[str], turns: Sequence[RecommendationTurn]) -> None:
        super().__init__(dict.fromkeys(item_ids, 0.0), "knowing")
        self.gold = {each.context: each.gold for each in turns}

    def score(self, context: Sequence[Utterance]) -> Scored:
        return Scored(("known",), np.isin(self.item_ids, self.gold[tuple(context)])[:, None].astype(float))


def ticking(step: float = 0.001) -> Callable[[], float]:
    """A clock that a look at moves on by `step` seconds."""
    ticks = count()
    return lambda: next(ticks) * step


def measure(
    scorer: Fixed, turns: Sequence[RecommendationTurn], *, new_only: bool = True, items: Sequence[Item] = ()
) -> Evaluation:
    items = items or shelf(*scorer.item_ids)
    cases = cases_of(turns, scorer.item_ids, new_only=new_only)
    return evaluate(scorer, cases, SCHEMA, items, rng=np.random.default_rng(0), clock=ticking())
