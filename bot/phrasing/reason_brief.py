"""What the small writer is told of one item: a few numbered lines, the ones that matter, and how to sound.

The numbers are superscripts. The model puts them behind what it takes from each line, so that what it wrote says
itself what it rests on; they are taken out before anything is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recsys.evidence import predicate_or_lack
from recsys.types import Evidence
from retrieval.types import Item, Schema, Slot

SIGNS = "¹²³⁴⁵⁶⁷⁸⁹"
TONES = ("plain", "warm", "expert", "brief")
LENGTHS = ("one", "two")
LONGEST_PROSE = 220
MOST_VALUES = 3
LABELLED_ROLES = ("kind", "topic", "mood")
_MARKS = re.compile(f"[{SIGNS}]")
_UNREADABLE = re.compile(f"[<>{SIGNS}]")


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence as the model reads it.

    `role` is what it is for: said, liked, named, fact, story, close or against; `states` what it says of the
    item: a predicate ("is 119 minutes long"), "label: values", or prose.
    """

    evidence: Evidence
    role: str
    states: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How much is told: wishes, likenesses, facts; and whether its prose and what speaks against it are."""

    said: int = 2
    liked: int = 1
    facts: int = 2
    story: bool = True


FULL = Measure()
LESS = Measure(story=False)


def brief_lines(
    evidence: Sequence[Evidence], schema: Schema, measure: Measure = FULL, length: str = "two"
) -> tuple[Line, ...]:
    """The evidence that is to be told, in the order in which it is numbered; `length`: one sentence or two."""
    read = [line for one in evidence if (line := _line(one, schema)) is not None]
    # What it has says more than what it has not.
    said = sorted((line for line in read if line.role == "said"), key=_lacks)[: measure.said]
    against = [line for line in read if line.role == "against"][:1]
    # What speaks against the item is said as that, once.
    told = {line.evidence.slot for line in (*said, *against)}
    shared = [line for line in read if line.role in ("liked", "named") and line.evidence.slot not in told]
    shared = [line for line in shared if line.evidence.titles == shared[0].evidence.titles][: measure.liked]
    told |= {line.evidence.slot for line in shared}
    facts = [line for line in read if line.role == "fact" and line.evidence.slot not in told]
    # One sentence has no room for a story and for what speaks against it.
    told_story = measure.story and not (length == "one" and against)
    stories = [line for line in read if line.role == "story"][: int(told_story)]
    room = 0 if said and shared and stories else 1 if said and shared else measure.facts
    close = [line for line in read if line.role == "close"] if not (said or shared) else []
    return (*said, *shared, *close[:1], *facts[: max(room, 0)], *stories, *against)


def brief_text(lines: Sequence[Line]) -> str:
    """The lines as they stand in the prompt, each with its number."""
    return "\n".join(f"{SIGNS[i]}{_told(line)}" for i, line in enumerate(lines))


def without_marks(text: str) -> str:
    return _MARKS.sub("", text)


def marked(text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """The ids of the evidence whose numbers stand in the text, in their order."""
    found = dict.fromkeys(SIGNS.index(sign) for sign in _MARKS.findall(text))
    return tuple(lines[i].evidence.id for i in found if i < len(lines))


def readable(text: str) -> str:
    """One line, without our numbers and without signs of a model's own: what others wrote adds neither."""
    return " ".join(_UNREADABLE.sub(" ", text).split())


def _told(line: Line) -> str:
    one = line.evidence
    match line.role:
        case "said":
            return f"you asked “{readable(one.source)}”: {line.states}"
        case "liked":
            return f"like {readable(one.titles[0])}, which you liked: {line.states}"
        case "named":
            return f"like {readable(one.titles[0])}: {line.states}"
        case "close":
            return f"close to “{readable(one.source)}”"
        case "against":
            if one.titles:
                return f"but {line.states}"
            return f"but you asked “{readable(one.source)}”: {line.states}"
    return line.states


def _line(one: Evidence, schema: Schema) -> Line | None:
    """The evidence as a line; None for what the small model is not asked to tell."""
    slot = next((slot for slot in schema.slots if slot.name == one.slot), None)
    if one.kind == "model":
        close = not one.slot and one.source not in ("ranking", "catalogue", "")
        return Line(one, "close", "") if close else None
    if one.kind == "against" and one.source in ("ranking", "others"):
        return None  # what lowered its score is told where it is asked for
    if slot is not None and slot.kind == "text":
        prose = readable(one.text)
        return Line(one, "story", prose) if len(prose) <= LONGEST_PROSE else None
    role = {"said": "said", "liked": "liked", "fact": "fact", "against": "against"}.get(one.kind)
    states = _states(one, slot, schema)
    if role is None or not states:
        return None
    if role == "liked" and "which you liked" not in one.text:
        role = "named"
    return Line(one, role, states)


def _states(one: Evidence, slot: Slot | None, schema: Schema) -> str:
    if slot is None or not one.values:
        return ""
    if one.kind == "against" and one.titles:
        # A comparison stands in the text alone ("…, longer than Heat"); "like Heat, which you did not like" is none.
        text = readable(one.text)
        return text.removeprefix("it ").rstrip(".") if text.startswith("it ") else ""
    values = one.values[:MOST_VALUES]
    if slot.role in LABELLED_ROLES and not any(value.startswith("not ") for value in values):
        return f"{slot.label}: {', '.join(readable(value) for value in values)}"
    return readable(predicate_or_lack(slot, values, schema))


def _lacks(line: Line) -> bool:
    return all(value.startswith("not ") for value in line.evidence.values)


def names_of(item: Item, evidence: Sequence[Evidence]) -> Iterator[str]:
    """Titles and values, in which a full stop ends no sentence."""
    yield item.title
    for one in evidence:
        yield from one.titles
        yield from (value for value in one.values if value != one.text)
