"""Any OpenAI client can talk to it: the official one does here, over a real socket."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.models.scripted import Answer
from tests.bot.answering import answer, truths
from ui.api import create_api

ASK = [{"role": "user", "content": "an electric kettle"}]
SHOWN = ("k1", "k2", "k4", "k6", "k7", "k8")


class Served:
    """Apps on free ports of this machine, until `stop`, which waits for all work to end."""

    def __init__(self) -> None:
        self._running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def __call__(self, app: FastAPI) -> str:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
        listening, startup = threading.Event(), server.startup

        async def told(*args: Any, **kwargs: Any) -> None:
            await startup(*args, **kwargs)
            listening.set()

        server.startup = told  # type: ignore[method-assign]
        thread = threading.Thread(target=server.run)
        thread.start()
        self._running.append((server, thread))
        assert listening.wait(30)
        port = server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        while self._running:
            server, thread = self._running.pop()
            server.should_exit = True
            thread.join(30)


@pytest.fixture
def serve() -> Iterator[Served]:
    served = Served()
    yield served
    served.stop()


@pytest.fixture
def other(app: FastAPI, serve: Served) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{serve(app)}/v1", api_key="any", max_retries=0) as client:
        yield client


def test_the_models_are_listed(other: openai.OpenAI) -> None:
    assert [model.id for model in other.models.list()] == ["because"]
    assert other.models.retrieve("because").owned_by == "because"


def test_an_answer_is_the_reply_and_the_items_with_their_reasons(other: openai.OpenAI, bot) -> None:
    answer = other.chat.completions.create(model="because", messages=ASK, temperature=0.3)
    assert answer.object == "chat.completion"
    assert answer.choices[0].finish_reason == "stop"
    content = answer.choices[0].message.content or ""
    reply, *listed = content.split("\n\n")
    assert reply
    assert [line[:3] for line in listed] == ["1. ", "2. ", "3. "]
    titles = {bot.shelf.get(item_id).title for item_id in SHOWN}
    for line in listed:
        title, reason = line[3:].split(": ", 1)
        assert title in titles
        assert "electric" in reason
    usage = answer.usage
    assert usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (3, len(content.split()))
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert bot.store.counts()["conversations"] == 0


def test_streaming_gives_the_same_words_in_pieces(other: openai.OpenAI) -> None:
    whole = other.chat.completions.create(model="because", messages=ASK).choices[0].message.content
    stream = other.chat.completions.create(
        model="because", messages=ASK, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert len({chunk.id for chunk in chunks}) == 1
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == whole
    assert sum(bool(delta.content) for delta in deltas) == 4
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens == len((whole or "").split())


def test_items_keep_their_places_in_whatever_order_a_model_writes_of_them(make_bot: Callable, bot) -> None:
    cards = bot.assistant.once(ASK[0]["content"]).cards.cards
    big = make_bot([answer(*reversed(truths(cards)))], llm_url="http://127.0.0.1:9")
    body = {"model": "because", "messages": ASK}
    told = TestClient(create_api(big)).post("/v1/chat/completions", json=body).raise_for_status().json()
    _, *listed = told["choices"][0]["message"]["content"].split("\n\n")
    titles = [card.recommendation.item.title for card in cards]
    assert [line.partition(":")[0] for line in listed] == [f"{n}. {t}" for n, t in enumerate(titles, start=1)]
    assert all(line.endswith(", as you asked.") for line in listed)


def test_earlier_messages_are_lived_through_again(other: openai.OpenAI) -> None:
    first = other.chat.completions.create(model="because", messages=ASK).choices[0].message.content or ""
    later = [
        {"role": "system", "content": "Be brief."},
        *ASK,
        {"role": "assistant", "content": first},
        {"role": "user", "content": [{"type": "text", "text": "more"}, {"type": "text", "text": "please"}]},
    ]
    second = other.chat.completions.create(model="because", messages=later).choices[0].message.content or ""
    shown = [{line[3:].split(": ")[0] for line in text.split("\n\n")[1:]} for text in (first, second)]
    assert len(shown[0]) == len(shown[1]) == 3
    assert not shown[0] & shown[1]
    assert second.count("electric") >= 3


def test_earlier_messages_are_answered_without_the_language_model(make_bot: Callable) -> None:
    bot = make_bot(["nothing that holds."] * 60)
    client = TestClient(create_api(bot))
    calls = []
    for earlier in ([], [*ASK, {"role": "assistant", "content": "…"}, {"role": "user", "content": ""}]):
        before = len(bot.model.requests)
        asked = {"model": "because", "messages": [*earlier, *ASK]}
        client.post("/v1/chat/completions", json=asked).raise_for_status()
        calls.append(len(bot.model.requests) - before)
    assert calls[0] == calls[1] > 0


def said(text: object, role: str = "user", model: str = "because", **more: object) -> dict:
    return {"model": model, "messages": [{"role": role, "content": text}], **more}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (said("a kettle", model="gpt-4"), openai.NotFoundError),
        ({"model": "because", "messages": []}, openai.UnprocessableEntityError),
        (said("x", role="king"), openai.UnprocessableEntityError),
        (said(" "), openai.UnprocessableEntityError),
        (said([{"type": "image_url"}]), openai.UnprocessableEntityError),
        (said("x" * 5000), openai.UnprocessableEntityError),
        (said("x", role="assistant"), openai.BadRequestError),
        (said("", stream=True), openai.UnprocessableEntityError),
    ],
)
def test_errors_come_in_openais_form(
    other: openai.OpenAI, asked: dict, error: type[openai.APIStatusError]
) -> None:
    with pytest.raises(error) as caught:
        other.chat.completions.create(**asked)
    body = caught.value.body
    assert isinstance(body, dict)
    assert body["message"]
    assert body["type"] == "invalid_request_error"
    assert caught.value.request_id


def test_a_fault_within_a_stream_is_told_in_openais_form(make_bot: Callable, serve: Served) -> None:
    app = create_api(make_bot([Answer(error=LookupError("secret"))]))
    with openai.OpenAI(base_url=f"{serve(app)}/v1", api_key="any", max_retries=0) as client:
        stream = client.chat.completions.create(model="because", messages=ASK, stream=True)
        with pytest.raises(openai.APIError, match="the fault is ours") as caught:
            list(stream)
    assert "secret" not in str(caught.value.body)


def test_a_client_that_stops_listening_stops_the_language_model(make_bot: Callable, serve: Served) -> None:
    going_on, asked = threading.Event(), threading.Event()

    def before() -> None:
        asked.set()
        assert going_on.wait(30)

    bot = make_bot([Answer(("word ",), before=before)] * 60, shown=10)
    with openai.OpenAI(base_url=f"{serve(create_api(bot))}/v1", api_key="any", max_retries=0) as client:
        stream = client.chat.completions.create(model="because", messages=ASK, stream=True)
        next(iter(stream))
        assert asked.wait(30)
        stream.close()
    going_on.set()
    serve.stop()
    assert 1 <= len(bot.model.requests) < 2 * len(SHOWN)  # every item would have been tried twice
