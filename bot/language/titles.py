"""The ways in which a title is said: without its article, its subtitle or its roman numeral."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.inflection import singular
from bot.language.tokens import normal

_ARTICLES = ("the ", "a ", "an ")
_ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_SPLIT = re.compile(r",? or: |: | - | – |,? or,? (?=How |The )")
_LEET = re.compile(r"[a-z]\d[a-z]")
_LETTERS = str.maketrans({"7": "v", "3": "e", "0": "o", "1": "i", "4": "a", "5": "s"})
_NUMERALS = frozenset({*_ROMAN.values(), "1", "11", "12"})


def without_article(phrase: str) -> str:
    for article in _ARTICLES:
        if phrase.startswith(article) and len(phrase) > len(article):
            return phrase[len(article) :]
    return phrase


@lru_cache(maxsize=200_000)
def arabic(phrase: str) -> str:
    """Roman numerals after the first word as digits, "part" and "episode" before them left out, "&" as "and"."""
    words = phrase.replace("&", "and").split()
    made: list[str] = words[:1]
    for word in words[1:]:
        number = _ROMAN.get(word, word)
        if (
            number in _NUMERALS
            and len(made) > 1
            and made[-1] in ("part", "episode", "chapter", "volume", "vol")
        ):
            made.pop()
        made.append(number)
    return " ".join(made)


def variants(title: str) -> tuple[tuple[str, int], ...]:
    """Phrases that name the title, each with how far it is from the full title (0 is the title itself)."""
    full = normal(title)
    if not full:
        return ()
    made = {full: 0}
    made.setdefault(without_article(full), 1)
    made.setdefault(arabic(full), 1)
    made.setdefault(without_article(arabic(full)), 1)
    if _LEET.search(title.lower()):
        made.setdefault(normal(title.lower().translate(_LETTERS)), 1)
    parts = [normal(part) for part in _SPLIT.split(title)]
    if len(parts) > 1:
        for place, part in enumerate(parts):
            if part and (place == 0 or len(part.split()) > 1):
                for form in (part, without_article(part), arabic(part), without_article(arabic(part))):
                    made.setdefault(form, 3 + place)
    return tuple(made.items())


def series_key(title: str) -> str:
    """What the parts of a series share: "Aliens", "Alien 3" and "Alien: Covenant" are all "alien"."""
    words = without_article(arabic(normal(_SPLIT.split(title)[0]))).split()
    if len(words) > 1 and words[-1] in _NUMERALS:
        words = words[:-1]
    return " ".join([*words[:-1], singular(words[-1])]) if words else ""


LEADS = frozenset({
    "is", "was", "does", "did", "in", "of", "directed", "made", "wrote", "do", "are", "were", "about",
    "starred", "plays", "for", "has", "what's", "who's", "how's", "when's", "where's", "why's", "no", "not",
    "me", "show", "pick", "picked", "include", "included", "choose", "chose",
    "isn't", "wasn't", "get", "recommend", "suggest", "got", "watch", "see", "or",
})  # fmt: skip
INNER = frozenset({":", ",", "-", "."})
PARTS = frozenset("23456789")
