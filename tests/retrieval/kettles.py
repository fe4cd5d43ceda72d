"""A shop of kettles: small enough to check by eye, and no film in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from retrieval.catalog import Catalogue
from retrieval.encoder import HashingEncoder
from retrieval.items_file import item_line
from retrieval.lexical import LexicalIndex
from retrieval.retriever import HybridRetriever
from retrieval.schema_file import schema_text
from retrieval.segment import state_of
from retrieval.text import item_text
from retrieval.types import Constraint, Item, Noun, Schema, Slot

SCHEMA = Schema(
    slots=(
        Slot("brand", "name", "brand", role="maker"),
        Slot("price", "number", "price", role="price"),
        Slot("colours", "category", "colour", many=True, values={"red": ("scarlet",), "gold": ()}),
        Slot("noise", "level", "noise", role="content", levels=("silent", "quiet", "loud")),
        Slot("sold", "number", "sales", role="popularity"),
        Slot("about", "text", "description", role="description"),
    ),
    noun=Noun("kettle", "kettles"),
)

KETTLES = (
    Item(
        "k1", "Swift Boil", {"brand": "Aurora", "price": 25.0, "colours": ("red",), "noise": 2.0, "sold": 90.0,
         "about": "Boils a litre of water in two minutes, with a loud click."}, aliases=("Schnellkocher",),
    ),
    Item("k2", "Swift Boil Pro", {"brand": "Aurora", "price": 45.0, "colours": ("red", "blue"), "noise": 1.0,
         "sold": 50.0, "about": "The same kettle with a thermostat for green tea."}),
    Item("k3", "Whistler", {"brand": "Hearth", "price": 30.0, "colours": ("steel",), "noise": 2.0, "sold": 120.0,
         "about": "A stove kettle that whistles when the water is ready."}),
    Item("k4", "Hush", {"brand": "Hearth", "price": 80.0, "colours": ("blue",), "noise": 0.0, "sold": 10.0,
         "about": "A silent kettle for people who wake before the rest of the house."}),
    Item("k5", "Plain Kettle", {"brand": "Nord", "colours": ("white",), "about": "Just a kettle."}),
    Item("k6", "Travel Pot", {"brand": "Nord", "price": 15.0, "colours": ("white", "red"), "noise": 1.0, "sold": 50.0,
         "about": "A folding pot for hotel rooms and camping."}),
)  # fmt: skip


def write_catalogue(directory: Path, items: tuple[Item, ...] = KETTLES, schema: Schema = SCHEMA) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "schema.json").write_text(schema_text(schema), encoding="utf-8")
    (directory / "items.jsonl").write_text("".join(f"{item_line(i)}\n" for i in items), encoding="utf-8")
    return directory


def retriever_of(
    items: tuple[Item, ...] = KETTLES, schema: Schema = SCHEMA, clock: Callable[[], float] = time.perf_counter
) -> HybridRetriever:
    encoder, catalogue = HashingEncoder(64), Catalogue.of(schema, items)
    vectors = encoder.encode([item_text(schema, item) for item in items])
    state, lexical = state_of(items, vectors), LexicalIndex(schema, items)
    return HybridRetriever(catalogue, encoder, state, lexical, clock)


COLOURS = ("red", "blue", "steel", "white", "gold", "")
numbers = st.sampled_from([-1.0, 0.0, 1.0, 2.0, 25.0, 30.5]) | st.floats(allow_nan=False, width=32)
values = st.fixed_dictionaries(
    {},
    optional={
        "brand": st.sampled_from(["Aurora", "Hearth", "Nord"]),
        "price": numbers,
        "noise": st.sampled_from([0.0, 1.0, 2.0]),
        "sold": numbers,
        "colours": st.lists(st.sampled_from(COLOURS), max_size=3, unique=True).map(tuple),
        "about": st.sampled_from(["", "a quiet kettle", "whistles", "boils water"]),
    },
)
items = st.lists(values, max_size=30).map(
    lambda made: tuple(Item(f"i{n:02}", f"Kettle {n}", held) for n, held in enumerate(made))
)
constraints = st.builds(
    Constraint,
    slot=st.sampled_from(["brand", "price", "noise", "sold", "colours", "about", "nothing of the kind"]),
    op=st.sampled_from(["=", "!=", "<=", ">=", "<", ">", "in"]),
    value=numbers
    | st.sampled_from(["red", "Aurora", "", "whistles", "absent"])
    | st.lists(st.sampled_from(COLOURS), max_size=3).map(tuple),
    source=st.just("said so"),
)
