"""Sentences that a person might say with a brief before them: the targets of the training.

Whatever comes out is held against the checker afterwards, so a way may be bold: what is not supported is thrown away.
"""

from __future__ import annotations

import re

from bot.phrasing.reason_brief import SIGNS
from bot.writer_training.clauses import noun_like, quote
from bot.writer_training.said import Said
from bot.writer_training.ways import BOTH, NEITHER, SHARED, WISHES

DECAPITAL = frozenset("A An The In On At After When As During Two Three Four His Her Their One".split())  # noqa: SIM905
NOUN_LAST = re.compile(
    f"(?:is|for|^) ?an? (?!.* (?:and is|and has|runs|revolves|centres|deals|features|lasts) )[^,;:—]*[{SIGNS}]$"
)
TOLD = ("film", "book")  # what has a story, of which the prose is a whole sentence


def written(said: Said) -> str:
    """One way to say it all, with numbers behind the parts; "" where the way that was drawn does not fit."""
    if said.wishes and said.shared:
        core = said.rng.choice(BOTH)(said)
    elif said.wishes:
        core = said.rng.choice(WISHES)(said)
    elif said.shared:
        core = said.rng.choice(SHARED)(said)
    else:
        core = said.rng.choice(NEITHER)(said)
    if not core:
        return ""
    return _capital(_closed(said, core))


def _closed(said: Said, core: str) -> str:
    story, sign = said.story
    minus = _minus(said)
    if story and said.length == "two":
        return f"{core}{minus}. {_capital(story.rstrip('.'))}{sign}."
    if story:
        whole = f"{story.rstrip('.')}{sign}"
        small = whole[0].lower() + whole[1:] if whole.split(" ")[0] in DECAPITAL else whole
        if minus:
            return "" if said.length == "one" else f"{core}{minus}. {_capital(whole)}."
        # A relative clause may follow the noun at once; else a colon, or a sentence of its own.
        ends_in_noun = NOUN_LAST.search(core) is not None and "“" not in core
        ways = [f": {whole}."]
        if small != whole:
            ways = [f": {small}.", f" — {small}.", f"; {small}."]
        if ends_in_noun and small != whole and said.schema.noun.one in TOLD and said.tone != "expert":
            ways += [f" in which {small}.", f" in which {small}.", f", in which {small}."]
        if ":" in core:
            ways = [way for way in ways if not way.startswith(":")]
        if "—" in core:
            ways = [way for way in ways if not way.startswith(" —")]
        return core + said.rng.choice(ways) if ways else ""
    return f"{core}{minus}."


def _minus(said: Said) -> str:
    part = said.against
    if part is None:
        return ""
    one = part.line.evidence
    does = part.line.states if one.titles else said.rng.choice(part.verbs or (part.line.states,))
    if ":" in does:
        does = part.verbs[0] if part.verbs else ""
    if not does:
        return ""
    apart = said.length == "two"
    if one.titles:
        return said.one_of(
            f", though it {does}{part.sign}",
            f", but it {does}{part.sign}",
            f", even though it {does}{part.sign}",
            f". Mind that it {does}{part.sign}" if apart else "",
        )
    verb = "asked for" if noun_like((part,)) else "said"
    return said.one_of(
        f", though it {does} and you {verb} {quote(part)}", f", but it {does}, and you {verb} {quote(part)}",
        f". Mind that it {does}, though you {verb} {quote(part)}" if apart else "",
        f". It {does}, though, and you {verb} {quote(part)}" if apart else "",
    )  # fmt: skip


def _capital(text: str) -> str:
    out = text[:1].upper() + text[1:]
    for mark in (". ",):
        at = out.find(mark)
        while at >= 0:
            out = out[: at + 2] + out[at + 2 : at + 3].upper() + out[at + 3 :]
            at = out.find(mark, at + 2)
    return out
