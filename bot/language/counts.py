"""How many are wanted: "5 films", "three more", "give me 5"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.quantities import number_at
from bot.language.spans import Bound, Span
from bot.language.spelling import Spelt
from bot.language.tokens import Token, text_of
from bot.language.vocabulary import Vocabulary

_COUNTED = frozenset({
    "more", "others", "other", "options", "suggestions", "recommendations", "ideas", "ones", "picks",
    "alternatives", "choices",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts in one utterance."""

    tokens: Sequence[Token]
    spelt: Spelt
    vocabulary: Vocabulary

    def at(self, at: int) -> Span | None:
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
            kind = kind or (value > 1 and self._kinds(ahead))
            if (noun and (value > 1 or one)) or kind:
                return Span(at, end, "count", text_of(self.tokens, at, end), bounds=bounds)
            if word in ("or", "and", "of", "in", "with", "about", "stars", "star"):
                return None
        asked = at > 0 and self.spelt.plain[at - 1] in ("me", "top", "show", "best", "only", "just")
        if asked and end >= len(self.tokens) - 1 and value > 1:
            return Span(at, end, "count", text_of(self.tokens, at, end), bounds=bounds)
        return None

    def _kinds(self, at: int) -> bool:
        """Whether the word is the plural of a kind of item: "two good westerns"."""
        word, schema = self.spelt.plain[at], self.vocabulary.shelf.schema
        entries = self.vocabulary.schema.entries.get(word, ())
        return word.endswith("s") and any(
            e.sense == "value" and schema.slot(e.slot).role == "kind" and str(e.value) != word
            for e in entries
        )

    def _ends_clause(self, at: int) -> bool:
        return at >= len(self.tokens) or self.tokens[at].is_break
