"""The decision path of a turn: from words to the items shown, each step with counts, time and details."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of an opened step."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """`before` and `after` count what went in and came out; `ms` is what it took when it happened (0: unknown)."""

    step: str
    before: int
    after: int
    detail: str = ""
    ms: float = 0.0
    details: tuple[Detail, ...] = ()
