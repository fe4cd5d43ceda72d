"""Which words name a title: only with evidence, since many titles are words that anybody says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.language.english import english
from bot.language.linking import Linked, Linker
from bot.language.spans import Span
from bot.language.spelling import Spelt
from bot.language.title_parts import Which
from bot.language.title_years import year_after
from bot.language.titles import INNER, LEADS, PARTS
from bot.language.tokens import Token, normal, text_of
from bot.language.vocabulary import OF_SERIES, Vocabulary
from bot.types import DialogueState

MOST_QUOTED = 12
_SCREEN_WORDS = frozenset({"it", "that", "this", "these", "those", "them"})
_PREDICATES = frozenset({
    "was", "is", "were", "are", "bored", "has", "had", "rocks", "sucks",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Titles:
    """Title spans of one utterance."""

    tokens: Sequence[Token]
    spelt: Spelt
    vocabulary: Vocabulary
    linker: Linker
    state: DialogueState

    @property
    def _which(self) -> Which:
        return Which(self.tokens, self.spelt, self.vocabulary, self.linker)

    def quoted(self, at: int) -> Span | None:
        """A title in quotation marks: linked, or missing; None where nothing closes the quotation."""
        for end in range(at + 2, min(at + 2 + MOST_QUOTED, len(self.tokens))):
            if self.tokens[end].norm == '"':
                inside = " ".join(t.norm for t in self.tokens[at + 1 : end] if not t.is_break)
                found = self.linker.title_at(self.spelt.plain, at + 1)
                if found and found.end == end:
                    return self._which.dated(
                        Span(at, end + 1, "title", self._text(at + 1, end), ids=found.ids)
                    )
                ids, nearest = self.linker.alike(inside) if inside else ((), ())
                if ids:
                    return self._which.dated(Span(at, end + 1, "title", self._text(at + 1, end), ids=ids))
                return Span(at, end + 1, "missing", self._text(at + 1, end), missing="title", nearest=nearest)
        return None

    def at(
        self, at: int, position: str, question: bool, entry: Span | None, name: Span | None, cue: Span | None
    ) -> Span | None:
        """The title that starts at a token, if enough speaks for it."""
        series = self._which.ordinal(at)
        if series and not (name and name.end >= series.end):  # "Last Survivors" may be a series itself
            return series
        for words in (self.spelt.plain, self.spelt.titles):
            found = self._title_at(words, at)
            while found is not None:
                if self._accepted(at, found, position, question, entry, name, cue):
                    return self._which.numbered(at, found)
                found = self._shorter(words, at, found)
            if words == self.spelt.titles or self.spelt.titles == self.spelt.plain:
                break
        token = self.tokens[at]
        if position or (token.capital and not token.initial) or self._whole(at, at + 1):
            rare = self.linker.rare_word(self.spelt.titles[at])
            alone = not (token.capital and self._followed(at + 1))
            if rare and not name and alone and not (at and self.tokens[at - 1].norm == "by"):
                return self._which.dated(Span(at, at + 1, "title", token.text, ids=rare))
        return None

    def _title_at(self, words: Sequence[str], at: int) -> Linked | None:
        """The title at a token, over the marks that titles have inside ("2001: A Space Odyssey")."""
        places = [i for i in range(at, min(at + 16, len(words))) if words[i] not in INNER]
        if not places or places[0] != at:
            return None
        found = self.linker.title_at([words[i] for i in places], 0)
        if found is None:
            return None
        return replace(found, end=places[found.end - 1] + 1)

    def _shorter(self, words: Sequence[str], at: int, found: Linked) -> Linked | None:
        return self._title_at(words[: found.end - 1], at) if found.end - 1 > at else None

    def _accepted(
        self, at: int, found: Linked, position: str, question: bool,
        entry: Span | None, name: Span | None, cue: Span | None,
    ) -> bool:  # fmt: skip
        end = found.end
        n = end - at
        tokens = self.tokens[at:end]
        capital = self._capital(at, end)
        year = year_after(self.tokens, end) is not None and not self._bounding(at, end)
        whole = self._whole(at, end)
        by = at > 0 and self.tokens[at - 1].norm == "by"
        of_series = found.far == OF_SERIES and not (position or self._asked(at, question))
        if name and (of_series or (by and found.far >= OF_SERIES)):
            return False  # the series itself is meant, not one of its parts; the maker, not a book on them
        if entry and entry.end == end and found.far >= OF_SERIES and self._led(at, entry):
            return False  # "in English" is a language, whatever series is called so
        if name and name.end >= end and found.far and self._announced(at, name):
            return False  # "in the series Camel Club" asks for the series, not for "The Camel Club"
        pronoun = all(t.norm in english().pronoun_titles for t in tokens)
        if self._left_out(at, found, entry) or self._part(end):
            return True
        rival = max((s.end for s in (entry, name) if s), default=at)
        if rival > end or (cue is not None and cue.end > end and not capital):
            return False
        if pronoun and not capital and not year:
            on_screen = bool(self.state.on_screen or self.state.focus)
            if (
                tokens[0].capital
                and not on_screen
                and (whole or (self._judged(end) and tokens[0].norm not in _SCREEN_WORDS))
            ):
                return True
            if tokens[0].norm in _SCREEN_WORDS and on_screen:
                return False
            return (
                bool(position)
                and self._ends(end)
                and tokens[0].norm not in ("that", "this", "these", "those", "them", "all", "me", "you", "i")
            )
        if self._other_article(at, found) or self._goes_on(end):
            return False
        if year or (
            capital and not (entry and entry.end >= end and n == 1 and not position and not question)
        ):
            return True
        if capital and entry and entry.end == end and self._tone(entry):
            return True
        if at == 0 and found.content >= 2 and self._ends(end) and not (entry and entry.end >= end):
            return True
        if whole and not (entry and entry.end >= end) and not (name and name.end >= end) and found.content:
            return True
        supported = bool(position) or self._asked(at, question) or self._judged(end)
        if supported and not (n == 1 and entry and entry.end >= end and not self._ends(end)):
            if not found.ordinary or n > 1:
                return True
            return self._ends(end) or self._judged(end)
        if (
            found.far >= 3
            or (entry is not None and entry.end >= end)
            or (name is not None and name.end >= end)
        ):
            return False
        if found.ordinary:
            return found.content >= 2 and n >= 3
        return any(len(t.norm) >= 4 for t in tokens)

    def _bounding(self, at: int, end: int) -> bool:
        """Whether the words only bound the year that follows ("after 2010"), which no brackets hold."""
        n, _ = english().bounds.match(self.spelt.plain, at)
        return n >= end - at and self.tokens[end].norm != "("

    def _followed(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].capital and self.tokens[at].is_word

    def _goes_on(self, end: int) -> bool:
        """ "Speed Racer" is not "Speed": a capitalised word follows that nothing knows."""
        if end + 1 < len(self.tokens) and self.tokens[end].norm in ("in", "of", "at", "meets"):
            end += 1  # "Paddington in Peru"
            if self.tokens[end].capital and self.spelt.unknown[end]:
                return self.tokens[end - 2].capital
        if end >= len(self.tokens) or not self.spelt.unknown[end]:
            return False
        return self.tokens[end - 1].capital and self.tokens[end].capital and not self.tokens[end].initial

    def _part(self, end: int) -> bool:
        """Whether a single digit ends the phrase: "alien 5" asks for a part of a series."""
        digit = end < len(self.tokens) and self.tokens[end].norm in PARTS
        return digit and (end + 1 >= len(self.tokens) or self.tokens[end + 1].is_break)

    def _left_out(self, at: int, found: Linked, entry: Span | None) -> bool:
        """ "but not alien": the title, where "no aliens" would be the topic."""
        if entry is None or found.far or found.end != entry.end or not self._ends(found.end):
            return False
        schema = self.vocabulary.shelf.schema
        topic = all(e.sense == "value" and schema.slot(e.slot).role == "topic" for e in entry.entries)
        before = self.tokens[at - 1].norm if at else ""
        return topic and before in ("not", "than", "except") and normal(entry.text) not in self._values(entry)

    def _led(self, at: int, entry: Span) -> bool:
        """Whether the word before is one by which the values of its slot are said ("in", "from")."""
        slots = [self.vocabulary.shelf.schema.slot(e.slot) for e in entry.entries if e.sense == "value"]
        return at > 0 and any(
            self.tokens[at - 1].norm == slot.phrase.split("{}")[0].strip() for slot in slots
        )

    def _announced(self, at: int, name: Span) -> bool:
        """Whether the words before are those by which the names of its slot are said, if they are more than one."""
        phrases = (self.vocabulary.shelf.schema.slot(slot).phrase for slot, *_ in name.people)
        leads = [lead for phrase in phrases if len(lead := normal(phrase.split("{}")[0]).split()) > 1]
        before = [token.norm for token in self.tokens[:at] if token.is_word]
        return any(before[-len(lead) :] == lead for lead in leads)

    def _tone(self, entry: Span) -> bool:
        """Whether nobody would capitalise these words unless they are a title."""
        schema = self.vocabulary.shelf.schema
        return all(
            e.sense == "value" and schema.slot(e.slot).role in ("topic", "mood") and str(e.value).islower()
            for e in entry.entries
        )

    def _values(self, entry: Span) -> set[str]:
        return {normal(str(e.value)) for e in entry.entries}

    def _capital(self, at: int, end: int) -> bool:
        """Whether every word that counts is written like a name, and that means something here."""
        if all(t.capital or not t.is_word for t in self.tokens) and len(self.tokens) > 2:
            return False  # all of it is capitalised: a habit, not a sign
        heads = [t for t in self.tokens[at:end] if t.is_word and t.norm not in _SMALL]
        if not heads:
            heads = [t for t in self.tokens[at:end] if t.is_word]
        if not heads or not all(t.capital for t in heads):
            return False
        return any(not t.initial for t in heads)

    def _other_article(self, at: int, found: Linked) -> bool:
        """ "The Room" is not "Room": an article that belongs to the words but not to the title."""
        if not at or self.tokens[at - 1].norm != "the" or not found.ordinary:
            return False
        item = self.vocabulary.shelf.get(found.ids[0])
        return item is not None and not item.title.lower().startswith("the ") and found.far < 3

    def _asked(self, at: int, question: bool) -> bool:
        """Whether a question's words lead straight to the title: "how long is heat", "who directed heat"."""
        if at and self.tokens[at - 1].norm in ("than", "vs", "versus", "compare"):
            return True
        if at > 1 and self.tokens[at - 1].norm == "of":  # "a summary of moon"
            named = self.vocabulary.schema.entries.get(self.spelt.plain[at - 2], ())
            if any(e.sense == "slot" for e in named):
                return True
        if not question or not at:
            return False
        before = self.tokens[at - 1]
        return before.norm in LEADS or before.text.lower().endswith(("'s", "s'"))

    def _judged(self, end: int) -> bool:
        """Whether what follows can only be said of a title: "heat was great"."""
        n, cues = english().cues.match(self.spelt.plain, end) if end < len(self.tokens) else (0, frozenset())
        return bool(n and cues & {"good", "bad", "neutral"})

    def _ends(self, end: int) -> bool:
        """Whether the phrase ends here: nothing follows, or a mark, a connector or a new phrase."""
        if end >= len(self.tokens) or self.tokens[end].is_break or self.tokens[end].is_number:
            return True
        word = self.tokens[end].norm
        n, _ = english().cues.match(self.spelt.plain, end)
        compared = any(
            e.sense in ("more", "less") for e in self.vocabulary.schema.entries.get(self.spelt.plain[end], ())
        )
        return n > 0 or compared or word in english().filler or word in english().currency

    def _whole(self, at: int, end: int) -> bool:
        rest = [
            t
            for t in (*self.tokens[:at], *self.tokens[end:])
            if not t.is_break and t.norm not in ("the", "please")
        ]
        return not rest

    def _text(self, start: int, end: int) -> str:
        return text_of(self.tokens, start, end)


_SMALL = frozenset({
    "the", "a", "an", "of", "and", "in", "to", "for", "on", "at", "or",
})  # fmt: skip
