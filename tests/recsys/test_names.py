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
