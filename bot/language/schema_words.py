"""The schema's own words as a phrase table: values and synonyms, comparatives, units, what slots are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.language.inflection import comparative, forms, superlative, superlative_of
from bot.language.tokens import normal
from retrieval.types import Schema, Slot

_NONE = frozenset({"no", "none", "zero", "without", "not"})
Sense = Literal[
    "value", "high", "low", "more", "less", "most", "least", "slot", "ask", "noun", "unit", "level"
]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase may mean. `exact` tells a value's own name or synonym from a form made of it."""

    sense: Sense
    slot: str = ""
    value: str | float = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class SchemaWords:
    """Phrase to entries; `longest` is the length in words of the longest phrase by its first word."""

    entries: Mapping[str, tuple[Entry, ...]]
    longest: Mapping[str, int]
    words: frozenset[str]


def schema_words(schema: Schema, held: Mapping[str, Iterable[str]]) -> SchemaWords:
    """The table for a schema and the category values its items hold (`held`: slot name to values)."""
    table: dict[str, dict[tuple[str, str, str | float], Entry]] = {}

    def add(phrase: str, entry: Entry) -> None:
        if phrase:
            table.setdefault(phrase, {}).setdefault((entry.sense, entry.slot, entry.value), entry)

    for word in (schema.noun.one, schema.noun.many, *schema.noun.words):
        for form in forms(normal(word)) if normal(word) else ():
            add(form, Entry("noun"))
    for slot in schema.slots:
        _add_slot(slot, add)
        if slot.kind == "category":
            values = dict.fromkeys(held.get(slot.name, ()), ()) | dict(slot.values)
            for value in sorted(values):
                _add_value(slot, value, values[value], add)
    longest: dict[str, int] = {}
    for phrase in table:
        words = phrase.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    entries = {phrase: tuple(found.values()) for phrase, found in table.items()}
    return SchemaWords(entries, longest, frozenset(w for p in table for w in p.split()))


def _add_slot(slot: Slot, add) -> None:  # type: ignore[no-untyped-def]
    sides: tuple[tuple[Sense, tuple[str, ...]], ...] = (
        ("high", slot.high), ("low", slot.low), ("more", slot.more), ("less", slot.less), ("ask", slot.asks),
    )  # fmt: skip
    for sense, phrases in sides:
        for phrase in phrases:
            add(normal(phrase), Entry(sense, slot.name))
            if sense in ("more", "less"):
                add(superlative_of(normal(phrase)), Entry("most" if sense == "more" else "least", slot.name))
            if sense in ("high", "low") and " " not in normal(phrase) and slot.kind in ("number", "level"):
                up: Sense = "more" if sense == "high" else "less"
                add(comparative(normal(phrase)), Entry(up, slot.name, exact=False))
    for name in (slot.label, *slot.names):
        if normal(name):
            for form in forms(normal(name)):
                add(form, Entry("slot", slot.name, exact=form == normal(name)))
    for unit, factor in slot.units.items():
        add(normal(unit), Entry("unit", slot.name, float(factor)))
    if slot.unit:
        add(normal(slot.unit), Entry("unit", slot.name, 1.0))
    for index, level in enumerate(slot.levels):
        if normal(level) in _NONE:
            continue  # "no violence" is a negation, which may go on: "no violence or nudity"
        for name in (slot.label, *slot.names):
            add(normal(f"{level} {name}"), Entry("level", slot.name, float(index)))


def _add_value(slot: Slot, value: str, synonyms: Iterable[str], add) -> None:  # type: ignore[no-untyped-def]
    for phrase in (normal(value), *(normal(s) for s in synonyms)):
        if not phrase:
            continue
        for form in forms(phrase):
            add(form, Entry("value", slot.name, value, exact=form == phrase))
        if slot.role == "mood" and " " not in phrase:
            add(comparative(phrase), Entry("more", slot.name, value, exact=False))
            add(superlative(phrase), Entry("most", slot.name, value, exact=False))
