"""An utterance as spans, left to right, the longest and best supported meaning at each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.language.counts import Counts
from bot.language.english import english
from bot.language.linking import Linker
from bot.language.missing import Lacking
from bot.language.naming import Titles
from bot.language.numbers import Numbers
from bot.language.people import People
from bot.language.references import References
from bot.language.schema_words import Entry
from bot.language.spans import Span
from bot.language.spelling import Spelt
from bot.language.title_years import dated_run, is_bracketed
from bot.language.tokens import Token, text_of
from bot.language.vocabulary import Vocabulary
from bot.types import DialogueState

_JUDGED = frozenset({"good", "bad", "neutral"})
FELT = ("like", "liked", "disliked", "seen", "unseen")
_KEEP_POSITION = frozenset({
    "the", "a", "an", "and", "or", "both", "either", "of", "really", "my", "also", "all", "me", "as",
    "such", "to", "two", "three", "with", "that", "this", "some", "other", "very", "much", "absolutely",
    "just", "too", "say",
})  # fmt: skip


@dataclass(slots=True)
class Recogniser:
    """Reads one utterance. Made anew for each; `spans` is the result of `run`."""

    tokens: Sequence[Token]
    spelt: Spelt
    vocabulary: Vocabulary
    linker: Linker
    numbers: Numbers
    state: DialogueState
    spans: list[Span] = field(default_factory=list)
    position: str = ""  # the feeling or question whose title may come next
    question: bool = False

    @property
    def _people(self) -> People:
        return People(self.tokens, self.spelt, self.vocabulary, self.linker, self.spans)

    @property
    def lacking(self) -> Lacking:
        return Lacking(self.tokens, self.spelt, self.vocabulary, self.linker)

    def run(self) -> list[Span]:
        words = self.spelt.plain
        self.question = bool(words) and words[0] in _QUESTION
        if any("compare" in kinds for _, kinds in _phrases(words)) or (
            {"than", "or"} & set(words[1:]) and (self.question or (words[-1] == "?" and len(words) < 9))
        ):
            self.position = "compare"
        asked_why_not = self._after_why_not(words)
        titles = Titles(self.tokens, self.spelt, self.vocabulary, self.linker, self.state)
        references = References(self.tokens, self.spelt, self.vocabulary, self.state, self.linker, self.spans)
        lacking = self.lacking
        at = 0
        while at < len(self.tokens):
            if at == asked_why_not:
                self.position = "like"
            token = self.tokens[at]
            span = titles.quoted(at) if token.norm == '"' else None
            if span is None and is_bracketed(self.tokens, at) and not self._asks_of(at):
                span = Span(at, at + 3, "break", "(")
            if span is None and token.is_break:
                span = Span(at, at + 1, "break", token.norm)
            if span is None:
                span = self._dated(at, titles)
            if span is None:
                span = self._best(at, titles, references) or lacking.at(at, self.position, self.spans)
            if span is None:
                self._gap(at)
                at += 1
                continue
            self._note(span)
            self.spans.append(span)
            at = span.end
        return self.spans

    def _dated(self, at: int, titles: Titles) -> Span | None:
        """A title with its year in brackets that the catalogue does not have: no word of it is a wish."""
        end = dated_run(self.tokens, at)
        norm = self.tokens[at].norm
        if end == at or self._cue(at) or (norm in english().filler and norm != "the"):
            return None
        for start in range(at, end - 3):
            cue = self._cue(start)
            title = titles.at(start, self.position, self.question, None, None, cue)
            known = title is not None and title.kind == "title" and title.end >= end
            if known or (cue and cue.is_cue(*FELT)):
                return None
        return self.lacking.named(at, end)

    def _asks_of(self, at: int) -> bool:
        """Whether the year in brackets can only belong to a wish: "westerns (1960)"."""
        return bool(self.spans) and self.spans[-1].end == at and self.spans[-1].kind in ("entry", "name")

    def _after_why_not(self, words: Sequence[str]) -> int:
        """Where a title may stand that is asked after ("why not heat"); −1 where none is."""
        n, kinds = english().acts.match(list(words), 0)
        return n if "why_not" in kinds and not self.tokens[n - 1].is_break else -1

    def _best(self, at: int, titles: Titles, references: References) -> Span | None:
        """Evidence first, then length."""
        cue, entry, name = self._cue(at), self._entry(at), self._people.at(at)
        reference = references.at(at, self.position)
        title = titles.at(at, self.position, self.question, entry, name, cue)
        if reference and (title is None or reference.end >= title.end):
            return reference
        if title is not None:
            return title
        unheard = self._unheard(at, entry, name)
        if unheard is not None:
            return unheard
        number = self._number(at) if not (cue and cue.is_cue("negate") and cue.end > at + 2) else None
        if any(self.spelt.unknown[at : at + 4]):
            entry = _longer(entry, self._entry(at, self.spelt.schema))
            name = _longer(name, self._people.at(at, self.spelt.names))
        longest = max((s for s in (number, entry, name, cue) if s), key=lambda s: s.end, default=None)
        if longest is None:
            return self._misspelt_cue(at)
        for span in (number, entry, name, cue):
            if span is not None and span.end == longest.end:
                if span is entry and cue is not None and cue.end == span.end and not _telling(span):
                    continue
                return span
        return longest

    def _unheard(self, at: int, entry: Span | None, name: Span | None) -> Span | None:
        """A capitalised name of which only the first word is known as something else ("Cocaine Bear")."""
        if entry is None or name is not None or not (self.position or self.question):
            return None
        end = self.linker.capital_run(self.tokens, at)
        if end <= entry.end or self.tokens[at].initial or not self.lacking.mixed():
            return None
        rest = self.vocabulary.schema.entries.get(" ".join(self.spelt.plain[entry.end : end]), ())
        if rest or self.linker.name_at(self.spelt.plain, entry.end) or not self.tokens[entry.end].capital:
            return None
        return self.lacking.title(at)

    def _cue(self, at: int) -> Span | None:
        n, cues = english().cues.match(self.spelt.plain, at)
        item = bool(self.spans) and self.spans[-1].kind in ("title", "ref")
        if item and self.spans[-1].end == at and self.tokens[at - 1].text.lower().endswith("'s"):
            more, judged = english().cues.match(["is", *self.spelt.plain[at : at + 8]], 0)
            if more - 1 > n and judged & _JUDGED:  # "the first one's brilliant"
                n, cues = more - 1, judged
        judged_kinds = ("title", "ref", "missing", "name")
        if n and cues <= _JUDGED and not any(s.kind in judged_kinds for s in self.spans[-4:]):
            return None
        return Span(at, at + n, "cue", self._text(at, at + n), cues=cues) if n else None

    def _misspelt_cue(self, at: int) -> Span | None:
        n, cues = english().cues.match(self.spelt.schema, at)
        return Span(at, at + n, "cue", self._text(at, at + n), cues=cues) if n else None

    def _entry(self, at: int, words: Sequence[str] = ()) -> Span | None:
        words = words or self.spelt.plain
        schema = self.vocabulary.schema
        for n in range(min(schema.longest.get(words[at], 0), len(words) - at), 0, -1):
            found = schema.entries.get(" ".join(words[at : at + n]))
            if (
                found
                and n == 1
                and words[at] in english().pronoun_titles
                and not self.tokens[at].text.isupper()
            ):
                found = tuple(e for e in found if e.sense in ("slot", "ask"))  # "us" is not "US"
            if found and n > 1 and self._kinds_joined(found, words[at : at + n]):
                continue
            if found and self._of_an_age(at) and all(e.sense in ("high", "low") for e in found):
                return None
            if found:
                return Span(at, at + n, "entry", self._text(at, at + n), entries=found)
        return None

    def _kinds_joined(self, found: Sequence[Entry], words: Sequence[str]) -> bool:
        """Whether a topic only joins two kinds that items have anyway ("romantic comedy" as a tag)."""
        schema, entries = self.vocabulary.shelf.schema, self.vocabulary.schema.entries
        topics = all(e.sense == "value" and schema.slot(e.slot).role == "topic" for e in found)
        return topics and all(
            any(e.sense == "value" and schema.slot(e.slot).role == "kind" for e in entries.get(word, ()))
            for word in words
        )

    def _number(self, at: int) -> Span | None:
        if not self._numeric(at):
            return None
        count = Counts(self.tokens, self.spelt, self.vocabulary).at(at)
        if count:
            return count
        hint = ""
        for span in self.spans[-2:]:
            for entry in span.entries:
                if entry.sense == "slot" and self.vocabulary.shelf.schema.slot(entry.slot).kind == "number":
                    hint = entry.slot
        read = self.numbers.read(self.tokens, at, hint)
        if read is None:
            end = self.numbers.unmeasured(self.tokens, at)
            if end > at:
                text = self._text(at, end)
                return Span(at, end, "missing", text, missing="measure", people=(("", "", 0),))
            return None
        return Span(at, read[1], "number", self._text(at, read[1]), bounds=read[0])

    def _numeric(self, at: int) -> bool:
        """A quick look: is there a number, or a word for one, within the next words?"""
        return any(
            t.is_number or t.norm in english().number_words or t.norm in english().decades or t.norm in _TIMES
            for t in self.tokens[at : at + 6]
        )

    def _of_an_age(self, at: int) -> bool:
        """Whether "old" only ends somebody's age ("6 years old")."""
        return at >= 2 and self.tokens[at - 1].norm in ("year", "years") and self.tokens[at - 2].is_number

    def _note(self, span: Span) -> None:
        """Keep track of whether a title may come next."""
        if span.kind == "cue":
            felt = next((c for c in FELT if span.is_cue(c)), "")
            if felt:
                self.position = felt
            elif span.is_cue("have") and self.position != "compare":
                self.position = "have"
            elif not span.is_cue("soft", "excess", "hard") and self.position != "compare":
                self.position = ""
        elif span.kind in ("title", "ref", "missing"):
            return
        elif span.kind == "break":
            if span.text not in ",(":
                self.position = ""
        elif not span.has("noun", "slot") and self.position != "compare":
            self.position = ""

    def _gap(self, at: int) -> None:
        if self.spelt.plain[at] not in _KEEP_POSITION and self.position != "compare":
            self.position = ""

    def _text(self, start: int, end: int) -> str:
        return text_of(self.tokens, start, end)


def _telling(span: Span) -> bool:
    """Whether an entry says more than a cue of the same words: a slot's bare name ("by", "with") does not."""
    return not all(entry.sense in ("slot", "ask") for entry in span.entries)


def _longer(one: Span | None, other: Span | None) -> Span | None:
    return other if one is None or (other is not None and other.end > one.end) else one


def _phrases(words: Sequence[str]) -> list[tuple[int, frozenset[str]]]:
    """The dialogue phrases that start at each word."""
    listed = list(words)
    return [english().acts.match(listed, at) for at in range(min(len(listed), 60))]


_TIMES = frozenset({
    "last", "past", "this", "half", "hour", "century", "decade", "current",
})  # fmt: skip
_QUESTION = frozenset({
    "who", "what", "when", "where", "which", "how", "is", "was", "does", "did", "do", "are", "were", "why",
    "has", "whose", "what's", "who's", "should", "shall",
})  # fmt: skip
