"""A text under judgement, with what was found in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tests.eval.second.records import Records, Row, plain

TURNS = re.compile(r"[.;:,!()]|\b(?:and|but|that|though)\b")
NOT = re.compile(r"\b(?:not|no|without|never|nor|neither)\b|n['’]t\b")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the visitor said and did so far: texts, and titles by how they were spoken of. `asked` are slots."""

    said: tuple[str, ...] = ()
    liked: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()

    @property
    def titles(self) -> frozenset[str]:
        return self.liked | self.disliked | self.named

    @property
    def plain(self) -> str:
        return f" {plain(' '.join(self.said))} "


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is said, at a place of the text; `fault` is "" where it is so. `slots` are what it speaks of."""

    at: int
    kind: str
    text: str
    fault: str = ""
    slots: frozenset[str] = frozenset()


@dataclass(slots=True)
class Page:
    """`taken` marks the characters that are accounted for; `parts` are those of the item's score, by name."""

    records: Records
    text: str
    row: Row
    heard: Heard
    parts: Mapping[str, float] = field(default_factory=dict)
    taken: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.taken = bytearray(len(self.text))

    def free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end]) and not self.text[end : end + 1].isalnum()

    def find(self, pattern: str) -> list[tuple[int, int]]:
        """Where the pattern stands as whole words that are not accounted for yet."""
        found = re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", self.text)
        return [hit.span() for hit in found if self.free(*hit.span())]

    def take(self, start: int, end: int, kind: str, fault: str = "", slots: Collection[str] = ()) -> Claim:
        self.taken[start:end] = b"\1" * (end - start)
        return Claim(start, kind, self.text[start:end], fault, frozenset(slots))

    def affirms(self, at: int) -> bool:
        """False where the clause that leads up to a place denies it. Titles, prose and quotations deny nothing."""
        turns = (turn.end() for turn in TURNS.finditer(self.text, 0, at) if not self.taken[turn.start()])
        pairs = zip(self.text[:at], self.taken[:at], strict=True)
        lead = "".join(" " if taken else sign for sign, taken in pairs)
        return NOT.search(lead[max(turns, default=0) :]) is None

    def sentences(self) -> list[tuple[int, int]]:
        ends = [m.end() for m in re.finditer(r"[.!](?=\s|$)", self.text) if not self.taken[m.start()]]
        return list(zip([0, *ends], [*ends, len(self.text)], strict=True))
