"""Whether a text is a plain English sentence at all, before anything it says is looked at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from recsys.lexicon import ASKING, DANGLING, SELF
from recsys.tokens import Word

MARKUP: Final = re.compile(r"[<>{}\[\]\\|`*_#~^=@]|https?:|www\.|\b\w+\.(?:com|org|net|io)\b", re.IGNORECASE)
PAIRS: Final = (("(", ")"), ("“", "”"))
WORDS: Final = re.compile(r"[^\W_]+")
LAST: Final = 16
LONGEST: Final = 600
SHORTEST: Final = 3


def fault(sentence: str, read: Sequence[Word], title: str, allowed: str) -> tuple[str, str, str] | None:
    """(kind, text, why) of the first fault, or None. `allowed` is the evidence: its signs may occur."""
    stripped = sentence.strip()
    if len(read) < SHORTEST:
        return "form", stripped, f"has {len(read)} words; a sentence has at least {SHORTEST}"
    if len(stripped) > LONGEST:
        return "form", stripped[:40], f"has {len(stripped)} characters; at most {LONGEST} are shown"
    for sign in stripped:
        if sign.isascii() and (sign.isprintable()):
            continue
        if sign not in allowed and not _plain(sign):
            return "script", sign, f"U+{ord(sign):04X} is no sign of an English sentence"
    if (mark := MARKUP.search(stripped)) and mark[0] not in allowed:
        return "markup", mark[0], "markup and addresses are not shown"
    if "?" in stripped and "?" not in allowed:
        return "form", "?", "a reason states; it does not ask"
    ending = stripped.rstrip("\"”’')")
    if not ending.endswith((".", "!")) or ending.endswith(("..", "…")):
        return "form", stripped[-20:], "does not end as a sentence does; it may be cut off"
    dangling = read[-1].norm in DANGLING and not read[-1].capital
    # "… the magic you asked for" ends well.
    asked = len(read) > 2 and read[-1].norm == "for" and read[-2].norm in ASKING
    if dangling and not asked and ending[-LAST:] not in allowed:
        return "form", read[-1].text, "ends on a word that needs another; it may be cut off"
    if not (
        stripped[0].isupper() or stripped[0].isdigit() or stripped[0] in "“\"'" or stripped.startswith(title)
    ):
        return "form", stripped[:20], "does not begin as a sentence does"
    if any(stripped.count(a) != stripped.count(b) for a, b in PAIRS if allowed.count(a) == allowed.count(b)):
        return "form", stripped[-20:], "a bracket or quotation mark is left open"
    theirs = set(WORDS.findall(allowed.lower()))
    for word in read:
        if word.norm in SELF and word.norm not in theirs:
            return "self", word.text, "a reason speaks of the item, not of its writer"
    return None


def _plain(sign: str) -> bool:
    return sign in "–—’‘“”…−×½°€£¥" or unicodedata.name(sign, "").startswith("LATIN")
