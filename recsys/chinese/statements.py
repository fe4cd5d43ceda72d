"""The statements of the evidence in Chinese, from what each states and not from its English."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from recsys import phrases as english
from recsys.chinese import wording as w
from recsys.chinese.phrases import clause, predicate, quoted, spaced, titled
from recsys.types import Evidence, EvidenceKind, Feeling, Preferences, Taste
from retrieval.types import Item, Schema, Slot

FELT: Mapping[Feeling, str] = {"liked": w.LIKED, "like this": w.NAMED, "disliked": w.DISLIKED}


def worded(
    evidence: Sequence[Evidence], item: Item, preferences: Preferences, schema: Schema
) -> tuple[Evidence, ...]:
    """The same evidence with its texts in Chinese; prose stays as the catalogue has it.

    That a description is close in meaning to Chinese words is not told: the encoder reads English.
    """
    speaker = _Speaker(item, preferences, schema)
    told = (one for one in evidence if not _close_to_chinese(one))
    return tuple(replace(one, text=speaker.text(one)) for one in told)


def _close_to_chinese(one: Evidence) -> bool:
    by_words = one.kind == "model" and not one.slot and not one.titles and one.source != "ranking"
    return by_words and not any(sign.isascii() and sign.isalpha() for sign in one.source)


@dataclass(frozen=True, slots=True)
class _Speaker:
    item: Item
    preferences: Preferences
    schema: Schema

    def text(self, one: Evidence) -> str:
        told: dict[EvidenceKind, Callable[[Evidence, Slot | None], str]] = {
            "said": self._said,
            "liked": self._liked,
            "people": self._people,
            "community": self._community,
            "fact": self._fact,
            "model": self._model,
            "against": self._against,
        }
        slot = next((slot for slot in self.schema.slots if slot.name == one.slot), None)
        return spaced(told[one.kind](one, slot))

    def _said(self, one: Evidence, slot: Slot | None) -> str:
        return f"{w.ASKED}{quoted(one.source)}{w.COMMA}{self._does(one, slot)}"

    def _liked(self, one: Evidence, slot: Slot | None) -> str:
        return f"{self._as(one)}{w.COMMA}{self._does(one, slot)}"

    def _people(self, one: Evidence, slot: Slot | None) -> str:
        if not one.titles:
            return f"{w.NAMED}{'、'.join(one.values)}：{self._does(one, slot)}"
        return f"{self._does(one, slot)}，此人也参与了{self._named(one)}"

    def _fact(self, one: Evidence, slot: Slot | None) -> str:
        if slot is not None and slot.kind == "text":
            return one.values[0] if one.values else one.text
        return self._does(one, slot)

    def _community(self, one: Evidence, slot: Slot | None) -> str:
        if slot is not None:
            return self._does(one, slot)
        some, of = one.values or ("", "")
        if one.titles:
            return f"别人的 {of} 段记录里出现过{self._title(one)}，其中 {some} 段也出现过它"
        return f"别人的 {of} 段记录里，有 {some} 段出现过它"

    def _model(self, one: Evidence, slot: Slot | None) -> str:
        if slot is not None:
            return self._does(one, slot)
        if one.titles:
            return f"{w.CLOSE}{self._title(one)}{w.CLOSE_OF}"
        return w.FITS if one.source == "ranking" else f"{w.CLOSE}{quoted(one.source)}"

    def _against(self, one: Evidence, slot: Slot | None) -> str:
        if one.source == "others":
            return f"{w.NEVER_TOGETHER}：{self._title(one)}"
        if slot is None:
            return w.FITS_LESS
        if one.source == "ranking":
            return self._does(one, slot)
        if one.titles and one.source == "catalogue":
            return f"{self._does(one, slot)}，{w.THAN}{self._title(one)}{self._beyond(one, slot)}"
        if one.titles:
            return self._liked(one, slot)
        if not one.values:
            return f"{w.UNKNOWN[0]}{slot.label}{w.COMMA}{w.WHILE_ASKED}{quoted(one.source)}"
        return f"{self._does(one, slot)}{w.COMMA}{w.WHILE_ASKED}{quoted(one.source)}"

    def _beyond(self, one: Evidence, slot: Slot) -> str:
        """How it compares with the item named, by both items' own numbers."""
        other = next((t.item for t in self.preferences.tastes if t.item.title in one.titles), None)
        mine, theirs = self.item.number(slot.name), other.number(slot.name) if other else None
        if other is None or mine is None or theirs is None:
            return ""
        if slot.role == "released":
            return f"{w.FAR_LATER if mine > theirs else w.FAR_EARLIER}（相差 {abs(mine - theirs):.0f} 年）"
        more = (slot.more if mine > theirs else slot.less) or ("",)
        return f"{more[0]}（{predicate(slot, english.words_of(other, slot))}）"

    def _does(self, one: Evidence, slot: Slot | None) -> str:
        return clause(w.IT, slot, one.values) if slot is not None else w.IT

    def _as(self, one: Evidence) -> str:
        return f"{w.LIKE}{self._named(one)}{w.ALIKE}"

    def _named(self, one: Evidence) -> str:
        """The item named, and no more of what is felt about it than was said."""
        taste = self._taste(one)
        disliked = w.DISLIKED if one.kind == "against" else w.NAMED
        return f"{FELT[taste.feeling] if taste else disliked}{self._title(one)}"

    def _taste(self, one: Evidence) -> Taste | None:
        wanted = one.kind != "against"
        fitting = [t for t in self.preferences.tastes if t.item.title in one.titles]
        return next((t for t in fitting if (t.feeling != "disliked") == wanted), None)

    def _title(self, one: Evidence) -> str:
        return titled(one.titles[0], self.schema)
