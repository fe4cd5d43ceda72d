"""Columns answer every constraint exactly as the constraint itself does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.filters import Columns
from retrieval.types import Constraint, Item
from tests.retrieval import kettles


@given(items=kettles.items, constraint=kettles.constraints)
def test_a_column_passes_exactly_the_items_for_which_the_constraint_holds(
    items: tuple[Item, ...], constraint: Constraint
) -> None:
    assert Columns(items).mask(constraint).tolist() == [constraint.holds(item) for item in items]


@given(
    items=kettles.items,
    constraint=kettles.constraints,
    number=st.sampled_from([float("nan"), float("inf"), 3]),
)
def test_strange_numbers_compare_as_the_constraint_compares_them(
    items: tuple[Item, ...], constraint: Constraint, number: float
) -> None:
    strange = Constraint(constraint.slot, constraint.op, number, "said so")
    assert Columns(items).mask(strange).tolist() == [strange.holds(item) for item in items]


def test_what_is_not_known_passes_no_condition_but_a_negation() -> None:
    columns = Columns(kettles.KETTLES)
    unpriced = [item.id for item in kettles.KETTLES].index("k5")
    passed = {op: columns.mask(Constraint("price", op, 20.0, "x"))[unpriced] for op in ("<", ">", "=", "!=")}
    assert passed == {"<": False, ">": False, "=": False, "!=": True}
