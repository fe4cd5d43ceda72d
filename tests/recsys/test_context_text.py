"""A conversation as the text that the encoder reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recsys.context_text import context_text
from recsys.dialogues import Utterance

TITLES = {"a": "Assam (2019)", "b": "Keemun"}
utterances = st.builds(
    Utterance,
    st.sampled_from(("seeker", "recommender")),
    st.text(),
    st.lists(st.sampled_from(("a", "b", "elsewhere"))).map(tuple),
)


def test_each_side_speaks_on_its_own_line_oldest_first() -> None:
    said = (Utterance("seeker", "Something malty?"), Utterance("recommender", "Try Assam", ("a",)))
    assert context_text(said, TITLES) == "user: Something malty?\nbot: Try Assam"


def test_what_was_named_without_words_is_told_by_its_titles() -> None:
    said = (Utterance("recommender", "", ("a", "b")), Utterance("seeker", " \n", ("b",)))
    assert context_text(said, TITLES) == "bot: Assam (2019), Keemun\nuser: Keemun"


def test_items_that_are_not_known_have_no_title_to_tell() -> None:
    said = (Utterance("seeker", "", ("elsewhere", "b")), Utterance("seeker", "", ("elsewhere",)))
    assert context_text(said, TITLES) == "user: Keemun"


def test_space_of_any_kind_is_one_blank() -> None:
    assert context_text((Utterance("seeker", "  a\tcup \n\n of\u00a0tea "),), {}) == "user: a cup of tea"


def test_nothing_said_is_no_text() -> None:
    assert context_text((), TITLES) == ""
    assert context_text((Utterance("seeker"), Utterance("recommender", "\t")), TITLES) == ""


@given(st.lists(utterances))
def test_nobody_can_speak_for_the_other_side(said: list[Utterance]) -> None:
    lines = context_text(said, TITLES).split("\n")
    assert len(lines) <= max(1, len(said))
    assert all(line.startswith(("user: ", "bot: ")) for line in lines if line)
