"""Cuts a state into its pieces: which of the visitor's words brought which part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from bot.chip_ids import constraint_chip, item_chip, soft_chip, words_chip
from bot.pieces import Piece, Pieces, Stretch, words_of
from bot.said import spans
from bot.types import DialogueState, Mention
from recsys.types import Feeling

_BREAK: Final = re.compile(r"[,;:.!?()\n]")
_GAP: Final = " … "

Span = tuple[int, int]


def cut(state: DialogueState, item_id: str) -> Pieces:
    """The pieces of a state as it was when the item was chosen, leaving out what was said of the item itself."""
    state = _without(state, item_id)
    cutting = _Cutting.of(state)
    by_source = cutting.take_phrases(state)
    by_item = cutting.take_items(state)
    words = tuple(cutting.take_words(words) for words in state.words)
    cutting.take_rest()
    said = tuple(_stretches(text, owners) for text, owners in zip(cutting.texts, cutting.owners, strict=True))
    return Pieces(state, tuple(cutting.pieces), _alone(by_source), _alone(by_item), said, words)


@dataclass(slots=True)
class _Cutting:
    """`owners` has for each character of each text the places of the pieces that use it."""

    texts: list[str]
    owners: list[list[set[int]]]
    pieces: list[Piece] = field(default_factory=list)

    @classmethod
    def of(cls, state: DialogueState) -> _Cutting:
        texts = [utterance.text for utterance in state.said]
        return cls(texts, [[set() for _ in text] for text in texts])

    def take_phrases(self, state: DialogueState) -> dict[str, int]:
        """Conditions and wishes understood by the same words are one piece."""
        by_source: dict[str, int] = {}
        chips = [(words_of(c), constraint_chip(c)) for c in state.constraints]
        for source, chip in [*chips, *((words_of(s), soft_chip(s)) for s in state.soft)]:
            if source not in by_source:
                by_source[source] = self._add(Piece(source, chip))
                self._mark(source, by_source[source])
        return by_source

    def take_items(self, state: DialogueState) -> dict[str, int]:
        """How the visitor feels of an item counts over its having been shown."""
        felt: tuple[tuple[Feeling, tuple[Mention, ...]], ...] = (
            ("like this", state.like_this), ("liked", state.liked), ("disliked", state.disliked),
        )  # fmt: skip
        by_item: dict[str, int] = {}
        for feeling, mentions in felt:
            for mention in mentions:
                if mention.item_id not in by_item:
                    chip = item_chip(feeling, mention.item_id)
                    by_item[mention.item_id] = self._add(
                        Piece(mention.source, chip, mention.item_id, feeling)
                    )
                self._mark(mention.source, by_item[mention.item_id])
        for shown in (*state.shown, *(item for utterance in state.said for item in utterance.items)):
            if shown not in by_item:
                by_item[shown] = self._add(Piece("", "", shown, "shown"))
        return by_item

    def take_words(self, words: str) -> tuple[Stretch, ...]:
        """The search words, each with the phrases that it stands in. What stands in none is a phrase of its own, as
        it stands in the utterance: with what lies between, up to the next phrase or break."""
        tokens = words.split()
        number, places = self._found(tokens)
        if not places:
            piece = self._add(Piece(words, words_chip(words)))
            return (Stretch(words, frozenset((piece,))),)
        text, owners = self.texts[number], self.owners[number]

        def joined(gap: Span) -> bool:
            return not any(owners[slice(*gap)]) and not _BREAK.search(text[slice(*gap)])

        for run in _runs([place for place in places if not any(owners[slice(*place)])], joined):
            self._claim(number, run, self._add(Piece(text[slice(*run)], words_chip(words))))
        return tuple(
            Stretch(token, frozenset().union(*owners[slice(*place)]))
            for token, place in zip(tokens, places, strict=True)
        )

    def take_rest(self) -> None:
        """All wording that no piece uses is one piece: "I loved …" and "what next?" are heard too."""
        left = []
        for text, owners in zip(self.texts, self.owners, strict=True):
            for free, signs in groupby(zip(text, owners, strict=True), key=lambda pair: not pair[1]):
                words = "".join(sign for sign, _ in signs).strip(" ,;:.!?\n")
                left += [words] if free and any(map(str.isalnum, words)) else []
        if left:
            rest = self._add(Piece(_GAP.join(left)))
            for owners in self.owners:
                for users in owners:
                    users |= {rest} if not users else set()

    def _add(self, piece: Piece) -> int:
        self.pieces.append(piece)
        return len(self.pieces) - 1

    def _mark(self, source: str, piece: int) -> None:
        for number, text in enumerate(self.texts):
            for span in spans(text, source) if source else ():
                self._claim(number, span, piece)

    def _claim(self, number: int, span: Span, piece: int) -> None:
        for users in self.owners[number][slice(*span)]:
            users.add(piece)

    def _found(self, tokens: Sequence[str]) -> tuple[int, list[Span]]:
        """The last utterance that has all of these words in their order, and where; no places where none has."""
        for number in reversed(range(len(self.texts))):
            if places := _in_order(self.texts[number], tokens):
                return number, places
        return -1, []


def _in_order(text: str, tokens: Sequence[str]) -> list[Span]:
    text = text.replace("’", "'")  # as the words are told
    places: list[Span] = []
    for token in tokens:
        pattern = re.compile(rf"(?<!\w){re.escape(token)}(?!\w)", re.IGNORECASE)
        match = pattern.search(text, places[-1][1] if places else 0)
        if match is None:
            return []
        places.append(match.span())
    return places


def _alone(places: Mapping[str, int]) -> dict[str, frozenset[int]]:
    return {key: frozenset((place,)) for key, place in places.items()}


def _runs(places: Sequence[Span], joined: Callable[[Span], bool]) -> list[Span]:
    """Neighbours joined into one wherever what lies between them allows it."""
    runs: list[Span] = []
    for start, end in places:
        if runs and joined((runs[-1][1], start)):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _stretches(text: str, owners: Sequence[set[int]]) -> tuple[Stretch, ...]:
    cut = groupby(zip(text, owners, strict=True), key=lambda pair: pair[1])
    return tuple(Stretch("".join(sign for sign, _ in signs), frozenset(users)) for users, signs in cut)


def _without(state: DialogueState, item_id: str) -> DialogueState:
    """Had nothing been said of the item: no item is recommended for being liked."""

    def others(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(mention for mention in mentions if mention.item_id != item_id)

    return replace(
        state,
        liked=others(state.liked),
        disliked=others(state.disliked),
        like_this=others(state.like_this),
        shown=tuple(shown for shown in state.shown if shown != item_id),
        said=tuple(replace(u, items=tuple(i for i in u.items if i != item_id)) for u in state.said),
    )
