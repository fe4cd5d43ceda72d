"""Turns as rows of the database, and back. The only place that knows how a turn is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from bot.types import Card, Cards, DialogueState, Justified, PromptUse, Turn
from recsys.types import Contribution, Evidence, Justification, Recommendation
from retrieval.types import Item

Row = Sequence[Any]

TURN_COLUMNS = (
    "conversation_id", "turn_index", "act", "text", "reply", "state", "outcome", "trace_id",
    "prompt_name", "prompt_version", "prompt_hash", "model", "created", "record",
)  # fmt: skip
SHOWN_COLUMNS = (
    "conversation_id", "turn_index", "rank", "item_id", "score", "contributions", "evidence", "item",
    "reason", "justification", "justification_evidence", "writer", "grounded",
    "prompt_name", "prompt_version", "prompt_hash", "model",
)  # fmt: skip
CARD_COLUMNS = SHOWN_COLUMNS[1:13]
"""What `turn_from_rows` reads of the items shown, in this order."""

_TURN = TypeAdapter(Turn)
_STATE = TypeAdapter(DialogueState)
_ITEM = TypeAdapter(Item)
_CONTRIBUTIONS = TypeAdapter(tuple[Contribution, ...])
_EVIDENCE = TypeAdapter(tuple[Evidence, ...])
_REASON = TypeAdapter(Justification)


def turn_row(conversation_id: str, turn: Turn) -> Row:
    """Values for TURN_COLUMNS."""
    bare = replace(turn, justifications=(), cards=turn.cards and replace(turn.cards, cards=()))
    return (
        conversation_id, turn.index, turn.act.act.value, turn.text, turn.reply, _text(_STATE, turn.state),
        turn.cards.outcome if turn.cards else None, turn.trace_id, *prompt_columns(turn.prompt),
        turn.created, _text(_TURN, bare),
    )  # fmt: skip


def shown_rows(conversation_id: str, turn: Turn) -> list[Row]:
    """Values for SHOWN_COLUMNS, a row a card. ValueError for a justification of an item without a card."""
    said = {justified.item_id: justified.justification for justified in turn.justifications}
    rows: list[Row] = []
    for card in turn.cards.cards if turn.cards else ():
        shown = card.recommendation
        rows.append(
            (
                conversation_id, turn.index, shown.rank, shown.item.id, shown.score,
                _text(_CONTRIBUTIONS, shown.contributions), _text(_EVIDENCE, card.evidence),
                _text(_ITEM, shown.item), _text(_REASON, card.reason),
                *justification_columns(said.pop(shown.item.id, None), turn.prompt),
            )
        )  # fmt: skip
    if said:
        raise ValueError(
            f"turn {turn.index} justifies items that it does not show: {', '.join(sorted(said))}"
        )
    return rows


def justification_columns(justification: Justification | None, prompt: PromptUse | None) -> Row:
    """Values for the columns from `justification` on; the prompt only where a model wrote the sentence."""
    if justification is None:
        return (None,) * 8
    return (
        justification.text, _text(_EVIDENCE, justification.evidence), justification.writer,
        int(justification.grounded), *prompt_columns(prompt if justification.writer == "llm" else None),
    )  # fmt: skip


def prompt_columns(prompt: PromptUse | None) -> Row:
    return (prompt.name, prompt.version, prompt.hash, prompt.model) if prompt else (None,) * 4


def turn_from_rows(record: str, shown: Sequence[Row]) -> Turn:
    """The turn that was stored; `shown` are its CARD_COLUMNS by rank. ValueError where they are damaged."""
    turn = _TURN.validate_json(record)
    cards, justified = [], []
    for _, rank, item_id, score, parts, evidence, item, reason, text, rests_on, writer, grounded in shown:
        contributions = _CONTRIBUTIONS.validate_json(parts)
        recommendation = Recommendation(_ITEM.validate_json(item), rank, score, contributions)
        cards.append(Card(recommendation, _EVIDENCE.validate_json(evidence), _REASON.validate_json(reason)))
        if text is not None:
            said = Justification(text, writer, _EVIDENCE.validate_json(rests_on), bool(grounded))
            justified.append(Justified(item_id, said))
    whole: Cards | None = turn.cards and replace(turn.cards, cards=tuple(cards))
    return replace(turn, cards=whole, justifications=tuple(justified))


def _text(adapter: TypeAdapter[Any], value: object) -> str:
    return adapter.dump_json(value).decode()
