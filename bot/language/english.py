"""English as data: function words, cue phrases, dialogue phrases. Nothing here knows what a catalogue holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from bot.language.tokens import normal


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases by their normal form, each with the names of what it may be; longest first by first word."""

    kinds: Mapping[str, frozenset[str]]
    longest: Mapping[str, int]

    def match(self, words: list[str], at: int) -> tuple[int, frozenset[str]]:
        """How many words from `at` on are the longest known phrase, and what it may be; (0, ∅) for none."""
        for n in range(min(self.longest.get(words[at], 0), len(words) - at), 0, -1):
            found = self.kinds.get(" ".join(words[at : at + n]))
            if found:
                return n, found
        return 0, frozenset()


@dataclass(frozen=True, slots=True)
class English:
    cues: PhraseTable
    acts: PhraseTable
    ordinals: Mapping[str, int]
    it: frozenset[str]
    them: frozenset[str]
    one: frozenset[str]
    number_words: Mapping[str, float]
    decades: Mapping[str, int]
    decade_parts: Mapping[str, tuple[int, int]]
    bounds: PhraseTable
    last: frozenset[str]
    currency: Mapping[str, str]
    stars: frozenset[str]
    intensifiers: frozenset[str]
    filler: frozenset[str]
    pronoun_titles: frozenset[str]
    places: frozenset[str]
    """Countries and languages, no misspelling of any that a catalogue has."""
    ordinary: frozenset[str]
    """Words that anybody may say without meaning a title or misspelling anything."""


@cache
def english() -> English:
    """Read once, on first use."""
    data = json.loads(files("bot.language").joinpath("english.json").read_text(encoding="utf-8"))
    numbers, refs = data["numbers"], data["refs"]
    classes = {name: [normal(word) for word in words] for name, words in data["classes"].items()}
    cues, acts = _table(data["cues"], classes), _table(data["acts"], classes)
    bounds = _table({k: v for k, v in numbers.items() if k in _BOUNDS}, {})
    ordinary = {normal(w) for w in (*data["common"], *data["filler"], *data["intensifiers"])}
    for table in (cues, acts, bounds):
        ordinary.update(word for phrase in table.kinds for word in phrase.split())
    ordinary.update(numbers["words"], numbers["decades"], numbers["currency"], refs["ordinals"], refs["one"])
    return English(
        cues=cues,
        acts=acts,
        ordinals=refs["ordinals"],
        it=frozenset(refs["it"]),
        them=frozenset(refs["them"]),
        one=frozenset(refs["one"]),
        number_words=numbers["words"],
        decades=numbers["decades"],
        decade_parts={k: (v[0], v[1]) for k, v in numbers["parts"].items()},
        bounds=bounds,
        last=frozenset(numbers["last"]),
        currency=numbers["currency"],
        stars=frozenset(numbers["stars"]),
        intensifiers=frozenset(data["intensifiers"]),
        filler=frozenset(normal(w) for w in data["filler"]),
        pronoun_titles=frozenset(data["pronoun_titles"]),
        places=frozenset(data["places"]),
        ordinary=frozenset(ordinary),
    )


_BOUNDS = ("<", "<=", ">", ">=", "after", "before", "=", "~", "between")


def _table(groups: Mapping[str, list[str]], classes: Mapping[str, list[str]]) -> PhraseTable:
    kinds: dict[str, set[str]] = {}
    longest: dict[str, int] = {}
    for kind, patterns in groups.items():
        for pattern in patterns:
            for phrase in _phrases(pattern, classes):
                words = phrase.split()
                kinds.setdefault(" ".join(words), set()).add(kind)
                longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return PhraseTable({p: frozenset(k) for p, k in kinds.items()}, longest)


def _phrases(pattern: str, classes: Mapping[str, list[str]]) -> Iterator[str]:
    """The phrases of a pattern: "{be} {good}" is every word of one class before every word of the other."""
    parts = [_CLASS.fullmatch(part) for part in pattern.split()]
    if not any(parts):
        yield normal(pattern)
        return
    choices = [
        classes[part.group(1)] if part else [normal(word)]
        for part, word in zip(parts, pattern.split(), strict=True)
    ]
    for words in product(*choices):
        yield " ".join(words)


_CLASS = re.compile(r"\{(\w+)\}")
