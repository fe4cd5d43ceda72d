"""schema.LANGUAGE.json: how a catalogue is spoken of in another language than that of its schema.json.

A translation names and describes; it never changes what items hold: canonical values, and with them every
filter, index and stored conversation, are the same in all languages. What it leaves out keeps its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.errors import BadSchema
from retrieval.types import Noun, Schema, Slot

QUOTED = "“{}”"
"""How a title is set off where a translation says nothing better."""
FILE = re.compile(r"schema\.([a-z]{2,3})\.json")


class NounWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    one: str
    words: tuple[str, ...] = ()
    counter: str = ""
    title: str = QUOTED


class SlotWords(BaseModel):
    """A slot's words. Of a value the first word is how it is shown, all are how it is understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1)
    unit: str = ""
    phrase: str = ""
    names: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    units: dict[str, float] = Field(default_factory=dict)


class Translation(BaseModel):
    """All words of one language for one catalogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    noun: NounWords
    description: str = ""
    slots: dict[str, SlotWords]


def read_translations(directory: Path, schema: Schema) -> dict[str, Translation]:
    """The translations beside a schema, by language. BadSchema where one cannot be used, saying why."""
    found = {}
    for path in sorted(directory.glob("schema.*.json")):
        if named := FILE.fullmatch(path.name):
            found[named[1]] = _read(path, schema)
    return found


def translated(schema: Schema, language: str, translation: Translation | None) -> Schema:
    """The schema in another language; without a translation its own words, marked as of that language."""
    if translation is None:
        slots = tuple(_own_words(slot) for slot in schema.slots)
        return replace(schema, slots=slots, noun=replace(schema.noun, title=QUOTED), language=language)
    noun = Noun(many=translation.noun.one, **translation.noun.model_dump())
    words = translation.slots
    slots = tuple(
        _translated(slot, words[slot.name]) if slot.name in words else _own_words(slot)
        for slot in schema.slots
    )
    description = translation.description or schema.description
    return Schema(slots, noun, description, language)


def _own_words(slot: Slot) -> Slot:
    """The names of things stay; phrases and comparisons are of another grammar and go."""
    return replace(slot, phrase="", names=(slot.label,), asks=(), more=(), less=(), high=(), low=(), told={})


def _translated(slot: Slot, words: SlotWords) -> Slot:
    return replace(
        slot,
        label=words.label,
        unit=words.unit or slot.unit,
        phrase=words.phrase,
        names=words.names,
        asks=words.asks,
        more=words.more,
        less=words.less,
        high=words.high,
        low=words.low,
        levels=words.levels or slot.levels,
        told={},
        values={value: words.values.get(value, ()) for value in slot.values},
        units=words.units,
        shown={value: said[0] for value, said in words.values.items() if said},
    )


def _read(path: Path, schema: Schema) -> Translation:
    try:
        translation = Translation.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadSchema(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadSchema(f"{path}: {place}: {first['msg']}") from error
    slots: Mapping[str, Slot] = {slot.name: slot for slot in schema.slots}
    for name, words in translation.slots.items():
        if name not in slots:
            raise BadSchema(f"{path}: there is no slot {name!r}; the schema has: {', '.join(slots)}")
        wanted = len(slots[name].levels)
        if words.levels and len(words.levels) != wanted:
            raise BadSchema(f"{path}: slot {name!r} has {wanted} levels, not {len(words.levels)}")
        if words.phrase.count("{}") > 1 or (words.phrase and "{}" not in words.phrase):
            raise BadSchema(f"{path}: the phrase of slot {name!r} needs one {{}}, found {words.phrase!r}")
    return translation
