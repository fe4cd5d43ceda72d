"""What a visitor typed, made safe to read: bounded, normalised, without control characters."""

from __future__ import annotations

import unicodedata

from bot.errors import BadUtterance

_JOINERS = ("\u200c", "\u200d")


def clean(text: str, max_characters: int) -> str:
    """The utterance on one line, NFC; BadUtterance where nothing is left or it is too long."""
    if len(text) > max_characters:
        raise BadUtterance("fault.long", found=len(text), most=max_characters)
    kept = "".join(map(_readable, text))
    line = " ".join(unicodedata.normalize("NFC", kept).split())
    if not any(c.isalnum() for c in line):
        raise BadUtterance("fault.empty")
    return line


def _readable(character: str) -> str:
    """Controls, surrogates and what is not assigned part words; invisible marks vanish, some turn text around.

    The two joiners stay: some scripts cannot be written without them.
    """
    match unicodedata.category(character):
        case "Cc" | "Cs" | "Co" | "Cn":
            return " "
        case "Cf" if character not in _JOINERS:
            return ""
        case _:
            return character
