"""Numbers as people write them: digits, words, "two and a half", "1h45", "half an hour"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.english import english
from bot.language.tokens import Token

_ONE = frozenset({"a", "an", "one"})
_SCALES = ("thousand", "million")


def number_at(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The number that starts at a token, and where it ends; None where none does."""
    if at >= len(tokens):
        return None
    norm = tokens[at].norm
    if norm[0].isdigit():
        if not (norm.replace(".", "", 1).isdecimal() and norm.isascii()):
            return None
        times = _word(tokens, at + 1)
        if times in _SCALES:
            return float(norm) * english().number_words[times], at + 2
        return float(norm), at + 1
    words = english().number_words
    total, current, end = 0.0, None, at
    while end < len(tokens) and end < at + 8:
        word = tokens[end].norm
        if word in ("hundred", *_SCALES, "dozen", "couple"):
            scale = words[word]
            if current is None and not (end > at and tokens[end - 1].norm in _ONE):
                if word in ("dozen", "couple") or end > at:
                    break
                current = 1.0
            current = (1.0 if current is None else current) * scale
            if word in _SCALES:
                total, current = total + current, 0.0
        elif word in words:
            if current is not None and not _joins(current, words[word]):
                break
            current = (current or 0.0) + words[word]
        elif (
            word == "and" and current is not None and current >= 100 and _word(tokens, end + 1) in words
        ) or (
            word in ("a", "an")
            and end == at
            and _word(tokens, end + 1) in ("hundred", *_SCALES, "dozen", "couple")
        ):
            pass
        else:
            break
        end += 1
    if current is None and not total:
        return None
    return total + (current or 0.0), end


def _joins(current: float, value: float) -> bool:
    """ "twenty" and "five" make one number; "five" and "two" do not."""
    return (current % 100 == 0 and current >= 100) or (value < 10 <= current % 100 and current % 10 == 0)


def half_after(tokens: Sequence[Token], at: int) -> int:
    """Where "and a half" ends, if it stands at a token; otherwise `at`."""
    if _word(tokens, at) == "and" and _word(tokens, at + 1) in _ONE and _word(tokens, at + 2) == "half":
        return at + 3
    return at


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""
