"""Files of items to a schema and its items, in memory: what each column is, is inferred, never silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.catalog import Catalogue
from retrieval.errors import ImportFailed
from retrieval.importing.infer import Decision, infer
from retrieval.importing.items import made_items
from retrieval.importing.join import joined, text_id
from retrieval.importing.people import People, are_interactions, read_people
from retrieval.importing.profile import Profile
from retrieval.importing.read import BadRow, Table, read_table
from retrieval.importing.slots import made_slot
from retrieval.importing.synonyms import nouns_of
from retrieval.importing.titles import TitleStyle
from retrieval.importing.words import plural, singular, spoken
from retrieval.types import Item, Noun, Schema, Slot

_NO_NOUN = (
    "data", "dataset", "export", "catalogue", "catalog", "dump", "table", "input", "test", "train", "sample",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """What files hold: schema and items, what became of the columns, what was left out, people's doings."""

    schema: Schema
    items: tuple[Item, ...]
    columns: tuple[Decision, ...]
    bad_rows: tuple[BadRow, ...]
    bad_cells: tuple[BadRow, ...]
    notes: tuple[str, ...]
    people: tuple[People, ...]


def load_files(
    files: Sequence[Path], mapping: Mapping[str, str] | None = None, interactions: Path | None = None
) -> Loaded:
    """Read the files and infer a schema. `mapping` and errors as for `import_catalogue`."""
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
    return _loaded(table, mapping, people)


def read_shelf(path: Path, report: Callable[[BadRow], None] | None = None) -> tuple[Schema, tuple[Item, ...]]:
    """The schema and the items of a catalogue directory, or of one file of items, which is not written.

    `report` is told of every row that was left out and why, and of what was made good: an item without a
    title keeps its place under its id, since conversations may name it. A column "id" holds the ids and
    "title" the titles, whatever else might. Yes/no columns are left out: in an item's text they are the same
    words for all, and they often say how a collection was made. Raises CatalogueError where nothing can be read.
    """
    if path.is_dir():
        catalogue = Catalogue.load(path)
        return catalogue.schema, tuple(catalogue.items())
    table = read_table(path)
    mapping: dict[str, str] = {name: name for name in ("id", "title") if name in table.columns}
    named = [*_named_by_id(table)] if len(mapping) == 2 else []
    table.columns = tuple(
        c
        for c in table.columns
        if c in mapping or not Profile.of(c, [r.get(c) for _, r in table.rows]).boolean
    )
    loaded = _loaded(table, mapping, ())
    for row in (*named, *loaded.bad_rows, *loaded.bad_cells):
        if report is not None:
            report(row)
    return Catalogue.of(loaded.schema, loaded.items).schema, loaded.items


def _named_by_id(table: Table) -> list[BadRow]:
    """Give rows that have an id and no title their id for a title; says which."""
    done = []
    for line, row in table.rows:
        if not str(row.get("title") or "").strip() and (item_id := text_id(row.get("id"))):
            row["title"] = item_id
            done.append(BadRow(table.file.name, line, f"no title; the id {item_id!r} stands for it"))
    return done


def _loaded(table: Table, mapping: Mapping[str, str], people: Sequence[Table]) -> Loaded:
    noun = noun_of(table.file)
    profiles = [Profile.of(column, [row.get(column) for _, row in table.rows]) for column in table.columns]
    decisions = infer(profiles, mapping, noun)
    extra, added = _from_titles(table, decisions)
    items, bad, cells = made_items(table, decisions, extra)
    if not items:
        raise ImportFailed(f"{table.file} has no row that can be used: {bad[0].reason} (line {bad[0].line})")
    key = next((d.column for d in decisions if d.became == "id"), "")
    done = tuple(read_people(each, key, {item.id for item in items}) for each in people)
    slots = [d.slot for d in decisions if d.slot is not None] + added
    for each in done:
        items, slots = _rated(items, slots, each)
    return Loaded(
        schema=Schema(_ordered(_placed(slots)), noun, f"{len(items):,} {noun.many} from {table.file.name}"),
        items=tuple(items),
        columns=tuple(decisions),
        bad_rows=(*table.bad, *bad, *(row for each in done for row in each.bad)),
        bad_cells=tuple(cells),
        notes=(*table.notes, *(note for each in people for note in each.notes), *_read_as(done)),
        people=done,
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
