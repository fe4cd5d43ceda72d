"""Deletion curves: what they measure, and that no order is below the best one."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recsys.attribution import Coalitions, shapley
from recsys.faithfulness import Remembered, area, best, by_importance, curve, normalised
from tests.recsys.test_attribution import game, smooth

ALONE = np.array([1.0, 4.0, -2.0])


def summed(coalitions: Coalitions) -> NDArray[np.float64]:
    return np.asarray(coalitions @ ALONE)


def test_a_curve_is_the_score_as_players_go() -> None:
    np.testing.assert_allclose(curve(summed, [1, 0, 2]), [3.0, -1.0, -2.0, 0.0])


def test_the_area_is_half_where_every_step_takes_the_same_and_less_where_the_first_takes_most() -> None:
    assert normalised(np.array([3.0, 2.0, 1.0, 0.0])) == pytest.approx(0.5)
    assert normalised(np.array([3.0, 0.5, 0.2, 0.0])) < 0.5
    assert area(np.array([3.0, 2.0, 1.0, 0.0])) == pytest.approx(1.5)
    assert area(np.array([3.0])) == 0.0


def test_where_nothing_falls_there_is_no_share_of_the_fall() -> None:
    assert np.isnan(normalised(np.array([1.0, 2.0, 1.0])))


def test_of_a_sum_the_order_by_shares_is_the_best() -> None:
    shares = shapley(summed, 3, np.random.default_rng(0))
    assert by_importance(shares.values) == best(summed, 3) == [1, 0, 2]


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=1, max_value=5), st.integers(min_value=0, max_value=10_000))
def test_no_order_has_less_area_than_the_best(n: int, seed: int) -> None:
    value = Remembered(game(n, seed))
    areas = {order: area(curve(value, order)) for order in permutations(range(n))}
    assert areas[tuple(best(value, n))] == pytest.approx(min(areas.values()))


def test_equal_shares_go_in_their_order() -> None:
    assert by_importance(np.array([0.0, 1.0, 0.0, 1.0])) == [1, 3, 0, 2]


def test_orders_by_shares_fall_faster_than_random_ones() -> None:
    rng = np.random.default_rng(0)
    ours, chance = [], []
    for seed in range(20):
        value = Remembered(smooth(7, seed))
        ours.append(area(curve(value, by_importance(shapley(value, 7, rng).values))))
        chance += [area(curve(value, rng.permutation(7).tolist())) for _ in range(10)]
    assert np.mean(ours) < np.mean(chance) - 0.3


def test_a_coalition_is_valued_once() -> None:
    asked: list[int] = []

    def counted(coalitions: Coalitions) -> NDArray[np.float64]:
        asked.append(len(coalitions))
        return summed(coalitions)

    value = Remembered(counted)
    first = value(np.array([[True, False, True], [True, True, True], [True, False, True]]))
    second = value(np.array([[True, True, True], [False, False, False]]))
    assert asked == [2, 1]
    np.testing.assert_allclose(first, [-1.0, 3.0, -1.0])
    np.testing.assert_allclose(second, [3.0, 0.0])


def test_for_too_many_players_the_best_order_is_not_looked_for() -> None:
    with pytest.raises(ValueError, match="at most 12"):
        best(summed, 13)
