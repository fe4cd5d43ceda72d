"""The model behind HTTP, against a real server that behaves well, badly, or not at all."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import ModelUnavailable, RequestRefused
from bot.models.llm_remote import RemoteModel
from bot.ports import LlmRequest
from tests.bot.stub_server import HANG, chunk, serving

ASK = LlmRequest((("system", "Be brief."), ("user", "Say hello.")), max_tokens=9, seed=4, stop=("\n",))
OPENED = LlmRequest((*ASK.messages, ("assistant", "Hello,")), choices=(" dear world.", " you."))


def test_it_streams_the_answer_in_pieces() -> None:
    with serving(["Hel", "lo", "!"]) as server:
        model = RemoteModel(server.url, "stub-1", "secret")
        assert list(model.stream(ASK)) == ["Hel", "lo", "!"]
    [call] = server.calls
    assert call["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Say hello."},
    ]
    assert (call["model"], call["max_completion_tokens"], call["seed"], call["stop"]) == (
        "stub-1",
        9,
        4,
        ["\n"],
    )
    assert (call["stream"], call["temperature"]) == (True, 0.0)
    assert server.keys == ["Bearer secret"]


def test_without_a_name_it_takes_the_servers_first_model() -> None:
    with serving(["Hello"]) as server:
        model = RemoteModel(f"{server.url}/v1/")
        assert model.name == f"{server.url}/v1"
        assert list(model.stream(ASK)) == ["Hello"]
        assert model.name == "stub-1"


def test_a_shape_is_asked_for_as_a_json_schema() -> None:
    schema = {"type": "object", "properties": {"act": {"type": "string"}}}
    with serving(['{"act": ', '"more"}']) as server:
        model = RemoteModel(server.url)
        text = "".join(model.stream(LlmRequest(ASK.messages, schema=schema)))
    assert json.loads(text) == {"act": "more"}
    shape = server.calls[0]["response_format"]
    assert (shape["type"], shape["json_schema"]["schema"]) == ("json_schema", schema)


def test_a_server_that_knows_no_schemas_is_asked_without_and_not_bothered_again() -> None:
    with serving(["{}"], no_schemas=True) as server:
        model = RemoteModel(server.url)
        assert list(model.stream(replace(ASK, schema={"type": "object"}))) == ["{}"]
        assert list(model.stream(replace(ASK, schema={"type": "object"}))) == ["{}"]
    assert ["response_format" in call for call in server.calls] == [True, False, False]


@pytest.mark.parametrize("schema", [None, {"type": "object"}])
def test_a_server_that_does_not_want_the_call_at_all_says_so(schema: Any) -> None:
    refusal = '{"error": {"message": "This model has at most 2048 tokens of context"}}'
    with serving(refusal, status=400) as server, pytest.raises(RequestRefused, match="2048 tokens"):
        list(RemoteModel(server.url).stream(replace(ASK, schema=schema)))
    assert len(server.calls) == (2 if schema else 1)


def test_what_a_server_said_before_its_room_ran_out_has_been_said() -> None:
    cut = chunk("")
    cut["choices"][0]["finish_reason"] = "length"
    with serving(['{"a": ', '"b', cut]) as server:
        assert "".join(RemoteModel(server.url).stream(replace(ASK, schema={"type": "object"}))) == '{"a": "b'


def test_vllm_continues_an_opening_and_keeps_to_the_choices() -> None:
    with serving([" dear", " world."], owner="vllm") as server:
        assert "".join(RemoteModel(server.url).stream(OPENED)) == "Hello, dear world."
    [call] = server.calls
    assert call["messages"][-1] == {"role": "assistant", "content": "Hello,"}
    assert call["continue_final_message"] is True
    assert call["add_generation_prompt"] is False
    assert call["structured_outputs"] == {"choice": [" dear world.", " you."]}


def test_other_servers_are_not_sent_what_they_do_not_know() -> None:
    with serving(["Hello there."]) as server:
        assert "".join(RemoteModel(server.url).stream(OPENED)) == "Hello there."
    [call] = server.calls
    assert call["messages"][-1]["role"] == "user"
    assert not {"continue_final_message", "add_generation_prompt", "structured_outputs"} & set(call)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        ["", ""],
        "",
        "<html>not what you think</html>",
        "{",
        "[1, 2]",
        [{"choices": None}],
        [{"choices": [{"index": 0, "delta": None}]}],
        [{"error": {"message": "out of memory"}}],
        [[1, 2]],
    ],
    ids=[
        "no piece",
        "empty pieces",
        "empty",
        "html",
        "half",
        "list",
        "no choices",
        "odd",
        "error",
        "no object",
    ],
)
def test_nothing_and_garbage_are_the_models_fault(answer: Any) -> None:
    with serving(answer) as server, pytest.raises(ModelUnavailable):
        list(RemoteModel(server.url, "stub-1").stream(ASK))


def test_a_server_error_is_not_retried() -> None:
    with serving('{"error": {"message": "boom"}}', status=500) as server:
        with pytest.raises(ModelUnavailable, match="boom"):
            list(RemoteModel(server.url).stream(ASK))
        assert len(server.calls) == 1


def test_another_language_is_passed_on_for_the_checker_to_judge() -> None:
    with serving(["你好", "，世界。"]) as server:
        assert "".join(RemoteModel(server.url).stream(ASK)) == "你好，世界。"


def test_an_answer_without_end_is_cut_off() -> None:
    endless = itertools.repeat("for ever " * 50)
    with serving(endless) as server, pytest.raises(ModelUnavailable, match="does not come to an end"):
        list(RemoteModel(server.url).stream(ASK))


def test_a_silent_server_is_given_up() -> None:
    with serving(HANG) as server, pytest.raises(ModelUnavailable, match="imed out"):
        list(RemoteModel(server.url, timeout=0.3).stream(ASK))


def test_a_server_that_falls_silent_midway_is_given_up() -> None:
    with serving(["Hello", HANG]) as server, pytest.raises(ModelUnavailable, match="imed out"):
        list(RemoteModel(server.url, timeout=0.3).stream(ASK))


def test_a_server_that_hangs_up_midway_is_noticed_or_ends_the_answer() -> None:
    with serving(["Hello", None]) as server:
        assert list(RemoteModel(server.url).stream(ASK)) == ["Hello"]


def test_reachable_is_asked_of_the_server() -> None:
    with serving(["x"]) as server:
        model = RemoteModel(server.url)
        assert model.reachable()
        assert model.ready()
    assert not model.reachable()
    with pytest.raises(ModelUnavailable, match="no answer from the server"):
        list(RemoteModel(server.url).stream(ASK))


@pytest.mark.parametrize("models", [{"object": "list", "data": []}, {"object": "list", "data": None}])
def test_a_server_without_models_wants_a_name(models: Any) -> None:
    with serving(["x"], models=models) as server, pytest.raises(ModelUnavailable, match="lists no model"):
        list(RemoteModel(server.url).stream(ASK))


def test_a_server_of_another_kind_is_named_as_such() -> None:
    with serving(["x"], models=[1, 2]) as server, pytest.raises(ModelUnavailable):
        list(RemoteModel(server.url).stream(ASK))


def test_a_reader_who_has_had_enough_ends_the_call() -> None:
    with serving(itertools.repeat("more ")) as server:
        stream = RemoteModel(server.url).stream(ASK)
        assert next(stream) == "more "
        stream.close()  # type: ignore[attr-defined]
        assert list(stream) == []
