"""An utterance's tokens with their likely spellings in each table of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.english import english
from bot.language.tokens import Token
from bot.language.vocabulary import Vocabulary

MOST_CORRECTED = 12


@dataclass(frozen=True, slots=True)
class Spelt:
    """The norms as written, and as words of the schema, of names and of titles; `unknown` marks the rest."""

    plain: list[str]
    schema: list[str]
    names: list[str]
    titles: list[str]
    unknown: list[bool]


def spell(tokens: Sequence[Token], vocabulary: Vocabulary) -> Spelt:
    """Correct words that nobody knows; at most a dozen, so that gibberish costs no time."""
    plain = [t.norm for t in tokens]
    tables = {"schema": list(plain), "names": list(plain), "titles": list(plain)}
    unknown = [False] * len(plain)
    corrected = 0
    for at, token in enumerate(tokens):
        if not token.is_word or vocabulary.known(token.norm):
            continue
        unknown[at] = True
        if token.norm in english().places:
            continue
        corrected += 1
        if corrected > MOST_CORRECTED or not token.norm.isascii() or len(token.norm) < 4:
            continue
        for table, words in tables.items():
            words[at] = vocabulary.nearest_word(token.norm, table) or token.norm
    return Spelt(plain, tables["schema"], tables["names"], tables["titles"], unknown)
