"""Answers to acts that ask for words, not for items: questions, comparisons, why, why not, small talk."""

from __future__ import annotations

from dataclasses import dataclass

from bot import answers
from bot.chips import chips
from bot.explaining import Explaining
from bot.history import shown_card
from bot.ports import Shelf
from bot.types import Act, Conversation, Turn
from recsys.explain import PART_WORDS
from retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Informing:
    """Says only what the catalogue holds, what the visitor said, or what the ranking computed."""

    shelf: Shelf
    explaining: Explaining

    def reply(self, conversation: Conversation, turn: Turn) -> str:
        act, schema = turn.act, self.shelf.schema
        lacking = f"{answers.missing(act.missing, self.shelf)} " if act.missing else ""
        items = [item for item_id in act.items if (item := self.shelf.get(item_id))]
        match act.act:
            case Act.FACT | Act.COMPARE | Act.WHY | Act.WHY_NOT if not items:
                return lacking or f"Tell me which {schema.noun.one} you mean: its title, or “the first one”."
            case Act.FACT:
                return lacking + answers.fact(items, act.slots, schema)
            case Act.COMPARE if len(items) < 2:
                return f"{lacking}Name two {schema.noun.many} and I will put them side by side."
            case Act.COMPARE:
                return lacking + answers.comparison(items, act.slots, schema)
            case Act.WHY:
                return lacking + " ".join(self._why(conversation, item) for item in items)
            case Act.WHY_NOT:
                return lacking + " ".join(self._why_not(conversation, item) for item in items)
            case Act.REMEMBERED:
                return self._remembered(turn)
            case _:
                return answers.small(act.act, schema)

    def _why(self, conversation: Conversation, item: Item) -> str:
        """From the turn that showed it, so that the reason is the one that ranked it then."""
        shown = shown_card(conversation.turns, item.id)
        if shown is None:
            return f"I have not shown you {item.title}. Ask “why not {item.title}?” to learn what speaks against it."
        _, card = shown
        evidence = [e.text.rstrip(".") for e in card.evidence if e.kind != "model"]
        parts = sorted(card.recommendation.contributions, key=lambda c: -abs(c.value))
        told = [f"{PART_WORDS.get(c.name, c.name)} {c.value:+.2f}" for c in parts if abs(c.value) >= 0.005]
        scored = f"Its score is {card.recommendation.score:.2f}" + (f": {', '.join(told)}." if told else ".")
        return f"{item.title}: {'; '.join(evidence)}. {scored}" if evidence else f"{item.title}: {scored}"

    def _why_not(self, conversation: Conversation, item: Item) -> str:
        """The wish it breaks, or its place in the ranking, and the nearest change, all found by running it."""
        told = self.explaining.why_not(conversation, item.id)
        nearest = told.nearest[:1] if told.standing in ("breaks", "lower", "not found") else ()
        return " ".join((told.text, *(change.text for change in nearest)))

    def _remembered(self, turn: Turn) -> str:
        labels = [chip.label for chip in chips(turn.state, self.shelf)]
        if not labels:
            return "In this conversation I remember no wishes yet."
        return (
            f"In this conversation I remember: {'; '.join(labels)}. "
            "Drop any of them above the list, or say “forget me” and all of it is deleted."
        )
