"""The lists that a reader compares: both from one state, the sides hidden, the key apart."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.recommending import Recommending
from recsys.ranker import MmrRanker
from recsys.scorer import WeightedScorer
from retrieval.encoder import HashingEncoder
from tests.doubles import Listener
from tests.eval import sidebyside


@pytest.fixture
def hearing(recommending: Recommending) -> Recommending:
    scorer = WeightedScorer(recommending.shelf.schema, talk=Listener(HashingEncoder()))
    return replace(recommending, ranker=MmrRanker(scorer, 0.1))


def test_there_are_fifty_asks_and_each_says_something() -> None:
    said = sidebyside.asks()
    assert len(said) == len(set(said)) == 50
    assert all(text.strip() for texts in said for text in texts)
    assert sum(len(texts) > 1 for texts in said) >= 5


def test_the_key_tells_the_sides_apart_and_the_page_does_not(
    hearing: Recommending, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sidebyside.compare(hearing, tmp_path / "key.txt", random.Random(1))
    printed = capsys.readouterr().out
    key = [line.split()[1] for line in (tmp_path / "key.txt").read_text().splitlines()]
    assert len(key) == 50
    assert {"A", "B"} <= set(key) <= {"A", "B", "same"}
    assert printed.count("the same") == key.count("same")
    assert "conversation" not in printed


def test_without_a_model_there_is_nothing_to_compare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("HOME", str(tmp_path)), ("ENCODER", "hashing"), ("MODEL", "off")):
        monkeypatch.setenv(f"BECAUSE_{name}", value)
    with pytest.raises(SystemExit):
        sidebyside.main(["--key", str(tmp_path / "key.txt")])
    assert "set BECAUSE_MODEL" in capsys.readouterr().err
