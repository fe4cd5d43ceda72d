"""A conversation that a client holds, not we: its earlier messages are lived through again, then forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.assistant import Assistant
from bot.errors import BadUtterance
from bot.template_writer import TemplateWriter
from bot.types import Conversation, Done, Event, Feedback, Justified, PromptUse, Turn


@dataclass(slots=True)
class Fleeting:
    """bot.ports.Store for one conversation in memory, gone with the request."""

    conversation: Conversation = field(default_factory=lambda: Conversation("", "", "en", 0.0))

    def create(self, user_id: str, language: str) -> tuple[str, str]:
        self.conversation = Conversation("", user_id, language, 0.0)
        return "", ""

    def open(self, conversation_id: str, token: str) -> Conversation:
        return self.conversation

    def load(self, conversation_id: str) -> Conversation:
        return self.conversation

    def add_turn(self, conversation_id: str, turn: Turn) -> None:
        self.conversation = replace(self.conversation, turns=(*self.conversation.turns, turn))

    def add_justification(
        self, conversation_id: str, turn_index: int, justified: Justified, prompt: PromptUse | None
    ) -> None:
        """The turn is done before anybody could ask for it."""

    def add_feedback(self, conversation_id: str, feedback: Feedback) -> None:
        self.conversation = replace(self.conversation, feedback=(*self.conversation.feedback, feedback))

    def forget(self, conversation_id: str) -> None:
        self.conversation = Conversation("", "", "en", 0.0)


def replayed(assistant: Assistant, texts: Sequence[str]) -> Iterator[Event]:
    """The events of the last text, said after the earlier ones. BadUtterance where the last has no words.

    Earlier texts are answered again without a language model, so that "the second one" means what it meant.
    """
    store = Fleeting()
    before = replace(assistant, store=store, writer=TemplateWriter())
    for text in texts[:-1]:
        try:
            for event in before.turn(store.conversation, text):
                if isinstance(event, Done):
                    break
        except BadUtterance:
            continue  # it was answered with an error then, and changed nothing
    yield from replace(assistant, store=store).turn(store.conversation, texts[-1])
