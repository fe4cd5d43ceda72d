"""Numbers in sentences: of the item, of another that it is compared with, or of neither."""

from __future__ import annotations

import pytest

from recsys.evidence import gather
from recsys.explain import template_reason
from recsys.grounding import Checker
from recsys.types import Contribution, Evidence, Preferences, Recommendation, Taste, no_vector
from retrieval.types import Item, Noun, Schema, Slot

SCHEMA = Schema(
    (
        Slot(
            "chill",
            "number",
            "lowest temperature",
            "price",
            unit="degrees",
            phrase="for {}",
            more=("warmer",),
        ),
        Slot("story", "text", "story"),
    ),
    Noun("freezer", "freezers"),
)
MILD = Item("mild", "Harbor", {"chill": 4.0, "story": "It keeps its cold against two bumbling owners."})
COLD = Item("cold", "Grove 1", {"chill": -18.0})
CHECKER = Checker(SCHEMA, (MILD, COLD))
WARMER = Evidence(
    "e1",
    "against",
    "it is for 4 degrees, warmer than Grove 1 (-18 degrees)",
    "chill",
    ("4 degrees",),
    ("Grove 1",),
)
PROSE = Evidence("e2", "fact", str(MILD.values["story"]), "story", (str(MILD.values["story"]),))


@pytest.mark.parametrize("minus", ["-", "−"])
def test_a_number_below_zero_in_brackets_is_the_one_that_stands_before_it(minus: str) -> None:
    told = "It is for 4 degrees, warmer than Grove 1 ({}18 degrees)."
    assert CHECKER.check(told.format(minus), MILD, (WARMER,)).supported
    assert not CHECKER.check(told.format(""), MILD, (WARMER,)).supported


def test_a_number_that_something_is_held_against_is_no_comparison_where_nothing_is_compared() -> None:
    assert CHECKER.check(str(MILD.values["story"]), MILD, (PROSE,)).supported
    assert not CHECKER.check("It keeps its cold against three bumbling owners.", MILD, (PROSE,)).supported


def test_what_the_template_says_of_numbers_below_zero_is_accepted() -> None:
    liked = Preferences(tastes=(Taste(COLD, no_vector(), "liked", "I like Grove 1"),))
    found = Recommendation(MILD, 1, 0.5, (Contribution("liked", 0.5),))
    evidence = gather(found, liked, SCHEMA)
    assert CHECKER.check(template_reason(found, evidence, SCHEMA).text, MILD, evidence).supported
