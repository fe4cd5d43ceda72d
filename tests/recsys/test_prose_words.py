"""A word of an item's prose says of its own noun what it says, and of no other."""

from __future__ import annotations

import pytest

from recsys.grounding import Checker
from recsys.types import Evidence
from tests.recsys.worlds import FILM_ITEMS, FILMS, film

STORY = "A doll living a perfect plastic life begins to think of death and travels to the real world."
DOLL = film("d", "Doll", summary=STORY)
EVIDENCE = (Evidence("e1", "fact", STORY, "summary", (STORY,), (), "catalogue"),)


@pytest.mark.parametrize(
    ("sentence", "supported"),
    [
        ("Doll is a perfect pick.", False),
        ("It is a perfect film.", False),
        ("It is a real story.", False),
        ("It is about a doll.", True),
        ("It is the story of a doll living a perfect plastic life.", True),
    ],
)
def test_a_lone_word_is_not_taken_from_its_noun(sentence: str, supported: bool) -> None:
    verdict = Checker(FILMS, (*FILM_ITEMS, DOLL)).check(sentence, DOLL, EVIDENCE)
    assert verdict.supported is supported, verdict.problems
