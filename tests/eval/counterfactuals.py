"""Whether what is told to change a list really does: `python -m tests.eval.counterfactuals [--turns 270] [--seed 7]`.

Conversations over the shipped films, of one to four turns from the banks of utterances, some with buttons pressed. Of
the last list the first or last item is explained, in turn, and one film not on it is asked for. Each thing told is
then done by somebody else who has lived through the same conversation: chips dropped, words said and buttons pressed
through the assistant; facts in a catalogue indexed anew with them. Exit 1 where one did not come true.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.instead import Drop
from bot.replay import same, with_fact
from bot.settings import read_settings
from bot.trials import Counterfactual
from bot.types import Act, Conversation, Done, FeedbackKind, Turn
from bot.wiring import Bot, build
from retrieval.retriever import HybridRetriever
from retrieval.segment import state_of
from tests.eval.bank import dialogues, rows
from tests.eval.sidebyside import asks
from ui.replay import IN_MEMORY

Move = str | tuple[int, FeedbackKind]
"""Something said, or a button pressed on the item at a place of the last list."""

PRESSED: tuple[FeedbackKind, ...] = ("like", "dislike", "dismiss")


@dataclass(slots=True)
class Tally:
    turns: int = 0
    as_shown: int = 0
    offered: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    explained: list[int] = field(default_factory=list)
    pressable: list[int] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    brought: int = 0
    costs: list[float] = field(default_factory=list)
    panel_ms: list[float] = field(default_factory=list)
    why_not_ms: list[float] = field(default_factory=list)


def conversations(n: int, seed: int) -> Iterator[list[Move]]:
    """The scripted dialogues, then made-up ones: an ask, and up to two more things said or pressed."""
    rng = random.Random(seed)
    scripted = [[e.text for e in d.exchanges] for bank in ("dev", "dev2") for d in dialogues(bank)]
    yield from scripted[:n]  # type: ignore[misc]
    opening = [row for bank in ("dev", "dev2") for row in rows(bank) if not row.before.on_screen]
    first = [r.text for r in opening if r.readings[0]["act"] == Act.RECOMMEND]
    first += [said[0] for said in asks()]
    later = [r.text for bank in ("dev", "dev2") for r in rows(bank) if r.readings[0]["act"] == Act.CRITIQUE]
    rng.shuffle(first)
    for _ in range(max(n - len(scripted), 0)):
        moves: list[Move] = [first[rng.randrange(len(first))]]
        for _ in range(rng.randrange(3)):
            pressed: Move = (rng.randrange(3), PRESSED[rng.randrange(3)])
            moves += [pressed, "more"] if rng.random() < 0.4 else [rng.choice(later)]
        yield moves


def live(bot: Bot, moves: Sequence[Move]) -> tuple[str, Turn | None]:
    """The id of a new conversation that has seen the moves, and its last turn that was said."""
    conversation_id, _ = bot.store.create("", "en")
    turn: Turn | None = None
    for move in moves:
        conversation = bot.store.load(conversation_id)
        if isinstance(move, str):
            turn = done(bot.assistant.turn(conversation, move))
        elif turn and turn.cards and move[0] < len(turn.cards.cards):
            bot.assistant.feedback(conversation, ids(turn)[move[0]], move[1])
    return conversation_id, turn


def done(events: Iterator[object]) -> Turn:
    return next(event.turn for event in events if isinstance(event, Done))


def ids(turn: Turn) -> list[str]:
    return [card.recommendation.item.id for card in turn.cards.cards] if turn.cards else []


def came_true(bot: Bot, lived: Conversation, item_id: str, told: Counterfactual) -> bool:
    """Whether the list is as told once it has been done, by other means than those that found it."""
    *before, last = lived.turns
    if told.facts:
        if told.do is not None:
            return False
        other = otherwise(bot, item_id, told)
        now = ids(done(other.assistant.turn(again(bot, lived, before), last.text)))
    elif told.do is not None:
        now = ids(done(bot.assistant.instead(again(bot, lived, lived.turns), told.do)))
    else:  # had nothing been shown before the last list
        alone = replace(last, state=replace(last.state, shown=last.state.on_screen))
        now = ids(done(bot.assistant.instead(again(bot, lived, (*before, alone)), Drop(""))))
    stands = now[told.place - 1 : told.place] == [told.item_id] if told.place else not now
    return stands and (item_id not in now) == told.leaves


def again(bot: Bot, lived: Conversation, turns: Sequence[Turn]) -> Conversation:
    """A conversation of its own with these turns, and with what was pressed in between and after them."""
    conversation_id, _ = bot.store.create("", "en")
    for turn in turns:
        bot.store.add_turn(conversation_id, turn)
        for pressed in lived.feedback:
            if pressed.turn_index == turn.index:
                bot.store.add_feedback(conversation_id, pressed)
    return bot.store.load(conversation_id)


def otherwise(bot: Bot, item_id: str, told: Counterfactual) -> Bot:
    """The bot over a catalogue in which the item has the other facts, and the vector that it had."""
    items = list(bot.shelf.items())
    place = next(n for n, item in enumerate(items) if item.id == item_id)
    for slot, value in told.facts:
        items[place] = with_fact(items[place], slot, value)
    vectors = np.stack([bot.retriever.vector(item.id) for item in items])
    old = bot.retriever
    retriever = HybridRetriever(bot.shelf, old._encoder, state_of(items, vectors), old._lexical)
    recommending = replace(bot.recommending, retriever=retriever)
    return replace(bot, assistant=replace(bot.assistant, recommending=recommending))


def measure(bot: Bot, moves: Sequence[Move], tally: Tally, rng: random.Random) -> None:
    """One conversation: its last list explained, everything that is told of it done."""
    conversation_id, turn = live(bot, moves)
    if turn is None or not ids(turn) or turn.act.act is Act.UNDO or not isinstance(moves[-1], str):
        return
    conversation, explaining = bot.store.load(conversation_id), bot.explaining()
    tally.turns += 1
    tally.as_shown += same(turn, explaining.replay(conversation, turn)[0].run())
    lived = bot.store.load(live(bot, moves)[0])  # somebody else, who does what is told
    cards = turn.cards.cards if turn.cards else ()
    card = cards[0 if tally.turns % 2 else -1]
    start = time.perf_counter()
    told = explaining.changes(conversation, turn, card)
    tally.panel_ms.append((time.perf_counter() - start) * 1e3)
    tally.explained.append(len(told))
    tally.pressable.append(sum(one.do is not None for one in told))
    count(bot, lived, card.recommendation.item.id, told, tally)
    absent = rng.choice([item.id for item in bot.shelf.items() if item.id not in ids(turn)])
    start = time.perf_counter()
    answer = explaining.why_not(conversation, absent)
    tally.why_not_ms.append((time.perf_counter() - start) * 1e3)
    tally.asked[answer.standing] += 1
    tally.brought += bool(answer.nearest)
    count(bot, lived, absent, answer.nearest, tally)


def count(bot: Bot, lived: Conversation, item_id: str, told: Sequence[Counterfactual], tally: Tally) -> None:
    for one in told:
        tally.offered[one.kind] += 1
        tally.costs.append(one.cost)
        if not came_true(bot, lived, item_id, one):
            tally.false.append(f"{[turn.text for turn in lived.turns]}: {item_id}: {one.text}")


def report(tally: Tally, seconds: float) -> str:
    offered, explained = sum(tally.offered.values()), len(tally.explained)
    kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(tally.offered.items()))
    standing = ", ".join(f"{name} {n}" for name, n in tally.asked.most_common())
    panel, why_not = (np.percentile(ms, [50, 95]) for ms in (tally.panel_ms, tally.why_not_ms))
    some, press = sum(map(bool, tally.explained)), sum(map(bool, tally.pressable))
    return "\n".join(
        (
            f"turns {tally.turns}; ranked again as shown {tally.as_shown} of {tally.turns}",
            f"counterfactuals {offered} ({kinds}); came true {offered - len(tally.false)} of {offered}",
            f"items explained {explained}: with at least one {some / explained:.3f}, "
            f"with a button {press / explained:.3f}",
            f"why not {sum(tally.asked.values())} ({standing}): with a change that brings it in {tally.brought}",
            f"cost of a change: median {np.median(tally.costs):.2f}",
            f"ms to find them: an item shown p50 {panel[0]:.0f} p95 {panel[1]:.0f}, "
            f"why not p50 {why_not[0]:.0f} p95 {why_not[1]:.0f}; {seconds:.0f} s in all",
            *(f"FALSE {line}" for line in tally.false),
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=270, help="conversations")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    tally, rng, start = Tally(), random.Random(asked.seed), time.perf_counter()
    bot = build(read_settings().model_copy(update={"llm": "off", "database": IN_MEMORY}))
    for n, moves in enumerate(conversations(asked.turns, asked.seed), start=1):
        measure(bot, moves, tally, rng)
        if n % 10 == 0:
            print(f"{n}: {tally.turns} turns, {len(tally.false)} false", file=sys.stderr, flush=True)
    bot.close()
    print(report(tally, time.perf_counter() - start))
    return 1 if tally.false or tally.as_shown < tally.turns else 0


if __name__ == "__main__":
    sys.exit(main())
