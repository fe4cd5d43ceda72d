"""The raw files of a catalogue, looked things up in: for a judge that shares no code with what it judges."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
RawSlot = Mapping[str, Any]
Meaning = tuple[str, str]
"""(slot, value)"""


@dataclass(frozen=True, slots=True)
class Told:
    """Counts that a sentence may tell: how many conversations name a title, name two of them, and there are.

    A title that several items have has the counts of each.
    """

    named: Mapping[str, set[int]] = field(default_factory=dict)
    together: Mapping[tuple[str, str], set[int]] = field(default_factory=dict)
    all: int = 0


@dataclass(slots=True)
class Records:
    """schema.json and items.jsonl as they lie there."""

    schema: Mapping[str, Any]
    rows: dict[str, Row]
    told: Told = field(default_factory=Told)
    titles: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    meanings: dict[str, set[Meaning]] = field(default_factory=lambda: defaultdict(set))
    nouns: set[str] = field(default_factory=set)
    names: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    """Names by their first word, each with the slots that hold it."""

    @classmethod
    def read(cls, directory: Path) -> Records:
        schema = json.loads((directory / "schema.json").read_text(encoding="utf-8"))
        lines = (directory / "items.jsonl").read_text(encoding="utf-8").splitlines()
        return cls.of(schema, (json.loads(line) for line in lines if line.strip()))

    @classmethod
    def of(cls, schema: Mapping[str, Any], rows: Iterable[Row]) -> Records:
        made = cls(schema, {str(row["id"]): row for row in rows})
        noun = schema.get("noun", {})
        for text in (noun.get("one", "item"), noun.get("many", "items"), *noun.get("words", ())):
            made.nouns.update(words_in(text))
        for row in made.rows.values():
            for title in made.titles_of(row):
                made.titles[words_in(title)[0] if words_in(title) else ""].append(title)
            for slot in made.slots("category"):
                for value in texts(row, slot):
                    made.meanings[plain(value)].add((slot["name"], value))
            for slot in made.slots("name"):
                for name in texts(row, slot):
                    first = made.names[plain("".join(re.findall(r"[^\W_]+", name)[:1]))]
                    first.setdefault(name, set()).add(slot["name"])
        for slot in made.slots("category"):
            for value, synonyms in slot.get("values", {}).items():
                for wording in (value, *synonyms):
                    made.meanings[plain(wording)].add((slot["name"], value))
            for value, clause in slot.get("told", {}).items():
                made.meanings[plain(re.sub(r"^(about|based on) (an? |the )?", "", clause))].add(
                    (slot["name"], value)
                )
                made.meanings[plain(clause)].add((slot["name"], value))
        return made

    def slots(self, *kinds: str) -> list[RawSlot]:
        return [slot for slot in self.schema["slots"] if slot["kind"] in kinds]

    def titles_of(self, row: Row) -> list[str]:
        return [row["title"], *row.get("aliases", ()), *filter(None, [row.get("original_title")])]

    def names_in(self, text: str) -> list[tuple[int, int, set[str]]]:
        """The longest name at each word of a text, as it is written, and the slots that hold it."""
        found = []
        for hit in re.finditer(r"[^\W_]+", text):
            named = self.names.get(plain(hit[0]), {})
            here = [name for name in named if text.startswith(name, hit.start())]
            if name := max(here, key=len, default=""):
                found.append((hit.start(), hit.start() + len(name), named[name]))
        return found

    def by_title(self, title: str) -> list[Row]:
        return [row for row in self.rows.values() if title in self.titles_of(row)]


def texts(row: Row, slot: RawSlot) -> list[str]:
    value = row.get(slot["name"])
    return [value] if isinstance(value, str) else [str(v) for v in value] if isinstance(value, list) else []


def number(row: Row, slot: RawSlot) -> float | None:
    value = row.get(slot["name"])
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def plain(text: str) -> str:
    return " ".join(words_in(text))


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.casefold().replace("’", "'"))
