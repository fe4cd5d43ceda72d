"""What can be said of a catalogue in Chinese: its translated words, its titles and its names, longest first."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.ports import Shelf
from retrieval.types import Schema, Slot

Kind = Literal["value", "name", "title", "level", "high", "low", "more", "less", "stem"]
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase may mean: a value or name of a slot, an item's title, a level slot by name or by degree,
    a comparison; "stem": the bare adjective of a comparison (长 of 更长), `value` is which."""

    kind: Kind
    slot: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`entries` by folded phrase; `pattern` finds the longest phrase at each place."""

    schema: Schema
    entries: Mapping[str, tuple[Entry, ...]]
    titles: Mapping[str, tuple[str, ...]]
    pattern: re.Pattern[str] = field(repr=False)

    def slot(self, name: str) -> Slot:
        return self.schema.slot(name)


def fold(text: str) -> str:
    """One form for full and half width, upper and lower case; as long as the text."""
    return "".join(_folded(sign) for sign in text)


def _folded(sign: str) -> str:
    one = unicodedata.normalize("NFKC", sign).casefold()
    return one if len(one) == 1 else sign


def build(shelf: Shelf) -> Vocabulary:
    """The vocabulary of the catalogue as it is now."""
    schema, entries = shelf.schema, dict[str, list[Entry]]()
    titles: dict[str, list[str]] = {}

    def add(phrase: str, entry: Entry) -> None:
        if key := fold(phrase.strip()):
            held = entries.setdefault(key, [])
            if entry not in held:
                held.append(entry)

    for slot in schema.slots:
        for phrase, entry in _of_slot(slot):
            add(phrase, entry)
    for item in shelf.items():
        for title in (item.title, *item.aliases):
            titles.setdefault(fold(title.strip()), []).append(item.id)
        for slot in schema.of_kind("name"):
            for name in item.texts(slot.name):
                add(name, Entry("name", slot.name, name))
    for surname, entry in _surnames(shelf):
        add(surname, entry)
    for title in titles:
        # A bare title of one short word would be found in all kinds of talk: those need their marks.
        if " " in title or len(title) > 6:
            add(title, Entry("title", value=title))
    phrases = sorted(entries, key=lambda phrase: (-len(phrase), phrase))
    pattern = re.compile("|".join(_edged(phrase) for phrase in phrases) or r"(?!)")
    held_titles = {title: tuple(ids) for title, ids in titles.items()}
    return Vocabulary(schema, {key: tuple(held) for key, held in entries.items()}, held_titles, pattern)


def _of_slot(slot: Slot) -> Iterator[tuple[str, Entry]]:
    for value, said in slot.values.items():
        yield from ((phrase, Entry("value", slot.name, value)) for phrase in (value, *said))
    if slot.kind == "level":
        yield from ((name, Entry("level", slot.name)) for name in slot.names)
        yield from ((word, Entry("high", slot.name)) for word in slot.high)
        yield from ((word, Entry("low", slot.name)) for word in slot.low)
    for kind, words in (("more", slot.more), ("less", slot.less)):
        for word in words:
            yield word, Entry("more" if kind == "more" else "less", slot.name)
            if word.startswith("更"):
                yield f"太{word[1:]}", Entry("less" if kind == "more" else "more", slot.name)


def _surnames(shelf: Shelf) -> Iterator[tuple[str, Entry]]:
    """Last names that only one of the catalogue's makers has."""
    for slot in shelf.schema.of_kind("name"):
        if slot.role == "maker":
            names = {name for item in shelf.items() for name in item.texts(slot.name) if " " in name}
            counts = Counter(name.rsplit(" ", 1)[-1] for name in names)
            for name in sorted(names):
                last = name.rsplit(" ", 1)[-1]
                if counts[last] == 1 and len(last) > 3:
                    yield last, Entry("name", slot.name, name)


def _edged(phrase: str) -> str:
    """Latin words are whole words; Chinese has no edges."""
    before = r"(?<![a-z0-9])" if _LATIN.match(phrase[0]) else ""
    after = r"(?![a-z0-9])" if _LATIN.match(phrase[-1]) else ""
    return f"{before}{re.escape(phrase)}{after}"
