"""How much each reason of a part moved it: what the score loses without the reason, never more than the part."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys import features
from recsys.background import Background
from recsys.scorer import Scored, WeightedScorer
from recsys.shares import Shares, within
from recsys.types import Preferences, SoftPreference, Taste
from retrieval.types import Candidate, Item, Vector
from tests.recsys.worlds import COLLATERAL, FILM_ITEMS, FILMS, HEAT, PONYO, TOTORO

RNG = np.random.default_rng(5)
VECTORS: dict[str, Vector] = {
    item.id: (row / np.linalg.norm(row)).astype(np.float32)
    for item, row in zip(FILM_ITEMS, RNG.normal(size=(len(FILM_ITEMS), 8)), strict=True)
}
BACKGROUND = Background.of(FILMS, FILM_ITEMS, list(VECTORS.values()))
SCORER = WeightedScorer(FILMS, background=BACKGROUND)
SHARES = Shares(FILMS, SCORER.weights, BACKGROUND, VECTORS.__getitem__)
WISHES = (
    SoftPreference("moods", "tense", 1.0, "tense"),
    SoftPreference("violence", 0.0, 0.5, "nothing bloody"),
    SoftPreference("themes", "heist", -1.0, "no heist if you can"),
    SoftPreference("runtime", 100.0, 1.0, "about 100 minutes"),
)
films = st.sampled_from(FILM_ITEMS)
tastes = st.lists(st.tuples(films, st.sampled_from(["liked", "disliked", "like this"])), max_size=4).map(
    lambda told: tuple(Taste(item, VECTORS[item.id], feeling, "said so") for item, feeling in told)  # type: ignore[arg-type]
)


def part(name: str, item: Item, preferences: Preferences) -> float:
    pool = [Candidate(other, VECTORS[other.id]) for other in FILM_ITEMS]
    scored: Scored = SCORER.score(pool, preferences)
    return float(scored.parts[FILM_ITEMS.index(item), scored.names.index(name)])


@given(films, tastes)
def test_the_shares_of_a_likeness_add_up_to_its_part(item: Item, told: tuple[Taste, ...]) -> None:
    preferences = Preferences(tastes=told)
    assert sum(SHARES.liked(item, told).values()) == pytest.approx(part("liked", item, preferences), abs=1e-9)
    lost = sum(SHARES.disliked(item, told).values())
    assert lost == pytest.approx(part("disliked", item, preferences), abs=1e-9)


@given(films, st.lists(st.sampled_from(WISHES), max_size=3, unique=True))
def test_a_wishs_share_is_what_the_score_loses_without_it(item: Item, soft: list[SoftPreference]) -> None:
    preferences = Preferences(soft=tuple(soft))
    whole = part("wishes", item, preferences)
    for n, share in enumerate(SHARES.wishes(item, FILM_ITEMS, preferences)):
        without = replace(preferences, soft=tuple(wish for k, wish in enumerate(soft) if k != n))
        assert share == pytest.approx(whole - part("wishes", item, without), abs=1e-9)


@given(films)
def test_the_shares_of_popularity_add_up_to_its_part_and_skip_what_was_asked(item: Item) -> None:
    shares = SHARES.popularity(item, FILM_ITEMS, Preferences())
    assert sum(shares.values()) == pytest.approx(part("popularity", item, Preferences()), abs=1e-9)
    asked = Preferences(soft=(SoftPreference("renown", 0.0, 1.0, "obscure"),))
    assert SHARES.popularity(item, FILM_ITEMS, asked) == {}


@given(films, films)
def test_what_each_slot_adds_to_an_overlap_adds_up_to_it(one: Item, other: Item) -> None:
    parts = features.overlap(one, other, FILMS, BACKGROUND.rarity)
    [[whole]] = features.overlaps([one], [other], FILMS, BACKGROUND.rarity)
    assert sum(parts.values()) == pytest.approx(whole, abs=1e-12)


@given(
    st.floats(-2, 2), st.dictionaries(st.integers(0, 9), st.floats(-2, 2, allow_subnormal=False), max_size=6)
)
def test_shares_that_are_told_never_add_up_to_more_than_the_part(
    whole: float, shares: dict[int, float]
) -> None:
    told = within(whole, shares)
    assert abs(math.fsum(told.values())) <= abs(whole) + 1e-12
    assert all(share * whole >= 0 and abs(share) <= abs(shares[key]) for key, share in told.items())


def test_the_nearest_of_several_counts_most() -> None:
    told = tuple(Taste(item, VECTORS[item.id], "liked", "said so") for item in (HEAT, TOTORO))
    shares = SHARES.liked(COLLATERAL, told)
    assert shares["heat", "directors"] > 0
    assert not any(slot == "directors" for other, slot in shares if other == "totoro")
    assert SHARES.liked(PONYO, ()) == {}
