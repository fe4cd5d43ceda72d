"""Recall, NDCG and MRR of each turn and of each (turn, gold) pair, computed by ir-measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.features import Floats

DEPTH = 50
"""How far down a ranking is looked at."""

RECALLS = (1, 5, 10, 20, 50)
NAMES = (*(f"recall@{k}" for k in RECALLS), "ndcg@10", "mrr@10")


@dataclass(frozen=True, slots=True)
class Values:
    """One row a query, one column a measure in the order of NAMES; `groups[i]` is the dialogue of row i."""

    values: Floats
    groups: NDArray[np.int64]

    def means(self) -> dict[str, float]:
        return dict(zip(NAMES, self.values.mean(axis=0).tolist(), strict=True))


def measured(rankings: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> Floats:
    """Each query's measures, shape (n queries, len(NAMES)).

    `rankings[i]` are the first DEPTH ids, best first; `gold[i]` are the ids to be found, not empty, each once.
    Recall@k = hits in the first k / golds (Järvelin & Kekäläinen, TOIS 2002, for NDCG with gains of 0 and 1).
    """
    import ir_measures
    from ir_measures import RR, R, nDCG

    columns = {R @ k: place for place, k in enumerate(RECALLS)}
    columns |= {nDCG @ 10: len(RECALLS), RR @ 10: len(RECALLS) + 1}
    # The library breaks ties in its own way: the score handed over is the place, so that there are none.
    run = [
        ir_measures.ScoredDoc(str(query), item, -float(place))
        for query, ranking in enumerate(rankings)
        for place, item in enumerate(ranking)
    ]
    wanted = [ir_measures.Qrel(str(query), item, 1) for query, ids in enumerate(gold) for item in ids]
    values = np.zeros((len(gold), len(NAMES)))
    for metric in ir_measures.iter_calc(list(columns), wanted, run):
        values[int(metric.query_id), columns[metric.measure]] = metric.value
    return values
