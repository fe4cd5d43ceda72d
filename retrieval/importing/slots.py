"""A column's slot: what it is called, how people ask for it and compare by it, in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from retrieval.importing.profile import Profile
from retrieval.importing.synonyms import synonyms_of, units_of
from retrieval.importing.values import unit
from retrieval.importing.words import MANNERS, Manner, doing, plural, singular, spoken
from retrieval.types import Slot, SlotKind

_MEASURED = ("duration", "price", "rating", "votes", "popularity", "size", "weight", "power")
_PLAIN = ("", "size", "weight", "power")


def number_slot(profile: Profile, role: str, said: str) -> Slot:
    """A slot for a column of numbers: measured where its cells or its name say in what."""
    kept = role if role in _MEASURED else ""
    name = {"duration": "duration", "price": "price", "rating": "rating", "votes": "votes"}.get(kept, said)
    slot = made_slot(name, "number", kept, said)
    found = unit(profile.held[0])
    if found and profile.share(lambda cell: unit(cell) == found) > 0.9:
        slot = replace(
            slot, unit=found, units={**slot.units, **dict.fromkeys((found, *units_of(found)), 1.0)}
        )
    elif not slot.phrase.startswith("{}") and (what := _of_what(said)) and not slot.unit and kept in _PLAIN:
        # "litres", "number of pages": the name is what is counted, and so the unit.
        units = dict.fromkeys((what, singular(what), *units_of(what)), 1.0)
        slot = replace(slot, unit=what, units=units, phrase="with {}", label=said)
    if kept == "rating" and np.nanmax(profile.numbers) > 10:
        slot = replace(slot, unit="", units={})
    return slot


def _of_what(said: str) -> str:
    """What a column counts: "pages" of "pages", "num pages" or "pages count"; "" where it counts nothing."""
    if many := counted(said):
        return many.removeprefix("number of ")
    return said if " " not in said and singular(said) != said else ""


def with_synonyms(values: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Values that people call by other names too, with those names."""
    made = {value: synonyms_of(value, values) for value in sorted(values)}
    return {value: words for value, words in made.items() if words}


def made_slot(name: str, kind: SlotKind, role: str, said: str, many: bool = False) -> Slot:
    """A slot for a column of that name (`said` is it in words), spoken of as its role is."""
    manner = MANNERS.get(role, Manner())
    label = manner.label or counted(said) or singular(said)
    several = () if kind in ("number", "level", "text") else (plural(label),)
    does, by = doing(said) if kind == "name" else ((), ())
    called = dict.fromkeys((label, said, *several, *manner.names, *by))
    asks = does + (manner.asks or (f"what {label}", f"which {label}", f"what is the {label}"))
    if role == "maker":
        asks = (*asks, f"who is the {label}", f"which {label}")
    return Slot(
        name=identifier(name),
        kind=kind,
        label=label,
        role=role,
        many=many,
        unit=manner.unit,
        phrase=_phrase(kind, role, label),
        names=tuple(called),
        asks=asks,
        more=manner.more,
        less=manner.less,
        high=manner.high,
        low=manner.low,
        units=manner.units,
    )


def _phrase(kind: SlotKind, role: str, label: str) -> str:
    """What is said before and after a value: "by {}", "with a power of {}", "{}" (as its colour)."""
    if role and role not in _PLAIN:
        return MANNERS.get(role, Manner()).phrase
    if kind == "number" and label.startswith("number of "):
        return f"with {{}} {label[10:]}"
    if kind == "number" and (when := _WHEN.fullmatch(label)):
        return "open since {}" if when[1] == "opened" else f"{when[1]} in {{}}"
    if kind == "number":
        return f"with {'an' if label[:1] in 'aeiou' else 'a'} {label} of {{}}"
    return "{}"


_WHEN = re.compile(r"(?:year )?(opened|founded|built|established|renovated|recorded|made)")
"""Columns that hold the year in which something was done."""


def counted(said: str) -> str:
    """ "pages count" as "number of pages"; "" for what is no count."""
    words = said.split()
    if len(words) > 1 and words[-1] in ("count", "counts"):
        return f"number of {plural(singular(' '.join(words[:-1])))}"
    return f"number of {' '.join(words[1:])}" if len(words) > 1 and words[0] == "num" else ""


def identifier(said: str) -> str:
    return "_".join(spoken(said).split()) or "column"
