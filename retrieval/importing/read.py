"""Files of items to rows: CSV, TSV, JSON Lines, JSON and Parquet, whatever their encoding.

Every row that cannot be read is reported with its line; nothing is left out in silence.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.errors import ImportFailed, MissingExtra

CELL_LIMIT = 5_000_000
"""Characters of one cell; a row with a longer one is reported and skipped."""

_DELIMITERS = ",;\t|"
_ENDINGS = ".csv, .tsv, .txt, .jsonl, .ndjson, .json or .parquet"


@dataclass(frozen=True, slots=True)
class BadRow:
    """Something in a file that could not be used: where (lines count from 1) and why."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Table:
    """A file's rows as (line, cells by column), its columns in their order, and what was wrong."""

    file: Path
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(path: Path) -> Table:
    """All rows of a file. Raises ImportFailed where nothing can be read, saying what was expected."""
    kind = path.suffix.lower()
    if kind in (".parquet", ".pq"):
        return _parquet(path)
    table = Table(path)
    text = _decoded(path, table)
    if kind in (".jsonl", ".ndjson", ".json"):
        _json(text, table)
    elif kind in (".csv", ".tsv", ".txt", ".tab", ""):
        _delimited(text, table, "\t" if kind in (".tsv", ".tab") else "")
    else:
        raise ImportFailed(f"{path}: files ending in {kind!r} cannot be read; expected {_ENDINGS}")
    if not table.rows:
        first = f"; the first problem: line {table.bad[0].line}: {table.bad[0].reason}" if table.bad else ""
        raise ImportFailed(f"{path} has no rows that can be used{first}")
    return table


def _decoded(path: Path, table: Table) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ImportFailed(f"{path} cannot be read: {error.strerror or error}") from error
    if not raw.strip():
        raise ImportFailed(f"{path} is empty; expected a header line and rows ({_ENDINGS})")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw[:4096]:
        raise ImportFailed(f"{path} is a binary file; expected {_ENDINGS}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _guessed(path, raw, error.start, table)


def _guessed(path: Path, raw: bytes, place: int, table: Table) -> str:
    from charset_normalizer import from_bytes

    # What surrounds the first byte that is not UTF-8 tells more than the beginning, which is often plain.
    sample = raw[max(0, place - 50_000) : place + 50_000]
    found = from_bytes(sample)
    best = found.best()
    # Western text fits several code pages as well as its own; theirs is by far the commonest.
    western = best is None or any(
        "cp1252" in m.could_be_from_charset and m.chaos <= best.chaos for m in found
    )
    name = "cp1252" if best is None or western else best.encoding
    line = raw.count(b"\n", 0, place) + 1
    table.notes.append(f"{path.name}: not UTF-8 (line {line}); read as {name}")
    return raw.decode(name, errors="replace")


def _delimited(text: str, table: Table, delimiter: str) -> None:
    limit = csv.field_size_limit(CELL_LIMIT)
    try:
        _cells(text, table, delimiter or _delimiter(text))
    finally:
        csv.field_size_limit(limit)


def _cells(text: str, table: Table, delimiter: str) -> None:
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    name, header = table.file.name, None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            table.bad.append(BadRow(name, line, _csv_reason(str(error))))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _unique([cell.strip() or f"column {i}" for i, cell in enumerate(cells, start=1)])
            table.columns = tuple(header)
        elif len(cells) != len(header):
            table.bad.append(BadRow(name, line, f"expected {len(header)} cells, found {len(cells)}"))
        else:
            table.rows.append((line, dict(zip(header, cells, strict=True))))


def _csv_reason(error: str) -> str:
    if "unexpected end" in error:
        return "a quote is opened and never closed, so nothing after this line could be read"
    if "field larger" in error:
        return f"a cell is longer than {CELL_LIMIT:,} characters"
    return f"not readable: {error}"


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells, and into the most."""
    lines = [line for line in text[:200_000].splitlines()[:30] if line.strip()]
    scores = {}
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        width, times = next(iter(widths.most_common(1)), (0, 0))
        scores[delimiter] = (times / len(lines) if width > 1 else 0.0, width)
    return max(_DELIMITERS, key=lambda delimiter: scores[delimiter])


def _unique(names: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return unique


def _json(text: str, table: Table) -> None:
    for line, record in _records(text, table):
        if isinstance(record, dict):
            table.rows.append((line, _flat(record)))
        else:
            reason = f"expected an object, found {type(record).__name__}"
            table.bad.append(BadRow(table.file.name, line, reason))
    table.columns = tuple(dict.fromkeys(key for _, row in table.rows for key in row))


def _records(text: str, table: Table) -> Iterator[tuple[int, Any]]:
    if text.lstrip().startswith("["):
        try:
            yield from enumerate(json.loads(text), start=1)
        except (ValueError, RecursionError) as error:
            raise ImportFailed(f"{table.file} is not JSON: {error}") from error
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                table.bad.append(BadRow(table.file.name, number, f"not JSON: {error}"))


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat.update((f"{key}.{inner}", held) for inner, held in value.items())
        else:
            flat[key] = value
    return flat


def _parquet(path: Path) -> Table:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("Parquet files need the package pyarrow. Run: pip install pyarrow") from error
    try:
        read = parquet.read_table(path)
    except (OSError, pyarrow.ArrowException) as error:
        raise ImportFailed(f"{path} cannot be read as Parquet: {error}") from error
    rows = [(line, _flat(row)) for line, row in enumerate(read.to_pylist(), start=1)]
    if not rows:
        raise ImportFailed(f"{path} has no rows")
    return Table(path, tuple(dict.fromkeys(key for _, row in rows for key in row)), rows)
