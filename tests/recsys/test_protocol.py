"""Which turns are measured, and what they are measured by."""

from __future__ import annotations

import pytest

from recsys.errors import BadDialogues
from recsys.protocol import cases_of, refuse_leaks
from tests.recsys.talks import said, turn


def test_only_gold_that_nobody_named_before_counts_and_counts_once() -> None:
    [case] = cases_of([turn(["b", "a", "b", "c"], said("a"))], "abc").cases
    assert case.gold == ("b", "c")
    assert case.excluded == {"a"}


def test_with_repeats_all_gold_counts_and_nothing_is_excluded() -> None:
    [case] = cases_of([turn(["b", "a", "b"], said("a"))], "ab", new_only=False).cases
    assert case.gold == ("b", "a")
    assert case.excluded == frozenset()


def test_the_file_says_what_is_repeated() -> None:
    [case] = cases_of([turn(["b", "c"], repeated=[True, False])], "bc").cases
    assert case.gold == ("c",)


def test_what_is_skipped_is_counted() -> None:
    nothing_said = turn(["a"], said(), dialogue="d2")
    empty = turn(["a"], said(), dialogue="d3")
    empty = type(empty)("d3", 0, (), ("a",), (False,))
    only_repeated, usable = turn(["a"], said("a"), dialogue="d4"), turn(["a"], dialogue="d5")
    cases = cases_of([nothing_said, empty, only_repeated, usable, usable], "a")
    assert [case.dialogue_id for case in cases.cases] == ["d2", "d5"]
    assert cases.skipped == {"duplicate": 1, "empty_context": 1, "no_gold": 1}


def test_of_two_turns_with_one_place_the_first_counts() -> None:
    cases = cases_of([turn(["a"], index=3), turn(["b"], index=3)], "ab")
    assert [case.gold for case in cases.cases] == [("a",)]
    assert cases.skipped["duplicate"] == 1


def test_what_the_catalogue_lacks_is_counted() -> None:
    cases = cases_of([turn(["a", "x"], said("y", "a", "z"), said("y"))], "a")
    assert cases.cases[0].gold == ("x",)
    assert cases.unknown == {"gold": 1, "context": 2}


def test_the_first_turn_with_a_context_is_the_first_whatever_its_gold() -> None:
    turns = [
        turn(["b"], said("a"), index=5),
        turn(["a"], said("a"), index=3),
        turn(["b"], index=1, dialogue="e"),
    ]
    assert [(case.dialogue_id, case.first) for case in cases_of(turns, "ab").cases] == [
        ("d1", False),
        ("e", True),
    ]


@pytest.mark.parametrize("turns", [[], [turn(["a"], said("a"))]])
def test_without_a_turn_to_measure_that_is_said(turns: list[object]) -> None:
    with pytest.raises(BadDialogues, match=f"found {len(turns)} turns .*expected turns with a context"):
        cases_of(turns, "a")  # type: ignore[arg-type]


def test_a_dialogue_that_was_learned_from_is_not_measured_on() -> None:
    turns = [turn(["a"], dialogue=f"d{n:02}") for n in range(12)]
    refuse_leaks(turns, frozenset({"other"}), "the model")
    with pytest.raises(BadDialogues) as caught:
        refuse_leaks(turns, frozenset(f"d{n:02}" for n in range(1, 20)), "the model")
    assert "11 of the dialogues to be measured on were learned from (the model)" in str(caught.value)
    assert "d01, d02, d03, d04, d05, d06, d07, d08, d09, d10, …" in str(caught.value)
