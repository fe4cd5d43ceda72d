"""The two simple rankings, and the files that they learn from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recsys.baselines import Counts, Mentions, Popularity
from recsys.dialogues import Dialogue, Utterance, read_training
from recsys.errors import BadDialogues
from recsys.slices import popular_items
from tests.recsys.talks import said

TALKS = [
    Dialogue("1", (said("a"), said("b", "a"))),
    Dialogue("2", (said("a", "b", "elsewhere"), said("c"))),
    Dialogue("3", (said("a", "c"),)),
    Dialogue("4", (said("d"),)),
    Dialogue("5", (said("d"),)),
]
MENTIONS = Mentions.of(TALKS, "abcde")


def totals(scorer: Popularity | Counts, *context: Utterance) -> dict[str, float]:
    return dict(zip(scorer.item_ids, scorer.score(context).totals.tolist(), strict=True))


def test_popularity_counts_the_dialogues_that_name_an_item() -> None:
    assert totals(Popularity(MENTIONS)) == {"a": 3, "b": 2, "c": 2, "d": 2, "e": 0}


def test_counts_adds_up_how_often_items_are_named_with_those_of_the_context() -> None:
    together = Counts(MENTIONS).score([said("b", "d"), said("c", "b")])
    assert together.names == ("together", "popularity")
    assert together.parts[:, 0].tolist() == [2 + 2, 1, 1, 0, 0]


def test_popularity_only_parts_what_the_counts_leave_equal() -> None:
    found = totals(Counts(MENTIONS), said("b"))
    assert sorted(found, key=lambda item: -found[item]) == ["a", "c", "b", "d", "e"]
    assert Counts(MENTIONS).score([]).parts[:, 1].max() < 1


def test_items_that_the_catalogue_lacks_are_ignored() -> None:
    assert totals(Counts(MENTIONS), said("elsewhere", "a")) == totals(Counts(MENTIONS), said("a"))


def test_without_training_all_items_are_alike() -> None:
    nothing = Mentions.of([], "ab")
    assert totals(Counts(nothing), said("a")) == totals(Popularity(nothing)) == {"a": 0, "b": 0}


def test_they_say_which_dialogues_they_have_learned_from() -> None:
    assert Counts(MENTIONS).trained_on == Popularity(MENTIONS).trained_on == set("12345")


def test_popular_is_the_tenth_that_is_named_most() -> None:
    ids = [f"i{n:02}" for n in range(30)]
    named = [Dialogue(str(n), (said(*ids[: 6 - n]),)) for n in range(5)]
    assert popular_items(Mentions.of(named, ids)) == {"i00", "i01", "i02"}
    assert popular_items(Mentions.of(named[:1], ["i00", *(f"x{n}" for n in range(39))])) == {"i00"}


def test_training_takes_dialogues_and_turns_and_each_dialogue_once(tmp_path: Path) -> None:
    turns, dialogues = tmp_path / "turns.jsonl", tmp_path / "dialogues.jsonl"
    hello, lamp = {"role": "seeker", "text": "Hello"}, {"role": "recommender", "items": ["a"]}
    records = [
        {"dialogue_id": "1", "turn_index": 1, "context": [hello], "gold": ["a"]},
        {"dialogue_id": "1", "turn_index": 2, "context": [hello, lamp], "gold": ["b"]},
        {"dialogue_id": "0", "turn_index": 0, "context": [], "gold": ["c"]},
    ]
    turns.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    dialogues.write_text(json.dumps({"dialogue_id": "1", "turns": [hello]}), encoding="utf-8")
    found = read_training([dialogues, turns])
    assert found == read_training([turns, dialogues])
    assert [dialogue.id for dialogue in found] == ["0", "1"]
    assert [said.items for said in found[1].utterances] == [(), ("a",), ("b",)]
    assert read_training([dialogues])[0].utterances == (Utterance("seeker", "Hello"),)


@pytest.mark.parametrize(("text", "said"), [("", "an empty file"), ('{"user": 1, "item": 2}', "user, item")])
def test_other_files_are_no_training(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "train.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadDialogues, match=rf"train.jsonl.*expected a dialogue .*found {said}"):
        read_training([file])
