"""What of the visitor's words, and of the items named and shown, moved the score of an item that was shown.

Two accounts side by side: Shapley values over the pieces of what was said (bot.pieces), and LIME over its single
words. Beside them stands the attention of the model that was trained on the catalogue. Where they do not agree,
`note` says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bot.cutting import cut
from bot.pieces import Felt, Pieces
from bot.recommending import Recommending
from bot.state import as_when_chosen
from bot.texts import ENGLISH, Texts, texts
from bot.types import DialogueState
from bot.word_pieces import by_words
from bot.worth import Worth
from recsys.agreement import Agreement, agreement
from recsys.attribution import BUDGET, shapley
from recsys.errors import MissingPackage
from recsys.features import Floats
from recsys.words_view import lime


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the visitor and their share of the score; `source_id` is the chip they became, "" for mere wording."""

    text: str
    value: float
    source_id: str


@dataclass(frozen=True, slots=True)
class Named:
    """An item named or shown before and its share of the score.

    `weight` is its share of the attention of the model that was trained on the catalogue (adds up to 1); None where
    there is no such model or it does not know the item.
    """

    item_id: str
    title: str
    feeling: Felt
    value: float
    weight: float | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """`phrases` and `history` add up to `total` − `base`: the item's score before list variety, and what it would
    be had nothing been said or shown. Largest shares first.

    `error` is half the width of the widest 95 % interval of a share, 0 where `method` is exact. `lime` are the
    words that were said, in their order, with the weight that LIME gives each; None without its package. `agreement`
    is between the shares of all that has words in the ask and LIME's sums over those. `note` says in plain words
    whether the accounts agree, or what is lacking.
    """

    base: float
    total: float
    phrases: tuple[Phrase, ...]
    history: tuple[Named, ...]
    method: Literal["exact", "sampled"]
    error: float
    evaluations: int
    lime: tuple[tuple[str, float], ...] | None
    agreement: Agreement | None
    note: str


def attribute(
    recommending: Recommending,
    state: DialogueState,
    item_id: str,
    rng: np.random.Generator,
    say: Texts | None = None,
    budget: int = BUDGET,
) -> Attribution | None:
    """Of an item on the screen of `state`, the state right after the turn that showed it; None where the catalogue
    has the item no more. Exact where `budget` holds all coalitions of the pieces. `say` words the note."""
    pieces = cut(as_when_chosen(state), item_id)
    worth = Worth.of(recommending, pieces, item_id)
    if worth is None:
        return None
    shares = shapley(worth, len(pieces.of), rng, budget)
    say = say or texts(ENGLISH)
    seen = _seen(worth, shares.values, rng, say)
    attended = _attended(recommending, pieces)
    values = sorted(zip(pieces.of, shares.values.tolist(), strict=True), key=lambda pair: -abs(pair[1]))
    history = tuple(
        Named(piece.item_id, worth.titled(piece.item_id), piece.feeling, value, attended.get(piece.item_id))
        for piece, value in values
        if piece.feeling is not None
    )
    return Attribution(
        base=shares.base,
        total=shares.total,
        phrases=tuple(
            Phrase(piece.text, value, piece.source_id) for piece, value in values if piece.feeling is None
        ),
        history=history,
        method=shares.method,
        error=float(shares.errors.max(initial=0.0)),
        evaluations=shares.evaluations,
        lime=seen.words,
        agreement=seen.agreement,
        note=" ".join(filter(None, (seen.note, _attention_note(history, say)))),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """LIME's view of the words, and what to say of it."""

    words: tuple[tuple[str, float], ...] | None = None
    agreement: Agreement | None = None
    note: str = ""


def _seen(worth: Worth, shares: Floats, rng: np.random.Generator, say: Texts) -> _Seen:
    """Beside the `shares` of the pieces, shape (number of pieces,)."""
    words, of = by_words(worth.pieces)
    try:
        weights = lime(replace(worth, pieces=words), len(words.of), rng)
    except MissingPackage as error:
        return _Seen(note=say("why.lime.lacking", run=error.run))
    spoken = [place for place, its_words in enumerate(of) if its_words]
    summed = np.array([weights[sorted(of[place])].sum() for place in spoken])
    texts_of = [worth.pieces.of[place].text for place in spoken]
    told = tuple((piece.text, float(w)) for piece, w in zip(words.of, weights, strict=True))
    alike = agreement(shares[spoken], summed)
    return _Seen(told, alike, _note(alike, texts_of, shares[spoken], summed, say) if alike else "")


def _note(alike: Agreement, phrases: Sequence[str], ours: Floats, theirs: Floats, say: Texts) -> str:
    if alike.agree:
        return say("why.lime.agrees")
    if alike.top:
        return say("why.lime.partly")
    first = {
        "ours": phrases[int(np.argmax(np.abs(ours)))],
        "theirs": phrases[int(np.argmax(np.abs(theirs)))],
    }
    return say("why.lime.differs", **first)


def _attended(recommending: Recommending, pieces: Pieces) -> Mapping[str, float]:
    others = recommending.grounds.others if recommending.grounds else None
    return others.attended(pieces.state.said) if others else {}


def _attention_note(history: Sequence[Named], say: Texts) -> str:
    """Attention says what was looked at, not what came of it: told where the two are not the same."""
    looked_at = max(history, key=lambda named: named.weight or 0.0, default=None)
    if looked_at is None or not looked_at.weight or looked_at.item_id == history[0].item_id:
        return ""
    return say("why.attention.differs", ours=history[0].title, theirs=looked_at.title)
