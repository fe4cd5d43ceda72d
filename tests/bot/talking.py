"""Somebody in a conversation with a bot, as the tests see both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.types import Conversation, Done, Event, FeedbackKind, Turn

if TYPE_CHECKING:
    from bot.wiring import Bot


class Visitor:
    """Says things in a conversation of their own; every answer is the finished turn."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.id, self.token = bot.store.create("", "en")

    @property
    def conversation(self) -> Conversation:
        return self.bot.store.load(self.id)

    def events(self, text: str) -> list[Event]:
        return list(self.bot.assistant.turn(self.conversation, text))

    def say(self, text: str) -> Turn:
        return finished(self.events(text))

    def drop(self, chip_id: str) -> Turn:
        return finished(list(self.bot.assistant.drop(self.conversation, chip_id)))

    def feel(self, item_id: str, kind: FeedbackKind, value: float | None = None) -> None:
        self.bot.assistant.feedback(self.conversation, item_id, kind, value)


def finished(events: list[Event]) -> Turn:
    *_, done = events
    assert isinstance(done, Done)
    return done.turn


def shown(turn: Turn) -> list[str]:
    """The ids of the items on a turn's cards, best first."""
    return [card.recommendation.item.id for card in turn.cards.cards] if turn.cards else []


def reasons(turn: Turn) -> dict[str, str]:
    return {j.item_id: j.justification.writer for j in turn.justifications}
