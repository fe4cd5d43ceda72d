"""What is special to the SQLite store: crashes, full and damaged files, older and newer schemas, threads."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.database import connect
from bot.errors import BotError, ConversationBusy, NewerSchema, StoreError, UnknownConversation
from bot.migrations import MIGRATIONS, migrate
from bot.store import SqliteStore
from bot.types import Act, Card, Cards, DialogueState, Feedback, Justified, PromptUse, Timings, Turn, UserAct
from recsys.types import Contribution, Evidence, Justification, Recommendation
from retrieval.types import Item

ROOT = Path(__file__).parents[2]
LIKE = Feedback("a", "like", 2.0)


def opened(path: Path, connect: Callable[[Path], sqlite3.Connection] = connect) -> SqliteStore:
    return SqliteStore(path, now=lambda: 1.0, connect=connect)


def a_turn(index: int = 0, text: str = "something quiet") -> Turn:
    evidence = (Evidence("e1", "fact", "It is quiet.", "mood", ("quiet",)),)
    reason = Justification("It is quiet.", "template", evidence)
    shown = Recommendation(Item("a", "A Kettle", {"price": 30.0}), 1, 0.5, (Contribution("words", 0.5),))
    cards = Cards("found", (Card(shown, evidence, reason),), (), (), Timings(), "t")
    said = (Justified("a", reason),)
    return Turn(
        index, text, UserAct(Act.RECOMMEND, text), DialogueState(), "Here.", "t", 1.0 + index, cards, said
    )


CHILD = """
import sys
from pathlib import Path
from bot.store import SqliteStore
from bot.types import Feedback
store = SqliteStore(Path(sys.argv[1]), now=lambda: 1.0)
conversation_id, token = store.create("u", "en")
store.add_feedback(conversation_id, Feedback("a", "like", 2.0))
print(conversation_id, token, flush=True)
sys.stdin.read()
"""


def test_an_acknowledged_feedback_survives_kill_9(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", CHILD, str(tmp_path / "s.db")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout
        conversation_id, token = child.stdout.readline().split()
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    store = opened(tmp_path / "s.db")
    assert store.open(conversation_id, token).feedback == (replace(LIKE, turn_index=-1),)
    store.close()


def test_a_write_waits_for_the_disk(tmp_path: Path) -> None:
    connections = []

    def kept(path: Path) -> sqlite3.Connection:
        connections.append(connect(path))
        return connections[0]

    store = opened(tmp_path / "s.db", kept)
    pragmas = {
        p: connections[0].execute(f"PRAGMA {p}").fetchone()[0]
        for p in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    store.close()


def test_what_is_forgotten_is_no_longer_in_the_files_and_tokens_never_are(tmp_path: Path) -> None:
    store = opened(tmp_path / "s.db")
    conversation_id, token = store.create("u-4711", "en")
    store.add_turn(conversation_id, a_turn(0, "my unusual wish"))

    def on_disk() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert b"my unusual wish" in on_disk()
    assert token.encode() not in on_disk()
    store.forget(conversation_id)
    assert b"my unusual wish" not in on_disk()
    assert b"u-4711" not in on_disk()
    store.close()


def test_a_deleted_conversation_is_gone_with_its_token(tmp_path: Path) -> None:
    store = opened(tmp_path / "s.db")
    conversation_id, token = store.create("u", "en")
    store.add_turn(conversation_id, a_turn())
    store.add_feedback(conversation_id, LIKE)
    other, _ = store.create("u", "en")
    store.add_turn(other, a_turn())
    store.delete(conversation_id)
    with pytest.raises(UnknownConversation):
        store.open(conversation_id, token)
    assert store.counts() == {"conversations": 1, "turns": 1, "feedback": 0}
    assert store.load(other).user_id == "u"
    with pytest.raises(UnknownConversation):
        store.delete(conversation_id)
    store.close()


def test_a_turn_is_found_by_its_trace_until_it_is_forgotten(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "b.db", now=lambda: 1.0)
    other, mine = store.create("", "en")[0], store.create("", "en")[0]
    store.add_turn(other, replace(a_turn(), trace_id="other"))
    store.add_turn(mine, replace(a_turn(), trace_id="mine"))
    conversation, turn = store.of_trace("mine")
    assert (conversation.id, turn.trace_id, conversation.turns) == (mine, "mine", (turn,))
    store.forget(mine)
    with pytest.raises(UnknownConversation, match="deleted"):
        store.of_trace("mine")


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    store = opened(path)
    conversation_id, _ = store.create("", "en")
    store.close()

    def full(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
        return connection

    store = opened(path, full)
    store.add_feedback(conversation_id, LIKE)  # still fits into a page that is there
    with pytest.raises(StoreError, match=r"s\.db cannot be written: database or disk is full.*room"):
        store.add_turn(conversation_id, a_turn(0, "x" * 100_000))
    kept = store.load(conversation_id)
    assert kept.turns == ()
    assert kept.feedback == (LIKE,)
    store.close()


def test_a_read_only_file_is_said_and_can_still_be_read(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    store = opened(path)
    conversation_id, _ = store.create("u", "en")
    store.close()

    def read_only(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("PRAGMA query_only=ON")
        return connection

    store = opened(path, read_only)
    with pytest.raises(StoreError, match="readonly"):
        store.add_feedback(conversation_id, LIKE)
    assert store.load(conversation_id).user_id == "u"
    store.close()


@pytest.mark.parametrize(
    "content", [b"not a database at all, " * 99, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"s\.db cannot be opened.*BECAUSE_DATABASE"):
        opened(path)
    assert path.read_bytes() == content


def test_a_place_that_cannot_hold_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        opened(tmp_path / "file" / "s.db")
    with pytest.raises(StoreError, match="cannot be opened"):
        opened(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE turns SET record = 'no json'",
        "UPDATE shown SET item = '{}'",
        "UPDATE turns SET record = json_remove(record, '$.act')",
    ],
)
def test_a_damaged_record_is_said_with_the_conversation(tmp_path: Path, damage: str) -> None:
    store = opened(tmp_path / "s.db")
    conversation_id, _ = store.create("", "en")
    store.add_turn(conversation_id, a_turn())
    other = connect(tmp_path / "s.db")
    other.execute(damage)
    other.commit()
    other.close()
    with pytest.raises(StoreError, match=f"{conversation_id}' is damaged"):
        store.load(conversation_id)
    store.close()


def test_text_that_is_no_unicode_is_refused_whole(tmp_path: Path) -> None:
    store = opened(tmp_path / "s.db")
    conversation_id, _ = store.create("", "en")
    with pytest.raises(StoreError, match=r"turn 0 cannot be written down.*surrogates"):
        store.add_turn(conversation_id, a_turn(0, "half \ud83d"))
    assert store.load(conversation_id).turns == ()
    store.close()


def test_a_reason_for_an_item_that_was_not_shown_is_our_fault(tmp_path: Path) -> None:
    store = opened(tmp_path / "s.db")
    conversation_id, _ = store.create("", "en")
    with pytest.raises(ValueError, match="does not show: a"):
        store.add_turn(conversation_id, replace(a_turn(), cards=None))
    store.close()


@pytest.mark.parametrize("known", range(1, len(MIGRATIONS)))
def test_a_database_of_any_older_schema_is_brought_up_to_date_with_what_it_holds(
    tmp_path: Path, known: int
) -> None:
    path = tmp_path / "s.db"
    old = Database(path)
    migrate(old, path, 0.5, MIGRATIONS[:known])
    old.execute("INSERT INTO conversations VALUES ('c', 'hash', 'u', 'en', 0.5)")
    old.close()
    store = opened(path)
    assert store.load("c").user_id == "u"
    store.add_turn("c", a_turn())
    store.add_feedback("c", LIKE)
    store.close()
    names = {row["name"]: row["applied"] for row in Database(path)["migrations"].rows}
    assert names == {step.__name__: 0.5 if n < known else 1.0 for n, step in enumerate(MIGRATIONS)}


def test_a_step_to_come_keeps_turns_and_feedback(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    store = opened(path)
    conversation_id, token = store.create("u", "en")
    store.add_turn(conversation_id, a_turn())
    store.add_feedback(conversation_id, LIKE)
    before = store.open(conversation_id, token)
    store.close()

    def m999_mood(db: Database) -> None:
        db.execute("ALTER TABLE feedback ADD COLUMN mood TEXT")

    newer = SqliteStore(path, now=lambda: 2.0, migrations=(*MIGRATIONS, m999_mood))
    assert newer.open(conversation_id, token) == before
    newer.close()
    content = path.read_bytes()
    with pytest.raises(NewerSchema, match=r"m999_mood.*ends at m005_traces.*Install"):
        opened(path)
    assert path.read_bytes() == content


def test_a_step_that_fails_leaves_the_database_before_it(tmp_path: Path) -> None:
    def m998_half(db: Database) -> None:
        db.execute("CREATE TABLE half (a)")
        db.execute("INSERT INTO nowhere VALUES (1)")

    path = tmp_path / "s.db"
    with pytest.raises(StoreError, match="nowhere"):
        SqliteStore(path, now=lambda: 1.0, migrations=(*MIGRATIONS, m998_half))
    store = opened(path)
    assert store.counts()["conversations"] == 0
    store.close()
    assert "half" not in Database(path).table_names()


def test_of_two_turns_at_once_one_is_stored_and_the_other_is_told(tmp_path: Path) -> None:
    stores = [opened(tmp_path / "s.db") for _ in range(2)]  # as two processes would have it
    conversation_id, _ = stores[0].create("", "en")

    def add(n: int) -> type[BotError] | None:
        try:
            stores[n % 2].add_turn(conversation_id, a_turn(0, f"wish {n}"))
        except BotError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(add, range(8)))
    assert sorted(map(str, results)) == sorted([str(ConversationBusy)] * 7 + ["None"])
    assert [turn.text for turn in stores[1].load(conversation_id).turns] == [f"wish {results.index(None)}"]
    for store in stores:
        store.close()


def test_many_threads_write_and_read_without_losing_or_mixing_anything(tmp_path: Path) -> None:
    store = opened(tmp_path / "s.db")

    def visit(n: int) -> bool:
        conversation_id, token = store.create(f"u{n}", "en")
        for index in range(3):
            store.add_turn(conversation_id, a_turn(index, f"{n}/{index}"))
            store.add_feedback(conversation_id, Feedback(f"item {n}", "like", float(index)))
        mine = store.open(conversation_id, token)
        return (
            [turn.text for turn in mine.turns] == [f"{n}/{index}" for index in range(3)]
            and {f.item_id for f in mine.feedback} == {f"item {n}"}
            and [f.turn_index for f in mine.feedback] == [0, 1, 2]
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(visit, range(16)))
    assert store.counts() == {"conversations": 16, "turns": 48, "feedback": 48}
    store.close()


def test_the_console_can_list_count_and_export(tmp_path: Path) -> None:
    clock = iter(range(100))
    store = SqliteStore(tmp_path / "s.db", now=lambda: float(next(clock)))
    first, _ = store.create("u", "en")
    second, _ = store.create("v", "de")
    store.add_turn(first, a_turn())
    store.add_feedback(first, Feedback("a", "like", 50.0))
    store.add_feedback(first, Feedback("b", "rating", 51.0, 4.5))
    listed = store.conversations()
    assert [(s.id, s.user_id, s.turns, s.feedback, s.last) for s in listed] == [
        (first, "u", 1, 2, 51.0),
        (second, "v", 0, 0, 2.0),
    ]
    assert [s.id for s in store.conversations(user_id="v")] == [second]
    assert [s.id for s in store.conversations(limit=1)] == [first]
    assert store.feedback_counts() == {"like": 1, "rating": 1}
    rows = list(store.feedback_rows())
    assert rows[0] == {
        "id": 1, "conversation_id": first, "turn_index": 0, "item_id": "a", "kind": "like", "value": None,
        "created": 50.0, "rank": 1, "score": 0.5,
    }  # fmt: skip
    assert (rows[1]["value"], rows[1]["rank"]) == (4.5, None)
    store.close()


def test_what_was_shown_can_be_asked_in_sql_with_prompt_and_model(tmp_path: Path) -> None:
    store = opened(tmp_path / "s.db")
    conversation_id, _ = store.create("", "en")
    store.add_turn(conversation_id, a_turn())
    said = Justification("Because it is quiet.", "llm", ())
    store.add_justification(conversation_id, 0, Justified("a", said), PromptUse("reason", 2, "abcd", "tiny"))
    store.close()
    row = next(iter(Database(tmp_path / "s.db")["shown"].rows))
    named = (
        "rank",
        "item_id",
        "score",
        "justification",
        "writer",
        "grounded",
        "prompt_version",
        "prompt_hash",
        "model",
    )
    assert [row[name] for name in named] == [1, "a", 0.5, said.text, "llm", 1, 2, "abcd", "tiny"]
