"""Holding the checker's verdicts against the labels: recall, precision, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tests.eval.checker.bank import Row, rows, scenes

Z = 1.96


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with what the checker said of it: refused or not, and why."""

    row: Row
    refused: bool
    why: str

    @property
    def right(self) -> bool:
        return self.refused != self.row.supported


def judge(bank: str) -> list[Judged]:
    """Every sentence of the bank, checked."""
    found = []
    for row in rows(bank):
        verdict = scenes()[row.scene].check(row.sentence)
        why = "; ".join(f"{p.kind}: {p.text} ({p.why})" for p in verdict.problems)
        found.append(Judged(row, not verdict.supported, why))
    return found


def recall(judged: Sequence[Judged]) -> tuple[int, int]:
    """(how many unsupported sentences were refused, how many there are)."""
    false = [one for one in judged if not one.row.supported]
    return sum(one.refused for one in false), len(false)


def precision(judged: Sequence[Judged]) -> tuple[int, int]:
    """(how many of the refused sentences are unsupported, how many were refused)."""
    refused = [one for one in judged if one.refused]
    return sum(not one.row.supported for one in refused), len(refused)


def accepted(judged: Sequence[Judged]) -> tuple[int, int]:
    """(how many supported sentences were accepted, how many there are)."""
    true = [one for one in judged if one.row.supported]
    return sum(not one.refused for one in true), len(true)


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, JASA 1927), as if the sentences were independent."""
    if not of:
        return 0.0, 1.0
    share, z = right / of, Z * Z / of
    middle = (share + z / 2) / (1 + z)
    half = Z * math.sqrt(share * (1 - share) / of + z / (4 * of)) / (1 + z)
    return max(0.0, middle - half), min(1.0, middle + half)
