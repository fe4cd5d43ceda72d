"""Names that are spoken of, and names that items share."""

from __future__ import annotations

import math
import unicodedata

import pytest

from recsys.people import People, fold
from retrieval.types import Item, Schema, Slot

SCHEMA = Schema(
    (
        Slot("grower", "name", "grower", role="maker", many=True),
        Slot("taster", "name", "taster", many=True),
        Slot("origin", "category", "origin", many=True),
    )
)
ITEMS = (
    Item("a", "Assam", {"grower": ("Ida Holm",), "taster": ("Cher", "Per O'Lund"), "origin": ("Ida Holm",)}),
    Item("b", "Keemun", {"grower": ("Ida Holm", "Émile Roux")}),
    Item("c", "Sencha", {"grower": ("Łukasz Żak",), "taster": ("Ida Holm",)}),
    Item("d", "Nameless", {}),
)
PEOPLE = People.of(SCHEMA, ITEMS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anything by Ida Holm?", [1, 1, 1, 0]),
        ("IDA   HOLM!", [1, 1, 1, 0]),
        ("ida, holm", [1, 1, 1, 0]),
        ("Ida Holm and émile roux", [1, 2, 1, 0]),
        ("that of per o’lund", [1, 0, 0, 0]),
        ("łukasz żak", [0, 0, 1, 0]),
        ("Ida Holmes", [0, 0, 0, 0]),
        ("Ida", [0, 0, 0, 0]),
        ("Cher", [0, 0, 0, 0]),
        ("", [0, 0, 0, 0]),
        ("…?!", [0, 0, 0, 0]),
    ],
)
def test_an_item_is_spoken_of_by_the_whole_names_of_its_people(text: str, found: list[int]) -> None:
    assert PEOPLE.spoken_of(text).tolist() == found


def test_a_letter_and_its_accent_may_be_written_apart() -> None:
    apart = unicodedata.normalize("NFD", "Émile Roux")
    assert PEOPLE.spoken_of(apart).tolist() == [0, 1, 0, 0]
    assert fold(apart) == "émile roux"


def test_items_share_the_names_that_both_have_whatever_the_column() -> None:
    shared = PEOPLE.shared([0])
    assert shared.tolist() == pytest.approx([math.log1p(2), math.log1p(1), math.log1p(1), 0])
    assert PEOPLE.shared([0, 1])[2] == pytest.approx(math.log1p(2))
    assert not PEOPLE.shared([]).any()
    assert not PEOPLE.shared([3]).any()


def test_without_names_nobody_is_spoken_of() -> None:
    none = People.of(Schema(()), ITEMS)
    assert not none.spoken_of("Ida Holm").any()
    assert not none.shared([0, 1]).any()
