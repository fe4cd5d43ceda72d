"""The state as the visitor sees it: one chip for each thing that is wanted, liked or avoided."""

from __future__ import annotations

from dataclasses import replace

from bot.answers import number_text
from bot.chip_ids import constraint_chip, item_chip, soft_chip, words_chip
from bot.ports import Shelf
from bot.types import Chip, DialogueState, Mention
from recsys.types import Feeling, SoftPreference
from retrieval.types import Constraint, Schema, Slot

_FEELINGS: dict[Feeling, str] = {"liked": "liked {}", "disliked": "disliked {}", "like this": "like {}"}
_WORDS = {"<": "under {}", "<=": "at most {}", ">": "over {}", ">=": "at least {}", "=": "{}", "!=": "not {}"}
_DATED = {
    "<": "before {}",
    "<=": "{} or earlier",
    ">": "after {}",
    ">=": "since {}",
    "=": "from {}",
    "!=": "not {}",
}


def chips(state: DialogueState, shelf: Shelf) -> tuple[Chip, ...]:
    """Every piece of the state, in the order it was said within its kind; ids stay the same between turns."""
    schema = shelf.schema
    made: dict[str, Chip] = {}
    for constraint in state.constraints:
        chip_id = constraint_chip(constraint)
        if chip_id not in made:
            group = [c for c in state.constraints if constraint_chip(c) == chip_id]
            label = _constraint_label(group, _slot(schema, constraint.slot))
            made[chip_id] = Chip(chip_id, "constraint", label, constraint.source, constraint.slot)
    for soft in state.soft:
        label = _soft_label(soft, _slot(schema, soft.slot))
        made.setdefault(soft_chip(soft), Chip(soft_chip(soft), "preference", label, soft.source, soft.slot))
    felt: tuple[tuple[Feeling, tuple[Mention, ...]], ...] = (
        ("like this", state.like_this), ("liked", state.liked), ("disliked", state.disliked),
    )  # fmt: skip
    for kind, mentions in felt:
        for mention in mentions:
            item = shelf.get(mention.item_id)
            title = item.title if item else mention.source or mention.item_id
            chip_id = item_chip(kind, mention.item_id)
            made[chip_id] = Chip(chip_id, kind, _FEELINGS[kind].format(title), mention.source)
    for words in state.words:
        made[words_chip(words)] = Chip(words_chip(words), "words", f"“{words}”", words)
    return tuple(made.values())


def _constraint_label(group: list[Constraint], slot: Slot | None) -> str:
    first = group[0]
    if isinstance(first.value, str):
        return f"not {first.value}" if first.op == "!=" else first.value
    if isinstance(first.value, tuple):
        joined = " or ".join(first.value)
        return f"not {joined}" if first.op == "!=" else joined
    if slot is not None and slot.kind == "level":
        return " and ".join(_level_label(c, slot) for c in group)
    words = _DATED if slot is not None and slot.role == "released" else _WORDS
    bounds = {c.op: float(c.value) for c in group if isinstance(c.value, int | float)}
    named = f"{slot.label} " if slot is not None and not slot.unit and slot.role != "released" else ""
    if bounds.keys() == {">=", "<="}:
        return f"{named}{_bare(bounds['>='], slot)}–{number_text(bounds['<='], slot)}"
    excluded = [float(c.value) for c in group if c.op == "!=" and isinstance(c.value, int | float)]
    if len(excluded) > 1:
        return f"not {named}{_bare(min(excluded), slot)}–{number_text(max(excluded), slot)}"
    said = (words.get(op, "{}").format(number_text(value, slot)) for op, value in bounds.items())
    return named + " and ".join(said)


def _level_label(constraint: Constraint, slot: Slot) -> str:
    level = float(constraint.value) if isinstance(constraint.value, int | float) else 0.0
    if constraint.op in ("<", ">"):
        step = -1 if constraint.op == "<" else 1
        level = level + step if level == int(level) else float(int(level) + (step > 0))
    name = slot.levels[min(max(int(level), 0), len(slot.levels) - 1)]
    label = _phrased(slot, name)
    match constraint.op:
        case "<=" | "<":
            return label if level <= 0 else f"at most {label}"
        case ">=" | ">":
            return label if level >= len(slot.levels) - 1 else f"at least {label}"
        case "!=":
            return f"not {label}"
        case _:
            return label


def _soft_label(soft: SoftPreference, slot: Slot | None) -> str:
    if isinstance(soft.value, str):
        return f"preferably {'not ' if soft.weight < 0 else ''}{soft.value}"
    if slot is not None and slot.kind == "level":
        index = min(max(int(soft.value), 0), len(slot.levels) - 1)
        return f"preferably {_phrased(slot, slot.levels[index])}"
    if not any(char.isdigit() for char in soft.source) and soft.source:
        return f"preferably {soft.source}"  # "cheap", "highly rated": the number behind it says less
    return f"preferably around {number_text(float(soft.value), slot)}"


def _phrased(slot: Slot, level: str) -> str:
    return slot.phrase.replace("{}", level)


def _bare(number: float, slot: Slot | None) -> str:
    """The first number of a range, without the unit that the second has."""
    return number_text(number, replace(slot, unit="") if slot else None)


def _slot(schema: Schema, name: str) -> Slot | None:
    return next((slot for slot in schema.slots if slot.name == name), None)
