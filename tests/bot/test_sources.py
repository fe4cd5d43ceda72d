"""What is kept of an utterance as the visitor's own words: the whole wish, and no more than it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.tokens import readable, text_of, tokenize
from bot.types import DialogueState
from tests.bot.shelves import (
    BOOK_SCHEMA,
    BOOKS,
    FILM_SCHEMA,
    FILMS,
    KETTLE_SCHEMA,
    KETTLES,
    ListShelf,
    reader,
)

FILM_READER = reader(ListShelf(FILM_SCHEMA, FILMS))
KETTLE_READER = reader(ListShelf(KETTLE_SCHEMA, KETTLES))
BOOK_READER = reader(ListShelf(BOOK_SCHEMA, BOOKS))
WORDS = [
    "no",
    "not",
    "too",
    "nothing",
    "horror",
    "or",
    "and",
    ",",
    "tense",
    "by",
    "Heat",
    "under",
    "2",
    "hours",
    "-",
]


def sources(text: str) -> list[str]:
    act = FILM_READER.understand(DialogueState(), text)
    return list(dict.fromkeys([*(c.source for c in act.constraints), *(s.source for s in act.soft)]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "something like Heat, but after 2000 and under two hours, nothing too bloody",
            ["after 2000", "under two hours", "nothing too bloody"],
        ),
        ("no horror", ["no horror"]),
        ("from 2000 on", ["from 2000 on"]),
        ("no horror or war, please", ["no horror", "no horror or war"]),
        ("something tense, not with Al Pacino", ["not with Al Pacino", "tense"]),
        ("a feel-good film", ["feel-good"]),
        ("a feel good film", ["feel good"]),
        ("I don't want anything scary", ["don't want anything scary"]),
        ("I hate musicals", ["hate musicals"]),
        ("anything but war", ["anything but war"]),
        ("any language but english", ["any language but english"]),
        ("not too old, and not too sad", ["not too old", "not too sad"]),
        ("lots of nudity", ["lots of nudity"]),
        ("less violent than Heat", ["less violent than Heat"]),
        ("shorter than 100 minutes", ["shorter than 100 minutes"]),
        ("horror but not gory", ["horror", "not gory"]),
        ("no gore. Tense", ["no gore", "Tense"]),
    ],
)
def test_a_wish_is_quoted_whole_and_without_what_is_around_it(text: str, said: list[str]) -> None:
    assert sources(text) == said


def test_kettles_and_books_are_quoted_alike() -> None:
    assert [
        c.source for c in KETTLE_READER.understand(DialogueState(), "not red, under 30 euros").constraints
    ] == [
        "not red",
        "under 30 euros",
    ]
    act = BOOK_READER.understand(DialogueState(), "published before 1950")
    assert [c.source for c in act.constraints] == ["before 1950"]


@given(st.lists(st.sampled_from(WORDS)))
def test_every_quoted_wish_is_a_stretch_of_what_was_said(words: list[str]) -> None:
    text = " ".join(words)
    spoken = "".join(text_of(tokens, 0, len(tokens)).split()) if (tokens := tokenize(readable(text))) else ""
    for source in sources(text):
        for part in source.split(" or "):
            assert "".join(part.split()) in spoken
