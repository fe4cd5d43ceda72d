"""The guard around every request, where the API itself cannot show it."""

from __future__ import annotations

import anyio
import anyio.to_thread
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from ui.api import THREADS
from ui.limits import Guard

SCOPE = {"type": "http", "method": "GET", "path": "/x", "headers": []}


def guarded(app, scope: dict = SCOPE) -> tuple[list[Message], list[int]]:
    """What is sent for a request to an app, and the statuses that the metrics see."""
    sent: list[Message] = []
    seen: list[int] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    guard = Guard(app, frozenset(), lambda scope, status: seen.append(status))
    anyio.run(guard, dict(scope), receive, send)
    return sent, seen


def test_a_client_that_left_is_no_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ClientDisconnect

    assert guarded(app) == ([], [0])
    assert caplog.text == ""


def test_a_fault_after_the_answer_began_cannot_be_answered_again(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise LookupError("late")

    with pytest.raises(LookupError):
        guarded(app)
    assert "late" in caplog.text


def test_what_is_no_request_passes_untouched() -> None:
    passed = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope["type"])

    assert guarded(app, {"type": "lifespan"}) == ([], [])
    assert passed == ["lifespan"]


def test_enough_threads_wait_for_slow_models(app: FastAPI) -> None:
    @app.get("/v1x/threads")
    async def threads() -> float:
        return anyio.to_thread.current_default_thread_limiter().total_tokens

    with TestClient(app) as client:
        assert client.get("/v1x/threads").json() == THREADS
