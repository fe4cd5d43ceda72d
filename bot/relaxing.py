"""When nothing meets every constraint: which to let go of, as few and as harmless as possible."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from bot.ports import Retriever
from retrieval.types import Constraint, Query, Schema

MOST_WISHES = 8
"""Every subset of so many wishes is tried; of more, the earliest are given up first, one by one."""

Wish = tuple[Constraint, ...]
"""The constraints that one phrase made: "the 90s" is two bounds, given up together or not at all."""


def relax(query: Query, retriever: Retriever, schema: Schema) -> tuple[Query, tuple[Constraint, ...]] | None:
    """A query that finds something, with the constraints it gave up; None where none does.

    The fewest wishes go. Among equals, what protects people (levels, exclusions) stays longest, then what
    was said last, then the choice that leaves most to choose from.
    """
    all_wishes = _wishes(query.constraints)
    early, wishes = all_wishes[:-MOST_WISHES], all_wishes[-MOST_WISHES:]
    for size in range(1, len(wishes) + 1):
        options = []
        for given_up in combinations(range(len(wishes)), size):
            kept = tuple(c for i, wish in enumerate(wishes) if i not in given_up for c in wish)
            eased = replace(query, constraints=kept)
            if count := retriever.count(eased):
                protective = sum(_protects(wishes[i], schema) for i in given_up)
                options.append((protective, sum(given_up), -count, given_up, eased))
        if options:
            *_, given_up, eased = min(options, key=lambda option: option[:4])
            return eased, tuple(c for wish in (*early, *(wishes[i] for i in given_up)) for c in wish)
    return None


def _wishes(constraints: tuple[Constraint, ...]) -> tuple[Wish, ...]:
    by_phrase: dict[tuple[str, str], list[Constraint]] = {}
    for constraint in constraints:
        by_phrase.setdefault((constraint.slot, constraint.source), []).append(constraint)
    return tuple(tuple(wish) for wish in by_phrase.values())


def _protects(wish: Wish, schema: Schema) -> bool:
    return any(c.op == "!=" or schema.slot(c.slot).kind == "level" for c in wish)
