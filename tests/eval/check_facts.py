"""Holds the shipped films against two outside catalogues, field by field.

    python -m tests.eval.check_facts --redial items.jsonl --movielens movies.csv

A film is matched by title (or original title) and year ± 1. Compared are: year (equal), directors (the same
set of names), cast (their list, mostly the first three, and ours share one name at least), genres (theirs and
ours share one at least). Every disagreement is printed, to be looked into by a person: the other side is wrong
as often as not. What was looked into is kept beside this file in facts_settled.json (film id → field → why
ours stands), so that only new disagreements come up. `--names` lists our actors whom the others never name.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

DEMO = Path(__file__).parents[2] / "retrieval" / "demo" / "items.jsonl"
SETTLED = Path(__file__).parent / "facts_settled.json"
GENRES = {
    "children": "family", "film-noir": "noir", "sci-fi": "sci-fi", "musical": "musical", "music": "music",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Film:
    title: str
    year: int | None
    genres: frozenset[str]
    directors: frozenset[str]
    cast: frozenset[str]


def name_key(name: str) -> str:
    """A person's name whichever way round it is written (Wong Kar-Wai, Kar-Wai Wong)."""
    return "".join(sorted(key(part) for part in name.replace("-", "").split()))


def key(text: str) -> str:
    """A title without accents, case, punctuation and leading article."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text.lower() if not unicodedata.combining(c)).replace("&", "and")
    text = re.sub(r"^(the|a|an|le|la|les|das|der|die|il|el) ", "", text)
    return re.sub(r"[^a-z0-9]", "", text)


def redial(path: Path) -> Iterator[Film]:
    for line in path.read_text(encoding="utf-8").splitlines():
        film = json.loads(line)
        yield Film(
            film["title"],
            film["year"],
            frozenset(GENRES.get(g, g) for g in film["genres"]),
            frozenset(name_key(n) for n in film["directors"]),
            frozenset(name_key(n) for n in film["cast"]),
        )


def movielens(path: Path) -> Iterator[Film]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = re.match(
                r"^(.*?)(?:, (The|A|An|Le|La|Les|Das|Der|Die|Il|El))?(?: \(.*\))? \((\d{4})\)\s*$",
                row["title"],
            )
            if found:
                genres = frozenset(GENRES.get(g.lower(), g.lower()) for g in row["genres"].split("|"))
                yield Film(found[1], int(found[3]), genres, frozenset(), frozenset())


def disagreements(ours: dict[str, Any], other: Film) -> Iterator[tuple[str, str]]:
    """(field, what they say) for each compared field; what agrees gives (field, "")."""
    cast = frozenset(name_key(n) for n in ours["cast"])
    directors = frozenset(name_key(n) for n in ours["directors"])
    if other.cast and other.directors and not (cast & other.cast or directors & other.directors):
        return  # another film of that name
    if other.year:
        yield "year", "" if other.year == ours["year"] else str(other.year)
    if other.directors:  # theirs are three at the most
        same = directors == other.directors or (len(other.directors) == 3 and other.directors < directors)
        yield "directors", "" if same else ", ".join(sorted(other.directors))
    if len(other.cast) >= 3:
        yield "cast", "" if cast & other.cast else ", ".join(sorted(other.cast))
    if other.genres - {"(no genres listed)", "imax"}:
        yield "genres", "" if frozenset(ours["genres"]) & other.genres else ", ".join(sorted(other.genres))


@click.command()
@click.option("--redial", "redial_file", type=click.Path(exists=True, path_type=Path))
@click.option("--movielens", "movielens_file", type=click.Path(exists=True, path_type=Path))
@click.option("--names", is_flag=True, help="List our actors whom the others never name.")
def main(redial_file: Path | None, movielens_file: Path | None, names: bool) -> None:
    others = [
        *(redial(redial_file) if redial_file else ()),
        *(movielens(movielens_file) if movielens_file else ()),
    ]
    by_title: dict[str, list[Film]] = {}
    for film in others:
        by_title.setdefault(key(film.title), []).append(film)
    people = frozenset(name for film in others for name in (*film.cast, *film.directors))
    settled = json.loads(SETTLED.read_text(encoding="utf-8")) if SETTLED.exists() else {}
    films = [json.loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()]
    compared = open_ = explained = 0
    unmatched = []
    for film in films:
        keys = {key(film["title"]), key(film.get("original_title", film["title"]))}
        matches = [m for k in keys for m in by_title.get(k, ()) if m.year and abs(m.year - film["year"]) <= 1]
        if not matches:
            unmatched.append(film["id"])
        unknown = [name for name in film["cast"] if name_key(name) not in people]
        if names and matches and unknown:
            print(f"{film['id']:40} never named by the others: {', '.join(unknown)}")
        for match in matches:
            for field, theirs in disagreements(film, match):
                compared += 1
                if not theirs:
                    continue
                if settled.get(film["id"], {}).get(field):
                    explained += 1
                else:
                    open_ += 1
                    print(f"{film['id']:40} {field:10} ours {film[field]}  theirs {theirs}")
    print(f"{len(films)} films, {len(films) - len(unmatched)} matched, {compared} fields compared,")
    print(
        f"{explained} disagreements settled in our favour, {open_} open: {100 * open_ / max(compared, 1):.2f} %"
    )
    sys.exit(1 if open_ else 0)


if __name__ == "__main__":
    main()
