"""Levels and numbers described, compared and objected to: "violent", "too long", "shorter than Heat"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.language.reading import Content
from bot.language.schema_words import Entry
from bot.language.scope import SENTENCE_ENDS
from bot.language.tokens import Token, text_of
from bot.language.vocabulary import Vocabulary
from bot.types import Critique, DialogueState
from recsys.types import SoftPreference
from retrieval.types import Constraint, Op, Slot

WISH = 1.0
_FAR = 12
"""Words between a negation and what it denies, beyond which they are no longer quoted together."""
_TOLERANT = frozenset({
    "much", "lot", "lots", "hardly", "barely", "scarcely", "minimal", "little", "light", "low", "easy", "loads",
})  # fmt: skip
_DOWN = frozenset({"down", "low", "minimum", "minimal", "mild", "light", "check"})
_SLIGHTLY = frozenset({"mildly", "slightly", "moderately", "lightly", "barely", "hardly", "vaguely"})
_AT_ALL = frozenset({"at all", "whatsoever", "in the", "one bit"})
_GRADING = frozenset({
    "too", "more", "less", "fewer", "not", "so", "very", "much", "way", "lots", "of", "plenty", "some", "little",
    "mild", "bit", "really", "a",
})  # fmt: skip
_ONWARD = frozenset({"on", "onward", "onwards", "upwards"})
_LEADING = frozenset(
    {"i", "we", "i'm", "a", "of", "and", "or", "but", "with", ",", "please", "only", "got", "i've", "have"}
)
_LANGUAGE_BEFORE = frozenset(["in", "speak", "speaks", "speaking"])
_LANGUAGE_AFTER = frozenset({
    "language", "languages", "speaking", "spoken", "audio", "dialog", "subtitles",
})  # fmt: skip


@dataclass(slots=True)
class Measures:
    """What one utterance asks for, collected; this half reads measured and graded words."""

    tokens: Sequence[Token]
    vocabulary: Vocabulary
    state: DialogueState
    constraints: list[Constraint] = field(default_factory=list)
    soft: list[SoftPreference] = field(default_factory=list)
    critiques: list[Critique] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    likened: str = ""  # the item that what is wanted is said to be like
    used: set[int] = field(default_factory=set)  # tokens that need not be searched by meaning any more

    def _comparative(self, content: Content, entry: Entry, slot: Slot) -> None:
        """ "shorter", "funnier", "the newest": a critique of what is shown, else a wish."""
        span = content.span
        more = entry.sense in ("more", "most")
        if content.negative:
            more = not more
        utmost = entry.sense in ("most", "least")
        if not utmost and self._like_but(slot, more, self._source(content)):
            self.used.update(range(span.start, span.end))
        elif self._on_screen() and entry.sense in ("more", "less"):
            self.used.update(range(span.start, span.end))
            self.critiques.append(
                Critique(slot.name, "more" if more else "less", self._source(content), str(entry.value))
            )
        elif entry.value:
            self.soft.append(
                SoftPreference(slot.name, str(entry.value), WISH if more else -WISH, self._source(content))
            )
        else:
            self.used.update(range(span.start, span.end))
            self.soft.append(
                SoftPreference(
                    slot.name,
                    self._extreme(slot, more, utmost),
                    WISH,
                    self._source(content),
                )
            )

    def _like_but(self, slot: Slot, more: bool, source: str) -> bool:
        """ "like Heat but newer": newer than Heat. Whether there is such a title, with such a number."""
        item = self.vocabulary.shelf.get(self.likened) if self.likened else None
        number = item.number(slot.name) if item and slot.kind == "number" else None
        if number is None:
            return False
        self.constraints.append(Constraint(slot.name, ">" if more else "<", number, source))
        return True

    def _described(self, content: Content, entry: Entry, slot: Slot) -> None:
        """ "violent", "long", "recent", "too old"."""
        span = content.span
        high = entry.sense == "high"
        critical = content.comparison or (content.excess and not content.negative)
        self.used.update(range(span.start, span.end))
        before = self.tokens[span.start - 1].norm if span.start else ""
        after = [t.norm for t in self.tokens[span.end : span.end + 2]]
        if content.negative and self._on_screen() and (after[:1] == ["enough"] or before in ("this", "that")):
            more = high == (after[:1] == ["enough"])
            self.critiques.append(Critique(slot.name, "more" if more else "less", self._source(content)))
            return
        if critical and self._on_screen():
            less = high == (content.comparison == "less" or content.excess)
            self.critiques.append(Critique(slot.name, "less" if less else "more", self._source(content)))
            return
        if content.comparison == "less":
            high = not high
        if slot.kind == "level":
            top = len(slot.levels)
            half = float((top + 1) // 2)
            wanted = high != (content.negative or content.feeling == "disliked" or before in _SLIGHTLY)
            if content.strength == "soft":
                self.soft.append(
                    SoftPreference(slot.name, float(top - 1) if wanted else 0.0, WISH, self._source(content))
                )
            elif wanted:
                self.constraints.append(Constraint(slot.name, ">=", half, self._source(content)))
            else:
                said = span.text.lower()
                none = (not high and said.startswith(("non", "no ", "zero"))) or said.endswith("less")
                none = none or (
                    content.negative and bool({after[0], " ".join(after)} & _AT_ALL if after else ())
                )
                self.constraints.append(
                    Constraint(slot.name, "<=", 0.0 if none else half - 1, self._source(content))
                )
            return
        wanted = high != content.negative
        if content.negative:
            bound = self._middle(slot, wanted)
            self.constraints.append(
                Constraint(slot.name, ">=" if wanted else "<=", bound, self._source(content))
            )
        else:
            self.soft.append(
                SoftPreference(slot.name, self._extreme(slot, wanted), WISH, self._source(content))
            )

    def _level_named(self, content: Content, slot: Slot) -> None:
        """ "no violence", "less gore", "lots of nudity"."""
        span = content.span
        self.used.update(range(span.start, span.end))
        before = {t.norm for t in self.tokens[max(0, span.start - 4) : span.start]}
        after = [t.norm for t in self.tokens[span.end : span.end + 8]]
        if after[:1] == ["free"]:
            self.constraints.append(Constraint(slot.name, "<=", 0.0, self._source(content)))
            return
        kept = "keep" in before or "kept" in after
        kept_down = kept and bool(_DOWN & set(after) or "down" in before)
        often = bool({"much", "lot", "often"} & set(after[:3])) and content.negative
        unwanted = content.negative or content.feeling == "disliked" or kept_down
        if content.comparison and self._on_screen():
            self.critiques.append(
                Critique(slot.name, "less" if content.comparison == "less" else "more", self._source(content))
            )
        elif content.excess and not content.negative and self._on_screen():
            self.critiques.append(Critique(slot.name, "less", self._source(content)))
        elif unwanted or content.comparison == "less":
            little = kept_down or often or bool(before & _TOLERANT)
            tolerant = content.excess or content.comparison == "less" or little
            self.constraints.append(
                Constraint(slot.name, "<=", 1.0 if tolerant else 0.0, self._source(content))
            )
        elif before & {"some", "little", "bit", "mild"}:
            self.constraints.append(Constraint(slot.name, "<=", 1.0, self._source(content)))
        elif before & {
            "with",
            "lots",
            "lot",
            "of",
            "much",
            "plenty",
            "more",
            "loads",
            "tons",
            "heavy",
            "full",
        }:
            self.constraints.append(
                Constraint(slot.name, ">=", float((len(slot.levels) + 1) // 2), self._source(content))
            )

    def _than(self, content: Content, after: Content | None) -> bool:
        """ "newer than Heat", "funnier than the second": relative to an item that is named."""
        if after is None or after.span.kind not in ("title", "ref") or len(after.span.ids) < 1:
            return False
        if content.span.end >= len(self.tokens) or self.tokens[content.span.end].norm != "than":
            return False
        entry = next((e for e in content.span.entries if e.sense in ("more", "less")), None)
        compared = content.comparison
        if entry is None and compared:
            entry = self._meaning(content)
        if entry is None:
            return False
        slot = self._slot(entry.slot)
        more = (
            (entry.sense == "more")
            if entry.sense in ("more", "less")
            else (entry.sense != "low") == (compared == "more")
        )
        if content.negative:
            more = not more
        item = self.vocabulary.shelf.get(after.span.ids[0])
        number = item.number(slot.name) if item else None
        text = text_of(self.tokens, self._opened(content), after.span.end)
        self.used.update(range(content.span.start, after.span.end))
        if slot.kind in ("number", "level"):
            if number is not None:
                ops: tuple[Op, Op] = (">=", "<=") if content.negative else (">", "<")
                self.constraints.append(Constraint(slot.name, ops[0] if more else ops[1], number, text))
        elif entry.value:
            self.critiques.append(
                Critique(slot.name, "more" if more else "less", text, str(entry.value), after.span.ids[0])
            )
        return True

    def _meaning(self, content: Content) -> Entry | None:
        """One of the phrase's senses: by what stands around it, then by what serves best."""
        entries = [e for e in content.span.entries if e.sense not in ("noun", "unit", "ask")]
        if not entries:
            return None
        if content.drop:
            named = [e for e in entries if e.sense == "slot"]
            if named and not any(e.sense == "value" for e in entries):
                return named[0]
        levels = [e for e in entries if e.sense in ("high", "low") and self._slot(e.slot).kind == "level"]
        compared = content.comparison or (content.excess and not content.negative)
        if levels and (content.negative or compared or content.strength != "soft"):
            return levels[0]
        values = [e for e in entries if e.sense == "value"]
        if values:
            return min(values, key=lambda e: (self._rank(content, e), not e.exact))
        order = ("more", "less", "most", "least", "level", "high", "low", "slot")
        return min(entries, key=lambda e: (order.index(e.sense) if e.sense in order else 9, bool(e.value)))

    def _rank(self, content: Content, entry: Entry) -> int:
        """Languages after "in" and before "language"; otherwise the kind, the origin, then the rest."""
        role = self._role(entry.slot)
        start, end = content.span.start, content.span.end
        before = self.tokens[start - 1].norm if start else ""
        after = self.tokens[end].norm if end < len(self.tokens) else ""
        spoken = before in _LANGUAGE_BEFORE or after in _LANGUAGE_AFTER
        if role == "language":
            return 0 if spoken else 4
        if role == "mood" and (content.comparison or content.excess):
            return 0
        if content.about and role == "topic":
            return 0
        return {"kind": 1, "origin": 2, "topic": 3, "mood": 3}.get(role, 5)

    def _on_screen(self) -> bool:
        return bool(self.state.on_screen or self.state.focus)

    def _source(self, content: Content) -> str:
        """The shortest stretch of the visitor's words that says the whole wish: "nothing too bloody"."""
        end = content.span.end
        if content.span.kind == "number" and end < len(self.tokens) and self.tokens[end].norm in _ONWARD:
            end += 1
        return text_of(self.tokens, self._opened(content), end)

    def _opened(self, content: Content) -> int:
        """Where those words begin: at what denies, grades or compares the span, if it does so nearby."""
        start = content.span.start
        if 0 <= content.opened < start and start - content.opened <= _FAR:
            between = self.tokens[content.opened : start]
            if not any(t.norm in SENTENCE_ENDS for t in between):
                start = content.opened
        while start and self.tokens[start - 1].norm in _GRADING:
            start -= 1
        while start < content.span.start and self.tokens[start].norm in _LEADING:
            start += 1
        return start

    def _extreme(self, slot: Slot, high: bool, utmost: bool = False) -> float:
        """The number wished for by "long" or "old": near the end of what the catalogue has.

        "cheapest" is the end itself; "highly rated" is as high as what many people have rated gets.
        """
        if slot.kind == "level":
            return float(len(slot.levels) - 1) if high else 0.0
        if high and slot.name in self.vocabulary.best:
            return self.vocabulary.best[slot.name]
        if utmost and slot.name in self.vocabulary.ranges:
            return self.vocabulary.ranges[slot.name][high]
        numbers = self.vocabulary.quantiles.get(slot.name)
        return (numbers[2] if high else numbers[0]) if numbers else 0.0

    def _middle(self, slot: Slot, high: bool) -> float:
        """Where "not too old" begins and "not too long" ends: a good half of the items are allowed."""
        numbers = self.vocabulary.quantiles.get(slot.name)
        return (numbers[3] if high else numbers[1]) if numbers else 0.0

    def _slot(self, name: str) -> Slot:
        return self.vocabulary.shelf.schema.slot(name)

    def _role(self, name: str) -> str:
        return self._slot(name).role
