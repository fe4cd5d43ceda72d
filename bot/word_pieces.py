"""The words of the ask as pieces: a finer cut than bot.cutting, for a view of single words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot.pieces import Piece, Pieces, Places, Stretch

_WORD: Final = re.compile(r"(\w+(?:['’-]\w+)*)")


def by_words(pieces: Pieces) -> tuple[Pieces, tuple[Places, ...]]:
    """The same state with each word that was said a piece, and for each piece of the first cut its words.

    A condition, a wish or an item is there as long as all its words are; what came without words always is.
    """
    words: list[Piece] = []
    using: list[set[int]] = [set() for _ in pieces.of]

    def split(stretch: Stretch) -> list[Stretch]:
        row = []
        for place, text in enumerate(_WORD.split(stretch.text)):
            owners = frozenset((len(words),)) if place % 2 else frozenset[int]()
            row.append(Stretch(text, owners))
            if owners:
                words.append(Piece(text))
                for owner in stretch.owners:
                    using[owner] |= owners
        return row

    said = tuple(tuple(each for stretch in row for each in split(stretch)) for row in pieces.said)
    of = tuple(map(frozenset, using))

    def needed(places: Mapping[str, Places]) -> dict[str, Places]:
        return {key: _union(of[place] for place in owners) for key, owners in places.items()}

    def spoken(stretch: Stretch) -> Stretch:
        """A search word, with the places where it was said."""
        near = _union(of[owner] for owner in stretch.owners)
        same = frozenset(place for place in near if words[place].text.casefold() == stretch.text.casefold())
        return Stretch(stretch.text, same or near)

    searched = tuple(tuple(map(spoken, row)) for row in pieces.words)
    return (
        Pieces(pieces.state, tuple(words), needed(pieces.by_source), needed(pieces.by_item), said, searched),
        of,
    )


def _union(places: Iterable[Places]) -> Places:
    return frozenset().union(*places)
