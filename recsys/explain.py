"""A reason without any model: one or two sentences from the evidence, and not a word more."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from recsys import phrases
from recsys.evidence import predicate_or_lack, quoted
from recsys.types import Evidence, Justification, Recommendation
from retrieval.types import Schema


def template_reason(
    recommendation: Recommendation, evidence: Sequence[Evidence], schema: Schema
) -> Justification:
    """One or two sentences that tie the item to what was asked, and say what speaks against it."""
    item = recommendation.item
    said = [e for e in evidence if e.kind == "said"]
    text = f"{item.title}."
    used: list[Evidence] = []
    if said:
        used = said[:2]
        asks = phrases.listed([quoted(e.source) for e in used])
        does = phrases.listed([predicate_or_lack(schema.slot(e.slot), e.values, schema) for e in used])
        text = f"You asked for {asks}: it {does}."
    else:
        used = list(evidence[:1])
        if used:
            text = used[0].text[:1].upper() + used[0].text[1:].rstrip(".") + "."
    return Justification(text, "template", tuple(used))


def _choice(item_id: str, of: int) -> int:
    return zlib.crc32(item_id.encode()) % of
