"""The sentences a small model may write: facts in every order that reads well, and no other way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrasing.reason_grammar import MOST, Material, merged, sentences
from bot.phrasing.sentences import MAX_CHARACTERS, clean, twice


@pytest.mark.parametrize(
    ("predicates", "one"),
    [
        (["is a romance film", "is a comedy film"], ("is a romance and comedy film",)),
        (["is tense in mood", "is slow in mood"], ("is tense and slow in mood",)),
        (["is a film with Ann Lee", "is a crime film"], ("is a crime film with Ann Lee",)),
        (["is an adventure film", "is a film with Ann Lee"], ("is an adventure film with Ann Lee",)),
        (["is not slow in mood", "is tense in mood"], ("is not slow in mood", "is tense in mood")),
        (["is from 1999", "is from 1999"], ("is from 1999",)),
        (["is from Japan", "has mild noise"], ("is from Japan", "has mild noise")),
    ],
)
def test_what_ends_alike_is_said_once(predicates: list[str], one: tuple[str, ...]) -> None:
    assert merged(predicates) == one


def test_a_thing_is_named_first_and_described_behind() -> None:
    material = Material(
        wishes=("is 116 minutes long", "has mild noise"), told=("is a film from 2001",), asked=True
    )
    assert (
        "You asked for “x”, and Brook is a film from 2001 that is 116 minutes long and has mild noise."
        in (sentences("You asked for “x”, and Brook", material, ("Brook",)))
    )
    material = Material(told=("is a film", "is directed by Ann Lee"))
    assert "Brook is a film directed by Ann Lee." in sentences("Brook", material, ("Brook",))


def test_what_it_is_about_ends_the_sentence_where_there_is_room() -> None:
    story = "A cook sails to an island."
    assert sentences("Brook", Material(told=("is a film",), story=story), ("Brook",)) == (
        "Brook is a film: a cook sails to an island.",
    )
    asked = sentences("Brook", Material(wishes=("is not red",), story="Ann sails."), ("Brook",))
    assert asked == ("Brook is not red, as you asked: Ann sails.",)
    long = "A " + "very " * 80 + "long way."
    assert sentences("Brook", Material(told=("is a film",), story=long), ("Brook",)) == ("Brook is a film.",)


PREDICATE = st.sampled_from(
    [
        "is a film",
        "is a film by A. Bee",
        "is from 1999",
        "has no noise",
        "has x among its uses",
        "is not red",
        "is red",
    ]
)


@given(
    st.lists(PREDICATE, max_size=4).map(merged), st.lists(PREDICATE, max_size=3).map(tuple),
    st.lists(PREDICATE, max_size=3).map(tuple), st.sampled_from(["", "A cook sails.", "Why?"]), st.booleans(),
)  # fmt: skip
def test_all_are_whole_short_sentences_that_begin_as_they_should(
    wishes: tuple[str, ...], shared: tuple[str, ...], told: tuple[str, ...], story: str, asked: bool
) -> None:
    made = sentences("12 Roads", Material(wishes, shared, told, story, asked), ("12 Roads", "A. Bee"))
    assert len(made) <= MOST
    for sentence in made:
        assert sentence.startswith("12 Roads ")
        assert sentence == clean(sentence, ("12 Roads", "A. Bee"))
        assert len(sentence) <= MAX_CHARACTERS
        assert not twice(sentence.removeprefix("12 Roads"))
