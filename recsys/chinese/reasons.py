"""A Chinese reason without any model: a sentence or two from the evidence, and not a character more."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Literal

from recsys.chinese import wording as w
from recsys.chinese.phrases import NOT, clause, listed, predicate, quoted, spaced, titled
from recsys.types import Evidence, Justification, Recommendation
from retrieval.types import Item, Schema

Told = tuple[str, tuple[Evidence, ...]]
MOST = 3
NOTHING: Told = ("", ())
_NO_NOUN = ("不", "别", "没", "讨厌", "无", "少", "除了")
"""An ask that begins so is no thing that one could want: 不要恐怖片."""


def template_reason(
    recommendation: Recommendation,
    evidence: Sequence[Evidence],
    schema: Schema,
    length: Literal["short", "medium", "long"] = "medium",
) -> Justification:
    """As recsys.explain.template_reason, over evidence in Chinese (recsys.chinese.statements)."""
    item = recommendation.item
    slots = {slot.name for slot in schema.slots}
    usable = [e for e in evidence if e.slot in slots or not e.slot]
    met = [e for e in usable if e.kind == "said" and e.slot and e.values]
    liked = [e for e in usable if e.kind == "liked" and e.titles and e.slot]
    against = [e for e in usable if e.kind == "against" and e.source not in ("ranking", "others")][:1]
    prose = [e for e in usable if e.kind == "fact" and e.slot and schema.slot(e.slot).kind == "text"]
    facts = [e for e in usable if e.kind == "fact" and e not in prose and e.slot]
    ranked = [e for e in usable if e.kind in ("model", "community")]
    told = [_answered(met, item, schema), _likeness(liked, met, schema)]
    if not told[-1][0]:
        people = [e for e in usable if e.kind == "people"]
        told.append(_first(people or [e for e in ranked if e.kind == "community" and e.titles]))
    tied = any(text for text, _ in told)
    if not against:
        told.append(_prose(prose))
    if not tied:
        told.append(_first(ranked or (() if prose else facts)))
    if length == "short":
        told = [one for one in told if one[0]][:1]
    elif length == "long":
        told.append(_first([e for e in facts if all(e not in rests for _, rests in told)]))
    told += [(_mind(e), (e,)) for e in against]
    text = "".join(spaced(said) for said, _ in told if said)
    used = tuple(dict.fromkeys(e for said, rests in told if said for e in rests))
    return Justification(text or f"{titled(item.title, schema)}{w.STOP}", "template", used)


def _answered(met: Sequence[Evidence], item: Item, schema: Schema) -> Told:
    """The first few wishes and how the item meets them; what it has before what it has not."""
    told = sorted(met, key=_lacking)[:MOST]
    if not told:
        return NOTHING
    if not _lacking(told[0]):
        told = [e for e in told if not _lacking(e)] + [e for e in told if _lacking(e)][:1]
    grouped: dict[tuple[str, bool], tuple[str, ...]] = {}
    for e in told:
        key = (e.slot, _lacking(e))
        grouped[key] = tuple(dict.fromkeys((*grouped.get(key, ()), *e.values)))
    (first, _), *rest = grouped
    turn = zlib.crc32(item.id.encode())
    subject = (w.IT, titled(item.title, schema))[turn // 3 % 2]
    clauses = [clause(subject, schema.slot(first), grouped[first, _lacking(told[0])])]
    clauses += [predicate(schema.slot(slot), grouped[slot, lacks]) for slot, lacks in rest]
    does = w.COMMA.join(clauses)
    asks = list(dict.fromkeys(e.source for e in told if not _lacking(e) and e.source.strip()))
    nouns = asks and not any(ask.startswith(_NO_NOUN) for ask in asks)
    if not asks or turn % 3 == 0 or all(_echoes(e, schema) for e in told):
        return f"{does}{w.COMMA}{w.AS_ASKED}{w.STOP}", tuple(told)
    said = f"{w.ASKED if nouns else w.SAID}{listed([quoted(ask) for ask in asks])}"
    return f"{said}{w.COMMA}{does}{w.STOP}", tuple(told)


def _likeness(liked: Sequence[Evidence], met: Sequence[Evidence], schema: Schema) -> Told:
    """What it shares with the first liked item of which there is more to tell than was asked anyway."""
    asked = {(e.slot, e.values) for e in met}
    new = [e for e in liked if (e.slot, e.values) not in asked]
    shared = [e for e in new if e.titles == new[0].titles][:2]
    if not shared:
        return NOTHING
    felt = w.LIKED if w.LIKED in shared[0].text else w.NAMED
    like = f"{w.LIKE}{felt}{titled(shared[0].titles[0], schema)}{w.ALIKE}"
    head, *rest = shared
    does = [clause(w.IT, schema.slot(head.slot), head.values)]
    does += [predicate(schema.slot(e.slot), e.values) for e in rest]
    return f"{like}{w.COMMA}{w.COMMA.join(does)}{w.STOP}", tuple(shared)


def _prose(prose: Sequence[Evidence]) -> Told:
    """The catalogue's own words, in its own language, and said to be so."""
    if not prose:
        return NOTHING
    return f"{w.PROSE}“{' '.join(prose[0].values[0].split())}”", (prose[0],)


def _first(evidence: Sequence[Evidence]) -> Told:
    return (f"{evidence[0].text}{w.STOP}", (evidence[0],)) if evidence else NOTHING


def _mind(against: Evidence) -> str:
    text = against.text.partition("（")[0]  # the numbers of a comparison are in the panel
    return f"{w.MIND}{text}{w.STOP}"


def _lacking(evidence: Evidence) -> bool:
    return all(value.startswith(NOT) for value in evidence.values)


def _echoes(evidence: Evidence, schema: Schema) -> bool:
    """Whether the visitor's words already say all that it has."""
    slot = schema.slot(evidence.slot)
    return all(slot.shown.get(value, value) in evidence.source for value in evidence.values)
