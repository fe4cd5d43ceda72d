"""What was said and shown as pieces that an explanation can give credit to, and the state with only some of them.

A piece is a phrase of the visitor (with the conditions, wishes and search words that were understood by it), what is
left of their wording, or an item named or shown. Without a phrase its words are gone from all that the ranking reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.types import DialogueState, Mention
from recsys.dialogues import Utterance
from recsys.types import Feeling, SoftPreference
from retrieval.types import Constraint

Felt = Feeling | Literal["shown"]
Places = frozenset[int]


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` is the visitor's words, "" for an item that was only shown; `source_id` the chip that stands for it, ""
    where none does; `item_id` and `feeling` are of items."""

    text: str
    source_id: str = ""
    item_id: str = ""
    feeling: Felt | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text and the places of the pieces that use it. It stays as long as one of them is there, and
    always where none does."""

    text: str
    owners: Places

    def kept(self, there: Places) -> bool:
        return not self.owners or bool(self.owners & there)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A state and what it is made of.

    `by_source` and `by_item` say which places in `of` a condition or wish, or an item, cannot do without; `said` has
    one row of stretches an utterance, `words` one for each of the state's words.
    """

    state: DialogueState
    of: tuple[Piece, ...]
    by_source: Mapping[str, Places]
    by_item: Mapping[str, Places]
    said: tuple[tuple[Stretch, ...], ...]
    words: tuple[tuple[Stretch, ...], ...]

    def only(self, present: Sequence[bool]) -> DialogueState:
        """The state had only these pieces been there, one truth a piece; with all of them the state itself."""
        if all(present):
            return self.state
        there = frozenset(place for place, is_there in enumerate(present) if is_there)

        def understood(piece: Constraint | SoftPreference) -> bool:
            return self.by_source[words_of(piece)] <= there

        def known(ids: Iterable[str]) -> tuple[str, ...]:
            return tuple(item_id for item_id in ids if self.by_item[item_id] <= there)

        def mentioned(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
            return tuple(mention for mention in mentions if self.by_item[mention.item_id] <= there)

        state = self.state
        words = (" ".join(s.text for s in each if s.kept(there)) for each in self.words)
        said = (
            replace(utterance, text=_text(stretches, there), items=known(utterance.items))
            for utterance, stretches in zip(state.said, self.said, strict=True)
        )
        return replace(
            state,
            words=tuple(filter(None, words)),
            constraints=tuple(filter(understood, state.constraints)),
            soft=tuple(filter(understood, state.soft)),
            liked=mentioned(state.liked),
            disliked=mentioned(state.disliked),
            like_this=mentioned(state.like_this),
            shown=known(state.shown),
            said=_spoken(said),
        )


def words_of(piece: Constraint | SoftPreference) -> str:
    """The words by which a condition or a wish came in; what it asks for, where it came in without words."""
    return piece.source or f"{piece.slot} {piece.value}"


def _text(stretches: Sequence[Stretch], there: Places) -> str:
    text = " ".join("".join(s.text if s.kept(there) else " " for s in stretches).split())
    return text if any(sign.isalnum() for sign in text) else ""


def _spoken(said: Iterable[Utterance]) -> tuple[Utterance, ...]:
    """As the state keeps it: nothing empty, and no items shown before anything was said (bot.said)."""
    spoken = [u for u in said if u.text or (u.role == "recommender" and u.items)]
    first = next((place for place, u in enumerate(spoken) if u.role == "seeker"), len(spoken))
    return tuple(spoken[first:])
