"""A conversation as the one text that the query encoder reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from recsys.dialogues import Utterance, mentioned
from retrieval.types import Item, Schema

WHO: Final = {"seeker": "user", "recommender": "bot"}


def context_text(context: Sequence[Utterance], titles: Mapping[str, str]) -> str:
    """One line an utterance, "user: …" or "bot: …", oldest first; "" where nothing was said.

    An utterance without words is told by the titles of its items: conversations that are known only by their
    items then teach the encoder too what goes with what.
    """
    lines = []
    for utterance in context:
        named = (titles[item] for item in utterance.items if item in titles)
        if said := " ".join(utterance.text.split()) or ", ".join(named):
            lines.append(f"{WHO[utterance.role]}: {said}")
    return "\n".join(lines)


def titles_in(
    context: Sequence[Utterance], schema: Schema, item_of: Callable[[str], Item | None]
) -> dict[str, str]:
    """The titles of the items named in it, by id, as `titles_of`; `item_of` gives an item, None where it is gone."""
    items = [item_of(item_id) for item_id in mentioned(context)]
    return titles_of(schema, [item for item in items if item])


def titles_of(schema: Schema, items: Sequence[Item]) -> dict[str, str]:
    """Titles as people write them in conversation, with the year in brackets where items have one, by id."""
    released = schema.by_role("released")

    def titled(item: Item) -> str:
        year = item.number(released.name) if released and released.kind == "number" else None
        return item.title if year is None else f"{item.title} ({year:.0f})"

    return {item.id: titled(item) for item in items}
