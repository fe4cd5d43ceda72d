"""schema.json, read and written: the edge where a catalogue's own description becomes a `Schema`."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.errors import BadSchema, no_catalogue
from retrieval.types import Noun, Schema, Slot, SlotKind

RESERVED = frozenset({"id", "title", "original_title", "aliases", "url"})


class NounModel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    one: str = "item"
    many: str = "items"
    words: tuple[str, ...] = ()


class SlotModel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    kind: SlotKind
    label: str = Field(min_length=1)
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
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    told: dict[str, str] = Field(default_factory=dict)
    units: dict[str, float] = Field(default_factory=dict)


class SchemaModel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    noun: NounModel = NounModel()
    description: str = ""
    slots: tuple[SlotModel, ...]


def read_schema(path: Path) -> Schema:
    """The schema in a file. Raises CatalogueMissing without one, BadSchema when it cannot be used."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise no_catalogue(path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadSchema(f"{path} cannot be read: {error}") from error
    return parse_schema(text, str(path))


def parse_schema(text: str, where: str = "schema") -> Schema:
    """A schema from JSON text; `where` names it in errors. Raises BadSchema."""
    try:
        model = SchemaModel.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadSchema(f"{where}: {place}: {first['msg']}") from error
    schema = Schema(
        slots=tuple(Slot(**slot.model_dump()) for slot in model.slots),
        noun=Noun(**model.noun.model_dump()),
        description=model.description,
    )
    _check(schema, where)
    return schema


def schema_text(schema: Schema) -> str:
    """The schema as JSON text that `parse_schema` reads back, one slot after the other."""
    model = SchemaModel.model_validate(schema, from_attributes=True)
    return json.dumps(model.model_dump(exclude_defaults=True), ensure_ascii=False, indent=2) + "\n"


def _check(schema: Schema, where: str) -> None:
    seen: set[str] = set()
    for slot in schema.slots:
        if slot.name in RESERVED:
            raise BadSchema(f"{where}: a slot cannot be called {slot.name!r}: every item has that already")
        if slot.name in seen:
            raise BadSchema(f"{where}: two slots are called {slot.name!r}")
        if slot.kind == "level" and len(slot.levels) < 2:
            raise BadSchema(
                f"{where}: level slot {slot.name!r} needs at least two levels, found {len(slot.levels)}"
            )
        seen.add(slot.name)
