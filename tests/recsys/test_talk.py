"""What was learned of talk: a direction to search in, and the fit of whatever is found, from one reading."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.context_text import titles_in
from recsys.dialogues import Utterance
from recsys.talk import Talk
from retrieval.encoder import HashingEncoder
from retrieval.types import Matrix
from tests.recsys.teas import ITEMS, SCHEMA

D = 32
VECTORS = HashingEncoder(D).encode([f"{item.title} {item.values['taste']}" for item in ITEMS])
PROJECTION = np.random.default_rng(1).normal(size=(D, D)).astype(np.float32)
SMOKY = (Utterance("seeker", "smoked over pine fires"),)


class Counting(HashingEncoder):
    """Remembers every text that it was asked to read."""

    def __init__(self) -> None:
        super().__init__(D)
        self.read: list[str] = []

    def encode(self, texts: list[str]) -> Matrix:  # type: ignore[override]
        self.read += texts
        return super().encode(texts)


def talk(encoder: HashingEncoder | None = None) -> Talk:
    return Talk(encoder or HashingEncoder(D), PROJECTION, 2.0)  # type: ignore[arg-type]


def test_the_direction_is_that_in_which_the_fit_grows() -> None:
    wanted = talk().wanted(SMOKY, {})
    assert (wanted.dtype, wanted.shape) == (np.float32, (D,))
    assert np.linalg.norm(wanted) == pytest.approx(1.0)
    fits = talk().fit(SMOKY, {}, VECTORS.astype(np.float64))
    assert np.argsort(VECTORS @ wanted).tolist() == np.argsort(fits).tolist()


def test_there_is_no_direction_where_nothing_was_said() -> None:
    encoder = Counting()
    assert not talk(encoder).wanted((), {}).any()
    assert encoder.read == []


def test_a_conversation_is_read_once_for_all_that_is_asked_of_it() -> None:
    encoder = Counting()
    listening = talk(encoder)
    for _ in range(2):
        listening.wanted(SMOKY, {})
        listening.fit(SMOKY, {}, VECTORS.astype(np.float64))
    assert encoder.read == ["user: smoked over pine fires"]
    with pytest.raises(ValueError, match="read-only"):
        listening.query("user: smoked over pine fires")[0] = 1.0


def test_titles_are_told_of_the_items_that_are_still_there() -> None:
    said = (Utterance("seeker", "like Dew", ("dew",)), Utterance("recommender", items=("fern", "gone")))
    assert titles_in(said, SCHEMA, {item.id: item for item in ITEMS}.get) == {"dew": "Dew", "fern": "Fern"}


def test_what_was_read_ahead_is_read_once_and_together_and_told_the_same() -> None:
    encoder = Counting()
    ahead, plain = talk(encoder), talk()
    asked = [SMOKY, (Utterance("seeker", "sleepy chamomile"),), ()]
    ahead.read_ahead(asked, {})
    ahead.read_ahead(asked, {})
    assert encoder.read == ["user: smoked over pine fires", "user: sleepy chamomile"]
    for conversation in asked:
        np.testing.assert_array_equal(
            ahead.fit(conversation, {}, VECTORS), plain.fit(conversation, {}, VECTORS)
        )
    assert len(encoder.read) == 2


def test_what_was_asked_longest_ago_is_forgotten_first() -> None:
    encoder = Counting()
    heard = talk(encoder)
    first, *others = [(Utterance("seeker", f"tea {n}"),) for n in range(1_024)]
    heard.read_ahead([first, *others], {})
    heard.wanted(first, {})
    heard.wanted((Utterance("seeker", "one more"),), {})
    encoder.read.clear()
    heard.wanted(first, {})
    assert encoder.read == []
    heard.wanted(others[0], {})
    assert encoder.read == ["user: tea 1"]
