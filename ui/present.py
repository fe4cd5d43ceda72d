"""The conversation's types as the JSON that clients rely on. Every face shows what these functions return."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.chips import chips
from bot.history import current
from bot.ports import Shelf
from bot.types import (
    Card,
    Cards,
    Chip,
    Conversation,
    DialogueState,
    Justified,
    Mention,
    Question,
    Timings,
    Turn,
    Understood,
)
from recsys.types import Contribution, Evidence, Justification
from retrieval.types import Constraint, Item

Json = dict[str, Any]


def plain(value: object) -> Any:
    """A value as the catalogue's author wrote it: 1995, not 1995.0; lists for tuples."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def facts(item: Item) -> Json:
    return {name: plain(value) for name, value in item.values.items()}


def recommendations(turn: Turn, shelf: Shelf | None = None) -> Json | None:
    """A Recommendations object; None where the turn showed no items. `shelf` gives titles of liked items."""
    if turn.cards is None:
        return None
    said = {justified.item_id: justified.justification for justified in turn.justifications}
    answer = cards(turn.cards, turn.state, shelf)
    for shown, card in zip(answer["items"], turn.cards.cards, strict=True):
        shown["justification"] = justification(said.get(card.recommendation.item.id, card.reason))
    answer["timings_ms"] = timings(turn.timings)
    return answer


def cards(shown: Cards, state: DialogueState, shelf: Shelf | None = None) -> Json:
    """A Recommendations object without justifications: all that there is before any language model."""
    return {
        "outcome": shown.outcome,
        "relaxed": [constraint(c) for c in shown.relaxed],
        "understanding": understanding(state, shelf),
        "items": [card(c) for c in shown.cards],
        "timings_ms": timings(shown.timings),
        "trace_id": shown.trace_id,
    }


def card(shown: Card) -> Json:
    recommendation, item = shown.recommendation, shown.recommendation.item
    return {
        "id": item.id,
        "title": item.title,
        "url": item.url,
        "rank": recommendation.rank,
        "score": recommendation.score,
        "facts": facts(item),
        "contributions": contributions(recommendation.contributions),
        "reason": shown.reason.text,
    }


def understanding(state: DialogueState, shelf: Shelf | None = None) -> Json:
    return {
        "constraints": [constraint(c) for c in state.constraints],
        "likes": [_mention(m, shelf) for m in (*state.like_this, *state.liked)],
        "dislikes": [_mention(m, shelf) for m in state.disliked],
        "preferences": [
            {"slot": s.slot, "value": plain(s.value), "weight": s.weight, "source": s.source}
            for s in state.soft
        ],
        "words": list(state.words),
    }


def constraint(c: Constraint) -> Json:
    return {"slot": c.slot, "op": c.op, "value": plain(c.value), "source": c.source}


def contributions(parts: Iterable[Contribution]) -> list[Json]:
    return [{"name": part.name, "value": part.value} for part in parts]


def evidence(facts: Iterable[Evidence]) -> list[Json]:
    return [{"id": e.id, "kind": e.kind, "text": e.text} for e in facts]


def justification(j: Justification) -> Json:
    return {"text": j.text, "writer": j.writer, "grounded": j.grounded, "evidence": evidence(j.evidence)}


def justified(j: Justified) -> Json:
    return {"item_id": j.item_id, "justification": justification(j.justification)}


def timings(t: Timings) -> Json:
    return {name: round(getattr(t, name), 3) for name in ("understand", "retrieve", "rank", "justify")}


def chip(c: Chip) -> Json:
    return {"id": c.id, "kind": c.kind, "label": c.label, "source": c.source, "slot": c.slot}


def state_chips(state: DialogueState, shelf: Shelf) -> list[Json]:
    return [chip(c) for c in chips(state, shelf)]


def understood(event: Understood, shelf: Shelf) -> Json:
    return {
        "act": event.act.act.value,
        **understanding(event.state, shelf),
        "state": [chip(c) for c in event.chips],
    }


def turn(t: Turn, shelf: Shelf) -> Json:
    return {
        "turn_index": t.index,
        "act": t.act.act.value,
        "reply": t.reply,
        "recommendations": recommendations(t, shelf),
        "state": state_chips(t.state, shelf),
        "question": _question(t.question),
        "trace_id": t.trace_id,
    }


def transcript(conversation: Conversation, shelf: Shelf) -> Json:
    """Every turn, what was shown, what was done with it, and the state as it is now."""
    return {
        "conversation_id": conversation.id,
        "user_id": conversation.user_id,
        "language": conversation.language,
        "created": conversation.created,
        "turns": [{**turn(t, shelf), "text": t.text, "created": t.created} for t in conversation.turns],
        "feedback": [
            {
                "item_id": f.item_id,
                "kind": f.kind,
                "value": f.value,
                "turn_index": f.turn_index,
                "created": f.created,
            }
            for f in conversation.feedback
        ],
        "state": state_chips(current(conversation), shelf),
    }


def _question(question: Question | None) -> Json | None:
    if question is None:
        return None
    return {"text": question.text, "slot": question.slot, "answers": list(question.answers)}


def _mention(mention: Mention, shelf: Shelf | None) -> Json:
    item = shelf.get(mention.item_id) if shelf else None
    title = item.title if item else mention.source or mention.item_id
    return {"id": mention.item_id, "title": title, "source": mention.source}
