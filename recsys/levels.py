"""What a sentence says of an item's levels ("mild violence", "nothing too scary"), held against the evidence."""

from __future__ import annotations

from recsys.lexicon import NEGATIONS
from recsys.reading import Reading
from recsys.tokens import stems
from retrieval.types import Slot

DEGREES = frozenset(("too", "very", "overly", "particularly", "especially", "terribly", "really", "that"))
LINKING = frozenset(
    ("is", "are", "was", "were", "stays", "stay", "remains", "remain", "level", "as", "which")
)


def cover_levels(reading: Reading) -> None:
    """Levels ("mild violence", "nothing too scary"): true of the level in the evidence, or left uncovered."""
    i = 0
    while i < len(reading.words):
        size, meanings = reading.vocabulary.levels.at(reading.words, i)
        if not size or any(reading.covered[i : i + size]):
            i += 1
            continue
        for name, sense in meanings:
            for known in reading.known:
                if known.slot is None or known.slot.name != name or known.number is None:
                    continue
                span = _leveled(reading, i, i + size, known.slot, sense, known.number)
                if span is not None:
                    reading.cover(*span, "level", [known.id])
        i += size


def _leveled(
    reading: Reading, start: int, end: int, slot: Slot, sense: str, level: float
) -> tuple[int, int] | None:
    """The words of a true statement about a level, those around its name included; None where it is not."""
    first, degree = start, False
    while reading.norm(first - 1) in DEGREES:
        first, degree = first - 1, True
    top = len(slot.levels) - 1
    if sense != "name":
        if (denied := reading.negation_before(first)) is not None:
            true = level <= 1 if degree else level == 0
            return (denied, end) if sense == "high" and true else None
        low = level == 0 if slot.role == "content" else level < (top + 1) / 2
        true = level >= (top + 1) / 2 if sense == "high" else low
        return (start, end) if true and not degree else None
    j = start
    # "no violence or scares": a level is said once for a list.
    while not _level_before(reading, j, slot) and (
        reading.covered[j - 1] == "level" or reading.norm(j - 1) == "or"
    ):
        if j < 2 or reading.norm(j - 1) in NEGATIONS:
            break
        j -= 1
    denied = reading.negation_before(j)
    if denied is not None and slot.levels[0] not in NEGATIONS:
        return (denied, end) if level == 0 else None
    if found := _level_before(reading, j, slot):
        return (j - found[0], end) if found[1] == level else None
    if denied is not None:
        return (denied, end) if level == 0 else None
    if reading.norm(j - 1) == "little":
        return (j - 1, end) if level <= 1 else None
    if reading.norm(j - 1) == "in" and (found := _level_before(reading, j - 1, slot)):
        return (j - 1 - found[0], end) if found[1] == level else None
    if reading.norm(end) in LINKING:
        for k in range(end + 2, min(end + 5, len(reading.words) + 1)):
            if found := _level_before(reading, k, slot):
                return (start, k) if found[1] == level else None
    return (start, end) if level >= 1 else None


def _level_before(reading: Reading, end: int, slot: Slot) -> tuple[int, int] | None:
    """(how many words, which level) of the level that stands just before word `end`; the longest."""
    best: tuple[int, int] | None = None
    for index, level in enumerate(slot.levels):
        key = stems(level)
        fits = 0 < len(key) <= end and tuple(word.stem for word in reading.words[end - len(key) : end]) == key
        if fits and (best is None or len(key) > best[0]):
            best = (len(key), index)
    return best
