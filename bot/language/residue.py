"""What is left to search by meaning once the rest is taken out of an utterance."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.english import english
from bot.language.reading import Content
from bot.language.spans import Span
from bot.language.tokens import Token

_MOST_WORDS = 60


def residual_words(
    tokens: Sequence[Token],
    spans: Sequence[Span],
    contents: Sequence[Content],
    used: set[int],
    covered: frozenset[int],
) -> str:
    """The visitor's content words in their order; wishes about mood and topic stay, refusals do not."""
    gone = set(used) | set(covered)
    for span in spans:
        if (
            span.kind in ("cue", "break", "title", "ref", "number", "count", "name")
            or (span.kind == "entry" and not span.has("value", "high", "low"))
            or (span.kind == "missing" and span.missing != "value")
        ):
            gone.update(range(span.start, span.end))
    for content in contents:
        if (
            content.negative
            or content.drop
            or content.allow
            or content.feeling == "disliked"
            or content.excess
        ):
            gone.update(range(content.span.start, content.span.end))
    left = [
        token.text
        for at, token in enumerate(tokens)
        if at not in gone and token.norm not in english().filler and (token.is_word or token.is_number)
    ]
    return " ".join(left[:_MOST_WORDS])
