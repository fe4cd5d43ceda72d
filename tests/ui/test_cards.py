"""What a card shows, for any catalogue; the drawings; the examples; what the page may ask of the desk."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.types import Card
from recsys.types import Contribution, Evidence, Justification, Recommendation
from retrieval.types import Item, Noun, Schema, Slot
from ui.cards import card_view, facts, more_like, sentence
from ui.chat_desk import Desk
from ui.posters import COMPOSITIONS, PALETTES, Dice, poster
from ui.starters import starters

BOOKS = Schema(
    (
        Slot("author", "name", "author", role="maker", phrase="by {}"),
        Slot("shelfmark", "category", "shelfmark"),
        Slot("pages", "number", "length", role="duration", unit="pages"),
        Slot("out", "number", "year", role="released", more=("newer",)),
        Slot("kinds", "category", "kind", role="kind", many=True),
        Slot("topics", "category", "topic", role="topic", many=True, phrase="about {}"),
        Slot("blurb", "text", "blurb", role="description"),
    ),
    Noun("book", "books"),
)
ITEM = Item(
    "b1",
    "<b>Emma</b>",
    {"author": ("Jane Austen",), "out": 1815.0, "pages": 474.0, "kinds": ("novel", "comedy")},
)
texts = st.text(min_size=1, max_size=30)


def a_card(item: Item = ITEM, parts: tuple[float, ...] = (0.5, -0.125)) -> Card:
    contributions = tuple(
        Contribution(name, value) for name, value in zip(("words", "my_part"), parts, strict=True)
    )
    evidence = (Evidence("e1", "said", "you asked for “old” and it is from 1815"),)
    reason = Justification("It is old.", "template", evidence)
    return Card(Recommendation(item, 1, sum(parts), contributions), evidence, reason)


def drawn(item: Item, schema: Schema = BOOKS) -> ET.Element:
    address = poster(item, schema)
    assert address.startswith("data:image/svg+xml,")
    return ET.fromstring(unquote(address.partition(",")[2]))


def test_facts_are_the_telling_ones_in_the_order_of_their_roles() -> None:
    assert [(f.label, f.text) for f in facts(ITEM, BOOKS)] == [
        ("year", "1815"),
        ("author", "Jane Austen"),
        ("length", "474 pages"),
        ("kind", "novel and comedy"),
    ]


def test_a_catalogue_without_known_roles_shows_the_first_facts_it_has() -> None:
    schema = Schema(tuple(Slot(f"s{n}", "number", f"label {n}") for n in range(9)))
    item = Item("x", "X", {f"s{n}": float(n) for n in range(1, 9)})
    assert [f.text for f in facts(item, schema)] == ["1", "2", "3", "4"]


def test_of_many_values_the_first_three_are_shown() -> None:
    item = Item("x", "X", {"author": tuple("ABCDE")})
    assert facts(item, BOOKS)[0].text == "A, B, C"


def test_an_item_without_values_has_no_facts_but_a_card() -> None:
    view = card_view(a_card(Item("x", "X", {})), BOOKS)
    assert view.facts == ()
    assert view.poster


def test_the_reason_that_stands_now_is_shown_with_its_writer() -> None:
    assert card_view(a_card(), BOOKS).writer == "template"
    written = card_view(a_card(), BOOKS, Justification("Old it is.", "llm", ()))
    assert (written.reason, written.writer) == ("Old it is.", "llm")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://shop/1", "https://shop/1"),
        ("javascript:alert(1)", ""),
        ("//evil", ""),
        ("data:text/html,x", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, shown: str) -> None:
    assert card_view(a_card(Item("x", "X", {}, url=url)), BOOKS).url == shown


def test_more_like_this_names_the_year_where_there_is_one() -> None:
    assert more_like(Item("x", "Emma", {"out": 1815.0}), BOOKS) == "more like Emma (1815)"
    assert more_like(Item("x", "Emma", {}), BOOKS) == "more like Emma"


@given(texts)
def test_evidence_reads_as_a_sentence_and_keeps_its_words(text: str) -> None:
    shown = sentence(text)
    assert shown[-1] in ".!?…”。！？"
    assert text.strip()[1:].rstrip(".") in shown


@given(st.text(max_size=40), st.lists(texts, max_size=3).map(tuple))
def test_any_item_has_a_drawing_that_is_its_own_and_holds_none_of_its_words(
    name: str, kinds: tuple[str, ...]
) -> None:
    item = Item(name, name, {"kinds": kinds})
    picture = drawn(item)
    assert poster(item, BOOKS) == poster(item, BOOKS)
    assert len(picture) >= 4
    assert {node.text for node in picture.iter()} <= {None}
    assert {node.tag.rpartition("}")[2] for node in picture.iter()} <= {
        "svg", "defs", "linearGradient", "stop", "rect", "circle", "ellipse", "path",
    }  # fmt: skip


def test_drawings_differ_by_kind_and_by_item() -> None:
    by_kind = {poster(Item("same", "", {"kinds": (f"kind {n}",)}), BOOKS) for n in range(20)}
    by_item = {poster(Item(f"item {n}", "", {"kinds": ("novel",)}), BOOKS) for n in range(20)}
    assert len(by_kind) > 15
    assert len(by_item) == 20


@pytest.mark.parametrize("compose", COMPOSITIONS)
@pytest.mark.parametrize("seed", range(5))
def test_every_composition_is_small_and_well_formed(compose: Callable, seed: int) -> None:
    for palette in PALETTES:
        svg = f"<svg>{''.join(compose(Dice(str(seed)), palette))}</svg>"
        assert len(ET.fromstring(svg)) >= 4
        assert len(svg) < 9000


def test_examples_are_made_of_what_the_catalogue_holds() -> None:
    items = [
        Item(f"b{n:02}", f"Title {'abcdefghijklmnop'[n]}", {
            "author": (f"Author {n % 3}",), "out": 1900.0 + n, "kinds": ("novel",), "topics": ("the sea",),
        })
        for n in range(16)
    ]  # fmt: skip
    like, of_two, of_maker = starters(items, BOOKS)
    assert like.startswith("something like Title ")
    assert like.endswith(", but newer")
    assert of_two == "novel books about the sea"
    assert of_maker == "books by Author 0"


@pytest.mark.parametrize(
    "schema", [BOOKS, Schema(()), Schema((Slot("kinds", "category", "kind", role="kind"),))]
)
def test_any_catalogue_has_examples_or_none_but_no_error(schema: Schema) -> None:
    assert starters([], schema) == ()
    assert len(starters([Item("x", "Emma", {"kinds": ("novel",)})], schema)) >= 1


def test_the_desk_answers_a_turn_whole_piece_by_piece(make_bot: Callable) -> None:
    updates = list(Desk(make_bot()).ask({"to": "a1", "text": "an electric kettle"}))
    assert {update["to"] for update in updates} == {"a1"}
    assert [len(update["turn"]["cards"]) for update in updates] == [3] * len(updates)
    assert [update["turn"]["done"] for update in updates] == [False] * (len(updates) - 1) + [True]
    assert updates[-1]["turn"]["reply"]
    assert updates[0]["conversation"]["token"]


@pytest.mark.parametrize("data", [None, [], "text", {"text": 3}, {"to": "x" * 100}, {"id": ["a"]}])
def test_what_the_page_would_never_send_is_refused_in_plain_words(make_bot: Callable, data: object) -> None:
    bot = make_bot()
    updates = [*Desk(bot).ask(data), Desk(bot).feel(data)]
    assert [update["fault"]["ours"] for update in updates] == [False, False]
    assert bot.store.counts()["conversations"] == 0
    assert Desk(bot).open(data)["turns"] == ()


def test_an_unreadable_utterance_begins_no_conversation(make_bot: Callable) -> None:
    bot = make_bot()
    (update,) = Desk(bot).ask({"text": " \x00 "})
    assert "no words" in update["fault"]["text"]
    assert bot.store.counts()["conversations"] == 0


@pytest.mark.parametrize(
    "feel",
    [
        {"item": "nothing", "kind": "like"},
        {"item": "k0", "kind": "purchase"},
        {"item": "k0", "kind": "like", "token": "x"},
    ],
)
def test_a_button_on_what_is_not_there_is_refused(make_bot: Callable, feel: dict[str, str]) -> None:
    bot = make_bot()
    desk = Desk(bot)
    (*_, last) = desk.ask({"text": "an electric kettle"})
    assert desk.feel({**last["conversation"], **feel})["fault"]["ours"] is False
    assert bot.store.counts()["feedback"] == 0


def test_a_fault_of_ours_tells_no_details(make_bot: Callable, caplog: pytest.LogCaptureFixture) -> None:
    bot = make_bot()
    desk = Desk(bot)
    bot.store.close()
    (update,) = desk.ask({"text": "an electric kettle"})
    fault = update["fault"]
    assert fault["ours"] is True
    assert "sqlite" not in fault["text"].lower()
    assert fault["request_id"] in caplog.text


def test_who_stops_listening_stops_the_writing(make_bot: Callable) -> None:
    bot = make_bot(["It is", "never", "read"])
    answering = Desk(bot).ask({"text": "an electric kettle"})
    next(answering)
    answering.close()
    assert bot.model.left == 3
