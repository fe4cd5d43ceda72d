"""A conversation that a client holds, not we: its earlier messages are lived through again, then forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from bot.assistant import Assistant
from bot.errors import BadUtterance
from bot.store import SqliteStore
from bot.template_writer import TemplateWriter
from bot.types import Event

IN_MEMORY = Path(":memory:")
"""SQLite's name for a database that is gone when it is closed."""


def replayed(assistant: Assistant, texts: Sequence[str]) -> Iterator[Event]:
    """The events of the last text, said after the earlier ones. BadUtterance where the last has no words.

    Earlier texts are answered again without a language model, so that "the second one" means what it meant.
    """
    with closing(SqliteStore(IN_MEMORY, assistant.now)) as store:
        conversation_id, _ = store.create("", "en")
        before = replace(assistant, store=store, writer=TemplateWriter())
        for text in texts[:-1]:
            try:
                for _event in before.turn(store.load(conversation_id), text):
                    pass
            except BadUtterance:
                continue  # it was answered with an error then, and changed nothing
        yield from replace(assistant, store=store).turn(store.load(conversation_id), texts[-1])
