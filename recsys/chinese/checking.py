"""The checker of Chinese reasons: take the evidence and the fixed phrases away, and nothing may be left.

A sentence is read as a path through pieces: fixed phrases (recsys.chinese.wording), the item's title, titles and
the visitor's words of the evidence, the catalogue's prose, and a slot's phrase around values that the evidence
states of that very slot. What has not may only be denied, what is felt or compared only as a statement says it.
Spaces count for nothing: Chinese has none. It knows templates and no more: other Chinese is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from recsys.chinese import wording as w
from recsys.chinese.phrases import NOT, frame, quoted, shown, titled
from recsys.grounding import Verdict
from recsys.reading import Problem
from recsys.types import Evidence, Justification, Mark
from retrieval.types import Item, Schema, Slot

_TIED = (w.SAID, w.FAR_LATER, w.FAR_EARLIER, *w.UNKNOWN)
_BEFORE_TITLES = (w.LIKED, w.NAMED, w.DISLIKED, w.THAN)
_Mode = tuple[str, str, bool]
"""Where in a slot's phrase the reading stands: the slot, "values" before one, "after" one, and if it is denied."""
_FREE: _Mode = ("", "", False)
_TITLE: _Mode = ("", "title", False)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    before: _Mode
    after: _Mode
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChineseChecker:
    """As recsys.grounding.Checker, for the sentences of recsys.chinese.reasons."""

    schema: Schema

    def check(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> Verdict:
        """Whether nothing is left of the sentence; where something is, from where on. Never raises."""
        places = [n for n, sign in enumerate(sentence) if not sign.isspace()]
        bare = "".join(sentence[n] for n in places)
        pieces = _merged(self._pieces(item, evidence))
        path, reached = _read(bare, pieces)
        if path is None:
            left = sentence[places[reached] :] if reached < len(places) else sentence
            return Verdict(False, (Problem("left over", left, "neither evidence nor a fixed phrase"),))
        used = {one for _, _, piece in path for one in piece.rests_on}
        marks = tuple(Mark(places[start], places[end - 1] + 1, rests) for start, end, rests in _runs(path))
        return Verdict(True, (), tuple(e.id for e in evidence if e.id in used), marks)

    def _pieces(self, item: Item, evidence: Sequence[Evidence]) -> Iterator[_Piece]:
        for phrase in w.FIXED:
            yield _free(phrase)
        yield _free(titled(item.title, self.schema))
        slots = {slot.name: slot for slot in self.schema.slots}
        for e in evidence:
            yield from self._stated(e, slots.get(e.slot))
        for name in dict.fromkeys(e.slot for e in evidence if e.slot in slots):
            yield from _around(slots[name])

    def _stated(self, e: Evidence, slot: Slot | None) -> Iterator[_Piece]:
        """What one statement lets be said."""
        rests = (e.id,)
        # Another item is only ever named as what was felt of it, or beside what it is compared with.
        yield from (_Piece(_bare(titled(title, self.schema)), _TITLE, _FREE, rests) for title in e.titles)
        yield from (_Piece(phrase, _FREE, _TITLE) for phrase in _BEFORE_TITLES if phrase in e.text)
        yield from (_free(phrase) for phrase in _TIED if phrase in e.text)
        if e.source:
            yield _free(quoted(e.source), rests)
            yield _free(w.SAID)
        if slot is None or e.kind == "people":
            yield _free(e.text, rests)
        if slot is None:
            return
        if slot.kind == "text":
            yield from (_free(f"“{value}”", rests) for value in e.values)
        else:
            yield from (_free(word) for word in (*slot.more, *slot.less) if word in e.text)
            if not e.values:
                yield _free(slot.label)
            for value in e.values:
                denied = value.startswith(NOT)
                said = shown(slot, value.removeprefix(NOT))
                yield _Piece(_bare(said), (slot.name, "values", denied), (slot.name, "after", denied), rests)


def checked(reason: Justification, item: Item, evidence: Sequence[Evidence], schema: Schema) -> Justification:
    """The reason with its marks; the title alone where anything were left over."""
    verdict = ChineseChecker(schema).check(reason.text, item, evidence)
    if not verdict.supported:
        return Justification(f"{titled(item.title, schema)}{w.STOP}", "template", ())
    return replace(reason, marks=verdict.marks)


def _around(slot: Slot) -> Iterator[_Piece]:
    """A slot's phrase, which opens before its values and closes after them."""
    for denied in (False, True):
        before, after = (f"{slot.label or slot.name}{w.LACKS}", "") if denied else frame(slot)
        values, end = (slot.name, "values", denied), (slot.name, "after", denied)
        yield _Piece(_bare(before) or "\0", _FREE, values)
        yield _Piece(w.LIST, end, values)
        yield _Piece(_bare(after) or "\0", end, _FREE)


def _free(text: str, rests_on: tuple[str, ...] = ()) -> _Piece:
    return _Piece(_bare(text), _FREE, _FREE, rests_on)


def _bare(text: str) -> str:
    return "".join(text.split())


def _merged(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Each piece once, resting on all the evidence that states it."""
    rests: dict[tuple[str, _Mode, _Mode], dict[str, None]] = {}
    for piece in pieces:
        if piece.text:
            key = (piece.text, piece.before, piece.after)
            rests.setdefault(key, {}).update(dict.fromkeys(piece.rests_on))
    return [_Piece(*key, tuple(ids)) for key, ids in rests.items()]


def _runs(path: Sequence[tuple[int, int, _Piece]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """What rests on evidence, from the beginning of a slot's phrase to its end."""
    begin, ids = 0, dict[str, None]()
    for start, end, piece in path:
        if piece.before == _FREE:
            begin, ids = start, {}
        ids.update(dict.fromkeys(piece.rests_on))
        if piece.after == _FREE and ids and end > begin:
            yield begin, end, tuple(ids)


def _read(text: str, pieces: Sequence[_Piece]) -> tuple[list[tuple[int, int, _Piece]] | None, int]:
    """A path of pieces from the first to the last character, None without one; and how far any path came.

    "\\0" stands for a phrase that has nothing there: it is passed for free.
    """
    leaving: dict[_Mode, list[_Piece]] = {}
    for piece in pieces:
        leaving.setdefault(piece.before, []).append(piece)
    start, goal = (0, _FREE), (len(text), _FREE)
    came: dict[tuple[int, _Mode], tuple[tuple[int, _Mode], _Piece] | None] = {start: None}
    waiting = [start]
    while waiting:
        at, mode = waiting.pop()
        for piece in leaving.get(mode, ()):
            step = "" if piece.text == "\0" else piece.text
            then = (at + len(step), piece.after)
            if then not in came and text.startswith(step, at):
                came[then] = ((at, mode), piece)
                waiting.append(then)
    reached = max(place for place, _ in came)
    if goal not in came or not text:
        return None, reached
    path: list[tuple[int, int, _Piece]] = []
    place = goal
    while (step_back := came[place]) is not None:
        before, piece = step_back
        path.append((before[0], place[0], piece))
        place = before
    return path[::-1], reached
