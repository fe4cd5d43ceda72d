"""Evidence in the form in which sentences are held against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recsys.quantities import Quantity, quantities, value_of
from recsys.tokens import Word, stems, words
from recsys.types import Evidence
from recsys.vocabulary import Vocabulary
from retrieval.types import Slot

QUOTED = re.compile("“[^”]*”")
OWN_SOURCES = ("catalogue", "ranking", "others", "")


@dataclass(frozen=True, slots=True)
class Known:
    """One piece of evidence, taken apart.

    `have` and `lack` are stems of the values that the item has and has not; `number` is its number, or its
    level's index; `titles` are stems of the titles that it names, which are written as in `named`. `said` says
    that the visitor's own words stand behind it, which are `source`. `text` is the statement without those
    words; `theirs` are its numbers of the item that it compares with; `counts` how many of how many other people
    named the item; `prose` that it is the item's description, not a statement of ours.
    """

    id: str
    kind: str
    slot: Slot | None
    have: frozenset[tuple[str, ...]]
    lack: frozenset[tuple[str, ...]]
    number: float | None
    titles: tuple[tuple[str, ...], ...]
    named: tuple[str, ...]
    said: bool
    source: tuple[Word, ...]
    asked: tuple[Quantity, ...]
    text: tuple[Word, ...]
    theirs: tuple[Quantity, ...]
    counts: tuple[float, float] | None
    prose: bool


def known(evidence: Evidence, vocabulary: Vocabulary) -> Known:
    slot = vocabulary.slots.get(evidence.slot)
    said = evidence.source not in OWN_SOURCES
    source = tuple(words(evidence.source)) if said else ()
    # What the visitor said may be repeated as theirs (`source`), never stated as a fact (`text`).
    statement = QUOTED.sub(" ; ", evidence.text.replace(evidence.source, " ; ")) if said else evidence.text
    prose = slot is not None and slot.kind == "text"
    have = [] if prose else [value for value in evidence.values if not value.startswith("not ")]
    lack = [value.removeprefix("not ") for value in evidence.values if value.startswith("not ")]
    number = _number(slot, have)
    return Known(
        id=evidence.id,
        kind=evidence.kind,
        slot=slot,
        have=frozenset(stems(value) for value in have),
        lack=frozenset(stems(value) for value in lack),
        number=number,
        titles=tuple(stems(title) for title in evidence.titles),
        named=evidence.titles,
        said=said,
        source=source,
        asked=tuple(quantities(source, vocabulary.units, vocabulary.comparing)),
        text=tuple(words(statement)),
        theirs=_theirs(evidence, number, vocabulary),
        counts=_counts(evidence),
        prose=prose,
    )


def _number(slot: Slot | None, have: Sequence[str]) -> float | None:
    if slot is None or not have:
        return None
    if slot.kind == "level":
        return float(slot.levels.index(have[0])) if have[0] in slot.levels else None
    if slot.kind == "number":
        found = next((word for word in words(have[0]) if word.number), None)
        sign = -1.0 if have[0].lstrip().startswith(("-", "−")) else 1.0
        return sign * value_of(found.norm) if found else None
    return None


def _theirs(evidence: Evidence, number: float | None, vocabulary: Vocabulary) -> tuple[Quantity, ...]:
    text = evidence.text
    for title in evidence.titles:
        text = text.replace(title, " ; ")
    if number is None or text == evidence.text:
        return ()
    found = quantities(words(text), vocabulary.units, vocabulary.comparing)
    factors = [dict(vocabulary.units.get(one.unit, ())).get(evidence.slot, 1.0) for one in found]
    return tuple(
        one for one, factor in zip(found, factors, strict=True) if abs(one.value * factor - number) > 1e-6
    )


def _counts(evidence: Evidence) -> tuple[float, float] | None:
    if evidence.source != "others" or len(evidence.values) != 2:
        return None
    times, of = (one.replace(",", "") for one in evidence.values)
    return (float(times), float(of)) if times.isdigit() and of.isdigit() else None
