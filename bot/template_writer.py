"""The writer where there is no language model: the reasons that are on the cards already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.types import Card, Justified, PromptUse


@dataclass(frozen=True, slots=True)
class TemplateWriter:
    """bot.ports.Writer without a model."""

    @property
    def prompt(self) -> PromptUse | None:
        return None

    def write_all(self, cards: Sequence[Card], ask: str) -> Iterator[Justified]:
        yield from (Justified(card.recommendation.item.id, card.reason) for card in cards)
