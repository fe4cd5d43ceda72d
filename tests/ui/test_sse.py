"""Streams: the heartbeat, the order, and the end when nobody listens any more."""

from __future__ import annotations

import threading
from collections.abc import Generator

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect
from starlette.types import Message

from ui.sse import HEARTBEAT, EventStream, frame, paced


@given(st.text(), st.text())
def test_an_event_is_one_data_line_whatever_it_says(key: str, value: str) -> None:
    lines = frame({key: value}, "cards", "1").split("\n")
    assert lines[:2] == ["event: cards", "id: 1"]
    assert lines[2].startswith("data: ")
    assert lines[3:] == ["", ""]


def test_while_nothing_comes_a_comment_keeps_the_connection_open() -> None:
    heard = threading.Event()

    def slow() -> Generator[str, None, None]:
        yield "first"
        assert heard.wait(30)
        yield "second"

    async def listen() -> list[str]:
        got = []
        async for piece in paced(slow(), heartbeat=0.001):
            got.append(piece)
            if piece == HEARTBEAT:
                heard.set()
        return got

    got = anyio.run(listen)
    assert HEARTBEAT in got
    assert [piece for piece in got if piece != HEARTBEAT] == ["first", "second"]


def endless(closed: threading.Event) -> Generator[str, None, None]:
    try:
        while True:
            yield "more"
    finally:
        closed.set()


@pytest.mark.parametrize("version", ["2.0", "2.4"])
def test_a_client_that_leaves_ends_the_work(version: str) -> None:
    closed, sent = threading.Event(), 0

    async def run() -> None:
        left = anyio.Event()

        async def receive() -> Message:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            nonlocal sent
            sent += 1
            if sent >= 5:
                left.set()
                await anyio.lowlevel.checkpoint()
                if version == "2.4":
                    raise OSError("gone")

        scope = {"type": "http", "asgi": {"spec_version": version}}
        stream = EventStream(endless(closed), heartbeat=1.0)
        if version == "2.4":
            with pytest.raises(ClientDisconnect):
                await stream(scope, receive, send)
        else:
            await stream(scope, receive, send)

    anyio.run(run)
    assert closed.is_set()
    assert sent >= 5


def test_an_error_of_the_work_ends_the_stream_and_closes_it() -> None:
    def broken() -> Generator[str, None, None]:
        yield "first"
        raise LookupError("broken")

    async def listen() -> list[str]:
        return [piece async for piece in paced(broken(), heartbeat=1.0)]

    with pytest.raises(LookupError):
        anyio.run(listen)
