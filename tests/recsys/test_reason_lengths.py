"""Template reasons at the length that a site asks for."""

from __future__ import annotations

import pytest

from recsys.evidence import gather
from recsys.explain import Length, template_reason
from recsys.grounding import Checker
from recsys.types import Contribution, Preferences, Recommendation, SoftPreference
from retrieval.types import Constraint, Item
from tests.recsys.worlds import COLLATERAL, COLLATERAL_STORY, FILM_ITEMS, FILMS, TOTORO

UNDER = Constraint("runtime", "<", 120, "under two hours")
CALM = SoftPreference("violence", 0.0, 1.0, "nothing too bloody")


def reason(item: Item, preferences: Preferences, length: Length) -> str:
    one = Recommendation(item, 1, 0.0, (Contribution("wishes", 0.0),))
    evidence = gather(one, preferences, FILMS)
    written = template_reason(one, evidence, FILMS, length)
    assert Checker(FILMS, FILM_ITEMS).check(written.text, item, evidence).supported
    assert all(one in evidence for one in written.evidence)
    return written.text


def test_a_longer_reason_begins_with_the_shorter_one() -> None:
    asked = Preferences(constraints=(UNDER,))
    short, medium, long = (reason(COLLATERAL, asked, length) for length in ("short", "medium", "long"))
    assert medium == f"{short} {COLLATERAL_STORY}"
    assert long.startswith(f"{medium} It ")
    assert "119" in short


@pytest.mark.parametrize("length", ["short", "medium", "long"])
def test_what_speaks_against_is_said_at_any_length(length: Length) -> None:
    text = reason(COLLATERAL, Preferences(constraints=(UNDER,), soft=(CALM,)), length)
    assert text.endswith("Mind that it has strong violence, though you asked for “nothing too bloody”.")


@pytest.mark.parametrize("length", ["short", "medium", "long"])
def test_an_open_ask_is_answered_at_any_length(length: Length) -> None:
    assert reason(TOTORO, Preferences(), length)
