"""Numbers, dates and measured words, as people write them."""

from __future__ import annotations

import pytest

from bot.types import DialogueState
from tests.bot.shelves import FILM_SCHEMA, FILMS, SCREEN, ListShelf, conditions, reader

READER = reader(ListShelf(FILM_SCHEMA, FILMS))


def years(low, high):
    return {("year", ">=", low), ("year", "<=", high)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s films", years(1990, 1999)),
        ("the nineties", years(1990, 1999)),
        ("nineteen eighties", years(1980, 1989)),
        ("1970's thrillers", years(1970, 1979) | {("genres", "=", "thriller")}),
        ("early 2000s", years(2000, 2003)),
        ("mid-80s", years(1984, 1986)),
        ("the late 60s", years(1967, 1969)),
        ("70s or 80s", years(1970, 1989)),
        ("before the 80s", {("year", "<", 1980)}),
        ("after the 90s", {("year", ">", 1999)}),
        ("since the 90s", {("year", ">=", 1990)}),
        ("from the last ten years", {("year", ">=", 2015)}),
        ("from the past decade", {("year", ">=", 2015)}),
        ("this century", {("year", ">=", 2000)}),
        ("this decade", {("year", ">=", 2020)}),
        ("released this year", {("year", ">=", 2025)}),
        ("from last year", years(2024, 2024)),
        ("20th century films", years(1900, 1999)),
        ("less than 20 years old", {("year", ">", 2005)}),
        ("older than ten years", {("year", "<", 2015)}),
        ("at most 5 years old", {("year", ">=", 2020)}),
        ("more than 30 years old", {("year", "<", 1995)}),
        ("since 2000", {("year", ">=", 2000)}),
        ("from 2000 onwards", {("year", ">=", 2000)}),
        ("1990-2000", years(1990, 2000)),
        ("between 1990 and 2000", years(1990, 2000)),
        ("from 1995", {("year", "=", 1995)}),
        ("around 1995", years(1993, 1997)),
        ("under two hours", {("runtime", "<", 120)}),
        ("not longer than 1h45", {("runtime", "<=", 105)}),
        ("about 90 minutes", {("runtime", ">=", 80), ("runtime", "<=", 100)}),
        ("an hour and a half or less", {("runtime", "<=", 90)}),
        ("two and a half hours max", {("runtime", "<=", 150)}),
        ("at least half an hour", {("runtime", ">=", 30)}),
        ("one hundred and twenty minutes or more", {("runtime", ">=", 120)}),
        ("two hours and ten minutes at most", {("runtime", "<=", 130)}),
        ("90 to 120 minutes", {("runtime", ">=", 90), ("runtime", "<=", 120)}),
        ("less than 2h and more than 90 min", {("runtime", "<", 120), ("runtime", ">", 90)}),
        ("shorter than 100 minutes", {("runtime", "<", 100)}),
        ("for my 6 year old daughter", set()),
        ("mild violence", {("violence", "<=", 1)}),
        ("some violence", {("violence", "<=", 1)}),
        ("with lots of gore", {("violence", ">=", 2)}),
        ("non-violent", {("violence", "<=", 0)}),
        ("not too much violence", {("violence", "<=", 1)}),
        ("not shorter than Heat", {("runtime", ">=", 170)}),
    ],
)
def test_a_number_means_what_its_words_say(text, expected):
    assert conditions(READER.understand(DialogueState(), text)) == expected


@pytest.mark.parametrize(
    ("text", "slot"),
    [("a recent film", "year"), ("the longest film", "runtime"), ("something newer", "year")],
)
def test_vague_measures_are_wishes(text, slot):
    act = READER.understand(DialogueState(), text)
    assert not act.constraints
    assert [s.slot for s in act.soft] == [slot]


@pytest.mark.parametrize(
    ("text", "slot", "direction"),
    [("too much violence", "violence", "less"), ("more gore", "violence", "more"), ("too short", "runtime", "more"),
     ("less scary", "fear", "less"), ("not so long", "runtime", "less")],
)  # fmt: skip
def test_measures_of_the_screen_are_critiques_or_bounds(text, slot, direction):
    act = READER.understand(SCREEN, text)
    asked = [(c.slot, c.direction) for c in act.critiques]
    bounded = [(c.slot, "less" if c.op in ("<", "<=") else "more") for c in act.constraints]
    assert (slot, direction) in asked + bounded
