"""What a card shows: telling facts, a drawing, the reason, the evidence in plain words, the score in parts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers import listed, value_text
from bot.types import Card
from recsys.types import EvidenceKind, Justification
from retrieval.types import Item, Schema, Slot
from ui.posters import poster

FACT_ROLES = ("released", "maker", "duration", "size", "price", "rating", "place", "kind", "features")
"""What one wants to see of an item at a glance, whatever it is, in this order."""
MOST_FACTS = 4
MOST_VALUES = 3

PART_LABELS = {
    "words": "Fits your words",
    "liked": "Near to what you like",
    "disliked": "Near to what you dislike",
    "wishes": "Meets your softer wishes",
    "popularity": "How well known it is",
    "novelty": "Seen before or much the same",
    "conversation": "Fits the conversation, as learned from others",
    "asked for": "How often it was recommended to others",
    "history": "Fits the ones named and shown, as learned",
    "together": "Named along with those by others",
    "neighbours": "Where conversations like this one led",
    "people": "By or with people spoken of",
    "variety": "Like what stands above it",
}
EVIDENCE_LABELS: dict[EvidenceKind, str] = {
    "said": "Your wish",
    "liked": "Your taste",
    "people": "The people",
    "community": "What others say",
    "fact": "The facts",
    "model": "The ranking",
    "against": "What speaks against it",
}


@dataclass(frozen=True, slots=True)
class FactView:
    """One chip: what it is (for screen readers) and its value."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    kind: EvidenceKind
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PartView:
    """A share of the score. The shares of a card add up to its score."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as the page gets it. `more_like` is what a visitor would type to get more of the same."""

    id: str
    title: str
    url: str
    poster: str
    facts: tuple[FactView, ...]
    reason: str
    writer: str
    evidence: tuple[EvidenceView, ...]
    parts: tuple[PartView, ...]
    score: float
    more_like: str


def card_view(card: Card, schema: Schema, reason: Justification | None = None) -> CardView:
    """The card with the reason that stands now; the template's where none is given."""
    item, reason = card.recommendation.item, reason or card.reason
    return CardView(
        id=item.id,
        title=item.title,
        url=item.url if item.url.startswith(("https://", "http://")) else "",
        poster=poster(item, schema),
        facts=facts(item, schema),
        reason=reason.text,
        writer=reason.writer,
        evidence=tuple(
            EvidenceView(e.kind, EVIDENCE_LABELS[e.kind], sentence(e.text)) for e in card.evidence
        ),
        parts=tuple(
            PartView(PART_LABELS.get(part.name, part.name.replace("_", " ").capitalize()), part.value)
            for part in card.recommendation.contributions
        ),
        score=card.recommendation.score,
        more_like=more_like(item, schema),
    )


def facts(item: Item, schema: Schema) -> tuple[FactView, ...]:
    """The most telling values that the item has; of a catalogue without known roles, the first that it has."""
    telling = [
        slot for role in FACT_ROLES for slot in schema.slots if slot.role == role and slot.kind != "text"
    ]
    shown = [FactView(slot.label, text) for slot in telling if (text := fact_text(item, slot))]
    if not shown:
        rest = [slot for slot in schema.slots if slot.kind != "text"]
        shown = [FactView(slot.label, text) for slot in rest if (text := fact_text(item, slot))]
    return tuple(shown[: max(MOST_FACTS, len({slot.role for slot in telling}))])


def fact_text(item: Item, slot: Slot) -> str:
    """The value, the first few of many; "" where there is none."""
    if slot.kind in ("category", "name"):
        values = item.texts(slot.name)
        return listed(values) if len(values) < 3 else ", ".join(values[:MOST_VALUES])
    return value_text(item, slot)


def sentence(text: str) -> str:
    """The statement with a capital at its head and a stop at its end."""
    text = text.strip()
    ended = text if text.endswith((".", "!", "?", "…", ".”")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def more_like(item: Item, schema: Schema) -> str:
    """The words that ask for more of the same; the year tells items of one title apart."""
    released = schema.by_role("released")
    when = value_text(item, released) if released else ""
    return f"more like {item.title} ({when})" if when else f"more like {item.title}"
