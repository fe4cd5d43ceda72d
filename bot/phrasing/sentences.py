"""What a model wrote, made into one clean sentence, or into nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_CHARACTERS = 320
LONGEST = 480
"""Characters of all sentences of one card."""
UNSEEN = ("Cc", "Cf", "Co", "Cn")
_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s+[^a-z]|\s*$)")
_LEAD = re.compile(
    r"^(?:[-*•>#.)\s]+|\d{1,2}[.)]\s+|(?:sure|answer|sentence|reason|output)\b[^:\n]{0,40}:\s*)+",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^>\n]{1,40}>|\[[^\]\n]*\]\([^)\n]*\)|[*_`#|{}\\]+")
_QUOTES = "\"'“”‘’ "


def end_of_sentence(text: str, names: Iterable[str] = ()) -> int | None:
    """Where the first sentence ends (index after its mark), None if it goes on.

    A full stop within one of `names` ("Dr. No") ends nothing.
    """
    masked = text
    for name in names:
        if name:
            masked = re.sub(re.escape(name), lambda found: "x" * len(found[0]), masked, flags=re.IGNORECASE)
    found = _END.search(masked)
    return found.end() if found else None


def clean(text: str, names: Iterable[str] = ()) -> str:
    """The first sentence of `text` without markup, quotes and control characters; "" where there is none."""
    readable = "".join(" " if unicodedata.category(c) in UNSEEN else c for c in text)
    readable = _LEAD.sub("", _MARKUP.sub("", readable).strip())
    readable = " ".join(readable.split())
    end = end_of_sentence(readable, names)
    sentence = readable[:end] if end else readable
    if sentence[:1] in _QUOTES and sentence[-1:] in _QUOTES:
        sentence = sentence.strip(_QUOTES)
    if not end or len(sentence) > MAX_CHARACTERS or sentence.count(" ") < 3 or "\ufffd" in sentence:
        return ""
    return sentence[0].upper() + sentence[1:]


def whole_sentences(text: str) -> str:
    """All of `text` on one line where it is one or a few finished sentences; "" where it is not."""
    flat = " ".join("".join(" " if unicodedata.category(c) in UNSEEN else c for c in text).split())
    finished = flat.rstrip("\"'”’)").endswith((".", "!")) and not flat.endswith("..")
    if not finished or len(flat) > LONGEST or flat.count(" ") < 3 or "\ufffd" in flat:
        return ""
    return flat[0].upper() + flat[1:]


def repeats(text: str, times: int = 3) -> bool:
    """Whether the text goes round in circles: its last one to eight words, `times` times in a row."""
    words = text.lower().split()
    for n in range(1, min(8, len(words) // times) + 1):
        tail = words[-n:]
        if all(words[len(words) - n * (k + 1) : len(words) - n * k] == tail for k in range(times)):
            return True
    return False


def twice(text: str, length: int = 3) -> bool:
    """Whether any run of `length` words stands in the text more than once; denials and quotations may."""
    words = re.findall(r"[^\W_]+", re.sub("“[^”]*”", "", text).lower())
    starts = range(len(words) - length + 1)
    runs = [run for start in starts if "not" not in (run := tuple(words[start : start + length]))]
    return len(set(runs)) < len(runs)
