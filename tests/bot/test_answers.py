"""What is said without a model: every value as people write it, and what is not known said to be so."""

from __future__ import annotations

import pytest

from bot import answers
from bot.texts import texts
from bot.types import Missing
from retrieval.types import Item, Noun, Schema, Slot
from tests.bot.shelves import ListShelf

PRICE = Slot("price", "number", "price", role="price", unit="€")
SOLD = Slot("sold", "number", "sales")
NOISE = Slot("noise", "level", "noise", levels=("no", "some"))
MAKER = Slot("maker", "name", "maker", role="maker")
ABOUT = Slot("about", "text", "description", role="description")
SCHEMA = Schema((PRICE, SOLD, NOISE, MAKER, ABOUT), Noun("kettle", "kettles"))
BLINK = Item("k1", "Blink", {"price": 60.5, "sold": 1_234_567.0, "noise": 1.0, "about": "Boils at once..."})
HUSH = Item("k2", "Hush", {"price": 60.5, "noise": 7.0, "maker": ("Berg", "Dane", "Eve")})
BARE = Item("k3", "Bare", {})


@pytest.mark.parametrize(
    ("item", "slot", "text"),
    [
        (BLINK, PRICE, "60.5 €"), (BLINK, SOLD, "1,234,567"), (BLINK, NOISE, "some"), (HUSH, NOISE, "7"),
        (HUSH, MAKER, "Berg, Dane and Eve"), (BARE, PRICE, ""), (BARE, MAKER, ""),
        (Item("x", "X", {"price": 19.999}), PRICE, "20 €"), (Item("x", "X", {"sold": 1e7}), SOLD, "10,000,000"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_people_write_it(item: Item, slot: Slot, text: str) -> None:
    assert answers.value_text(item, slot, texts("en")) == text


def test_a_fact_that_is_not_known_is_said_to_be_so() -> None:
    assert answers.fact([BLINK], ["maker"], SCHEMA) == "The catalogue does not say the maker of Blink."
    assert answers.fact([HUSH], ["maker", "sold"], SCHEMA) == (
        "Hush — maker: Berg, Dane and Eve.\nThe catalogue does not say the sales of Hush."
    )
    assert answers.fact([BARE], [], SCHEMA) == (
        "The catalogue does not say the description, price and maker of Bare."
    )


def test_asked_nothing_in_particular_the_telling_facts_are_told() -> None:
    assert answers.fact([BLINK], [], SCHEMA) == "Blink — Boils at once; price: 60.5 €."


def test_a_unit_that_is_the_slots_name_is_said_once() -> None:
    stars = Slot("rating", "number", "stars", unit="stars")
    item = Item("x", "X", {"rating": 4.25})
    assert answers.fact([item], ["rating"], Schema((stars,))) == "X — stars: 4.25."


def test_comparing_names_what_differs_and_what_is_shared() -> None:
    assert answers.comparison([BLINK, HUSH], [], SCHEMA).splitlines() == [
        "Sales — Blink: 1,234,567; Hush: not known.",
        "Noise — Blink: some; Hush: 7.",
        "Maker — Blink: not known; Hush: Berg, Dane and Eve.",
        "Both have the same price (60.5 €).",
    ]
    third = Item("k4", "Third", {"price": 60.5})
    assert answers.comparison([BLINK, HUSH, third], ["price"], SCHEMA) == "All share price (60.5 €)."
    assert answers.comparison([BARE, BARE], [], SCHEMA) == (
        "The catalogue knows nothing in which Bare and Bare could be compared."
    )


def test_what_is_missing_is_told_with_the_nearest_by_title_or_value() -> None:
    told = answers.missing(
        (Missing("title", "Blunk", ("k1",)), Missing("value", "teal", ("blue", "green")), Missing("name", "Zed")),
        ListShelf(SCHEMA, (BLINK,)),
    )  # fmt: skip
    assert told == (
        "We don't have “Blunk” among our kettles. The nearest we have: Blink. "
        "We don't have “teal” among our kettles. The nearest we have: blue and green. "
        "We don't have “Zed” among our kettles."
    )


def test_a_list_reads_like_one() -> None:
    assert [texts("en").listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
