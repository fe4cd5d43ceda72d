"""What a visitor typed, made safe to read: bounded, normalised, without control characters."""

from __future__ import annotations

import unicodedata

from bot.errors import BadUtterance


def clean(text: str, max_characters: int) -> str:
    """The utterance on one line, NFC; BadUtterance where nothing is left or it is too long."""
    if len(text) > max_characters:
        raise BadUtterance(
            f"The message has {len(text):,} characters; at most {max_characters:,} are read. "
            "Say it in fewer words."
        )
    # Control, format and surrogate characters carry no words; joiners are kept for the scripts that need them.
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn") else " " for c in text)
    line = " ".join(unicodedata.normalize("NFC", kept).split())
    if not any(c.isalnum() for c in line):
        raise BadUtterance("The message has no words. Say what you are looking for.")
    return line
