"""What must never be lost, in one SQLite file: conversations, what was shown and why, what people did.

Every write is one transaction and on disk when the call returns (WAL, synchronous=FULL); what is deleted is
overwritten. Safe to use from several threads and processes. SQL takes parameters only.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pydantic_core import PydanticSerializationError
from sqlite_utils import Database

from bot.database import DatabaseFile, connect
from bot.errors import ConversationBusy, StoreError, UnknownConversation
from bot.migrations import MIGRATIONS, Migration
from bot.records import (
    CARD_COLUMNS,
    SHOWN_COLUMNS,
    TURN_COLUMNS,
    justification_columns,
    shown_rows,
    turn_from_rows,
    turn_row,
)
from bot.types import Conversation, Feedback, Justified, PromptUse, Turn


def new_id() -> str:
    return secrets.token_urlsafe(12)


def new_token() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list: how many turns and feedbacks it has, and when it last changed."""

    id: str
    user_id: str
    language: str
    created: float
    turns: int
    feedback: int
    last: float


class SqliteStore:
    """bot.ports.Store on a file, which is made, with its directory, where there is none.

    Raises StoreError when the file cannot be read or written, NewerSchema when a newer version wrote it.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], float],
        new_id: Callable[[], str] = new_id,
        new_token: Callable[[], str] = new_token,
        connect: Callable[[Path], sqlite3.Connection] = connect,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        self._now, self._new_id, self._new_token = now, new_id, new_token
        self._file = DatabaseFile(path, now(), migrations, connect)

    def close(self) -> None:
        self._file.close()

    def create(self, user_id: str, language: str) -> tuple[str, str]:
        """A new conversation: its id and the token that opens it (kept as a hash only)."""
        conversation_id, token = self._new_id(), self._new_token()
        with self._file.writing() as db:
            db.execute(
                "INSERT INTO conversations (id, token_hash, user_id, language, created)"
                " VALUES (?, ?, ?, ?, ?)",
                (conversation_id, _hash(token), user_id, language, self._now()),
            )
        return conversation_id, token

    def open(self, conversation_id: str, token: str) -> Conversation:
        """The conversation, for who has its token. UnknownConversation otherwise, whatever was wrong."""
        self.check(conversation_id, token)
        return self.load(conversation_id)

    def check(self, conversation_id: str, token: str) -> None:
        """UnknownConversation unless the token opens the conversation."""
        rows = self._file.rows("SELECT token_hash FROM conversations WHERE id = ?", (conversation_id,))
        kept = rows[0][0] if rows else _hash("")
        if not (hmac.compare_digest(kept, _hash(token)) and rows):
            raise _unknown()

    def load(self, conversation_id: str) -> Conversation:
        """Every turn and all feedback, oldest first. For the product itself: asks for no token."""
        with self._file.reading() as db:
            of = (conversation_id,)
            heads = db.execute(
                "SELECT id, user_id, language, created FROM conversations WHERE id = ?", of
            ).fetchall()
            turns = db.execute(
                "SELECT turn_index, record FROM turns WHERE conversation_id = ? ORDER BY turn_index", of
            ).fetchall()
            shown = db.execute(
                f"SELECT {', '.join(CARD_COLUMNS)} FROM shown WHERE conversation_id = ?"  # noqa: S608 - ours
                " ORDER BY turn_index, rank",
                of,
            ).fetchall()
            feedback = db.execute(
                "SELECT item_id, kind, created, value, turn_index FROM feedback"
                " WHERE conversation_id = ? ORDER BY id",
                of,
            ).fetchall()
        if not heads:
            raise _unknown()
        cards = {index: list(rows) for index, rows in groupby(shown, key=lambda row: row[0])}
        try:
            read = tuple(turn_from_rows(record, cards.get(index, [])) for index, record in turns)
        except ValueError as error:
            raise StoreError(
                f"{self._file.path}: conversation {conversation_id!r} is damaged: {error}"
            ) from error
        conversation_id, user_id, language, created = heads[0]
        given = tuple(Feedback(*row) for row in feedback)
        return Conversation(conversation_id, user_id, language, created, read, given)

    def of_trace(self, trace_id: str) -> tuple[Conversation, Turn]:
        """The turn with that trace id and its conversation; UnknownConversation where there is none (any more)."""
        rows = self._file.rows(
            "SELECT conversation_id, turn_index FROM turns WHERE trace_id = ?"
            " ORDER BY conversation_id, turn_index LIMIT 1",
            (trace_id,),
        )
        if not rows:
            raise UnknownConversation("fault.turn")
        conversation = self.load(rows[0][0])
        for turn in conversation.turns:
            if turn.trace_id == trace_id:
                return conversation, turn
        raise UnknownConversation("fault.turn.deleted")

    def add_turn(self, conversation_id: str, turn: Turn) -> None:
        """Store a turn; ConversationBusy where it is not the next one (two at once; forgotten since)."""
        try:
            row, shown = turn_row(conversation_id, turn), shown_rows(conversation_id, turn)
        except PydanticSerializationError as error:
            raise StoreError(f"turn {turn.index} cannot be written down: {error}") from error
        with self._file.writing() as db:
            _must_exist(db, conversation_id)
            following = db.execute(
                "SELECT COALESCE(MAX(turn_index), -1) + 1 FROM turns WHERE conversation_id = ?",
                (conversation_id,),
            ).fetchone()[0]
            if turn.index != following:
                raise ConversationBusy("fault.busy")
            db.execute(_insert("turns", TURN_COLUMNS), row)
            for values in shown:
                db.execute(_insert("shown", SHOWN_COLUMNS), values)

    def add_justification(
        self, conversation_id: str, turn_index: int, justified: Justified, prompt: PromptUse | None
    ) -> None:
        """Replace the shown reason of one item of a stored turn; nothing where it was forgotten meanwhile."""
        columns = SHOWN_COLUMNS[9:]
        values = justification_columns(justified.justification, prompt)
        with self._file.writing() as db:
            db.execute(
                f"UPDATE shown SET {', '.join(f'{c} = ?' for c in columns)}"  # noqa: S608 - our column names
                " WHERE conversation_id = ? AND turn_index = ? AND item_id = ?",
                (*values, conversation_id, turn_index, justified.item_id),
            )

    def add_feedback(self, conversation_id: str, feedback: Feedback) -> None:
        """Record feedback as following the last stored turn, whatever its `turn_index` says."""
        with self._file.writing() as db:
            _must_exist(db, conversation_id)
            db.execute(
                "INSERT INTO feedback (conversation_id, turn_index, item_id, kind, value, created)"
                " SELECT ?1, COALESCE(MAX(turn_index), -1), ?2, ?3, ?4, ?5 FROM turns"
                " WHERE conversation_id = ?1",
                (conversation_id, feedback.item_id, feedback.kind, feedback.value, feedback.created),
            )

    def forget(self, conversation_id: str) -> None:
        """Delete all turns and feedback of this conversation, and whom it belonged to; its token still opens it.

        Other conversations of the user stay: a user id is only what a client says, and a token proves one
        conversation, no more.
        """
        with self._file.writing() as db:
            _must_exist(db, conversation_id)
            db.execute("DELETE FROM feedback WHERE conversation_id = ?", (conversation_id,))
            db.execute("DELETE FROM turns WHERE conversation_id = ?", (conversation_id,))
            db.execute("UPDATE conversations SET user_id = '' WHERE id = ?", (conversation_id,))
        self._file.scrub()

    def delete(self, conversation_id: str) -> None:
        """Delete this one conversation with its turns and feedback; its token opens nothing afterwards."""
        with self._file.writing() as db:
            _must_exist(db, conversation_id)
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
        self._file.scrub()

    def conversations(self, limit: int = 100, user_id: str | None = None) -> tuple[Summary, ...]:
        """The latest conversations first; those of one user where given."""
        rows = self._file.rows(
            "SELECT c.id, c.user_id, c.language, c.created,"
            " (SELECT COUNT(*) FROM turns t WHERE t.conversation_id = c.id),"
            " (SELECT COUNT(*) FROM feedback f WHERE f.conversation_id = c.id),"
            " MAX(c.created,"
            "  COALESCE((SELECT MAX(created) FROM turns t WHERE t.conversation_id = c.id), 0),"
            "  COALESCE((SELECT MAX(created) FROM feedback f WHERE f.conversation_id = c.id), 0)) AS last"
            " FROM conversations c WHERE ?1 IS NULL OR c.user_id = ?1 ORDER BY last DESC, c.id LIMIT ?2",
            (user_id, limit),
        )
        return tuple(Summary(*row) for row in rows)

    def feedback_rows(self) -> Iterator[dict[str, str | float | None]]:
        """All feedback, oldest first, with the place and score that the item had where it was shown."""
        names = (
            "id",
            "conversation_id",
            "turn_index",
            "item_id",
            "kind",
            "value",
            "created",
            "rank",
            "score",
        )
        last = 0
        while rows := self._file.rows(
            "SELECT f.id, f.conversation_id, f.turn_index, f.item_id, f.kind, f.value, f.created,"
            " s.rank, s.score"
            " FROM feedback f LEFT JOIN shown s ON s.conversation_id = f.conversation_id"
            " AND s.turn_index = f.turn_index AND s.item_id = f.item_id"
            " WHERE f.id > ? ORDER BY f.id LIMIT 1000",
            (last,),
        ):
            for row in rows:
                yield dict(zip(names, row, strict=True))
            last = rows[-1][0]

    def counts(self) -> dict[str, int]:
        """How many conversations, turns and feedbacks there are."""
        row = self._file.rows(
            "SELECT (SELECT COUNT(*) FROM conversations), (SELECT COUNT(*) FROM turns),"
            " (SELECT COUNT(*) FROM feedback)"
        )[0]
        return dict(zip(("conversations", "turns", "feedback"), row, strict=True))

    def feedback_counts(self) -> dict[str, int]:
        """How often each kind of feedback was given."""
        return dict(self._file.rows("SELECT kind, COUNT(*) FROM feedback GROUP BY kind ORDER BY kind"))


def _must_exist(db: Database, conversation_id: str) -> None:
    if not db.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation_id,)).fetchall():
        raise _unknown()


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _unknown() -> UnknownConversation:
    return UnknownConversation("fault.conversation")
