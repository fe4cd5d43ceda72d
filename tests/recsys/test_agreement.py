"""Whether two accounts of one score say the same."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from recsys.agreement import agreement


def test_an_account_agrees_with_itself() -> None:
    shares = np.array([0.6, -0.2, 0.1])
    found = agreement(shares, shares)
    assert found
    assert (found.rank, found.signs, found.top, found.agree) == (pytest.approx(1.0), 1.0, True, True)


def test_the_rank_correlation_is_spearmans_with_ties() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        one, other = rng.integers(-3, 4, size=(2, 8)).astype(float)
        found = agreement(one, other)
        assert found
        assert found.rank == pytest.approx(spearmanr(one, other).statistic)


def test_another_one_first_is_no_agreement() -> None:
    found = agreement(np.array([0.6, 0.5, 0.1]), np.array([0.5, 0.6, 0.1]))
    assert found
    assert not found.top
    assert not found.agree


def test_what_one_raises_and_the_other_lowers_is_told() -> None:
    found = agreement(np.array([0.6, 0.2, 0.1, 0.0]), np.array([0.6, -0.2, -0.1, 0.0]))
    assert found
    assert found.signs == pytest.approx(1 / 3)
    assert not found.agree


def test_slight_shares_have_no_sign() -> None:
    found = agreement(np.array([0.6, 0.004, 0.3]), np.array([0.6, -0.004, 0.3]))
    assert found
    assert found.signs == 1.0


def test_below_three_there_is_no_order_and_without_any_no_agreement() -> None:
    two = agreement(np.array([0.6, 0.1]), np.array([0.5, 0.2]))
    assert two
    assert two.rank is None
    assert two.agree
    assert agreement(np.zeros(0), np.zeros(0)) is None


def test_where_nothing_counted_nobody_is_first() -> None:
    found = agreement(np.array([0.001, 0.0, 0.0]), np.array([0.0, 0.002, 0.0]))
    assert found
    assert found.top
