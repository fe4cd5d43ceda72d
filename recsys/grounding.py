"""Whether a sentence says only what its evidence supports. A closed world: the rest is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recsys.lexicon import CONNECTIVE, FUNCTION
from recsys.types import Evidence
from retrieval.types import Item, Schema

WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a sentence says and nothing supports."""

    kind: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`used` are the ids of the evidence that the sentence rests on."""

    supported: bool
    problems: tuple[Problem, ...] = ()
    used: tuple[str, ...] = ()


class Checker:
    """Built once a catalogue version; checks a sentence in well under a millisecond."""

    def __init__(self, schema: Schema, items: Iterable[Item]) -> None:
        self._schema = schema
        self._titles = frozenset(item.title for item in items)
        noun = schema.noun
        self._free = (
            FUNCTION | CONNECTIVE | set(WORD.findall(" ".join((noun.one, noun.many, *noun.words)).lower()))
        )

    def check(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> Verdict:
        words = WORD.findall(sentence.lower())
        known = {
            e.id: set(WORD.findall(f"{e.text} {' '.join(e.values)} {e.source}".lower())) for e in evidence
        }
        title = set(WORD.findall(item.title.lower()))
        problems, used = [], set()
        for word in words:
            holders = {evidence_id for evidence_id, have in known.items() if word in have}
            if word in self._free or word in title:
                continue
            used |= holders
            if not holders:
                problems.append(Problem("word", word, "no evidence says so"))
        if not used:
            problems.append(Problem("empty", sentence, "rests on no evidence"))
        return Verdict(not problems, tuple(problems), tuple(e.id for e in evidence if e.id in used))
