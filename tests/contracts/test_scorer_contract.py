"""What every scorer keeps to, whatever it scores by."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recsys.dialogues import Utterance
from recsys.scorer import Scorer, WeightedScorer
from recsys.types import Preferences, SoftPreference, Taste
from retrieval.encoder import HashingEncoder
from retrieval.types import Candidate, Schema
from tests.doubles import Knower, Listener
from tests.recsys.worlds import FILM_ITEMS, FILMS, HEAT, PONYO

RNG = np.random.default_rng(7)
VECTORS = {item.id: (v := RNG.normal(size=8).astype(np.float32)) / np.linalg.norm(v) for item in FILM_ITEMS}
SCORERS: dict[str, Callable[[Schema], Scorer]] = {
    "weighted": lambda schema: WeightedScorer(schema),
    "weighted, with what was shown": lambda schema: WeightedScorer(schema, vector_of=VECTORS.__getitem__),
    "weighted, with what was said": lambda schema: WeightedScorer(schema, talk=Listener(HashingEncoder(8))),
    "weighted, with what was learned of some items": lambda schema: WeightedScorer(
        schema, talk=Listener(HashingEncoder(8)), own=Knower({"heat": 1.0, "up": -2.0})
    ),
}


@pytest.fixture(params=sorted(SCORERS))
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return SCORERS[request.param](FILMS)


def candidates() -> list[Candidate]:
    return [Candidate(item, VECTORS[item.id], 0.1 * i, 0.05 * i) for i, item in enumerate(FILM_ITEMS)]


def wishes() -> Preferences:
    return Preferences(
        words="a tense night",
        query_vector=VECTORS["heat"],
        soft=(
            SoftPreference("violence", 0.0, 1.0, "nothing bloody"),
            SoftPreference("moods", "tense", -0.5, "calm"),
        ),
        tastes=(
            Taste(HEAT, VECTORS["heat"], "liked", "I liked Heat"),
            Taste(PONYO, VECTORS["ponyo"], "disliked", "not Ponyo"),
        ),
        shown=frozenset({"up"}),
        conversation=(Utterance("seeker", "a tense night"), Utterance("recommender", items=("up",))),
    )


def test_there_is_one_finite_row_a_candidate_and_one_column_a_name(scorer: Scorer) -> None:
    scored = scorer.score(candidates(), wishes())
    assert scored.parts.shape == (len(FILM_ITEMS), len(scored.names))
    assert scored.parts.dtype == np.float64
    assert np.isfinite(scored.parts).all()
    assert len(set(scored.names)) == len(scored.names)


def test_the_scores_are_the_sums_of_the_rows(scorer: Scorer) -> None:
    scored = scorer.score(candidates(), wishes())
    assert scored.totals == pytest.approx([sum(row) for row in scored.parts], abs=1e-9)


def test_the_order_of_candidates_changes_no_score(scorer: Scorer) -> None:
    forwards = scorer.score(candidates(), wishes())
    backwards = scorer.score(candidates()[::-1], wishes())
    assert backwards.names == forwards.names
    assert backwards.parts[::-1] == pytest.approx(forwards.parts, abs=1e-9)


def test_no_candidates_give_no_rows(scorer: Scorer) -> None:
    scored = scorer.score([], wishes())
    assert scored.parts.shape == (0, len(scored.names))


def test_nothing_wanted_still_gives_scores(scorer: Scorer) -> None:
    assert np.isfinite(scorer.score(candidates(), Preferences()).totals).all()


def test_scoring_twice_gives_the_same(scorer: Scorer) -> None:
    first, second = (scorer.score(candidates(), wishes()) for _ in range(2))
    assert (first.parts == second.parts).all()


def test_one_scored_among_all_has_the_score_it_has_with_them(scorer: Scorer) -> None:
    every = candidates()
    whole = scorer.score(every, wishes()).parts
    for place, candidate in enumerate(every):
        alone = scorer.score([candidate], wishes(), among=every).parts
        np.testing.assert_allclose(alone[0], whole[place], atol=1e-12)
