"""Small catalogues of films, books and kettles, with evidence as a conversation would bring it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recsys.types import Evidence
from retrieval.types import Item, Noun, Schema, Slot

HERE = Path(__file__).parent


def film_schema(path: Path = HERE / "film_schema.json") -> Schema:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Schema(tuple(_slot(s) for s in raw["slots"]), Noun(**_tuples(raw["noun"])), raw["description"])


def _slot(raw: dict[str, Any]) -> Slot:
    values = {value: tuple(words) for value, words in raw.get("values", {}).items()}
    return Slot(**_tuples({k: v for k, v in raw.items() if k != "values"}), values=values)


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}


def film(item_id: str, title: str, **values: Any) -> Item:
    return Item(item_id, title, {k: float(v) if isinstance(v, int) else v for k, v in values.items()})


FILMS = film_schema()
COLLATERAL_STORY = (
    "A cab driver is forced to chauffeur a hitman through Los Angeles as he crosses five names off a list "
    "in a single night."
)
TOTORO_STORY = (
    "Two sisters move to the countryside to be near their ailing mother and befriend the giant spirits of the "
    "forest."
)
COLLATERAL = film(
    "collateral",
    "Collateral",
    year=2004,
    directors=("Michael Mann",),
    cast=("Tom Cruise", "Jamie Foxx"),
    genres=("crime", "thriller"),
    runtime=119,
    countries=("United States",),
    languages=("English",),
    themes=("hitman", "big city"),
    moods=("tense", "stylish"),
    violence=2,
    fear=1,
    sex=0,
    swearing=2,
    renown=2,
    summary=COLLATERAL_STORY,
)
HEAT = film(
    "heat",
    "Heat",
    year=1995,
    directors=("Michael Mann",),
    cast=("Al Pacino", "Robert De Niro", "Val Kilmer"),
    genres=("crime", "thriller", "drama"),
    runtime=170,
    countries=("United States",),
    languages=("English",),
    themes=("heist", "police", "big city"),
    moods=("tense",),
    violence=2,
    fear=1,
    sex=1,
    swearing=2,
    renown=3,
    summary="A master thief and the detective who hunts him find that they have much in common.",
)
TOTORO = film(
    "totoro",
    "My Neighbor Totoro",
    year=1988,
    directors=("Hayao Miyazaki",),
    cast=("Noriko Hidaka", "Chika Sakamoto"),
    genres=("animation", "family", "fantasy"),
    runtime=86,
    countries=("Japan",),
    languages=("Japanese",),
    themes=("childhood", "nature"),
    moods=("gentle", "heartwarming"),
    violence=0,
    fear=0,
    sex=0,
    swearing=0,
    renown=3,
    summary=TOTORO_STORY,
)
PONYO = film(
    "ponyo", "Ponyo", year=2008, directors=("Hayao Miyazaki",), genres=("animation", "family"), runtime=101
)
BRAZIL = film("brazil", "Brazil", year=1985, directors=("Terry Gilliam",), genres=("sci-fi",), runtime=132)
UP = film("up", "Up", year=2009, directors=("Pete Docter",), genres=("animation",), runtime=96)
FILM_ITEMS = (COLLATERAL, HEAT, TOTORO, PONYO, BRAZIL, UP)

KETTLES = Schema(
    (
        Slot(
            "price",
            "number",
            "price",
            role="price",
            unit="€",
            phrase="for {}",
            units={"euros": 1, "euro": 1},
            names=("price", "cost", "costs"),
            more=("dearer",),
            less=("cheaper",),
        ),
        Slot("brand", "name", "brand", role="maker", phrase="made by {}", names=("brand", "maker", "by")),
        Slot(
            "litres",
            "number",
            "capacity",
            unit="l",
            phrase="{} in capacity",
            units={"litres": 1, "litre": 1, "ml": 0.001},
            names=("capacity", "holds"),
            more=("larger",),
        ),
        Slot(
            "material",
            "category",
            "material",
            phrase="made of {}",
            names=("material",),
            values={"steel": ("stainless steel",), "glass": (), "plastic": ()},
        ),
        Slot(
            "colours",
            "category",
            "colour",
            many=True,
            names=("colour", "colours"),
            values={"red": (), "black": ()},
        ),
        Slot(
            "noise",
            "level",
            "noise",
            role="content",
            phrase="{} noise",
            levels=("no", "mild", "strong"),
            names=("noise",),
            more=("louder",),
            less=("quieter",),
            high=("noisy", "loud"),
            low=("silent",),
        ),
        Slot("about", "text", "description", role="description"),
    ),
    Noun("kettle", "kettles"),
)
AURORA = Item(
    "aurora",
    "Aurora 17",
    {
        "price": 34.9,
        "brand": ("Brunhild",),
        "litres": 1.7,
        "material": ("steel",),
        "colours": ("red",),
        "noise": 1.0,
        "about": "A cordless jug with a keep-warm base that boils a litre in three minutes.",
    },
)
BOREAS = Item(
    "boreas", "Boreas", {"price": 59.0, "brand": ("Kessel & Sohn",), "litres": 1.0, "material": ("glass",)}
)
KETTLE_ITEMS = (AURORA, BOREAS)


@dataclass(frozen=True, slots=True)
class World:
    """An item, its schema and catalogue, and what is known for saying it."""

    schema: Schema
    items: tuple[Item, ...]
    item: Item
    evidence: tuple[Evidence, ...]


def said(n: int, text: str, slot: str, values: tuple[str, ...], source: str) -> Evidence:
    return Evidence(f"e{n}", "said", text, slot, values, (), source)


def fact(n: int, text: str, slot: str, *values: str) -> Evidence:
    return Evidence(f"e{n}", "fact", text, slot, values or (text,), (), "catalogue")


WORLDS = {
    "collateral": World(
        FILMS,
        FILM_ITEMS,
        COLLATERAL,
        (
            said(1, "you asked for “after 2000” and it is a film from 2004", "year", ("2004",), "after 2000"),
            said(
                2,
                "you asked for “under two hours” and it is 119 min long",
                "runtime",
                ("119 min",),
                "under two hours",
            ),
            Evidence(
                "e3",
                "liked",
                "like Heat, which you named, it is a crime and thriller film",
                "genres",
                ("crime", "thriller"),
                ("Heat",),
                "something like Heat",
                0.3,
            ),
            fact(4, "it is a film directed by Michael Mann", "directors", "Michael Mann"),
            fact(5, "it is a film with Tom Cruise and Jamie Foxx", "cast", "Tom Cruise", "Jamie Foxx"),
            fact(6, COLLATERAL_STORY, "summary"),
            fact(7, "it is tense and stylish in mood", "moods", "tense", "stylish"),
            Evidence(
                "e8",
                "against",
                "you wished for “nothing too bloody” but it has strong violence",
                "violence",
                ("strong",),
                (),
                "nothing too bloody",
            ),
        ),
    ),
    "totoro": World(
        FILMS,
        FILM_ITEMS,
        TOTORO,
        (
            said(
                1,
                "you asked for “no horror” and it is not a horror film",
                "genres",
                ("not horror",),
                "no horror",
            ),
            said(2, "you wished for “not scary” and it has no scares", "fear", ("no",), "not scary"),
            Evidence(
                "e3",
                "liked",
                "like Ponyo, which you liked, it is a film directed by Hayao Miyazaki",
                "directors",
                ("Hayao Miyazaki",),
                ("Ponyo",),
                "I loved Ponyo",
                0.4,
            ),
            fact(
                4, "it is an animation, family and fantasy film", "genres", "animation", "family", "fantasy"
            ),
            fact(5, TOTORO_STORY, "summary"),
            fact(6, "it is a film from Japan", "countries", "Japan"),
            fact(7, "it is 86 min long", "runtime", "86 min"),
            Evidence("e8", "model", "it is world famous", "renown", ("world famous",), (), "ranking", 0.1),
            fact(9, "it is a film from 1988", "year", "1988"),
        ),
    ),
    "aurora": World(
        KETTLES,
        KETTLE_ITEMS,
        AURORA,
        (
            said(
                1,
                "you asked for “under 40 euros” and it is a kettle for 34.9 €",
                "price",
                ("34.9 €",),
                "under 40 euros",
            ),
            said(
                2,
                "you asked for “stainless steel” and it is a kettle made of steel",
                "material",
                ("steel",),
                "stainless steel",
            ),
            fact(3, "it is a kettle made by Brunhild", "brand", "Brunhild"),
            fact(4, "it is 1.7 l in capacity", "litres", "1.7 l"),
            fact(5, "A cordless jug with a keep-warm base that boils a litre in three minutes.", "about"),
            fact(6, "it has red as its colour", "colours", "red"),
            fact(7, "it has mild noise", "noise", "mild"),
        ),
    ),
}
