"""What is measured of whole answers and conversations, with doubles that understand in a known way."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.recommending import Recommending
from bot.types import Act, DialogueState, UserAct
from retrieval.catalog import Catalogue
from retrieval.types import Constraint
from tests.eval.bank import DEMO, Dialogue, Exchange, Row, rows
from tests.eval.judging import judge
from tests.eval.playing import play
from tests.eval.showing import show


@dataclass(frozen=True, slots=True)
class Scripted:
    """Understands the texts that it was given, and fails on any other."""

    acts: dict[str, UserAct]

    def understand(self, state: DialogueState, text: str) -> UserAct:
        return self.acts[text]


@pytest.fixture
def row() -> Row:
    return next(row for row in rows("dev") if row.text == "silent films")


def test_items_that_break_what_was_meant_are_counted_though_they_keep_to_what_was_understood(
    recommending: Recommending, row: Row
) -> None:
    korean = Constraint("languages", "=", "Korean", "silent")
    shown = show(recommending, judge(row, UserAct(Act.RECOMMEND, row.text, constraints=(korean,))), 5)
    assert shown is not None
    assert (shown.items, len(shown.against_understood), len(shown.against_meant)) == (5, 0, 5)


def test_items_that_keep_to_what_was_meant_are_not_counted(recommending: Recommending, row: Row) -> None:
    silent = Constraint("languages", "=", "Silent", "silent")
    shown = show(recommending, judge(row, UserAct(Act.RECOMMEND, row.text, constraints=(silent,))), 5)
    assert shown is not None
    assert (shown.items, shown.against_understood, shown.against_meant) == (5, (), ())


def test_a_constraint_that_was_named_as_relaxed_is_not_broken(recommending: Recommending, row: Row) -> None:
    impossible = (
        Constraint("languages", "=", "Silent", "silent"),
        Constraint("year", ">", 2020.0, "after 2020"),
        Constraint("runtime", "<", 60.0, "under an hour"),
    )
    shown = show(recommending, judge(row, UserAct(Act.RECOMMEND, row.text, constraints=impossible)), 5)
    assert shown is not None
    assert shown.relaxed > 0
    assert shown.items > 0
    assert shown.against_understood == ()


def test_an_utterance_that_asks_for_no_items_is_not_counted(recommending: Recommending, row: Row) -> None:
    assert show(recommending, judge(row, UserAct(Act.THANKS, row.text)), 5) is None


def test_an_undone_turn_leaves_the_state_before_it() -> None:
    western, old = Constraint("genres", "=", "western", "a"), Constraint("year", "<", 1960.0, "b")
    acts = {
        "a": UserAct(Act.RECOMMEND, "a", constraints=(western,)),
        "b": UserAct(Act.RECOMMEND, "b", constraints=(old,)),
        "undo": UserAct(Act.UNDO, "undo"),
    }
    expected = {"a": [western], "b": [western, old], "undo": [western]}
    dialogue = Dialogue(
        "d",
        tuple(
            Exchange(
                text,
                (),
                {
                    "constraints": [{"slot": c.slot, "op": c.op, "value": c.value} for c in held],
                    "liked": [],
                    "disliked": [],
                    "like_this": [],
                },
                frozenset(),
            )
            for text, held in expected.items()
        ),
    )
    assert play(Scripted(acts), Catalogue.load(DEMO), dialogue).wrong == ((), (), ())
