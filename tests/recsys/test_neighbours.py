"""What came next in the conversations most like this one."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.neighbours import FLOOR, NEAREST, Neighbours


def neighbours(*told: tuple[tuple[float, float], tuple[int, ...]]) -> Neighbours:
    queries = np.array([query for query, _ in told], dtype=np.float32).reshape(-1, 2)
    starts = np.cumsum([0, *(len(golds) for _, golds in told)])
    golds = np.array([row for _, golds in told for row in golds], dtype=np.int64)
    return Neighbours(queries, starts, golds)


EAST, NORTH = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)


def test_the_nearest_conversation_counts_most() -> None:
    votes = neighbours(((1, 0), (0,)), ((0.6, 0.8), (1,)), ((0, 1), (2,))).votes(EAST, 4)
    assert votes[0] > votes[1] > votes[2] > votes[3]


def test_the_votes_of_all_make_one_vote() -> None:
    votes = neighbours(((1, 0), (0, 3)), ((0.6, 0.8), (1,)), ((0, 1), (2, 0, 1))).votes(NORTH, 5)
    assert (np.exp(votes) - FLOOR).sum() == pytest.approx(1.0)


def test_a_conversation_shares_its_vote_among_what_came_next() -> None:
    votes = neighbours(((1, 0), (0, 1, 2))).votes(EAST, 4)
    assert np.exp(votes) - FLOOR == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])


def test_only_the_nearest_are_asked() -> None:
    near = [((1.0, 0.0), (0,))] * NEAREST
    votes = neighbours(((0.0, 1.0), (1,)), *near, ((-1.0, 0.0), (2,))).votes(EAST, 3)
    assert votes[0] > votes[1] == votes[2] == np.log(FLOOR)


def test_where_there_is_nothing_to_compare_all_are_equal() -> None:
    alone = neighbours(((1, 0), (0,)))
    assert set(alone.votes(np.zeros(2, dtype=np.float32), 3)) == {np.log(FLOOR)}
    assert set(neighbours().votes(EAST, 3)) == {np.log(FLOOR)}


def test_a_conversation_whose_items_are_gone_votes_for_nothing() -> None:
    assert set(neighbours(((1, 0), ())).votes(EAST, 2)) == {np.log(FLOOR)}
