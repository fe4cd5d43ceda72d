"""What a model wrote becomes one clean sentence, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrasing.sentences import MAX_CHARACTERS, clean, end_of_sentence, repeats


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("It is a quiet kettle. It is also loud.", "It is a quiet kettle."),
        ("  it is a **quiet** kettle.\n\nMore", "It is a quiet kettle."),
        ('"It is a quiet kettle."', "It is a quiet kettle."),
        ("Sure! Here is one: It is a quiet kettle.", "It is a quiet kettle."),
        ("- It is a quiet\u200b kettle.", "It is a quiet kettle."),
        ("It holds 0.8 litres and more. Yes.", "It holds 0.8 litres and more."),
        ("Like Dr. No, it is a film! Ha.", "Like Dr. No, it is a film!"),
        ("It is a <b>quiet</b> [kettle](http://x).", "It is a quiet ."),
        ("It goes on and on and", ""),
        ("Yes. Indeed.", ""),
        ("It is \ufffd broken in the middle.", ""),
        ("", ""),
        (f"It is {'very ' * 80}long.", ""),
    ],
)
def test_the_first_sentence_is_kept_and_nothing_else(text: str, sentence: str) -> None:
    assert clean(text, names=("Dr. No",)) == sentence


def test_a_full_stop_in_a_name_ends_nothing() -> None:
    assert end_of_sentence("With E.T. The end", ()) == len("With E.T.")
    assert end_of_sentence("With E.T. The end", ("E.T. The end",)) is None


@given(st.text())
def test_whatever_a_model_writes_what_is_kept_is_short_and_printable(text: str) -> None:
    kept = clean(text)
    assert len(kept) <= MAX_CHARACTERS
    assert kept.isprintable()
    assert not set(kept) & set("*`<|")


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        ("so so so", True),
        ("it is it is it is", True),
        ("it is and it is not", False),
        ("", False),
        ("a", False),
    ],
)
def test_going_in_circles_is_noticed(text: str, circles: bool) -> None:
    assert repeats(text) is circles
