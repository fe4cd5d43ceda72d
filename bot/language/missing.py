"""Things asked for that the catalogue lacks: said so, with the nearest it has, never linked to something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.language.english import english
from bot.language.linking import Linker
from bot.language.spans import Span
from bot.language.spelling import Spelt
from bot.language.tokens import Token, text_of
from bot.language.vocabulary import Vocabulary

_FELT = ("like", "liked", "disliked", "seen", "unseen", "compare", "have")
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Lacking:
    """Looks at the words that nothing recognised, where a title, a name or a value was due."""

    tokens: Sequence[Token]
    spelt: Spelt
    vocabulary: Vocabulary
    linker: Linker

    def at(self, at: int, position: str, spans: Sequence[Span]) -> Span | None:
        token = self.tokens[at]
        if not token.is_word:
            return None
        if token.norm == "the" and at + 1 < len(self.tokens) and not self.tokens[at + 1].capital:
            return None
        slot = self._slot_before(spans, at)
        role = slot[1] if slot else ""
        if role in ("maker", "person"):
            return self._name(at, slot[0] if slot else "")
        if token.initial and token.norm in english().filler:
            return None
        if self._before_slot(at):
            return self._kind(at)
        if position in _FELT and (position != "compare" or self.spelt.unknown[at]):
            return self.title(at, position)
        if self._without(at):
            return replace(self._of_kind(at, at + 1, ""), missing="without", nearest=())
        if role in ("origin", "language"):
            return self._value(at, slot[0] if slot else "")
        if token.capital and not token.initial and self.mixed():
            return self._capitalised(at)
        if self._before_noun(at):
            return self._kind(at)
        return None

    def title(self, at: int, position: str = "") -> Span | None:
        end = self.linker.capital_run(self.tokens, at) if self.mixed() or self.tokens[at].capital else at
        if end == at:
            end = self._plain_run(at)
            known = end == at or not any(self.spelt.unknown[at:end])
            if position == "have":  # "have you got howard the duck": most of what people say here is no title
                if end - at < 2 and not self._ends(end):
                    return None
                ordinary = sum(w in english().ordinary for w in self.spelt.plain[at:end])
                known = end == at or (known and (ordinary * 2 >= end - at or end - at < 2))
            if known:
                return None
        if self.tokens[at].norm in ("a", "an", "my", "your", "our"):
            return None
        return self._made(at, end, "title")

    def _ends(self, end: int) -> bool:
        return end >= len(self.tokens) or self.tokens[end].is_break

    def _before_slot(self, at: int) -> bool:
        """ "Icelandic-language": a word nobody knows right before the name of a slot of origins."""
        if at + 1 >= len(self.tokens) or not self.spelt.unknown[at]:
            return False
        after = self.vocabulary.schema.entries.get(self.spelt.plain[at + 1], ())
        schema = self.vocabulary.shelf.schema
        return any(e.sense == "slot" and schema.slot(e.slot).role in ("language", "origin") for e in after)

    def _capitalised(self, at: int) -> Span | None:
        """A name written like one in the middle of a sentence, which the catalogue does not know."""
        end = self.linker.capital_run(self.tokens, at)
        run = [t for t in self.tokens[at:end] if t.is_word]
        if len(run) < 2 and not any(self.spelt.unknown[at:end]):
            return None
        entries = self.vocabulary.schema.entries
        if any(entries.get(t.norm) for t in run) and not any(self.spelt.unknown[at:end]):
            return None
        return self._made(at, end, "title")

    def _name(self, at: int, slot: str) -> Span | None:
        end = self.linker.capital_run(self.tokens, at)
        end = next((i for i in range(at, end) if self.tokens[i].norm in ("or", "and", "&")), end)
        if end == at:
            end = at
            while end < len(self.tokens) and end < at + 3 and self._nameable(end):
                end += 1
            if end == at or not any(self.spelt.unknown[at:end]):
                return None
        text = self._text(at, end)
        nearest = self.linker.nearest_names(" ".join(self.spelt.plain[at:end]), (slot,))
        return Span(at, end, "missing", text, missing="name", nearest=nearest, people=((slot, "", 0),))

    def _without(self, at: int) -> bool:
        """ "without subtitles": a condition that the catalogue knows nothing about."""
        if not at or self.tokens[at - 1].norm != "without" or self.tokens[at].norm in english().filler:
            return False
        end = at + 1
        ends = end >= len(self.tokens) or self.tokens[end].is_break or self.tokens[end].norm in _STOP
        return ends and len(self.tokens[at].norm) >= 4

    def _nameable(self, at: int) -> bool:
        token = self.tokens[at]
        if not token.is_word or self.vocabulary.schema.entries.get(token.norm):
            return False
        return self.spelt.unknown[at] or (
            token.norm in self.vocabulary.name_words and token.norm not in english().filler
        )

    def _value(self, at: int, slot: str) -> Span | None:
        end = at
        while end < len(self.tokens) and end < at + 3 and (self.spelt.unknown[end] or self._foreign(end)):
            end += 1
        if end == at:
            return None
        return self._of_kind(at, end, slot)

    def _foreign(self, at: int) -> bool:
        """A name that the catalogue's prose may hold but its schema does not."""
        token = self.tokens[at]
        titled = at + 1 < len(self.tokens) and self.tokens[at + 1].capital
        titled = titled and self.tokens[at + 1].norm in english().ordinary  # "from Breaking Bad"
        return token.capital and token.is_word and token.norm not in english().ordinary and not titled

    def _kind(self, at: int) -> Span | None:
        """An unknown word right before the items' noun: "bollywood musicals", "telenovela films"."""
        return self._of_kind(at, at + 1, "") if self.spelt.unknown[at] else None

    def _before_noun(self, at: int) -> bool:
        if at + 1 >= len(self.tokens):
            return len(self.tokens) <= 3 and self.spelt.unknown[at] and len(self.tokens[at].norm) > 3
        after = self.vocabulary.schema.entries.get(self.spelt.plain[at + 1], ())
        return any(e.sense == "noun" or (e.sense == "value" and self._kind_slot(e.slot)) for e in after)

    def _kind_slot(self, slot: str) -> bool:
        return self.vocabulary.shelf.schema.slot(slot).role == "kind"

    def _of_kind(self, at: int, end: int, slot: str) -> Span:
        phrase = " ".join(self.spelt.plain[at:end])
        near = self.linker.nearest_values(phrase)
        if slot:
            near = tuple(pair for pair in near if pair[0] == slot)
        return Span(
            at, end, "missing", self._text(at, end), missing="value",
            nearest=tuple(value for _, value in near), people=((slot, "", 0),),
        )  # fmt: skip

    def named(self, at: int, end: int) -> Span:
        """What is written there as a title with its year: one of the catalogue's of that year, or missing."""
        made = self._made(at, end - 3, "title")
        if made.kind == "title" and (ids := self.linker.of_year(made.ids, float(self.tokens[end - 2].norm))):
            return replace(made, end=end, ids=ids)
        nearest = made.ids[:3] or made.nearest
        return Span(at, end, "missing", self._text(at, end), missing="title", nearest=nearest)

    def _made(self, at: int, end: int, kind: str) -> Span:
        phrase = " ".join(t.norm for t in self.tokens[at:end] if not t.is_break)
        ids, nearest = self.linker.alike(phrase)
        if ids:
            return Span(at, end, "title", self._text(at, end), ids=ids)
        return Span(at, end, "missing", self._text(at, end), missing=kind, nearest=nearest)

    def _plain_run(self, at: int) -> int:
        """Lower-case words up to a mark, a cue, or something the catalogue knows."""
        end = at
        while end < len(self.tokens) and end < at + _MOST_WORDS:
            token = self.tokens[end]
            if token.is_break or english().cues.match(self.spelt.plain, end)[0]:
                break
            if token.norm in _STOP or (end > at and self.vocabulary.schema.entries.get(token.norm)):
                break
            end += 1
        while end > at and self.tokens[end - 1].norm in english().filler:
            end -= 1
        return end

    def _slot_before(self, spans: Sequence[Span], at: int) -> tuple[str, str] | None:
        """The slot whose name ("with", "from", "in") stands right before, and its role."""
        if (
            not spans
            or spans[-1].end < at - 1
            or (spans[-1].end == at - 1 and self.tokens[at - 1].norm not in ("the", "or", "and"))
        ):
            return None
        schema = self.vocabulary.shelf.schema
        last = spans[-1]
        if (
            last.missing in ("value", "name")
            and self.tokens[at - 1].norm in ("or", "and")
            and last.people[0][0]
        ):
            return last.people[0][0], schema.slot(last.people[0][0]).role
        for entry in last.entries:
            if entry.sense == "slot":
                return entry.slot, schema.slot(entry.slot).role
        if last.kind == "cue" and last.text.lower().endswith((" with", " by", " from")):
            for entry in self.vocabulary.schema.entries.get(last.text.lower().split()[-1], ()):
                if entry.sense == "slot":
                    return entry.slot, schema.slot(entry.slot).role
        return None

    def mixed(self) -> bool:
        """Whether capitals mean something: not everything is capitalised."""
        return any(t.is_word and not t.capital for t in self.tokens)

    def _text(self, start: int, end: int) -> str:
        return text_of(self.tokens, start, end)


_STOP = frozenset({
    "and", "or", "with", "without", "from", "in", "by", "please", "for", "set", "that", "which", "where",
    "who", "is", "was", "are", "were", "at", "on", "to", "as",
})  # fmt: skip
