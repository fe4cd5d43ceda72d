"""The bank of utterances and conversations, read from its files (format and conventions: README.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.types import DialogueState
from retrieval.types import Constraint

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "retrieval" / "demo"
Bank = Literal["dev", "dev2", "unseen", "zh_dev", "zh_unseen"]
BANKS: tuple[Bank, ...] = ("dev", "dev2", "unseen")
CHINESE: tuple[Bank, ...] = ("zh_dev", "zh_unseen")
"""Single utterances alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance; `readings` are all the parses that are right, the plainest first."""

    id: str
    category: str
    text: str
    before: DialogueState
    readings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of a conversation: what is said, what is shown after it, and the state in between."""

    text: str
    screen: tuple[str, ...]
    state: Mapping[str, Any]
    free_slots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dialogue:
    id: str
    exchanges: tuple[Exchange, ...]


def rows(bank: Bank) -> tuple[Row, ...]:
    return tuple(_row(record) for record in _lines(HERE / f"{bank}.jsonl"))


def dialogues(bank: Bank) -> tuple[Dialogue, ...]:
    return tuple(
        Dialogue(record["id"], tuple(_exchange(turn) for turn in record["turns"]))
        for record in _lines(HERE / f"conversations_{bank}.jsonl")
    )


def constraints(records: Sequence[Mapping[str, Any]], source: str = "before") -> tuple[Constraint, ...]:
    return tuple(Constraint(r["slot"], r["op"], _value(r["value"]), source) for r in records)


def _row(record: Mapping[str, Any]) -> Row:
    context = record.get("context", {})
    screen = tuple(context.get("on_screen", ()))
    before = DialogueState(
        constraints=constraints(context.get("constraints", ())),
        on_screen=screen,
        shown=screen,
        focus=context.get("focus", ""),
    )
    readings = (record["expect"], *record.get("or", ()))
    return Row(record["id"], record["category"], record["text"], before, readings)


def _exchange(record: Mapping[str, Any]) -> Exchange:
    screen, free = tuple(record.get("screen", ())), frozenset(record.get("free_slots", ()))
    return Exchange(record["text"], screen, record["state"], free)


def _value(raw: Any) -> str | float | tuple[str, ...]:
    if isinstance(raw, list):
        return tuple(raw)
    return raw if isinstance(raw, str) else float(raw)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
