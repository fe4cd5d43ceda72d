"""What the words of a catalogue mean, from its schema and its items: built once, read for every sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from recsys.lexicon import DETERMINERS, FREE, PARTS_PLAYED, PREPOSITIONS
from recsys.quantities import Units, units_of
from recsys.tokens import Word, paused, stem, words
from retrieval.types import Item, Schema, Slot

Meaning = TypeVar("Meaning")


@dataclass(slots=True)
class Phrases(Generic[Meaning]):
    """Phrases of several words with their meanings, found longest first."""

    by_first: dict[str, dict[tuple[str, ...], list[Meaning]]] = field(default_factory=dict)

    def add(self, text: str, meaning: Meaning) -> None:
        read = words(text)
        # Written with its own commas or without them; never across a comma that it does not have.
        for key in {paused(read), tuple(word.stem for word in read)} if read else ():
            meanings = self.by_first.setdefault(read[0].stem, {}).setdefault(key, [])
            if meaning not in meanings:
                meanings.append(meaning)

    def at(self, sentence: Sequence[Word], i: int) -> tuple[int, list[Meaning]]:
        """How many words from i on are the longest phrase there, and its meanings; (0, []) without one."""
        best: tuple[int, list[Meaning]] = (0, [])
        for key, meanings in self.by_first.get(sentence[i].stem, {}).items():
            size = len(key)
            if size > best[0] and (size == 1 or paused(sentence[i : i + size]) == key):
                best = (size, meanings)
        return best


class Vocabulary:
    """The phrases of one catalogue. Read only once built; holds no item."""

    def __init__(self, schema: Schema, items: Iterable[Item]) -> None:
        self.schema = schema
        self.slots = {slot.name: slot for slot in schema.slots}
        self.units: Units = units_of(schema)
        self.values: Phrases[tuple[str, str]] = Phrases()
        self.levels: Phrases[tuple[str, str]] = Phrases()
        self.names: Phrases[str] = Phrases()
        self.titles: Phrases[str] = Phrases()
        self.comparing: dict[str, str] = {}
        self.noun = frozenset(
            word.norm
            for text in (schema.noun.one, schema.noun.many, *schema.noun.words)
            for word in words(text)
        )
        for slot in schema.slots:
            self._learn(slot)
        seen: set[tuple[str, str]] = set()
        for item in items:
            for title in (item.title, *item.aliases):
                self.titles.add(title, item.title)
            for slot in schema.of_kind("category", "name"):
                for value in item.texts(slot.name):
                    if (slot.name, value) not in seen:
                        seen.add((slot.name, value))
                        self._value(slot, value)
        noun = {stem(word) for word in self.noun}
        self.cues = {slot.name: _cues(slot) - noun for slot in schema.of_kind("name")}
        self._leading = frozenset(word.stem for slot in schema.slots for word in words(slot.phrase))
        self.labels = {slot.name: _labels(slot) for slot in schema.slots}

    def _learn(self, slot: Slot) -> None:
        for value, synonyms in slot.values.items():
            for text in (value, *synonyms):
                self.values.add(text, (slot.name, value))
        if slot.kind == "level":
            if slot.phrase.strip() in ("", "{}"):
                for level in slot.levels:
                    self.values.add(level, (slot.name, level))
            # The label counts as a name only where the slot has no others: it may be made of several things.
            for text in slot.names or (slot.label,):
                self.levels.add(text, (slot.name, "name"))
            for sense, texts in (("high", slot.high), ("low", slot.low)):
                for text in texts:
                    self.levels.add(text, (slot.name, sense))
        if slot.kind == "number":
            self.comparing |= {**dict.fromkeys(slot.more, ">"), **dict.fromkeys(slot.less, "<")}

    def _value(self, slot: Slot, value: str) -> None:
        if slot.kind == "name":
            self.names.add(value, slot.name)
        else:
            self.values.add(value, (slot.name, value))

    def leads(self, word: Word) -> bool:
        """Whether the word belongs to the phrase by which some slot's values are said ("made of")."""
        return word.stem in self._leading

    def cue(self, word: Word) -> frozenset[str]:
        """The name slots that this word announces ("starring", "director")."""
        return frozenset(name for name, cues in self.cues.items() if word.stem in cues)


def _cues(slot: Slot) -> frozenset[str]:
    """Words that stand beside the slot's values, of its label, phrase and names; and its prepositions."""
    found = {word.stem for text in (slot.label, slot.phrase, *slot.names) for word in words(text)}
    single = {stem(text) for text in slot.names if text in PREPOSITIONS}
    leading = words(slot.phrase.split("{}")[0])
    single |= {leading[0].stem} if len(leading) == 1 else set()
    return frozenset({cue for cue in found if cue not in FREE or cue == "featur"} - DETERMINERS) | single


def _labels(slot: Slot) -> frozenset[str]:
    """Words that only name the slot: harmless beside one of its values."""
    texts = (slot.label, slot.name, slot.phrase, *slot.names, *PARTS_PLAYED.get(slot.role, ()))
    return frozenset(word.stem for text in texts for word in words(text.replace("_", " ")))
