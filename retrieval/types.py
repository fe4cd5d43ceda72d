"""The words every layer shares: what a catalogue holds, what is asked of it, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""One embedding, shape (d,), float32, of length 1 (or all zero where there was nothing to embed)."""

Matrix = NDArray[np.float32]
"""Embeddings as rows, shape (n, d), float32, each row of length 1."""

Value = str | float | tuple[str, ...]
"""What an item holds in one slot: text; a number or level; or the values of a category or name slot."""

SlotKind = Literal["category", "name", "number", "level", "text"]
"""category: a controlled vocabulary; name: people, makers, brands; number: measured;
level: ordinal, 0 … len(levels) − 1; text: prose, searched by meaning only."""

Op = Literal["=", "!=", "<=", ">=", "<", ">", "in"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One property that the catalogue's items have, with the words by which people speak of it.

    `more`/`less` compare ("longer", "shorter"), `high`/`low` describe ("long", "short"), `asks` begin a
    question after it ("how long"), `names` call it by name ("running time"), `values` maps each canonical
    value to its synonyms, `told` maps a value to how it is said after "is" where its bare name would read as a
    label ("about a heist"), `units` maps a unit's word to how many of `unit` it is. `role` says what the slot
    is for, whatever its name (released, duration, price, rating, popularity, maker, person, kind, topic,
    mood, origin, language, content, description; empty where unknown). `shown` is how canonical values are
    written in the schema's language, where that is otherwise.
    """

    name: str
    kind: SlotKind
    label: str
    role: str = ""
    many: bool = False
    unit: str = ""
    phrase: str = "{}"
    names: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, float] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noun:
    """What the catalogue's items are called: one "film", many "films", other `words` ("movie").

    `counter` is the measure word that stands before it in languages that count with one (三部电影: "部"), `title`
    how a title is set off in running text ("《{}》").
    """

    one: str = "item"
    many: str = "items"
    words: tuple[str, ...] = ()
    counter: str = ""
    title: str = "{}"


@dataclass(frozen=True, slots=True)
class Schema:
    """The slots of a catalogue, in the order in which people want to see them.

    `language` is the one its labels, phrases and synonyms are in; values stay canonical in all of them.
    """

    slots: tuple[Slot, ...]
    noun: Noun = Noun()
    description: str = ""
    language: str = "en"

    def slot(self, name: str) -> Slot:
        """The slot of that name; KeyError where there is none."""
        for slot in self.slots:
            if slot.name == name:
                return slot
        raise KeyError(f"no slot {name!r}; the catalogue has: {', '.join(s.name for s in self.slots)}")

    def of_kind(self, *kinds: SlotKind) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.kind in kinds)

    def by_role(self, role: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.role == role), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the catalogue. `aliases` are other titles; `url` is its page in the shop, if any."""

    id: str
    title: str
    values: Mapping[str, Value]
    aliases: tuple[str, ...] = ()
    url: str = ""

    def texts(self, slot: str) -> tuple[str, ...]:
        """The slot's values as texts; () where the item has none, or a number."""
        value = self.values.get(slot)
        if isinstance(value, str):
            return (value,) if value else ()
        return value if isinstance(value, tuple) else ()

    def number(self, slot: str) -> float | None:
        """The slot's number or level; None where the item has none."""
        value = self.values.get(slot)
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition that every shown item meets. `source` is the visitor's own words for it.

    Text values are canonical values of the slot; "in" takes a tuple of them (any will do). An item that
    lacks the slot fails every op but "!=": what is not known is not claimed.
    """

    slot: str
    op: Op
    value: str | float | tuple[str, ...]
    source: str

    def holds(self, item: Item) -> bool:
        if isinstance(self.value, int | float):
            number = item.number(self.slot)
            if number is None:
                return self.op == "!="
            return _compare(number, self.op, float(self.value))
        have = item.texts(self.slot)
        wanted = self.value if isinstance(self.value, tuple) else (self.value,)
        found = any(value in have for value in wanted)
        return not found if self.op == "!=" else found


def _compare(number: float, op: Op, bound: float) -> bool:
    match op:
        case "<=":
            return number <= bound
        case ">=":
            return number >= bound
        case "<":
            return number < bound
        case ">":
            return number > bound
        case "!=":
            return number != bound
        case _:
            return number == bound


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: free words, hard constraints, items to be near to, items to leave out.

    `toward` is a direction among the items' embeddings, shape (d,), in which whoever asks expects what is wanted.
    """

    words: str = ""
    constraints: tuple[Constraint, ...] = ()
    near: tuple[str, ...] = ()
    exclude: frozenset[str] = frozenset()
    toward: Vector | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item found for a query, with what the search knows of it and nothing else.

    `words_fit` is the cosine of query words and item text (0 without words), `names_fit` the lexical score
    scaled to 0 … 1, `found_by` the sources that brought it ("meaning", "learned", "words", "near",
    "popular").
    """

    item: Item
    vector: Vector
    words_fit: float = 0.0
    names_fit: float = 0.0
    found_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a search, for the decision path: how many items went in, how many came out, in how many ms."""

    name: str
    before: int
    after: int
    detail: str = ""
    ms: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: at most k candidates, best first, the embedded words, and the path."""

    candidates: tuple[Candidate, ...]
    query_vector: Vector
    path: tuple[Step, ...] = ()
