"""What the product says in words of its own: one file a language beside this one, the same keys in each.

A message is a text with {names} for values, or several by number: {"one": …, "other": …}, told apart by `n`
as the CLDR's plural rules do for the languages here (English: one, other; Chinese: other). Values are put in
as they are and never read for names again. Keys that begin with "page." are for the page's own scripts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

Message = str | Mapping[str, str]
ENGLISH: Final = "en"
LANGUAGES: Final = ("en", "zh")
PAGE: Final = "page."


@dataclass(frozen=True, slots=True)
class Texts:
    """All messages of one language."""

    language: str
    messages: Mapping[str, Message]

    def __call__(self, key: str, /, **values: object) -> str:
        """The message with its values. KeyError where there is no such message, or it wants another value."""
        message = self.messages[key]
        if not isinstance(message, str):
            message = message.get("one" if values["n"] == 1 else "other") or message["other"]
        return message.format_map(values)

    def listed(self, values: Sequence[str], last: str = "and") -> str:
        """ "a", "a and b", "a, b and c"; `last` is "and" or "or"."""
        if len(values) < 2:
            return "".join(values)
        return self(f"list.{last}", head=self("list.comma").join(values[:-1]), last=values[-1])

    def sentences(self, said: Iterable[str]) -> str:
        """One after the other, those that are empty left out."""
        return self("list.sentences").join(one for one in said if one)

    def page(self) -> dict[str, Message]:
        """The page's messages, without the common beginning of their keys."""
        return {key.removeprefix(PAGE): said for key, said in self.messages.items() if key.startswith(PAGE)}


@cache
def texts(language: str) -> Texts:
    """The messages of a language; English where there are none for it."""
    known = language if language in LANGUAGES else ENGLISH
    file = Path(__file__).with_name(f"{known}.json")
    return Texts(known, json.loads(file.read_text(encoding="utf-8")))


def language_of(wanted: str) -> str:
    """The first language that we speak in a tag or an Accept-Language header ("zh-CN", "fr, zh;q=0.8").

    RFC 4647 lookup by primary subtag, by quality; English where none fits.
    """
    ranges = []
    for place, one in enumerate(wanted[:500].split(",")):
        tag, _, parameter = one.partition(";")
        primary = tag.strip().partition("-")[0].casefold()
        if primary in LANGUAGES and (quality := _quality(parameter)) > 0:
            ranges.append((-quality, place, primary))
    return min(ranges)[2] if ranges else ENGLISH


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
