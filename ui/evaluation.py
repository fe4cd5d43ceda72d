"""An evaluation as tables for people and as one JSON object for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from recsys.bootstrap import Difference
from recsys.evaluate import Comparison, Evaluation, Measured
from recsys.measures import NAMES

if TYPE_CHECKING:
    from retrieval.importing.read import BadRow

MOST_LISTED = 5


def notes_of(evaluation: Evaluation, left_out: Sequence[BadRow]) -> list[str]:
    """What a reader has to know to read the figures rightly."""
    notes = [f"{row.file}:{row.line}: {row.reason}" for row in left_out[:MOST_LISTED]]
    if len(left_out) > MOST_LISTED:
        notes.append(f"… and {len(left_out) - MOST_LISTED:,} more lines of the items file")
    unknown, skipped = evaluation.cases.unknown, evaluation.cases.skipped
    if unknown["gold"]:
        notes.append(f"gold items that the catalogue lacks, counted as misses: {unknown['gold']:,}")
    if unknown["context"]:
        notes.append(f"mentions of items that the catalogue lacks, ignored: {unknown['context']:,}")
    if skipped["duplicate"]:
        notes.append(
            f"turns that came again (same dialogue and index), counted once: {skipped['duplicate']:,}"
        )
    if evaluation.tuned_here:
        notes.append(
            f"dialogues on which the settings of {evaluation.model} were chosen: {evaluation.tuned_here:,}; "
            "expect a little less on others"
        )
    return notes


def evaluation_json(
    evaluation: Evaluation, comparison: Comparison | None, notes: Sequence[str]
) -> dict[str, Any]:
    """The object that `because evaluate --json` prints."""
    averages = {"macro": evaluation.macro, "micro": evaluation.micro}
    return {
        "model": evaluation.model,
        "turns": len(evaluation.cases.cases),
        "pairs": evaluation.cases.pairs,
        "macro": evaluation.macro.means,
        "micro": evaluation.micro.means,
        "intervals": {name: measured.intervals for name, measured in averages.items()},
        "ms_per_turn": {f"p{p}": evaluation.milliseconds(p) for p in (50, 95)},
        "slices": {
            each.name: {"turns": each.turns, "pairs": each.pairs, "macro": each.macro, "micro": each.micro}
            for each in evaluation.slices
        },
        "coverage": evaluation.coverage,
        "popularity_bias": {"percentile": evaluation.percentile, "gini": evaluation.gini},
        "diversity": evaluation.diversity,
        "skipped": evaluation.cases.skipped,
        "unknown": evaluation.cases.unknown,
        "comparison": _comparison_json(comparison) if comparison else None,
        "notes": list(notes),
    }


def _comparison_json(comparison: Comparison) -> dict[str, Any]:
    against = comparison.against
    return {
        "against": against.model,
        "macro": _differences(comparison.macro, against.macro.means),
        "micro": _differences(comparison.micro, against.micro.means),
    }


def _differences(difference: Difference, means: Mapping[str, float]) -> dict[str, Any]:
    return {
        name: {
            "against": means[name],
            "difference": float(difference.mean[i]),
            "interval": [float(difference.low[i]), float(difference.high[i])],
            "p": float(difference.p[i]),
        }
        for i, name in enumerate(NAMES)
    }


def print_evaluation(
    evaluation: Evaluation,
    comparison: Comparison | None,
    notes: Sequence[str],
    *,
    new_only: bool,
    console: Console | None = None,
) -> None:
    """Everything that was measured, in tables of at most 80 columns."""
    console = console or Console(highlight=False)
    cases = evaluation.cases
    console.print(
        f"[bold]{escape(evaluation.model)}[/bold], {'new items only' if new_only else 'repeated items too'}: "
        f"{len(cases.cases):,} turns of {cases.dialogues:,} dialogues, {cases.pairs:,} gold items",
        soft_wrap=True,
    )
    console.print(
        f"turns skipped: {cases.skipped['no_gold']:,} without such gold, "
        f"{cases.skipped['empty_context']:,} without a context",
        soft_wrap=True,
    )
    console.print(_measures(evaluation.macro, evaluation.micro))
    console.print(_slices(evaluation))
    if comparison is not None:
        console.print(_differences_table(comparison))
    for line in _sums(evaluation):
        console.print(line, soft_wrap=True)
    for note in notes:
        console.print(f"[dim]{escape(note)}[/dim]", soft_wrap=True)


def _measures(macro: Measured, micro: Measured) -> Table:
    table = _table("", "macro", "95 %", "micro", "95 %")
    for name in NAMES:
        cells = [
            cell
            for one in (macro, micro)
            for cell in (f"{one.means[name]:.3f}", _interval(*one.intervals[name]))
        ]
        table.add_row(name, *cells)
    return table


def _slices(evaluation: Evaluation) -> Table:
    ks = ("recall@1", "recall@10", "recall@50")
    table = _table("recall", "turns", "gold", "macro @1", "@10", "@50", "micro @1", "@10", "@50")
    for each in evaluation.slices:
        found = [f"{mean[k]:.3f}" for mean in (each.macro, each.micro) for k in ks]
        table.add_row(each.name, f"{each.turns:,}", f"{each.pairs:,}", *found)
    return table


def _differences_table(comparison: Comparison) -> Table:
    table = _table(f"minus {comparison.against.model}", "macro", "95 %", "p", "micro", "95 %", "p")
    for i, name in enumerate(NAMES):
        cells = [
            cell
            for d in (comparison.macro, comparison.micro)
            for cell in (f"{d.mean[i]:+.3f}", _interval(d.low[i], d.high[i], "+"), f"{d.p[i]:.4f}")
        ]
        table.add_row(name, *cells)
    return table


def _sums(evaluation: Evaluation) -> list[str]:
    bias = [f"Gini of exposure {evaluation.gini:.3f}"]
    if evaluation.percentile is not None:
        bias.insert(0, f"mean popularity percentile {evaluation.percentile:.3f}")
    alike = "not known" if evaluation.diversity is None else f"{evaluation.diversity:.3f}"
    return [
        f"top 10: {evaluation.coverage:.1%} of the catalogue; {'; '.join(bias)}; diversity {alike}",
        f"ms a turn: p50 {evaluation.milliseconds(50):.2f}, p95 {evaluation.milliseconds(95):.2f}",
    ]


def _interval(low: float, high: float, sign: str = "") -> str:
    return f"{low:{sign}.3f} … {high:{sign}.3f}"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(escape(first), no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table
