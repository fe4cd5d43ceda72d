"""Words that may be said, held to token by token."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.word_rule import WordRule, words_in

RULE = WordRule(words_in("Heat is a sci-fi film by J. R. Mann, and Pirate's 119 minutes A.I."))


@pytest.mark.parametrize(
    ("text", "piece", "allowed"),
    [
        ("", "He", True), ("He", "at", True), ("He", "aven", False), ("Heat is a", " fi", True),
        ("Heat is a", " fo", False), ("a fil", "m", True), ("a fil", "ms", False), ("a film", "¹", True),
        ("a film", ", and", True), ("a film", ", but", False), ("a film", ".", True), ("a sci", "-", True),
        ("a sci-", "fi", True), ("a sci-", "ence", False), ("Pirate", "'s", True), ("Heat", "'s", True),
        ("by J", ".", True), ("by J.", " R", True), ("a", " 11", True), ("11", "9", True), ("11", "8", False),
        ("a film", " “", True), ("A", ".I", True), ("", "\n", True), ("HEAT", " IS", True),
    ],
)  # fmt: skip
def test_a_piece_may_follow_where_its_words_may_be_said(text: str, piece: str, allowed: bool) -> None:
    assert RULE.allows(text, piece) is allowed


@given(
    st.lists(st.sampled_from(["Heat", "is", "a", "film", "Mann", "119"]), min_size=1, max_size=8), st.data()
)
def test_whatever_is_made_of_the_words_may_be_said_in_any_pieces(
    said: list[str], data: st.DataObject
) -> None:
    text = " ".join(said)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))) | {0, len(text)})
    for start, end in pairwise(cuts):
        assert RULE.allows(text[:start], text[start:end])
