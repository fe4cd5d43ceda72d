"""The measurement of the ranking on conversations between people: what is counted, and that it is the product."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.recommending import Recommending
from bot.understanding import RuleUnderstanding
from recsys.dialogues import RecommendationTurn, Utterance, read_turns
from recsys.ranker import MmrRanker
from recsys.scorer import WeightedScorer, Weights
from retrieval.encoder import HashingEncoder
from tests.doubles import Listener
from tests.eval import ranking
from tests.eval.replaying import Moment, demo_ids, moments

OUTSIDE = [
    {"id": "1", "title": "HEAT", "year": 1995}, {"id": "2", "title": "Alien", "year": 1980},
    {"id": "3", "title": "Parasite", "year": 1982}, {"id": "4", "title": "Nobody Knows This", "year": 2001},
    {"id": "5", "title": "Amelie", "year": 2001}, {"id": "6", "title": "Undated", "year": None},
]  # fmt: skip
ASKED = {"role": "seeker", "text": "I love Heat (1995), something tense about robbers", "items": ["1"]}
TURNS = [
    {"dialogue_id": "a", "turn_index": 1, "context": [ASKED], "gold": ["2", "4"]},
    {
        "dialogue_id": "a", "turn_index": 3, "gold": ["5"],
        "context": [
            ASKED, {"role": "recommender", "text": "Alien!", "items": ["2"]}, {"role": "seeker", "text": "funny"},
        ],
    },
    {"dialogue_id": "b", "turn_index": 1, "context": [ASKED], "gold": ["1"]},
    {"dialogue_id": "c", "turn_index": 0, "context": [], "gold": ["2"]},
]  # fmt: skip


@pytest.fixture
def items(tmp_path: Path) -> Path:
    return written(tmp_path / "items.jsonl", OUTSIDE)


@pytest.fixture
def turns(tmp_path: Path) -> Path:
    return written(tmp_path / "turns.jsonl", TURNS)


def written(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


@pytest.fixture
def hearing(recommending: Recommending) -> Recommending:
    """The parts that choose items, with a double that hears words."""
    scorer = WeightedScorer(recommending.shelf.schema, talk=Listener(HashingEncoder()))
    return replace(recommending, ranker=MmrRanker(scorer, 0.1))


def lived(items: Path, turns: list[RecommendationTurn], recommending: Recommending) -> list[Moment]:
    shelf = recommending.shelf
    return list(moments(turns, demo_ids(items, shelf), RuleUnderstanding(shelf), shelf))


def test_items_are_the_same_by_title_and_year(items: Path, recommending: Recommending) -> None:
    assert demo_ids(items, recommending.shelf) == {"1": "heat-1995", "2": "alien-1979", "5": "amelie-2001"}


def test_what_counts_is_new_gold_that_the_catalogue_has(
    items: Path, turns: Path, recommending: Recommending
) -> None:
    first, second = lived(items, read_turns(turns), recommending)
    assert (first.gold, second.gold) == (("alien-1979",), ("amelie-2001",))
    assert set(second.state.rejected) == {"heat-1995", "alien-1979"}
    assert second.state.said == (
        Utterance("seeker", str(ASKED["text"]), ("heat-1995",)),
        Utterance("recommender", items=("alien-1979",)),
        Utterance("seeker", "funny"),
    )


def test_places_are_those_on_the_cards(items: Path, turns: Path, hearing: Recommending) -> None:
    assert isinstance(hearing.ranker, MmrRanker)
    scorer = hearing.ranker.scorer
    assert isinstance(scorer, WeightedScorer)
    for moment in lived(items, read_turns(turns), hearing):
        one = ranking.weigh(hearing, replace(scorer, weights=Weights(conversation=1.0)), moment)
        ranker = MmrRanker(replace(scorer, weights=Weights(conversation=2.0)), 0.1)
        cards, _ = replace(hearing, ranker=ranker).cards(moment.state, 50, "trace")
        shown = [card.recommendation.item.id for card in cards.cards]
        expected = [place for place, item in enumerate(shown, start=1) if item in moment.gold]
        assert ranking.places(one, 2.0, 0.1, 50) == expected


def test_recall_and_reciprocal_rank_are_counted_by_turn() -> None:
    moment = Moment("d", None, ("x", "y"))  # type: ignore[arg-type]
    one = ranking.Weighed(
        moment, ("x", "y", "z"), np.array([0.1, 0.9, 0.5]), np.array([1.0, 0.0, 0.0]), np.eye(3)
    )
    assert ranking.at([one], 0.0).values.tolist() == [[0.5, 1.0, 1.0, 1.0, 1.0]]
    assert ranking.places(one, 0.0, 0.0, 3) == [1, 3]
    assert ranking.places(one, 1.0, 0.0, 3) == [1, 2]


def test_it_prints_the_sweep_and_the_difference(
    items: Path, turns: Path, hearing: Recommending, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [{**TURNS[0], "dialogue_id": f"d{n}"} for n in range(6)]
    weighed = ranking.weigh_all(items, written(turns, many), hearing)
    assert "3 outside items" in capsys.readouterr().out
    printed = "\n".join(ranking.table(weighed, 0.1, (1.0, 2.0)))
    assert "weight 2" in printed
    assert "difference" in printed


def test_without_a_model_it_prints_what_the_product_does(
    items: Path,
    turns: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in (("HOME", str(tmp_path)), ("ENCODER", "hashing"), ("MODEL", "off")):
        monkeypatch.setenv(f"BECAUSE_{name}", value)
    many = [{**TURNS[0], "dialogue_id": f"d{n}"} for n in range(6)]
    assert ranking.main(["--items", str(items), "--turns", str(written(turns, many))]) == 0
    printed = capsys.readouterr().out
    assert "without, by score alone" in printed
    assert "difference" not in printed
