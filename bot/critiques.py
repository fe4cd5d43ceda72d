"""Objections to what is shown, turned into conditions and wishes relative to what is objected to."""

from __future__ import annotations

from collections.abc import Iterable

from bot.ports import Shelf
from bot.types import Critique, DialogueState
from recsys.types import SoftPreference
from retrieval.types import Constraint, Slot

MORE_OF_A_KIND = 1.0


def resolve(
    critiques: Iterable[Critique], state: DialogueState, shelf: Shelf
) -> tuple[tuple[Constraint, ...], tuple[SoftPreference, ...]]:
    """Hard conditions for numbers and levels, wishes for the rest.

    The reference is the item named, else the one in focus, else the mean of those on the screen. With no
    reference at all "shorter" means: short for this catalogue.
    """
    hard: list[Constraint] = []
    soft: list[SoftPreference] = []
    for critique in critiques:
        slot = next((s for s in shelf.schema.slots if s.name == critique.slot), None)
        if slot is None:
            continue
        if slot.kind in ("number", "level"):
            found = _relative(critique, slot, state, shelf)
            if found is not None:
                hard.append(found)
        elif critique.value:
            weight = MORE_OF_A_KIND if critique.direction == "more" else -MORE_OF_A_KIND
            soft.append(SoftPreference(slot.name, critique.value, weight, critique.source))
    return tuple(hard), tuple(soft)


def _relative(critique: Critique, slot: Slot, state: DialogueState, shelf: Shelf) -> Constraint | None:
    bound = reference(critique, slot, state, shelf)
    if bound is None:
        return None
    if slot.kind == "level":
        top = len(slot.levels) - 1
        if critique.direction == "less" and bound <= 0:
            return Constraint(slot.name, "<=", 0.0, critique.source)
        if critique.direction == "more" and bound >= top:
            return Constraint(slot.name, ">=", float(top), critique.source)
    return Constraint(slot.name, "<" if critique.direction == "less" else ">", bound, critique.source)


def reference(critique: Critique, slot: Slot, state: DialogueState, shelf: Shelf) -> float | None:
    """The number that the critique is relative to; None where nothing has one."""
    single = critique.item_id or state.focus
    ids = (single,) if single else state.on_screen
    numbers = [n for i in ids if (item := shelf.get(i)) and (n := item.number(slot.name)) is not None]
    if not numbers and state.on_screen and not critique.item_id:
        shown = [item for i in state.on_screen if (item := shelf.get(i))]
        numbers = [n for item in shown if (n := item.number(slot.name)) is not None]
    if not numbers:
        return None
    # No finer than what it is the mean of: people read it on a chip.
    return round(sum(numbers) / len(numbers), 0 if all(n == int(n) for n in numbers) else 2)
