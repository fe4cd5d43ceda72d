"""All words of a catalogue, ready for lookup: the schema's, its titles, its people, the words of its prose.

Follows the catalogue: when its version changes, only items that changed are read again.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language.english import english
from bot.language.schema_words import SchemaWords, schema_words
from bot.language.titles import series_key, variants, without_article
from bot.language.tokens import normal
from bot.ports import Shelf
from retrieval.types import Item

_WORDS = re.compile(r"[a-z]{3,}")
_INITIALS = re.compile(r"(?<=\b\w) (?=\w\b)")
_THINGS = frozenset({"series", "place", "features"})
"""Roles of names that are nobody's."""

_PARTICLES = frozenset({
    "de", "del", "della", "di", "da", "du", "la", "le", "van", "von", "der", "den", "ter", "ten", "bin",
    "al", "el", "st", "mac", "mc", "o",
})  # fmt: skip
_LONGEST_PHRASE = 10
OF_SERIES = 2
"""How far the name of a series is from the titles of its parts."""


class Vocabulary:
    """Dictionaries by phrase. `refresh` before use; not for two threads at once (the understanding locks)."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.titles: dict[str, dict[str, int]] = {}  # phrase → item id → distance from the full title
        self.names: dict[str, dict[tuple[str, str], int]] = {}  # phrase → (slot, full name) → items
        self.series: dict[str, set[str]] = {}  # series key → item ids
        self.prose: Counter[str] = Counter()  # words of the items' prose, by items
        self.longest_title: dict[str, int] = {}
        self.longest_name: dict[str, int] = {}
        self.title_words: dict[str, set[str]] = {}  # word → full titles (normal) that hold it
        self.name_words: Counter[str] = Counter()
        self.ranges: dict[str, tuple[float, float]] = {}  # number slot → lowest, highest
        self.quantiles: dict[str, tuple[float, float, float, float]] = {}  # 15, 60, 85, 35 %
        self.best: dict[str, float] = {}  # rating slot → the highest among what many have rated
        self._held: dict[str, Counter[str]] = {}
        self._items: dict[str, Item] = {}
        self._version = ""
        self.schema: SchemaWords = SchemaWords({}, {}, frozenset())
        self._buckets: dict[str, dict[int, list[str]]] = {}

    def refresh(self) -> None:
        """Take in what changed in the catalogue since the last call."""
        if self._version == self.shelf.version and self._version:
            return
        version, items = self.shelf.version, self.shelf.items()
        current = {item.id: item for item in items}
        named: Counter[tuple[str, str]] = Counter()  # names are read once, however many items have them
        for item_id in [i for i in self._items if i not in current]:
            self._count(self._items.pop(item_id), -1, named)
        for item_id, item in current.items():
            old = self._items.get(item_id)
            if old is item or old == item:
                continue
            if old is not None:
                self._count(old, -1, named)
            self._items[item_id] = item
            self._count(item, 1, named)
        for (slot, name), change in named.items():
            self._count_name(slot, name, change)
        self.schema = schema_words(self.shelf.schema, self._held)
        self._measure()
        self._buckets = {}
        self._version = version

    def known(self, word: str) -> bool:
        """Whether a word is spelt as somebody would spell it."""
        return (
            word in self.schema.words or word in self.name_words or word in self.title_words
            or word in self.prose or word in english().ordinary
        )  # fmt: skip

    def ordinary(self, word: str) -> bool:
        """Whether a word is used in running text, so that it alone names nothing."""
        return word in english().ordinary or word in self.schema.words or self.prose[word] >= 2

    def nearest_word(self, word: str, table: str) -> str:
        """The word of "schema", "names" or "titles" that a misspelt word most likely is; "" for none."""
        limit = 2 if len(word) >= 8 else 1
        if len(word) < 5:
            return ""
        buckets = self._table(table)
        best: tuple[int, bool, int, str] | None = None
        for length in range(len(word) - limit, len(word) + limit + 1):
            choices = buckets.get(length)
            if not choices:
                continue
            for choice, distance, _ in process.extract(
                word, choices, scorer=OSA.distance, score_cutoff=limit, limit=8
            ):
                found = (int(distance), choice[0] != word[0], abs(len(choice) - len(word)), choice)
                if table == "schema" and found[1]:
                    continue  # people misspell the first letter of a word hardly ever
                if best is None or found < best:
                    best = found
        return best[3] if best else ""

    def _table(self, table: str) -> dict[int, list[str]]:
        if table not in self._buckets:
            source = {
                "schema": self.schema.words | _correctable(),
                "names": self.name_words,
                "titles": self.title_words,
            }[table]
            buckets: dict[int, list[str]] = {}
            for word in source:
                if len(word) >= 4 and word.isalpha():
                    buckets.setdefault(len(word), []).append(word)
            self._buckets[table] = buckets
        return self._buckets[table]

    def _count(self, item: Item, sign: int, named: Counter[tuple[str, str]]) -> None:
        for title in (item.title, *item.aliases):
            for phrase, far in variants(title):
                _link(self.titles, phrase, item.id, far, sign)
                if sign > 0:
                    words = phrase.split()
                    self.longest_title[words[0]] = min(
                        max(self.longest_title.get(words[0], 0), len(words)), _LONGEST_PHRASE
                    )
            full = normal(title)
            for word in set(full.split()):
                holders = self.title_words.setdefault(word, set())
                holders.add(full) if sign > 0 else holders.discard(full)
        members = self.series.setdefault(series_key(item.title), set())
        members.add(item.id) if sign > 0 else members.discard(item.id)
        for slot in self.shelf.schema.slots:
            if slot.kind == "name":
                for name in item.texts(slot.name):
                    named[slot.name, name] += sign
                    if slot.role == "series":
                        self._count_series(name, item.id, sign)
            elif slot.kind == "category":
                held = self._held.setdefault(slot.name, Counter())
                for value in item.texts(slot.name):
                    held[value] += sign
                    if held[value] <= 0:
                        del held[value]
            elif slot.kind == "text":
                for text in item.texts(slot.name):
                    for word in set(_WORDS.findall(text.lower())):
                        self.prose[word] += sign

    def _count_series(self, name: str, item_id: str, sign: int) -> None:
        """A series names each of its parts, though less than their own titles do."""
        full = normal(name)
        for phrase in {full, without_article(full)} - {""}:
            _link(self.titles, phrase, item_id, OF_SERIES, sign)
            words = phrase.split()
            self.longest_title[words[0]] = max(self.longest_title.get(words[0], 0), len(words))
        members = self.series.setdefault(series_key(name), set())
        members.add(item_id) if sign > 0 else members.discard(item_id)

    def _count_name(self, slot: str, name: str, change: int) -> None:
        thing = self.shelf.schema.slot(slot).role in _THINGS
        for phrase in thing_forms(name) if thing else name_forms(name):
            people = self.names.setdefault(phrase, {})
            people[slot, name] = people.get((slot, name), 0) + change
            if people[slot, name] <= 0:
                del people[slot, name]
                if not people:
                    del self.names[phrase]
            words = phrase.split()
            self.longest_name[words[0]] = max(self.longest_name.get(words[0], 0), len(words))
        for word in normal(name).split():
            self.name_words[word] += change

    def _measure(self) -> None:
        """What numbers each number slot has."""
        self.ranges, self.quantiles = {}, {}
        for slot in self.shelf.schema.of_kind("number"):
            numbers = [n for i in self._items.values() if (n := i.number(slot.name)) is not None]
            if numbers:
                numbers.sort()
                last = len(numbers) - 1
                self.ranges[slot.name] = (numbers[0], numbers[-1])
                self.quantiles[slot.name] = (
                    numbers[int(0.15 * last)], numbers[int(0.6 * last)],
                    numbers[int(0.85 * last)], numbers[int(0.35 * last)],
                )  # fmt: skip
        rating, votes = self.shelf.schema.by_role("rating"), self.shelf.schema.by_role("votes")
        many = self.quantiles.get(votes.name, (0.0,) * 4)[2] if votes else 0.0
        if rating and rating.kind == "number":
            rated = [
                n for i in self._items.values()
                if (n := i.number(rating.name)) is not None and (not votes or (i.number(votes.name) or 0) >= many)
            ]  # fmt: skip
            self.best = {rating.name: max(rated)} if rated else {}


def thing_forms(name: str) -> tuple[str, ...]:
    """What a series or a place is called: it has no surname."""
    full = normal(name)
    return tuple({full: None, without_article(full): None}) if full else ()


def name_forms(name: str) -> tuple[str, ...]:
    """A person's full name, first and last without the middle, surname, first name, initials in one."""
    words = normal(name).split()
    if len(words) < 2:
        return (" ".join(words),) if words else ()
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    surname = words[start:]
    made = [" ".join(words), " ".join([words[0], *surname]), " ".join(surname), words[-1], words[0]]
    if len(surname) > 1:
        made.append("".join(surname))
    letters = next((n for n, word in enumerate(words) if len(word) > 1), 0)
    if letters > 1:
        made.append(" ".join(["".join(words[:letters]), *words[letters:]]))  # "JK Simmons"
    made.append(_INITIALS.sub("", " ".join(words)))
    return tuple(dict.fromkeys(made))


def _link(table: dict[str, dict[str, int]], phrase: str, item_id: str, far: int, sign: int) -> None:
    if sign > 0:
        here = table.setdefault(phrase, {})
        here[item_id] = min(far, here.get(item_id, far))
    elif phrase in table:
        table[phrase].pop(item_id, None)
        if not table[phrase]:
            del table[phrase]


@cache
def _correctable() -> frozenset[str]:
    """Words of cues whose misspelling matters."""
    return frozenset(
        word
        for phrase in english().cues.kinds
        for word in phrase.split()
        if len(word) >= 6 and word.isalpha()
    )
