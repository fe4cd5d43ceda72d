"""Titles found while somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog import Catalogue
from retrieval.types import Item, Schema
from ui.titles import Titles

NAMES = (
    "The Godfather",
    "Tokyo Godfathers",
    "God",
    "Amélie",
    "Big",
    "A Bigger Splash",
    "Léon: The Professional",
)


def shelf(*more: Item) -> Catalogue:
    return Catalogue.of(Schema(()), [*(Item(f"i{n}", name, {}) for n, name in enumerate(NAMES)), *more])


def found(text: str, n: int = 6, catalogue: Catalogue | None = None) -> list[str]:
    return [item.title for item in Titles(catalogue or shelf()).find(text, n)]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("god", ["God", "The Godfather", "Tokyo Godfathers"]),
        ("THE GOD", ["The Godfather"]),
        ("amelie", ["Amélie"]),
        ("leon the", ["Léon: The Professional"]),
        ("big", ["Big", "A Bigger Splash"]),
        ("godfahter", ["The Godfather", "Tokyo Godfathers"]),
        ("something else altogether", []),
        ("", []),
        ("?!", []),
    ],
)
def test_the_titles_that_answer_best_come_first(typed: str, titles: list[str]) -> None:
    assert found(typed) == titles


def test_another_title_of_an_item_finds_it_once() -> None:
    catalogue = shelf(Item("x", "Spirited Away", {}, aliases=("Sen to Chihiro", "Chihiro's Way")))
    assert found("chihiro", catalogue=catalogue) == ["Spirited Away"]


def test_no_more_than_asked_for() -> None:
    assert len(found("g", n=2)) == 2


def test_what_is_put_in_later_is_found() -> None:
    catalogue = shelf()
    titles = Titles(catalogue)
    assert titles.find("zodiac", 3) == ()
    catalogue.put(Item("z", "Zodiac", {}))
    assert [item.id for item in titles.find("zodiac", 3)] == ["z"]


@given(st.text(max_size=60))
def test_anything_may_be_typed(typed: str) -> None:
    assert len(found(typed)) <= 6
