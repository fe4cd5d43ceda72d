"""Coverage, popularity and diversity by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.beyond import coverage, diversity, gini, popularity_percentile
from retrieval.types import Item, Schema, Slot
from tests.recsys.talks import SCHEMA, shelf


def test_coverage_is_the_share_of_the_catalogue_that_anybody_sees() -> None:
    assert coverage([("a", "b"), ("b", "c")], 6) == 0.5
    assert coverage([()], 6) == 0


@pytest.mark.parametrize(
    ("shown", "expected"),
    [([("a", "b", "c", "d")], 0), ([("a",)] * 9, 0.75), ([()], 0), ([("a", "b"), ("a", "c")], 0.375)],
)
def test_gini_is_nothing_where_all_are_shown_alike(shown: list[tuple[str, ...]], expected: float) -> None:
    assert gini(shown, 4) == pytest.approx(expected)


def test_the_percentile_says_how_many_are_named_less() -> None:
    counts = np.array([5.0, 1.0, 1.0, 0.0])
    assert popularity_percentile([("a",)], "abcd", counts) == pytest.approx(3.5 / 4)
    assert popularity_percentile([("b", "d")], "abcd", counts) == pytest.approx((2 / 4 + 0.5 / 4) / 2)
    assert popularity_percentile([tuple("abcd")], "abcd", counts) == pytest.approx(0.5)


def test_diversity_is_one_without_and_zero_with_all_categories_in_common() -> None:
    items = {item.id: item for item in shelf("x", a="drama", b="drama", c="comedy", d="drama comedy")}
    assert diversity([("a", "b")], items, SCHEMA) == 0
    assert diversity([("a", "c")], items, SCHEMA) == 1
    assert diversity([("a", "d")], items, SCHEMA) == pytest.approx(0.5)
    assert diversity([("a", "b", "c"), ("a", "b")], items, SCHEMA) == pytest.approx((2 / 3 + 0) / 2)


def test_items_whose_categories_are_not_known_say_nothing_of_diversity() -> None:
    items = {item.id: item for item in shelf("x", "y", a="drama", c="comedy")}
    assert diversity([("a", "x", "c")], items, SCHEMA) == 1
    assert diversity([("x", "y"), ("a",)], items, SCHEMA) is None


def test_without_a_slot_for_the_kind_all_categories_count() -> None:
    schema = Schema((Slot("colour", "category", "colour"), Slot("shape", "category", "shape")))
    items = {"a": Item("a", "A", {"colour": "red", "shape": "round"}), "b": Item("b", "B", {"colour": "red"})}
    assert diversity([("a", "b")], items, schema) == pytest.approx(0.5)
