"""The parts of the score that were learned of the catalogue itself: whose they are, their scale, their absence."""

from __future__ import annotations

import pytest

from bot.texts import texts
from recsys.contrast import PART_WORDS
from recsys.ranker import MmrRanker
from recsys.scorer import CONVERSATION, LEARNED, LOG_ODDS, PARTS, WeightedScorer, Weights
from recsys.types import Preferences
from tests.doubles import Knower, Listener
from tests.recsys.test_conversation_part import ASKED, CANDIDATES, ENCODER
from tests.recsys.worlds import FILMS

KNOWN = {"heat": 2.0, "collateral": -1.0}
SAID = Preferences(conversation=ASKED)


def scorer(**more: object) -> WeightedScorer:
    return WeightedScorer(FILMS, talk=Listener(ENCODER), own=Knower(KNOWN), **more)  # type: ignore[arg-type]


def scored(scorer: WeightedScorer, preferences: Preferences = SAID) -> dict[str, dict[str, float]]:
    found = scorer.score(CANDIDATES, preferences)
    return {
        candidate.item.id: dict(zip(found.names, row.tolist(), strict=True))
        for candidate, row in zip(CANDIDATES, found.parts, strict=True)
    }


def test_logarithms_of_odds_are_put_on_the_scale_of_the_conversation() -> None:
    weight = Weights().conversation / LOG_ODDS
    heat = scored(scorer())["heat"]
    assert [heat[name] for name in (CONVERSATION, *LEARNED)] == pytest.approx(
        [weight * 2.0 * (1 + len(ASKED)) * n for n in range(1, 7)]
    )
    off = scored(scorer(weights=Weights(conversation=0.0)))["heat"]
    assert not any(off[name] for name in LEARNED)


def test_an_item_that_nothing_was_learned_of_is_ordinary_in_them_and_heard_by_its_text() -> None:
    with_it, without = scored(scorer()), scored(WeightedScorer(FILMS, talk=Listener(ENCODER)))
    for item in with_it.keys() - KNOWN.keys():
        assert [with_it[item][name] for name in LEARNED] == [0.0] * len(LEARNED)
        assert with_it[item][CONVERSATION] == pytest.approx(without[item][CONVERSATION])


def test_without_a_listener_what_was_learned_still_counts() -> None:
    alone = scored(WeightedScorer(FILMS, own=Knower(KNOWN)))
    assert {tuple(row) for row in alone.values()} == {(*PARTS, CONVERSATION, *LEARNED)}
    assert alone["heat"][CONVERSATION] > 0 == alone["ponyo"][CONVERSATION]
    assert scored(WeightedScorer(FILMS, own=Knower(KNOWN)), Preferences())["heat"]["asked for"] > 0


def test_they_add_up_and_every_one_has_words() -> None:
    ranked = MmrRanker(scorer(), 0.1).rank(CANDIDATES, SAID, 3)
    assert ranked[0].item.id == "heat"
    for one in ranked:
        assert sum(part.value for part in one.contributions) == pytest.approx(one.score, abs=1e-6)
    names = [part.name for part in ranked[0].contributions]
    assert len(names) == len(set(names))
    assert set(LEARNED) < set(names) <= PART_WORDS["en"].keys()
    assert all(f"why.part.{name}" in texts("en").messages for name in names)
