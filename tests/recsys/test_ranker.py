"""The shown list: its order, its scores, and that both agree."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import BadWeights
from recsys.ranker import MmrRanker
from recsys.scorer import Scored, WeightedScorer
from recsys.types import Preferences, SoftPreference, Taste
from retrieval.types import Candidate, Item
from tests.recsys.worlds import FILM_ITEMS, FILMS, HEAT, PONYO, film

FLOATS = st.floats(-1, 1, width=32)
VECTOR = st.lists(FLOATS, min_size=3, max_size=3).map(
    lambda values: np.array(values, dtype=np.float32) / max(float(np.linalg.norm(values)), 1e-3)
)


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    size = draw(st.integers(0, 9))
    values = st.fixed_dictionaries(
        {},
        optional={
            "renown": st.integers(0, 3).map(float),
            "violence": st.integers(0, 3).map(float),
            "genres": st.sampled_from([("crime",), ("crime", "drama"), ("family",)]),
        },
    )
    return [
        Candidate(Item(f"i{n}", f"Film {n}", draw(values)), draw(VECTOR), draw(FLOATS), draw(FLOATS))
        for n in range(size)
    ]


PREFERENCES = st.builds(
    lambda vectors, weight: Preferences(
        soft=(SoftPreference("violence", 0.0, weight, "calm"),),
        tastes=(Taste(HEAT, vectors[0], "liked", "Heat"), Taste(PONYO, vectors[1], "disliked", "Ponyo")),
    ),
    st.tuples(VECTOR, VECTOR),
    st.floats(-2, 2),
)
RANKERS = st.sampled_from([0.0, 0.2, 1.0]).map(lambda diversity: MmrRanker(WeightedScorer(FILMS), diversity))


@settings(max_examples=40, deadline=None)
@given(RANKERS, pools(), PREFERENCES)
def test_contributions_add_up_to_the_score_and_the_score_never_rises(
    ranker: MmrRanker, pool: list[Candidate], preferences: Preferences
) -> None:
    ranked = ranker.rank(pool, preferences, len(pool))
    assert len(ranked) == len(pool)
    for n, one in enumerate(ranked, start=1):
        assert one.rank == n
        assert math.fsum(part.value for part in one.contributions) == pytest.approx(one.score, abs=1e-6)
    for above, below in itertools.pairwise(ranked):
        assert above.score >= below.score


@settings(max_examples=40, deadline=None)
@given(RANKERS, pools(), PREFERENCES, st.integers(0, 10))
def test_the_top_n_begin_the_top_n_plus_1(
    ranker: MmrRanker, pool: list[Candidate], preferences: Preferences, n: int
) -> None:
    fewer, more = ranker.rank(pool, preferences, n), ranker.rank(pool, preferences, n + 1)
    assert more[:n] == fewer


@settings(max_examples=40, deadline=None)
@given(RANKERS, pools(), PREFERENCES, st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_arrive_changes_nothing(
    ranker: MmrRanker, pool: list[Candidate], preferences: Preferences, random: object
) -> None:
    shuffled = list(pool)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranker.rank(shuffled, preferences, 5) == ranker.rank(pool, preferences, 5)


class Fixed:
    """Scores as given, by the candidates' words_fit."""

    def score(self, candidates: Sequence[Candidate], preferences: Preferences) -> Scored:
        return Scored(("fixed",), np.array([[c.words_fit] for c in candidates]))


def candidate(item_id: str, fit: float, *vector: float) -> Candidate:
    return Candidate(film(item_id, item_id.title()), np.array(vector, dtype=np.float32), fit)


def test_equal_scores_stand_in_the_order_of_ids() -> None:
    pool = [candidate(item_id, 0.5, 0, 0) for item_id in ("c", "a", "b")]
    assert [r.item.id for r in MmrRanker(Fixed(), 0.3).rank(pool, Preferences(), 3)] == ["a", "b", "c"]


def test_a_near_double_gives_way_to_something_different_and_says_what_it_lost() -> None:
    pool = [candidate("best", 0.9, 1, 0), candidate("double", 0.88, 1, 0), candidate("other", 0.8, 0, 1)]
    assert [r.item.id for r in MmrRanker(Fixed(), 0.0).rank(pool, Preferences(), 3)] == [
        "best",
        "double",
        "other",
    ]
    varied = MmrRanker(Fixed(), 0.2).rank(pool, Preferences(), 3)
    assert [r.item.id for r in varied] == ["best", "other", "double"]
    assert {p.name: round(p.value, 6) for p in varied[2].contributions} == {"fixed": 0.88, "variety": -0.2}


def test_without_diversity_there_is_no_such_part() -> None:
    [only] = MmrRanker(Fixed(), 0.0).rank([candidate("a", 0.5, 1, 0)], Preferences(), 1)
    assert [part.name for part in only.contributions] == ["fixed"]


def test_an_item_found_twice_is_ranked_once() -> None:
    pool = [candidate("a", 0.5, 1, 0), candidate("a", 0.4, 1, 0), candidate("b", 0.1, 0, 1)]
    assert [r.item.id for r in MmrRanker(Fixed(), 0.2).rank(pool, Preferences(), 5)] == ["a", "b"]


@pytest.mark.parametrize("n", [0, -1])
def test_none_wanted_gives_none(n: int) -> None:
    assert MmrRanker(Fixed()).rank([candidate("a", 0.5, 1, 0)], Preferences(), n) == ()


@pytest.mark.parametrize("diversity", [-0.1, 1.1, math.nan])
def test_a_diversity_out_of_range_is_refused(diversity: float) -> None:
    with pytest.raises(BadWeights, match="0 to 1"):
        MmrRanker(Fixed(), diversity)


def test_a_dislike_moves_the_very_next_list() -> None:
    pool = [Candidate(item, np.zeros(0, dtype=np.float32)) for item in FILM_ITEMS if item is not HEAT]
    ranker = MmrRanker(WeightedScorer(FILMS))
    liked, disliked = (
        Preferences(tastes=(Taste(HEAT, np.zeros(0, dtype=np.float32), feeling, "Heat"),))
        for feeling in ("liked", "disliked")
    )
    assert ranker.rank(pool, liked, 1)[0].item.id == "collateral"
    assert ranker.rank(pool, disliked, 9)[-1].item.id == "collateral"
