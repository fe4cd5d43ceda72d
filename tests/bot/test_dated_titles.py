"""Titles with their year in brackets, known or not: the year tells which title is meant, and asks for nothing."""

from __future__ import annotations

import pytest

from bot.types import DialogueState, UserAct
from tests.bot.shelves import FILM_SCHEMA, FILMS, ListShelf, conditions, reader

READER = reader(ListShelf(FILM_SCHEMA, FILMS))


def read(text: str) -> UserAct:
    return READER.understand(DialogueState(), text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("I liked The Iron Duchess (2011)", "The Iron Duchess (2011)"),
        ("something like 21 Comedy Kings (2012), please", "21 Comedy Kings (2012)"),
        ("I saw Thunder: Parasite (2017) yesterday", "Thunder: Parasite (2017)"),
        ("ok The Godfather Part Nine (2013)", "The Godfather Part Nine (2013)"),
        ("i loved blorbit (2007)", "blorbit"),
    ],
)
def test_no_word_of_a_title_that_nobody_has_is_a_wish_nor_is_its_year(text: str, title: str) -> None:
    act = read(text)
    assert [missing.text for missing in act.missing] == [title]
    assert (act.constraints, act.soft, act.liked, act.like_this) == ((), (), (), ())


def test_the_year_says_which_title_is_meant() -> None:
    assert [m.item_id for m in read("I loved Heat (1986)").liked] == ["heat86"]
    assert [m.item_id for m in read("Crime films like The Godfather (1972)").like_this] == ["godfather"]
    lost = read("I loved Heat (1999)")
    assert (lost.liked, lost.constraints) == ((), ())
    assert "heat" in lost.missing[0].nearest


def test_a_year_in_brackets_after_a_wish_is_part_of_it() -> None:
    assert conditions(read("westerns (1960)")) == {("genres", "=", "western"), ("year", "=", 1960.0)}
