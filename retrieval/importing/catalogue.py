"""Any table of things into a catalogue: what each column is, is inferred and reported, never silent."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.catalog import Catalogue
from retrieval.errors import CatalogueError, ImportFailed
from retrieval.importing.infer import Decision, infer
from retrieval.importing.items import made_items
from retrieval.importing.join import joined
from retrieval.importing.people import People, are_interactions, read_people, write_people
from retrieval.importing.profile import Profile
from retrieval.importing.read import BadRow, Table, read_table
from retrieval.importing.slots import made_slot
from retrieval.importing.stage import Staged
from retrieval.importing.synonyms import nouns_of
from retrieval.importing.titles import TitleStyle
from retrieval.importing.words import plural, singular, spoken
from retrieval.items_file import item_line
from retrieval.schema_file import schema_text
from retrieval.types import Item, Noun, Schema, Slot

_NO_NOUN = (
    "data",
    "dataset",
    "export",
    "catalogue",
    "catalog",
    "dump",
    "table",
    "input",
    "test",
    "train",
    "sample",
)


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
    mapping = mapping or {}
    if not files:
        raise ImportFailed("no file to import; expected at least one of CSV, TSV, JSON Lines or Parquet")
    tables = [read_table(path) for path in files]
    people = [table for table in tables if are_interactions(table)] if len(tables) > 1 else []
    if interactions is not None:
        people.append(read_table(interactions))
    table = joined(
        [t for t in tables if t not in people] or tables, mapping.get("id", ""), mapping.get("title", "")
    )
    noun = noun_of(table.file)
    profiles = [Profile.of(column, [row.get(column) for _, row in table.rows]) for column in table.columns]
    decisions = infer(profiles, mapping, noun)
    extra, added = _from_titles(table, decisions)
    items, bad, cells = made_items(table, decisions, extra)
    if not items:
        raise ImportFailed(f"{table.file} has no row that can be used: {bad[0].reason} (line {bad[0].line})")
    key = next((d.column for d in decisions if d.became == "id"), "")
    done = [read_people(each, key, {item.id for item in items}) for each in people]
    slots = [d.slot for d in decisions if d.slot is not None] + added
    for each in done:
        items, slots = _rated(items, slots, each)
    schema = Schema(_ordered(_placed(slots)), noun, f"{len(items):,} {noun.many} from {table.file.name}")
    with Staged(into) as fresh:
        lines = _written(fresh, schema, items, done, dialogues)
    return ImportReport(
        directory=into,
        schema=schema,
        items=len(items),
        columns=tuple(decisions),
        bad_rows=(*table.bad, *bad, *(row for each in done for row in each.bad)),
        bad_cells=tuple(cells),
        notes=(*table.notes, *(note for each in people for note in each.notes), *_read_as(done)),
        interactions=sum(len(each.rows) for each in done),
        dialogues=lines,
    )


def noun_of(file: Path) -> Noun:
    """What the items are called, by the file's name: "books.csv" holds books."""
    said = " ".join(w for w in spoken(file.name.split(".")[0]).split() if w.isalpha() and w not in _NO_NOUN)
    if not said or len(said.split()) > 2:
        return Noun()
    one = singular(said)
    return Noun(one, plural(one), nouns_of(one))


_ORDER = (
    "released", "maker", "person", "kind", "duration", "price", "rating", "votes", "popularity", "place",
    "origin", "size", "weight", "power", "features", "series", "language", "topic", "mood", "content", "",
    "description",
)  # fmt: skip


def _ordered(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """As people want to see them: what is known of most things first, prose last."""
    return tuple(sorted(slots, key=lambda slot: _ORDER.index(slot.role if slot.role in _ORDER else "")))


def _placed(slots: Sequence[Slot]) -> list[Slot]:
    """Where things have a place, their country is one too: in Portugal, not made there."""
    if not any(slot.role == "place" for slot in slots):
        return list(slots)
    return [
        replace(slot, phrase="in {}", names=tuple(dict.fromkeys((*slot.names, "in"))))
        if slot.role == "origin"
        else slot
        for slot in slots
    ]


def _from_titles(table: Table, decisions: Sequence[Decision]) -> tuple[dict[str, str], list[Slot]]:
    """Slots for what titles carry in brackets, where no column says it already."""
    title = next(d.column for d in decisions if d.became == "title")
    style = TitleStyle.of([str(row.get(title) or "") for _, row in table.rows])
    slots = [d.slot for d in decisions if d.slot is not None]
    extra: dict[str, str] = {}
    added: list[Slot] = []
    released = next((slot.name for slot in slots if slot.role == "released"), "")
    if style.years:
        extra["year"] = released or "year"
        if not released:
            added.append(made_slot("year", "number", "released", "year"))
    if style.series and not any(slot.name == "series" for slot in slots):
        extra["series"] = "series"
        added.append(made_slot("series", "name", "series", "series"))
    return extra, added


def _rated(items: list[Item], slots: list[Slot], people: People) -> tuple[list[Item], list[Slot]]:
    """Items with how they were rated and by how many, or how often they were chosen."""
    found = people.ratings()
    mean, count = ("rating", "votes") if people.rated else ("", "popularity")
    taken = {slot.name for slot in slots} | {slot.role for slot in slots}
    mean, count = ("" if mean in taken else mean), ("" if count in taken else count)
    added = [made_slot(role, "number", role, role) for role in (mean, count) if role]
    rated = []
    for item in items:
        values = dict(item.values)
        if item.id in found:
            score, often = found[item.id]
            if mean:
                values[mean] = round(score, 2)
            if count:
                values[count] = float(often)
        rated.append(replace(item, values=values))
    return rated, [*slots, *added]


def _read_as(people: Sequence[People]) -> list[str]:
    return [
        f"interactions: {', '.join(f'{part} is {c}' for part, c in each.columns.items())}" for each in people
    ]


def _written(
    fresh: Path, schema: Schema, items: Sequence[Item], people: Sequence[People], dialogues: Path | None
) -> int:
    """All files of the catalogue; how many dialogues there are."""
    (fresh / "schema.json").write_text(schema_text(schema), encoding="utf-8")
    with (fresh / "items.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{item_line(item)}\n" for item in items)
    if rows := tuple(row for each in people for row in each.rows):
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
