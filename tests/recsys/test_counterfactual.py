"""The smallest change: cheapest first, verified by running, never a set that holds a smaller one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.counterfactual import changes, smallest


@dataclass(frozen=True)
class Lever:
    name: str
    cost: float


A, B, C = Lever("a", 1.0), Lever("b", 2.0), Lever("c", 2.5)
Run = Callable[[tuple[Lever, ...]], frozenset[str] | None]


def names(edits: tuple[Lever, ...]) -> frozenset[str]:
    return frozenset(edit.name for edit in edits)


def needs(*wanted: str) -> Callable[[frozenset[str]], bool]:
    return lambda pulled: set(wanted) <= pulled


def test_a_single_edit_that_does_it_is_found_before_any_pair() -> None:
    found = smallest([C, B, A], names, lambda pulled: "c" in pulled or pulled == {"a", "b"}, runs=20)
    assert found is not None
    assert (found.edits, found.cost, found.outcome) == ((C,), 2.5, {"c"})


def test_two_cheap_edits_come_before_one_dear_one() -> None:
    dear = Lever("d", 9.0)
    found = smallest([dear, A, B], names, lambda pulled: "d" in pulled or pulled == {"a", "b"}, runs=20)
    assert found is not None
    assert names(found.edits) == {"a", "b"}


def test_equal_costs_stand_in_the_order_of_names() -> None:
    twins = [Lever("z", 1.0), Lever("y", 1.0)]
    assert [c.edits[0].name for c in changes(twins, names, bool, runs=9)] == ["y", "z"]


def test_no_set_is_told_that_holds_a_smaller_one() -> None:
    told = [names(c.edits) for c in changes([A, B, C], names, needs("a"), runs=99, together=3)]
    assert told == [{"a"}]


def test_what_cannot_be_run_is_free_and_its_larger_sets_are_still_tried() -> None:
    ran: list[frozenset[str]] = []

    def run(edits: tuple[Lever, ...]) -> frozenset[str] | None:
        if len(edits) == 1:
            return None
        ran.append(names(edits))
        return ran[-1]

    found = smallest([A, B, C], run, needs("b", "c"), runs=3)
    assert found is not None
    assert ran == [{"a", "b"}, {"a", "c"}, {"b", "c"}]
    assert smallest([A, B, C], run, needs("b", "c"), runs=2) is None


def test_the_number_of_runs_and_the_size_of_sets_are_kept_to() -> None:
    ran: list[int] = []

    def run(edits: tuple[Lever, ...]) -> int:
        ran.append(len(edits))
        return len(edits)

    levers = [Lever(f"{n:02}", 1.0 + n / 100) for n in range(12)]
    assert smallest(levers, run, lambda size: size > 2, runs=40) is None
    assert (len(ran), max(ran)) == (40, 2)


@pytest.mark.parametrize("cost", [0.0, -1.0, float("nan"), float("inf")])
def test_a_cost_that_is_no_cost_is_refused(cost: float) -> None:
    with pytest.raises(ValueError, match="costs"):
        smallest([Lever("a", cost)], names, bool, runs=1)


def test_names_that_occur_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="'a'"):
        smallest([A, Lever("a", 2.0)], names, bool, runs=1)


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.sets(st.frozensets(st.sampled_from("01234"), min_size=1, max_size=3), max_size=6),
)
def test_the_first_answer_is_the_cheapest_of_all(costs: list[int], winning: set[frozenset[str]]) -> None:
    levers = [Lever(str(n), float(cost)) for n, cost in enumerate(costs)]
    sets = [names(chosen) for size in (1, 2, 3) for chosen in combinations(levers, size)]
    price = {s: sum(costs[int(name)] for name in s) for s in sets}
    best = min((price[s] for s in winning if s in price), default=None)
    found = smallest(levers, names, lambda pulled: pulled in winning, runs=999, together=3)
    assert (found.cost if found else None) == best
