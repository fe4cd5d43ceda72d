"""Several files about the same items as one table: the file with titles, and what others add by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from retrieval.errors import ImportFailed
from retrieval.importing.profile import Profile
from retrieval.importing.read import BadRow, Table
from retrieval.importing.values import cleaned
from retrieval.importing.words import is_identifier, spoken

_OF_PEOPLE = ("user", "customer", "visitor", "reader", "viewer", "member", "reviewer", "listener")
_OF_TIME = ("timestamp", "time", "date", "datetime", "created", "created at", "when")


def joined(tables: Sequence[Table], key: str, title: str) -> Table:
    """The main table with the columns of the others added. Raises ImportFailed where no id is shared."""
    main = next((t for t in tables if title and title in t.columns), None) or next(
        (t for t in tables if any(spoken(c).split()[-1:] in (["title"], ["name"]) for c in t.columns)),
        tables[0],
    )
    for other in tables:
        if other is not main:
            shared = _shared(main, other, key)
            _add(main, other, shared)
    return main


def is_of_people(column: str) -> bool:
    return any(word in spoken(column) for word in _OF_PEOPLE)


def is_of_time(column: str) -> bool:
    return spoken(column) in _OF_TIME


def _shared(main: Table, other: Table, key: str) -> str:
    """The id column that both have."""
    both = [column for column in main.columns if column in other.columns]
    if key in both:
        return key
    for column in both:
        if is_identifier(column) and not is_of_people(column):
            return column
    raise ImportFailed(
        f"{other.file.name} shares no id column with {main.file.name}: it has {', '.join(other.columns[:12])}; "
        f"expected one of: {', '.join(c for c in main.columns if is_identifier(c)) or 'an id'}"
    )


def _add(main: Table, other: Table, key: str) -> None:
    rows: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for line, row in other.rows:
        rows[text_id(row.get(key))].append((line, row))
    several = any(len(held) > 1 for held in rows.values())
    added = [c for c in other.columns if c != key and c not in main.columns]
    if several:  # people's own rows (tags, shelves): their texts become lists, who and when is left behind
        dropped = [c for c in added if is_of_people(c) or is_of_time(c)]
        added = [
            c
            for c in added
            if c not in dropped and Profile.of(c, [r.get(c) for _, r in other.rows]).numeric < 0.5
        ]
        main.notes.append(
            f"{other.file.name}: several rows an item; {', '.join(added) or 'nothing'} kept as lists"
            + (f", {', '.join(dropped)} left out" if dropped else "")
        )
    known = set()
    for _, row in main.rows:
        item_id = text_id(row.get(key))
        known.add(item_id)
        for column in added:
            cells = [
                cell for _, held in rows.get(item_id, ()) if (cell := cleaned(held.get(column))) is not None
            ]
            flat = [part for cell in cells for part in (cell if isinstance(cell, list) else [cell])]
            row[column] = _folded(flat) if several else (cells[0] if cells else None)
    main.columns = (*main.columns, *added)
    main.bad.extend(other.bad)
    main.notes.extend(other.notes)
    for item_id, held in rows.items():
        if item_id not in known:
            main.bad.extend(
                BadRow(other.file.name, line, f"no item has the id {item_id!r}") for line, _ in held
            )


def _folded(texts: Sequence[Any]) -> list[str]:
    """Each text once, whatever its capitals."""
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(str(text).casefold(), str(text))
    return list(first.values())


def text_id(raw: Any) -> str:
    """An id as text: 7.0 is "7"."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip() if raw is not None else ""
