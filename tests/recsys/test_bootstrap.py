"""Intervals that hold what they should, and chance that is called chance."""

from __future__ import annotations

import numpy as np

from recsys.bootstrap import difference, interval
from recsys.measures import Values


def values(rows: np.ndarray, groups: np.ndarray) -> Values:
    return Values(rows.astype(np.float64), groups.astype(np.int64))


def independent(rows: np.ndarray) -> Values:
    return values(rows, np.arange(len(rows)))


def test_an_interval_is_as_wide_as_the_theory_says() -> None:
    rng = np.random.default_rng(3)
    drawn = rng.normal(5, 2, size=(400, 1))
    low, high = interval(independent(drawn), rng)
    expected = 1.96 * drawn.std() / 20
    assert abs((high - low)[0] / 2 - expected) < 0.1 * expected
    assert low[0] < drawn.mean() < high[0]


def test_turns_of_one_dialogue_are_drawn_together() -> None:
    rng = np.random.default_rng(4)
    repeated = np.repeat(rng.normal(size=(50, 1)), 8, axis=0)
    alone = interval(independent(repeated), np.random.default_rng(0))
    together = interval(values(repeated, np.repeat(np.arange(50), 8)), np.random.default_rng(0))
    assert (together[1] - together[0])[0] > 2 * (alone[1] - alone[0])[0]


def test_one_dialogue_says_nothing_of_others_and_its_interval_is_its_mean() -> None:
    low, high = interval(values(np.array([[0.0], [1.0]]), np.zeros(2)), np.random.default_rng(0))
    assert low.tolist() == high.tolist() == [0.5]


def test_the_same_seed_gives_the_same_interval() -> None:
    some = independent(np.arange(10.0)[:, None])
    one, other = (interval(some, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, other)


def test_noise_is_no_difference_and_a_shift_is_one() -> None:
    rng = np.random.default_rng(5)
    base = rng.normal(size=(300, 1))
    noisy = independent(base + rng.normal(scale=0.5, size=base.shape))
    shifted = independent(base + 0.2 + rng.normal(scale=0.5, size=base.shape))
    nothing = difference(noisy, independent(base), np.random.default_rng(0))
    something = difference(shifted, independent(base), np.random.default_rng(0))
    assert nothing.low[0] < 0 < nothing.high[0]
    assert nothing.p[0] > 0.05
    assert something.low[0] > 0
    assert something.p[0] < 0.01


def test_which_comes_first_turns_the_difference_round() -> None:
    rng = np.random.default_rng(6)
    one, other = (independent(rng.normal(size=(40, 2))) for _ in range(2))
    there = difference(one, other, np.random.default_rng(0))
    back = difference(other, one, np.random.default_rng(0))
    assert np.allclose(there.mean, -back.mean)
    assert np.allclose(there.low, -back.high)
    assert np.allclose(there.p, back.p)
