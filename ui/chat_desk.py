"""What the page may ask of the bot. Every request carries its conversation: nothing is kept between requests."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import UnknownConversation, VisitorError
from bot.texts import language_of, texts
from bot.trace import new_trace_id
from bot.types import Conversation, Event, Understood
from bot.utterance import clean
from bot.wiring import Bot
from ui.chat_views import (
    ChipView,
    FaultView,
    KeyView,
    Opened,
    TurnView,
    Update,
    after,
    chip_views,
    opened,
    understood_chips,
)
from ui.models import InsteadAsked

log = logging.getLogger(__name__)


class Key(BaseModel):
    """A conversation's id and token; empty before there is one."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field("", max_length=200)
    token: str = Field("", max_length=200)
    language: str = Field("en", max_length=35, description="the page's, which may change between turns")


class Ask(Key):
    """An utterance, or a chip that is taken back, or what would have been done instead."""

    to: str = Field("", max_length=64)
    text: str = ""
    drop: str = Field("", max_length=10_000)
    instead: InsteadAsked | None = None


class Feel(Key):
    """A button on a card."""

    item: str = Field(max_length=1000)
    kind: Literal["like", "dislike", "dismiss", "undo"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The three things that the page does: open a conversation again, say something, press a button."""

    bot: Bot

    def open(self, data: object) -> dict[str, Any]:
        """The stored conversation; an empty answer for whatever cannot be opened, so that a new one begins."""
        try:
            key = Key.model_validate(data)
            conversation = self.bot.store.open(key.id, key.token)
            shelf = self.bot.speaking(key.language).shelf
            return asdict(opened(conversation, KeyView(key.id, key.token), shelf))
        except (ValidationError, UnknownConversation):
            return asdict(Opened(None, (), (), {}))

    def feel(self, data: object) -> dict[str, Any]:
        """Record what was pressed; on disk when this returns. Answers with the chips as they are now."""
        try:
            feel = Feel.model_validate(data)
            assistant = self.bot.speaking(feel.language)
            conversation = self.bot.store.open(feel.id, feel.token)
            assistant.feedback(conversation, feel.item, feel.kind)
            conversation = self.bot.store.load(feel.id)
            return asdict(Update("", chips=chip_views(conversation, assistant.shelf)))
        except Exception as error:  # noqa: BLE001 - the last line before the visitor: see fault
            return asdict(Update("", fault=fault(error, data)))

    def ask(self, data: object) -> Iterator[dict[str, Any]]:
        """The answer as it grows: each piece is the whole so far."""
        to = ""
        try:
            ask = Ask.model_validate(data)
            to = ask.to
            for update in self._answer(ask):
                yield asdict(update)
        except Exception as error:  # noqa: BLE001 - the last line before the visitor: see fault
            yield asdict(Update(to, fault=fault(error, data)))

    def _answer(self, ask: Ask) -> Iterator[Update]:
        assistant = self.bot.speaking(ask.language)
        if not ask.drop and not ask.instead:
            clean(ask.text, assistant.max_characters)  # before a conversation is begun for nothing
        conversation, key = self._conversation(ask)
        view = TurnView(new_trace_id(), "" if ask.drop or ask.instead else " ".join(ask.text.split()))
        chips: tuple[ChipView, ...] | None = None
        if ask.instead:
            events = assistant.instead(conversation, ask.instead.do())
        elif ask.drop:
            events = assistant.drop(conversation, ask.drop)
        else:
            events = assistant.turn(conversation, ask.text)
        # Who stops listening stops the writing too: closing reaches down to the language model.
        with closing(cast("Generator[Event]", events)):
            for event in events:
                before, view = view, after(view, event, assistant.shelf.schema)
                if isinstance(event, Understood):
                    chips = tuple(understood_chips(event))
                elif view != before:
                    yield Update(ask.to, key, view, chips)

    def _conversation(self, key: Key) -> tuple[Conversation, KeyView]:
        """The one that was asked for; a new one where there is none, or it is not theirs."""
        store = self.bot.store
        try:
            return store.open(key.id, key.token), KeyView(key.id, key.token)
        except UnknownConversation:
            new = KeyView(*store.create("", language_of(key.language)))
            return store.open(new.id, new.token), new


def fault(error: Exception, data: object) -> FaultView:
    """What the visitor is told, in the language of what the page sent. Their own mistakes in the error's words;
    ours without details, but with an id under which the log has them."""
    wanted = data.get("language") if isinstance(data, dict) else ""
    language = language_of(wanted if isinstance(wanted, str) else "")
    if isinstance(error, VisitorError):
        return FaultView(error.told(language), ours=False)
    if isinstance(error, ValidationError):
        return FaultView(texts(language)("fault.unreadable"), ours=False)
    request_id = secrets.token_hex(8)
    log.error("request %s failed", request_id, exc_info=error)
    return FaultView(texts(language)("fault.ours"), ours=True, request_id=request_id)
