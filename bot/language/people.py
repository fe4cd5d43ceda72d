"""Which words name a person (or maker): a full name anywhere, a single word only with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.language.english import english
from bot.language.linking import Linker
from bot.language.spans import Span
from bot.language.spelling import Spelt
from bot.language.tokens import Token, normal, text_of
from bot.language.vocabulary import Vocabulary

_PERSON_ROLES = ("maker", "person")
_LONGEST = 14
_FAR_FEWER = 8


@dataclass(frozen=True, slots=True)
class People:
    """Names in one utterance; `spans` is what was recognised so far (it grows)."""

    tokens: Sequence[Token]
    spelt: Spelt
    vocabulary: Vocabulary
    linker: Linker
    spans: list[Span]

    def at(self, at: int, words: Sequence[str] = ()) -> Span | None:
        words = words or self.spelt.plain
        found = self._name_at(words, at)
        if (found is None or not found[2]) and (meant := self._slip(at)):
            return meant
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
        if not full:
            people = _meant(people)
        return Span(at, end, "name", text_of(self.tokens, at, end), people=people)

    def _slip(self, at: int) -> Span | None:
        """A full name with a slip in it, where a name is due ("by agatha cristie")."""
        if not self.tokens[at].is_word or not self._person_cue(at):
            return None
        for end in (at + 3, at + 2):
            said = self.spelt.plain[at:end]
            if end > len(self.tokens) or any(w in english().ordinary or not w.isalpha() for w in said):
                continue
            if people := self.linker.name_alike(" ".join(said)):
                return Span(at, end, "name", text_of(self.tokens, at, end), people=people)
        return None

    def _name_at(
        self, words: Sequence[str], at: int
    ) -> tuple[int, tuple[tuple[str, str, int], ...], bool] | None:
        """The name at a word, over the full stops of initials ("George R.R. Martin")."""
        places = [
            i
            for i in range(at, min(at + _LONGEST, len(words)))
            if not (words[i] == "." and i > at and len(words[i - 1]) == 1)
        ]
        found = self.linker.name_at([words[i] for i in places], 0)
        return (places[found[0] - 1] + 1, *found[1:]) if found else None

    def _alone(self, at: int, end: int, people: Sequence[tuple[str, str, int]], words: Sequence[str]) -> bool:
        """Whether one word is a person on its own: said as one, or a word that is nothing else."""
        token = self.tokens[at]
        corrected = words is self.spelt.names and self.spelt.unknown[at]
        sure = token.capital or self._person_cue(at)
        if corrected and not sure and OSA.distance(token.norm, words[at]) > 1:
            return False
        if corrected and (self._may_be_name(at - 1) or self._may_be_name(end)):
            return False  # "Adam Sandler" is not somebody else whose surname looks alike
        if end < len(words) and words[end] in ("the", "of") and not self._person_cue(at):
            return False
        if token.capital and self._other_surname(end):
            return False  # "Michael Bay" is not just any Michael
        if len(token.norm) < 3 or (token.is_break or not token.is_word):
            return False
        beside = end if end < len(self.tokens) and self.tokens[end].is_word else -1
        if (
            beside >= 0
            and (self.spelt.unknown[beside] or self._only_name(beside))
            and not self._known_name(beside)
            and not (token.capital and not self.tokens[beside].capital)
        ):
            return False
        before = at - 1 if at and self.tokens[at - 1].is_word else -1
        if before >= 0 and self.spelt.unknown[before]:
            return False
        if self._person_cue(at):
            by = (
                at > 0
                and self.tokens[at - 1].norm == "by"
                and any(_is_surname(n, words[at]) for _, n, _ in people)
            )
            return by or not self.vocabulary.ordinary(token.norm) or token.capital
        if self.vocabulary.ordinary(token.norm) or token.norm in self.vocabulary.prose:
            return (
                token.capital and not token.initial and any(_is_surname(n, token.norm) for _, n, _ in people)
            )
        if words is self.spelt.names and self.spelt.unknown[at] and len(token.norm) < 6:
            return False
        surname = any(_is_surname(name, words[at]) for _, name, _ in people)
        only = len({name for _, name, _ in people}) == 1 and sum(n for _, _, n in people) > 1
        return (
            surname or (only and words is self.spelt.plain) or (token.capital and words is self.spelt.plain)
        )

    def _other_surname(self, at: int) -> bool:
        """Whether a capitalised word stands there that is nobody's name here, and nothing else either."""
        if at >= len(self.tokens) or not (self.tokens[at].is_word and self.tokens[at].capital):
            return False
        return not self._known_name(at) and self.spelt.plain[at] not in self.vocabulary.schema.entries

    def _may_be_name(self, at: int) -> bool:
        """Whether a word that is nothing else stands there: unknown, or in somebody's name."""
        if not 0 <= at < len(self.tokens) or not self.tokens[at].is_word:
            return False
        word = self.spelt.plain[at]
        if self.spelt.unknown[at]:
            return self.tokens[at].capital or self.tokens[at].norm in self.vocabulary.name_words
        return self._only_name(at) and word not in self.vocabulary.schema.words

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


def _meant(people: tuple[tuple[str, str, int], ...]) -> tuple[tuple[str, str, int], ...]:
    """Those whom a surname alone means: not somebody with far fewer items than the best known."""
    most = max(items for _, _, items in people)
    return tuple(p for p in people if p[2] * _FAR_FEWER >= most)


def _is_surname(name: str, word: str) -> bool:
    return normal(name).split()[-1] == word or normal(name).replace(" ", "").endswith(word)
