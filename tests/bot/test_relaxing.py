"""Nothing meets every wish: which are given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.relaxing import relax
from retrieval.types import Constraint, Found, Item, Query, Schema, Slot, Vector

SCHEMA = Schema(
    (
        Slot("colour", "category", "colour", many=True),
        Slot("price", "number", "price", unit="€"),
        Slot("noise", "level", "noise", levels=("none", "some", "much")),
    )
)
KETTLES = (
    Item("a", "A", {"colour": ("red",), "price": 20.0, "noise": 2}),
    Item("b", "B", {"colour": ("red",), "price": 50.0, "noise": 0}),
    Item("c", "C", {"colour": ("blue",), "price": 25.0, "noise": 0}),
)
RED = Constraint("colour", "=", "red", "red")
CHEAP = Constraint("price", "<", 30.0, "under 30")
SILENT = Constraint("noise", "<=", 0, "silent")
AT_LEAST_100 = Constraint("price", ">=", 100.0, "100 to 200")
AT_MOST_200 = Constraint("price", "<=", 200.0, "100 to 200")


@dataclass
class Shop:
    """A retriever that only counts."""

    items: Sequence[Item] = KETTLES

    def count(self, query: Query) -> int:
        return sum(
            item.id not in query.exclude and all(c.holds(item) for c in query.constraints)
            for item in self.items
        )

    def search(self, query: Query, k: int) -> Found:
        raise NotImplementedError

    def vector(self, item_id: str) -> Vector:
        raise NotImplementedError


def given_up(
    *constraints: Constraint, exclude: frozenset[str] = frozenset()
) -> tuple[Constraint, ...] | None:
    eased = relax(Query(constraints=constraints, exclude=exclude), Shop(), SCHEMA)
    if eased is None:
        return None
    query, gone = eased
    assert Shop().count(query) > 0
    assert set(query.constraints) | set(gone) == set(constraints)
    return gone


def test_a_protecting_wish_stays_longer_than_a_colour() -> None:
    assert given_up(RED, CHEAP, SILENT) == (RED,)


def test_what_was_said_last_stays_longer() -> None:
    assert given_up(RED, Constraint("colour", "=", "blue", "blue")) == (RED,)


def test_both_bounds_of_one_phrase_go_together() -> None:
    assert given_up(AT_LEAST_100, AT_MOST_200) == (AT_LEAST_100, AT_MOST_200)


def test_as_few_wishes_as_possible_go() -> None:
    assert given_up(AT_LEAST_100, AT_MOST_200, RED, SILENT) == (AT_LEAST_100, AT_MOST_200)


def test_many_impossible_wishes_still_lead_somewhere() -> None:
    impossible = [Constraint("colour", "=", f"colour {i}", f"colour {i}") for i in range(12)]
    assert given_up(*impossible, SILENT) == tuple(impossible)


def test_nothing_is_given_up_where_everything_is_excluded() -> None:
    assert given_up(RED, exclude=frozenset("abc")) is None
