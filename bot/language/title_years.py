"""The year that tells one title from another of the same name."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.tokens import Token


def year_after(tokens: Sequence[Token], end: int) -> tuple[float, int] | None:
    """A year right after a title: "Heat (1995)", "heat 1995", "heat from 1995", "the 2020 one"."""
    at = end
    while at < len(tokens) and at < end + 4 and tokens[at].norm in ("(", ",", "from", "the", "of"):
        at += 1
    if at >= len(tokens) or not (tokens[at].norm.isdecimal() and len(tokens[at].norm) == 4):
        return None
    spaced = {t.norm for t in tokens[end:at]}
    after = at + 1
    if "," in spaced or "the" in spaced:
        if after < len(tokens) and tokens[after].norm in ("one", "version", "remake"):
            after += 1
        else:
            return None
    if "(" in spaced and after < len(tokens) and tokens[after].norm == ")":
        after += 1
    return float(tokens[at].norm), after


def dated_run(tokens: Sequence[Token], at: int) -> int:
    """Where a title ends that is written like one and has its year in brackets ("The Room (2003)"); else `at`."""
    end = at
    while end < len(tokens) and end < at + _MOST_WORDS and _titled(tokens[end], end == at):
        end += 1
    return end + 3 if end > at and is_bracketed(tokens, end) else at


def is_bracketed(tokens: Sequence[Token], at: int) -> bool:
    """Whether "(2003)" stands here: the year of the title before it, whoever knows that title."""
    marks = [token.norm for token in tokens[at : at + 3]]
    return (
        len(marks) == 3
        and marks[0] == "("
        and marks[2] == ")"
        and marks[1].isdecimal()
        and len(marks[1]) == 4
    )


def _titled(token: Token, first: bool) -> bool:
    return token.capital or token.is_number or (not first and token.norm in _INSIDE)


_MOST_WORDS = 12
_INSIDE = frozenset({
    "the", "a", "an", "of", "and", "in", "to", "for", "on", "at", "or", "with", "from", "by", "as", ":", "-", ",",
    "&", "'",
})  # fmt: skip
