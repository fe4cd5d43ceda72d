"""What a reading asks for: hard conditions, wishes, critiques, things taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.language.measures import WISH, Measures
from bot.language.reading import Content
from bot.language.schema_words import Entry
from bot.language.spans import Bound
from bot.language.tokens import text_of
from bot.types import Critique
from recsys.types import SoftPreference
from retrieval.types import Constraint, Op, Slot

_TONE_ROLES = frozenset({"mood", "topic"})
_OPPOSITE: dict[Op, Op] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_MOST_EXCLUDED = 30
_BY_TITLE: dict[str, Op] = {"before": "<", "after": ">", "since": ">=", "predating": "<", "until": "<="}


class Wishes(Measures):
    """Collects from the contents of one utterance, in order."""

    __slots__ = ()

    def take(self, contents: Sequence[Content]) -> None:
        """Take in every content, then let what is said in figures win over what is said in words."""
        self._collect(contents)
        levels = {(c.slot, c.op): c for c in self.constraints if self._slot(c.slot).kind == "level"}
        self.constraints[:] = [c for c in self.constraints if levels.get((c.slot, c.op), c) is c]
        measured = {c.slot for c in self.constraints if isinstance(c.value, int | float)}
        self.soft[:] = [s for s in self.soft if isinstance(s.value, str) or s.slot not in measured]
        bounded = {c.slot for c in self.constraints if c.op not in ("=", "!=")}
        self.critiques[:] = [c for c in self.critiques if c.value or c.slot not in bounded]

    def _collect(self, contents: Sequence[Content]) -> None:
        skip = -1
        for place, content in enumerate(contents):
            if place <= skip:
                continue
            if content.span.kind == "number":
                self._number(content)
            elif content.span.kind == "name":
                self._name(content, contents[:place])
            elif content.span.kind in ("title", "ref"):
                self._dated(content)
            elif content.span.kind == "entry":
                after = contents[place + 1] if place + 1 < len(contents) else None
                if self._than(content, after):
                    skip = place + 1
                else:
                    self._entry(content, contents[:place])

    def _number(self, content: Content) -> None:
        span = content.span
        self.used.update(range(span.start, span.end))
        if content.drop or content.allow:
            if span.bounds:
                self.dropped.append(span.bounds[0].slot)
            return
        if content.strength == "soft":
            middle = sum(b.value for b in span.bounds) / len(span.bounds)
            self.soft.append(SoftPreference(span.bounds[0].slot, middle, WISH, self._source(content)))
            return
        if content.instead or (content.strength == "hard" and content.instead):
            self.dropped.append(span.bounds[0].slot)
        denied = content.negative or content.feeling == "disliked"
        for bound in _negated(span.bounds) if denied else span.bounds:
            self.constraints.append(Constraint(bound.slot, bound.op, bound.value, self._source(content)))

    def _name(self, content: Content, before: Sequence[Content]) -> None:
        span = content.span
        slot, names = self._person(content, before)
        self.used.update(range(span.start, span.end))
        if content.drop or content.allow:
            self.dropped.extend(names)
            return
        if content.strength == "soft" or content.feeling == "liked":
            self.soft.extend(SoftPreference(slot, name, WISH, self._source(content)) for name in names)
        elif content.negative or content.feeling == "disliked":
            self.constraints.extend(Constraint(slot, "!=", name, self._source(content)) for name in names)
        elif len(names) > 1:
            self.constraints.append(Constraint(slot, "in", names, self._source(content)))
        else:
            self._add_equal(slot, names[0], content)

    def _person(self, content: Content, before: Sequence[Content]) -> tuple[str, tuple[str, ...]]:
        """The slot that the words before name ("by", "with"), else the one where the person is more often."""
        people = content.span.people
        slots = {slot for slot, _, _ in people}
        said = ""
        for earlier in reversed(before[-3:]):
            for entry in earlier.span.entries:
                if entry.sense == "slot" and entry.slot in slots:
                    said = entry.slot
            if said or earlier.span.kind not in ("entry", "name"):
                break
        if not said and content.span.start:
            previous = self.tokens[content.span.start - 1].norm
            named = self.vocabulary.schema.entries.get(previous, ())
            said = next((e.slot for e in named if e.sense == "slot" and e.slot in slots), "")
        if not said:
            counts = {slot: sum(n for s, _, n in people if s == slot) for slot in sorted(slots)}
            said = max(counts, key=lambda s: (counts[s], self._role(s) == "person"))
        names = tuple(dict.fromkeys(name for slot, name, _ in people if slot == said))
        return said, names

    def _entry(self, content: Content, before: Sequence[Content]) -> None:
        span = content.span
        entry = self._meaning(content)
        if entry is None and content.drop:
            entry = next((e for e in span.entries if e.sense == "ask"), None)
            self.dropped.extend([entry.slot] if entry else [])
        if entry is None or entry.sense == "ask" or self._about_somebody(content, entry):
            return
        slot = self._slot(entry.slot)
        if content.drop or content.allow:
            what = entry.slot if entry.sense in ("slot", "level", "high", "low") else str(entry.value)
            self.dropped.append(what)
            self.used.update(range(span.start, span.end))
            return
        match entry.sense:
            case "value":
                self._value(content, entry, slot)
                both = [e for e in span.entries if (e.sense, e.slot, e.exact) == ("value", entry.slot, True)]
                if slot.role == "kind" and not content.negative and entry in both:
                    for other in both:  # "rom-com" is both a romance and a comedy
                        if other != entry:
                            self._value(replace(content, joined="and"), other, slot)
            case "more" | "less" | "most" | "least":
                self._comparative(content, entry, slot)
            case "high" | "low":
                self._described(content, entry, slot)
            case "level":
                self.used.update(range(span.start, span.end))
                op: Op = "<=" if float(entry.value) * 2 < len(slot.levels) else ">="
                if content.negative:
                    self.constraints.append(
                        Constraint(slot.name, "<", float(entry.value), self._source(content))
                    )
                else:
                    self.constraints.append(
                        Constraint(slot.name, op, float(entry.value), self._source(content))
                    )
            case "slot" if slot.kind == "level":
                self._level_named(content, slot)
            case _:
                pass

    def _dated(self, content: Content) -> None:
        """ "made before Casablanca": a bound by the year of a title, where one is known."""
        span, released = content.span, self.vocabulary.shelf.schema.by_role("released")
        item = self.vocabulary.shelf.get(span.ids[0]) if len(span.ids) == 1 or span.kind == "title" else None
        op = _BY_TITLE.get(self.tokens[span.start - 1].norm) if span.start else None
        if released is None or item is None or op is None or content.feeling in ("liked", "disliked", "seen"):
            return
        year = item.number(released.name)
        if year is not None:
            self.used.update(range(span.start - 1, span.end))
            source = text_of(self.tokens, span.start - 1, span.end)
            self.constraints.append(Constraint(released.name, op, year, source))

    def _about_somebody(self, content: Content, entry: Entry) -> bool:
        """ "my mum is here", "my Italian teacher": who watches, not what is watched."""
        if entry.sense != "value" or self._role(entry.slot) not in ("topic", "mood", "origin"):
            return False
        at = content.span.start - 1
        while at > 0 and (self.tokens[at].joined or self.tokens[at].norm in self.vocabulary.schema.entries):
            at -= 1
        return at >= 0 and self.tokens[at].norm in ("my", "our", "his", "her", "their")

    def _value(self, content: Content, entry: Entry, slot: Slot) -> None:
        span, value = content.span, str(entry.value)
        tone = slot.role in _TONE_ROLES
        if (content.comparison or (content.excess and (tone or not content.negative))) and self._on_screen():
            direction: Literal["more", "less"] = (
                "less" if content.comparison == "less" or content.excess else "more"
            )
            self.critiques.append(Critique(slot.name, direction, self._source(content), value))
            return
        if content.comparison == "less":
            self.soft.append(SoftPreference(slot.name, value, -WISH, self._source(content)))
            return
        if content.negative or content.feeling == "disliked":
            if slot.role == "mood" or (content.excess and tone):
                self.soft.append(SoftPreference(slot.name, value, -WISH, self._source(content)))
            else:
                self.constraints.append(Constraint(slot.name, "!=", value, self._source(content)))
                self.used.update(range(span.start, span.end))
            return
        wish = content.strength == "soft" or content.feeling == "liked"
        if tone and content.strength != "hard":
            wish = wish or not (slot.role == "topic" and content.modifies)
        if wish:
            self.soft.append(SoftPreference(slot.name, value, WISH, self._source(content)))
            return
        if not tone:
            self.used.update(range(span.start, span.end))
        self._add_equal(slot.name, value, content)

    def _add_equal(self, slot: str, value: str, content: Content) -> None:
        """A condition; with "or" it joins the one before it in the same slot."""
        span = content.span
        last = self.constraints[-1] if self.constraints else None
        if content.joined == "or" and last is not None and last.slot != slot:
            last = self._bring_last(slot) or last
        if content.instead:
            self.dropped.append(slot)
        joined = content.joined == "or" or (content.joined in ("and", ",") and self._one_of(slot))
        if joined and last is not None and last.slot == slot and last.op in ("=", "in"):
            merged = self._run_of(slot)
            values = tuple(dict.fromkeys((*merged, value)))
            if len(values) > 1:
                self.constraints.append(Constraint(slot, "in", values, f"{last.source} or {span.text}"))
            else:
                self.constraints.append(last)
            return
        condition = Constraint(slot, "=", value, self._source(content))
        if not any((c.slot, c.op, c.value) == (slot, "=", value) for c in self.constraints):
            self.constraints.append(condition)

    def _one_of(self, slot: str) -> bool:
        """Whether "French and Italian" means either: few items, if any, are both."""
        return not self._slot(slot).many or self._role(slot) in ("origin", "language")

    def _bring_last(self, slot: str) -> Constraint | None:
        """The latest condition of the slot, moved to the end ("a 70s thriller or a 70s crime film")."""
        for at in range(len(self.constraints) - 1, -1, -1):
            if self.constraints[at].slot == slot:
                self.constraints.append(self.constraints.pop(at))
                return self.constraints[-1]
        return None

    def _run_of(self, slot: str) -> list[str]:
        """Take back the conditions at the end that belong to the list ("A, B or C"); their values."""
        values: list[str] = []
        last = self.constraints.pop()
        values = list(last.value) if isinstance(last.value, tuple) else [str(last.value)]
        while (
            self._listed
            and self.constraints
            and self.constraints[-1].slot == slot
            and self.constraints[-1].op == "="
        ):
            values.insert(0, str(self.constraints.pop().value))
        return values

    @property
    def _listed(self) -> bool:
        return sum(t.norm == "," for t in self.tokens) > 0


def _negated(bounds: Sequence[Bound]) -> list[Bound]:
    """The opposite of one bound; of a range, each whole number in it left out."""
    if len(bounds) == 1:
        bound = bounds[0]
        return [Bound(bound.slot, _OPPOSITE[bound.op], bound.value)]
    low, high = sorted(bound.value for bound in bounds)
    if high - low > _MOST_EXCLUDED:
        return []
    return [Bound(bounds[0].slot, "!=", float(n)) for n in range(int(low), int(high) + 1)]
