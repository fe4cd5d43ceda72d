"""Files of conversations: what is read, and what is said of a line that cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recsys.dialogues import Dialogue, RecommendationTurn, Utterance, mentioned, read_dialogues, read_turns
from recsys.errors import BadDialogues

TURN: dict[str, Any] = {
    "dialogue_id": "d1",
    "turn_index": 2,
    "context": [{"role": "seeker", "text": "Like Lamp?", "items": ["a"]}, {"role": "recommender"}],
    "gold": ["b", "a", "b"],
}


def written(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def test_a_turn_is_what_was_said_before_and_what_was_recommended(tmp_path: Path) -> None:
    record = {**TURN, "gold_repeated": [False, True, False], "response": "Try this", "something": 3}
    [turn] = read_turns(written(tmp_path / "turns.jsonl", record))
    assert turn == RecommendationTurn(
        "d1",
        2,
        (Utterance("seeker", "Like Lamp?", ("a",)), Utterance("recommender")),
        ("b", "a", "b"),
        (False, True, False),
    )
    assert turn.new_gold == ("b",)


def test_what_was_named_before_is_found_where_the_file_does_not_say(tmp_path: Path) -> None:
    [turn] = read_turns(written(tmp_path / "turns.jsonl", TURN))
    assert turn.repeated == (False, True, False)


def test_ids_are_texts_whatever_they_are_in_the_file(tmp_path: Path) -> None:
    record = {"dialogue_id": 7, "context": [{"role": "seeker", "items": [1]}], "gold": [2]}
    [turn] = read_turns(written(tmp_path / "turns.jsonl", record))
    assert (turn.dialogue_id, turn.gold, mentioned(turn.context)) == ("7", ("2",), ("1",))


def test_items_are_mentioned_once_in_the_order_in_which_they_were_named() -> None:
    said = (Utterance("seeker", items=("b", "a")), Utterance("recommender", items=("a", "c", "b")))
    assert mentioned(said) == ("b", "a", "c")


def test_a_dialogue_is_all_its_utterances(tmp_path: Path) -> None:
    record = {"dialogue_id": "d1", "turns": [{"role": "recommender", "text": "Lamp", "items": ["a"]}]}
    file = written(tmp_path / "dialogues.jsonl", record)
    assert read_dialogues(file) == [Dialogue("d1", (Utterance("recommender", "Lamp", ("a",)),))]


def test_empty_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "turns.jsonl"
    file.write_text(f"\ufeff{json.dumps(TURN)}\n\n  \n", encoding="utf-8")
    assert len(read_turns(file)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dialogue_id": None}, "expected 'dialogue_id', found None"),
        ({"dialogue_id": True}, "expected 'dialogue_id', found True"),
        ({"turn_index": "two"}, "'turn_index' to be a whole number, found 'two'"),
        ({"turn_index": False}, "'turn_index' to be a whole number, found False"),
        ({"context": None}, "'context' to be a list of objects, found None"),
        ({"context": ["hello"]}, "'context' to be a list of objects"),
        ({"context": [{"role": "bot"}]}, "'role' to be seeker or recommender, found 'bot'"),
        ({"context": [{"role": "seeker", "text": 3}]}, "'text' to be text, found 3"),
        ({"context": [{"role": "seeker", "text": 0}]}, "'text' to be text, found 0"),
        ({"context": [{"role": "seeker", "items": "a"}]}, "'items' to be a list of item ids, found 'a'"),
        ({"context": [{"role": "seeker", "items": 0}]}, "'items' to be a list of item ids, found 0"),
        ({"gold": "b"}, "'gold' to be a list of item ids, found 'b'"),
        ({"gold": [True]}, "'gold' to be a list of item ids"),
        ({"gold": [1.5]}, "'gold' to be a list of item ids"),
        ({"gold_repeated": [True]}, "'gold_repeated' to be true or false for each of the 3 'gold'"),
        ({"gold_repeated": ["no", "no", "no"]}, "'gold_repeated' to be true or false for each of the 3"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    file = written(tmp_path / "turns.jsonl", TURN, {**TURN, **change})
    with pytest.raises(BadDialogues, match=f"turns.jsonl line 2: .*{said}"):
        read_turns(file)


@pytest.mark.parametrize(("line", "said"), [("{half", "not JSON"), ("[1]", "expected an object")])
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "turns.jsonl"
    file.write_text(f"{json.dumps(TURN)}\n{line}\n", encoding="utf-8")
    with pytest.raises(BadDialogues, match=f"line 2: {said}"):
        read_turns(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "turns.jsonl").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "nowhere.jsonl", tmp_path / "turns.jsonl"):
        with pytest.raises(BadDialogues, match=f"{path.name} cannot be read"):
            read_turns(path)
