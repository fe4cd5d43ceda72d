"""Numbers in sentences: value, unit and comparison, so that "119 min" supports "just under two hours"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from recsys.lexicon import BOUNDS, COMPARATORS, DECADES, NUMBERS, PARTS
from recsys.tokens import Word
from retrieval.types import Schema

Units = Mapping[str, tuple[tuple[str, float], ...]]
"""A unit's word → the slots measured in it, with how many of the slot's own unit it is."""


QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in words [start, end). `op` is =, <, >, <=, >=, or "~" (about), "<~", ">~" (just under, just
    over), "<<", ">>" (well under, well over), "in" (from `value` on for `span`: a decade, or its early, middle or
    late years). `unit` is the word for its unit, "" without one."""

    start: int
    end: int
    value: float
    op: str
    unit: str
    span: int = 10

    def holds(self, number: float, factor: float = 1.0) -> bool:
        """Whether it is true of a number whose unit is `factor` times smaller."""
        bound = self.value * factor
        if self.op != "=" and not 1 / 3 <= abs(number) / (abs(bound) or 1.0) <= 3:
            return False  # "over 4" says nothing of the year 2004, however true
        match self.op:
            case "<":
                return number < bound
            case ">":
                return number > bound
            case "<=":
                return number <= bound
            case ">=":
                return number >= bound
            case "~":
                return abs(number - bound) <= 0.05 * bound and factor * self.value < 1000
            case "<~":
                return 0.9 * bound <= number < bound
            case ">~":
                return bound < number <= 1.1 * bound
            case "<<":
                return number <= 0.93 * bound
            case ">>":
                return number >= 1.07 * bound
            case "in":
                return bound <= number < bound + self.span
            case _:
                return abs(number - bound) < 1e-6 * max(1.0, abs(bound))


def units_of(schema: Schema) -> Units:
    """Every word for a unit, as the schema gives them."""
    found: dict[str, list[tuple[str, float]]] = {}
    for slot in schema.of_kind("number"):
        for word, factor in {slot.unit.casefold(): 1.0, **slot.units}.items():
            if word:
                found.setdefault(word.casefold(), []).append((slot.name, float(factor)))
    return {word: tuple(slots) for word, slots in found.items()}


def quantities(sentence: Sequence[Word], units: Units, comparing: Mapping[str, str]) -> list[Quantity]:
    """The numbers of a sentence, from left to right. `comparing` maps more words before "than" to < or >."""
    found: list[Quantity] = []
    i = 0
    while i < len(sentence):
        quantity = _at(sentence, i, units)
        if quantity is None:
            i += 1
            continue
        found.append(_compared(sentence, quantity, comparing))
        i = quantity.end
    return found


def _at(sentence: Sequence[Word], i: int, units: Units) -> Quantity | None:
    word = sentence[i]
    if word.norm in DECADES:
        return _part_of(sentence, Quantity(i, i + 1, 1900.0 + DECADES[word.norm], "in", ""))
    if word.norm in "$€£¥" and i + 1 < len(sentence) and sentence[i + 1].number:
        return Quantity(i, i + 2, value_of(sentence[i + 1].norm), "=", word.norm)
    if word.norm in ("a", "an"):
        if _unit(sentence, i + 1, units):
            return _measured(sentence, i, i + 1, 1.0, units)
        return _quarters(sentence, i, i + 1, 1.0, units)
    if word.number:
        if _norm(sentence, i + 1) == "s" and word.norm.isdigit() and word.norm.endswith("0"):
            decade = float(word.norm)
            full = decade if decade > 100 else decade + (1900 if decade > 20 else 2000)
            return _part_of(sentence, Quantity(i, i + 2, full, "in", ""))
        sign = -1.0 if word.before.endswith(("-", "−")) else 1.0
        return _measured(sentence, i, i + 1, sign * value_of(word.norm), units)
    if word.stem == QUARTER:
        return _quarters(sentence, i, i, 1.0, units)
    if word.norm not in NUMBERS:
        return None
    end, value = i + 1, NUMBERS[word.norm]
    if value < 4 and (quarters := _quarters(sentence, i, end, value, units)):
        return quarters
    if value == 0.5:
        end += _norm(sentence, end) in ("a", "an")
        return _measured(sentence, i, end, value, units) if _unit(sentence, end, units) else None
    if 20 <= value < 100 and 0 < NUMBERS.get(_norm(sentence, end), 0.0) < 10:
        value, end = value + NUMBERS[_norm(sentence, end)], end + 1
    if _norm(sentence, end) == "hundred":
        value, end = value * 100, end + 1
    if [w.norm for w in sentence[end : end + 3]] == ["and", "a", "half"]:
        value, end = value + 0.5, end + 3
    # "one" is mostly no number ("one of them"); it counts only with a unit.
    return (
        None if value == 1 and not _unit(sentence, end, units) else _measured(sentence, i, end, value, units)
    )


def _part_of(sentence: Sequence[Word], decade: Quantity) -> Quantity:
    """A decade, or the part of it that is named before it: "early nineties", "the mid-1990s"."""
    if (part := PARTS.get(_norm(sentence, decade.start - 1) if decade.start else "")) is None:
        return decade
    return Quantity(decade.start - 1, decade.end, decade.value + part[0], "in", "", part[1])


def _quarters(sentence: Sequence[Word], start: int, at: int, count: float, units: Units) -> Quantity | None:
    """ "a quarter of an hour", "three quarters of an hour": of a whole unit, `count` quarters from word `at` on."""
    of = [word.norm for word in sentence[at + 1 : at + 3]]
    if at >= len(sentence) or sentence[at].stem != QUARTER or of not in (["of", "a"], ["of", "an"]):
        return None
    unit = _unit(sentence, at + 3, units)
    return Quantity(start, at + 4, count / 4, "=", unit) if unit else None


def _norm(sentence: Sequence[Word], i: int) -> str:
    return sentence[i].norm if i < len(sentence) else ""


def _unit(sentence: Sequence[Word], i: int, units: Units) -> str:
    return _norm(sentence, i) if _norm(sentence, i) in units else ""


def _measured(sentence: Sequence[Word], start: int, end: int, value: float, units: Units) -> Quantity:
    """With its unit and a second part: "1 h 59", "two hours and ten minutes", "an hour and a half"."""
    unit = _unit(sentence, end, units)
    if not unit:
        return Quantity(start, end, value, "=", "")
    end += 1
    if [w.norm for w in sentence[end : end + 3]] == ["and", "a", "half"]:
        return Quantity(start, end + 3, value + 0.5, "=", unit)
    second = end + (_norm(sentence, end) == "and")
    if (more := _number(sentence, second)) is not None and not sentence[second].before:
        past, count = more
        big, smaller = dict(units[unit]), _unit(sentence, past, units)
        small = dict(units[smaller]) if smaller else {}
        for slot, factor in big.items():
            step = small.get(slot, 1.0 if not smaller else factor)
            if step < factor:
                return Quantity(start, past + bool(smaller), value + count * step / factor, "=", unit)
    return Quantity(start, end, value, "=", unit)


def _number(sentence: Sequence[Word], i: int) -> tuple[int, float] | None:
    """(where it ends, its value) of a number in digits or words below a hundred at word i."""
    if i >= len(sentence):
        return None
    word = sentence[i]
    if word.number:
        return i + 1, value_of(word.norm)
    value = NUMBERS.get(word.norm, 0.5)
    if not 1 <= value < 100:
        return None
    ones = NUMBERS.get(_norm(sentence, i + 1), 0.0) if value >= 20 else 0.0
    return (i + 2, value + ones) if 1 <= ones < 10 else (i + 1, value)


def _compared(sentence: Sequence[Word], found: Quantity, comparing: Mapping[str, str]) -> Quantity:
    if found.op == "in":
        return found
    bound = {"less": "<=", "more": ">="} | {word: f"{op}=" for word, op in comparing.items()} | BOUNDS
    if _norm(sentence, found.end) == "or" and (op := bound.get(_norm(sentence, found.end + 1))):
        return _with(found, found.start, found.end + 2, op)
    start = found.start - (found.start > 0 and sentence[found.start - 1].norm in ("the", "your"))
    for size in (4, 3, 2, 1):
        head = tuple(w.norm for w in sentence[max(0, start - size) : start])
        if len(head) == size and head in COMPARATORS:
            return _with(found, start - size, found.end, COMPARATORS[head])
    if start >= 2 and sentence[start - 1].norm == "than" and sentence[start - 2].norm in comparing:
        return _with(found, start - 2, found.end, comparing[sentence[start - 2].norm])
    return found


def _with(found: Quantity, start: int, end: int, op: str) -> Quantity:
    return Quantity(start, end, found.value, op, found.unit)


def value_of(digits: str) -> float:
    """ "1,000" is a thousand, "1.7" one and seven tenths."""
    if "," in digits and all(len(group) == 3 for group in digits.split(",")[1:]):
        digits = digits.replace(",", "")
    parts = digits.replace(",", ".").split(".")
    return float(".".join(parts[:2]))


def same(one: Quantity, other: Quantity, units: Units) -> bool:
    """Whether both say the same: value, comparison, and unit or a multiple of it."""
    strict = {"<=": "<", ">=": ">"}
    if strict.get(one.op, one.op) != strict.get(other.op, other.op):
        return False
    mine, theirs = dict(units.get(one.unit, ())), dict(units.get(other.unit, ()))
    if not mine and not theirs:
        return one.unit == other.unit and one.value == other.value
    pairs: Iterable[str] = mine.keys() & theirs.keys()
    return any(abs(one.value * mine[slot] - other.value * theirs[slot]) < 1e-6 for slot in pairs)
