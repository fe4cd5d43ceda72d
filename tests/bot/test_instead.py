"""The list chosen anew, as if one thing had been otherwise."""

from __future__ import annotations

import pytest

from bot.errors import BadUtterance, UnknownItem
from bot.history import choosing
from bot.instead import Do, Drop, Feel, Say
from bot.types import Turn
from retrieval.retriever import HybridRetriever
from tests.bot.talking import Visitor, finished, shown
from tests.conftest import MakeBot


@pytest.fixture
def visitor(make_bot: MakeBot) -> Visitor:
    return Visitor(make_bot())


def instead(visitor: Visitor, do: Do) -> Turn:
    return finished(list(visitor.bot.assistant.instead(visitor.conversation, do)))


def test_taking_back_nothing_shows_the_same_list(visitor: Visitor) -> None:
    before = visitor.say("electric kettles under 90 euros")
    again = instead(visitor, Drop("constraint:no:such"))
    assert again.cards is not None
    assert before.cards is not None
    assert [c.recommendation for c in again.cards.cards] == [c.recommendation for c in before.cards.cards]
    assert (again.state, again.index) == (before.state, 1)


def test_what_is_on_the_screen_may_stay_on_it(visitor: Visitor) -> None:
    before = visitor.say("electric kettles under 90 euros")
    after = instead(visitor, Drop("constraint:price:under 90 euros"))
    assert set(shown(before)) & set(shown(after))
    assert [c.slot for c in after.state.constraints] == ["kinds"]
    assert set(shown(visitor.drop("constraint:kinds:electric"))).isdisjoint(
        shown(after)
    )  # a plain turn: others


def test_it_counts_as_one_wish_and_can_be_undone(visitor: Visitor) -> None:
    before = visitor.say("electric kettles")
    instead(visitor, Say("by Berg"))
    assert shown(visitor.say("undo")) == shown(before)


def test_it_keeps_the_number_of_items_asked_for(visitor: Visitor) -> None:
    assert len(shown(visitor.say("show me five kettles"))) == 5
    assert len(shown(instead(visitor, Say("not by Eve")))) == 5


def test_a_button_pressed_stays_pressed(visitor: Visitor) -> None:
    visitor.say("electric kettles")
    turn = instead(visitor, Feel("k1", "like"))
    assert turn.text == "I like “Quiet One”"
    assert [f.kind for f in visitor.conversation.feedback] == ["like"]
    assert [m.item_id for m in turn.state.liked] == ["k1"]
    assert "k1" not in shown(turn)


def test_words_that_ask_for_no_list_are_answered_as_ever(visitor: Visitor) -> None:
    visitor.say("electric kettles")
    turn = instead(visitor, Say("thanks"))
    assert turn.cards is None
    assert turn.reply


def test_before_anything_was_said_it_is_the_first_wish(visitor: Visitor) -> None:
    assert shown(instead(visitor, Say("electric kettles"))) == shown(
        Visitor(visitor.bot).say("electric kettles")
    )


@pytest.mark.parametrize(("do", "error"), [(Say(" "), BadUtterance), (Feel("nowhere", "like"), UnknownItem)])
def test_what_cannot_be_done_is_said_and_changes_nothing(
    visitor: Visitor, do: Do, error: type[Exception]
) -> None:
    visitor.say("electric kettles")
    before = visitor.conversation
    with pytest.raises(error):
        instead(visitor, do)
    assert visitor.conversation == before


def test_the_choice_is_found_again_behind_questions_and_undone_turns(
    make_bot: MakeBot, films: HybridRetriever
) -> None:
    viewer = Visitor(make_bot(of=films))
    first = viewer.say("films with Al Pacino")
    viewer.say("more")
    viewer.say("undo")
    viewer.say("what is the first one about?")
    state, turn = choosing(viewer.conversation)
    assert turn is not None
    assert turn.trace_id == first.trace_id
    assert viewer.bot.recommending.rank(state, 3).ids == tuple(shown(first))
