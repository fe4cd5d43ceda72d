"""A language model behind any OpenAI-compatible server (vLLM, …), through LangChain's chat model for those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.errors import ModelUnavailable, RequestRefused
from bot.ports import LlmRequest

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

LONGEST = 20_000  # characters; nobody asked for more, so a stream that exceeds it has lost its way
CONNECT = 3.0
REFUSING = (400, 413, 422, 501)
"""HTTP statuses of a server that has read the call and does not want it."""


class RemoteModel:
    """bot.ports.LanguageModel over HTTP. Nothing is retried here: the caller has something better to show. Only a
    server that refuses a JSON schema is asked at once without one, and never sent one again if it answers then.

    `url` is the server's base, with or without /v1; `model` its name there ("" for the first one it lists);
    `timeout` the seconds that it may stay silent, connecting takes at most 3. For a server that says it is
    vLLM, an opening is continued and `words` bind (a regular expression); others answer in their own words.
    """

    def __init__(self, url: str, model: str = "", key: str = "", timeout: float = 20.0) -> None:
        base = url.rstrip("/")
        self._base = base if base.endswith("/v1") else f"{base}/v1"
        self._model = model
        self._key = key or "none"  # the client insists on one, servers without keys ignore it
        self._timeout = timeout
        self._lock = Lock()
        self._vllm: bool | None = None
        self._shapeless = False
        self._chat: ChatOpenAI | None = None

    @property
    def name(self) -> str:
        return self._model or self._base

    def ready(self) -> bool:
        """True: whether the server answers is known only by asking it (see `reachable`, and the breaker)."""
        return True

    def reachable(self) -> bool:
        """Whether the server lists its models within the time for connecting; asks it each time."""
        try:
            self._list_models(CONNECT)
        except ModelUnavailable:
            return False
        return True

    def stream(self, request: LlmRequest) -> Iterator[str]:
        """The answer in pieces. Raises ModelUnavailable on errors, silence, nothing, and no end; RequestRefused
        where the server does not want the call."""
        chat = self._connected()
        opening = request.messages[-1][1] if request.messages[-1][0] == "assistant" else ""
        if opening and not self._vllm:
            request = replace(request, messages=request.messages[:-1])
        elif opening:
            yield opening
        length = 0
        for piece in self._shaped(chat, request):
            length += len(piece)
            if length > LONGEST:
                raise ModelUnavailable(f"{self.name} does not come to an end")
            yield piece
        if not length:
            raise ModelUnavailable(f"{self.name} answered nothing")

    def _shaped(self, chat: ChatOpenAI, request: LlmRequest) -> Iterator[str]:
        """The answer in the shape of the schema; of a server that knows no schemas, in whatever shape it comes."""
        if request.schema is not None and not self._shapeless:
            try:
                yield from self._pieces(chat, request)
                return
            except RequestRefused:
                pass  # before its first piece; without the schema it may answer
        for piece in self._pieces(chat, replace(request, schema=None)):
            self._shapeless = self._shapeless or request.schema is not None
            yield piece

    def _pieces(self, chat: ChatOpenAI, request: LlmRequest) -> Iterator[str]:
        from httpx2 import HTTPError
        from openai import APIStatusError, LengthFinishReasonError, OpenAIError

        try:
            messages = [{"role": role, "content": content} for role, content in request.messages]
            for chunk in chat.stream(messages, **self._options(request)):
                if isinstance(chunk.content, str) and chunk.content:
                    yield chunk.content
        except LengthFinishReasonError:
            return  # cut off by max_tokens: what was said before has been said, and whoever asked sees the end
        except (OpenAIError, HTTPError) as error:
            refused = isinstance(error, APIStatusError) and error.status_code in REFUSING
            kind = RequestRefused if refused else ModelUnavailable
            raise kind(f"{self.name} at {self._base}: {_short(error)}") from error
        # What is no JSON, or JSON of another shape, surfaces as one of these in the client.
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError) as error:
            raise ModelUnavailable(
                f"{self.name} at {self._base} answered garbage: {_short(error)}"
            ) from error

    def _options(self, request: LlmRequest) -> dict[str, Any]:
        options: dict[str, Any] = {
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
        }
        if request.stop:
            options["stop"] = list(request.stop)
        if request.schema is not None:
            shape = {"name": "answer", "schema": dict(request.schema), "strict": True}
            options["response_format"] = {"type": "json_schema", "json_schema": shape}
        if self._vllm:
            options["extra_body"] = _for_vllm(request)
        return options

    def _connected(self) -> ChatOpenAI:
        with self._lock:
            if self._chat is None:
                models = self._list_models(self._timeout)
                self._vllm = any(owner == "vllm" for _, owner in models)
                if not self._model:
                    if not models:
                        raise ModelUnavailable(f"the server at {self._base} lists no model; name one")
                    self._model = models[0][0]
                self._chat = self._new_chat()
            return self._chat

    def _new_chat(self) -> ChatOpenAI:
        from langchain_openai import ChatOpenAI
        from openai import Timeout
        from pydantic import SecretStr

        return ChatOpenAI(
            model=self._model,
            base_url=self._base,
            api_key=SecretStr(self._key),
            timeout=Timeout(self._timeout, connect=min(CONNECT, self._timeout)),
            max_retries=0,
            stream_usage=False,
            use_responses_api=False,
        )

    def _list_models(self, timeout: float) -> list[tuple[str, str]]:
        """(name, owner) of every model that the server has."""
        from httpx2 import HTTPError
        from openai import OpenAI, OpenAIError

        try:
            with OpenAI(base_url=self._base, api_key=self._key, timeout=timeout, max_retries=0) as client:
                return [(one.id, one.owned_by or "") for one in client.models.list().data or ()]
        except (OpenAIError, HTTPError) as error:
            raise ModelUnavailable(f"no answer from the server at {self._base}: {_short(error)}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise ModelUnavailable(
                f"{self._base} is not an OpenAI-compatible API: {_short(error)}"
            ) from error


def _for_vllm(request: LlmRequest) -> dict[str, Any]:
    """What vLLM understands beyond the OpenAI API: going on with an opening, and keeping to choices."""
    body: dict[str, Any] = {}
    if request.messages[-1][0] == "assistant":
        body |= {"continue_final_message": True, "add_generation_prompt": False}
    if request.choices and request.schema is None:
        body["structured_outputs"] = {"choice": list(request.choices)}
    return body


def _short(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
