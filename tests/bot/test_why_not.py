"""Why an item is not on the list: true to the state, and the nearest change really brings it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import UnknownItem
from bot.instead import All, Drop, Feel, Say
from bot.why_not import WhyNot
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from tests.bot.shelves import FILMS
from tests.bot.talking import Visitor, finished, shown
from tests.bot.test_assistant_properties import live, steps
from tests.bot.test_counterfactuals import SAID, once_more
from tests.conftest import MakeBot
from tests.doubles import Listener

if TYPE_CHECKING:
    from bot.wiring import Bot


@pytest.fixture
def bot(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films, talk=Listener(HashingEncoder(films.vector("heat").shape[0])))


@pytest.fixture
def viewer(bot: Bot) -> Visitor:
    return Visitor(bot)


def why_not(viewer: Visitor, item_id: str) -> WhyNot:
    return viewer.bot.explaining().why_not(viewer.conversation, item_id)


def comes_true(viewer: Visitor, told: WhyNot) -> None:
    for nearest in told.nearest:
        assert nearest.item_id == told.item.id
        if nearest.do is not None:
            other = once_more(viewer)
            ids = shown(finished(list(viewer.bot.assistant.instead(other.conversation, nearest.do))))
            assert ids[nearest.place - 1] == told.item.id, nearest


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(data=st.data())
def test_the_nearest_change_brings_the_item_in_and_a_condition_that_it_breaks_is_broken(
    bot: Bot, data: st.DataObject
) -> None:
    viewer = Visitor(bot)
    live(viewer, data.draw(steps(SAID)), lambda turn, rejected: None)
    told = why_not(viewer, data.draw(st.sampled_from([film.id for film in FILMS])))
    assert not any(broken.constraint.holds(told.item) for broken in told.breaks)
    assert told.text
    comes_true(viewer, told)


def test_a_broken_bound_is_moved_just_as_far_as_needed(viewer: Visitor) -> None:
    viewer.say("crime films under 130 minutes")
    told = why_not(viewer, "heat")
    assert told.standing == "breaks"
    assert [(b.constraint.slot, b.text) for b in told.breaks] == [
        ("runtime", "you asked for “under 130 minutes” but it is 170 minutes long")
    ]
    first = told.nearest[0]
    assert (first.kind, first.do, first.change) == ("ask", Say("at most 170 min"), "if 170 min were fine")
    assert first.text.startswith("If 170 min were fine, it would be at place ")
    assert told.nearest[-1].kind == "facts"
    assert told.nearest[-1].text.startswith("Had its running time been under 130 min, it would be at place ")
    comes_true(viewer, told)


def test_a_fact_that_is_a_level_is_called_by_its_name(viewer: Visitor) -> None:
    viewer.say("crime films from the 90s, nothing too bloody")
    facts = next(one for one in why_not(viewer, "heat").nearest if one.kind == "facts")
    assert facts.change == "had its violence been mild"
    assert facts.facts == (("violence", 1.0),)


def test_two_broken_conditions_are_let_go_together(viewer: Visitor) -> None:
    viewer.say("horror films under 130 minutes")
    told = why_not(viewer, "godfather2")
    assert {broken.constraint.slot for broken in told.breaks} == {"runtime", "genres"}
    (ask,) = [one for one in told.nearest if one.kind == "ask"]
    assert isinstance(ask.do, All)
    assert Drop("constraint:genres:horror") in ask.do.each
    comes_true(viewer, told)


def test_where_it_falls_short_is_told_part_by_part_against_the_last_one_shown(viewer: Visitor) -> None:
    turn = viewer.say("films like Heat")
    assert turn.cards is not None
    ranked = viewer.bot.recommending.rank(
        viewer.bot.explaining().replay(viewer.conversation, turn)[0].state, 15
    )
    below = ranked.best[5]
    told = why_not(viewer, below.item.id)
    last = turn.cards.cards[-1].recommendation
    assert told.standing == "lower"
    assert told.own == below
    assert told.last == last
    assert f"it scored {below.score:.2f}" in told.text
    assert last.item.title in told.text


def test_what_was_rejected_can_be_taken_back(viewer: Visitor) -> None:
    first = shown(viewer.say("crime films"))[0]
    viewer.feel(first, "dismiss")
    told = why_not(viewer, first)
    assert told.standing == "rejected"
    assert told.nearest[0].do == Feel(first, "undo")
    comes_true(viewer, told)


def test_what_was_shown_before_is_said_to_be_and_nothing_can_be_pressed_for_it(viewer: Visitor) -> None:
    first = shown(viewer.say("crime films"))[0]
    viewer.say("more")
    told = why_not(viewer, first)
    assert told.standing == "seen"
    assert any(n.change == "had nothing been shown before" and n.do is None for n in told.nearest)


def test_what_is_shown_named_or_moved_up_is_said_so(viewer: Visitor) -> None:
    assert why_not(viewer, "heat").standing == "nothing shown"
    first, second, _ = shown(viewer.say("something like Heat"))
    assert why_not(viewer, first).standing == "shown"
    assert why_not(viewer, "heat").standing == "named"
    viewer.feel(second, "dismiss")
    state = viewer.bot.explaining().why_not(viewer.conversation, second)
    assert state.standing == "rejected"
    ranking = viewer.bot.explaining().replay(viewer.conversation, viewer.conversation.turns[-1])[0].run()
    told = why_not(viewer, ranking.ids[2])
    assert (told.standing, told.nearest) == ("up", ())


def test_an_item_that_there_is_not_is_refused(viewer: Visitor) -> None:
    with pytest.raises(UnknownItem):
        why_not(viewer, "nowhere")


def test_the_chat_answers_with_what_it_breaks_and_the_nearest_change(viewer: Visitor) -> None:
    viewer.say("crime films under 130 minutes")
    reply = viewer.say("why not The Godfather?").reply
    assert "you asked for “under 130 minutes” but it is 175 minutes long" in reply
    assert "Without “under 130 min”, it would be at place " in reply
