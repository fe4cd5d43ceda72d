"""Conversations as data: whole dialogues, and the turns in which something was recommended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from recsys.errors import BadDialogues

Role = Literal["seeker", "recommender"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said, and the items (ids) named in it. Either may be empty."""

    role: Role
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialogue:
    id: str
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class RecommendationTurn:
    """A point of a dialogue at which `gold` was recommended; `context` is all that was said before it.

    `index` is its place in the dialogue, `repeated[i]` says that gold[i] had been named in the context.
    """

    dialogue_id: str
    index: int
    context: tuple[Utterance, ...]
    gold: tuple[str, ...]
    repeated: tuple[bool, ...]

    @property
    def new_gold(self) -> tuple[str, ...]:
        """The gold items that nobody named before, each once."""
        return tuple(dict.fromkeys(g for g, old in zip(self.gold, self.repeated, strict=True) if not old))


def mentioned(context: Sequence[Utterance]) -> tuple[str, ...]:
    """The items named, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(item for utterance in context for item in utterance.items))


def read_turns(path: Path) -> list[RecommendationTurn]:
    """The recommendation turns of a JSON Lines file; unknown fields are ignored.

    Raises BadDialogues with the line and what was expected there.
    """
    return [_turn(record, where) for record, where in _records(path)]


def read_dialogues(path: Path) -> list[Dialogue]:
    """The dialogues of a JSON Lines file; raises BadDialogues with the line."""
    return [
        Dialogue(_text(record, "dialogue_id", where), _utterances(record, "turns", where))
        for record, where in _records(path)
    ]


def read_training(paths: Sequence[Path]) -> tuple[Dialogue, ...]:
    """Whole dialogues out of files of dialogues or of turns, each dialogue once, sorted by id.

    Files are told apart by their fields ("turns", or "context" and "gold"). Of a dialogue that comes as turns,
    the last one's context and gold are all that is known; of one that comes twice, the longer is taken.
    Raises BadDialogues.
    """
    longest: dict[str, Dialogue] = {}
    for path in paths:
        for dialogue in _whole(path):
            known = longest.get(dialogue.id)
            if known is None or len(dialogue.utterances) > len(known.utterances):
                longest[dialogue.id] = dialogue
    return tuple(longest[key] for key in sorted(longest))


def _whole(path: Path) -> list[Dialogue]:
    first, where = next(_records(path), ({}, path.name))
    if "turns" in first:
        return read_dialogues(path)
    if "context" not in first:
        raise BadDialogues(
            f"{where}: expected a dialogue ('turns') or a recommendation turn ('context', 'gold'), "
            f"found {', '.join(first) or 'an empty file'}"
        )
    return [
        Dialogue(turn.dialogue_id, (*turn.context, Utterance("recommender", "", turn.gold)))
        for turn in read_turns(path)
    ]


def _turn(record: Mapping[str, Any], where: str) -> RecommendationTurn:
    gold = _ids(record, "gold", where)
    context = _utterances(record, "context", where)
    known = frozenset(mentioned(context))
    repeated = record.get("gold_repeated", [item in known for item in gold])
    if not _flags(repeated, len(gold)):
        raise BadDialogues(
            f"{where}: expected 'gold_repeated' to be true or false for each of the {len(gold)} 'gold', "
            f"found {repeated!r:.60}"
        )
    index = record.get("turn_index", len(context))
    if not isinstance(index, int) or isinstance(index, bool):
        raise BadDialogues(f"{where}: expected 'turn_index' to be a whole number, found {index!r:.60}")
    return RecommendationTurn(
        _text(record, "dialogue_id", where), index, context, gold, tuple(map(bool, repeated))
    )


def _flags(raw: object, count: int) -> bool:
    """Whether it is a list of that many truths; 0 and 1 are truths too."""
    return isinstance(raw, list) and len(raw) == count and all(flag in (0, 1) for flag in raw)


def _utterances(record: Mapping[str, Any], key: str, where: str) -> tuple[Utterance, ...]:
    said = record.get(key)
    if not isinstance(said, list) or not all(isinstance(part, dict) for part in said):
        raise BadDialogues(f"{where}: expected {key!r} to be a list of objects, found {said!r:.60}")
    return tuple(_utterance(part, where) for part in said)


def _utterance(record: Mapping[str, Any], where: str) -> Utterance:
    role, text = record.get("role"), record.get("text")
    text = "" if text is None else text
    if role not in ("seeker", "recommender"):
        raise BadDialogues(f"{where}: expected 'role' to be seeker or recommender, found {role!r:.60}")
    if not isinstance(text, str):
        raise BadDialogues(f"{where}: expected 'text' to be text, found {text!r:.60}")
    return Utterance(role, text, _ids(record, "items", where) if record.get("items") is not None else ())


def _ids(record: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    ids = record.get(key)
    if not isinstance(ids, list) or not all(map(_is_id, ids)):
        raise BadDialogues(f"{where}: expected {key!r} to be a list of item ids, found {ids!r:.60}")
    return tuple(str(one) for one in ids)


def _is_id(raw: object) -> bool:
    """Texts and whole numbers; a truth is a number to Python, and no id."""
    return isinstance(raw, str | int) and not isinstance(raw, bool)


def _text(record: Mapping[str, Any], key: str, where: str) -> str:
    found = record.get(key)
    if not _is_id(found) or not str(found):
        raise BadDialogues(f"{where}: expected {key!r}, found {found!r:.60}")
    return str(found)


def _records(path: Path) -> Iterator[tuple[Mapping[str, Any], str]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    where = f"{path.name} line {number}"
                    yield _object(line, where), where
    except (OSError, UnicodeDecodeError) as error:
        raise BadDialogues(f"{path} cannot be read: {error}. Expected JSON Lines in UTF-8") from error


def _object(line: str, where: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadDialogues(f"{where}: not JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadDialogues(f"{where}: expected an object, found {record!r:.60}")
    return record
