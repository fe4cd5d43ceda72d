"""What the page may ask about reasons: why an item is there, which titles there are, why one is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import UnknownItem
from bot.texts import texts
from bot.wiring import Bot
from ui import present_why
from ui.chat_desk import Key, fault
from ui.chat_views import FaultView
from ui.titles import Titles
from ui.why_page import address
from ui.why_view import TitleView, WhyNotView, WhyView, title_view, why_not_view, why_view

MOST_TITLES = 6


class About(Key):
    """An item that a conversation has shown, or has not."""

    item: str = Field(max_length=1000)


class Typed(BaseModel):
    """A title as far as it has been typed."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(max_length=200)
    language: str = Field("en", max_length=35)


@dataclass(frozen=True, slots=True)
class Answer:
    """One of these; `fault` where it could not be told."""

    why: WhyView | None = None
    why_not: WhyNotView | None = None
    titles: tuple[TitleView, ...] | None = None
    fault: FaultView | None = None


@dataclass(frozen=True, slots=True)
class WhyDesk:
    bot: Bot
    titles: Titles

    def explain(self, data: object) -> dict[str, Any]:
        """Why an item was shown, as of the last turn of the conversation that showed it."""
        return _answered(data, self._explain)

    def why_not(self, data: object) -> dict[str, Any]:
        """Why an item of the catalogue is not on the list that the conversation sees."""
        return _answered(data, self._why_not)

    def find(self, data: object) -> dict[str, Any]:
        """The titles that answer best to what has been typed."""
        return _answered(data, self._find)

    def _explain(self, data: object) -> Answer:
        asked = About.model_validate(data)
        explaining = self.bot.explaining(asked.language)
        why = explaining.item(self.bot.store.open(asked.id, asked.token), asked.item)
        if why is None:
            raise UnknownItem("fault.item", id=asked.item)
        told = present_why.explanation(why, self.bot.encoder_name)
        return Answer(why=why_view(told, address(why.turn, why.card), texts(asked.language)))

    def _why_not(self, data: object) -> Answer:
        asked = About.model_validate(data)
        conversation = self.bot.store.open(asked.id, asked.token)
        told = present_why.why_not(self.bot.explaining(asked.language).why_not(conversation, asked.item))
        return Answer(why_not=why_not_view(told, texts(asked.language)))

    def _find(self, data: object) -> Answer:
        typed = Typed.model_validate(data)
        schema = self.bot.speaking(typed.language).shelf.schema
        found = self.titles.find(typed.text, MOST_TITLES)
        return Answer(titles=tuple(title_view(item, schema) for item in found))


def _answered(data: object, answer: Callable[[object], Answer]) -> dict[str, Any]:
    try:
        return asdict(answer(data))
    except Exception as error:  # noqa: BLE001 - the last line before the visitor: see fault
        return asdict(Answer(fault=fault(error, data)))
