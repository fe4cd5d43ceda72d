"""What would change a list: whatever is told comes true when it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.explaining import Explained
from bot.instead import All, Drop, Feel, Say
from bot.trials import Counterfactual
from bot.types import Conversation
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from retrieval.types import Item
from tests.bot.shelves import FILM_SCHEMA, FILMS
from tests.bot.talking import Visitor, finished, shown
from tests.bot.test_assistant_properties import live, phrases, steps
from tests.conftest import MakeBot
from tests.doubles import Listener
from tests.retrieval.kettles import retriever_of

if TYPE_CHECKING:
    from bot.wiring import Bot

SAID = phrases(FILM_SCHEMA, [film.title for film in FILMS])


@pytest.fixture
def bot(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films, talk=Listener(HashingEncoder(films.vector("heat").shape[0])))


def explained(bot: Bot, conversation: Conversation, item_id: str) -> Explained:
    why = bot.explaining().item(conversation, item_id)
    assert why is not None
    return why


def once_more(visitor: Visitor) -> Visitor:
    """Somebody else who said and pressed the very same."""
    other, conversation = Visitor(visitor.bot), visitor.conversation
    for index in range(-1, len(conversation.turns)):
        if index >= 0:
            visitor.bot.store.add_turn(other.id, conversation.turns[index])
        for pressed in conversation.feedback:
            if pressed.turn_index == index:
                visitor.bot.store.add_feedback(other.id, pressed)
    return other


def comes_true(visitor: Visitor, item_id: str, told: Counterfactual) -> None:
    assert told.do is not None
    other = once_more(visitor)
    ids = shown(finished(list(visitor.bot.assistant.instead(other.conversation, told.do))))
    assert (item_id not in ids) == told.leaves, told
    if told.place:
        assert ids[told.place - 1] == told.item_id, told
    else:
        assert not ids


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(data=st.data())
def test_doing_what_is_told_changes_the_list_as_told(bot: Bot, data: st.DataObject) -> None:
    visitor = Visitor(bot)
    live(visitor, data.draw(steps(SAID)), lambda turn, rejected: None)
    conversation = visitor.conversation
    for turn in conversation.turns[-1:]:
        for item_id in shown(turn)[:2]:
            for told in explained(bot, conversation, item_id).counterfactuals:
                if told.kind != "facts":
                    comes_true(visitor, item_id, told)


def test_every_kind_of_change_is_told_and_each_names_what_would_follow(bot: Bot) -> None:
    visitor = Visitor(bot)
    first = shown(visitor.say("something like Heat, under 130 minutes"))[0]
    told = explained(bot, visitor.conversation, first).counterfactuals
    assert {one.kind for one in told} == {"ask", "likes", "facts"}
    assert any(isinstance(one.do, Say) for one in told)
    assert any(isinstance(one.do, Drop) for one in told)
    assert all(one.text.startswith(one.change[:1].upper() + one.change[1:]) for one in told)
    assert all((one.do is None) == (one.kind == "facts") for one in told)
    for one in told:
        if one.kind != "facts":
            comes_true(visitor, first, one)


def test_a_fact_that_is_told_comes_true_in_a_catalogue_that_has_it(make_bot: MakeBot) -> None:
    ask = "crime films under 130 minutes"
    visitor = Visitor(make_bot(of=retriever_of(FILMS, FILM_SCHEMA)))
    first = shown(visitor.say(ask))[0]
    told = [
        c for c in explained(visitor.bot, visitor.conversation, first).counterfactuals if c.kind == "facts"
    ]
    changed = {
        "had its running time been 130 min": ("runtime", 130.0),
        "had its genre not included crime": ("genres", ()),
    }
    assert {one.change for one in told} == set(changed)
    for one in told:
        slot, value = changed[one.change]
        items = [i if i.id != first else replace(i, values={**i.values, slot: value}) for i in FILMS]
        ids = shown(Visitor(make_bot(of=retriever_of(tuple(items), FILM_SCHEMA))).say(ask))
        assert one.leaves
        assert first not in ids
        assert ids[one.place - 1] == one.item_id


def test_two_wishes_are_taken_back_together_where_neither_alone_would_do(make_bot: MakeBot) -> None:
    asked_for = Item("a", "Small", {"genres": ("crime",), "runtime": 100.0, "renown": 0.0})
    better = Item("b", "Grand", {"genres": ("drama",), "runtime": 200.0, "renown": 3.0})
    visitor = Visitor(make_bot(of=retriever_of((asked_for, better), FILM_SCHEMA), shown=1))
    (first,) = shown(visitor.say("a crime film, under 110 minutes"))
    told = explained(visitor.bot, visitor.conversation, first).counterfactuals
    (both,) = [one for one in told if isinstance(one.do, All)]
    assert (both.leaves, both.item_id) == (True, "b")
    assert both.change == "without “crime” and without “under 110 min”"
    comes_true(visitor, first, both)


def test_of_an_earlier_list_it_is_told_what_would_have_been_but_nothing_to_press(bot: Bot) -> None:
    visitor = Visitor(bot)
    first = shown(visitor.say("crime films"))[0]
    before = explained(bot, visitor.conversation, first).counterfactuals
    visitor.say("comedies")
    after = explained(bot, visitor.conversation, first).counterfactuals
    assert after == tuple(replace(one, do=None) for one in before)
    assert any(one.do for one in before)


def test_what_was_rejected_since_is_not_told_of(bot: Bot) -> None:
    visitor = Visitor(bot)
    first = shown(visitor.say("crime films"))[0]
    visitor.feel(first, "dismiss")
    assert explained(bot, visitor.conversation, first).counterfactuals == ()


def test_a_button_pressed_since_counts(bot: Bot) -> None:
    visitor = Visitor(bot)
    first, second, *_ = shown(visitor.say("crime films"))
    visitor.feel(second, "like")
    for told in explained(bot, visitor.conversation, first).counterfactuals:
        if told.kind != "facts":
            comes_true(visitor, first, told)
    assert any(
        isinstance(c.do, Drop | Feel) for c in explained(bot, visitor.conversation, first).counterfactuals
    )
