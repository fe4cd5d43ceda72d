"""Answers on a terminal: plain text, colours only where the terminal has them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from bot.answers import value_text
from bot.texts import texts
from bot.types import Card, Cards, Event, Justified, Said, Turn, Understood
from retrieval.types import Item, Schema

FACT_ROLES = ("released", "maker", "kind", "duration", "size", "price", "rating", "place", "features")


def facts_line(item: Item, schema: Schema) -> str:
    """The item's most telling facts on one line."""
    say = texts(schema.language)
    slots = [slot for slot in schema.slots if slot.role in FACT_ROLES]
    return " · ".join(text for slot in slots if (text := value_text(item, slot, say)))


def print_answer(turn: Turn, schema: Schema, console: Console | None = None) -> None:
    """A whole answer: the reply, then each card with its reason."""
    console = console or Console(highlight=False)
    console.print(escape(turn.reply))
    reasons = {j.item_id: j.justification.text for j in turn.justifications}
    for card in turn.cards.cards if turn.cards else ():
        _print_card(card, schema, reasons[card.recommendation.item.id], console)


def print_events(events: Iterable[Event], schema: Schema, console: Console | None = None) -> None:
    """A turn as it happens: cards with template reasons at once, then each sentence of the LLM."""
    console = console or Console(highlight=False)
    titles: dict[str, str] = {}
    for event in events:
        match event:
            case Understood(chips=chips) if chips:
                console.print(
                    f"[dim]{escape(texts(schema.language).listed([chip.label for chip in chips]))}[/dim]"
                )
            case Cards(cards=cards):
                for card in cards:
                    titles[card.recommendation.item.id] = card.recommendation.item.title
                    _print_card(card, schema, card.reason.text, console)
            case Said(text=text):
                console.print(escape(text))
            case Justified(item_id=item_id, justification=justification) if justification.writer == "llm":
                console.print(f"[bold]{escape(titles[item_id])}[/bold]: {escape(justification.text)}")
            case _:
                pass


def _print_card(card: Card, schema: Schema, reason: str, console: Console) -> None:
    item, rank = card.recommendation.item, card.recommendation.rank
    console.print(f"{rank}. [bold]{escape(item.title)}[/bold]  [dim]{escape(facts_line(item, schema))}[/dim]")
    console.print(f"   {escape(reason)}")
