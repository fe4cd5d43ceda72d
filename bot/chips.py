"""The state as the visitor sees it: one chip for each thing that is wanted, liked or avoided."""

from __future__ import annotations

from dataclasses import replace

from bot.answers import number_text, shown, titled
from bot.chip_ids import constraint_chip, item_chip, soft_chip, words_chip
from bot.ports import Shelf
from bot.texts import Texts, texts
from bot.types import Chip, DialogueState, Mention
from recsys.types import Feeling, SoftPreference
from retrieval.types import Constraint, Schema, Slot


def chips(state: DialogueState, shelf: Shelf) -> tuple[Chip, ...]:
    """Every piece of the state, in the order it was said within its kind; ids stay the same between turns."""
    schema = shelf.schema
    say = texts(schema.language)
    made: dict[str, Chip] = {}
    for constraint in state.constraints:
        chip_id = constraint_chip(constraint)
        if chip_id not in made:
            group = [c for c in state.constraints if constraint_chip(c) == chip_id]
            label = _constraint_label(group, _slot(schema, constraint.slot), say)
            made[chip_id] = Chip(chip_id, "constraint", label, constraint.source, constraint.slot)
    for soft in state.soft:
        label = _soft_label(soft, _slot(schema, soft.slot), say)
        made.setdefault(soft_chip(soft), Chip(soft_chip(soft), "preference", label, soft.source, soft.slot))
    felt: tuple[tuple[Feeling, tuple[Mention, ...]], ...] = (
        ("like this", state.like_this), ("liked", state.liked), ("disliked", state.disliked),
    )  # fmt: skip
    for kind, mentions in felt:
        for mention in mentions:
            item = shelf.get(mention.item_id)
            title = titled(item.title, schema) if item else mention.source or mention.item_id
            chip_id = item_chip(kind, mention.item_id)
            made[chip_id] = Chip(chip_id, kind, say(f"chip.{kind}", title=title), mention.source)
    for words in state.words:
        made[words_chip(words)] = Chip(words_chip(words), "words", say("chip.words", words=words), words)
    return tuple(made.values())


def _constraint_label(group: list[Constraint], slot: Slot | None, say: Texts) -> str:
    first = group[0]
    if isinstance(first.value, str | tuple):
        values = (first.value,) if isinstance(first.value, str) else first.value
        named = say.listed([shown(slot, value) if slot else value for value in values], "or")
        return say("chip.not", value=named) if first.op == "!=" else named
    if slot is not None and slot.kind == "level":
        return say.listed([_level_label(c, slot, say) for c in group])
    dated = slot is not None and slot.role == "released"
    label = say("chip.named", label=slot.label) if slot is not None and not (slot.unit or dated) else ""
    bounds = {c.op: float(c.value) for c in group if isinstance(c.value, int | float)}
    if bounds.keys() == {">=", "<="}:
        low, high = _bare(bounds[">="], slot), number_text(bounds["<="], slot)
        return say("chip.dated.range" if dated else "chip.range", named=label, low=low, high=high)
    excluded = [float(c.value) for c in group if c.op == "!=" and isinstance(c.value, int | float)]
    if len(excluded) > 1:
        low, high = _bare(min(excluded), slot), number_text(max(excluded), slot)
        return say("chip.range.not", named=label, low=low, high=high)
    key = "chip.dated" if dated else "chip.number"
    said = [say(f"{key}.{op}", value=number_text(value, slot)) for op, value in bounds.items()]
    return say("chip.bounds", named=label, bounds=say.listed(said))


def _level_label(constraint: Constraint, slot: Slot, say: Texts) -> str:
    level = float(constraint.value) if isinstance(constraint.value, int | float) else 0.0
    if constraint.op in ("<", ">"):
        step = -1 if constraint.op == "<" else 1
        level = level + step if level == int(level) else float(int(level) + (step > 0))
    name = slot.levels[min(max(int(level), 0), len(slot.levels) - 1)]
    label = _phrased(slot, name)
    match constraint.op:
        case "<=" | "<":
            return label if level <= 0 else say("chip.level.most", value=label)
        case ">=" | ">":
            return label if level >= len(slot.levels) - 1 else say("chip.level.least", value=label)
        case "!=":
            return say("chip.not", value=label)
        case _:
            return label


def _soft_label(soft: SoftPreference, slot: Slot | None, say: Texts) -> str:
    if isinstance(soft.value, str):
        value = shown(slot, soft.value) if slot else soft.value
        return say("chip.soft.not" if soft.weight < 0 else "chip.soft", value=value)
    if slot is not None and slot.kind == "level":
        index = min(max(int(soft.value), 0), len(slot.levels) - 1)
        return say("chip.soft", value=_phrased(slot, slot.levels[index]))
    if not any(char.isdigit() for char in soft.source) and soft.source:
        # "cheap", "highly rated": the number behind it says less
        return say("chip.soft", value=soft.source)
    return say("chip.soft.around", value=number_text(float(soft.value), slot))


def _phrased(slot: Slot, level: str) -> str:
    return (slot.phrase or "{}").replace("{}", level)


def _bare(number: float, slot: Slot | None) -> str:
    """The first number of a range, without the unit that the second has."""
    return number_text(number, replace(slot, unit="") if slot else None)


def _slot(schema: Schema, name: str) -> Slot | None:
    return next((slot for slot in schema.slots if slot.name == name), None)
