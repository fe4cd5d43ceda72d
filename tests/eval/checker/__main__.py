"""How often the checker is right on sentences that were labelled by hand: `python -m tests.eval.checker`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

from tests.eval.checker.bank import BANKS, rows, scenes
from tests.eval.checker.judging import Judged, accepted, judge, precision, recall, wilson


def report(bank: str, show: bool) -> None:
    """Prints the figures of a bank with their 95 % intervals; with `show` every sentence judged wrongly."""
    judged = judge(bank)
    print(f"{bank}: {len(judged)} sentences, {sum(one.row.adversarial for one in judged)} adversarial")
    for name, count in (("recall", recall), ("precision", precision), ("true ones accepted", accepted)):
        print(f"  {name:<20}{_said(*count(judged))}")
    _by("recall by kind", judged, lambda one: one.row.kind, recall)
    _by("true ones accepted, by writer", judged, lambda one: one.row.writer, accepted)
    if show:
        for one in judged:
            if not one.right:
                print(
                    f"  {'+' if one.row.supported else '-'} {one.row.id} {one.row.sentence}\n      {one.why}"
                )


def _by(
    title: str,
    judged: Sequence[Judged],
    key: Callable[[Judged], str],
    count: Callable[[Sequence[Judged]], tuple[int, int]],
) -> None:
    print(f"  {title}")
    for name in sorted({key(one) for one in judged} - {""}):
        print(f"    {name:<18}{_said(*count([one for one in judged if key(one) == name]))}")


def _said(right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"{right / of if of else 0:.3f} [{low:.3f}, {high:.3f}]  {right} of {of}"


def _speed() -> None:
    spent = []
    for bank in BANKS:
        for row in rows(bank):
            scene = scenes()[row.scene]
            scene.check(row.sentence)
            begun = time.perf_counter()
            scene.check(row.sentence)
            spent.append(1000 * (time.perf_counter() - begun))
    spent.sort()
    p50, p95 = spent[len(spent) // 2], spent[int(0.95 * len(spent))]
    print(f"milliseconds a sentence: p50 {p50:.2f}, p95 {p95:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bank", choices=BANKS, action="append", help="default: both")
    parser.add_argument("--show-failures", action="store_true", help="every sentence judged wrongly")
    asked = parser.parse_args()
    for name in asked.bank or BANKS:
        report(name, asked.show_failures)
    _speed()
