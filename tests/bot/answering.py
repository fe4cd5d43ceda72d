"""What a large model may answer to a request for all cards, as the tests write it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.phrasing.reasons_request import given
from bot.types import Card


def claimed(number: int, *claims: tuple[str, str]) -> dict[str, object]:
    """A card of an answer; a claim is (text, its evidence's ids with blanks between)."""
    return {"item": number, "claims": [{"text": text, "evidence": ids.split()} for text, ids in claims]}


def answer(*cards: dict[str, object]) -> str:
    return json.dumps({"items": list(cards)}, ensure_ascii=False)


def letters(text: str, size: int = 3) -> tuple[str, ...]:
    """A text in pieces, as a stream brings it."""
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def truth(number: int, card: Card) -> dict[str, object]:
    """All wishes that the card's item meets, told plainly: a sentence that holds."""
    met = [one for one in given(card) if one.kind == "said"]
    does = [one.text.partition(" and it ")[2] for one in met]
    told = f"{card.recommendation.item.title} {' and '.join(dict.fromkeys(does))}, as you asked."
    return claimed(number, (told, " ".join(one.id for one in met)))


def truths(cards: Iterable[Card]) -> list[dict[str, object]]:
    return [truth(number, card) for number, card in enumerate(cards, start=1)]
