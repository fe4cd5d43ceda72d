"""Titles found while somebody types, in any catalogue: what they begin with first, then near misses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.language.tokens import normal
from bot.ports import Shelf
from retrieval.types import Item

ENOUGH_ALIKE = 80
"""Of 100: a slip of the finger or two in a title."""
MOST_NEAR = 50
SLIP = 2
SHORTEST = 4
"""Letters: of fewer, anything is nearly something."""


@dataclass(frozen=True, slots=True)
class _Forms:
    """Each title and alias as it is compared, and the item it names, of one version of the catalogue."""

    version: str
    texts: tuple[str, ...]
    items: tuple[Item, ...]


class Titles:
    """Looks titles up. Reads the catalogue once for each of its versions."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._forms = _Forms("", (), ())

    def find(self, text: str, n: int) -> tuple[Item, ...]:
        """At most n items: those with a title that is the text, begins with it, has a word that does, or holds it;
        where there are none, those whose title is nearly it. Among equals the shorter title, then the id."""
        wanted = normal(text)
        if not wanted:
            return ()
        forms = self._current()
        hits = [
            (place, len(form), item.id, item)
            for form, item in zip(forms.texts, forms.items, strict=True)
            if (place := _place(form, wanted)) is not None
        ]
        found = [item for *_, item in sorted(hits, key=lambda hit: hit[:3])] or _near(forms, wanted)
        return tuple({item.id: item for item in found}.values())[:n]

    def _current(self) -> _Forms:
        with self._lock:
            if self._forms.version != (version := self._shelf.version):
                named = [
                    (title, item) for item in self._shelf.items() for title in (item.title, *item.aliases)
                ]
                texts = tuple(normal(title) for title, _ in named)
                self._forms = _Forms(version, texts, tuple(item for _, item in named))
            return self._forms


def _place(form: str, wanted: str) -> int | None:
    """How well a title answers to what was typed, 0 best; None where it does not."""
    if form == wanted:
        return 0
    if form.startswith(wanted):
        return 1
    at = form.find(wanted)
    if at < 0:
        return None
    return 2 if f" {wanted}" in form else 3


def _near(forms: _Forms, wanted: str) -> Iterator[Item]:
    """The items of titles, or of pieces of titles, that are the text but for a slip; the nearest first."""
    near = process.extract(
        wanted, forms.texts, scorer=fuzz.partial_ratio, score_cutoff=ENOUGH_ALIKE, limit=MOST_NEAR
    )
    # A title that is shorter than what was typed is no more than a piece of it.
    return (forms.items[at] for text, _, at in near if len(text) + SLIP >= len(wanted) >= SHORTEST)
