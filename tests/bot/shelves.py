"""Small catalogues for tests of the conversation: films from the demo's schema, kettles, and books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.types import DialogueState, UserAct
from bot.understanding import RuleUnderstanding
from retrieval.schema_file import read_schema
from retrieval.types import Item, Noun, Schema, Slot, Value

FILM_SCHEMA = read_schema(Path(__file__).parents[2] / "retrieval" / "demo" / "schema.json")


class ListShelf:
    """A catalogue in a list; `change` replaces its items and its version."""

    def __init__(self, schema: Schema, items: Sequence[Item]) -> None:
        self.schema = schema
        self.version = "1"
        self._items = tuple(items)

    def __len__(self) -> int:
        return len(self._items)

    def get(self, item_id: str) -> Item | None:
        return next((i for i in self._items if i.id == item_id), None)

    def items(self) -> Sequence[Item]:
        return self._items

    def change(self, items: Sequence[Item]) -> None:
        self._items = tuple(items)
        self.version = str(int(self.version) + 1)


def film(
    item_id: str, title: str, year: int, runtime: int, director: str, cast: Sequence[str], genres: Sequence[str],
    country: str = "United States", language: str = "English", aliases: tuple[str, ...] = (), **more: Value,
) -> Item:  # fmt: skip
    values: dict[str, Value] = {
        "year": float(year), "runtime": float(runtime), "directors": (director,), "cast": tuple(cast),
        "genres": tuple(genres), "countries": (country,), "languages": (language,), "violence": 1.0, "fear": 1.0,
        "renown": 2.0, "themes": (), "moods": (), **more,
    }  # fmt: skip
    return Item(item_id, title, values, aliases)


FILMS = (
    film("heat", "Heat", 1995, 170, "Michael Mann", ("Al Pacino", "Robert De Niro"), ("crime", "thriller"),
         violence=2.0, themes=("heist",), moods=("tense",)),
    film("ronin", "Ronin", 1998, 122, "John Frankenheimer", ("Robert De Niro", "Jean Reno"), ("action",)),
    film("alien", "Alien", 1979, 117, "Ridley Scott", ("Sigourney Weaver",), ("horror", "sci-fi"), fear=3.0),
    film("aliens", "Aliens", 1986, 137, "James Cameron", ("Sigourney Weaver",), ("action", "sci-fi")),
    film("her", "Her", 2013, 126, "Spike Jonze", ("Joaquin Phoenix",), ("romance", "sci-fi"), moods=("melancholic",)),
    film("it", "It", 2017, 135, "Andy Muschietti", ("Bill Skarsgård",), ("horror",), fear=3.0),
    film("up", "Up", 2009, 96, "Pete Docter", ("Edward Asner",), ("animation", "family"), moods=("funny",)),
    film("drive", "Drive", 2011, 100, "Nicolas Winding Refn", ("Ryan Gosling",), ("crime",), violence=3.0),
    film("amelie", "Amélie", 2001, 122, "Jean-Pierre Jeunet", ("Audrey Tautou",), ("comedy", "romance"),
         "France", "French", ("Le fabuleux destin d'Amélie Poulain",), moods=("quirky", "funny")),
    film("parasite", "Parasite", 2019, 132, "Bong Joon Ho", ("Song Kang-ho",), ("thriller", "drama"),
         "South Korea", "Korean", themes=("class",)),
    film("godfather", "The Godfather", 1972, 175, "Francis Ford Coppola", ("Marlon Brando", "Al Pacino"), ("crime",)),
    film("godfather2", "The Godfather Part II", 1974, 202, "Francis Ford Coppola", ("Al Pacino",), ("crime",)),
    film("heat86", "Heat", 1986, 101, "Dick Richards", ("Burt Reynolds",), ("action",), renown=0.0),
    film("seven", "Se7en", 1995, 127, "David Fincher", ("Brad Pitt", "Morgan Freeman"), ("crime",)),
    film("odyssey", "2001: A Space Odyssey", 1968, 149, "Stanley Kubrick", ("Keir Dullea",), ("sci-fi",)),
)  # fmt: skip

KETTLE_SCHEMA = Schema(
    slots=(
        Slot("brand", "name", "brand", role="maker", phrase="by {}", names=("brand", "by", "from")),
        Slot("price", "number", "price", role="price", unit="€", units={"euro": 1, "euros": 1}, names=("price",
        "cost"),
             asks=("how much",), more=("dearer",), less=("cheaper",), high=("expensive",), low=("cheap",)),
        Slot("litres", "number", "capacity", unit="l", units={"litre": 1, "litres": 1, "l": 1}, more=("bigger",),
             less=("smaller",)),
        Slot("colour", "category", "colour", values={"red": (), "grey": ("silver",), "black": ()}),
    ),
    noun=Noun("kettle", "kettles"),
)  # fmt: skip
KETTLES = (
    Item("k1", "Rapid Boil 300", {"brand": ("Aquatherm",), "price": 19.0, "litres": 1.0, "colour": ("red",)}),
    Item("k2", "Dawn", {"brand": ("Aquatherm",), "price": 45.0, "litres": 1.7, "colour": ("grey",)}),
    Item("k3", "Samovar Mini", {"brand": ("Vesuvia",), "price": 80.0, "litres": 0.5, "colour": ("black",)}),
)

BOOK_SCHEMA = Schema(
    slots=(
        Slot("authors", "name", "author", role="maker", many=True, phrase="by {}", names=("author", "by",
        "written by")),
        Slot("rating", "number", "rating", role="rating", names=("rating",)),
        Slot("published", "number", "year", role="released", names=("year", "published"), more=("newer",),
        less=("older",)),
    ),
    noun=Noun("book", "books", ("novel", "novels")),
)  # fmt: skip
BOOKS = (
    Item("b1", "Small Gods", {"authors": ("Terry Pratchett",), "rating": 4.3, "published": 1992.0}),
    Item("b2", "Emma", {"authors": ("Jane Austen",), "rating": 3.9, "published": 1815.0}),
)

TODAY = date(2025, 6, 1)


def reader(shelf: ListShelf) -> RuleUnderstanding:
    return RuleUnderstanding(shelf, lambda: TODAY)


def conditions(act: UserAct) -> set[tuple[str, str, object]]:
    return {(c.slot, c.op, c.value) for c in act.constraints}


SCREEN = DialogueState(on_screen=("heat", "parasite", "amelie"), shown=("heat", "parasite", "amelie"))
