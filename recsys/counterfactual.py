"""The smallest change that makes a difference, found by search; every answer was verified by running.

Counterfactual explanations (Wachter, Mittelstadt & Russell, Harvard JOLT 2018), here by uniform-cost search (Russell
& Norvig, ch. 3) over sets of edits: whatever is cheaper was run before and did not do. Nothing is estimated.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Edit(Protocol):
    """Something that could be otherwise: a name of its own, and how much of a change it is (above 0)."""

    @property
    def name(self) -> str: ...
    @property
    def cost(self) -> float: ...


E = TypeVar("E", bound=Edit)
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Change(Generic[E, Outcome]):
    """Edits made together, what they cost, and what came out when they were run."""

    edits: tuple[E, ...]
    cost: float
    outcome: Outcome


def changes(
    edits: Sequence[E],
    run: Callable[[tuple[E, ...]], Outcome | None],
    goal: Callable[[Outcome], bool],
    *,
    runs: int,
    together: int = 2,
) -> Iterator[Change[E, Outcome]]:
    """Every smallest set of at most `together` edits that reaches the goal; cheapest first, fewest, then by name.

    `run` answers None where edits cannot be made together or cannot lead there: that is free; other answers count,
    and after `runs` of them the search ends. A set that holds a found one is not tried. ValueError for a cost that is
    not above 0 or a name that occurs twice.
    """
    ordered = sorted(edits, key=lambda edit: (edit.cost, edit.name))
    _check(ordered)
    found: list[frozenset[int]] = []
    waiting = [_entry(ordered, (place,)) for place in range(len(ordered))]
    heapq.heapify(waiting)
    while waiting and runs > 0:
        cost, _, _, places = heapq.heappop(waiting)
        if any(smaller <= set(places) for smaller in found):
            continue
        chosen = tuple(ordered[place] for place in places)
        outcome = run(chosen)
        if outcome is not None:
            runs -= 1
            if goal(outcome):
                found.append(frozenset(places))
                yield Change(chosen, cost, outcome)
                continue
        if len(places) < together:
            for further in range(places[-1] + 1, len(ordered)):  # in one order only: each set comes once
                heapq.heappush(waiting, _entry(ordered, (*places, further)))


def smallest(
    edits: Sequence[E],
    run: Callable[[tuple[E, ...]], Outcome | None],
    goal: Callable[[Outcome], bool],
    *,
    runs: int,
    together: int = 2,
) -> Change[E, Outcome] | None:
    """The first of `changes`; None where there is none, or not within so many runs."""
    return next(changes(edits, run, goal, runs=runs, together=together), None)


Entry = tuple[float, int, tuple[str, ...], tuple[int, ...]]


def _entry(ordered: Sequence[Edit], places: tuple[int, ...]) -> Entry:
    chosen = [ordered[place] for place in places]
    return math.fsum(edit.cost for edit in chosen), len(places), tuple(e.name for e in chosen), places


def _check(ordered: Sequence[Edit]) -> None:
    for edit in ordered:
        if not (math.isfinite(edit.cost) and edit.cost > 0):
            raise ValueError(f"the edit {edit.name!r} costs {edit.cost}; expected a finite number above 0")
    names = [edit.name for edit in ordered]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two edits have the name {twice[0]!r}; each needs a name of its own")
