"""Reasons without any model: a sentence or two from the evidence, and not a word more."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Literal

from recsys import asking, phrases
from recsys.chinese.checking import checked
from recsys.chinese.reasons import template_reason as chinese_reason
from recsys.chinese.statements import worded as chinese_statements
from recsys.types import Evidence, Justification, Preferences, Recommendation
from retrieval.types import Item, Schema

Length = Literal["short", "medium", "long"]
CHINESE = "zh"


def template_reason(
    recommendation: Recommendation,
    evidence: Sequence[Evidence],
    schema: Schema,
    length: Length = "medium",
) -> Justification:
    """At most three short sentences: what ties the item to the ask, a likeness, then what it is or what speaks
    against it.

    `length` short: the first of these alone; long: one more, of what the item is. What speaks against it is said
    at any length. The same item gets the same wording; different items vary. Without evidence only the title is
    left to say.
    """
    if schema.language == CHINESE:
        reason = chinese_reason(recommendation, evidence, schema, length)
        return checked(reason, recommendation.item, evidence, schema)
    item = recommendation.item
    turn = zlib.crc32(item.id.encode())
    slots = {slot.name for slot in schema.slots}
    usable = [e for e in evidence if e.slot in slots or not e.slot]
    met = [e for e in usable if e.kind == "said" and e.values]
    liked = [e for e in usable if e.kind == "liked" and e.titles]
    # What the ranking holds against it is told where it is asked for: it is nothing to warn of.
    against = [e for e in usable if e.kind == "against" and e.source not in ("ranking", "others")][:1]
    prose = [e for e in usable if e.kind == "fact" and e.slot and schema.slot(e.slot).kind == "text"]
    facts = [e for e in usable if e.kind == "fact" and e not in prose]
    ranked = [e for e in usable if e.kind in ("model", "community")]
    told = [asking.answered(met, item, turn, schema), likeness(liked, met, schema)]
    if not told[-1][0]:
        people = [e for e in usable if e.kind == "people"]
        told.append(_first(people or [e for e in ranked if e.kind == "community" and e.titles]))
    tied = any(text for text, _ in told)
    if not (against and tied):
        heard = [*told, ("", tuple(against))]
        told.append(_first(prose) if prose else _plainly([*facts, *ranked], heard, schema))
    if not tied:
        said = [e for _, rests in told for e in rests]
        told.append(_first([e for e in ranked if e not in said] or ([] if said else facts)))
    if length == "short":
        told = [one for one in told if one[0]][:1]
    elif length == "long":
        told.append(_first([e for e in (*facts, *prose) if all(e not in rests for _, rests in told)]))
    told += [(asking.mind(e, schema), (e,)) for e in against]
    text = " ".join(text for text, _ in told if text)
    used = tuple(dict.fromkeys(e for text, rests in told if text for e in rests))
    return Justification(text or f"{item.title}.", "template", used)


def worded(
    evidence: Sequence[Evidence], item: Item, preferences: Preferences, schema: Schema
) -> tuple[Evidence, ...]:
    """The item's evidence as it is said in the schema's language."""
    if schema.language == CHINESE:
        return chinese_statements(evidence, item, preferences, schema)
    return tuple(evidence)


Told = tuple[str, tuple[Evidence, ...]]


def _first(evidence: Sequence[Evidence]) -> Told:
    return (_sentence(evidence[0].text), (evidence[0],)) if evidence else ("", ())


def _plainly(known: Sequence[Evidence], told: Sequence[Told], schema: Schema) -> Told:
    """What the item is, of one that has no prose: its two most telling values that were not told yet."""
    slots = {e.slot for _, rests in told for e in rests}
    new = [e for e in known if e.slot and e.slot not in slots and e.values][:2]
    does = phrases.predicates([phrases.predicate(schema.slot(e.slot), e.values, schema) for e in new])
    return (f"It {does}.", tuple(new)) if new else ("", ())


def likeness(liked: Sequence[Evidence], met: Sequence[Evidence], schema: Schema) -> Told:
    """What the item shares with the first liked item of which there is more to tell than was asked anyway."""
    asked = {(e.slot, e.values) for e in met}
    new = [e for e in liked if (e.slot, e.values) not in asked]
    shared = [e for e in new if e.titles == new[0].titles][:2]
    if not shared:
        return "", ()
    title = shared[0].titles[0]
    lead = f"{title}, which you liked," if "which you liked" in shared[0].text else f"{title},"
    topics = [e for e in shared if (slot := schema.slot(e.slot)).role == "topic" and not slot.told]
    rest = [e for e in shared if e not in topics]
    does = phrases.predicates([phrases.predicate(schema.slot(e.slot), e.values, schema) for e in rest])
    themes = [phrases.topics(schema.slot(e.slot), e.values) for e in topics]
    if not rest:
        return f"As in {lead} {phrases.listed(themes)}.", tuple(topics)
    return f"Like {lead} it {', and '.join([does, *themes])}.", (*rest, *topics)


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    if not flat.endswith((".", "!")):
        flat = f"{flat.rstrip('…?,;: ')}."
    return flat[:1].upper() + flat[1:]
