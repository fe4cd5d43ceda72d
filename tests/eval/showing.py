"""The whole bot, short of words: what is shown for an utterance, and which of it breaks a hard constraint."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.policy import Policy
from bot.recommending import Recommending
from bot.state import fold
from bot.types import Act
from recsys.ranker import MmrRanker
from recsys.scorer import WeightedScorer
from retrieval.build import build_index, open_retriever
from retrieval.encoder import Encoder
from retrieval.types import Constraint, Item
from tests.eval.bank import DEMO, constraints
from tests.eval.judging import Judged

SHOWS = (Act.RECOMMEND, Act.CRITIQUE, Act.MORE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one utterance brought: items shown, and those of them that break what was understood (less what
    was named as relaxed), or what was really meant."""

    judged: Judged
    items: int
    against_understood: tuple[str, ...]
    against_meant: tuple[str, ...]
    relaxed: int


def wire(encoder: Encoder, into: Path) -> Recommending:
    """The parts that choose items, over the demo catalogue, its index built in `into`."""
    build_index(DEMO, into, encoder)
    retriever = open_retriever(DEMO, encoder, into)
    shelf = retriever.catalogue
    ranker = MmrRanker(WeightedScorer(shelf.schema, vector_of=retriever.vector))
    return Recommending(shelf, retriever, ranker, Policy(shelf), 200, time.perf_counter)


def show(recommending: Recommending, judged: Judged, n: int) -> Shown | None:
    """None where the utterance does not ask for items."""
    if judged.got.act not in SHOWS:
        return None
    state = fold(judged.row.before, judged.got, recommending.shelf)
    cards, _ = recommending.cards(state, n, judged.row.id, judged.got.missing)
    items = [card.recommendation.item for card in cards.cards]
    given_up = {(c.slot, c.op, c.value) for c in cards.relaxed}
    meant = (*judged.row.before.constraints, *constraints(judged.reading.get("constraints", ())))
    if judged.reading.get("dropped"):
        meant = constraints(judged.reading.get("constraints", ()))
    return Shown(
        judged,
        len(items),
        _breaking(items, state.constraints, given_up),
        _breaking(items, meant, given_up),
        len(cards.relaxed),
    )


def _breaking(
    items: Sequence[Item], held: Sequence[Constraint], given_up: Collection[tuple[object, ...]]
) -> tuple[str, ...]:
    kept = [c for c in held if (c.slot, c.op, c.value) not in given_up]
    return tuple(item.id for item in items if not all(c.holds(item) for c in kept))
