"""The HTTP API: health, metrics, one-shot recommendations, and the routers beside this file."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.routing import Match

from ui import api_conversations, api_items, api_openai, docs, filters, models, present, problems, why_page
from ui.context import PROBLEM, Context, Shared
from ui.limits import Guard
from ui.metrics import Metrics
from ui.sse import HEARTBEAT_SECONDS

if TYPE_CHECKING:
    from bot.wiring import Bot

THREADS = 100
"""Requests worked on at once; the bot is synchronous, and most of a turn is waiting for a language model."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ALLOWED_HEADERS = ("Authorization", "Content-Type", "Accept", "X-Request-ID", "X-Admin-Key")

router = APIRouter()


def create_api(
    bot: Bot, now: Callable[[], float] = time.time, heartbeat: float = HEARTBEAT_SECONDS
) -> FastAPI:
    """The API over a running bot. Holds no state of its own but its metrics."""
    metrics = Metrics(bot.store, bot.writer)
    app = FastAPI(
        title="because",
        summary="A chat recommender that always knows why",
        version="1",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        responses={500: PROBLEM},
    )
    app.state.because = Context(bot, metrics, now, heartbeat)
    problems.install(app)
    parts = (api_conversations, api_items, api_openai, docs, why_page)
    for one in (router, *(part.router for part in parts)):
        app.include_router(one)
    app.add_api_route("/v1/{rest:path}", _nothing_here, methods=list(METHODS), include_in_schema=False)
    origins = frozenset(o.strip().rstrip("/") for o in bot.settings.origins.split(",") if o.strip())
    app.add_middleware(
        CORSMiddleware,
        allow_origins=sorted(origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=ALLOWED_HEADERS,
        expose_headers=["X-Request-ID"],
    )
    app.add_middleware(Guard, origins=origins, seen=metrics.request)  # added last: outermost
    return app


def _nothing_here(request: Request) -> None:
    """What else begins with /v1 ends here, not in the page that is mounted at /."""
    partly = [r for r in request.app.router.routes if r.matches(request.scope)[0] is Match.PARTIAL]
    raise HTTPException(405 if partly else 404)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


@router.get("/health", response_model=models.Health, tags=["service"])
def health(shared: Shared) -> Any:
    """`degraded` while a configured language model cannot write; everything else works then, too."""
    bot = shared.bot
    reachable = bot.model is not None and bot.model.ready()
    return {
        "status": "ok" if bot.model is None or reachable else "degraded",
        "catalogue": {"items": len(bot.shelf), "version": bot.shelf.version},
        "index": {"kind": bot.retriever.index_kind, "age_s": max(0.0, shared.now() - bot.started)},
        "llm": {"reachable": reachable, "model": bot.model.name if bot.model else ""},
    }


@router.get("/metrics", tags=["service"], response_class=Response)
def metrics(shared: Shared) -> Response:
    """Prometheus text."""
    return Response(shared.metrics.text(), headers={"content-type": CONTENT_TYPE_LATEST})


@router.post(
    "/v1/recommend", response_model=models.Recommendations, responses={422: PROBLEM}, tags=["recommend"]
)
def recommend(asked: models.RecommendAsked, shared: Shared) -> Any:
    """Items for one request, each with its reason. Nothing is remembered."""
    bot = shared.bot
    hard = filters.constraints(asked.filters, bot.shelf.schema)
    assistant = bot.speaking(asked.language or "")
    turn = assistant.once(asked.text, asked.n, frozenset(asked.exclude), hard)
    shared.metrics.cards(turn.timings)
    return present.recommendations(turn, assistant.shelf)
