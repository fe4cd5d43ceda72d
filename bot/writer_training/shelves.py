"""Small made-up catalogues to teach and to test on: books, music, kitchen things, hotels. Nothing in them exists.

They go through the same import that a stranger's table goes through, so that their schemas, and with them the
evidence, are what the product makes of real tables. The words they are made of are in shelf_words.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from retrieval.catalog import Catalogue
from retrieval.importing.catalogue import import_catalogue

WORDS = Path(__file__).with_name("shelf_words.json")
FILES = {"books": "books", "music": "albums", "kitchen": "appliances", "hotels": "hotels"}
Row = dict[str, Any]
Words = Mapping[str, Sequence[str]]


def made_up(domain: str, n: int, rng: Random, directory: Path) -> Catalogue:
    """A catalogue of `n` things of "books", "music", "kitchen" or "hotels", imported into `directory`."""
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    makers: dict[str, Callable[[Words, Random], Row]] = {
        "books": _book, "music": _album, "kitchen": _kitchen_thing, "hotels": _hotel,
    }  # fmt: skip
    made = [{"id": f"{domain}-{i}", **makers[domain](words[domain], rng)} for i in range(n)]
    rows = list({row.get("title", row.get("name")): row for row in made}.values())  # no title twice
    directory.mkdir(parents=True, exist_ok=True)
    table = directory / f"{FILES[domain]}.jsonl"  # what the things are called is read from the file's name
    table.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    import_catalogue([table], directory / "catalogue")
    return Catalogue.load(directory / "catalogue")


def filled(pattern: str, words: Words, rng: Random) -> str:
    """The pattern with each {list} replaced by one of that list's words, which may hold others."""
    while "{" in pattern:
        start = pattern.rindex("{")
        end = pattern.index("}", start)
        word = rng.choice(words[pattern[start + 1 : end]])
        if pattern[:start].endswith(", "):  # "A widow …" begins a sentence elsewhere
            word = word[0].lower() + word[1:]
        pattern = pattern[:start] + word + pattern[end + 1 :]
    return pattern


def _some(words: Sequence[str], rng: Random, least: int, most: int) -> list[str]:
    return rng.sample(list(words), rng.randint(least, most))


def _book(words: Words, rng: Random) -> Row:
    return {
        "title": filled(rng.choice(words["titles"]), words, rng),
        "authors": [f"{rng.choice(words['first'])} {rng.choice(words['last'])}"],
        "genres": _some(words["genres"], rng, 1, 2),
        "year": rng.randint(1890, 2023),
        "pages": rng.randint(90, 720),
        "language": rng.choice(words["languages"]),
        "themes": _some(words["themes"], rng, 1, 4),
        "mood": _some(words["moods"], rng, 1, 2),
        "average_rating": round(rng.uniform(3.1, 4.8), 1),
        "description": filled(rng.choice(words["stories"]), words, rng),
    }


def _album(words: Words, rng: Random) -> Row:
    artist = filled(rng.choice(words["artists"]), words, rng)
    return {
        "title": filled(rng.choice(words["titles"]), words, rng),
        "artist": [artist],
        "genres": _some(words["genres"], rng, 1, 2),
        "year": rng.randint(1958, 2024),
        "duration_min": rng.randint(22, 84),
        "mood": _some(words["moods"], rng, 1, 3),
        "instruments": _some(words["instruments"], rng, 1, 3),
        "country": rng.choice(words["countries"]),
        "description": filled(rng.choice(words["stories"]), words, rng),
    }


def _kitchen_thing(words: Words, rng: Random) -> Row:
    kind = rng.choice(words["types"])
    return {
        "name": f"{rng.choice(words['names'])} {rng.choice(words['suffixes'])}".strip(),
        "brand": rng.choice(words["brands"]),
        "type": kind,
        "price": rng.randint(9, 260),
        "colour": rng.choice(words["colours"]),
        "material": rng.choice(words["materials"]),
        "features": _some(words["features"], rng, 1, 3),
        "rating": round(rng.uniform(3.0, 4.9), 1),
        "description": filled(rng.choice(words["stories"]), words, rng),
    }


def _hotel(words: Words, rng: Random) -> Row:
    place, country = rng.choice(words["places"]).split(", ")
    return {
        "name": filled(rng.choice(words["titles"]), words, rng),
        "city": place,
        "country": country,
        "stars": rng.randint(2, 5),
        "price_per_night": rng.randint(45, 420),
        "features": _some(words["features"], rng, 1, 4),
        "style": _some(words["styles"], rng, 1, 2),
        "description": filled(rng.choice(words["stories"]), words, rng),
    }
