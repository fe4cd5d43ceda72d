"""Holds the shipped films against two outside catalogues, field by field.

    python -m tests.eval.check_facts --redial items.jsonl --movielens movies.csv

A film is matched by title (or original title) and year ± 1. Compared are: year (equal), directors (the same
set of names), cast (each of our actors whom the other knows at all: in their list), genres (the other's
genres that we have a word for, and ours, share one at least). Every disagreement is printed, to be looked
into by a person: the other side is wrong as often as not. What was looked into is kept beside this file in
facts_settled.json (film id → field → why ours stands), so that only new disagreements come up.
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


def key(text: str) -> str:
    """A name or title without accents, case, punctuation and leading article."""
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
            frozenset(key(n) for n in film["directors"]),
            frozenset(key(n) for n in film["cast"]),
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


def disagreements(
    ours: dict[str, object], other: Film, known_people: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """(field, what they say) for each compared field; what agrees gives (field, "")."""
    year = int(str(ours["year"]))
    if other.year:
        yield "year", "" if other.year == year else str(other.year)
    directors = frozenset(key(n) for n in ours["directors"])  # type: ignore[attr-defined]
    if other.directors:
        yield "directors", "" if directors == other.directors else ", ".join(sorted(other.directors))
    if len(other.cast) >= 3:
        absent = [n for n in ours["cast"] if key(n) not in other.cast and key(n) not in known_people]  # type: ignore[attr-defined]
        yield "cast", "" if not absent else f"nowhere in the other catalogue: {', '.join(absent)}"
    if other.genres - {"(no genres listed)", "imax"}:
        mine = frozenset(ours["genres"])  # type: ignore[call-overload]
        yield "genres", "" if mine & other.genres else ", ".join(sorted(other.genres))


@click.command()
@click.option("--redial", "redial_file", type=click.Path(exists=True, path_type=Path))
@click.option("--movielens", "movielens_file", type=click.Path(exists=True, path_type=Path))
def main(redial_file: Path | None, movielens_file: Path | None) -> None:
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
        for match in matches:
            for field, theirs in disagreements(film, match, people):
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
