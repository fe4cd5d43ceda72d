"""What a sentence says of the visitor: only what they said, in their words."""

from __future__ import annotations

from recsys.claims import Known
from recsys.lexicon import (
    ASKING,
    DISLIKING,
    FINDING,
    FREE,
    HELPERS,
    LIKING,
    LOVING,
    MAYBE,
    NEGATIONS,
    OPENERS,
    SURELY,
    VISITOR,
    WELCOMING,
    WISHES,
)
from recsys.overlap import runs
from recsys.quantities import quantities, same
from recsys.reading import Clause, Reading
from recsys.tokens import stem

LOVE_STEMS = frozenset(stem(word) for word in LOVING)
MEANING = ("clos", "in", "mean", "to")
LIMITS = frozenset(("limit", "limits", "budget", "maximum", "minimum"))
TOWARD = frozenset(("for", "to", "with"))


def asks(reading: Reading) -> list[Clause]:
    """Covers every word about the visitor, refuses what they did not say, and returns what repeats their ask."""
    found: list[Clause] = []
    i = 0
    while i < len(reading.words):
        if reading.norm(i) in VISITOR and not reading.covered[i]:
            after = _claim(reading, i)
            if after is not None:
                found.append(_scope(reading, i, after))
        elif tuple(word.stem for word in reading.words[i : i + 4]) == MEANING and _model(reading):
            reading.cover(i, i + 4, "model", _model(reading))
            found.append(_scope(reading, i + 4, i + 4))
        i += 1
    return found


def _model(reading: Reading) -> list[str]:
    return [known.id for known in reading.known if known.kind == "model" and known.said]


def _claim(reading: Reading, i: int) -> int | None:
    """The end of "you asked for", "your wish for" …; None where it repeats no ask."""
    if reading.norm(i) != "you":
        return _theirs(reading, i)
    said = [known for known in reading.known if known.said]
    verb, denied, maybe, surely = i + 1, False, False, False
    while reading.norm(verb) in HELPERS | NEGATIONS | MAYBE | SURELY:
        denied = denied or reading.norm(verb) in NEGATIONS
        maybe, surely = maybe or reading.norm(verb) in MAYBE, surely or reading.norm(verb) in SURELY
        verb += 1
    norm = reading.norm(verb)
    if not denied and (reading.ends(i + 1) and reading.norm(i - 1) in TOWARD):
        reading.cover(i, i + 1, "address")
        return None
    if not denied and ((maybe and norm in WELCOMING) or norm in FINDING):
        # What they may find, or like, is told of the item; what they like already they must have said.
        reading.cover(i, verb + 1, "address")
        return None
    if norm in ASKING and said and not denied and not maybe and not surely:
        reading.cover(i, verb + 1, "visitor")
        return verb + 1
    if norm in LIKING | LOVING | DISLIKING and not surely:
        against = denied or norm in DISLIKING
        title = _liked_title(reading, i, verb)
        hits = [k for k in said if title in k.titles and _felt(k, norm, against)]
        if hits:
            reading.cover(i, verb + 1, "visitor", {known.id for known in hits})
            return None
        reading.refuse(
            "visitor", i, min(verb + 1, len(reading.words)), "the visitor did not say that they feel so"
        )
        return None
    title = _liked_title(reading, i, verb)
    if not denied and (hits := [k for k in said if title in k.titles and _said(k, reading, verb)]):
        reading.cover(i, verb + 1, "visitor", {known.id for known in hits})
        return None
    reading.refuse(
        "visitor", i, min(verb + 1, len(reading.words)), "says of the visitor what they did not say"
    )
    return None


def _theirs(reading: Reading, i: int) -> int | None:
    """The end of "your wish"; "your 130 euros" and "your favourite, Heat" are covered where they said so."""
    said = [known for known in reading.known if known.said]
    following = i + 1 + (reading.norm(i + 1) in ("own", "first", "two", "other"))
    if reading.norm(following) in WISHES and said:
        reading.cover(i, following + 1, "visitor")
        return following + 1
    if reading.norm(following) in LOVING:
        title = _title_at(reading, following + 1) or _title_before(reading, i - 1)
        if hits := [k for k in said if title in k.titles and _felt(k, reading.norm(following), False)]:
            reading.cover(i, following + 1, "visitor", {known.id for known in hits})
            return None
    for quantity in quantities(reading.words, reading.vocabulary.units, reading.vocabulary.comparing):
        ids = {k.id for k in said if any(one.value == quantity.value for one in k.asked)}
        if quantity.end - 1 <= i + 3 and quantity.start <= i + 1 < quantity.end and ids:
            reading.cover(i, quantity.end, "ask", ids)
            reading.cover(quantity.start, i, "ask", ids)
            return None
    end = min(i + 2, len(reading.words))
    reading.refuse("visitor", i, end, "the visitor did not say what is theirs")
    return None


def _said(known: Known, reading: Reading, verb: int) -> bool:
    """Whether the visitor said just this of a title ("you have the Ember" where they said "we have the Ember")."""
    titled = _title_at(reading, verb) or verb >= len(reading.words)
    spoken = reading.words[verb - 1 if titled else verb]
    return spoken.norm not in VISITOR and spoken.stem in {word.stem for word in known.source}


def _felt(known: Known, verb: str, against: bool) -> bool:
    """Whether the visitor said that they feel so about the evidence's title."""
    text = " ".join(word.norm for word in known.text)
    source = {word.stem for word in known.source}
    if against:
        return "you did not like" in text
    if "you did not like" in text or "you liked" not in text:
        return False
    if verb.startswith("fav"):
        return verb in {word.norm for word in known.source}
    return verb in LIKING or bool(source & LOVE_STEMS)


def _liked_title(reading: Reading, you: int, verb: int) -> tuple[str, ...]:
    """The title that a feeling is about: right after the verb, or before "which you liked"."""
    end = you
    while reading.norm(end - 1) in ("which", "that", "who"):
        end -= 1
    return _title_at(reading, verb + 1) or _title_at(reading, verb) or _title_before(reading, end - 1)


def _title_at(reading: Reading, i: int) -> tuple[str, ...]:
    # "the" may be the title's own first word, or stand before it.
    starts = (i, i + 1) if reading.norm(i) in ("the", "is") else (i,)
    for start, stop in reading.spans("title"):
        if start in starts:
            return tuple(word.stem for word in reading.words[start:stop])
    return ()


def _title_before(reading: Reading, i: int) -> tuple[str, ...]:
    """The title whose last word is word i, or stands before "is" there."""
    i -= reading.norm(i) in ("is", "was")
    for start, stop in reading.spans("title"):
        if stop == i + 1:
            return tuple(word.stem for word in reading.words[start:stop])
    return ()


def _scope(reading: Reading, you: int, start: int) -> Clause:
    end = start
    while end < len(reading.words) and not (end > you and reading.stops(end)):
        end += 1
    return Clause(start, end, ask=True)


def repeat(reading: Reading, clause: Clause) -> None:
    """Covers the words of an ask that are the visitor's own; refuses what they did not ask."""
    start = clause.start
    if all(reading.norm(i) in OPENERS for i in range(clause.start, clause.end)):
        reading.cover(clause.start, clause.end, "visitor")
        return
    said = [known for known in reading.known if known.said]
    vocabulary = reading.vocabulary
    for quantity in quantities(reading.words[: clause.end], vocabulary.units, vocabulary.comparing):
        if quantity.start < start - 1 or any(reading.covered[quantity.start : quantity.end]):
            continue
        limit = reading.norm(quantity.start - 1) in LIMITS or reading.norm(quantity.start - 2) in LIMITS
        ids = {
            k.id
            for k in said
            if any(
                same(quantity, asked, vocabulary.units) or (limit and quantity.value == asked.value)
                for asked in k.asked
            )
        }
        if ids:
            reading.cover(quantity.start, quantity.end, "ask", ids)
        else:
            reading.refuse("number", quantity.start, quantity.end, "the visitor did not ask for that number")
    for known in said:
        _quote(reading, clause, known)


def _quote(reading: Reading, clause: Clause, known: Known) -> None:
    source = list(known.source)
    for run in runs(reading.words, clause.start, clause.end, source):
        partly = any(q.start < run.last and run.first < q.end for q in known.asked) and not any(
            run.first <= q.start and q.end <= run.last for q in known.asked
        )
        # A negation is theirs only together with what it denies.
        end = run.end
        while end > run.start and reading.norm(end - 1) in FREE | NEGATIONS:
            end -= 1
        if end > run.start and not partly:
            reading.cover(run.start, end, "ask", {known.id})


def unasked(reading: Reading, clause: Clause) -> bool:
    """Whether a bare "as you asked" stands beside nothing that was asked (once all else is covered)."""
    if any(reading.norm(i) not in OPENERS for i in range(clause.start, clause.end)):
        return False
    said = {known.id for known in reading.known if known.said}
    first = clause.start
    before = [i for i in range(first) if reading.resting.get(i)]
    beside = before[-1:] or [i for i in range(clause.end, len(reading.words)) if reading.resting.get(i)][:1]
    return not any(reading.resting[i] & said for i in beside)
