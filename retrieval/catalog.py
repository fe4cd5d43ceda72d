"""The catalogue: its schema and items in memory, changes kept in a journal beside the files.

Readers on any thread see one consistent snapshot; a change makes a new snapshot. The version is a sum of
item hashes (so that order does not matter and a change costs no re-hashing) joined with the schema's hash.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.errors import BadItem
from retrieval.items_file import item_from_json, item_line, item_to_json, read_items
from retrieval.journal import Journal
from retrieval.schema_file import read_schema, schema_text
from retrieval.translation import Translation, read_translations
from retrieval.types import Item, Schema

_MODULUS = 1 << 128


@dataclass(frozen=True, slots=True)
class _Snapshot:
    schema: Schema
    by_id: dict[str, Item]
    items: tuple[Item, ...]
    total: int


class Catalogue:
    """All items, by id. `put` and `remove` last when the catalogue was loaded from a writable directory."""

    def __init__(
        self,
        schema: Schema,
        items: Iterable[Item],
        journal: Journal | None = None,
        translations: Mapping[str, Translation] | None = None,
    ) -> None:
        self.translations: Mapping[str, Translation] = translations or {}
        self._lock = threading.Lock()
        self._declared = schema
        self._schema_hash = hashlib.blake2b(schema_text(schema).encode(), digest_size=8).hexdigest()
        self._journal: Journal | None = None
        self._held: dict[str, Counter[str]] = {slot.name: Counter() for slot in schema.of_kind("category")}
        by_id: dict[str, Item] = {}
        total = 0
        for item in items:
            if item.id in by_id:
                raise BadItem(f"two items have the id {item.id!r}; ids must be unique")
            by_id[item.id] = item
            total = (total + _digest(item)) % _MODULUS
            self._count(item, 1)
        self._snapshot = _Snapshot(self._filled(), by_id, tuple(by_id.values()), total)
        self._history: list[tuple[str, str]] = []  # (version before, id changed), oldest first
        for item_id, changed in journal.read(schema) if journal else ():
            self._apply(item_id, changed)
        self._journal = journal

    @classmethod
    def load(cls, directory: Path) -> Catalogue:
        """Read schema.json and its translations, items.jsonl and the journal. Raises CatalogueError, saying
        where and why."""
        schema = read_schema(directory / "schema.json")
        return cls(
            schema,
            read_items(directory / "items.jsonl", schema),
            Journal(directory / "changes.jsonl"),
            read_translations(directory, schema),
        )

    @classmethod
    def of(cls, schema: Schema, items: Iterable[Item]) -> Catalogue:
        """A catalogue in memory alone."""
        return cls(schema, items)

    @property
    def schema(self) -> Schema:
        """The schema, every category slot with all values that its items hold."""
        return self._snapshot.schema

    @property
    def version(self) -> str:
        """A hash of schema and items, 48 hex digits, whatever their order."""
        return self._version(self._snapshot.total)

    def __len__(self) -> int:
        return len(self._snapshot.items)

    def get(self, item_id: str) -> Item | None:
        return self._snapshot.by_id.get(item_id)

    def items(self) -> Sequence[Item]:
        return self._snapshot.items

    def put(self, item: Item) -> None:
        """Add or replace an item. Raises BadItem where it does not fit the schema, and CatalogueNotWritten
        when it cannot be made to last; the catalogue is then as it was.
        """
        fitting = self.fitted(item)
        with self._lock:
            self._apply(fitting.id, fitting)

    def fitted(self, item: Item) -> Item:
        """The item as the catalogue would keep it. Raises BadItem where it does not fit the schema."""
        return item_from_json(item_to_json(item), self._declared)

    def remove(self, item_id: str) -> bool:
        """Take an item out; False where there was none."""
        with self._lock:
            if item_id not in self._snapshot.by_id:
                return False
            self._apply(item_id, None)
            return True

    def changed_since(self, version: str) -> frozenset[str] | None:
        """Ids put or removed since the catalogue had that version; None where it never had it."""
        with self._lock:
            if version == self.version:
                return frozenset()
            for position in range(len(self._history) - 1, -1, -1):
                if self._history[position][0] == version:
                    return frozenset(item_id for _, item_id in self._history[position:])
            return None

    def _apply(self, item_id: str, item: Item | None) -> None:
        if self._journal is not None:
            self._journal.append(item_id, item)
        now, by_id = self._snapshot, dict(self._snapshot.by_id)
        total = now.total
        self._history.append((self._version(total), item_id))
        old = by_id.pop(item_id, None) if item is None else by_id.get(item_id)
        if old is not None:
            total -= _digest(old)
            self._count(old, -1)
        if item is not None:
            by_id[item_id] = item
            total += _digest(item)
            self._count(item, 1)
        self._snapshot = _Snapshot(self._filled(), by_id, tuple(by_id.values()), total % _MODULUS)

    def _version(self, total: int) -> str:
        return f"{self._schema_hash}{total:032x}"

    def _count(self, item: Item, step: int) -> None:
        for name, counter in self._held.items():
            for value in item.texts(name):
                counter[value] += step

    def _filled(self) -> Schema:
        slots = []
        for slot in self._declared.slots:
            if slot.kind == "category":
                held = sorted(value for value, count in self._held[slot.name].items() if count > 0)
                slot = replace(slot, values={**slot.values, **{v: slot.values.get(v, ()) for v in held}})
            slots.append(slot)
        return replace(self._declared, slots=tuple(slots))


def _digest(item: Item) -> int:
    return int.from_bytes(hashlib.blake2b(item_line(item).encode(), digest_size=16).digest(), "big")
