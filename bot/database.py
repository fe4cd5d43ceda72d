"""One SQLite file, opened so that what was written stays; its errors say what to do."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import StoreError
from bot.migrations import Migration, migrate

BUSY_SECONDS = 5.0
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON")
"""Readers beside a writer; on disk at commit; deleted text overwritten; no row without what it belongs to."""


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)


class DatabaseFile:
    """A migrated database; the file and its directory are made where there are none.

    One connection behind one lock: writes are short, and their sync to disk cannot be shared anyway.
    Raises StoreError when the file cannot be read or written, NewerSchema when a newer version wrote it.
    """

    def __init__(
        self,
        path: Path,
        now: float,
        migrations: Sequence[Migration],
        connect: Callable[[Path], sqlite3.Connection] = connect,
    ) -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._guarded("opened"):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = connect(path)
        try:
            with self._guarded("opened"):
                self._db = Database(connection)
                migrate(self._db, path, now, migrations)
                # Set after the schema was found to be ours: a file of a newer version stays as it is.
                for pragma in PRAGMAS:
                    self._db.execute(f"PRAGMA {pragma}").fetchall()
        except StoreError:
            connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Several queries on one state of the file, as far as this process is concerned."""
        with self._lock, self._guarded("read"):
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction: all of it is on disk when the block ends, or nothing."""
        # IMMEDIATE: a reader that turns writer half-way could not wait for another process.
        with self._lock, self._guarded("written"):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with self.reading() as db:
            found: list[Any] = db.execute(sql, parameters).fetchall()
            return found

    def scrub(self) -> None:
        """The log still holds what was deleted: write it back and cut it (a reader elsewhere delays that)."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _guarded(self, what: str) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{self.path} cannot be {what}: {error}. Make sure that it is a database of this product, "
                "that its directory can be written and that the disk has room, "
                "or set BECAUSE_DATABASE to another file."
            ) from error
