"""Stable names for the pieces of a state, so that a chip pressed later still means the same piece."""

from __future__ import annotations

from recsys.types import Feeling, SoftPreference
from retrieval.types import Constraint


def constraint_chip(constraint: Constraint) -> str:
    """One id for all conditions that one phrase put on one number slot ("between 1990 and 2000")."""
    if isinstance(constraint.value, int | float):
        return f"constraint:{constraint.slot}:{constraint.source}"
    value = constraint.value if isinstance(constraint.value, str) else "|".join(constraint.value)
    sign = "!" if constraint.op == "!=" else ""
    return f"constraint:{constraint.slot}:{sign}{value}"


def soft_chip(soft: SoftPreference) -> str:
    sign = "-" if soft.weight < 0 else ""
    return f"preference:{soft.slot}:{sign}{soft.value}"


def item_chip(kind: Feeling, item_id: str) -> str:
    return f"{kind.replace(' ', '-')}:{item_id}"


def words_chip(words: str) -> str:
    return f"words:{words}"
