"""The model that comes with the product: small, readable, of use, and it says how it was made."""

from __future__ import annotations

import json

import pytest

from bot.ranking_model import SHIPPED
from recsys.card import read_card
from recsys.checkpoint import knows, load, load_talk
from recsys.dialogues import Utterance
from recsys.finetuned import FEATURES, PARTS
from retrieval.encoder import SentenceEncoder
from retrieval.text import item_text
from retrieval.types import Item, Schema, Slot

MOST_BYTES = 25_000_000
SCHEMA = Schema((Slot("about", "text", "about", role="description"),))
THINGS = (
    Item("kettle", "Kettle", {"about": "An electric kettle that boils water for tea within a minute."}),
    Item("ghost", "The Cellar", {"about": "A terrifying ghost haunts the cellar of an old house."}),
    Item("rivals", "Two Hearts", {"about": "Two rivals fall in love at a wedding, with many laughs."}),
)


def test_it_is_small_and_says_how_it_was_made() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < MOST_BYTES
    card = read_card(SHIPPED)
    assert card.features == FEATURES
    assert card.trained_on
    assert card.ablations[0].parts == PARTS
    assert "because train" in (SHIPPED / "README.md").read_text(encoding="utf-8")


def test_it_holds_no_ids_and_no_titles_of_anybodys_catalogue() -> None:
    held = json.loads((SHIPPED / "items.json").read_text(encoding="utf-8"))
    assert held["ids"] == []
    assert {len(key) for key in held["titles"]} == {16}


@pytest.mark.real_model
def test_a_catalogue_it_never_saw_is_ranked_by_its_texts() -> None:
    encoder = SentenceEncoder()
    vectors = encoder.encode([item_text(SCHEMA, item) for item in THINGS])
    talk = load_talk(SHIPPED, (encoder.name, encoder.source))

    def first(*words: str) -> str:
        said = [Utterance("seeker", text) for text in words]
        return THINGS[int(talk.fit(said, {}, vectors.astype(float)).argmax())].id

    assert first("I want to be scared tonight") == "ghost"
    assert first("Hi!", "something light and romantic, please") == "rivals"
    assert first("I need something to make hot drinks") == "kettle"
    assert knows(SHIPPED, SCHEMA, THINGS) == 0
    model = load(
        SHIPPED, SCHEMA, THINGS, (encoder.name, encoder.source),
        lambda items: encoder.encode([item_text(SCHEMA, item) for item in items]),
    )  # fmt: skip
    scored = model.score([Utterance("seeker", "I want to be scared tonight")])
    assert model.item_ids[int(scored.totals.argmax())] == "ghost"
