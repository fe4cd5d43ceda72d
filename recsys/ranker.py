"""From candidates to the list that is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from recsys import features
from recsys.diversity import mmr
from recsys.errors import BadWeights
from recsys.scorer import Scorer
from recsys.types import Contribution, Preferences, Recommendation
from retrieval.types import Candidate


@dataclass(frozen=True, slots=True)
class MmrRanker:
    """Scores, then trades relevance against likeness to what stands above.

    `diversity` is 0 (by score alone) to 1. What an item loses by being like those above is its part
    "variety", so that the scores shown explain the order shown. Equal scores stand in the order of ids.
    """

    scorer: Scorer
    diversity: float = 0.2

    def __post_init__(self) -> None:
        if not (math.isfinite(self.diversity) and 0 <= self.diversity <= 1):
            raise BadWeights(f"diversity is {self.diversity}; expected a number from 0 to 1")

    def rank(
        self, candidates: Sequence[Candidate], preferences: Preferences, n: int
    ) -> tuple[Recommendation, ...]:
        """At most n recommendations, rank 1 first. What was shown before is the retriever's to leave out."""
        # In the order of ids, so that ties and the last bits of sums do not hang on the order of arrival.
        unique = {candidate.item.id: candidate for candidate in reversed(candidates)}
        ordered = [unique[item_id] for item_id in sorted(unique)]
        if not ordered or n <= 0:
            return ()
        scored = self.scorer.score(ordered, preferences)
        rows = features.vectors([candidate.vector for candidate in ordered])
        ranked = []
        for rank, (index, penalty) in enumerate(mmr(scored.totals, rows, self.diversity, n), start=1):
            parts = [
                Contribution(name, float(v) + 0.0)  # no "-0.0" for what plays no part
                for name, v in zip(scored.names, scored.parts[index], strict=True)
            ]
            if self.diversity > 0:
                parts.append(Contribution("variety", penalty))
            score = float(scored.totals[index]) + penalty
            ranked.append(Recommendation(ordered[index].item, rank, score, tuple(parts)))
        return tuple(ranked)
