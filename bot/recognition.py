"""An utterance as spans, left to right, the longest and best supported meaning at each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.english import english
from bot.linking import Linker
from bot.missing import Lacking
from bot.naming import Titles
from bot.numbers import Numbers
from bot.quantities import number_at
from bot.references import References
from bot.spans import Bound, Span
from bot.spelling import Spelt
from bot.tokens import Token, normal, text_of
from bot.types import DialogueState
from bot.vocabulary import Vocabulary

FELT = ("like", "liked", "disliked", "seen", "unseen")
_PERSON_ROLES = ("maker", "person")
_COUNTED = frozenset(
    [
        "more",
        "others",
        "other",
        "options",
        "suggestions",
        "recommendations",
        "ideas",
        "ones",
        "picks",
        "alternatives",
        "choices",
    ]
)
_KEEP_POSITION = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "both",
        "either",
        "of",
        "really",
        "my",
        "also",
        "all",
        "me",
        "as",
        "such",
        "to",
        "two",
        "three",
        "with",
        "that",
        "this",
        "some",
        "other",
        "very",
        "much",
        "absolutely",
        "just",
        "too",
        "say",
    ]
)


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
    def lacking(self) -> Lacking:
        return Lacking(self.tokens, self.spelt, self.vocabulary, self.linker)

    def run(self) -> list[Span]:
        words = self.spelt.plain
        self.question = bool(words) and words[0] in _QUESTION
        if any("compare" in kinds for _, kinds in _phrases(words)) or (
            {"than", "or"} & set(words[2:]) and self.question
        ):
            self.position = "compare"
        titles = Titles(self.tokens, self.spelt, self.vocabulary, self.linker, self.state)
        references = References(self.tokens, self.spelt, self.vocabulary, self.state, self.linker)
        lacking = self.lacking
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            span = titles.quoted(at, self.position or "like") if token.norm == '"' else None
            if span is None and token.is_break:
                span = Span(at, at + 1, "break", token.norm)
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

    def _best(self, at: int, titles: Titles, references: References) -> Span | None:
        """Evidence first, then length."""
        cue, entry, name = self._cue(at), self._entry(at), self._name(at)
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
            name = _longer(name, self._name(at, self.spelt.names))
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
            if found and self._of_an_age(at) and all(e.sense in ("high", "low") for e in found):
                return None
            if found:
                return Span(at, at + n, "entry", self._text(at, at + n), entries=found)
        return None

    def _name(self, at: int, words: Sequence[str] = ()) -> Span | None:
        words = words or self.spelt.plain
        found = self.linker.name_at(words, at)
        if found is None:
            return None
        end, people, full = found
        if not full and not self._alone(at, end, people, words):
            return None
        if not full and len({name for _, name, _ in people}) > 1:
            surnames = tuple(p for p in people if _is_surname(p[1], words[at]))
            people = surnames or (people if self._person_cue(at) else ())
            if not people:
                return None
        return Span(at, end, "name", self._text(at, end), people=people)

    def _alone(self, at: int, end: int, people: Sequence[tuple[str, str, int]], words: Sequence[str]) -> bool:
        """Whether one word is a person on its own: said as one, or a word that is nothing else."""
        token = self.tokens[at]
        if len(token.norm) < 3 or (token.is_break or not token.is_word):
            return False
        beside = end if end < len(self.tokens) and self.tokens[end].is_word else -1
        if (
            beside >= 0
            and (self.spelt.unknown[beside] or self._only_name(beside))
            and not self._known_name(beside)
        ):
            return False
        before = at - 1 if at and self.tokens[at - 1].is_word else -1
        if before >= 0 and self.spelt.unknown[before]:
            return False
        if self._person_cue(at):
            return not self.vocabulary.ordinary(token.norm) or token.capital
        if self.vocabulary.ordinary(token.norm) or token.norm in self.vocabulary.prose:
            return (
                token.capital and not token.initial and any(_is_surname(n, token.norm) for _, n, _ in people)
            )
        if words is self.spelt.names and self.spelt.unknown[at] and len(token.norm) < 6:
            return False
        surname = any(_is_surname(name, words[at]) for _, name, _ in people)
        return surname or (token.capital and words is self.spelt.plain)

    def _only_name(self, at: int) -> bool:
        word = self.spelt.plain[at]
        return word in self.vocabulary.name_words and not self.vocabulary.ordinary(word)

    def _known_name(self, at: int) -> bool:
        return self.spelt.plain[at] in self.vocabulary.names

    def _person_cue(self, at: int) -> bool:
        """Whether the words before say that a person comes: "with", "by", "directed by", "or" after one."""
        for span in reversed(self.spans[-3:]):
            if span.kind == "entry" and any(
                e.sense == "slot" and self.vocabulary.shelf.schema.slot(e.slot).role in _PERSON_ROLES
                for e in span.entries
            ):
                return True
            if span.kind == "name":
                return True
            if span.kind == "cue" and span.is_cue("negate", "soft", "positive", "liked", "disliked", "hard"):
                if span.text.lower().endswith(("with", "by")):
                    return True
                continue
            return False
        return False

    def _number(self, at: int) -> Span | None:
        if not self._numeric(at):
            return None
        count = self._count(at)
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

    def _count(self, at: int) -> Span | None:
        """ "5 films", "three more", "give me 5": how many to show."""
        found = number_at(self.tokens, at)
        if found is None or not 1 <= found[0] <= 50 or found[0] != int(found[0]):
            return None
        value, end = found
        bounds = (Bound("", "=", value),)
        for ahead in range(end, min(end + 5, len(self.tokens))):
            word = self.spelt.plain[ahead]
            entries = self.vocabulary.schema.entries.get(word, ())
            if (
                self.tokens[ahead].is_break
                or self.tokens[ahead].is_number
                or any(e.sense == "unit" for e in entries)
            ):
                return None
            noun = any(e.sense == "noun" for e in entries) or word in _COUNTED
            one = self.tokens[at].is_number or (at > 0 and self.spelt.plain[at - 1] in ("just", "only"))
            kind = any(e.sense == "value" for e in entries) and one and self._ends_clause(ahead + 1)
            if (noun and (value > 1 or one)) or kind:
                return Span(at, end, "count", self._text(at, end), bounds=bounds)
            if word in ("or", "and", "of", "in", "with", "about", "stars", "star"):
                return None
        asked = at > 0 and self.spelt.plain[at - 1] in ("me", "top", "show", "best", "only", "just")
        if asked and end >= len(self.tokens) - 1 and value > 1:
            return Span(at, end, "count", self._text(at, end), bounds=bounds)
        return None

    def _of_an_age(self, at: int) -> bool:
        """Whether "old" only ends somebody's age ("6 years old")."""
        return at >= 2 and self.tokens[at - 1].norm in ("year", "years") and self.tokens[at - 2].is_number

    def _ends_clause(self, at: int) -> bool:
        return at >= len(self.tokens) or self.tokens[at].is_break

    def _note(self, span: Span) -> None:
        """Keep track of whether a title may come next."""
        if span.kind == "cue":
            felt = next((c for c in FELT if span.is_cue(c)), "")
            if felt:
                self.position = felt
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


def _is_surname(name: str, word: str) -> bool:
    return normal(name).split()[-1] == word or normal(name).replace(" ", "").endswith(word)


_TIMES = frozenset(["last", "past", "this", "half", "hour", "century", "decade", "current"])
_QUESTION = frozenset(
    [
        "who",
        "what",
        "when",
        "where",
        "which",
        "how",
        "is",
        "was",
        "does",
        "did",
        "do",
        "are",
        "were",
        "why",
        "has",
        "whose",
        "what's",
        "who's",
    ]
)
