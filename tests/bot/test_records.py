"""Turns as they were written by earlier versions can still be read."""

from __future__ import annotations

import json

import pytest

from bot.records import TURN_COLUMNS, turn_from_rows, turn_row
from bot.types import Act, DialogueState, Turn, UserAct
from recsys.dialogues import Utterance


def a_turn() -> Turn:
    said = (Utterance("seeker", "something quiet"), Utterance("recommender", items=("k1", "k2")))
    state = DialogueState(words=("quiet",), said=said)
    return Turn(0, "something quiet", UserAct(Act.RECOMMEND, "something quiet"), state, "Here.", "t", 1.0)


def record_of(turn: Turn) -> str:
    return str(turn_row("c", turn)[TURN_COLUMNS.index("record")])


def test_what_was_said_comes_back_as_it_was_written() -> None:
    assert turn_from_rows(record_of(a_turn()), ()) == a_turn()


@pytest.mark.parametrize("missing", ["said", "asked", "focus"])
def test_a_state_written_before_it_had_a_field_is_read_without_it(missing: str) -> None:
    record = json.loads(record_of(a_turn()))
    del record["state"][missing]
    state = turn_from_rows(json.dumps(record), ()).state
    assert state.words == ("quiet",)
    assert getattr(state, missing) == getattr(DialogueState(), missing)
