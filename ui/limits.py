"""What holds for every request, whatever it asks: an id, a size limit, who may write from a browser, headers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.problems import of_error, problem, respond

MOST_BYTES = 512 * 1024
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""The chat page needs inline scripts and eval; nothing may be fetched from elsewhere."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Outermost: gives the request its id, refuses what is too large or foreign, answers what nobody caught.

    `seen(scope, status)` is called once a request, for the metrics.
    """

    app: ASGIApp
    origins: frozenset[str]
    seen: Callable[[Scope, int], None]
    most_bytes: int = MOST_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), request_id)
            await send(message)

        try:
            refused = self._refused(scope, headers)
            if refused:
                body = problem(*refused, scope["path"], request_id)
                await respond(body)(scope, receive, answer)
            else:
                await self.app(scope, _counted(receive, self.most_bytes), answer)
        except ClientDisconnect:
            pass  # nobody is there to be told
        except Exception as error:  # the last resort: a problem instead of a torn connection
            body = of_error(error, scope["path"], request_id)
            if status:
                raise
            await respond(body)(scope, receive, answer)
        finally:
            self.seen(scope, status)

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self.most_bytes:
            return 413, too_large(self.most_bytes)
        origin = headers.get("origin")
        if scope["method"] in SAFE or origin is None or origin in self.origins:
            return None
        if urlsplit(origin).netloc == headers.get("host") and urlsplit(origin).scheme in ("http", "https"):
            return None
        return 403, "This site may not write here from a browser. Add its origin to BECAUSE_ORIGINS."


def too_large(most_bytes: int) -> str:
    return f"The body is larger than {most_bytes:,} bytes. Send less."


def _counted(receive: Receive, most_bytes: int) -> Receive:
    """Counts while reading: a body need not tell its length."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most_bytes:
            raise HTTPException(413, too_large(most_bytes))
        return message

    return counted


def _dress(headers: MutableHeaders, request_id: str) -> None:
    headers["x-request-id"] = request_id
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "no-referrer"
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("content-security-policy", CSP)
    elif "cache-control" not in headers and "json" in headers.get("content-type", ""):
        headers["cache-control"] = "no-store"
