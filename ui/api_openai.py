"""The OpenAI chat API, so that any client that knows it can talk to the model `because`."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterator, Sequence
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from bot.types import Cards, Event, Justified, Said
from ui.context import Context, Shared
from ui.models import Sound
from ui.problems import of_error, request_id
from ui.replay import replayed
from ui.sse import EventStream, frame

MODEL = "because"
MOST_REPLAYED = 30
router = APIRouter(prefix="/v1", tags=["OpenAI"])


class Part(BaseModel):
    type: str
    text: str = ""


class Message(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    def words(self) -> str:
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatAsked(Sound):
    """Of OpenAI's fields those that mean something here; the others (temperature …) are ignored."""

    model: str = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=1000)]
    stream: bool = False
    stream_options: StreamOptions | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"model": MODEL, "messages": [{"role": "user", "content": "something quiet"}]}
        }
    )


@router.get("/models")
def models(shared: Shared) -> dict[str, Any]:
    return {"object": "list", "data": [_model(shared)]}


@router.get("/models/{model}", include_in_schema=False)
def model(model: str, shared: Shared) -> dict[str, Any]:
    _must_be_ours(model)
    return _model(shared)


@router.post("/chat/completions")
def complete(asked: ChatAsked, shared: Shared, request: Request) -> Any:
    """Answer the last user message in the light of the earlier ones; nothing is stored.

    The content is the reply and a numbered list of the items, each with its reason. `usage` counts words.
    """
    _must_be_ours(asked.model)
    if asked.messages[-1].role != "user":
        raise HTTPException(400, "The last message must be the user's.")
    texts = [message.words() for message in asked.messages if message.role == "user"][-MOST_REPLAYED:]
    prompt_words = sum(len(message.words().split()) for message in asked.messages)
    answer = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(shared.now()), "model": MODEL}
    pieces = _pieces(replayed(shared.bot.assistant, texts), shared)
    if not asked.stream:
        content = "".join(pieces)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": content, "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
        usage = _usage(prompt_words, content)
        return {**answer, "object": "chat.completion", "choices": [choice], "usage": usage}
    first = next(pieces)  # a bad utterance is told as a status
    whole = _Chunks({**answer, "object": "chat.completion.chunk"}, asked.stream_options, prompt_words)
    return EventStream(whole.frames(first, pieces, request), shared.heartbeat)


class _Chunks:
    def __init__(self, head: dict[str, Any], options: StreamOptions | None, prompt_words: int) -> None:
        self._head, self._prompt_words = head, prompt_words
        self._usage = bool(options and options.include_usage)

    def frames(
        self, first: str, rest: Generator[str, None, None], request: Request
    ) -> Generator[str, None, None]:
        said: list[str] = []
        try:
            yield self._chunk({"role": "assistant", "content": ""})
            for piece in chain((first,), rest):
                said.append(piece)
                yield self._chunk({"content": piece})
            yield self._chunk({}, "stop")
            if self._usage:
                usage = _usage(self._prompt_words, "".join(said))
                yield frame({**self._head, "choices": [], "usage": usage})
        except Exception as error:  # noqa: BLE001 - the status is sent: a client must still hear of it
            problem = of_error(error, request.url.path, request_id(request))
            yield frame({"error": {"message": problem["detail"], "type": "server_error", "code": None}})
        finally:
            rest.close()
        yield frame("[DONE]")

    def _chunk(self, delta: dict[str, str], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return frame({**self._head, "choices": [choice]} | ({"usage": None} if self._usage else {}))


def _pieces(events: Iterator[Event], shared: Context) -> Generator[str, None, None]:
    """The reply, then each item with its reason as soon as that and all before it are written."""
    ranked: Sequence[tuple[str, str]] = ()
    written: dict[str, str] = {}
    n = 0
    for event in events:
        match event:
            case Cards():
                shared.metrics.cards(event.timings)
                items = [card.recommendation.item for card in event.cards]
                ranked = [(item.id, item.title) for item in items]
            case Said():
                yield event.text
            case Justified():
                written[event.item_id] = event.justification.text
                while n < len(ranked) and (reason := written.get(ranked[n][0])) is not None:
                    yield f"\n\n{n + 1}. {ranked[n][1]}: {reason}"
                    n += 1
            case _:
                pass


def _model(shared: Context) -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": int(shared.bot.started), "owned_by": MODEL}


def _must_be_ours(model: str) -> None:
    if model != MODEL:
        raise HTTPException(404, f"There is no such model here; the only model is {MODEL!r}.")


def _usage(prompt_words: int, content: str) -> dict[str, int]:
    said = len(content.split())
    return {"prompt_tokens": prompt_words, "completion_tokens": said, "total_tokens": prompt_words + said}
