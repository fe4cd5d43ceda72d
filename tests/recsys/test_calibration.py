"""Weighing the parts on held-out turns, and saying what each is worth there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from recsys.blend import KINDS, Choice
from recsys.calibration import CUTS, FOLDS, recalls, weights_by_fold, weights_for
from recsys.features import Floats
from recsys.finetuned import FEATURES, PART_OF, PARTS

TELLING = FEATURES.index("words")


@dataclass(frozen=True)
class Turns:
    choices: list[Choice]
    groups: NDArray[np.int64]

    def recalls(self, parts: tuple[str, ...], golds: int = 1) -> Floats:
        weights = weights_by_fold(self.choices, self.groups, parts)
        every = np.full(len(self.choices), golds)
        return recalls(self.choices.__getitem__, every, self.groups, [weights])[0]


def held(n: int = 40, of: int = 60) -> Turns:
    """Turns whose gold is the item with the highest `words`, two turns a dialogue."""
    rng = np.random.default_rng(5)
    choices = []
    for k in range(n):
        features = rng.normal(size=(of, len(FEATURES)))
        gold = np.zeros(of)
        gold[int(features[:, TELLING].argmax())] = 1
        choices.append(Choice(features, gold, k % KINDS))
    return Turns(choices, np.arange(n) // 2)


def test_only_the_features_of_the_parts_asked_for_get_weights() -> None:
    weights = weights_for(held().choices, ("words", "people"))
    assert weights.shape == (KINDS, len(FEATURES))
    for column, feature in enumerate(FEATURES):
        assert weights[:, column].any() == (PART_OF[feature] in ("words", "people"))
    assert (weights[:, TELLING] > 0).all()


def test_what_tells_finds_the_gold_and_the_rest_does_not() -> None:
    found = held()
    assert found.recalls(("words",)).mean(axis=0).tolist() == [1.0] * len(CUTS)
    rest = found.recalls(tuple(part for part in PARTS if part != "words")).mean(axis=0)
    assert rest[0] < 0.3
    assert rest.tolist() == sorted(rest)


def test_several_sets_of_weights_are_judged_at_once() -> None:
    found = held()
    sets = [weights_by_fold(found.choices, found.groups, parts) for parts in (("words",), ("people",))]
    both = recalls(found.choices.__getitem__, np.ones(40, dtype=np.int64), found.groups, sets)
    assert np.array_equal(both[0], found.recalls(("words",)))
    assert np.array_equal(both[1], found.recalls(("people",)))


def test_a_gold_that_is_no_candidate_is_a_miss() -> None:
    found = held()
    assert found.recalls(("words",), golds=2).tolist() == pytest.approx(found.recalls(("words",)) / 2)


def test_equal_scores_stand_in_the_order_of_candidates() -> None:
    gold = np.zeros(20)
    gold[1] = 1
    level = Choice(np.zeros((20, len(FEATURES))), gold, 0)
    found = recalls(
        lambda _: level,
        np.ones(1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        [[np.ones((KINDS, len(FEATURES)))]],
    )
    assert found[0, 0].tolist() == [0, 1, 1]


def test_weights_never_come_from_the_dialogue_that_is_judged() -> None:
    two = held(2)
    assert Turns(two.choices, np.array([0, 1])).recalls(("words",)).all()
    assert not Turns(two.choices, np.array([0, 0])).recalls(("words",))[:, 0].all()


def test_where_no_turn_has_a_gold_among_its_candidates_nothing_is_weighed() -> None:
    empty = Choice(np.zeros((0, len(FEATURES))), np.zeros(0), 0)
    assert not weights_for([empty, empty]).any()
    none = Turns([empty, empty], np.arange(2))
    assert len(weights_by_fold(none.choices, none.groups)) == FOLDS
    assert not none.recalls(PARTS).any()
