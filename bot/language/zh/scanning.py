"""Where in a Chinese utterance something is named: titles in their marks, places on the screen, numbers, words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.language.zh.numbers import NUMBER, Bound, bounds, number
from bot.language.zh.vocabulary import Entry, Vocabulary, fold
from bot.types import DialogueState, Missing
from retrieval.types import Schema

BREAKS = re.compile(r"[，,。；;！!？?\n]|但是?|不过|可是|然后")
_MARKED = re.compile(r"《([^《》]{1,200})》|“([^“”]{1,200})”|「([^「」]{1,200})」|\"([^\"]{1,200})\"")
_COUNTERS = "部个本款条张首"
ALIKE, NEAREST = 88, 3


@dataclass(frozen=True, slots=True)
class Found:
    """Characters [start, end): words of the catalogue (`entries`), items (`ids`), or a title that it lacks."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...] = ()
    ids: tuple[str, ...] = ()
    missing: Missing | None = None
    pointed: bool = False


@dataclass(frozen=True, slots=True)
class Counting:
    """Places on the screen, this one, and so many, with the measure words of the catalogue's things."""

    place: re.Pattern[str]
    this: re.Pattern[str]
    count: re.Pattern[str]

    @classmethod
    def of(cls, schema: Schema) -> Counting:
        counters = f"[{_COUNTERS}{re.escape(schema.noun.counter)}]"
        nouns = "|".join(map(re.escape, (schema.noun.one, *schema.noun.words)))
        return cls(
            re.compile(rf"第\s*({NUMBER})\s*{counters}|最后一?{counters}|前\s*({NUMBER})\s*{counters}"),
            re.compile(rf"[这那]一?{counters}(?:{nouns})?|它"),
            re.compile(rf"(?<![第前这那上下])({NUMBER})\s*{counters}"),
        )


@dataclass(frozen=True, slots=True)
class Scan:
    """An utterance and all that was found in it, in its order; `bare` is it with all of that blanked out."""

    text: str
    bare: str
    found: tuple[Found, ...]
    bounds: tuple[Bound, ...]
    count: int | None

    def clause(self, place: int) -> tuple[int, int]:
        """The clause around a place; what stands in marks never parts one."""
        start, end = 0, len(self.text)
        for cut in BREAKS.finditer(self.bare):
            if cut.end() <= place:
                start = cut.end()
            elif cut.start() >= place:
                end = cut.start()
                break
        return start, end


def scan(text: str, vocabulary: Vocabulary, state: DialogueState, year: int) -> Scan:
    """Everything that is named in the text, the longest first; `year` is the present one."""
    bare, found, counting = fold(text), list[Found](), Counting.of(vocabulary.schema)

    def take(one: Found) -> None:
        nonlocal bare
        found.append(one)
        bare = f"{bare[: one.start]}{chr(0) * (one.end - one.start)}{bare[one.end :]}"

    for match in _MARKED.finditer(bare):
        said = text[match.start() + 1 : match.end() - 1].strip()
        take(_titled(match.start(), match.end(), said, vocabulary))
    for match in counting.place.finditer(bare):
        ids = _at(match, state.on_screen)
        if ids:
            take(Found(*match.span(), text[match.start() : match.end()], ids=ids, pointed=True))
    here = (state.focus,) if state.focus else state.on_screen if len(state.on_screen) == 1 else ()
    for match in counting.this.finditer(bare):
        if here:
            take(Found(*match.span(), text[match.start() : match.end()], ids=here, pointed=True))
    measured = tuple(bounds(bare, vocabulary.schema, year))
    for one in measured:
        bare = f"{bare[: one.start]}{chr(0) * (one.end - one.start)}{bare[one.end :]}"
    count = next((int(number(m[1])) for m in counting.count.finditer(bare) if 1 < number(m[1]) <= 50), None)
    for match in vocabulary.pattern.finditer(bare):
        entries = vocabulary.entries[match[0]]
        titles = [e for e in entries if e.kind == "title"]
        ids = vocabulary.titles[titles[0].value][:1] if titles and len(titles) == len(entries) else ()
        take(Found(*match.span(), text[match.start() : match.end()], entries, ids))
    found.sort(key=lambda one: one.start)
    return Scan(text, bare, tuple(found), measured, count)


def _titled(start: int, end: int, said: str, vocabulary: Vocabulary) -> Found:
    """The item of that title, a slip forgiven; else that the catalogue lacks it, with the nearest it has."""
    if ids := vocabulary.titles.get(fold(said)):
        return Found(start, end, said, ids=ids[:1])
    near = process.extract(fold(said), list(vocabulary.titles), scorer=fuzz.ratio, limit=NEAREST)
    if near and near[0][1] >= ALIKE:
        return Found(start, end, said, ids=vocabulary.titles[near[0][0]][:1])
    nearest = tuple(vocabulary.titles[title][0] for title, score, _ in near if score >= 60)
    return Found(start, end, said, missing=Missing("title", said, nearest))


def _at(match: re.Match[str], screen: tuple[str, ...]) -> tuple[str, ...]:
    """The items at the place on the screen that is said."""
    if match[1]:
        place = int(number(match[1]))
        return screen[place - 1 : place] if place > 0 else ()
    if match[2]:
        return screen[: int(number(match[2]))]
    return screen[-1:]
