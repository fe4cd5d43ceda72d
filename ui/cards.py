"""What a card shows: telling facts, a drawing, the reason. What is behind the reason is in ui/why_view.py."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers import shown, titled, value_text
from bot.texts import Texts, texts
from bot.types import Card
from recsys.types import Justification
from retrieval.types import Item, Schema, Slot
from ui.posters import poster

FACT_ROLES = ("released", "maker", "duration", "size", "price", "rating", "place", "kind", "features")
"""What one wants to see of an item at a glance, whatever it is, in this order."""
MOST_FACTS = 4
MOST_VALUES = 3


@dataclass(frozen=True, slots=True)
class FactView:
    """One chip: what it is (for screen readers) and its value."""

    label: str
    text: str


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
        more_like=more_like(item, schema),
    )


def facts(item: Item, schema: Schema) -> tuple[FactView, ...]:
    """The most telling values that the item has; of a catalogue without known roles, the first that it has."""
    say = texts(schema.language)
    telling = [
        slot for role in FACT_ROLES for slot in schema.slots if slot.role == role and slot.kind != "text"
    ]
    shown = [FactView(slot.label, text) for slot in telling if (text := fact_text(item, slot, say))]
    if not shown:
        rest = [slot for slot in schema.slots if slot.kind != "text"]
        shown = [FactView(slot.label, text) for slot in rest if (text := fact_text(item, slot, say))]
    return tuple(shown[: max(MOST_FACTS, len({slot.role for slot in telling}))])


def fact_text(item: Item, slot: Slot, say: Texts) -> str:
    """The value, the first few of many; "" where there is none."""
    if slot.kind in ("category", "name"):
        values = item.texts(slot.name)
        said = [shown(slot, value) for value in values]
        return say.listed(said) if len(said) < 3 else say("list.comma").join(said[:MOST_VALUES])
    return value_text(item, slot, say)


def sentence(text: str) -> str:
    """The statement with a capital at its head and a stop at its end."""
    text = text.strip()
    chinese = any("\u3400" <= sign <= "\u9fff" for sign in text)
    ended = (
        text if text.endswith((".", "!", "?", "…", ".”", *"。！？")) else f"{text}{'。' if chinese else '.'}"
    )
    return ended[:1].upper() + ended[1:]


def more_like(item: Item, schema: Schema) -> str:
    """The words that ask for more of the same; the year tells items of one title apart."""
    released = schema.by_role("released")
    say = texts(schema.language)
    when = value_text(item, released, say) if released else ""
    title = titled(item.title, schema)
    return say("card.more_like.when" if when else "card.more_like", title=title, when=when)
