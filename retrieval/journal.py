"""Changes to a catalogue, one JSON line each, appended and synced before they count."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import BadItem, CatalogueError, CatalogueNotWritten
from retrieval.items_file import item_from_json, item_to_json
from retrieval.types import Item, Schema


class Journal:
    """An append-only file of puts and removals. A line that a crash cut short is dropped, with its change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lasting = os.access(path if path.exists() else path.parent, os.W_OK)

    @property
    def lasting(self) -> bool:
        """False where the directory is read-only: changes then live in memory, until the program ends."""
        return self._lasting

    def read(self, schema: Schema) -> Iterator[tuple[str, Item | None]]:
        """(id, item) for each put and (id, None) for each removal, oldest first."""
        try:
            whole = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CatalogueError(f"{self._path} cannot be read: {error}") from error
        lines = whole.split(b"\n")
        torn = lines.pop()  # what follows the last line end: empty, or a line that was never finished
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                yield record["id"], item_from_json(record["item"], schema) if record["item"] else None
            except (ValueError, KeyError, TypeError, BadItem) as error:
                raise CatalogueError(f"{self._path.name} line {number}: not a change: {error}") from error
        if torn and self._lasting:
            self._cut(len(whole) - len(torn))

    def append(self, item_id: str, item: Item | None) -> None:
        """Write a change to disk. Raises CatalogueNotWritten, leaving the file as it was."""
        if not self._lasting:
            return
        record = {"id": item_id, "item": None if item is None else item_to_json(item)}
        line = (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
        size = self._path.stat().st_size if self._path.exists() else 0
        try:
            with self._path.open("ab", buffering=0) as file:
                if file.write(line) != len(line):
                    raise OSError("the disk is full")
                os.fsync(file.fileno())
        except OSError as error:
            if self._path.is_file():
                self._cut(size)
            raise CatalogueNotWritten(
                f"{self._path} could not be written: {error}; nothing was changed"
            ) from error

    def _cut(self, size: int) -> None:
        with self._path.open("rb+") as file:
            file.truncate(size)
