"""What is ordinary says little; what is rare says much."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.background import Background
from recsys.features import overlaps
from retrieval.types import Item, Schema, Slot

SCHEMA = Schema(
    (
        Slot("genre", "category", "genre", role="kind", many=True),
        Slot("author", "name", "author", role="maker"),
    )
)


def book(item_id: str, *genres: str, author: str = "") -> Item:
    return Item(item_id, item_id, {"genre": genres, "author": (author,) if author else ()})


BOOKS = [book("a", "novel"), book("b", "novel"), book("c", "novel", "sea"), book("d", "novel", "sea")]


def test_what_every_item_has_is_not_rare_and_what_few_have_is() -> None:
    rarity = Background.of(SCHEMA, BOOKS, []).rarity
    assert rarity["genre", "novel"] == 0
    assert 0 < rarity["genre", "sea"] < 1


def test_sharing_a_rare_value_counts_more_than_sharing_an_ordinary_one() -> None:
    rarity = Background.of(
        SCHEMA, [*BOOKS, book("e", "sea", "whales"), book("f", "whales", "novel")], []
    ).rarity
    ordinary, rare = overlaps([BOOKS[0], book("g", "whales")], [book("h", "novel", "whales")], SCHEMA, rarity)
    assert rare[0] > ordinary[0]


def test_different_makers_do_not_make_two_items_less_alike() -> None:
    alone = overlaps([book("x", "sea")], [book("y", "sea")], SCHEMA, {})
    by_others = overlaps([book("x", "sea", author="A")], [book("y", "sea", author="B")], SCHEMA, {})
    by_the_same = overlaps([book("x", "novel", author="A")], [book("y", "sea", author="A")], SCHEMA, {})
    assert alone == by_others
    assert by_the_same[0, 0] > 0


def test_the_ordinary_likeness_is_the_mean_cosine_of_pairs() -> None:
    vectors = [np.array(v, dtype=np.float32) for v in ((1, 0), (1, 0), (0, 1))]
    assert Background.of(SCHEMA, [], vectors).likeness == pytest.approx(1 / 3)


@pytest.mark.parametrize("items", [[], BOOKS[:1]])
def test_tiny_catalogues_have_a_background(items: list[Item]) -> None:
    background = Background.of(SCHEMA, items, [])
    assert background.likeness == 0
    assert set(background.rarity.values()) <= {0.0}
