"""How one line of evidence can be said: before the noun, as the noun, behind it, or with a verb of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.phrasing.reason_brief import SIGNS, Line
from recsys import phrases
from retrieval.types import Schema, Slot

# Values that are nouns by themselves, and what the others are called before one.
NOUNS = frozenset(
    """comedy drama thriller western musical documentary romance mystery noir memoir biography poetry kettle toaster
    blender saucepan teapot wok history travel essays""".split()  # noqa: SIM905
)
COUNTED = NOUNS - {"poetry", "history", "travel", "essays"}
BEFORE = {"animation": "animated", "biography": "biographical", "history": "historical"}
COMPOUND = frozenset(
    """heist courtroom prison road_trip time_travel serial_killer vampire high_school coming_of_age
    post-apocalypse martial_arts boxing samurai Christmas detective""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`before` stands before the noun, `noun` is one, `behind` follows it, `verbs` follow "it". Any may be empty."""

    line: Line
    sign: str
    before: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    lacks: bool = field(default=False)


def piece(line: Line, number: int, schema: Schema) -> Piece:
    """The ways to say a line that states something of the item."""
    one = line.evidence
    slot = schema.slot(one.slot)
    sign = SIGNS[number]
    lacked = [value.removeprefix("not ") for value in one.values if value.startswith("not ")]
    stated = line.states if not line.states.startswith(f"{slot.label}:") else ""
    if lacked:
        return Piece(line, sign, verbs=_lacking(slot, lacked, stated), lacks=True)
    most = {"mood": 2, "kind": 2, "topic": 3}.get(slot.role, 3)
    values = [phrases.spoken(slot, value) for value in one.values[:most]]
    said = phrases.listed(values)
    noun = schema.noun.one
    bare = slot.phrase.replace("{}", said).strip() if slot.phrase.strip() not in ("", "{}") else ""
    match slot.role:
        case "kind":
            return Piece(line, sign, *_kinds(values, noun))
        case "topic":
            return Piece(line, sign, *_topics(values))
        case "mood":
            if "tearjerker" in values:
                others = [value for value in values if value != "tearjerker"]
                whole = phrases.article(" ".join((*others, "tearjerker")))
                return Piece(line, sign, behind=(f"that is {whole}",), verbs=(f"is {whole}",))
            return Piece(line, sign, (", ".join(values), said), verbs=(f"is {said}", f"is {said} in mood"))
        case "released":
            return Piece(line, sign, (said,), behind=(f"from {said}",), verbs=(f"is from {said}",))
        case "duration":
            bound = _bounded(line, said)
            plain = (f"runs {said}", f"lasts {said}", f"is {said} long", f"runs for {said}")
            behind = (f"of {said}", f"that runs {said}", *(f"that {way}" for way in bound))
            return Piece(line, sign, behind=behind, verbs=(*plain[: 2 if bound else 4], *bound))
        case "person":
            return Piece(
                line, sign, behind=(f"with {said}",), verbs=(f"has {said} in it", f"features {said}")
            )
        case "maker":
            return Piece(line, sign, behind=(bare, f"by {said}"), verbs=(f"is {bare}", f"is by {said}"))
        case "origin" | "place" | "language":
            before = _adjective(slot, one.values) if slot.role == "origin" else ""
            return Piece(line, sign, (before,) if before else (), behind=(bare,), verbs=(f"is {bare}",))
        case "price":
            costs = (f"costs {said}", f"comes in at {said}", *_bounded(line, said))
            return Piece(line, sign, behind=(f"for {said}",), verbs=costs)
        case "features":
            has = (f"has {said}", f"offers {said}", f"comes with {said}")
            return Piece(line, sign, behind=(f"with {said}",), verbs=has)
    if slot.kind == "level" and slot.role == "content":
        rest = stated.removeprefix("has ")
        return Piece(line, sign, behind=(f"with {rest}",), verbs=(f"has {rest}",))
    if slot.kind == "category" and not bare:
        return Piece(
            line, sign, (", ".join(values),), verbs=(f"is {said}", f"has {said} as its {slot.label}")
        )
    return Piece(line, sign, behind=(f"that {stated}",), verbs=(stated,))


def _kinds(
    values: Sequence[str], noun: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A noun made of kinds: "crime thriller", "animated family film"."""
    nouns = [value for value in values if value in NOUNS]
    head = next((value for value in reversed(nouns) if value in COUNTED), "")
    rest = [BEFORE.get(value, value) for value in values if value != head]
    whole = " ".join((*rest, head)) if head else f"{' '.join(rest)} {noun}"
    plain = f"{phrases.listed([BEFORE.get(v, v) for v in values])} {noun}"
    if len(rest) > 2 or any(" " in value for value in rest):
        whole = f"{', '.join(rest)} {head or noun}" if len(rest) > 1 else whole
    if noun == "appliance" and len(values) == 1:
        whole = plain = values[0]
    return (), (whole, whole, plain), (), (f"is {phrases.article(whole)}",)


def _topics(
    values: Sequence[str],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    labels = [value for value in values if phrases.NO_THING.match(value)]
    things = [value for value in values if value not in labels]
    compound = things[0] if len(things) == 1 and things[0].replace(" ", "_") in COMPOUND else ""
    if not things:
        return (), (), (phrases.listed(labels),), (f"is {phrases.listed(labels)}",)
    said = phrases.listed(things)
    if things == ["true story"]:
        return (), (), ("that tells a true story",), ("is a true story", "tells a true story")
    behind = [f"about {said}"] if not compound else []
    verbs = [f"is about {said}", f"deals with {said}", f"centres on {said}", f"revolves around {said}"]
    if labels:
        behind = [f"{text}, {phrases.listed(labels)}" for text in behind]
        verbs = [f"{text} and is {phrases.listed(labels)}" for text in verbs]
    if compound:
        verbs = [f"tells a {compound} story", f"is a {compound} story"]
    return (compound,) if compound else (), (), tuple(behind), tuple(verbs)


def _lacking(slot: Slot, lacked: Sequence[str], stated: str) -> tuple[str, ...]:
    said = phrases.listed(lacked, "or")
    ways = [stated] if stated else []
    if slot.role == "features":
        return (f"has no {said}", f"comes without {said}")
    if slot.role == "kind":
        return (*ways, f"is no {said}") if lacked[0] in COUNTED else tuple(ways)
    if slot.role in ("mood", "topic"):
        return (f"is not {said}", *ways) if slot.role == "mood" else tuple(ways)
    return tuple(ways)


def _adjective(slot: Slot, values: Sequence[str]) -> str:
    """The people of one country, as the catalogue's own words have them ("Japanese"); "" where they do not."""
    words = slot.values.get(values[0], ()) if len(values) == 1 else ()
    first = words[0] if words else ""
    return first.title() if first.endswith(("an", "ish", "ese", "ch", "sh")) and " " not in first else ""


def _bounded(line: Line, said: str) -> tuple[str, ...]:
    """That it keeps to the limit that was asked ("stays under two hours, at 119 minutes")."""
    asked = line.evidence.source
    if line.role != "said" or not asked.startswith("under "):
        return ()
    return (f"stays {asked} at {said}", f"comes in {asked}, at {said}", f"runs {said}, {asked}")
