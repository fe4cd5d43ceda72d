"""Reasons without any model: a sentence or two from the evidence, and not a word more."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

from recsys import phrases
from recsys.evidence import broken, predicate_or_lack, quoted
from recsys.types import Evidence, Justification, Preferences, Recommendation
from retrieval.types import Item, Schema

PART_WORDS = {
    "words": "fit to your words",
    "liked": "likeness to what you like",
    "disliked": "distance from what you do not like",
    "wishes": "your wishes",
    "popularity": "popularity",
    "novelty": "novelty",
    "variety": "variety in the list",
}


def template_reason(
    recommendation: Recommendation, evidence: Sequence[Evidence], schema: Schema
) -> Justification:
    """One or two sentences: first what ties the item to the ask, then a likeness, a fact or what speaks against.

    The same item gets the same wording; different items vary. Without evidence only the title is left to say.
    """
    item = recommendation.item
    turn = zlib.crc32(item.id.encode())
    slots = {slot.name for slot in schema.slots}
    usable = [e for e in evidence if e.slot in slots or not e.slot]
    said = [e for e in usable if e.kind == "said" and e.values][:3]
    liked = [e for e in usable if e.kind == "liked"]
    against = [e for e in usable if e.kind == "against"]
    facts = [e for e in usable if e.kind == "fact" and e.slot and schema.slot(e.slot).kind != "text"]
    rest = [e for e in usable if e.kind in ("model", "fact") and e not in facts]
    ahead = [said, *([e] for e in liked[:1]), *([e] for e in facts[:1]), *([e] for e in rest[:1])]
    chosen = [group for group in ahead if group][: 1 if against else 2]
    used = [e for group in chosen for e in group] + against[:1]
    parts = [
        _ask(said, item, turn, schema) if group is said else _sentence(group[0].text) for group in chosen
    ]
    parts += [_mind(e) for e in against[:1]]
    return Justification(" ".join(parts) or f"{item.title}.", "template", tuple(used))


def _ask(said: Sequence[Evidence], item: Item, turn: int, schema: Schema) -> str:
    """What was asked, and what the item has for it."""
    asks = phrases.listed([quoted(source) for source in dict.fromkeys(e.source for e in said)])
    does = phrases.predicates([predicate_or_lack(schema.slot(e.slot), e.values, schema) for e in said])
    forms = (
        f"You asked for {asks}: it {does}.",
        f"You asked for {asks}, and this {schema.noun.one} {does}.",
        f"It {does}, and you asked for {asks}.",
        f"You wanted {asks}: {item.title} {does}.",
    )
    return forms[turn % len(forms)]


def _mind(against: Evidence) -> str:
    """What speaks against the item, said as openly as what speaks for it."""
    text = against.text.strip().rstrip(".")
    return f"Mind, though: {text}." if text else ""


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    if not flat.endswith((".", "!")):
        flat = f"{flat.rstrip('…?,;: ')}."
    return flat[:1].upper() + flat[1:]


def contrast(
    item: Item,
    shown: Sequence[Recommendation],
    preferences: Preferences,
    schema: Schema,
    scored: Recommendation | None = None,
) -> Justification:
    """Why an item is not on the list: the constraints it breaks, or where it scored lower than the last shown.

    `scored` is the item as it came out of the same ranking (rank with a larger n), None where it was not
    ranked. Each sentence's evidence is kind "against" (a constraint and the item's value) or "model" (scores).
    """
    place = next((r.rank for r in shown if r.item.id == item.id), None)
    if place is not None:
        found = [Evidence("", "model", f"it is on the list, at place {place}", source="ranking")]
    else:
        found = [
            broken(item, constraint, schema.slot(constraint.slot), schema)
            for constraint in preferences.constraints
            if any(slot.name == constraint.slot for slot in schema.slots) and not constraint.holds(item)
        ]
    if not found and item.id in preferences.shown:
        found = [Evidence("", "model", "it was shown before in this conversation", source="ranking")]
    if not found and scored is not None and shown:
        found = [_outscored(scored, min(shown, key=lambda r: (r.score, r.item.id)))]
    if not found:
        found = [Evidence("", "model", "the search did not bring it among the candidates", source="ranking")]
    numbered = tuple(replace(e, id=f"e{i}") for i, e in enumerate(found, start=1))
    text = f"{item.title}: {'; '.join(e.text for e in numbered)}."
    return Justification(text, "template", numbered)


def _outscored(scored: Recommendation, last: Recommendation) -> Evidence:
    """How far below the last shown item it scored, and in which parts, by the real scores."""
    theirs = {part.name: part.value for part in last.contributions}
    lost = [(theirs.get(p.name, 0.0) - p.value, p.name, p.value) for p in scored.contributions]
    lower = [part for part in sorted(lost, key=lambda part: (-part[0], part[1])) if part[0] > 0][:2]
    text = f"it scored {scored.score:.2f}, {last.item.title}, the last one shown, {last.score:.2f}"
    if lower:
        text += "; it was lower in " + phrases.listed(
            [
                f"{PART_WORDS.get(name, name)} ({value:.2f}, not {theirs.get(name, 0.0):.2f})"
                for _, name, value in lower
            ]
        )
    moved = scored.score - last.score
    return Evidence("", "model", text, titles=(last.item.title,), source="ranking", moved=moved)
