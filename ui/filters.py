"""Filters of a request as hard constraints, held against the catalogue's schema."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast, get_args

from bot.errors import VisitorError
from retrieval.types import Constraint, Op, Schema, Slot

OPS: tuple[str, ...] = get_args(Op)
TEXT_OPS = ("=", "!=", "in")
SAID = {"=": "of", "in": "of", "!=": "not", "<=": "at most", ">=": "at least", "<": "under", ">": "over"}
MOST_LISTED = 20


class BadFilter(VisitorError):
    """A filter that the catalogue cannot keep: says which slot, what was found and what it takes."""


def constraints(filters: Mapping[str, Any], schema: Schema) -> tuple[Constraint, ...]:
    """{"slot": value | [values] | {"op": value}} as constraints. Raises BadFilter."""
    return tuple(
        _constraint(_slot(name, schema), op, value)
        for name, asked in filters.items()
        for op, value in _asked(asked).items()
    )


def _asked(asked: object) -> Mapping[str, Any]:
    if isinstance(asked, Mapping):
        return asked
    return {"in" if isinstance(asked, list) else "=": asked}


def _slot(name: str, schema: Schema) -> Slot:
    slots = {slot.name: slot for slot in schema.slots if slot.kind != "text"}
    if name not in slots:
        raise BadFilter(f"filters.{name[:60]}: no such slot; one can filter by: {', '.join(slots)}")
    return slots[name]


def _constraint(slot: Slot, op: str, value: object) -> Constraint:
    numeric = slot.kind in ("number", "level")
    ops = tuple(o for o in OPS if o != "in") if numeric else TEXT_OPS
    if op not in ops:
        raise BadFilter(f"filters.{slot.name}: {op[:20]!r} cannot be used; expected one of: {' '.join(ops)}")
    found: str | float | tuple[str, ...]
    if numeric:
        found = _number(slot, value)
        said = f"{found:g}"
    elif isinstance(value, list):
        if not value:
            raise BadFilter(f"filters.{slot.name}: the list is empty; give at least one value")
        found = tuple(_text(slot, one) for one in value)
        said = " or ".join(found)
    else:
        text = _text(slot, value)
        found, said = (text,) if op == "in" else text, text
    source = said if op in ("=", "in") and not numeric else f"{slot.label} {SAID[op]} {said}"
    return Constraint(slot.name, cast("Op", op), found, source)


def _number(slot: Slot, value: object) -> float:
    if slot.kind == "level" and isinstance(value, str) and value in slot.levels:
        return float(slot.levels.index(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        names = f" or one of: {', '.join(slot.levels)}" if slot.kind == "level" else ""
        raise BadFilter(f"filters.{slot.name}: expected a number{names}")
    return float(value)


def _text(slot: Slot, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadFilter(f"filters.{slot.name}: expected text, or a list of texts")
    if slot.kind != "category" or not slot.values:
        return value.strip()
    wanted = value.strip().casefold()
    for canonical, synonyms in slot.values.items():
        if wanted in (canonical.casefold(), *(word.casefold() for word in synonyms)):
            return canonical
    known = ", ".join(list(slot.values)[:MOST_LISTED])
    more = f" and {len(slot.values) - MOST_LISTED} more" if len(slot.values) > MOST_LISTED else ""
    raise BadFilter(f"filters.{slot.name}: the catalogue has no such value; it has: {known}{more}")
