"""How values are said in a sentence, by the schema of their catalogue."""

from __future__ import annotations

import json
from pathlib import Path

from recsys import phrases
from recsys.evidence import predicate_or_lack
from retrieval.schema_file import parse_schema, schema_text
from retrieval.types import Noun, Schema, Slot

THEMES = Slot(
    "themes", "category", "theme", "topic", phrase="about {}",
    told={"heist": "about a heist", "grief": "about grief", "robots and AI": "about robots and AI",
          "book": "based on a book"},
)  # fmt: skip
MOODS = Slot("moods", "category", "mood", "mood", phrase="{} in mood", told={"slow": "slow", "dark": "dark"})
SHELF = Schema((THEMES, MOODS), Noun("film", "films"))


def test_values_are_told_as_the_catalogue_tells_them() -> None:
    assert phrases.predicate(THEMES, ("heist", "grief"), SHELF) == "is about a heist and grief"
    assert phrases.predicate(MOODS, ("slow", "dark"), SHELF) == "is slow and dark"
    assert phrases.predicate(THEMES, ("grief", "book"), SHELF) == "is about grief and based on a book"
    assert predicate_or_lack(THEMES, ("not heist",), SHELF) == "is not about a heist"


def test_a_value_that_holds_an_and_comes_before_the_others() -> None:
    said = phrases.predicate(THEMES, ("grief", "robots and AI", "heist"), SHELF)
    assert said == "is about robots and AI, grief and a heist"
    assert phrases.predicate(THEMES, ("grief", "robots and AI"), SHELF) == "is about robots and AI, and grief"


def test_a_value_that_the_catalogue_does_not_tell_stays_a_label() -> None:
    assert phrases.predicate(THEMES, ("sea",), SHELF) == "has sea among its themes"
    assert phrases.predicate(MOODS, ("slow", "warm"), SHELF) == "is slow and warm in mood"


def test_what_a_thing_is_comes_first_what_it_is_about_after_it_and_what_it_is_not_last() -> None:
    crime, about, slow, war = "is a crime film", "is about grief", "is slow", "is not a war film"
    assert phrases.predicates([about, crime]) == "is a crime film about grief"
    assert phrases.predicates([crime, "is slow and dark"]) == "is a crime film that is slow and dark"
    assert phrases.predicates([war, about, slow]) == "is slow and about grief, and is not a war film"
    assert phrases.predicates([war, about]) == "is about grief and is not a war film"
    assert (
        phrases.predicates(["is from 2004", "is 90 minutes long", "has no songs"])
        == "is from 2004 and 90 minutes long, and has no songs"
    )
    assert phrases.predicates([]) == ""


def test_more_is_said_right_behind_a_thing_where_it_can_be() -> None:
    book = "is a book with 90 ratings"
    assert phrases.predicates([book, "is by Ada Holm"]) == "is a book by Ada Holm with 90 ratings"
    assert phrases.predicates(["is a crime film", "is directed by A"]) == "is a crime film directed by A"
    assert (
        phrases.predicates(["is a hotel for 84", "is rated 2 stars"])
        == "is a hotel for 84 that is rated 2 stars"
    )
    assert (
        phrases.predicates(["is directed by A", "is slow and dark"])
        == "is directed by A and is slow and dark"
    )
    hotel = ["is a hotel with breakfast", "is a hotel for 118"]
    assert phrases.predicates(hotel) == "is a hotel for 118 with breakfast"
    assert phrases.predicates(["is a crime film", "is a film with A"]) == "is a crime film with A"


def test_big_numbers_are_grouped_and_years_are_not() -> None:
    votes, year = Slot("votes", "number", "ratings", "votes"), Slot("year", "number", "year", "released")
    assert [phrases.number_words(votes, n) for n in (90907, 9090, 4.25)] == ["90,907", "9090", "4.25"]
    assert phrases.number_words(year, 12000) == "12000"


def test_how_values_are_told_survives_the_schemas_file() -> None:
    assert parse_schema(schema_text(SHELF)) == SHELF


def test_the_shipped_films_tell_every_theme_and_mood() -> None:
    path = Path(__file__).parents[2] / "retrieval" / "demo" / "schema.json"
    slots = {slot["name"]: slot for slot in json.loads(path.read_text(encoding="utf-8"))["slots"]}
    for name in ("themes", "moods"):
        assert set(slots[name]["told"]) == set(slots[name]["values"])
