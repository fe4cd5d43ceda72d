"""Search: filters hold, nothing that passes is missed, changes count at once, and the path adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.retriever import HybridRetriever
from retrieval.types import Constraint, Item, Query
from tests.retrieval import kettles

RED = Constraint("colours", "=", "red", "a red one")
BLUE = Constraint("colours", "=", "blue", "a blue one")
QUIET = Constraint("noise", "<=", 1.0, "quiet")


@pytest.fixture(scope="module")
def shop() -> HybridRetriever:
    return kettles.retriever_of()


def ids(retriever: HybridRetriever, query: Query, k: int = 10) -> list[str]:
    return [candidate.item.id for candidate in retriever.search(query, k).candidates]


def test_words_find_what_they_speak_of_first(shop: HybridRetriever) -> None:
    assert ids(shop, Query(words="a silent kettle for early people"))[0] == "k4"


def test_a_name_is_found_by_its_letters_and_by_another_title(shop: HybridRetriever) -> None:
    best = shop.search(Query(words="Schnellkocher"), 3).candidates[0]
    assert best.item.id == "k1"
    assert best.names_fit == 1.0
    assert "words" in best.found_by


@settings(max_examples=60, deadline=None)
@given(
    wanted=st.lists(kettles.constraints, max_size=2).map(tuple),
    words=st.sampled_from(["", "whistles", "a red kettle", "zzzz"]),
    near=st.lists(st.sampled_from(["k1", "k4", "unknown"]), max_size=2).map(tuple),
    exclude=st.frozensets(st.sampled_from(["k2", "k3", "k6"])),
    k=st.integers(1, 8),
)
def test_every_item_that_passes_is_found_and_no_other(
    wanted: tuple[Constraint, ...], words: str, near: tuple[str, ...], exclude: frozenset[str], k: int
) -> None:
    shop = kettles.retriever_of()
    query = Query(words, wanted, near, exclude)
    passing = {
        item.id
        for item in kettles.KETTLES
        if all(c.holds(item) for c in wanted) and item.id not in exclude and item.id not in near
    }
    found = ids(shop, query, k)
    assert set(found) <= passing
    assert len(found) == len(set(found)) == min(k, len(passing))
    assert shop.count(query) == len(passing)


def test_the_fit_of_every_candidate_is_its_cosine_with_the_words(shop: HybridRetriever) -> None:
    found = shop.search(Query(words="red kettle for tea"), 6)
    assert len(found.candidates) == 6
    for candidate in found.candidates:
        assert candidate.words_fit == pytest.approx(float(candidate.vector @ found.query_vector), abs=1e-6)
        np.testing.assert_array_equal(candidate.vector, shop.vector(candidate.item.id))


def test_without_words_what_is_popular_comes_first_and_nothing_is_compared(shop: HybridRetriever) -> None:
    found = shop.search(Query(), 6)
    assert [c.item.id for c in found.candidates] == ["k3", "k1", "k2", "k6", "k4", "k5"]
    assert not found.query_vector.any()
    assert {c.words_fit for c in found.candidates} == {0.0}
    assert {c.found_by for c in found.candidates} == {("popular",)}


def test_words_without_a_word_in_them_fall_back_on_what_is_popular(shop: HybridRetriever) -> None:
    assert ids(shop, Query(words="?!…"), 1) == ["k3"]


def test_a_large_shop_without_sales_is_listed_by_id() -> None:
    items = tuple(Item(f"i{n:03}", f"Kettle {n}", {}) for n in range(50))
    assert ids(kettles.retriever_of(items), Query(), 3) == ["i000", "i001", "i002"]


def test_the_like_of_an_item_is_near_it_and_is_not_the_item(shop: HybridRetriever) -> None:
    found = shop.search(Query(near=("k1",)), 2).candidates
    assert found[0].item.id == "k2"
    assert "near" in found[0].found_by
    assert "k1" not in ids(shop, Query(words="swift boil", near=("k1",)))


def test_what_lies_in_a_direction_is_found_whatever_the_words_and_the_path_says_so(
    shop: HybridRetriever,
) -> None:
    query = Query(exclude=frozenset({"k6"}), toward=2 * shop.vector("k3"))
    found = shop.search(query, 2)
    assert (found.candidates[0].item.id, found.candidates[0].found_by) == ("k3", ("learned",))
    assert ("learned", 5, 2) in [(step.name, step.before, step.after) for step in found.path]
    worded = shop.search(replace(query, words="swift boil"), 3)
    assert any("learned" in candidate.found_by for candidate in worded.candidates)
    nowhere = shop.search(replace(query, toward=np.zeros(64, dtype=np.float32)), 2)
    assert "learned" not in [step.name for step in nowhere.path]
    assert "k3" not in ids(shop, replace(query, exclude=frozenset({"k3"})))


def test_the_path_tells_how_many_each_step_left(shop: HybridRetriever) -> None:
    path = shop.search(Query("kettle", (QUIET, BLUE), exclude=frozenset({"k4"})), 5).path
    steps = [(step.name, step.before, step.after) for step in path]
    assert steps[:4] == [("catalogue", 6, 6), ("filter", 6, 3), ("filter", 3, 2), ("left out", 2, 1)]
    assert steps[-1] == ("fused", 2, 1)
    assert [step.detail for step in path[1:3]] == ["noise <= 1", "colour = blue"]
    assert {name for name, _, _ in steps[4:-1]} == {"meaning", "words"}


def test_a_filter_on_several_values_reads_as_one(shop: HybridRetriever) -> None:
    either = Constraint("colours", "in", ("blue", "steel"), "blue or steel")
    found = shop.search(Query(constraints=(either,)), 6)
    assert {c.item.id for c in found.candidates} == {"k2", "k3", "k4"}
    assert found.path[1].detail == "colour in blue or steel"


def test_the_same_search_gives_the_same_answer(shop: HybridRetriever) -> None:
    query = Query("kettle", (QUIET,), near=("k6",))
    assert ids(shop, query) == ids(shop, query) == ids(kettles.retriever_of(), query)


def test_an_item_put_in_is_found_at_once_by_words_by_filter_and_by_likeness() -> None:
    shop = kettles.retriever_of()
    shop.put(Item("k9", "Samovar", {"colours": ("gold",), "price": 200.0}))
    gold = Constraint("colours", "=", "gold", "gold")
    assert ids(shop, Query(words="samovar"))[0] == "k9"
    assert ids(shop, Query(constraints=(gold,))) == ["k9"]
    assert shop.vector("k9").any()
    assert len(shop.catalogue) == 7


def test_an_item_that_is_replaced_is_found_as_it_is_now_and_once() -> None:
    shop = kettles.retriever_of()
    shop.put(Item("k4", "Roar", {"colours": ("blue",), "noise": 2.0, "about": "Very loud."}))
    shop.put(Item("k4", "Thunder", {"colours": ("blue",), "noise": 2.0, "about": "Very, very loud."}))
    found = shop.search(Query(words="hush", constraints=(BLUE,)), 9).candidates
    assert [c.item.title for c in found if c.item.id == "k4"] == ["Thunder"]
    assert ids(shop, Query(constraints=(BLUE, QUIET))) == ["k2"]


@pytest.mark.parametrize("first_put", [False, True])
def test_an_item_that_was_removed_does_not_come_back(first_put: bool) -> None:
    shop = kettles.retriever_of()
    if first_put:
        shop.put(Item("k4", "Hush", {"colours": ("blue",)}))
    assert shop.remove("k4") is True
    assert shop.remove("k4") is False
    assert "k4" not in ids(shop, Query(words="hush silent kettle"))
    assert "k4" not in ids(shop, Query())
    assert not shop.vector("k4").any()


def test_an_empty_catalogue_answers_with_nothing() -> None:
    shop = kettles.retriever_of(())
    assert shop.search(Query("anything", (BLUE,), near=("k1",)), 5).candidates == ()
    assert shop.count(Query()) == 0


@pytest.mark.parametrize(
    "words", ["'; DROP TABLE items; --", "title:* AND (", "\x00\x01", "a" * 100_000, "水壶 🫖"]
)
def test_any_words_are_only_words(shop: HybridRetriever, words: str) -> None:
    assert len(ids(shop, Query(words=words), 6)) == 6


def test_an_item_imagined_is_found_by_its_other_facts_and_the_shop_stays_as_it_is(
    shop: HybridRetriever,
) -> None:
    hush = shop.catalogue.get("k4")
    assert hush is not None
    other = shop.imagining(replace(hush, values={**hush.values, "colours": ("red",)}))
    assert "k4" in ids(other, Query(constraints=(RED,)), 9)
    assert "k4" not in ids(other, Query(constraints=(BLUE,)), 9)
    assert "k4" not in ids(shop, Query(constraints=(RED,)), 9)
    assert shop.catalogue.get("k4") == hush
    assert (other.vector("k4") == shop.vector("k4")).all()
    assert ids(other, Query(words="silent"), 9) == ids(shop, Query(words="silent"), 9)


def test_every_step_says_what_it_took() -> None:
    ticks = iter(range(1000))
    shop = kettles.retriever_of(clock=lambda: next(ticks) / 1000)
    path = shop.search(Query("quiet red", (RED,), near=("k1",)), 3).path
    assert [round(step.ms) for step in path] == [1] * len(path)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["silent", "green tea", "whistle", "", "aurora"]), min_size=1, max_size=4))
def test_the_fits_of_one_item_are_those_that_a_search_finds(words: list[str]) -> None:
    shop = kettles.retriever_of()
    wordings = [" ".join(words[:n]) for n in range(len(words) + 1)]
    for item_id in ("k1", "k4"):
        fits = shop.fits(item_id, wordings, Query("anything", (QUIET,)), 10)
        assert len(fits) == len(wordings)
        for wording, fit in zip(wordings, fits, strict=True):
            found = shop.search(Query(wording, (QUIET,)), 10).candidates
            for candidate in found:
                if candidate.item.id == item_id:
                    assert fit == pytest.approx((candidate.words_fit, candidate.names_fit), abs=1e-6)


def test_an_item_that_is_not_there_fits_nothing(shop: HybridRetriever) -> None:
    assert shop.fits("gone", ["silent", "tea"], Query(), 10) == [(0.0, 0.0)] * 2
