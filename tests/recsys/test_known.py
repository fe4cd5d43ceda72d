"""Which items of another catalogue a model knows."""

from __future__ import annotations

from recsys.known import Known, title_key

HOME = Known.of({"1": "Anvil (1999)", "2": "Bugle"})


def test_in_its_own_catalogue_it_knows_items_by_id_whatever_they_are_called_now() -> None:
    assert HOME.places(Known.of({"2": "Bugle, renamed", "3": "New", "1": "Anvil (1999)"})).tolist() == [
        1,
        -1,
        0,
    ]


def test_in_another_it_knows_them_by_title_though_the_same_numbers_stand_for_other_things() -> None:
    other = Known.of({"1": "bugle!", "7": "ANVIL 1999", "9": "Cellar"})
    assert HOME.places(other).tolist() == [1, 0, -1]


def test_what_is_shared_is_known_by_title_alone() -> None:
    shared = HOME.shared()
    assert not shared.ids
    assert shared.places(HOME).tolist() == [0, 1]
    assert HOME.places(shared).tolist() == [0, 1]


def test_a_year_tells_titles_apart() -> None:
    assert title_key("Anvil (1999)") != title_key("Anvil (2009)")
    assert title_key("Anvil (1999)") == title_key("  anvil 1999 ")
