"""What people did with items: rows of who, what, how much and when; and what that says of each item."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from retrieval.errors import ImportFailed, MissingExtra
from retrieval.importing.join import is_of_people, is_of_time, text_id
from retrieval.importing.read import BadRow, Table
from retrieval.importing.values import number
from retrieval.importing.words import is_identifier, spoken

_OF_VALUE = ("rating", "ratings", "score", "stars", "value", "weight", "count", "quantity")
_OF_KIND = ("event", "kind", "type", "action", "interaction")


@dataclass(frozen=True, slots=True)
class Row:
    """One interaction; `time` in Unix seconds, None where it is not known."""

    user_id: str
    item_id: str
    kind: str
    value: float
    time: float | None


@dataclass(frozen=True, slots=True)
class People:
    """All interactions that could be read, and which column was taken for what."""

    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...]
    columns: Mapping[str, str]

    def ratings(self) -> dict[str, tuple[float, int]]:
        """Each item's mean value and how many there are, of the rows that are ratings."""
        sums: dict[str, tuple[float, int]] = {}
        for row in self.rows:
            total, count = sums.get(row.item_id, (0.0, 0))
            sums[row.item_id] = (total + row.value, count + 1)
        return {item_id: (total / count, count) for item_id, (total, count) in sums.items()}

    @property
    def rated(self) -> bool:
        return "value" in self.columns


def are_interactions(table: Table) -> bool:
    """A table of people and a value, without titles."""
    said = [spoken(column) for column in table.columns]
    return (
        any(map(is_of_people, table.columns))
        and any(name in _OF_VALUE for name in said)
        and "title" not in said
    )


def read_people(table: Table, key: str, known: Collection[str]) -> People:
    """Raises ImportFailed where user or item columns cannot be told; bad rows are reported, not raised."""
    columns = _columns(table, key)
    rows, bad = [], []
    for line, cells in table.rows:
        found = _row(cells, columns)
        if isinstance(found, str):
            bad.append(BadRow(table.file.name, line, found))
        elif found.item_id not in known:
            bad.append(BadRow(table.file.name, line, f"no item has the id {found.item_id!r}"))
        else:
            rows.append(found)
    return People(tuple(rows), (*table.bad, *bad), columns)


def write_people(rows: tuple[Row, ...], path: Path) -> None:
    """interactions.parquet: user_id, item_id, kind, value, time."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("interactions need the package pyarrow. Run: pip install pyarrow") from error
    columns: dict[str, Any] = {
        name: pyarrow.array([getattr(row, name) for row in rows], type=kind)
        for name, kind in (
            ("user_id", pyarrow.string()), ("item_id", pyarrow.string()), ("kind", pyarrow.string()),
            ("value", pyarrow.float64()), ("time", pyarrow.float64()),
        )
    }  # fmt: skip
    parquet.write_table(pyarrow.table(columns), path)


def _columns(table: Table, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in table.columns:
        said = spoken(column)
        if "user" not in found and is_of_people(column):
            found["user"] = column
        elif "item" not in found and (
            column == key or (is_identifier(column) or said in ("item", "product"))
        ):
            found["item"] = column
        elif "value" not in found and said in _OF_VALUE:
            found["value"] = column
        elif "kind" not in found and said in _OF_KIND:
            found["kind"] = column
        elif "time" not in found and is_of_time(column):
            found["time"] = column
    if key in table.columns:
        found["item"] = key
    missing = [part for part in ("user", "item") if part not in found]
    if missing:
        raise ImportFailed(
            f"{table.file.name} has no column for the {' and the '.join(missing)}; it has "
            f"{', '.join(table.columns[:12])}; expected for example user_id, {key or 'item_id'}, rating, timestamp"
        )
    return found


def _row(cells: Mapping[str, Any], columns: Mapping[str, str]) -> Row | str:
    user, item = (text_id(cells.get(columns[part])) for part in ("user", "item"))
    if not user or not item:
        return "user or item is missing"
    value = 1.0
    if "value" in columns:
        read = number(cells.get(columns["value"]))
        if read is None:
            return f"{columns['value']} is not a number: {str(cells.get(columns['value']))[:40]!r}"
        value = read
    kind = str(cells.get(columns["kind"]) or "click") if "kind" in columns else "click"
    if "kind" not in columns and "value" in columns:
        kind = "rating"
    return Row(user, item, kind, value, _time(cells.get(columns["time"])) if "time" in columns else None)


def _time(raw: Any) -> float | None:
    if isinstance(raw, datetime):
        return raw.timestamp()
    if (seconds := number(raw)) is not None:
        return seconds / 1000 if math.fabs(seconds) > 1e11 else seconds  # milliseconds, from the year 5138 on
    try:
        return datetime.fromisoformat(str(raw)).timestamp()
    except ValueError:
        return None
