"""Any table of things into a catalogue: what each column is, is inferred and reported, never silent."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.catalog import Catalogue
from retrieval.errors import CatalogueError, ImportFailed
from retrieval.importing.infer import Decision
from retrieval.importing.loading import Loaded, load_files
from retrieval.importing.people import write_people
from retrieval.importing.read import BadRow, read_table
from retrieval.importing.stage import Staged
from retrieval.items_file import item_line
from retrieval.schema_file import schema_text
from retrieval.types import Schema


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the files: `columns` one by one, `bad_rows` that were skipped, `bad_cells` that were.

    `interactions` and `dialogues` count the rows kept; `notes` are for people to read.
    """

    directory: Path
    schema: Schema
    items: int
    columns: tuple[Decision, ...]
    bad_rows: tuple[BadRow, ...]
    bad_cells: tuple[BadRow, ...]
    notes: tuple[str, ...]
    interactions: int = 0
    dialogues: int = 0


def import_catalogue(
    files: Sequence[Path],
    into: Path,
    mapping: Mapping[str, str] | None = None,
    interactions: Path | None = None,
    dialogues: Path | None = None,
) -> ImportReport:
    """Read the files, infer a schema, write the catalogue into a directory, replacing the one there.

    `mapping` says what a column is (id, title, alias, url, a role, or a slot's name) against inference.
    Raises ImportFailed where nothing can be made of a file, CatalogueNotWritten where it cannot be kept.
    """
    loaded = load_files(files, mapping, interactions)
    with Staged(into) as fresh:
        lines = _written(fresh, loaded, dialogues)
    return ImportReport(
        directory=into,
        schema=loaded.schema,
        items=len(loaded.items),
        columns=loaded.columns,
        bad_rows=loaded.bad_rows,
        bad_cells=loaded.bad_cells,
        notes=loaded.notes,
        interactions=sum(len(each.rows) for each in loaded.people),
        dialogues=lines,
    )


def _written(fresh: Path, loaded: Loaded, dialogues: Path | None) -> int:
    """All files of the catalogue; how many dialogues there are."""
    (fresh / "schema.json").write_text(schema_text(loaded.schema), encoding="utf-8")
    with (fresh / "items.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{item_line(item)}\n" for item in loaded.items)
    if rows := tuple(row for each in loaded.people for row in each.rows):
        write_people(rows, fresh / "interactions.parquet")
    lines = 0
    if dialogues is not None:
        table = read_table(dialogues)
        lines = len(table.rows)
        shutil.copyfile(dialogues, fresh / "dialogues.jsonl")
    try:
        Catalogue.load(fresh)
    except CatalogueError as error:
        raise ImportFailed(f"the catalogue that was written cannot be read back: {error}") from error
    return lines
