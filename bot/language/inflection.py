"""The forms in which a word of the catalogue may be said: plural, joined, comparative, superlative."""

from __future__ import annotations

_VOWELS = frozenset("aeiou")


def plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def comparative(word: str) -> str:
    """ "funny" to "funnier", "dark" to "darker", "sad" to "sadder"."""
    return _graded(word, "er")


def superlative(word: str) -> str:
    return _graded(word, "est")


def superlative_of(comparative_word: str) -> str:
    """ "shorter" to "shortest"; "" where the word is no comparative."""
    return comparative_word[:-2] + "est" if comparative_word.endswith("er") else ""


def forms(phrase: str) -> tuple[str, ...]:
    """A normal phrase as it is, in the plural, in the singular, and written as one word."""
    words = phrase.split()
    head, last = words[:-1], words[-1]
    made = [phrase, " ".join([*head, plural(last)]), " ".join([*head, singular(last)])]
    if 2 <= len(words) <= 3 and all(len(w) > 1 for w in words):
        made.append("".join(words))
    return tuple(dict.fromkeys(made))


def _graded(word: str, ending: str) -> str:
    if word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS:
        return word[:-1] + "i" + ending
    if word.endswith("e"):
        return word + ending[1:]
    short = len(word) <= 4 and len(word) > 2
    if (
        short
        and word[-1] not in _VOWELS | {"w", "x", "y"}
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
    ):
        return word + word[-1] + ending
    return word + ending
