"""Titles as people say them: years, series and other names in brackets, "Name, The"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_YEAR = re.compile(r"^(.*\S)\s*\((\d{4})(?:\s*[-–]\s*\d{0,4})?\)$", re.DOTALL)
_SERIES = re.compile(r"^(.*\S)\s*\(([^()]+?)[,;:]?\s*#\s*([\d.,&\s–-]+)(?:[^()]*)\)$", re.DOTALL)
_BRACKETS = re.compile(r"^(.*\S)\s*\(([^()]+)\)$", re.DOTALL)
_ARTICLE = re.compile(
    r"^(.*\S), (The|A|An|Le|La|Les|L'|Un|Une|Il|Lo|I|Gli|El|Los|Las|Der|Die|Das|O|Os|De|Het)$"
)
_ALSO = re.compile(r"^a\.?k\.?a\.?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart."""

    text: str
    aliases: tuple[str, ...] = ()
    year: float | None = None
    series: str = ""


@dataclass(frozen=True, slots=True)
class TitleStyle:
    """What most titles of a catalogue, or many of them, carry in brackets."""

    years: bool
    series: bool

    @classmethod
    def of(cls, titles: Sequence[str]) -> TitleStyle:
        """Years where more than half of the titles end in one, series where one in twenty does."""
        count = max(1, len(titles))
        years = sum(1 for title in titles if _YEAR.match(title)) / count
        series = sum(1 for title in titles if _SERIES.match(title)) / count
        return cls(years > 0.5, series > 0.05)

    def read(self, title: str) -> Title:
        text, aliases, year, series = title, [], None, ""
        if self.years and (match := _YEAR.match(text)):
            text, year = match[1], float(match[2])
        if self.series and (match := _SERIES.match(text)):
            aliases.append(text)
            text, series = match[1], match[2].strip()
        if self.years:
            while match := _BRACKETS.match(text):
                text = match[1]
                aliases.append(_fronted(_ALSO.sub("", match[2].strip())))
        elif match := _BRACKETS.match(text):
            aliases.append(match[1])
        fronted = _fronted(text)
        return Title(fronted, tuple(alias for alias in aliases if alias and alias != fronted), year, series)


def _fronted(title: str) -> str:
    """ "Matrix, The" as "The Matrix"."""
    match = _ARTICLE.match(title)
    if not match:
        return title
    return f"{match[2]}{match[1]}" if match[2].endswith("'") else f"{match[2]} {match[1]}"
