"""What is wanted, what is recommended, and what supports saying so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from recsys.dialogues import Utterance
from retrieval.types import Constraint, Item, Vector

Feeling = Literal["liked", "disliked", "like this"]
EvidenceKind = Literal["said", "fact", "liked", "people", "community", "model", "against"]


def no_vector() -> Vector:
    return np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class SoftPreference:
    """A wish that raises (weight > 0) or lowers (weight < 0) a score and excludes nothing.

    Text: the slot holds `value` or not. Number or level: `value` is the level wished for, nearer is better.
    `source` is the visitor's own words.
    """

    slot: str
    value: str | float
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Taste:
    """An item that the visitor spoke of or pressed a button on, and how they feel about it."""

    item: Item
    vector: Vector
    feeling: Feeling
    source: str


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything the ranking may use of what the visitor wants.

    `query_vector` is the embedding of `words` (length 0 or all zero without words); `shown` are ids already
    shown in this conversation (candidates never include them unless asked again). `conversation` is what was
    said of the wish, in the visitor's own words, and the items shown after each utterance.
    """

    words: str = ""
    query_vector: Vector = field(default_factory=no_vector)
    constraints: tuple[Constraint, ...] = ()
    soft: tuple[SoftPreference, ...] = ()
    tastes: tuple[Taste, ...] = ()
    shown: frozenset[str] = frozenset()
    conversation: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """A named share of a score."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A ranked item. `contributions` add up to `score` (to 1e-6); `rank` counts from 1."""

    item: Item
    rank: int
    score: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A checkable statement that a sentence may rest on.

    `id` is "e1", "e2" … within one item; `text` is the statement in plain words; `slot` and `values` are what
    it states of the item (empty for what was said of something else); `titles` are other items it names;
    `source` is the visitor's words, "catalogue", "ranking", or "others" for what other people did; `moved` is how
    much it moved the score (a condition moves none: it is met, or the item is not shown).
    """

    id: str
    kind: EvidenceKind
    text: str
    slot: str = ""
    values: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    source: str = ""
    moved: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of a sentence, and the ids of the evidence that they rest on."""

    start: int
    end: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Justification:
    """The sentence shown for an item and the evidence ids it rests on. Only grounded text is ever shown.

    `marks` say which stretch rests on which of them, in order and without overlap; () where nobody has asked the
    checker yet (a template's, one read back from the store): it is asked where an explanation is.
    """

    text: str
    writer: Literal["llm", "template"]
    evidence: tuple[Evidence, ...]
    grounded: bool = True
    marks: tuple[Mark, ...] = ()
