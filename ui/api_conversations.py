"""Conversations: open, talk, read, give feedback, ask why, forget."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request, Response

from bot.errors import UnknownItem
from bot.ports import Shelf
from bot.types import Cards, Done, Event, Justified, Said, Turn, Understood
from ui import models, models_why, present, present_why
from ui.context import PROBLEM, Context, Shared, Token
from ui.problems import of_error, request_id
from ui.sse import EventStream, frame

router = APIRouter(
    prefix="/v1/conversations",
    tags=["conversations"],
    responses={401: PROBLEM, 404: PROBLEM, 422: PROBLEM},
)
FORMATS = """With `Accept: text/event-stream`, the events of the turn as they happen: `understanding`, `cards`
(Recommendations without justifications, before any language model is called; each item has a `reason`),
`justification` (one an item), `delta` (words of the reply), `done` (the Turn), or `error` (a problem).
Otherwise one Turn. A body of `{"drop": CHIP_ID}` takes back what a chip of the state says; `{"instead": DO}`,
with the `do` of a counterfactual, chooses the last list anew as if that had been done: what was on it may stay."""


@router.post("", status_code=201, response_model=models.ConversationOpened)
def begin(shared: Shared, asked: models.ConversationAsked | None = None) -> Any:
    """Open a conversation. The token is shown this once."""
    user_id = (asked.user_id if asked else None) or ""
    language = (asked.language if asked else None) or "en"
    conversation_id, token = shared.bot.store.create(user_id, language)
    return {"conversation_id": conversation_id, "token": token}


@router.post(
    "/{conversation_id}/turns",
    response_model=models.TurnShown,
    responses={200: {"content": {"text/event-stream": {}}}, 409: PROBLEM},
    description=FORMATS,
)
def say(
    conversation_id: str,
    asked: models.TurnAsked,
    token: Token,
    shared: Shared,
    request: Request,
    accept: Annotated[str, Header()] = "",
) -> Any:
    conversation = shared.bot.store.open(conversation_id, token)
    if sum(value is not None for value in (asked.text, asked.drop, asked.instead)) != 1:
        raise HTTPException(422, 'Send either {"text": WORDS} or {"drop": CHIP_ID} or {"instead": DO}.')
    assistant = shared.bot.speaking(conversation.language)
    if asked.drop is not None:
        events = assistant.drop(conversation, asked.drop)
    elif asked.instead is not None:
        events = assistant.instead(conversation, asked.instead.do())
    else:
        events = assistant.turn(conversation, asked.text or "")
    counted = _counted(events, shared)
    if "text/event-stream" not in accept:
        return present.turn(_last(counted), assistant.shelf)
    first = next(counted)  # what is wrong with the utterance is told as a status, not within a stream

    def problem_of(error: Exception) -> dict[str, Any]:
        return of_error(error, request.url.path, request_id(request))

    return EventStream(_frames(first, counted, assistant.shelf, problem_of), shared.heartbeat)


@router.get("/{conversation_id}", response_model=models.Transcript)
def read(conversation_id: str, token: Token, shared: Shared) -> Any:
    """Every turn, what was shown, and what was said of it."""
    conversation = shared.bot.store.open(conversation_id, token)
    return present.transcript(conversation, shared.bot.speaking(conversation.language).shelf)


@router.post("/{conversation_id}/feedback", status_code=201, response_model=models.FeedbackAsked)
def judge(conversation_id: str, asked: models.FeedbackAsked, token: Token, shared: Shared) -> Any:
    """Record what the visitor did with an item; it is on disk when the answer comes."""
    if asked.kind == "rating" and asked.value is None:
        raise HTTPException(422, "A rating needs a value.")
    shared.bot.store.check(conversation_id, token)
    conversation = shared.bot.store.load(conversation_id)
    shared.bot.assistant.feedback(conversation, asked.item_id, asked.kind, asked.value)
    return asked


@router.delete("/{conversation_id}", status_code=204)
def forget(conversation_id: str, token: Token, shared: Shared) -> Response:
    """Delete the conversation with all that was said and done in it. It cannot be undone."""
    shared.bot.store.check(conversation_id, token)
    shared.bot.store.delete(conversation_id)
    return Response(status_code=204)


@router.get(
    "/{conversation_id}/explanations/{item_id}",
    response_model=models_why.ExplanationShown,
)
def explain(conversation_id: str, item_id: str, token: Token, shared: Shared) -> Any:
    """Why the item stands where it stands, as of the last turn that showed it."""
    conversation = shared.bot.store.open(conversation_id, token)
    why = shared.bot.explaining(conversation.language).item(conversation, item_id)
    if why is None:
        raise HTTPException(404, "This conversation has not shown that item. Use an id from its items.")
    return present_why.explanation(why, shared.bot.encoder_name)


@router.get("/{conversation_id}/why-not/{item_id}", response_model=models_why.WhyNotShown)
def why_not(conversation_id: str, item_id: str, token: Token, shared: Shared) -> Any:
    """Why the item is not on the list as it stands now, and the nearest changes that would bring it in."""
    conversation = shared.bot.store.open(conversation_id, token)
    try:
        told = shared.bot.explaining(conversation.language).why_not(conversation, item_id)
    except UnknownItem as error:
        raise HTTPException(404, str(error)) from error
    return present_why.why_not(told)


def _counted(events: Iterator[Event], shared: Context) -> Generator[Event, None, None]:
    for event in events:
        if isinstance(event, Cards):
            shared.metrics.cards(event.timings)
        yield event


def _last(events: Iterator[Event]) -> Turn:
    """The turn when all of it is done."""
    for event in events:
        if isinstance(event, Done):
            return event.turn
    raise RuntimeError("a turn ended without its Done event")


def _frames(
    first: Event,
    rest: Generator[Event, None, None],
    shelf: Shelf,
    problem_of: Callable[[Exception], dict[str, Any]],
) -> Generator[str, None, None]:
    n, understood = 0, None
    try:
        for event in chain((first,), rest):
            n += 1
            match event:
                case Understood():
                    understood = event
                    yield frame(present.understood(event, shelf), "understanding", str(n))
                case Cards() if understood:
                    yield frame(present.cards(event, understood.state, shelf), "cards", str(n))
                case Justified():
                    yield frame(present.justified(event), "justification", str(n))
                case Said():
                    yield frame({"text": event.text}, "delta", str(n))
                case Done():
                    yield frame(present.turn(event.turn, shelf), "done", str(n))
    except Exception as error:  # noqa: BLE001 - the status is sent: a client must still hear what went wrong
        yield frame(problem_of(error), "error", str(n + 1))
    finally:
        rest.close()
