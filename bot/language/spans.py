"""What a stretch of an utterance was recognised as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.language.schema_words import Entry
from retrieval.types import Op

SpanKind = Literal["break", "cue", "entry", "name", "title", "number", "ref", "count", "missing", "connector"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a number slot: the slot may be "" where only the context can tell."""

    slot: str
    op: Op
    value: float


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens start … end − 1, and what they are. Only the fields of its kind are filled.

    cue: `cues`; entry: `entries`; name: `people` as (slot, full name, items); title and ref: `ids`;
    number: `bounds`; count: `bounds[0].value`; missing: `text`.
    """

    start: int
    end: int
    kind: SpanKind
    text: str
    cues: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    people: tuple[tuple[str, str, int], ...] = ()
    ids: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    missing: str = ""
    nearest: tuple[str, ...] = ()
    about: bool = False

    def has(self, *senses: str) -> bool:
        return any(entry.sense in senses for entry in self.entries)

    def is_cue(self, *cues: str) -> bool:
        return any(cue in self.cues for cue in cues)
