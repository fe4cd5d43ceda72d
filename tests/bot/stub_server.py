"""A real HTTP server on this machine that plays an OpenAI-compatible API, well or badly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

HANG = "hang"  # accept the call and say nothing until the server is stopped


class StubServer(ThreadingHTTPServer):
    """`plan` are the answers to chat calls, in order; the last one repeats.

    A list is streamed as pieces of text, HANG among them stops there; a str is sent raw with `status`; HANG
    never answers; None drops the connection after the first piece. `no_schemas` refuses what asks for a shape;
    `metrics` is what /metrics says (None: there is none).
    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self, plan: list[Any], models: Any, status: int, no_schemas: bool = False, metrics: str | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.no_schemas = no_schemas
        self.metrics = metrics
        self.plan = plan
        self.models = models
        self.status = status
        self.stopping = Event()
        self.calls: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.looked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error here."""


@contextmanager
def serving(
    *plan: Any,
    owner: str = "someone",
    models: Any = None,
    status: int = 200,
    no_schemas: bool = False,
    metrics: str | None = None,
) -> Iterator[StubServer]:
    listed = {
        "object": "list",
        "data": [{"id": "stub-1", "object": "model", "owned_by": owner, "created": 1}],
    }
    server = StubServer(list(plan), listed if models is None else models, status, no_schemas, metrics)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    server: StubServer

    def do_GET(self) -> None:
        self.server.looked.append(self.path)
        if self.server.models == HANG:
            self.server.stopping.wait(10)
            return
        if self.path == "/metrics":
            known = self.server.metrics is not None
            self._send((self.server.metrics or "").encode(), "text/plain", 200 if known else 404)
            return
        self._send(json.dumps(self.server.models).encode(), "application/json", 200)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        server.calls.append(body)
        server.keys.append(self.headers.get("Authorization", ""))
        if server.no_schemas and "response_format" in body:
            self._send(b'{"error": {"message": "response_format: not known"}}', "application/json", 400)
            return
        answer = server.plan[min(len(server.calls), len(server.plan)) - 1]
        if answer == HANG:
            server.stopping.wait(10)
        elif isinstance(answer, str):
            self._send(answer.encode(), "application/json", server.status)
        else:
            self._stream(answer)

    def _stream(self, pieces: Any) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in pieces:
            if piece is None:
                return
            if piece == HANG:
                self.server.stopping.wait(10)
                return
            self.wfile.write(f"data: {json.dumps(chunk(piece))}\n\n".encode())
            self.wfile.flush()
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


def chunk(piece: Any) -> Any:
    """One chunk of a stream: `piece` as its text, or as it is when it is no text."""
    if not isinstance(piece, str):
        return piece
    choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "stub-1",
        "choices": [choice],
    }
