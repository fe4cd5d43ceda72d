"""A title that begins with "The" is liked like any other."""

from __future__ import annotations

import pytest

from recsys.grounding import Checker
from recsys.types import Evidence
from tests.recsys.worlds import COLLATERAL, FILMS, film

SHOES = film("shoes", "The Red Shoes", year=1948, genres=("crime", "thriller"))
LIKED = Evidence(
    "e1", "liked", "like The Red Shoes, which you liked, it is a crime film", "genres", ("crime",),
    ("The Red Shoes",), "I liked The Red Shoes",
)  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "You liked The Red Shoes, and this is a crime film.",
        "Like The Red Shoes, which you liked, it is a crime film.",
    ],
)
def test_a_title_with_an_article_of_its_own_was_liked(sentence: str) -> None:
    assert Checker(FILMS, (COLLATERAL, SHOES)).check(sentence, COLLATERAL, (LIKED,)).supported
