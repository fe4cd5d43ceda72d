"""Words to items and people of the catalogue: exact, misspelt, by year, by place in a series, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.language.english import english
from bot.language.titles import arabic, series_key, without_article
from bot.language.tokens import Token, normal
from bot.language.vocabulary import Vocabulary
from retrieval.types import Item

SURE = 88.0
"""A title as different as this (0 … 100) is still the same title; one below is something else."""
SURE_NAME = 90.0
"""People have names that are more alike than titles are."""
NEAR = 72.0
MOST_NEAREST = 3
_SMALL = frozenset({
    "the", "a", "an", "of", "and", "in", "to", "for", "on", "at", "&", "or", "de", "la", "le", "du", "des",
    "los", "el", "my",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Linked:
    """A title found in the tokens up to `end`, its item ids, best first. `ordinary`: words anybody may say."""

    end: int
    ids: tuple[str, ...]
    ordinary: bool
    far: int
    content: int


class Linker:
    """Looks titles and people up. Never links what is less alike than `SURE`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def title_at(self, words: Sequence[str], at: int) -> Linked | None:
        """The longest title that starts at a word."""
        titles = self.vocabulary.titles
        for n in range(min(self.vocabulary.longest_title.get(words[at], 0), len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + n])
            found = titles.get(phrase) or titles.get(arabic(phrase))
            if found:
                content = [w for w in phrase.split() if w not in english().filler]
                plain = all(self.vocabulary.ordinary(w) for w in phrase.split())
                return Linked(at + n, self._best(found), plain, min(found.values()), len(content))
        return None

    def of_year(self, ids: Sequence[str], year: float) -> tuple[str, ...]:
        """Those of the items that appeared in a year."""
        released = self.vocabulary.shelf.schema.by_role("released")
        if released is None:
            return ()
        return tuple(i for i in ids if (item := self._item(i)) and item.number(released.name) == year)

    def in_series(self, words: Sequence[str], place: int) -> tuple[str, ...]:
        """The nth (from 1; −1 is the last) of a series whose common title the words are."""
        key = series_key(" ".join(words))
        members = self.vocabulary.series.get(key, set())
        released = self.vocabulary.shelf.schema.by_role("released")
        year = released.name if released else ""
        items = [item for i in members if (item := self._item(i))]
        items.sort(key=lambda item: (item.number(year) or float("inf"), item.id))
        if len(items) < 2 and place != 1:
            return ()
        index = place - 1 if place > 0 else place
        return (items[index].id,) if -len(items) <= index < len(items) else ()

    def numbered(self, ids: Sequence[str], number: str) -> tuple[str, ...]:
        """Of the series of these items, those whose title says the number ("… Part II" for "2")."""
        keys = {series_key(item.title) for i in ids if (item := self._item(i))}
        members = {m for key in keys for m in self.vocabulary.series.get(key, ())}
        return tuple(
            sorted(
                m for m in members if (item := self._item(m)) and number in arabic(normal(item.title)).split()
            )
        )

    def alike(self, phrase: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Items whose title is surely meant by a misspelt phrase, else (nothing and) the nearest items."""
        phrase = arabic(phrase)
        choices = self._choices(phrase)
        scored = process.extract(phrase, choices, scorer=fuzz.ratio, score_cutoff=NEAR, limit=8)
        bare = without_article(phrase)
        if bare != phrase:
            scored += process.extract(bare, choices, scorer=fuzz.ratio, score_cutoff=NEAR, limit=8)
        scored.sort(key=lambda s: (-s[1], s[0]))
        if scored and scored[0][1] >= SURE and len(bare) >= 5 and _same_numbers(phrase, scored[0][0]):
            return self._best(self.vocabulary.titles[scored[0][0]]), ()
        nearest = [self._best(self.vocabulary.titles[title])[0] for title, _, _ in scored]
        return (), tuple(dict.fromkeys(nearest))[:MOST_NEAREST]

    def rare_word(self, word: str) -> tuple[str, ...]:
        """The one item whose title holds a word that nothing else holds ("shawshank")."""
        holders = self.vocabulary.title_words.get(word, set())
        if len(holders) != 1 or len(word) < 5 or self.vocabulary.ordinary(word):
            return ()
        return self._best(self.vocabulary.titles.get(next(iter(holders)), {}))

    def name_at(
        self, words: Sequence[str], at: int
    ) -> tuple[int, tuple[tuple[str, str, int], ...], bool] | None:
        """The longest name at a word: its end, the people as (slot, full name, items), whether it is full."""
        names = self.vocabulary.names
        for n in range(min(self.vocabulary.longest_name.get(words[at], 0), len(words) - at), 0, -1):
            found = names.get(" ".join(words[at : at + n]))
            if found:
                people = tuple((slot, name, items) for (slot, name), items in sorted(found.items()))
                return at + n, people, n > 1
        return None

    def name_alike(self, phrase: str) -> tuple[tuple[str, str, int], ...]:
        """The people, as (slot, full name, items), whose full name a misspelt one surely is; () for nobody."""
        names = self.vocabulary.names
        words = phrase.count(" ")
        full = [name for name in names if name.count(" ") == words]
        found = process.extractOne(phrase, full, scorer=fuzz.ratio, score_cutoff=SURE_NAME) if words else None
        people = names[found[0]] if found else {}
        return tuple((slot, name, items) for (slot, name), items in sorted(people.items()))

    def nearest_names(self, phrase: str, slots: Sequence[str]) -> tuple[str, ...]:
        """Full names that look most like a phrase, best first."""
        found = process.extract(
            phrase, list(self.vocabulary.names), scorer=fuzz.ratio, score_cutoff=60, limit=6
        )
        people = [
            name
            for key, _, _ in found
            for slot, name in self.vocabulary.names[key]
            if slot in slots or not slots
        ]
        return tuple(dict.fromkeys(people))[:MOST_NEAREST]

    def nearest_values(self, phrase: str) -> tuple[tuple[str, str], ...]:
        """(slot, value) pairs whose words look most like a phrase."""
        table = {
            p: e for p, e in self.vocabulary.schema.entries.items() if e[0].sense == "value" and e[0].exact
        }
        found = process.extract(phrase, list(table), scorer=fuzz.ratio, score_cutoff=65, limit=6)
        pairs = [(table[key][0].slot, str(table[key][0].value)) for key, _, _ in found]
        return tuple(dict.fromkeys(pairs))[:MOST_NEAREST]

    def capital_run(self, tokens: Sequence[Token], at: int) -> int:
        """Where a run of capitalised words, small words between them, ends; `at` where none starts."""
        end, last = at, at
        while end < len(tokens) and end < at + 10:
            token = tokens[end]
            if token.capital or token.is_number:
                last = end + 1
            elif token.norm not in _SMALL or end == at:
                break
            end += 1
        return last

    def _choices(self, phrase: str) -> list[str]:
        """Titles worth comparing: those that share a word, else (small catalogues, or nothing shared) all."""
        words = [w for w in phrase.split() if w not in _SMALL]
        shared: set[str] = set()
        for word in words:
            for form in (word, self.vocabulary.nearest_word(word, "titles")):
                holders = self.vocabulary.title_words.get(form, set())
                if len(holders) <= 2_000:
                    shared |= holders
        known = self.vocabulary.titles
        return [t for t in sorted(shared) if t in known] or list(known)

    def _best(self, found: dict[str, int]) -> tuple[str, ...]:
        """Nearest to its full title first, then best known, then latest, then by id."""
        schema = self.vocabulary.shelf.schema
        known = schema.by_role("popularity") or schema.by_role("votes")
        released = schema.by_role("released")

        def place(item_id: str) -> tuple[float, ...]:
            item = self._item(item_id)
            fame = (item.number(known.name) or 0.0) if item and known else 0.0
            year = (item.number(released.name) or 0.0) if item and released else 0.0
            far = float(found[item_id])
            return (far, -fame, year if far >= 3 else -year)

        return tuple(sorted(found, key=lambda i: (place(i), i)))

    def _item(self, item_id: str) -> Item | None:
        return self.vocabulary.shelf.get(item_id)


def _same_numbers(one: str, other: str) -> bool:
    """Parts of a series differ by a digit: that is never a typing error."""
    return {w for w in one.split() if w.isdigit()} == {w for w in other.split() if w.isdigit()}
