"""The ranking model that the settings name, or the one that came along: opened for the bot, or looked into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.ports import Shelf
from bot.settings import Settings
from recsys.errors import BadCheckpoint
from recsys.learned import Learned
from recsys.talk import Talk
from retrieval.encoder import Encoder, SentenceEncoder
from retrieval.types import Item, Matrix, Vector

SHIPPED = Path(__file__).parents[1] / "recsys" / "shipped"
KNOWN_SHARE = 0.5
"""How much of the catalogue a model must know for what it learned of items to count."""

Part = TypeVar("Part")


def open_talk(settings: Settings, encoder: Encoder) -> Talk | None:
    """What reads the conversation for the ranking, trained from this very encoder; None where there is none.

    The shipped model is for the shipped encoder: with another one, or where it is damaged, the bot does without.
    A model that somebody named has to be there and to fit: BadCheckpoint otherwise.
    """
    return _came_along(settings, lambda: read_talk(settings, encoder))


def open_own(
    settings: Settings, encoder: Encoder, talk: Talk | None, shelf: Shelf, vector: Callable[[str], Vector]
) -> Learned | None:
    """All that the model opened as `talk` learned of the catalogue; None where it knows too little of it.

    `vector` gives an item's embedding, shape (d,). BadCheckpoint as for open_talk.
    """
    return _came_along(settings, lambda: read_own(settings, encoder, talk, shelf, vector))


def _came_along(settings: Settings, read: Callable[[], Part | None]) -> Part | None:
    try:
        return read()
    except BadCheckpoint:
        if settings.model:
            raise
        return None


def read_talk(settings: Settings, encoder: Encoder) -> Talk | None:
    """As open_talk, but nothing that is wrong is passed over: BadCheckpoint, OtherEncoder where it is only that."""
    if settings.model == "off" or not (settings.model or SHIPPED.is_dir()):
        return None
    from recsys.checkpoint import load_talk

    return load_talk(Path(settings.model or SHIPPED), _source(encoder))


def read_own(
    settings: Settings, encoder: Encoder, talk: Talk | None, shelf: Shelf, vector: Callable[[str], Vector]
) -> Learned | None:
    """As open_own, but nothing that is wrong is passed over: BadCheckpoint."""
    if talk is None:
        return None
    from recsys.checkpoint import knows, load

    directory, items = Path(settings.model or SHIPPED), shelf.items()

    def embed(new: Sequence[Item]) -> Matrix:
        return np.stack([vector(item.id) for item in new])

    if knows(directory, shelf.schema, items) < KNOWN_SHARE:
        return None
    return Learned(load(directory, shelf.schema, items, _source(encoder), embed, talk.encoder), talk)


def _source(encoder: Encoder) -> tuple[str, str]:
    return encoder.name, encoder.source if isinstance(encoder, SentenceEncoder) else ""
