"""All cards of an answer as one call to a large model, and the same call once more for some of them.

What speaks against an item is not among what the model is given: the card's own words say it (bot.phrasing.caveat).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.phrasing.reason_request import one_line
from bot.phrasing.style import Style
from bot.ports import LlmRequest
from bot.types import Card
from prompts.template import Prompt
from recsys.types import Evidence

LONGEST_ASK = 400
LONGEST_EVIDENCE = 300
LONGEST_ANSWER = 3_000
"""Characters: of the ask, of one piece of evidence, and of a first answer that is shown again."""
LEFT_OUT = "nothing on it came, or not in the JSON that was asked for"
TOKENS_AROUND, TOKENS_A_SENTENCE = 40, 90
"""Room for the JSON of a card, and for one of its claims."""


def given(card: Card) -> tuple[Evidence, ...]:
    """The evidence of a card that the model may use."""
    return tuple(one for one in card.evidence if one.kind != "against")


def reasons_request(prompt: Prompt, cards: Mapping[int, Card], ask: str, style: Style) -> LlmRequest:
    """The call for `cards` by their numbers. All that differs from turn to turn comes last: the rest is cached."""
    messages = prompt.render(
        tone=style.tone,
        length=style.length,
        ask=one_line(ask)[:LONGEST_ASK],
        items="\n".join(line for number, card in cards.items() for line in _lines(number, card)),
    )
    return LlmRequest(messages, _tokens(len(cards), style), schema=answer_schema(cards, style))


def once_more(
    again: Prompt,
    request: LlmRequest,
    answer: str,
    cards: Mapping[int, Card],
    problems: Mapping[int, Sequence[str]],
    style: Style,
) -> LlmRequest:
    """The same call, its answer, and what is wrong with these cards; another seed, as the same words would come."""
    told = [f"item {n}: {one_line('; '.join(problems.get(n, (LEFT_OUT,))))}" for n in cards]
    messages = (
        *request.messages,
        ("assistant", answer.strip()[:LONGEST_ANSWER] or "{}"),
        *again.render(problems="\n".join(told)),
    )
    return replace(
        request,
        messages=messages,
        max_tokens=_tokens(len(cards), style),
        temperature=0.3,
        seed=1,
        schema=answer_schema(cards, style),
    )


def answer_schema(cards: Mapping[int, Card], style: Style) -> dict[str, Any]:
    """The JSON schema of an answer on these cards, and on no others (bot.phrasing.answer_stream reads it)."""
    ids = list(dict.fromkeys(one.id for card in cards.values() for one in given(card)))
    claim = _object(text={"type": "string"}, evidence=_many({"type": "string", "enum": ids}, len(ids)))
    numbers = {"type": "integer", "enum": list(cards)}
    card = _object(item=numbers, claims=_many(claim, style.sentences))
    return _object(items=_many(card, len(cards)))


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _many(items: Mapping[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def _tokens(cards: int, style: Style) -> int:
    return cards * (TOKENS_AROUND + TOKENS_A_SENTENCE * style.sentences)


def _lines(number: int, card: Card) -> Iterator[str]:
    yield f"item {number}: {one_line(card.recommendation.item.title)}"
    for one in given(card):
        yield f"{one.id} {one.kind}: {one_line(one.text)[:LONGEST_EVIDENCE]}"
