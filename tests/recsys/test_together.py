"""What is named together more often than chance: the formula, against one that is computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dialogues import Dialogue, Utterance, mentioned
from recsys.together import SMOOTH, Together

IDS = ("a", "b", "c", "d")
shelves = st.lists(
    st.tuples(st.booleans(), st.lists(st.sampled_from((*IDS, "elsewhere")), max_size=4)), max_size=12
)


def dialogues(told: list[tuple[bool, list[str]]]) -> list[Dialogue]:
    return [
        Dialogue(f"d{k}", (Utterance("seeker", "words" if worded else "", tuple(items)),))
        for k, (worded, items) in enumerate(told)
    ]


def naive(told: list[Dialogue], one: str, other: str) -> float:
    """log((both + c) / (expected + c)), the expected of dialogues with and without words apart."""
    both = sum(one in (named := mentioned(d.utterances)) and other in named for d in told if one != other)
    expected = 0.0
    for worded in (True, False):
        kind = [mentioned(d.utterances) for d in told if any(u.text for u in d.utterances) == worded]
        if kind:
            expected += sum(one in d for d in kind) * sum(other in d for d in kind) / len(kind)
    return math.log((both + SMOOTH) / (expected + SMOOTH))


@given(shelves)
def test_it_is_the_lift_over_chance(told: list[tuple[bool, list[str]]]) -> None:
    said = dialogues(told)
    together = Together.of(said, IDS)
    for row, one in enumerate(IDS):
        assert together.lift(row).tolist() == pytest.approx([naive(said, one, other) for other in IDS])


@given(shelves, shelves)
def test_two_collections_add_up_to_one(
    told: list[tuple[bool, list[str]]], more: list[tuple[bool, list[str]]]
) -> None:
    added = Together.of(dialogues(told), IDS).plus(Together.of(dialogues(more), IDS))
    whole = Together.of(dialogues(told) + dialogues(more), IDS)
    assert [added.lift(row).tolist() for row in range(len(IDS))] == [
        whole.lift(row).tolist() for row in range(len(IDS))
    ]


@given(shelves)
def test_it_is_the_same_from_either_side(told: list[tuple[bool, list[str]]]) -> None:
    together = Together.of(dialogues(told), IDS)
    lifts = np.array([together.lift(row) for row in range(len(IDS))])
    assert np.allclose(lifts, lifts.T)


def test_what_one_collection_left_out_does_not_look_shunned() -> None:
    wordless = [(False, ["a", "b"])] * 20
    told = [(True, ["a", "c"]), (True, ["b"]), *wordless]
    apart, mixed = dialogues(told), dialogues([(True, items) for _, items in told])
    assert Together.of(apart, IDS).lift(0)[2] > Together.of(mixed, IDS).lift(0)[2]


def test_the_fit_to_several_items_is_the_weighted_sum() -> None:
    together = Together.of(dialogues([(True, ["a", "b"]), (True, ["c"]), (False, ["a", "d"])]), IDS)
    fit = together.fit([0, 2], np.array([0.25, 0.75]))
    assert fit.tolist() == pytest.approx((0.25 * together.lift(0) + 0.75 * together.lift(2)).tolist())
    assert together.fit([], np.zeros(0)).tolist() == [0.0] * len(IDS)


def test_nothing_learned_says_nothing() -> None:
    assert Together.of((), IDS).lift(1).tolist() == [0.0] * len(IDS)
