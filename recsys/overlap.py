"""Near-verbatim overlap: words are taken from a statement in its order, without a gap that matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recsys.lexicon import BEING, DETERMINERS, INVERTING, NEGATIONS, PREPOSITIONS, RELATIVES
from recsys.tokens import Word, breaks

LONGEST_ASIDE = 9
GOING_ON = frozenset(("as", "when", "while", "until", "before", "after", "and"))
SKIPPED = RELATIVES | {"is", "are", "was", "were"}


@dataclass(frozen=True, slots=True)
class Run:
    """Words [start, end) of a sentence that stand in the same order in words [first, last) of a statement."""

    start: int
    end: int
    first: int
    last: int


def runs(sentence: list[Word], start: int, end: int, statement: list[Word]) -> list[Run]:
    """All maximal runs within words [start, end) of the sentence that do not turn the statement's sense."""
    places: dict[str, list[int]] = {}
    for p, word in enumerate(statement):
        places.setdefault(word.stem, []).append(p)
    found = []
    for i in range(start, end):
        for p in places.get(sentence[i].stem, ()):
            if i > start and p > 0 and sentence[i - 1].stem == statement[p - 1].stem:
                continue
            s, e = i, p
            while (after := _next(sentence, s, end, statement, e)) is not None:
                s, e = after
            run = Run(i, s + 1, p, e + 1)
            if not turned(statement, run):
                found.append(run)
    return found


def turned(statement: Sequence[Word], run: Run) -> bool:
    """Whether what stands just before the run in the statement denies or weakens it ("refuses to …")."""
    before = [word.norm for word in statement[max(0, run.first - 2) : run.first]]
    first = statement[run.first]
    if NEGATIONS & set(before) or INVERTING & set(before):
        return True
    if before[-1:] == ["to"] and not (first.capital or first.norm in DETERMINERS):
        return True
    following = statement[run.first + 1] if run.first + 1 < len(statement) else None
    starts_to = first.norm == "to" and following is not None and following.norm not in DETERMINERS
    return starts_to and run.first > 0 and following is not None and not following.capital


def _next(sentence: list[Word], s: int, end: int, statement: list[Word], e: int) -> tuple[int, int] | None:
    """The next pair of words that go together; None where the run ends."""
    i, p = s + 1, e + 1
    if i >= end or p >= len(statement) or breaks(sentence, i) or breaks(statement, p):
        return None
    mine, theirs = sentence[i], statement[p]

    def same(a: int, b: int) -> bool:
        return a < end and b < len(statement) and sentence[a].stem == statement[b].stem

    if mine.stem == theirs.stem or (mine.norm in DETERMINERS and theirs.norm in DETERMINERS):
        return i, p
    slight = theirs.norm in DETERMINERS or theirs.norm in SKIPPED or theirs.norm.endswith("ly")
    if slight and same(i, p + 1):
        return i, p + 1
    # An adjective less: "a penniless tramp" is a tramp, but a former killer is none.
    if statement[e].norm in DETERMINERS and not INVERTING & {theirs.norm} and same(i, p + 1):
        return (i, p + 1) if not statement[p + 1].before else None
    if mine.norm in DETERMINERS and same(i + 1, p):
        return i + 1, p
    if mine.norm in RELATIVES and same(i + 1, p):
        return i + 1, p
    skip = 1 + (i + 1 < end and sentence[i + 1].norm in BEING)
    if mine.norm in BEING and same(i + skip, p) and theirs.norm.endswith(("ed", "en")):
        passive = p + 1 < len(statement) and statement[p + 1].norm in PREPOSITIONS
        return (i + skip, p) if passive else None
    # A place or a manner less, before what goes on: "… through the city as he …".
    if theirs.norm in PREPOSITIONS and mine.norm in GOING_ON:
        for q in range(p + 2, min(p + 6, len(statement))):
            if same(i, q):
                return i, q
    if "," in theirs.before:
        for q in range(p + 1, min(p + LONGEST_ASIDE, len(statement))):
            if "," in statement[q].before and same(i, q):
                return i, q
    return None
