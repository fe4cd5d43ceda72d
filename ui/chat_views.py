"""What the page is sent: plain values only, which it puts on the screen as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chips import chips
from bot.history import current
from bot.ports import Shelf
from bot.types import (
    Act,
    Cards,
    ChipKind,
    Conversation,
    Done,
    Event,
    FeedbackKind,
    Justified,
    Said,
    Turn,
    Understood,
)
from recsys.types import Justification
from retrieval.types import Schema
from ui.cards import CardView, card_view


@dataclass(frozen=True, slots=True)
class ChipView:
    id: str
    kind: ChipKind
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """One exchange as far as it has come. `forgets`: everything before it is to leave the screen."""

    key: str
    text: str
    reply: str = ""
    cards: tuple[CardView, ...] = ()
    answers: tuple[str, ...] = ()
    done: bool = False
    forgets: bool = False


@dataclass(frozen=True, slots=True)
class KeyView:
    """What opens the conversation again: the page keeps it."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class FaultView:
    """What went wrong: `ours` or the visitor's to mend. The request id is for our faults."""

    text: str
    ours: bool
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """The answer to request `to` so far, whole: the page may miss an update without harm."""

    to: str
    conversation: KeyView | None = None
    turn: TurnView | None = None
    chips: tuple[ChipView, ...] | None = None
    fault: FaultView | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation found again, or not. `felt` is the last button pressed on each item."""

    conversation: KeyView | None
    turns: tuple[TurnView, ...]
    chips: tuple[ChipView, ...]
    felt: Mapping[str, FeedbackKind]


def after(view: TurnView, event: Event, schema: Schema) -> TurnView:
    """The turn once this has happened too."""
    match event:
        case Understood(act=act):
            return replace(view, text=act.text or view.text, forgets=act.act is Act.FORGET)
        case Cards(cards=cards):
            return replace(view, cards=tuple(card_view(card, schema) for card in cards))
        case Said(text=text, question=question):
            return replace(view, reply=view.reply + text, answers=question.answers if question else ())
        case Justified(item_id=item_id, justification=reason):
            return replace(view, cards=tuple(_with(card, item_id, reason) for card in view.cards))
        case Done():
            return replace(view, done=True)


def turn_view(turn: Turn, schema: Schema) -> TurnView:
    """A stored turn."""
    reasons = {one.item_id: one.justification for one in turn.justifications}
    cards = turn.cards.cards if turn.cards else ()
    return TurnView(
        key=turn.trace_id,
        text=turn.text,
        reply=turn.reply,
        cards=tuple(card_view(card, schema, reasons.get(card.recommendation.item.id)) for card in cards),
        answers=turn.question.answers if turn.question else (),
        done=True,
        forgets=turn.act.act is Act.FORGET,
    )


def chip_views(conversation: Conversation, shelf: Shelf) -> tuple[ChipView, ...]:
    """What is wanted at this moment, buttons pressed since the last answer included."""
    return tuple(ChipView(c.id, c.kind, c.label, c.source) for c in chips(current(conversation), shelf))


def opened(conversation: Conversation, key: KeyView, shelf: Shelf) -> Opened:
    return Opened(
        key,
        tuple(turn_view(turn, shelf.schema) for turn in conversation.turns),
        chip_views(conversation, shelf),
        felt(conversation),
    )


def felt(conversation: Conversation) -> dict[str, FeedbackKind]:
    """By item, the last of like, dislike and dismiss that was not taken back."""
    last: dict[str, FeedbackKind] = {}
    for feedback in conversation.feedback:
        if feedback.kind == "undo":
            last.pop(feedback.item_id, None)
        elif feedback.kind in ("like", "dislike", "dismiss"):
            last[feedback.item_id] = feedback.kind
    return last


def understood_chips(event: Understood) -> Sequence[ChipView]:
    return [ChipView(c.id, c.kind, c.label, c.source) for c in event.chips]


def _with(card: CardView, item_id: str, reason: Justification) -> CardView:
    return replace(card, reason=reason.text, writer=reason.writer) if card.id == item_id else card
