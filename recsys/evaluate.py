"""A model held against recommendation turns: rank, measure, say how sure, say where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recsys.baselines import Mentions
from recsys.beyond import coverage, diversity, gini, popularity_percentile
from recsys.bootstrap import Difference, difference, interval
from recsys.dialogues import Utterance
from recsys.errors import BadCandidates
from recsys.features import Floats
from recsys.measures import DEPTH, NAMES, Values, measured
from recsys.protocol import Cases
from recsys.scorer import Scored
from recsys.slices import Slice, popular_items, slices
from retrieval.types import Item, Schema

SHOWN = 10
Progress = Callable[[int], None]
"""Told how many turns are done."""


class ConversationScorer(Protocol):
    """How well each item of a catalogue fits as the next thing to recommend in a conversation."""

    @property
    def name(self) -> str: ...

    @property
    def item_ids(self) -> tuple[str, ...]: ...

    @property
    def trained_on(self) -> frozenset[str]:
        """The dialogues it has learned from: it is never measured on them."""

    @property
    def tuned_on(self) -> frozenset[str]:
        """The dialogues its settings were chosen on: measured there it looks a little better than it is."""

    def score(self, context: Sequence[Utterance]) -> Scored:
        """One row for each of `item_ids`, in that order. Ids of the context that it does not know are ignored."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One average over turns or pairs: `values` are its rows, `means` their means, with 95 % intervals."""

    values: Values
    means: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, values: Values, rng: np.random.Generator) -> Measured:
        low, high = interval(values, rng)
        ends = zip(low.tolist(), high.tolist(), strict=True)
        return cls(values, values.means(), dict(zip(NAMES, ends, strict=True)))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`macro` averages turns; `micro` averages (turn, gold) pairs, each taken as a query with one gold.

    `seconds` is the time of each scorer call, shape (turns,). `percentile` is None without training dialogues,
    `diversity` without categories; see recsys.beyond for what they are.
    """

    model: str
    cases: Cases
    macro: Measured
    micro: Measured
    seconds: Floats
    slices: tuple[Slice, ...]
    coverage: float
    gini: float
    percentile: float | None
    diversity: float | None
    tuned_here: int

    def milliseconds(self, percent: float) -> float:
        """That percentile of the scorer's time for a turn."""
        return float(1_000 * np.percentile(self.seconds, percent))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much better the first model is than `against`, on the same turns."""

    against: Evaluation
    macro: Difference
    micro: Difference


def evaluate(
    scorer: ConversationScorer,
    cases: Cases,
    schema: Schema,
    items: Sequence[Item],
    *,
    rng: np.random.Generator,
    clock: Callable[[], float],
    training: Mentions | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Rank all items for every case and measure. `clock` gives seconds; `training` says what is popular.

    Raises BadCandidates where the scorer does not rank exactly these items, or gives no finite score.
    """
    by_id = {item.id: item for item in items}
    if apart := sorted(by_id.keys() ^ set(scorer.item_ids)):
        raise BadCandidates(
            f"{scorer.name} ranks {len(scorer.item_ids):,} items and the catalogue has {len(by_id):,}; "
            f"only one of them has {', '.join(apart[:5])}. Expected a model made for this catalogue"
        )
    rankings, seconds = ranked(scorer, cases, clock, progress)
    gold = [case.gold for case in cases.cases]
    groups = _groups(cases)
    pairs = [(ranking, (one,)) for ranking, ids in zip(rankings, gold, strict=True) for one in ids]
    macro = Values(measured(rankings, gold), groups)
    micro = Values(measured(*zip(*pairs, strict=True)), np.repeat(groups, [len(ids) for ids in gold]))
    shown = [ranking[:SHOWN] for ranking in rankings]
    return Evaluation(
        model=scorer.name,
        cases=cases,
        macro=Measured.of(macro, rng),
        micro=Measured.of(micro, rng),
        seconds=seconds,
        slices=slices(cases.cases, micro.values, popular_items(training) if training else None),
        coverage=coverage(shown, len(by_id)),
        gini=gini(shown, len(by_id)),
        percentile=popularity_percentile(shown, training.item_ids, training.counts) if training else None,
        diversity=diversity(shown, by_id, schema),
        tuned_here=len({case.dialogue_id for case in cases.cases} & scorer.tuned_on),
    )


def compare(first: Evaluation, second: Evaluation, rng: np.random.Generator) -> Comparison:
    """Paired, turn by turn. ValueError where they were not measured on the same cases."""
    return Comparison(
        second,
        difference(first.macro.values, second.macro.values, rng),
        difference(first.micro.values, second.micro.values, rng),
    )


def ranked(
    scorer: ConversationScorer, cases: Cases, clock: Callable[[], float], progress: Progress | None = None
) -> tuple[list[tuple[str, ...]], Floats]:
    """The first DEPTH candidates of every case, best first, ties by id; and the seconds each score took."""
    ids = np.array(scorer.item_ids, dtype=object)
    order = np.argsort(ids, kind="stable")
    place = {item_id: row for row, item_id in enumerate(ids[order])}
    rankings, seconds = [], np.zeros(len(cases.cases))
    for number, case in enumerate(cases.cases):
        start = clock()
        scores = scorer.score(case.context).totals
        seconds[number] = clock() - start
        if scores.shape != ids.shape or not np.isfinite(scores).all():
            raise BadCandidates(
                f"{scorer.name} gave scores of shape {scores.shape}, {np.isfinite(scores).sum():,} of them finite, "
                f"for turn {case.index} of dialogue {case.dialogue_id}; expected {len(ids):,} finite numbers"
            )
        scores = scores[order]
        scores[[place[item] for item in case.excluded if item in place]] = -np.inf
        rankings.append(tuple(ids[order[best(scores, DEPTH)]]))
        if progress is not None:
            progress(number + 1)
    return rankings, seconds


def best(scores: Floats, n: int) -> NDArray[np.int64]:
    """Places of the n highest scores, best first, equal ones in their order; never one of −∞."""
    n = min(n, int(np.isfinite(scores).sum()))
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    cut = np.partition(scores, len(scores) - n)[len(scores) - n]
    above = np.flatnonzero(scores > cut)
    level = np.flatnonzero(scores == cut)[: n - len(above)]
    chosen = np.concatenate((above, level))
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def _groups(cases: Cases) -> NDArray[np.int64]:
    """The dialogue of each case as a number."""
    return np.unique([case.dialogue_id for case in cases.cases], return_inverse=True)[1].astype(np.int64)
