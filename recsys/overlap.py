"""Near-verbatim overlap: words are taken from a statement in its order, without a gap that matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recsys.lexicon import BEING, DETERMINERS, INVERTING, NEGATIONS, PREPOSITIONS, RELATIVES
from recsys.tokens import Word, breaks

LONGEST_ASIDE = 9
GOING_ON = frozenset(("as", "when", "while", "until", "before", "after", "and"))
LONGEST_LEFT_OUT = 12
MODAL = frozenset(("must", "can", "may", "will", "should"))
WHEN = frozenset(("when", "where", "while", "as"))
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
            while after := _next(sentence, s, end, statement, e) or _told_less(
                sentence, s, end, statement, e, p
            ):
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
    if _compound(statement, e) and same(i, p + 1):
        return i, p + 1
    if theirs.norm == "must" and _has_to(sentence, i, end):
        return i + 1, p
    if theirs.norm in WHEN and (mine.norm, *(w.norm for w in sentence[i + 1 : i + 2])) == ("in", "which"):
        return i + 1, p
    # "letters addressed to a woman" are letters to a woman.
    if theirs.norm.endswith("ed") and mine.norm in ("to", "in", "at", "on") and same(i, p + 1):
        return i, p + 1
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


def _has_to(sentence: list[Word], i: int, end: int) -> bool:
    return sentence[i].norm in ("has", "have") and i + 1 < end and sentence[i + 1].norm == "to"


def _compound(statement: list[Word], e: int) -> bool:
    """Whether an adjective, a noun that only describes, and the noun itself stand here: "retired harbour pilot"."""
    if e < 1 or e + 2 >= len(statement) or statement[e - 1].norm not in DETERMINERS or statement[e].owner:
        return False
    left, noun = statement[e + 1], statement[e + 2]
    verb = noun.norm in BEING | PREPOSITIONS | RELATIVES | GOING_ON | MODAL
    verb = verb or noun.norm.endswith(("s", "ed", "ing"))
    return not verb and not left.before and not noun.before and left.norm not in INVERTING


def _told_less(
    sentence: list[Word], s: int, end: int, statement: list[Word], e: int, first: int
) -> tuple[int, int] | None:
    """Goes on from the subject of a statement to a later verb of the same subject; None where it cannot.

    Left out may be what only describes the subject ("a man covering a festival wakes up" → "a man wakes up"), an
    earlier thing that it does ("two sisters move away and befriend …" → "two sisters befriend …"; "a clerk climbs by
    lending …" → "a clerk lends …"), or an adverbial before a comma. Nothing of that turns the sense of the rest,
    as long as no other subject begins in it.
    """
    i, p = s + 1, e + 1
    if i >= end or p >= len(statement) or breaks(sentence, i) or breaks(statement, p):
        return None
    mine, theirs = sentence[i], statement[p]
    must = _has_to(sentence, i, end)
    describes = theirs.norm in RELATIVES or theirs.norm.endswith(("ing", "ed"))
    for q in range(p + 1, min(p + LONGEST_LEFT_OUT, len(statement))):
        if breaks(statement, q):
            return None
        left, verb = statement[p:q], statement[q]
        modal = must and verb.norm == "must"
        if not modal and verb.stem != mine.stem:
            continue
        turning = {word.norm for word in left} & (NEGATIONS | INVERTING)
        if turning or (first == 0 and e - first > 4):
            return None
        if theirs.norm in PREPOSITIONS and mine.norm in PREPOSITIONS and "," in verb.before:
            return i, q
        other = {word.norm for word in left[1:]} & (RELATIVES | GOING_ON - {"and"}) or any(
            w.before for w in left
        )
        if first or other:
            return None
        finite = mine.norm.endswith("s") or mine.norm in BEING
        if describes and (modal or (finite and verb.norm.endswith("s")) or verb.norm in MODAL | BEING):
            return i + modal, q
        again = left[-1].norm == "and" and verb.norm.endswith("s") == theirs.norm.endswith("s")
        by = left[-1].norm == "by" and verb.norm.endswith("ing")
        if again or by:
            return i, q
    return None
