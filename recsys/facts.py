"""What a sentence says of the item in kinds, themes and comparisons, held against the evidence."""

from __future__ import annotations

from recsys.lexicon import DETERMINERS, NEGATIONS, PREPOSITIONS
from recsys.reading import Clause, Reading
from recsys.tokens import paused, stems, words
from retrieval.types import Slot

BRIDGES = DETERMINERS | PREPOSITIONS | {"or", "any", "have", "as", "too", "very", "overly", "particularly"}


def cover_values(reading: Reading, ask: list[Clause]) -> set[int]:
    """Kinds, themes, places and the like, by any of their words. Returns the words of those unsupported."""
    unsupported: set[int] = set()
    i = 0
    while i < len(reading.words):
        size, meanings = reading.vocabulary.values.at(reading.words, i)
        longer = _unlisted(reading, i)
        size, meanings = (longer, []) if longer > size else (size, meanings)
        if not size or any(reading.covered[i : i + size]):
            i += 1
            continue
        wanted = [(slot, stems(value)) for slot, value in meanings if not _proper(reading, i, slot, value)]
        phrase = tuple(word.stem for word in reading.words[i : i + size])
        only_said = any(clause.start <= i < clause.end for clause in ask)
        denied = denial(reading, i)
        behind = _missing(reading, i + size) if denied is None else i + size
        ids = []
        for known in reading.known:
            if known.slot is None or known.slot.kind not in ("category", "level"):
                continue
            if only_said and known.kind != "said":
                continue
            held = known.have if denied is None and behind == i + size else known.lack
            keys = {key for slot, key in wanted if slot == known.slot.name} | {phrase}
            if keys & held and (
                held is known.lack or only_said or _placed(reading, i, size, known.slot, phrase in known.have)
            ):
                ids.append(known.id)
        if ids:
            reading.cover(i if denied is None else denied, behind, "value", ids)
        elif size:
            unsupported.update(range(i, i + size))
        i += size
    return unsupported


def _missing(reading: Reading, end: int) -> int:
    """Where "is missing" ends behind a value that ends at word `end`; `end` itself where it does not stand there."""
    linked = end + (reading.norm(end) in ("is", "are"))
    return linked + 1 if linked > end and reading.norm(linked) in ("missing", "lacking", "absent") else end


def _proper(reading: Reading, i: int, slot: str, value: str) -> bool:
    """Whether a proper name stands for a kind: "New York" may be asked for by "big city", not claimed by it."""
    word = reading.words[i]
    titled = word.capital and not word.text.isupper() and i > 0
    placed = reading.vocabulary.slots[slot].role in ("origin", "language")
    return titled and not placed and value.islower()


def _unlisted(reading: Reading, i: int) -> int:
    """The length of a value of the evidence that the vocabulary does not know (an item added since)."""
    sizes = [
        len(key)
        for known in reading.known
        if known.slot is not None and known.slot.kind == "category"
        for key in known.have | known.lack
        if key and paused(reading.words[i : i + len(key)]) == key
    ]
    return max(sizes, default=0)


def denial(reading: Reading, i: int) -> int | None:
    """Where the one negation stands that denies word i ("not a horror film", "not directed by")."""
    j = i - 1
    while j >= 0 and j >= i - 5 and not reading.words[j + 1].before:
        if (start := reading.negation_before(j + 1)) is not None and not reading.covered[start]:
            return start
        if reading.norm(j) in NEGATIONS:
            return None
        bridge = reading.norm(j) in BRIDGES | reading.vocabulary.noun or reading.vocabulary.leads(
            reading.words[j]
        )
        if not bridge and reading.covered[j] not in ("value", "name"):
            return None
        j -= 1
    return None


def _placed(reading: Reading, i: int, size: int, slot: Slot, canonical: bool) -> bool:
    """A place or language must be claimed as what it is: "set in France" is not "from France"."""
    if slot.role not in ("origin", "language"):
        return True
    j = i - 1
    while j >= 0 and (
        reading.covered[j] == "value" or reading.norm(j) in ("and", "or") or reading.norm(j) == "the"
    ):
        j -= 1
    # Not by stems: a "film in" Japanese is none "filmed in" Japan.
    cues = [[word.norm for word in words(text)] for text in (slot.phrase.split("{}")[0], *slot.names)]
    if any(cue and [word.norm for word in reading.words[: j + 1][-len(cue) :]] == cue for cue in cues):
        return not (reading.norm(j) == "in" and reading.norm(j - 1) in ("set", "takes", "story", "place"))
    # A place's people may stand before the noun ("a Peruvian film"); a language may not: it is no origin.
    following = i + size
    if slot.role == "origin" and not canonical and following < len(reading.words):
        kind = reading.vocabulary.values.at(reading.words, following)[0] > 0
        return kind or reading.norm(following) in reading.vocabulary.noun
    after = {word.stem for word in reading.words[i + 1 : i + 16]}
    return bool(after & reading.vocabulary.labels[slot.name] - {"from", "in"})


def cover_comparisons(reading: Reading) -> None:
    """ "longer than Heat" where a piece of evidence compares just so."""
    for known in reading.known:
        if known.slot is None:
            continue
        text = [word.norm for word in known.text]
        for phrase in (*known.slot.more, *known.slot.less):
            parts = phrase.split()
            if not any(text[i : i + len(parts)] == parts for i in range(len(text))):
                continue
            for start, end, _ in reading.where([stems(phrase)]):
                reading.cover(start, end, "comparison", [known.id])
