"""What is on the screen, pointed at: "the second one", "the last two", "it", "that one", "number 3"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.language.english import english
from bot.language.linking import Linker
from bot.language.quantities import number_at
from bot.language.schema_words import Entry
from bot.language.spans import Span
from bot.language.spelling import Spelt
from bot.language.tokens import Token
from bot.language.vocabulary import Vocabulary
from bot.types import DialogueState
from retrieval.types import Item

_ARTICLES = frozenset({"the", "your", "that", "this"})


@dataclass(frozen=True, slots=True)
class References:
    """Finds references in one utterance; nothing where nothing is shown."""

    tokens: Sequence[Token]
    spelt: Spelt
    vocabulary: Vocabulary
    state: DialogueState
    linker: Linker
    spans: Sequence[Span] = ()  # what was recognised so far (it grows)

    def at(self, at: int, position: str) -> Span | None:
        """The reference that starts at a token; its ids are never empty."""
        screen = self.state.on_screen
        if not screen and not self.state.focus:
            return None
        return (
            self._ordinal(at)
            or self._rest(at)
            or self._numbered(at, position)
            or self._described(at)
            or self._pronoun(at)
        )

    def _ordinal(self, at: int) -> Span | None:
        screen = self.state.on_screen
        start = at + (self._word(at) in _ARTICLES)
        place = english().ordinals.get(self._word(start))
        if (
            place is None
            or not screen
            or (start == at and self._word(start) in ("last", "top", "final", "bottom"))
        ):
            return None
        end = start + 1
        counted = number_at(self.tokens, end)
        if counted and 2 <= counted[0] <= 10 and place in (1, -1):
            count = int(counted[0])
            ids = screen[:count] if place == 1 else screen[-count:]
            return self._span(at, self._past_noun(counted[1]), ids)
        if self._word(end) in english().one or self._is_noun(end):
            end += 1
        elif (start == at and not self._stands_alone(end)) or not self._stands_alone(end):
            return None
        if place == 0:
            return self._span(at, end, (screen[len(screen) // 2],)) if len(screen) % 2 else None
        index = place - 1 if place > 0 else place
        return self._span(at, end, (screen[index],)) if -len(screen) <= index < len(screen) else None

    def _rest(self, at: int) -> Span | None:
        """ "the other two", "the others", "the rest": what was not pointed at yet."""
        start = at + (self._word(at) == "the")
        if start == at or self._word(start) not in ("other", "others", "rest"):
            return None
        named = {i for span in self.spans if span.kind in ("ref", "title") for i in span.ids}
        left = [i for i in self.state.on_screen if i not in named]
        counted = number_at(self.tokens, start + 1)
        end = counted[1] if counted else start + 1
        if not named or not left or (counted and int(counted[0]) != len(left)):
            return None
        return self._span(at, self._past_noun(end), left)

    def _numbered(self, at: int, position: str) -> Span | None:
        """ "number 3", "no. 2", "#1", "option two"; "1 and 3" where things are compared."""
        word = self._word(at)
        if position == "compare" and word.isdecimal() and self._stands_alone(at + 1):
            at, word = at - 1, "#"
            found = self._numbered_after(at, word)
            return replace(found, start=at + 1) if found else None
        return self._numbered_after(at, word)

    def _numbered_after(self, at: int, word: str) -> Span | None:
        if word != "#" and word not in english().one - {"one", "ones"}:
            return None
        counted = number_at(self.tokens, at + 1)
        screen = self.state.on_screen
        if counted is None or not 1 <= counted[0] <= len(screen):
            return None
        return self._span(at, counted[1], (screen[int(counted[0]) - 1],))

    def _described(self, at: int) -> Span | None:
        """ "the korean one", "the shortest one", "the one with de niro"."""
        if self._word(at) not in _ARTICLES:
            return None
        shown = [item for i in self.state.on_screen if (item := self.vocabulary.shelf.get(i))]
        if not shown:
            return None
        if self._word(at + 1) == "one" and self._word(at + 2) in (
            "with",
            "by",
            "from",
            "starring",
            "in",
            "about",
        ):
            return self._the_one_with(at, shown)
        words, entries = self.spelt.schema, self.vocabulary.schema.entries
        for n in (3, 2, 1):
            found = entries.get(" ".join(words[at + 1 : at + 1 + n]), ())
            end = at + 1 + n
            if not found or end > len(words):
                continue
            one = self._word(end) in ("one", "ones") or self._is_noun(end)
            best = next((e for e in found if e.sense in ("most", "least")), None)
            if best is not None and (one or self._stands_alone(end)):
                return self._extreme(at, end + one, best, shown)
            if one and self._word(end) == "one":
                ids = tuple(i.id for i in shown if any(_fits(i, e, self.vocabulary) for e in found))
                if ids:
                    return self._span(at, end + 1, ids[:1])
        return None

    def _the_one_with(self, at: int, shown: Sequence[Item]) -> Span | None:
        start = at + 3
        if start >= len(self.tokens):
            return None
        named = self.linker.name_at(self.spelt.names, start)
        if named:
            end, people, _ = named
            ids = tuple(i.id for i in shown if any(name in i.texts(slot) for slot, name, _ in people))
            return self._span(at, end, ids[:1]) if ids else None
        for n in (3, 2, 1):
            found = self.vocabulary.schema.entries.get(" ".join(self.spelt.schema[start : start + n]), ())
            ids = tuple(i.id for i in shown if any(_fits(i, e, self.vocabulary) for e in found))
            if ids and start + n <= len(self.tokens):
                return self._span(at, start + n, ids[:1])
        return None

    def _extreme(self, at: int, end: int, entry: Entry, shown: Sequence[Item]) -> Span | None:
        numbered = [(n, i.id) for i in shown if (n := i.number(entry.slot)) is not None]
        if numbered:
            numbered.sort(key=lambda pair: (-pair[0] if entry.sense == "most" else pair[0], pair[1]))
            return replace(self._span(at, end, (numbered[0][1],)), entries=(entry,))
        ids = tuple(i.id for i in shown if entry.value in i.texts(entry.slot))
        return self._span(at, end, ids[:1]) if ids else None

    def _pronoun(self, at: int) -> Span | None:
        for n in (3, 2, 1):
            phrase = " ".join(self.spelt.plain[at : at + n])
            if at + n > len(self.tokens):
                continue
            if phrase in english().them and self.state.on_screen and not self._modifies(at, n):
                return self._span(at, at + n, self.state.on_screen)
            if phrase in english().it and not self._modifies(at, n):
                one = self.state.focus or (self.state.on_screen[0] if self.state.on_screen else "")
                end = at + n
                return self._span(at, end, (one,)) if one else None
            if n == 2 and self._word(at) in ("this", "that") and self._is_noun(at + 1):
                one = (
                    self.state.focus or self.state.on_screen[0] if self.state.on_screen else self.state.focus
                )
                return self._span(at, at + 2, (one,)) if one else None
        return None

    def _modifies(self, at: int, n: int) -> bool:
        """Whether "that" or "these" belongs to the next word, or joins clauses, and points at nothing."""
        if n > 1 or self._word(at) in ("it", "its", "them", "they"):
            return False
        return not self._stands_alone(at + 1) and self._word(at + 1) not in (
            "again",
            "instead",
            "too",
            "already",
        )

    def _stands_alone(self, end: int) -> bool:
        if end >= len(self.tokens) or self.tokens[end].is_break:
            return True
        n, cues = english().cues.match(self.spelt.plain, end)
        return (n > 0 and not cues <= {"excess"}) or self._word(end) in _AFTER

    def _past_noun(self, end: int) -> int:
        return end + (self._word(end) in english().one or self._is_noun(end))

    def _is_noun(self, at: int) -> bool:
        return any(e.sense == "noun" for e in self.vocabulary.schema.entries.get(self._word(at), ()))

    def _word(self, at: int) -> str:
        return self.spelt.plain[at] if 0 <= at < len(self.spelt.plain) else ""

    def _span(self, start: int, end: int, ids: Sequence[str]) -> Span:
        text = " ".join(t.text for t in self.tokens[start:end])
        return Span(start, end, "ref", text, ids=tuple(ids))


def _fits(item: Item, entry: Entry, vocabulary: Vocabulary) -> bool:
    if entry.sense == "value":
        return entry.value in item.texts(entry.slot)
    if entry.sense in ("high", "low"):
        number = item.number(entry.slot)
        low, high = vocabulary.ranges.get(entry.slot, (0.0, 3.0))
        return number is not None and ((number > (low + high) / 2) == (entry.sense == "high"))
    return False


_AFTER = frozenset({
    "again", "already", "and", "are", "at", "best", "better", "but", "come", "compare", "compared", "cost",
    "costs", "did", "differ", "differs", "does", "for", "from", "had", "has", "have", "hold", "holds", "if",
    "in", "instead", "is", "last", "lasts", "less", "looks", "made", "more", "or", "please", "seems",
    "sounds", "take", "takes", "than", "then", "too", "was", "weigh", "weighs", "were", "with", "would",
})  # fmt: skip
