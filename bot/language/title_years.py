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
