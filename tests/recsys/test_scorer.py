"""The parts of the score: what raises, what lowers, what is neutral."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from recsys import features
from recsys.errors import BadCandidates, BadWeights
from recsys.scorer import WeightedScorer, Weights
from recsys.types import Feeling, Preferences, SoftPreference, Taste
from retrieval.types import Candidate, Constraint, Item, Schema, Slot
from tests.recsys.worlds import COLLATERAL, FILMS, HEAT, TOTORO, film

AXES = np.eye(4, dtype=np.float32)


def part(name: str, items: list[Item], preferences: Preferences, **more: object) -> list[float]:
    candidates = [Candidate(item, AXES[i % 4], 0.5, 0.2) for i, item in enumerate(items)]
    scored = WeightedScorer(FILMS, **more).score(candidates, preferences)  # type: ignore[arg-type]
    return [float(v) for v in scored.parts[:, scored.names.index(name)]]


def taste(item: Item, feeling: Feeling, axis: int = 3) -> Preferences:
    return Preferences(tastes=(Taste(item, AXES[axis], feeling, "said so"),))


def test_a_film_that_shares_more_with_a_liked_one_scores_higher() -> None:
    collateral, totoro = part("liked", [COLLATERAL, TOTORO], taste(HEAT, "liked"))
    assert collateral > totoro == 0.0


def test_like_this_counts_as_liked_and_disliked_takes_away_as_liked_gives() -> None:
    assert part("liked", [COLLATERAL], taste(HEAT, "like this")) == part(
        "liked", [COLLATERAL], taste(HEAT, "liked")
    )
    [lost] = part("disliked", [COLLATERAL], taste(HEAT, "disliked"))
    assert lost < 0
    assert part("liked", [COLLATERAL], taste(HEAT, "disliked")) == [0.0]


def test_nearness_of_meaning_to_a_liked_film_raises_the_score_where_nothing_is_shared() -> None:
    bare = [film("a", "A"), film("b", "B")]
    near, far = part("liked", bare, taste(film("c", "C"), "liked", axis=0))
    assert near > far == 0.0


def test_a_wish_for_a_value_raises_what_has_it_and_a_wish_against_it_lowers_it() -> None:
    for weight in (1.0, -1.0):
        wish = Preferences(soft=(SoftPreference("moods", "tense", weight, "tense"),))
        tense, gentle = part("wishes", [COLLATERAL, TOTORO], wish)
        assert gentle == 0.0
        assert math.copysign(1.0, tense) == weight


def test_nearer_to_a_wished_level_is_better_and_an_unknown_level_is_neutral() -> None:
    wish = Preferences(soft=(SoftPreference("violence", 0.0, 1.0, "nothing bloody"),))
    none, strong, unknown = part("wishes", [TOTORO, COLLATERAL, film("x", "X")], wish)
    assert none > unknown == 0.0 > strong


def test_nearer_to_a_wished_number_is_better_and_nobody_knowing_it_is_neutral() -> None:
    wish = Preferences(soft=(SoftPreference("runtime", 90.0, 1.0, "about 90 minutes"),))
    near, far = part("wishes", [TOTORO, HEAT], wish)
    assert near > far
    assert part("wishes", [film("x", "X")], wish) == [0.0]
    same = [film("x", "X", runtime=90), film("y", "Y", runtime=90)]
    assert part("wishes", same, wish) == [pytest.approx(0.3)] * 2


def test_a_wish_for_a_slot_that_the_catalogue_lacks_is_neutral() -> None:
    wish = Preferences(
        soft=(SoftPreference("weight", 3.0, 1.0, "light"), SoftPreference("hue", "red", 1.0, "red"))
    )
    assert part("wishes", [HEAT], wish) == [0.0]


def test_popularity_is_neutral_where_unknown_and_where_the_visitor_spoke_of_it() -> None:
    famous, unknown = part("popularity", [HEAT, film("x", "X")], Preferences())
    assert famous > unknown == 0.0
    asked = Preferences(soft=(SoftPreference("renown", 0.0, 1.0, "something obscure"),))
    assert part("popularity", [HEAT], asked) == [0.0]
    bound = Preferences(constraints=(Constraint("renown", "<=", 1, "hidden gems"),))
    assert part("popularity", [HEAT], bound) == [0.0]


def test_votes_are_scaled_by_their_spread_so_that_one_giant_does_not_flatten_the_rest() -> None:
    slot = Slot("votes", "number", "votes", role="votes")
    items = [Item(str(n), str(n), {"votes": float(n)}) for n in (10, 100, 1000, 10_000_000)]
    few, some, many, giant = features.popularity(items, Schema((slot,)), frozenset())
    assert -1 <= few < some < many < giant <= 1
    assert features.scaled(np.array([5.0, 5.0]), slot).tolist() == [0.0, 0.0]
    assert features.scaled(np.array([np.nan]), slot).tolist() == [0.0]
    assert features.scaled(np.array([-3.0, 4.0, 9.0]), replace(slot, role="rating")).tolist()[1] == 0.0


def test_what_is_close_to_something_shown_before_loses_novelty() -> None:
    preferences = Preferences(shown=frozenset({"seen"}))
    again, new = part("novelty", [HEAT, TOTORO], preferences, vector_of=lambda _: AXES[0])
    assert again < new == 0.0
    assert part("novelty", [HEAT], preferences) == [0.0]


def test_broken_numbers_from_a_search_count_as_nothing() -> None:
    bad = Candidate(HEAT, np.full(4, np.nan, dtype=np.float32), math.nan, math.nan)
    scored = WeightedScorer(FILMS).score([bad], taste(HEAT, "liked"))
    assert np.isfinite(scored.parts).all()


def test_vectors_of_two_encoders_are_refused_with_what_was_found() -> None:
    short = Candidate(HEAT, np.ones(3, dtype=np.float32))
    with pytest.raises(BadCandidates, match="3, 4"):
        WeightedScorer(FILMS).score([short, Candidate(TOTORO, AXES[0])], Preferences())
    with pytest.raises(BadCandidates, match="3 dimensions"):
        WeightedScorer(FILMS).score([short], taste(HEAT, "liked"))


def test_candidates_without_vectors_are_near_to_nothing() -> None:
    bare = Candidate(film("x", "X"), np.zeros(0, dtype=np.float32))
    scored = WeightedScorer(FILMS).score([bare], taste(HEAT, "liked"))
    assert scored.totals.tolist() == [0.0]


@pytest.mark.parametrize("weight", [-0.1, math.nan, math.inf])
def test_a_weight_that_cannot_be_used_is_named(weight: float) -> None:
    with pytest.raises(BadWeights, match="liked"):
        Weights(liked=weight)
