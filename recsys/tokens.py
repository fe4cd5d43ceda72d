"""Sentences as words that compare well: without case, accents and inflection; and what stood between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

PIECE: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[$€£¥%]|[^\w\s]")
CLITIC: Final = re.compile(r"['’](s|re|ll|d|ve|m)$")
BOUNDARY: Final = frozenset(";:()—–.!?")
PAUSES: Final = BOUNDARY | {","}
ABBREVIATION: Final = frozenset(("dr", "mr", "mrs", "ms", "st", "jr", "sr", "vs", "mt"))
IRREGULAR: Final = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "wives": "wife",
    "lives": "life",
    "wrote": "write",
    "written": "write",
    "made": "make",
    "ran": "run",
    "drew": "draw",
    "drawn": "draw",
    "told": "tell",
    "sold": "sell",
    "built": "build",
    "sang": "sing",
    "sung": "sing",
    "shot": "shoot",
}
VOWEL: Final = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number: as written, `norm` (no case, accents or clitic), `stem` (no inflection either).

    `before` is the punctuation between it and the word before; `joined` says that a hyphen ties them; `linked`
    is the stem, with a comma where the word stands after a pause; `owner` says that it ends in a possessive 's.
    It stands at characters [at, until) of its text; the two words of a contraction stand at the same.
    """

    text: str
    norm: str
    stem: str
    before: str = ""
    joined: bool = False
    owner: bool = False
    at: int = 0
    until: int = 0

    @property
    def linked(self) -> str:
        return f",{self.stem}" if self.before and PAUSES.intersection(self.before) else self.stem

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def number(self) -> bool:
        return self.text[:1].isdecimal()


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@lru_cache(maxsize=65536)
def stem(norm: str) -> str:
    """One form for all inflections of a word: "chases", "chased", "chasing" → "chas". Never across words
    of another kind ("thriller" stays apart from "thrilling")."""
    for plural, single in IRREGULAR.items():
        if norm == plural or (plural == "men" and norm.endswith(plural)):
            norm = norm.removesuffix(plural) + single
            break
    if norm.endswith("ies") and len(norm) > 4 and norm != "movies":
        norm = norm[:-3] + "y"
    elif norm.endswith("s") and len(norm) > 3 and not norm.endswith(("ss", "us", "is")):
        norm = norm[:-1]
    for ending in ("ing", "ed"):
        rest = norm.removesuffix(ending)
        if rest != norm and len(rest) > 2 and VOWEL.search(rest):
            norm = rest[:-1] + "y" if rest.endswith("i") else rest
            break
    if norm.endswith("e") and len(norm) > 3:
        norm = norm[:-1]
    if len(norm) > 3 and norm[-1] == norm[-2]:
        norm = norm[:-1]
    return norm


def words(text: str) -> list[Word]:
    """The words of a text in order. Contractions come apart: "isn't" is two words, "you're" two."""
    found: list[Word] = []
    between = ""
    for match in PIECE.finditer(text):
        piece = match[0]
        if not (piece[0].isalnum() or piece in "$€£¥%"):
            between += piece
            continue
        norm = plain(piece).replace("’", "'")
        clitic = CLITIC.search(norm)
        bare = norm[: clitic.start()] if clitic else norm
        tied = text[max(0, match.start() - 2) : match.start()]
        joined = between == "-" and tied[-1:] == "-" and tied[:1].isalnum()
        before, between = ("" if joined else between), ""
        if norm.endswith("n't") or norm == "cannot":
            head = norm.removesuffix("n't") if norm != "cannot" else "can"
            found.append(Word(piece, head, stem(head), before, joined, False, *match.span()))
            found.append(Word("not", "not", "not", at=match.start(), until=match.end()))
            continue
        owner = bool(clitic and clitic[1] == "s")
        found.append(Word(piece, bare, stem(bare), before, joined, owner, *match.span()))
        if clitic and not owner:
            found.append(Word(clitic[1], clitic[1], clitic[1], at=match.start(), until=match.end()))
    return found


def breaks(sentence: list[Word], i: int) -> bool:
    """Whether a clause ends between word i − 1 and word i."""
    signs = sentence[i].before
    if not signs or i == 0:
        return i == 0
    if signs == "." and (len(sentence[i - 1].norm) == 1 or sentence[i - 1].norm in ABBREVIATION):
        return False
    return any(sign in BOUNDARY for sign in signs)


def stems(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words(text))


def paused(phrase: Sequence[Word]) -> tuple[str, ...]:
    """The stems of a phrase, with a comma before those that stand after a pause within it."""
    return (*(word.stem for word in phrase[:1]), *(word.linked for word in phrase[1:]))
