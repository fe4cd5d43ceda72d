"""Understanding does not fall below what it has reached on the open part of the bank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from bot.recommending import Recommending
from bot.understanding import RuleUnderstanding
from retrieval.catalog import Catalogue
from tests.eval import figures
from tests.eval.bank import DEMO, Bank, dialogues
from tests.eval.judging import Judged
from tests.eval.playing import judge_all, play
from tests.eval.showing import show


@dataclass(frozen=True, slots=True)
class Floor:
    """What the open part of the bank must reach. It is raised as understanding gets better, never lowered."""

    exact: float
    constraint_f1: float
    conversations: float


FLOORS: dict[Bank, Floor] = {"dev": Floor(0.98, 0.98, 0.95), "dev2": Floor(0.96, 0.97, 0.9)}
OPEN_BANKS = sorted(FLOORS)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(DEMO)


@pytest.fixture(scope="module")
def understanding(catalogue: Catalogue) -> RuleUnderstanding:
    return RuleUnderstanding(catalogue)


@pytest.fixture(scope="module")
def judged(understanding: RuleUnderstanding) -> dict[Bank, list[Judged]]:
    return {bank: judge_all(understanding, bank) for bank in FLOORS}


@pytest.mark.parametrize("bank", OPEN_BANKS)
def test_utterances_are_understood_exactly_as_often_as_before(
    bank: Bank, judged: dict[Bank, list[Judged]]
) -> None:
    value = figures.rate("", [j.exact for j in judged[bank]], np.random.default_rng(0)).value
    assert value >= FLOORS[bank].exact


@pytest.mark.parametrize("bank", OPEN_BANKS)
def test_constraints_are_found_as_well_as_before(bank: Bank, judged: dict[Bank, list[Judged]]) -> None:
    value = figures.f1("", judged[bank], ("constraints",), np.random.default_rng(0)).value
    assert value >= FLOORS[bank].constraint_f1


@pytest.mark.parametrize("bank", OPEN_BANKS)
def test_conversations_reach_the_right_states_as_often_as_before(
    bank: Bank, understanding: RuleUnderstanding, catalogue: Catalogue
) -> None:
    played = [play(understanding, catalogue, dialogue) for dialogue in dialogues(bank)]
    right = figures.rate("", [not any(p.wrong) for p in played], np.random.default_rng(0))
    assert right.value >= FLOORS[bank].conversations


def test_nothing_is_shown_that_breaks_an_understood_constraint(
    judged: dict[Bank, list[Judged]], recommending: Recommending
) -> None:
    shown = [s for rows in judged.values() for j in rows if (s := show(recommending, j, 5))]
    assert sum(s.items for s in shown) > 500
    assert [s.judged.row.id for s in shown if s.against_understood] == []
