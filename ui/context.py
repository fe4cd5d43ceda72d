"""What the API's routers share: the bot, the metrics, and who may do what."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ui.metrics import Metrics
from ui.models import Problem
from ui.sse import HEARTBEAT_SECONDS

if TYPE_CHECKING:
    from bot.wiring import Bot

PROBLEM = {"model": Problem, "content": {"application/problem+json": {}}}
_bearer = HTTPBearer(auto_error=False, description="a conversation's token, or the admin key")


@dataclass(frozen=True, slots=True)
class Context:
    bot: Bot
    metrics: Metrics
    now: Callable[[], float]
    heartbeat: float = HEARTBEAT_SECONDS


def _context(request: Request) -> Context:
    return cast("Context", request.app.state.because)


Shared = Annotated[Context, Depends(_context)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _token(credentials: Bearer) -> str:
    """The token in the request; 401 where there is none."""
    if credentials is None or not credentials.credentials:
        raise HTTPException(
            401,
            "Send the token that the conversation was opened with: Authorization: Bearer TOKEN.",
            {"WWW-Authenticate": "Bearer"},
        )
    return credentials.credentials


def _admin(request: Request, shared: Shared, credentials: Bearer) -> None:
    """403 without the admin key (Authorization: Bearer, or X-Admin-Key)."""
    key = shared.bot.settings.admin_key.get_secret_value()
    if not key:
        raise HTTPException(403, "Catalogue upkeep is off. Set BECAUSE_ADMIN_KEY and start again.")
    given = request.headers.get("x-admin-key") or (credentials.credentials if credentials else "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), key.encode()):
        raise HTTPException(403, "This needs the admin key: Authorization: Bearer KEY, or X-Admin-Key: KEY.")


Token = Annotated[str, Depends(_token)]
Admin = Depends(_admin)
