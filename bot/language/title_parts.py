"""Which of several of a title is meant: that of a year, the second part, the first, the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.english import english
from bot.language.linking import Linked, Linker
from bot.language.spans import Span
from bot.language.spelling import Spelt
from bot.language.title_years import year_after
from bot.language.tokens import Token, text_of
from bot.language.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Which:
    """Reads in one utterance what tells titles of one name apart."""

    tokens: Sequence[Token]
    spelt: Spelt
    vocabulary: Vocabulary
    linker: Linker

    def dated(self, span: Span) -> Span:
        """The title with the year that is said behind it; missing where none of that name is of that year."""
        year = year_after(self.tokens, span.end)
        if year is None:
            return span
        ids = self.linker.of_year(span.ids, year[0])
        if ids:
            return Span(span.start, year[1], "title", text_of(self.tokens, span.start, year[1]), ids=ids)
        text = text_of(self.tokens, span.start, year[1])
        return Span(span.start, year[1], "missing", text, missing="title", nearest=span.ids[:3])

    def numbered(self, at: int, found: Linked) -> Span:
        """ "paddington 2" is not "Paddington": a digit after a title asks for that part of a series."""
        end = found.end
        span = Span(at, end, "title", text_of(self.tokens, at, end), ids=found.ids)
        if end < len(self.tokens) and self.tokens[end].norm.isdecimal() and len(self.tokens[end].norm) == 1:
            after = self.spelt.plain[end + 1] if end + 1 < len(self.tokens) else ""
            counted = self.vocabulary.schema.entries.get(after, ())
            if not any(e.sense in ("noun", "unit") for e in counted) and after not in english().stars:
                ids = self.linker.numbered(found.ids, self.tokens[end].norm)
                text = text_of(self.tokens, at, end + 1)
                if ids:
                    return Span(at, end + 1, "title", text, ids=ids)
                return Span(at, end + 1, "missing", text, missing="title", nearest=found.ids[:3])
        return self.dated(span)

    def ordinal(self, at: int) -> Span | None:
        """ "the first alien", "the original west side story", "the last indiana jones"."""
        start = at + (self.tokens[at].norm == "the")
        if start + 1 >= len(self.tokens):
            return None
        word = self.tokens[start].norm
        place = 1 if word == "original" else english().ordinals.get(word, 0)
        if not place:
            return None
        found = self.linker.title_at(self.spelt.titles, start + 1)
        end = found.end if found else start + 1
        for stop in range(min(start + 6, len(self.tokens)), start + 1, -1):
            words = self.spelt.titles[start + 1 : stop]
            if any(t.is_break for t in self.tokens[start + 1 : stop]) or stop < end:
                continue
            ids = self.linker.in_series(words, place)
            if ids and (found is None or stop >= end):
                return Span(at, stop, "title", text_of(self.tokens, at, stop), ids=ids)
        return None
