"""What is wanted of the items, from what was found in a Chinese utterance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.language.zh.context import about, must, negated, rather, too
from bot.language.zh.scanning import Found, Scan
from bot.language.zh.vocabulary import Entry, Vocabulary
from bot.types import Critique, DialogueState
from recsys.types import SoftPreference
from retrieval.types import Constraint, Op

_ROLES = ("kind", "origin", "language", "topic", "mood")
_KINDS = ("value", "name", "more", "less", "low", "high", "level", "title")
_EITHER = ("或", "还是")
SOFT = 1.0


@dataclass(slots=True)
class Wishes:
    """Takes what was found, in its order. `likened` is the item that a comparison without another is with."""

    scan: Scan
    vocabulary: Vocabulary
    state: DialogueState
    likened: str = ""
    constraints: list[Constraint] = field(default_factory=list)
    soft: list[SoftPreference] = field(default_factory=list)
    critiques: list[Critique] = field(default_factory=list)

    def take(self, found: Sequence[Found]) -> None:
        last: tuple[Found, Entry] | None = None
        for one in found:
            if not one.entries or one.ids:
                continue
            entry = self._meant(one)
            if last and self._either(last, (one, entry)):
                self._join(one, entry)
            else:
                self._wish(one, entry)
            last = (one, entry)

    def _meant(self, one: Found) -> Entry:
        """Of several meanings: a degree where a degree is spoken of, else the plainest property."""
        graded = [e for e in one.entries if e.kind in ("high", "level")]
        if graded and (too(self.scan, one) or negated(self.scan, one)):
            return min(graded, key=lambda e: e.kind)
        return min(one.entries, key=self._plainness)

    def _plainness(self, entry: Entry) -> tuple[int, int]:
        role = self.vocabulary.slot(entry.slot).role if entry.slot else ""
        return _KINDS.index(entry.kind), _ROLES.index(role) if role in _ROLES else len(_ROLES)

    def _either(self, last: tuple[Found, Entry], now: tuple[Found, Entry]) -> bool:
        joint = self.scan.bare[last[0].end : now[0].start]
        same = (
            last[1].kind in ("value", "name") and last[1].kind == now[1].kind and last[1].slot == now[1].slot
        )
        return same and any(word in joint for word in _EITHER) and not negated(self.scan, now[0])

    def _join(self, one: Found, entry: Entry) -> None:
        """ "A or B" of one slot is one condition."""
        for place, held in enumerate(self.constraints):
            if held.slot == entry.slot and held.op in ("=", "in") and not isinstance(held.value, int | float):
                values = (held.value,) if isinstance(held.value, str) else held.value
                joined = Constraint(held.slot, "in", (*values, entry.value), held.source)
                self.constraints[place] = joined
                return
        self._wish(one, entry)

    def _wish(self, one: Found, entry: Entry) -> None:
        match entry.kind:
            case "value" | "name":
                self._value(one, entry)
            case "level" | "high" | "low":
                self._level(one, entry)
            case "more" | "less":
                self._compared(one, entry)
            case _:
                pass

    def _value(self, one: Found, entry: Entry) -> None:
        role, scan = self.vocabulary.slot(entry.slot).role, self.scan
        refused = negated(scan, one)
        if role == "mood" and (way := self._more_or_less(one)) and self.state.on_screen:
            self.critiques.append(Critique(entry.slot, way, one.text, entry.value))  # type: ignore[arg-type]
        elif (
            (role == "mood" and not must(scan, one))
            or (role == "topic" and about(scan, one))
            or rather(scan, one)
        ):
            self._softly(one, entry, -SOFT if refused else SOFT)
        else:
            self._hard(entry.slot, "!=" if refused else "=", entry.value, one)

    def _more_or_less(self, one: Found) -> str:
        left, right = self.scan.bare[: one.start], self.scan.bare[one.end :]
        if left.endswith(("没那么", "不那么", "别那么", "少")):
            return "less"
        if left.endswith("太") and right.startswith("了"):
            return "less"
        more = left.endswith(("更", "更加", "再")) or right.startswith(("一点", "一些", "点", "些"))
        return "more" if more else ""

    def _softly(self, one: Found, entry: Entry, weight: float) -> None:
        self.soft.append(SoftPreference(entry.slot, entry.value, weight, one.text))

    def _level(self, one: Found, entry: Entry) -> None:
        slot = self.vocabulary.slot(entry.slot)
        refused = negated(self.scan, one)
        middle = max(len(slot.levels) // 2, 1)
        if too(self.scan, one) or entry.kind == "low":
            self._hard(slot.name, ">=" if entry.kind == "low" and refused else "<=", float(middle - 1), one)
        elif refused:
            named = any(e.kind == "level" for e in one.entries)
            self._hard(slot.name, "<=", 0.0 if named else float(middle - 1), one)
        else:
            self._hard(slot.name, ">=", float(middle), one)

    def _compared(self, one: Found, entry: Entry) -> None:
        """Against what is on the screen or what it is likened to; of a level without either: of much or little."""
        slot = self.vocabulary.slot(entry.slot)
        refused = negated(self.scan, one) and not one.text.startswith(("没", "不", "少"))
        if refused and one.text.startswith("太"):  # 不要太…: a bound, and no comparison
            if slot.kind == "level" and entry.kind == "less":
                self._hard(slot.name, "<=", float(max(len(slot.levels) // 2, 1) - 1), one)
                return
            if not self.state.on_screen:
                return
            refused = False
        way = {"more": "less", "less": "more"}[entry.kind] if refused else entry.kind
        if self.likened and slot.kind in ("number", "level"):
            self.critiques.append(Critique(slot.name, way, one.text, item_id=self.likened))  # type: ignore[arg-type]
        elif self.state.on_screen or slot.kind == "number":
            self.critiques.append(Critique(slot.name, way, one.text))  # type: ignore[arg-type]
        elif slot.kind == "level":
            middle = max(len(slot.levels) // 2, 1)
            op: Op = ">=" if way == "more" else "<="
            self._hard(slot.name, op, float(middle if way == "more" else middle - 1), one)

    def _hard(self, slot: str, op: Op, value: str | float, one: Found) -> None:
        self.constraints.append(Constraint(slot, op, value, self._source(one)))

    def _source(self, one: Found) -> str:
        """The visitor's words, with the word that refuses them where it stands just before."""
        start, _ = self.scan.clause(one.start)
        left = self.scan.text[start : one.start]
        for word in (
            "不要太",
            "别太",
            "不太",
            "不要",
            "不想看",
            "不看",
            "没有",
            "除了",
            "不喜欢",
            "别",
            "非",
            "不",
        ):
            if left.endswith(word):
                return f"{word}{one.text}"
        return one.text
