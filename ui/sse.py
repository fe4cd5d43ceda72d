"""Server-sent events: what the bot yields, as it comes, to whoever still listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Generator, Mapping
from typing import Any

import anyio
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

Pieces = Generator[str, None, None]
HEARTBEAT_SECONDS = 10.0
HEARTBEAT = ": still here\n\n"


def frame(data: Any, event: str = "", event_id: str = "") -> str:
    """One event. JSON has no line ends of its own, so the data is always one line."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    lines = [f"event: {event}"] * bool(event) + [f"id: {event_id}"] * bool(event_id) + [f"data: {text}"]
    return "\n".join(lines) + "\n\n"


class EventStream(StreamingResponse):
    """Runs `pieces` in the thread pool; closes them when they end or the client is gone."""

    media_type = "text/event-stream"

    def __init__(
        self,
        pieces: Pieces,
        heartbeat: float = HEARTBEAT_SECONDS,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._paced = paced(pieces, heartbeat)
        # A proxy that buffers would turn the stream into one late answer.
        super().__init__(
            self._paced, headers={"cache-control": "no-store", "x-accel-buffering": "no", **(headers or {})}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await self._paced.aclose()  # type: ignore[attr-defined]


async def paced(pieces: Pieces, heartbeat: float) -> AsyncIterator[str]:
    """The pieces as they come, a comment whenever nothing came for `heartbeat` seconds."""
    pending: asyncio.Future[str | None] | None = None
    try:
        while True:
            pending = asyncio.ensure_future(run_in_threadpool(next, pieces, None))
            while not pending.done():
                done, _ = await asyncio.wait({pending}, timeout=heartbeat)
                if not done:
                    yield HEARTBEAT
            piece, pending = pending.result(), None
            if piece is None:
                return
            yield piece
    finally:
        with anyio.CancelScope(shield=True):
            if pending is not None:
                await asyncio.wait({pending})  # a generator that is running cannot be closed
            await run_in_threadpool(pieces.close)
