"""Conversations between people about an outside catalogue, lived through by the bot over the demo's.

An outside item is a demo item where title and year say so. The bot understands what the seeker says and folds it
into its state; what the other side named counts as shown. What anybody named is no candidate any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.ports import Shelf, Understanding
from bot.state import after_showing, fold
from bot.types import DialogueState
from recsys.dialogues import RecommendationTurn, Utterance, mentioned
from recsys.protocol import cases_of
from retrieval.types import Item
from tests.eval.check_facts import key


@dataclass(frozen=True, slots=True)
class Moment:
    """A point at which people recommended `gold`, and the bot's state there. All ids are the demo's."""

    dialogue_id: str
    state: DialogueState
    gold: tuple[str, ...]


def demo_ids(outside: Path, shelf: Shelf) -> dict[str, str]:
    """Outside ids to ids of the shelf: the same title (or another name of it) and year, ± 1 where that is clear."""
    known: dict[tuple[str, int], str] = {}
    for off in (0, 1, -1):
        for item in shelf.items():
            for name in (item.title, *item.aliases):
                known.setdefault((key(name), year_of(item, shelf) + off), item.id)
    records = [json.loads(line) for line in outside.read_text(encoding="utf-8").splitlines() if line.strip()]
    named = ((str(r["id"]), (key(r["title"]), r["year"])) for r in records if r.get("year"))
    return {outside_id: known[name] for outside_id, name in named if name in known}


def year_of(item: Item, shelf: Shelf) -> int:
    released = shelf.schema.by_role("released")
    return int((released and item.number(released.name)) or 0)


def moments(
    turns: Sequence[RecommendationTurn],
    ids: Mapping[str, str],
    understanding: Understanding,
    shelf: Shelf,
) -> Iterator[Moment]:
    """The turns with a context whose new gold the shelf has, in order; other gold is left out of account."""
    lived: dict[tuple[Utterance, ...], DialogueState] = {(): DialogueState()}
    for case in cases_of(turns, ids).cases:
        named = {ids[item] for item in mentioned(case.context) if item in ids}
        gold = tuple(dict.fromkeys(ids[item] for item in case.gold if item in ids and ids[item] not in named))
        if not gold:
            continue
        state = live(case.context, ids, understanding, shelf, lived)
        yield Moment(case.dialogue_id, replace(state, rejected=(*state.rejected, *sorted(named))), gold)


def live(
    context: tuple[Utterance, ...],
    ids: Mapping[str, str],
    understanding: Understanding,
    shelf: Shelf,
    lived: dict[tuple[Utterance, ...], DialogueState],
) -> DialogueState:
    """The state after the context; `lived` remembers the states of its beginnings."""
    for end in range(1, len(context) + 1):
        if context[:end] in lived:
            continue
        state, utterance = lived[context[: end - 1]], context[end - 1]
        if utterance.role == "recommender":
            state = after_showing(state, [ids[item] for item in utterance.items if item in ids])
        elif utterance.text.strip():
            state = fold(state, understanding.understand(state, utterance.text), shelf)
        lived[context[:end]] = state
    return lived[context]
