"""What is to be said of one item, taken apart, with the chance by which one way to put it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.phrasing.reason_brief import SIGNS, Line, readable
from bot.writer_training.pieces import Piece, piece
from retrieval.types import Item, Schema


@dataclass(slots=True)
class Said:
    """What the brief of one item holds, and the chance by which it is put."""

    item: Item
    schema: Schema
    tone: str
    length: str
    rng: Random
    wishes: tuple[Piece, ...]
    shared: tuple[Piece, ...]
    facts: tuple[Piece, ...]
    close: tuple[str, str]
    story: tuple[str, str]
    against: Piece | None

    def one_of(self, *ways: str) -> str:
        return self.rng.choice([way for way in ways if way])

    def often(self, chance: float) -> bool:
        return self.rng.random() < chance


def said_of(item: Item, lines: Sequence[Line], schema: Schema, tone: str, length: str, rng: Random) -> Said:
    made: dict[str, list[Piece]] = {"said": [], "liked": [], "named": [], "fact": [], "against": []}
    close, story = ("", ""), ("", "")
    for i, line in enumerate(lines):
        if line.role == "close":
            close = (readable(line.evidence.source), SIGNS[i])
        elif line.role == "story":
            story = (line.states, SIGNS[i])
        else:
            made[line.role].append(piece(line, i, schema))
    return Said(
        item, schema, tone, length, rng, tuple(made["said"]), (*made["liked"], *made["named"]), tuple(made["fact"]),
        close, story, made["against"][0] if made["against"] else None,
    )  # fmt: skip
