"""Weighing the parts on held-out turns, and saying what each is worth there."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.blend import KINDS, Choice
from recsys.calibration import CUTS, Held, recalls, weights_for
from recsys.finetuned import FEATURES, PART_OF, PARTS

TELLING = FEATURES.index("words")


def held(n: int = 40, of: int = 60, *, telling: bool = True) -> Held:
    """Turns whose gold is the item with the highest `words`, two turns a dialogue."""
    rng = np.random.default_rng(5)
    choices = []
    for k in range(n):
        features = rng.normal(size=(of, len(FEATURES)))
        gold = np.zeros(of)
        gold[int(features[:, TELLING].argmax()) if telling else k % of] = 1
        choices.append(Choice(features, gold, k % KINDS))
    return Held(tuple(choices), np.ones(n, dtype=np.int64), np.arange(n) // 2)


def test_only_the_features_of_the_parts_asked_for_get_weights() -> None:
    weights = weights_for(held(), ("words", "people"))
    assert weights.shape == (KINDS, len(FEATURES))
    for column, feature in enumerate(FEATURES):
        assert weights[:, column].any() == (PART_OF[feature] in ("words", "people"))
    assert (weights[:, TELLING] > 0).all()


def test_what_tells_finds_the_gold_and_the_rest_does_not() -> None:
    found = held()
    assert recalls(found, ("words",)).mean(axis=0).tolist() == [1.0] * len(CUTS)
    rest = recalls(found, tuple(part for part in PARTS if part != "words")).mean(axis=0)
    assert rest[0] < 0.3
    assert rest.tolist() == sorted(rest)


def test_a_gold_that_is_no_candidate_is_a_miss() -> None:
    found = held()
    twice = Held(found.choices, found.golds * 2, found.groups)
    assert recalls(twice, ("words",)).tolist() == pytest.approx(recalls(found, ("words",)) / 2)


def test_weights_never_come_from_the_dialogue_that_is_judged() -> None:
    two = held(2)
    pair = Held(two.choices, two.golds, np.array([0, 1]))
    same = Held(two.choices, two.golds, np.array([0, 0]))
    assert recalls(pair, ("words",)).all()
    assert not recalls(same, ("words",))[:, 0].all()


def test_where_no_turn_has_a_gold_among_its_candidates_nothing_is_weighed() -> None:
    empty = Choice(np.zeros((0, len(FEATURES))), np.zeros(0), 0)
    none = Held((empty, empty), np.ones(2, dtype=np.int64), np.arange(2))
    assert not weights_for(none).any()
    assert not recalls(none).any()
