"""Understanding does not fall below what it has reached on the open part of the bank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from bot.recommending import Recommending
from bot.understanding import RuleUnderstanding
from retrieval.catalog import Catalogue
from tests.eval import figures
from tests.eval.bank import DEMO, dialogues
from tests.eval.judging import Judged
from tests.eval.playing import judge_all, play
from tests.eval.showing import show


@dataclass(frozen=True, slots=True)
class Floor:
    """What the open part of the bank must reach. It is raised as understanding gets better, never lowered."""

    exact: float = 0.8
    constraint_f1: float = 0.9
    conversations: float = 0.8


FLOOR = Floor()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(DEMO)


@pytest.fixture(scope="module")
def understanding(catalogue: Catalogue) -> RuleUnderstanding:
    return RuleUnderstanding(catalogue)


@pytest.fixture(scope="module")
def judged(understanding: RuleUnderstanding) -> list[Judged]:
    return judge_all(understanding, "dev")


def test_utterances_are_understood_exactly_as_often_as_before(judged: list[Judged]) -> None:
    assert figures.rate("", [j.exact for j in judged], np.random.default_rng(0)).value >= FLOOR.exact


def test_constraints_are_found_as_well_as_before(judged: list[Judged]) -> None:
    value = figures.f1("", judged, ("constraints",), np.random.default_rng(0)).value
    assert value >= FLOOR.constraint_f1


def test_conversations_reach_the_right_states_as_often_as_before(
    understanding: RuleUnderstanding, catalogue: Catalogue
) -> None:
    played = [play(understanding, catalogue, dialogue) for dialogue in dialogues("dev")]
    right = figures.rate("", [not any(p.wrong) for p in played], np.random.default_rng(0))
    assert right.value >= FLOOR.conversations


def test_nothing_is_shown_that_breaks_an_understood_constraint(
    judged: list[Judged], recommending: Recommending
) -> None:
    shown = [s for j in judged if (s := show(recommending, j, 5))]
    assert sum(s.items for s in shown) > 500
    assert [s.judged.row.id for s in shown if s.against_understood] == []
