"""Understanding a whole bank, and folding its conversations turn by turn."""

from __future__ import annotations

from dataclasses import dataclass

from bot.ports import Shelf, Understanding
from bot.state import after_showing, fold
from bot.types import Act, DialogueState
from tests.eval.bank import Bank, Dialogue, rows
from tests.eval.judging import Judged, judge, wrong_in_state


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation folded turn by turn: what was wrong with the state after each."""

    dialogue: Dialogue
    wrong: tuple[tuple[str, ...], ...]


def judge_all(understanding: Understanding, bank: Bank) -> list[Judged]:
    return [judge(row, understanding.understand(row.before, row.text)) for row in rows(bank)]


def play(understanding: Understanding, shelf: Shelf, dialogue: Dialogue) -> Played:
    """Each turn is understood in the state that the bot itself reached: errors carry on, as they do for visitors."""
    past: list[DialogueState] = []
    state, wrong = DialogueState(), []
    for exchange in dialogue.exchanges:
        act = understanding.understand(state, exchange.text)
        if act.act is Act.UNDO:
            past = past[:-1]
            state = past[-1] if past else DialogueState()
        else:
            state = fold(state, act, shelf)
            state = after_showing(state, exchange.screen)
            past.append(state)
        wrong.append(wrong_in_state(exchange, state))
    return Played(dialogue, tuple(wrong))
