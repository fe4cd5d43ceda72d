"""LIME's view: the package's own line, over players that we name."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from recsys.attribution import Coalitions, Value
from recsys.errors import MissingPackage
from recsys.words_view import lime

ALONE = np.array([1.0, -0.5, 0.0, 2.0, 0.1, 0.0])


def worth(coalitions: Coalitions) -> NDArray[np.float64]:
    return np.asarray(coalitions @ ALONE)


def weights(value: Value, n: int, samples: int = 128, seed: int = 0) -> NDArray[np.float64]:
    return lime(value, n, np.random.default_rng(seed), samples)


def test_of_a_sum_it_finds_the_terms() -> None:
    found = weights(worth, 6, samples=2_000)
    np.testing.assert_allclose(found, ALONE, atol=0.05)


def test_it_asks_for_as_many_coalitions_as_it_may_all_players_among_them() -> None:
    asked: list[Coalitions] = []

    def seen(coalitions: Coalitions) -> NDArray[np.float64]:
        asked.append(coalitions)
        return worth(coalitions)

    weights(seen, 6, samples=50)
    [coalitions] = asked
    assert coalitions.shape == (50, 6)
    assert coalitions[0].all()


def test_the_same_seed_sees_the_same() -> None:
    np.testing.assert_array_equal(weights(worth, 6, seed=3), weights(worth, 6, seed=3))


def test_one_player_or_none_is_no_trouble() -> None:
    assert weights(lambda coalitions: coalitions[:, 0] * 2.0, 1).shape == (1,)
    assert weights(worth, 0).shape == (0,)


def test_without_the_package_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lime.lime_text", None)
    with pytest.raises(MissingPackage, match="pip install") as caught:
        weights(worth, 6)
    assert caught.value.run == "pip install --no-deps lime"
