"""Titles and people: linked when sure, otherwise only named as near."""

from __future__ import annotations

from bot.language.linking import Linker
from bot.language.titles import arabic, series_key, variants
from bot.language.vocabulary import Vocabulary, name_forms
from tests.bot.shelves import FILM_SCHEMA, FILMS, ListShelf


def linker():
    vocabulary = Vocabulary(ListShelf(FILM_SCHEMA, FILMS))
    vocabulary.refresh()
    return Linker(vocabulary)


def test_a_small_slip_is_the_same_title_and_a_large_one_is_not():
    assert linker().alike("the godfahter")[0] == ("godfather",)
    ids, nearest = linker().alike("the godmother")
    assert ids == ()
    assert "godfather" in nearest


def test_another_number_is_another_part():
    assert linker().alike("the godfather 3")[0] == ()


def test_the_nth_of_a_series_is_by_year():
    assert linker().in_series(["alien"], 1) == ("alien",)
    assert linker().in_series(["alien"], -1) == ("aliens",)
    assert linker().in_series(["alien"], 7) == ()
    assert linker().in_series(["ronin"], 2) == ()


def test_titles_of_the_same_name_are_told_apart_by_year():
    found = linker().title_at(["heat"], 0)
    assert found is not None
    assert found.ids == ("heat", "heat86")
    assert linker().of_year(found.ids, 1986) == ("heat86",)


def test_a_rare_word_names_its_title():
    assert linker().rare_word("odyssey") == ("odyssey",)
    assert linker().rare_word("godfather") == ()  # two titles hold it
    assert linker().rare_word("heat") == ()  # a word that anybody may say


def test_roman_numerals_and_parts_are_one():
    assert arabic("the godfather part ii") == "the godfather 2"
    assert series_key("Aliens") == series_key("Alien: Covenant") == series_key("Alien 3") == "alien"
    assert ("space odyssey", 5) in variants("2001: A Space Odyssey") or "a space odyssey" in dict(
        variants("2001: A Space Odyssey")
    )
    assert "seven" in dict(variants("Se7en"))


def test_a_person_is_said_in_several_ways():
    assert {"robert de niro", "de niro", "niro"} <= set(name_forms("Robert De Niro"))
    assert "philip hoffman" in name_forms("Philip Seymour Hoffman")
    assert name_forms("Cher") == ("cher",)
