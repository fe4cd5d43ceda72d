"""What a stranger types to a catalogue of their own, straight after importing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import answers
from bot.chips import chips
from bot.state import fold
from bot.types import Act, DialogueState, UserAct
from bot.understanding import RuleUnderstanding
from retrieval.catalog import Catalogue
from retrieval.types import Item, Slot
from tests.bot import strangers
from tests.bot.shelves import TODAY, conditions


def ask(shelf: Catalogue, text: str, state: DialogueState | None = None) -> UserAct:
    return RuleUnderstanding(shelf, lambda: TODAY).understand(state or DialogueState(), text)


def labels(shelf: Catalogue, text: str) -> list[str]:
    return [chip.label for chip in chips(fold(DialogueState(), ask(shelf, text), shelf), shelf)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 litre red kettle, not Bosch",
         {("litres", "=", 2.0), ("colour", "=", "red"), ("brand", "!=", "Bosch")}),
        ("under 20 euros", {("price", "<", 20.0)}),
        ("more than 2000 watts", {("power", ">", 2000.0)}),
        ("1.7 l", {("litres", "=", 1.7)}),
        ("bigger than the Compact Traveller", {("litres", ">", 0.5)}),
    ],
)  # fmt: skip
def test_kettles_are_asked_for_in_their_own_units(
    text: str, expected: set[tuple[str, str, object]], tmp_path: Path
) -> None:
    assert conditions(ask(strangers.kettles(tmp_path), text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a hotel in Lisbon with a pool and at least 4 stars",
         {("city", "=", "Lisbon"), ("features", "=", "pool"), ("rating", ">=", 4.0)}),
        ("3 or 4 stars", {("rating", ">=", 3.0), ("rating", "<=", 4.0)}),
        ("in Lisbon or Porto", {("city", "in", ("Lisbon", "Porto"))}),
        ("with a pool but no bar", {("features", "=", "pool"), ("features", "!=", "bar")}),
        ("hotels in Spain under 400", {("country", "=", "Spain"), ("price", "<", 400.0)}),
    ],
)  # fmt: skip
def test_hotels_are_asked_for_by_place_and_features(
    text: str, expected: set[tuple[str, str, object]], tmp_path: Path
) -> None:
    assert conditions(ask(strangers.hotels(tmp_path), text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by george r.r. martin", {("authors", "=", "George R.R. Martin")}),
        ("something by jrr tolkien", {("authors", "=", "J.R.R. Tolkien")}),
        ("fantasy by Tolkien", {("authors", "=", "J.R.R. Tolkien")}),
        ("something by stephen kng", {("authors", "=", "Stephen King")}),
        ("by humphry carpenter", {("authors", "=", "Humphrey Carpenter")}),
        ("anything by king", {("authors", "=", "Stephen King")}),
        ("published after 2010", {("year", ">", 2010.0)}),
        ("more than 1 million ratings", {("votes", ">", 1_000_000.0)}),
        ("books like The Hunger Games but newer", {("year", ">", 2008.0)}),
        ("something in the hunger games series", {("series", "=", "The Hunger Games")}),
    ],
)
def test_books_are_asked_for_by_surname_initials_and_series(
    text: str, expected: set[tuple[str, str, object]], tmp_path: Path
) -> None:
    assert conditions(ask(strangers.books(tmp_path), text)) == expected


def test_a_series_stands_for_its_best_known_part_where_a_title_is_due(tmp_path: Path) -> None:
    shelf = strangers.books(tmp_path)
    assert [m.item_id for m in ask(shelf, "like a song of ice and fire").like_this] == ["3"]
    assert [m.item_id for m in ask(shelf, "like the second hunger games").like_this] == ["2"]


def test_a_series_no_longer_names_a_part_that_was_removed(tmp_path: Path) -> None:
    shelf = strangers.books(tmp_path)
    reader = RuleUnderstanding(shelf, lambda: TODAY)
    assert reader.understand(DialogueState(), "like a song of ice and fire").like_this[0].item_id == "3"
    shelf.remove("3")
    assert reader.understand(DialogueState(), "like a song of ice and fire").like_this[0].item_id == "4"
    shelf.put(Item("13", "Dances (A Song)", {"series": "A Song of Ice and Fire", "votes": 9e6}))
    assert reader.understand(DialogueState(), "like a song of ice and fire").like_this[0].item_id == "13"


def test_best_means_as_good_as_what_many_have_rated(tmp_path: Path) -> None:
    (wish,) = ask(strangers.books(tmp_path), "the best books").soft
    assert (wish.slot, wish.value) == ("rating", 4.34)  # the 4.9 of twelve people is no measure


def test_the_cheapest_is_the_end_of_the_range(tmp_path: Path) -> None:
    (wish,) = ask(strangers.kettles(tmp_path), "the cheapest").soft
    assert (wish.slot, wish.value) == ("price", 19.95)


@pytest.mark.parametrize("text", ["how many pages", "how many pages does it have?", "how long is it"])
def test_what_no_column_answers_is_told_so(text: str, tmp_path: Path) -> None:
    shelf = strangers.books(tmp_path)
    act = ask(shelf, text, DialogueState(on_screen=("1", "2"), shown=("1", "2")))
    assert (act.act, act.items, act.slots) == (Act.FACT, ("1",), ())
    assert [m.kind for m in act.missing] == ["slot"]
    assert text.rstrip("?") in answers.missing(act.missing, shelf)


def test_who_wrote_is_not_answered_with_who_directed(tmp_path: Path) -> None:
    rows = [
        "title,director,writers,cast",
        *(f"Film {n},Ann {n},Bob {n},Cy {n}" for n in ("Ash", "Elm", "Oak")),
    ]
    shelf = strangers.shelf_of(tmp_path, "films.csv", "\n".join(rows))
    state = DialogueState(on_screen=("film-ash",), shown=("film-ash",))
    assert ask(shelf, "who wrote it", state).slots == ("writers",)
    assert ask(shelf, "who directed it", state).slots == ("director",)
    assert ask(strangers.books(tmp_path), "who wrote it", DialogueState(on_screen=("1",))).slots == (
        "authors",
    )


def test_a_question_by_ordinal_is_of_that_item(tmp_path: Path) -> None:
    state = DialogueState(on_screen=("K-001", "K-004"), shown=("K-001", "K-004"))
    act = ask(strangers.kettles(tmp_path), "how many litres does the second hold", state)
    assert (act.act, act.items, act.slots) == (Act.FACT, ("K-004",), ("litres",))


def test_chips_read_as_people_write(tmp_path: Path) -> None:
    shelf = strangers.books(tmp_path)
    assert labels(shelf, "more than 1 million ratings") == ["ratings over 1,000,000"]
    assert labels(shelf, "something highly rated") == ["preferably highly rated"]
    assert labels(shelf, "between 1990 and 2000, at least 4 stars") == ["1990–2000", "at least 4 stars"]


@pytest.mark.parametrize(
    ("number", "slot", "said"),
    [
        (4.340000, Slot("rating", "number", "rating", unit="stars"), "4.34 stars"),
        (1.0, Slot("rating", "number", "rating", unit="stars"), "1 star"),
        (4780653.0, Slot("votes", "number", "ratings"), "4,780,653"),
        (2008.0, Slot("year", "number", "year", role="released"), "2008"),
        (0.5, None, "0.5"),
        (100.0, None, "100"),
        (0.0, None, "0"),
    ],
)
def test_numbers_are_written_as_people_do(number: float, slot: Slot | None, said: str) -> None:
    assert answers.number_text(number, slot) == said


def test_two_columns_of_prose_are_enough_to_talk_about(tmp_path: Path) -> None:
    shelf = strangers.trees(tmp_path)
    assert [m.item_id for m in ask(shelf, "something like Holly").like_this] == ["holly"]
    assert ask(shelf, "do you have Ginkgo").missing[0].kind == "title"


def test_facts_name_a_unit_once(tmp_path: Path) -> None:
    shelf = strangers.kettles(tmp_path)
    chester = shelf.get("K-004")
    assert chester is not None
    assert answers.fact([chester], ("litres",), shelf.schema) == "Chester — litres: 2."


def test_a_series_is_asked_for_by_its_name_and_has_no_surname(tmp_path: Path) -> None:
    rows = "\n".join(
        [
            "book_id,title,authors,average_rating,language_code",
            '1,"The Camel Club (Camel Club, #1)",David Baldacci,3.9,eng',
            '2,"The Collectors (Camel Club, #2)",David Baldacci,4.0,eng',
            '3,"Dirty English (English, #1)",Ilsa Madden-Mills,3.9,eng',
            '4,"Second Term (The Beaumont Series, #1)",Ada Holm,3.5,fre',
            '5,"Coraline",Neil Gaiman,4.0,fre',
        ]
    )
    shelf = strangers.shelf_of(tmp_path, "books.csv", rows)
    asked = ask(shelf, "in the series Camel Club")
    assert [(c.slot, c.value) for c in asked.constraints] == [("series", "Camel Club")]
    assert asked.like_this == ()
    hated = ask(shelf, "I hated Coraline, in English")
    assert [(c.slot, c.value) for c in hated.constraints] == [("language", "English")]
    assert all(mention.source == "Coraline" for mention in hated.disliked)
