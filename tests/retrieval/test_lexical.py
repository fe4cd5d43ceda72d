"""Search by words, and the fusing of rankings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import fuse
from retrieval.lexical import LexicalIndex
from retrieval.text import words
from retrieval.types import Item
from tests.retrieval import kettles


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex(kettles.SCHEMA, kettles.KETTLES)


def test_a_title_counts_more_than_prose(index: LexicalIndex) -> None:
    assert index.search("whistler", 5)[0][0] == "k3"
    assert [item_id for item_id, _ in index.search("hearth", 5)] == ["k3", "k4"]


def test_function_words_alone_still_find_what_holds_them(index: LexicalIndex) -> None:
    assert index.search("just a", 5)[0][0] == "k5"


def test_what_does_not_pass_makes_room_for_what_does() -> None:
    many = [Item(f"i{n:03}", "Kettle kettle", {}) for n in range(200)] + [
        Item("z", "A kettle of another sort", {})
    ]
    found = LexicalIndex(kettles.SCHEMA, many).search("kettle", 2, lambda item_id: item_id == "z")
    assert [item_id for item_id, _ in found] == ["z"]


def test_equal_scores_go_by_id(index: LexicalIndex) -> None:
    twins = LexicalIndex(kettles.SCHEMA, [Item(i, "Twin kettle", {}) for i in ("b", "a", "c")])
    assert [item_id for item_id, _ in twins.search("twin", 3)] == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["", "  ", "!?", "-"])
def test_no_words_find_nothing(index: LexicalIndex, text: str) -> None:
    assert index.search(text, 5) == []
    assert index.search("kettle", 0) == []


def test_a_removed_item_is_gone_and_removing_it_twice_is_nothing() -> None:
    index = LexicalIndex(kettles.SCHEMA, kettles.KETTLES)
    index.remove("k3")
    index.remove("k3")
    assert index.search("whistler", 5) == []


def test_accents_case_and_ideographs_are_bridged() -> None:
    assert words("Élan VITAL, don’t — 水壶") == ["elan", "vital", "don't", "水", "壶"]


@given(st.text())
def test_any_text_splits_into_plain_words(text: str) -> None:
    assert all(word and " " not in word for word in words(text))


@given(st.lists(st.lists(st.integers(0, 9), unique=True, max_size=8), max_size=4))
def test_what_is_ahead_in_every_ranking_is_ahead_when_fused(rankings: list[list[int]]) -> None:
    scores = fuse(rankings)
    assert set(scores) == {found for ranking in rankings for found in ranking}
    for left in scores:
        for right in scores:
            places = [(r.index(left), r.index(right)) for r in rankings if left in r and right in r]
            if len(places) == len(rankings) and all(a < b for a, b in places):
                assert scores[left] > scores[right]


def test_fusing_adds_the_reciprocal_ranks() -> None:
    assert fuse([["a", "b"], ["b"]]) == pytest.approx({"a": 1 / 61, "b": 1 / 62 + 1 / 61})


def test_a_replaced_item_is_not_found_by_its_old_words() -> None:
    index = LexicalIndex(kettles.SCHEMA, kettles.KETTLES)
    index.put(Item("k3", "Singer", {}))
    assert index.search("whistler", 5) == []
    assert [item_id for item_id, _ in index.search("singer", 5)] == ["k3"]
