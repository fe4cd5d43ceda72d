"""What could be otherwise in an item: one fact, as little as matters. Its text and vector stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.answers import value_text
from bot.chips import chips
from bot.options import Option
from bot.replay import Replay, with_fact
from bot.texts import Texts
from bot.types import DialogueState
from recsys.types import Evidence
from retrieval.types import Constraint, Item, Slot, Value

LEAST_STEP = 0.01
"""Of a number that is not whole, as a share of it."""
_PLAIN = 1.2  # that an item must meet a condition goes without saying: what tells more comes first
_UP = {"<": -1, "<=": 0, ">": 1, ">=": 0, "=": 0, "!=": 1}
_OVER = {"<": 0, "<=": 1, ">": 0, ">=": -1}
"""How many steps from the bound the nearest number lies that keeps it, and the nearest that breaks it."""


def meeting(replay: Replay, item: Item, say: Texts) -> Iterator[Option]:
    """One for each condition that the item breaks: had it met that."""
    for constraint in replay.state.constraints:
        slot = replay.slot(constraint.slot)
        if slot is None or constraint.holds(item):
            continue
        value = _met(constraint, slot, item)
        other = with_fact(item, slot.name, value)
        if not constraint.holds(other):
            continue
        if slot.kind == "level":
            label = value_text(other, slot, say)
        else:
            label = chips(DialogueState(constraints=(constraint,)), replay.shelf)[0].label
            label = label.removeprefix(f"{slot.label} ").removeprefix("not ")
        change = say(_has(constraint, slot), slot=slot.label, value=label)
        name = f"meet {slot.name} {constraint.op} {constraint.value}"
        yield Option(name, 1.0, change, "facts", fact=(slot.name, value))


def breaking(replay: Replay, item: Item, say: Texts) -> Iterator[Option]:
    """One for each bound that the item keeps: had it been just beyond."""
    for constraint in replay.state.constraints:
        slot, bound = replay.slot(constraint.slot), constraint.value
        steps = _OVER.get(constraint.op)
        if slot is None or steps is None or not isinstance(bound, int | float) or not constraint.holds(item):
            continue
        value = bound + steps * _step(slot, bound)
        beyond = with_fact(item, slot.name, value)
        if (text := value_text(beyond, slot, say)) and not constraint.holds(beyond):
            change = say("whatif.fact.is", slot=slot.label, value=text)
            name = f"break {slot.name} {constraint.op} {bound:g}"
            yield Option(name, _PLAIN, change, "facts", fact=(slot.name, value))


def losing(replay: Replay, item: Item, evidence: Iterable[Evidence], say: Texts) -> Iterator[Option]:
    """One for each value that the ranking went by: had the item not had that."""
    required = {value for c in replay.state.constraints for value in _texts(c)}
    held = (
        (slot, value)
        for one in evidence
        if one.kind in ("said", "liked", "people")
        and (slot := replay.slot(one.slot))
        and slot.kind in ("category", "name")
        for value in one.values
        if value in item.texts(slot.name)
    )
    for slot, value in {(slot.name, value): (slot, value) for slot, value in held}.values():
        rest = tuple(other for other in item.texts(slot.name) if other != value)
        change = say("whatif.fact.lacks" if slot.many else "whatif.fact.not", slot=slot.label, value=value)
        cost = _PLAIN if value in required else 1.0
        yield Option(f"lose {slot.name} {value}", cost, change, "facts", fact=(slot.name, rest))


def _texts(constraint: Constraint) -> tuple[str, ...]:
    value = constraint.value
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def _has(constraint: Constraint, slot: Slot) -> str:
    """Which message says that the item had met it."""
    if isinstance(constraint.value, int | float):
        return "whatif.fact.is"
    if constraint.op == "!=":
        return "whatif.fact.lacks" if slot.many else "whatif.fact.not"
    return "whatif.fact.has" if slot.many else "whatif.fact.is"


def _met(constraint: Constraint, slot: Slot, item: Item) -> Value:
    """The nearest value of the slot that meets the condition."""
    wanted = constraint.value
    if isinstance(wanted, int | float):
        return wanted + _UP.get(constraint.op, 0) * _step(slot, wanted)
    have = item.texts(slot.name)
    values = wanted if isinstance(wanted, tuple) else (wanted,)
    if constraint.op == "!=":
        return tuple(value for value in have if value not in values)
    return (*have, values[0]) if slot.many else (values[0],)


def _step(slot: Slot, bound: float) -> float:
    return 1.0 if slot.kind == "level" or bound == int(bound) else abs(bound) * LEAST_STEP
