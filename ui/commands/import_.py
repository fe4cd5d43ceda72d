"""`because import FILE…`: any table into a catalogue and its index, saying what was inferred."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.commands.opening import shown_progress

if TYPE_CHECKING:
    from retrieval.importing.catalogue import ImportReport

MOST_LISTED = 20
existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=existing_file)
@click.option("--map", "mapping", default="", metavar="id=sku,title=name,…", help="Which column is what.")
@click.option("--interactions", type=existing_file, help="Who did what with which item (CSV, TSV, …).")
@click.option("--dialogues", type=existing_file, help="Conversations about the items (JSON Lines).")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Catalogue directory to write."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def command(
    files: tuple[Path, ...],
    mapping: str,
    interactions: Path | None,
    dialogues: Path | None,
    into: Path | None,
    as_json: bool,
) -> None:
    """Read FILES (CSV, TSV, JSON Lines, Parquet) into a catalogue, then build its index."""
    from bot.settings import read_settings
    from bot.wiring import load_encoder
    from retrieval.build import build_index
    from retrieval.importing.catalogue import import_catalogue

    into = into or Path(files[0].stem)
    report = import_catalogue(files, into, parse_mapping(mapping), interactions, dialogues)
    click.echo(report_json(report) if as_json else report_text(report))
    with shown_progress("Building the index") as bar:
        task = bar.add_task("index", total=None)
        build_index(
            into,
            into / "index",
            load_encoder(read_settings()),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    click.echo(f"Next: because serve --catalogue {into}", err=as_json)


def report_text(report: ImportReport) -> str:
    """What became of every column, which rows were skipped and why, for people."""
    lines = [f"{report.items:,} {report.schema.noun.many} → {report.directory}"]
    for decision in report.columns:
        slot = decision.slot
        became = f"{slot.kind} {slot.name!r}" if slot else decision.became
        lines.append(f"  {decision.column:28} {became:28} {decision.why}")
    for what, rows in (("rows skipped", report.bad_rows), ("cells left out", report.bad_cells)):
        if rows:
            lines.append(f"{len(rows):,} {what}:")
            lines += [f"  {row.file}:{row.line}: {row.reason}" for row in rows[:MOST_LISTED]]
            if len(rows) > MOST_LISTED:
                lines.append(f"  … and {len(rows) - MOST_LISTED:,} more (--json lists all)")
    if report.interactions:
        lines.append(f"{report.interactions:,} interactions")
    if report.dialogues:
        lines.append(f"{report.dialogues:,} dialogues")
    return "\n".join([*lines, *report.notes])


def report_json(report: ImportReport) -> str:
    """The whole report, for programs."""
    columns = [
        {
            "column": d.column,
            "became": d.became,
            "slot": d.slot.name if d.slot else None,
            "kind": d.slot.kind if d.slot else None,
            "why": d.why,
        }
        for d in report.columns
    ]
    rows = {
        name: [{"file": r.file, "line": r.line, "reason": r.reason} for r in bad]
        for name, bad in (("bad_rows", report.bad_rows), ("bad_cells", report.bad_cells))
    }
    counts = {"items": report.items, "interactions": report.interactions, "dialogues": report.dialogues}
    whole = {"directory": str(report.directory), **counts, "columns": columns, **rows, "notes": report.notes}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def parse_mapping(text: str) -> dict[str, str]:
    """ "id=sku,title=name" to {"id": "sku", "title": "name"}; a usage error for anything else."""
    pairs = [pair.strip() for pair in text.split(",") if pair.strip()]
    if wrong := [pair for pair in pairs if pair.count("=") != 1]:
        raise click.UsageError(f"--map takes slot=column pairs (id=sku,title=name); found {wrong[0]!r}")
    return {name.strip(): column.strip() for name, column in (pair.split("=") for pair in pairs)}
