"""The database's schema, as the steps that led to it; they are appended to, never edited.

Each step runs with its own record in one transaction, so that a crash leaves a database before or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import NewerSchema

Migration = Callable[[Database], None]

_RECORD = "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied REAL NOT NULL) STRICT"


def m001_conversations(db: Database) -> None:
    db.execute(
        """CREATE TABLE conversations (
            id TEXT PRIMARY KEY,
            token_hash TEXT NOT NULL,
            user_id TEXT NOT NULL,
            language TEXT NOT NULL,
            created REAL NOT NULL
        ) STRICT"""
    )
    db.execute("CREATE INDEX conversations_by_user ON conversations (user_id)")
    db.execute("CREATE INDEX conversations_by_time ON conversations (created, id)")


def m002_turns(db: Database) -> None:
    """`record` is the whole turn as JSON without its cards; the columns beside it are for SQL."""
    db.execute(
        """CREATE TABLE turns (
            conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            turn_index INTEGER NOT NULL,
            act TEXT NOT NULL,
            text TEXT NOT NULL,
            reply TEXT NOT NULL,
            state TEXT NOT NULL,
            outcome TEXT,
            trace_id TEXT NOT NULL,
            prompt_name TEXT,
            prompt_version INTEGER,
            prompt_hash TEXT,
            model TEXT,
            created REAL NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (conversation_id, turn_index)
        ) STRICT"""
    )


def m003_shown(db: Database) -> None:
    """One row an item shown. The item is kept as it was then: catalogues change."""
    db.execute(
        """CREATE TABLE shown (
            conversation_id TEXT NOT NULL,
            turn_index INTEGER NOT NULL,
            rank INTEGER NOT NULL,
            item_id TEXT NOT NULL,
            score REAL NOT NULL,
            contributions TEXT NOT NULL,
            evidence TEXT NOT NULL,
            item TEXT NOT NULL,
            reason TEXT NOT NULL,
            justification TEXT,
            justification_evidence TEXT,
            writer TEXT,
            grounded INTEGER,
            prompt_name TEXT,
            prompt_version INTEGER,
            prompt_hash TEXT,
            model TEXT,
            PRIMARY KEY (conversation_id, turn_index, rank),
            FOREIGN KEY (conversation_id, turn_index) REFERENCES turns ON DELETE CASCADE
        ) STRICT"""
    )
    db.execute("CREATE INDEX shown_by_item ON shown (item_id)")


def m004_feedback(db: Database) -> None:
    db.execute(
        """CREATE TABLE feedback (
            id INTEGER PRIMARY KEY,
            conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            turn_index INTEGER NOT NULL,
            item_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            value REAL,
            created REAL NOT NULL
        ) STRICT"""
    )
    db.execute("CREATE INDEX feedback_by_conversation ON feedback (conversation_id)")
    db.execute("CREATE INDEX feedback_by_item ON feedback (item_id)")


def m005_traces(db: Database) -> None:
    """A turn is looked up by its trace id alone, for who has that id."""
    db.execute("CREATE INDEX turns_by_trace ON turns (trace_id)")


MIGRATIONS: tuple[Migration, ...] = (
    m001_conversations, m002_turns, m003_shown, m004_feedback, m005_traces,
)  # fmt: skip


def migrate(db: Database, path: Path, now: float, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring a database up to date. NewerSchema, the file untouched, where it knows steps that we do not."""
    known = {step.__name__ for step in migrations}
    applied = _applied(db)
    if unknown := sorted(applied - known):
        raise NewerSchema(
            f"{path} was written by a newer version: it has {', '.join(unknown)}, this version ends at "
            f"{migrations[-1].__name__}. Install the newer version, or set BECAUSE_DATABASE to another file."
        )
    for step in migrations:
        if step.__name__ not in applied:
            _apply(db, step, now)


def _apply(db: Database, step: Migration, now: float) -> None:
    # IMMEDIATE, and looked at again within: another process may be starting on the same file.
    db.execute("BEGIN IMMEDIATE")
    try:
        if step.__name__ not in _applied(db):
            db.execute(_RECORD)
            step(db)
            db.execute("INSERT INTO migrations (name, applied) VALUES (?, ?)", (step.__name__, now))
    except BaseException:
        db.rollback()
        raise
    db.commit()


def _applied(db: Database) -> set[str]:
    found: list[Any] = db.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
    ).fetchall()
    return {row[0] for row in db.execute("SELECT name FROM migrations")} if found else set()
