"""/why/TRACE: one turn and everything behind its answer, to share, to print, or for a program to read.

Who has the address may read that turn: a trace id is 128 random bits, told to nobody but who asked. The page tells
nothing of the visitor beyond what was asked and used in that turn; with the conversation, it is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from bot.chips import chips
from bot.errors import UnknownConversation
from bot.ports import Shelf
from bot.texts import language_of, texts
from bot.types import Card, Conversation, Turn
from bot.wiring import Bot
from ui import present, present_why
from ui.cards import FactView, card_view
from ui.context import Shared
from ui.why_view import WhyView, why_view

router = APIRouter()
TRACE = re.compile(r"[0-9a-f]{32}")
"""Shorter ids, of turns of earlier versions, are no secrets to rely on."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said and understood, and the answer's words. `date` is of UTC."""

    asked: str
    understood: tuple[str, ...]
    reply: str
    date: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of the answer: its card and all that is behind it."""

    url: str
    poster: str
    facts: tuple[FactView, ...]
    why: WhyView


@router.get("/why/{trace_id}", include_in_schema=False)
def turn_page(
    trace_id: str,
    shared: Shared,
    accept: Annotated[str, Header()] = "",
    accept_language: Annotated[str, Header()] = "",
) -> Response:
    """The page of a turn; for `Accept: application/json` its Turn and Explanation objects."""
    try:
        if not TRACE.fullmatch(trace_id):
            raise UnknownConversation("fault.turn")
        conversation, turn = shared.bot.store.of_trace(trace_id)
    except UnknownConversation:
        say = texts(language_of(accept_language))
        return HTMLResponse(_templates().get_template("gone.html").render(say=say), 404, HEADERS)
    if "application/json" in accept:
        return JSONResponse(_told(conversation, turn, shared.bot), headers=HEADERS)
    page = _templates().get_template("turn.html")
    asked = _asked(turn, shared.bot.speaking(conversation.language).shelf)
    shown = list(_shown(conversation, turn, shared.bot))
    return HTMLResponse(
        page.render(say=texts(conversation.language), turn=asked, items=shown), headers=HEADERS
    )


def _asked(turn: Turn, shelf: Shelf) -> Asked:
    labels = tuple(chip.label for chip in chips(turn.state, shelf))
    date = datetime.fromtimestamp(turn.created, UTC).strftime("%Y-%m-%d %H:%M")
    return Asked(turn.text, labels, turn.reply, date)


def _shown(conversation: Conversation, turn: Turn, bot: Bot) -> Iterator[Shown]:
    schema, say = bot.speaking(conversation.language).shelf.schema, texts(conversation.language)
    for card, told in _explanations(conversation, turn, bot):
        view = card_view(card, schema)
        yield Shown(view.url, view.poster, view.facts, why_view(told, address(turn, card), say))


def _explanations(conversation: Conversation, turn: Turn, bot: Bot) -> Iterator[tuple[Card, present.Json]]:
    explaining = bot.explaining(conversation.language)
    for card in turn.cards.cards if turn.cards else ():
        yield card, present_why.explanation(explaining.card(conversation, turn, card), bot.encoder_name)


def _told(conversation: Conversation, turn: Turn, bot: Bot) -> present.Json:
    explanations = [told for _, told in _explanations(conversation, turn, bot)]
    shelf = bot.speaking(conversation.language).shelf
    return {**present.turn(turn, shelf), "text": turn.text, "explanations": explanations}


def address(turn: Turn, card: Card) -> str:
    """Where the page tells of the card, from the root of the site."""
    return f"why/{turn.trace_id}#item-{card.recommendation.rank}"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
