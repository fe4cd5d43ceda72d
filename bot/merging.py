"""New conditions meet old ones: the later word wins where both cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recsys.types import SoftPreference
from retrieval.types import Constraint, Schema

Constraints = tuple[Constraint, ...]
_REPLACING_ROLES = frozenset({"origin", "language"})


def merge_constraints(old: Constraints, new: Iterable[Constraint], schema: Schema) -> Constraints:
    """Old and new conditions that can hold together; merging the same ones again changes nothing."""
    arriving: list[Constraint] = []
    for constraint in new:
        arriving = [c for c in arriving if not _conflict(c, constraint, schema, same_turn=True)]
        arriving.append(constraint)
    kept = [c for c in old if not any(_conflict(c, n, schema, same_turn=False) for n in arriving)]
    return (*kept, *arriving)


def merge_soft(
    old: tuple[SoftPreference, ...], new: Iterable[SoftPreference], constraints: Sequence[Constraint]
) -> tuple[SoftPreference, ...]:
    """Wishes, the later one where two speak of the same value; a hard condition makes a wish needless."""
    arriving = {_wish(s): s for s in new}
    hard = {(c.slot, c.value) for c in constraints}
    kept = [s for s in old if _wish(s) not in arriving]
    return tuple(s for s in (*kept, *arriving.values()) if (s.slot, s.value) not in hard)


def _wish(soft: SoftPreference) -> tuple[str, str]:
    """What a wish is about: a value, or the slot where its value is a number."""
    return soft.slot, soft.value if isinstance(soft.value, str) else ""


def _conflict(old: Constraint, new: Constraint, schema: Schema, *, same_turn: bool) -> bool:
    """Whether the new condition takes the place of the old one."""
    if old.slot != new.slot:
        return False
    if isinstance(old.value, int | float) or isinstance(new.value, int | float):
        return _numbers_conflict(old, new)
    was, now = _values(old), _values(new)
    if old.op == "!=" or new.op == "!=":
        return bool(was & now) if old.op != new.op else was == now
    if was == now:
        return True
    slot = next((s for s in schema.slots if s.name == new.slot), None)
    single = slot is not None and (not slot.many or slot.role in _REPLACING_ROLES)
    return single and not same_turn


def _numbers_conflict(old: Constraint, new: Constraint) -> bool:
    """The same side of the range, or a range that would be empty, or exactly the same."""
    if not isinstance(old.value, int | float) or not isinstance(new.value, int | float):
        return True
    if old.op == "!=" and new.op == "!=":
        return old.value == new.value
    if "!=" in (old.op, new.op):
        return _side(old) == _side(new) or ((old.op == "=" or new.op == "=") and old.value == new.value)
    if _side(old) == _side(new) or "=" in (old.op, new.op):
        return True
    low, high = (old, new) if _side(old) == "low" else (new, old)
    strict = low.op == ">" or high.op == "<"
    return low.value > high.value or (strict and low.value == high.value)  # type: ignore[operator]


def _side(constraint: Constraint) -> str:
    return {"<": "high", "<=": "high", ">": "low", ">=": "low", "!=": "not"}.get(constraint.op, "is")


def _values(constraint: Constraint) -> frozenset[str]:
    value = constraint.value
    return frozenset((value,)) if isinstance(value, str) else frozenset(map(str, value))  # type: ignore[arg-type]
