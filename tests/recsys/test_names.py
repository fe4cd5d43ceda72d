"""Titles that are words of a story: recited whole it stands, changed it does not."""

from __future__ import annotations

import pytest

from recsys.grounding import Checker
from recsys.types import Evidence
from retrieval.types import Item, Noun, Schema, Slot

SCHEMA = Schema((Slot("story", "text", "story", role="description"),), Noun("book", "books"))
STORY = "Rain falls on the town while two sisters wait for a letter."
BOOK = Item("b", "The Letter", {"story": STORY})
OTHER = Item("a", "Rain", {"story": "A clerk loses his umbrella."})
EVIDENCE = (Evidence("e1", "fact", STORY, "story", (STORY,), (), "catalogue"),)


@pytest.mark.parametrize(
    ("sentence", "supported"),
    [
        (STORY, True),
        ("Rain falls on the harbour while two sisters wait for a letter.", False),
        ("Rain waits for a letter.", False),
    ],
)
def test_a_story_that_begins_with_a_title_may_only_be_recited(sentence: str, supported: bool) -> None:
    assert Checker(SCHEMA, [BOOK, OTHER]).check(sentence, BOOK, EVIDENCE).supported is supported


FILMS = Schema(
    (
        Slot("cast", "name", "cast", role="person", many=True, phrase="with {}"),
        Slot("directors", "name", "director", role="maker", many=True, phrase="directed by {}"),
        Slot("places", "category", "place", role="origin", many=True, phrase="from {}"),
    ),
    Noun("film", "films"),
)
NAMESAKES = Item("n", "Grove", {"cast": ("Abara Belov",), "directors": ("Abara Fontaine", "Durand Belov")})


def namesakes(sentence: str) -> bool:
    evidence = (
        Evidence("e1", "fact", "it is a film with Abara Belov", "cast", ("Abara Belov",), (), "catalogue"),
        Evidence("e2", "fact", "it is directed by", "directors", ("Abara Fontaine", "Durand Belov")),
        Evidence("e3", "fact", "it is not a film with Fontaine Castell", "cast", ("not Fontaine Castell",)),
        Evidence("e4", "fact", "it is from Delta, Amber and Brisk", "places", ("Delta", "Amber", "Brisk")),
    )
    elsewhere = Item("o", "Hill", {"places": ("Delta Amber",)})
    return Checker(FILMS, [NAMESAKES, elsewhere]).check(sentence, NAMESAKES, evidence).supported


def test_namesakes_in_different_parts_are_told_apart() -> None:
    assert namesakes("It is a film with Abara Belov, directed by Abara Fontaine and Durand Belov.")
    assert namesakes("It is a film with Abara Belov and is not a film with Fontaine Castell.")
    assert not namesakes("It is a film with Abara Fontaine.")
    assert not namesakes("It is directed by Abara Belov.")
    assert not namesakes("It is a film with Fontaine Castell.")


def test_a_list_is_not_read_as_another_things_longer_name() -> None:
    assert namesakes("It is from Delta, Amber and Brisk.")
    assert not namesakes("It is from Delta Amber.")


def test_a_series_named_like_its_first_part_is_the_series_where_it_is_announced() -> None:
    slots = (Slot("series", "name", "series", "series", phrase="in the series {}", names=("series",)),)
    club = Item("1", "The Camel Club", {"series": ("Camel Club",)})
    evidence = (
        Evidence("e1", "said", "you asked for “Camel Club” and it is in the series Camel Club", "series",
                 ("Camel Club",), (), "Camel Club"),
    )  # fmt: skip
    checker = Checker(Schema(slots, Noun("book", "books")), [club])
    verdict = checker.check("It is in the series Camel Club, as you asked.", club, evidence)
    assert (verdict.problems, verdict.used) == ((), ("e1",))
