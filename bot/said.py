"""What was said, as the ranking reads it: in the visitor's words, bounded, without what was taken back.

A state keeps what its visitor said of their wishes and which items were shown after each. All pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.types import DialogueState, Mention, UserAct
from recsys.dialogues import Utterance
from recsys.types import SoftPreference
from retrieval.types import Constraint

Said = tuple[Utterance, ...]
_LETTER = r"[^\W\u3400-\u9fff]"  # Chinese words have no edges
MOST_SAID: Final = 16
LONGEST_SAID: Final = 600
"""Utterances kept, and characters of each: more than the ranking's encoder reads, so that it is full."""


def carries_wishes(act: UserAct) -> bool:
    """Whether the utterance says anything of what is wanted: a chip pressed or "more" does not."""
    return bool(
        act.words or act.constraints or act.soft or act.critiques or act.liked or act.disliked
        or act.like_this or act.missing
    )  # fmt: skip


def with_words(said: Said, text: str, named: Iterable[Mention] = ()) -> Said:
    """With an utterance of the visitor and the items named in it, unless it is the last one already."""
    items = tuple(dict.fromkeys(mention.item_id for mention in named))
    return _bounded(said, Utterance("seeker", text[-LONGEST_SAID:], items))


def with_shown(said: Said, ids: Sequence[str]) -> Said:
    """With the items shown in answer; nothing where nothing was said that they could answer.

    All that was read when they were chosen is kept beside them, so that they can be chosen again.
    """
    return (*latest(said), Utterance("recommender", items=tuple(ids))) if said else said


def latest(said: Said) -> Said:
    """As much of it as the ranking reads."""
    return said[-MOST_SAID:]


def in_own_words(state: DialogueState) -> Said:
    """The wish as the catalogue itself would put it: the values wanted and the items liked, in no other words.

    For conversations in a language that the ranking has not learned: only what was understood is heard.
    """
    wanted = [c.value for c in state.constraints if c.op in ("=", "in")]
    wanted += [wish.value for wish in state.soft if wish.weight > 0]
    words = [text for value in wanted for text in (value if isinstance(value, tuple) else (value,))]
    items = tuple(dict.fromkeys(mention.item_id for mention in (*state.like_this, *state.liked)))
    text = ", ".join(dict.fromkeys(word for word in words if isinstance(word, str)))
    return (Utterance("seeker", text, items),) if text or items else ()


def before_showing(said: Said) -> Said:
    """As it was when the items on the screen were chosen."""
    return said[:-1] if said and said[-1].role == "recommender" else said


def sources(state: DialogueState) -> frozenset[str]:
    """The visitor's own words for everything that the state holds."""
    pieces: tuple[Constraint | SoftPreference | Mention, ...] = (
        *state.constraints, *state.soft, *state.liked, *state.disliked, *state.like_this,
    )  # fmt: skip
    return frozenset((*(piece.source for piece in pieces), *state.words)) - {""}


def named(state: DialogueState) -> frozenset[Mention]:
    """The items that the visitor spoke of, with their words for each."""
    return frozenset((*state.liked, *state.disliked, *state.like_this))


def without_items(said: Said, gone: Iterable[Mention]) -> Said:
    """Without the ids of items that are no longer spoken of as they were; what was shown stays shown."""
    ids = frozenset(mention.item_id for mention in gone)
    return tuple(
        u if u.role == "recommender" else replace(u, items=tuple(i for i in u.items if i not in ids))
        for u in said
    )


def without(said: Said, gone: Iterable[str], held: Iterable[str]) -> Said:
    """Without the words of what was taken back.

    `held` are the words of what still holds: those that share words with what goes ("no A" and "no A or B") go
    with it, since half of them would say the opposite. Utterances with nothing left are left out.
    """
    gone, held = tuple(gone), tuple(held)
    if not gone:
        return said
    kept = [u if u.role == "recommender" else replace(u, text=_cut(u.text, gone, held)) for u in said]
    spoken = [u for u in kept if u.role == "recommender" or u.text]
    first = next((place for place, u in enumerate(spoken) if u.role == "seeker"), len(spoken))
    return tuple(spoken[first:])


def _bounded(said: Said, utterance: Utterance) -> Said:
    return said if said[-1:] == (utterance,) else (*said, utterance)[-MOST_SAID:]


def _cut(text: str, gone: Sequence[str], held: Sequence[str]) -> str:
    out = [span for source in gone for span in spans(text, source)]
    rest = [span for source in held for span in spans(text, source)]
    while touched := [span for span in rest if any(_overlap(span, cut) for cut in out)]:
        out += touched
        rest = [span for span in rest if span not in touched]
    if not out:
        return text
    left = "".join(sign for place, sign in enumerate(text) if not any(a <= place < b for a, b in out))
    left = " ".join(left.split())
    return left if any(sign.isalnum() for sign in left) else ""


def spans(text: str, source: str) -> list[tuple[int, int]]:
    """Where the words stand in the text: together, or each where they are what was left over of a sentence."""
    words = [re.escape(word) for word in source.split()]
    whole = _found(text, r"\s+".join(words))
    return whole or [span for word in words for span in _found(text, word)]


def _found(text: str, pattern: str) -> list[tuple[int, int]]:
    whole = rf"(?<!{_LETTER}){pattern}(?!{_LETTER})"
    return [match.span() for match in re.finditer(whole, text, re.IGNORECASE)]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
