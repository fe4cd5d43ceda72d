"""Quotation marks hold somebody's exact words, in their order: the visitor's, a title's or a description's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from recsys.overlap import Run, turned
from recsys.reading import Reading
from recsys.tokens import Word, words

QUOTED: Final = re.compile(r"“([^”]*)”|\"([^\"]*)\"|(?<!\w)‘([^’]*)’(?!\w)|(?<!\w)'([^']*)'(?!\w)")


def check_quotations(reading: Reading, sentence: str) -> None:
    """Refuses what stands in quotation marks and was not said so. After all else is covered."""
    held = [words(title) for title in (reading.item.title, *reading.item.aliases)]
    held += [words(title) for known in reading.known for title in known.named]
    held += [list(text) for known in reading.known for text in (known.source, known.text)]
    for start, end in _quoted(reading, sentence):
        if start < end and not any(_holds(text, reading.words[start:end]) for text in held):
            reading.refuse("quotation", start, end, "nobody said just these words")


def _quoted(reading: Reading, sentence: str) -> Iterator[tuple[int, int]]:
    """Words [start, end) of each stretch in quotation marks."""
    for found in QUOTED.finditer(sentence):
        inside = [i for i, word in enumerate(reading.words) if found.start() < word.at < found.end()]
        if inside:
            yield inside[0], inside[-1] + 1


def _holds(text: Sequence[Word], quoted: Sequence[Word]) -> bool:
    """Whether the quoted words stand so in the text, and nothing just before them turns their sense."""
    size, norms = len(quoted), [word.norm for word in quoted]
    return any(
        [word.norm for word in text[at : at + size]] == norms
        and not turned(text, Run(0, size, at, at + size))
        for at in range(len(text) - size + 1)
    )
