"""The weights of the sum, learned from choices that known weights made."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.blend import KINDS, Choice, fit_weights

TRUE = np.array([2.0, -1.0, 0.0])
SPREAD = np.array([1.0, 10.0, 0.1])


def choices(n: int = 240, of: int = 12, weights: np.ndarray = TRUE) -> list[Choice]:
    """Each turn's gold is drawn from the softmax that these weights give (they count in spreads)."""
    rng = np.random.default_rng(7)
    made = []
    for k in range(n):
        features = rng.normal(size=(of + k % 3, len(weights)))
        chance = np.exp(features @ weights)
        gold = np.zeros(len(features))
        gold[rng.choice(len(features), p=chance / chance.sum())] = 1
        made.append(Choice(features * SPREAD, gold, k % KINDS))
    return made


def test_it_finds_the_weights_that_chose() -> None:
    found = fit_weights(choices()) * SPREAD
    assert found.shape == (KINDS, len(TRUE))
    for kind in found:
        assert kind[0] > 0 > kind[1]
        assert kind[0] / -kind[1] == pytest.approx(2.0, abs=1.0)
        assert abs(kind[2]) < 0.5


def test_kinds_of_conversation_may_weigh_differently() -> None:
    more = np.array([2.0, 0.0, 0.0])
    mixed = [c for c in choices() if c.kind] + [c for c in choices(weights=more[::-1]) if not c.kind]
    found = fit_weights(mixed) * SPREAD
    assert found[0, 2] > found[1, 2]
    assert found[0, 0] < found[1, 0]


def test_the_same_choices_give_the_same_weights() -> None:
    assert fit_weights(choices(60)).tolist() == fit_weights(choices(60)).tolist()


def test_a_feature_that_never_differs_does_no_harm() -> None:
    flat = [Choice(np.column_stack((c.features, np.ones(len(c.gold)))), c.gold, c.kind) for c in choices(60)]
    assert np.isfinite(fit_weights(flat)).all()
    assert (fit_weights(flat) @ np.array([1.0, 0, 0, 0]) > 0).all()


def test_one_choice_without_alternatives_teaches_nothing_and_does_no_harm() -> None:
    only = Choice(np.array([[1.0, 2.0, 3.0]]), np.ones(1), 0)
    assert np.isfinite(fit_weights([only])).all()


def test_few_turns_move_weights_from_before_little_and_many_move_them_far() -> None:
    before = np.tile(-TRUE / SPREAD, (KINDS, 1))
    few, many = fit_weights(choices(8), before), fit_weights(choices(4_000), before)
    assert (few[:, 0] < 0).all()
    assert (many[:, 0] > 0).all()
