"""Which tokens may follow where only some words may be said.

A small model that copies a name or a story slips now and then into a word that was never there. Held to the words it
was given and those that it learned to join them with, it still says what it likes with them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

_SIGN = "[^\\W_¹²³⁰⁴-⁹]"  # letters and digits, but not those of footnotes
WORD = re.compile(rf"{_SIGN}+(?:[-'’.]{_SIGN}+)*")
_OPEN = re.compile(rf"{_SIGN}(?:{_SIGN}|[-'’.])*$")
_END = re.compile(r"[-'’.]+$")


class WordRule:
    """Allows texts all of whose words are among `words`, in any case; the last one may be unfinished."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word.casefold() for word in words)
        self._sorted = sorted(self._words)

    def allows(self, text: str, piece: str) -> bool:
        """Whether `piece` may follow `text`, which was allowed itself."""
        open_ = _OPEN.search(text)
        whole = f"{open_[0] if open_ else ''}{piece}".casefold()
        found = list(WORD.finditer(whole))
        if not found:
            return True
        unfinished = found[-1] if found[-1].end() == len(_END.sub("", whole)) else None
        done = found[:-1] if unfinished else found
        if not all(self._said(match[0]) for match in done):
            return False
        return unfinished is None or self._begins(unfinished[0]) or self._said(unfinished[0])

    def _said(self, word: str) -> bool:
        return word in self._words or word.removesuffix("'s") in self._words

    def _begins(self, start: str) -> bool:
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)


def words_in(text: str) -> set[str]:
    """The words of a text, and those that a joined one is made of ("sci-fi", "Pirate's")."""
    found = {match[0].casefold() for match in WORD.finditer(text)}
    return found | {part for word in found for part in re.split(r"[-'’.]", word) if part}
