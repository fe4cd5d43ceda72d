"""Pairs to learn from: the brief of one item as the model will read it, and a sentence that says it.

A pair is kept only if the checker that judges the product's sentences accepts it, each of the visitor's wishes
and what speaks against the item are spoken of, and nothing is said twice.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.phrasing.reason_brief import (
    FULL,
    LENGTHS,
    LESS,
    TONES,
    Line,
    Measure,
    brief_lines,
    marked,
    without_marks,
)
from bot.phrasing.sentences import MAX_CHARACTERS, twice
from bot.writer_training.said import said_of
from bot.writer_training.sentences import written
from bot.writer_training.shelves import made_up
from bot.writer_training.visits import Visit, visits
from recsys.grounding import Checker
from retrieval.catalog import Catalogue
from retrieval.types import Item

SHARES = (("films", 0.5), ("books", 0.2), ("music", 0.15), ("kitchen", 0.15))
HELD_OUT_DOMAIN = "hotels"
HELD_OUT_FILMS = 5
"""Every fifth film is never learned from."""
TRIES = 12
PER_VISIT = 3
BARE = Measure(said=1, liked=1, facts=1, story=False)
MEASURES = (FULL, FULL, BARE, LESS)
_CONTENT = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Pair:
    """What is asked of the model, and what it should say, with its numbers."""

    domain: str
    item: Item
    lines: tuple[Line, ...]
    noun: str
    tone: str
    length: str
    target: str


def held_out(item: Item) -> bool:
    return zlib.crc32(item.id.encode()) % HELD_OUT_FILMS == 0


def pairs(n: int, seed: int, films: Path, work: Path) -> Iterator[Pair]:
    """`n` pairs of the training domains, in a random order that `seed` decides; imports go into `work`."""
    rng = Random(seed)  # noqa: S311 - variety, no secret
    made: list[Pair] = []
    for domain, share in SHARES:
        shelf = shelf_of(domain, films, work, seed)
        items = [item for item in shelf.items() if not (domain == "films" and held_out(item))]
        made.extend(_of(domain, shelf, items, round(n * share), rng))
    rng.shuffle(made)
    yield from made


def shelf_of(domain: str, films: Path, work: Path, seed: int) -> Catalogue:
    """The shipped films, or a made-up catalogue of 400 things."""
    rng = Random(seed)  # noqa: S311 - variety, no secret
    return Catalogue.load(films) if domain == "films" else made_up(domain, 400, rng, work / domain)


def _of(domain: str, shelf: Catalogue, items: list[Item], n: int, rng: Random) -> Iterator[Pair]:
    checker = Checker(shelf.schema, shelf.items())
    seen: set[str] = set()
    while True:
        for visit in visits(shelf.schema, items, 200, rng):
            for _ in range(PER_VISIT):
                tone, length = rng.choice(TONES), rng.choice(LENGTHS)
                measure = rng.choice(MEASURES)
                lines = brief_lines(
                    visit.evidence, shelf.schema, LESS if tone == "brief" else measure, length
                )
                target = _target(visit, lines, shelf, checker, tone, length, rng)
                if target and target not in seen:
                    seen.add(target)
                    yield Pair(domain, visit.item, lines, shelf.schema.noun.one, tone, length, target)
                    if len(seen) >= n:
                        return


def _target(
    visit: Visit,
    lines: tuple[Line, ...],
    shelf: Catalogue,
    checker: Checker,
    tone: str,
    length: str,
    rng: Random,
) -> str:
    """The first sentence of a few that may be shown; "" if none."""
    if not lines:
        return ""
    for _ in range(TRIES):
        target = written(said_of(visit.item, lines, shelf.schema, tone, length, rng))
        if target and _worthy(target, lines, visit.item, tone):
            verdict = checker.check(without_marks(target), visit.item, visit.evidence)
            if verdict.supported and set(marked(target, lines)) <= set(verdict.used):
                return target
    return ""


def _worthy(target: str, lines: tuple[Line, ...], item: Item, tone: str) -> bool:
    """Whether it says what it has to, once."""
    shown = without_marks(target)
    own = shown
    for line in lines:
        if line.role == "story":
            at = own.casefold().find(line.states.casefold().rstrip(".")[1:])
            own = own[: at - 1] + own[at + len(line.states) - 2 :] if at > 0 else own
        for title in line.evidence.titles:
            own = own.replace(title, "X")
    own = re.sub("“[^”]*”", " ", own.replace(item.title, "It"))
    counted = [word for word in _CONTENT.findall(own.casefold()) if word not in FREELY]
    due = [line.evidence.id for line in lines if line.role in ("said", "liked", "named", "against")]
    told = set(marked(target, lines))
    return (
        len(shown) <= MAX_CHARACTERS
        and len(shown.split()) >= 4
        and set(due) <= told
        and not twice(own)
        and own.count(" with ") < 3
        and len(set(counted)) == len(counted)
        and (tone != "brief" or len(own.split()) <= 24)
    )


FREELY = frozenset("that this with asked wanted said which your like liked from mind also both".split())  # noqa: SIM905
