"""Every error as RFC 9457 problem+json (in OpenAI's form on OpenAI's paths), split by whose fault it is.

What is ours is logged with the request's id and not told: paths and queries are nobody else's business.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from bot.errors import (
    BadUtterance,
    BotError,
    ConversationBusy,
    UnknownConversation,
    UnknownItem,
    VisitorError,
)
from retrieval.errors import BadItem, CatalogueNotWritten, RetrievalError

log = logging.getLogger("because.api")

STATUS: dict[type[Exception], int] = {
    BadUtterance: 422,
    UnknownItem: 422,
    UnknownConversation: 404,
    ConversationBusy: 409,
    BadItem: 422,
    VisitorError: 422,
}
"""The visitor's faults, whose words are meant for them; the first that fits. All others are ours."""
OURS = "This could not be done, and the fault is ours. Try again; tell us the request_id if it stays."
OPENAI_PATHS = ("/v1/chat/completions", "/v1/models")
MOST_ERRORS = 20


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem."""
    app.add_exception_handler(StarletteHTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(BotError, _known)
    app.add_exception_handler(RetrievalError, _known)


def problem(
    status: int, detail: str, path: str, request_id: str, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": quote(path),
        "request_id": request_id,
    }
    return body | ({"errors": errors} if errors else {})


def of_error(error: Exception, path: str, request_id: str) -> dict[str, Any]:
    """The problem of an exception; what is not the visitor's fault is logged here."""
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), None)
    if status:
        return problem(status, str(error), path, request_id)
    log.error("%s %s: %s: %s", request_id, path, type(error).__name__, error, exc_info=error)
    known = isinstance(error, BotError | CatalogueNotWritten)
    return problem(503 if known else 500, OURS, path, request_id)


def respond(body: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    status, detail, path = body["status"], body["detail"], body["instance"]
    if path.rstrip("/") in OPENAI_PATHS:
        errors = body.get("errors")
        kind = "invalid_request_error" if status < 500 else "server_error"
        code = "model_not_found" if status == 404 and "model" in detail else None
        error = {
            "message": detail,
            "type": kind,
            "param": errors[0]["field"] if errors else None,
            "code": code,
            "request_id": body["request_id"],
        }
        return JSONResponse({"error": error}, status, headers)
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def request_id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


def _http(request: Request, error: Exception) -> JSONResponse:
    error = cast("HTTPException", error)
    detail = str(error.detail)
    if error.status_code == 404 and detail == "Not Found":
        detail = "There is nothing at this address. The API is described at /docs."
    if error.status_code == 405:
        detail = f"{request.method} cannot be used here. The API is described at /docs."
    body = problem(error.status_code, detail, request.url.path, request_id(request))
    return respond(body, dict(error.headers) if error.headers else None)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    found = cast("RequestValidationError", error).errors()
    # Never the input itself: it may be large, secret or markup.
    errors = [
        {"field": ".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]), "message": str(e["msg"])}
        for e in found[:MOST_ERRORS]
    ]
    if any(e["type"] == "json_invalid" for e in found):
        detail = "The body is not JSON. Send JSON with Content-Type: application/json."
    elif any(e["loc"] == ("body",) for e in found):
        detail = "A JSON object was expected. Send one with Content-Type: application/json."
    else:
        detail = "; ".join(f"{e['field']}: {e['message']}" for e in errors)
    return respond(problem(422, detail, request.url.path, request_id(request), errors))


def _known(request: Request, error: Exception) -> JSONResponse:
    return respond(of_error(error, request.url.path, request_id(request)))
