"""Simulated visitors at a bot: what it showed them, and what either judge says of the reasons."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from bot.types import Card, Cards, Turn
from bot.wiring import Bot
from bot.writing import GroundedWriter
from recsys.grounding import Checker
from tests.bot.talking import Visitor
from tests.eval.second.judge import judge
from tests.eval.second.page import Claim, Heard
from tests.eval.second.records import Meaning, Records, texts
from tests.eval.visitors import Move, World, conversation

EXACT = 1e-6
OUTCOMES = ("accepted", "retried", "replaced", "unready", "failed")


@dataclass(frozen=True, slots=True)
class Said:
    """A reason as it was shown. `refused` is what the checker says against it, `claims` are the second judge's, and
    `behind` those in the evidence behind it; `adds_up`: the parts to the score; `holds`: every hard condition."""

    item_id: str
    title: str
    ask: str
    text: str
    writer: str
    claims: tuple[Claim, ...]
    behind: tuple[Claim, ...]
    refused: tuple[str, ...]
    adds_up: bool
    holds: bool

    @property
    def faults(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.fault]


@dataclass(slots=True)
class Found:
    """All that was shown over one catalogue; `features` are those of each item shown, with their wordings."""

    name: str
    turns: int = 0
    said: list[Said] = field(default_factory=list)
    features: dict[str, dict[Meaning, tuple[str, ...]]] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def visit(
    name: str, bot: Bot, records: Records, known: World, turns: int, rng: Random, seconds: float
) -> Found:
    """Conversations until so many turns have shown something, or so many seconds are over."""
    found, checker, begun = Found(name), Checker(bot.shelf.schema, bot.shelf.items()), time.perf_counter()
    while found.turns < turns and time.perf_counter() - begun < seconds:
        for turn, cards, heard in _talk(bot, known, rng):
            found.turns += 1
            found.said += [_said(card, turn, cards, heard, records, checker) for card in cards.cards]
            if found.turns >= turns:
                break
    found.seconds = time.perf_counter() - begun
    if isinstance(bot.writer, GroundedWriter):
        found.tally.update({outcome: getattr(bot.writer.tally, outcome) for outcome in OUTCOMES})
    found.features = {said.item_id: features_of(records, said.item_id) for said in found.said}
    return found


def _talk(bot: Bot, known: World, rng: Random) -> Iterator[tuple[Turn, Cards, Heard]]:
    """One conversation: each turn that showed something, and all that was said until then."""
    visitor, heard = Visitor(bot), Heard()
    screen: tuple[Card, ...] = ()
    for move in conversation(known, rng):
        if move.press:
            if move.place < len(screen):
                pressed = screen[move.place].recommendation.item
                visitor.feel(pressed.id, move.press)
                felt = (pressed.title,)
                heard = after(heard, Move(liked=felt) if move.press == "like" else Move(disliked=felt))
            continue
        heard = after(heard, move)
        turn = visitor.say(move.text)
        screen = turn.cards.cards if turn.cards else ()
        if turn.cards and screen:
            yield turn, turn.cards, heard


def after(heard: Heard, move: Move) -> Heard:
    """What was said once a move is made: what is disliked now is no longer liked, and the other way round."""
    liked, disliked = frozenset(move.liked), frozenset(move.disliked)
    return replace(
        heard,
        said=(*heard.said, move.text) if move.text else heard.said,
        liked=heard.liked - disliked | liked,
        disliked=heard.disliked - liked | disliked,
        named=heard.named | set(move.named),
        asked=heard.asked | (move.asked or frozenset()),
    )


def _said(card: Card, turn: Turn, cards: Cards, heard: Heard, records: Records, checker: Checker) -> Said:
    one, item = card.recommendation, card.recommendation.item
    reason = next(j.justification for j in turn.justifications if j.item_id == item.id)
    given_up = {(c.slot, c.op, c.value) for c in cards.relaxed}
    kept = [c for c in turn.state.constraints if (c.slot, c.op, c.value) not in given_up]
    parts, row = {part.name: part.value for part in one.contributions}, records.rows[item.id]
    behind = (judge(records, sentence(e.text), row, heard, parts) for e in card.evidence)
    bare = reason.text == f"{item.title}."
    problems = () if bare else checker.check(reason.text, item, card.evidence).problems
    return Said(
        item_id=item.id,
        title=item.title,
        ask=turn.text,
        text=reason.text,
        writer=reason.writer,
        claims=tuple(judge(records, reason.text, row, heard, parts)),
        behind=tuple(claim for claims in behind for claim in claims),
        refused=tuple(f"{problem.text}: {problem.why}" for problem in problems),
        adds_up=abs(sum(parts.values()) - one.score) <= EXACT,
        holds=all(c.holds(item) for c in kept),
    )


def sentence(statement: str) -> str:
    return f"{statement[:1].upper()}{statement[1:].rstrip('.')}."


def features_of(records: Records, item_id: str) -> dict[Meaning, tuple[str, ...]]:
    """An item's features with their wordings: its values of categories and names."""
    slots = records.slots("category", "name")
    return {
        (slot["name"], value): (value, str(slot.get("told", {}).get(value, value)))
        for slot in slots
        for value in texts(records.rows[item_id], slot)
    }
