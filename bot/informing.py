"""Answers to acts that ask for words, not for items: questions, comparisons, why, why not, small talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import answers
from bot.chips import chips
from bot.explaining import Explaining
from bot.history import shown_card
from bot.ports import Shelf
from bot.texts import texts
from bot.types import Act, Conversation, Turn
from recsys.contrast import part_words
from retrieval.types import Item


@dataclass(frozen=True, slots=True)
class Informing:
    """Says only what the catalogue holds, what the visitor said, or what the ranking computed."""

    shelf: Shelf
    explaining: Explaining

    def reply(self, conversation: Conversation, turn: Turn) -> str:
        say, missing = texts(self.shelf.schema.language), turn.act.missing
        lacking = answers.missing(missing, self.shelf) if missing else ""
        items = [item for item_id in turn.act.items if (item := self.shelf.get(item_id))]
        return say.sentences((lacking, self._told(conversation, turn, items, bool(missing))))

    def _told(self, conversation: Conversation, turn: Turn, items: Sequence[Item], lacking: bool) -> str:
        act, schema = turn.act, self.shelf.schema
        say = texts(schema.language)
        noun = answers.words(schema, say)
        match act.act:
            case Act.FACT | Act.COMPARE | Act.WHY | Act.WHY_NOT if not items:
                return "" if lacking else say("which", **noun)
            case Act.FACT:
                return answers.fact(items, act.slots, schema)
            case Act.COMPARE if len(items) < 2:
                return say("which.two", **noun)
            case Act.COMPARE:
                return answers.comparison(items, act.slots, schema)
            case Act.WHY:
                return say.sentences(self._why(conversation, item) for item in items)
            case Act.WHY_NOT:
                return say.sentences(self._why_not(conversation, item) for item in items)
            case Act.REMEMBERED:
                return self._remembered(turn)
            case _:
                return answers.small(act.act, schema)

    def _why(self, conversation: Conversation, item: Item) -> str:
        """From the turn that showed it, so that the reason is the one that ranked it then."""
        say, title = texts(self.shelf.schema.language), answers.titled(item.title, self.shelf.schema)
        shown = shown_card(conversation.turns, item.id)
        if shown is None:
            return say("why.not_shown", title=title)
        _, card = shown
        evidence = [e.text.rstrip(".") for e in card.evidence if e.kind != "model"]
        parts = sorted(card.recommendation.contributions, key=lambda c: -abs(c.value))
        told = [
            f"{part_words(c.name, self.shelf.schema)} {c.value:+.2f}" for c in parts if abs(c.value) >= 0.005
        ]
        score, counted = f"{card.recommendation.score:.2f}", say("list.comma").join(told)
        scored = say("why.scored.parts" if told else "why.scored", score=score, parts=counted)
        key = "why.told" if evidence else "why.told.none"
        return say(key, title=title, evidence=say("list.semicolon").join(evidence), scored=scored)

    def _why_not(self, conversation: Conversation, item: Item) -> str:
        """The wish it breaks, or its place in the ranking, and the nearest change, all found by running it."""
        told = self.explaining.why_not(conversation, item.id)
        say = texts(self.shelf.schema.language)
        nearest = told.nearest[:1] if told.standing in ("breaks", "lower", "not found") else ()
        return say.sentences((told.text, *(change.text for change in nearest)))

    def _remembered(self, turn: Turn) -> str:
        labels = [chip.label for chip in chips(turn.state, self.shelf)]
        say = texts(self.shelf.schema.language)
        key = "remembered" if labels else "remembered.none"
        return say(key, labels=say("list.semicolon").join(labels))
