"""Understanding by a model: believed where the catalogue and the visitor's words bear it out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from bot.models.scripted import GARBAGE, NOTHING, Answer, ScriptedModel, endless, unavailable
from bot.types import Act, DialogueState, Mention, UserAct
from bot.understanding_llm import LlmUnderstanding
from prompts.registry import Prompts
from retrieval.types import Constraint, Item, Noun, Schema, Slot

SCHEMA = Schema(
    (
        Slot("maker", "name", "maker"),
        Slot("use", "category", "use", values={"camping": ("outdoors",), "kitchen": ()}),
        Slot("litres", "number", "volume", unit="l"),
        Slot("noise", "level", "noise", levels=("silent", "quiet", "loud")),
        Slot("story", "text", "story"),
    ),
    Noun("kettle", "kettles"),
)
TEXT = "A silent one by alder for the outdoors, at most 1 litre. I loved Brook!"


class Shop:
    schema = SCHEMA
    version = "1"

    def __len__(self) -> int:
        return 1

    def get(self, item_id: str) -> Item | None:
        return None

    def items(self) -> Sequence[Item]:
        return (Item("k1", "Brook", {"maker": ("Alder",), "use": ("camping",), "litres": 0.8}),)


class Rules:
    def understand(self, state: DialogueState, text: str) -> UserAct:
        return UserAct(Act.SMALLTALK, text)


def understand(answer: str | Answer, ready: bool = True) -> tuple[UserAct, ScriptedModel]:
    model = ScriptedModel([answer], ready=ready)
    by = LlmUnderstanding(model, Shop(), Rules(), Prompts.load().get("understand"))
    return by.understand(DialogueState(), TEXT), model


def said(**parts: Any) -> str:
    return json.dumps({"act": "recommend", **parts})


def constraint(slot: str, op: str, value: Any, source: str) -> dict[str, Any]:
    return {"slot": slot, "op": op, "value": value, "source": source}


def test_a_wish_becomes_constraints_in_the_catalogues_own_words() -> None:
    act, model = understand(
        said(
            words="silent one",
            constraints=[
                constraint("maker", "=", "ALDER", "by alder"),
                constraint("use", "=", "outdoors", "for the outdoors"),
                constraint("litres", "<=", 1, "at most 1 litre"),
                constraint("noise", "=", "silent", "silent"),
            ],
            liked=["Brook"],
        )
    )
    assert act == UserAct(
        Act.RECOMMEND,
        TEXT,
        words="silent one",
        constraints=(
            Constraint("maker", "=", "Alder", "by alder"),
            Constraint("use", "=", "camping", "for the outdoors"),
            Constraint("litres", "<=", 1.0, "at most 1 litre"),
            Constraint("noise", "=", 0.0, "silent"),
        ),
        liked=(Mention("k1", "Brook"),),
    )
    [request] = model.requests
    assert request.schema is not None
    assert request.messages[-1] == ("user", TEXT)
    assert "- use: one of camping, kitchen" in request.messages[0][1]


@pytest.mark.parametrize(
    "answer",
    [
        said(constraints=[constraint("colour", "=", "red", "silent")]),
        said(constraints=[constraint("story", "=", "red", "silent")]),
        said(constraints=[constraint("use", "=", "war", "silent")]),
        said(constraints=[constraint("use", "<", "camping", "silent")]),
        said(constraints=[constraint("litres", "<=", "many", "silent")]),
        said(constraints=[constraint("use", "=", "camping", "for my holidays")]),
        said(constraints=[constraint("use", "like", "camping", "silent")]),
        said(liked=["River"]),
        said(disliked=["A silent one"]),
        said(sql="drop table"),
        '{"act": "other"}',
        '{"act": "recommend"',
        "Sure! Here is the JSON you asked for.",
        NOTHING,
        GARBAGE,
        endless('{"act": '),
        unavailable(),
    ],
)
def test_what_does_not_check_out_is_left_to_the_rules(answer: str | Answer) -> None:
    act, model = understand(answer)
    assert act == UserAct(Act.SMALLTALK, TEXT)
    assert model.left == 0


def test_a_model_that_is_not_ready_is_not_asked() -> None:
    act, model = understand(said(), ready=False)
    assert act.act is Act.SMALLTALK
    assert model.left == 1
