"""Which stretches of a sentence rest on which evidence, for whoever shows the two side by side."""

from __future__ import annotations

from collections.abc import Sequence

from recsys.reading import Reading
from recsys.tokens import breaks
from recsys.types import Mark


def marks(reading: Reading, sentence: str, ids: Sequence[str]) -> tuple[Mark, ...]:
    """Stretches in order, without overlap; their evidence in the order of `ids`.

    Neighbours on the same evidence are one stretch, with the words between them that claim nothing; no stretch
    goes on where a clause ends. Quotation marks belong to what they hold.
    """
    found: list[Mark] = []
    last = -1
    for i, word in enumerate(reading.words):
        resting = tuple(one for one in ids if one in reading.resting.get(i, ()))
        if not resting:
            continue
        whole = found and found[-1].evidence == resting
        if whole and not any(breaks(reading.words, j) for j in range(last + 1, i + 1)):
            found[-1] = Mark(found[-1].start, word.until, resting)
        else:
            found.append(Mark(max(word.at, found[-1].end if found else 0), word.until, resting))
        last = i
    return tuple(_with_quotes(mark, sentence) for mark in found if mark.start < mark.end)


def _with_quotes(mark: Mark, sentence: str) -> Mark:
    start, end = mark.start, mark.end
    start -= sentence[start - 1 : start] in ("“", '"')
    end += sentence[end : end + 1] in ("”", '"')
    return Mark(start, end, mark.evidence)
