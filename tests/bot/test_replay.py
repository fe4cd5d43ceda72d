"""A stored turn, ranked again: the list that was shown, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.replay import Replay, chooser, chosen_from, same, wanted, with_fact
from bot.said import MOST_SAID
from bot.types import Conversation, Turn
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from retrieval.types import Item
from tests.bot.shelves import FILM_SCHEMA, FILMS
from tests.bot.talking import Visitor, shown
from tests.bot.test_assistant_properties import live, phrases, steps
from tests.conftest import MakeBot
from tests.doubles import Listener
from tests.retrieval.kettles import retriever_of

if TYPE_CHECKING:
    from bot.wiring import Bot


def replay(bot: Bot, conversation: Conversation, turn: Turn) -> Replay:
    chose = chooser(conversation, turn)
    return Replay(
        bot.recommending, bot.understanding, chosen_from(chose), wanted(chose.act, bot.settings.shown)
    )


@pytest.fixture
def hearing(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films, talk=Listener(HashingEncoder(films.vector("heat").shape[0])))


SAID = phrases(FILM_SCHEMA, [film.title for film in FILMS])


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(data=st.data())
def test_every_list_of_a_conversation_comes_out_again(hearing: Bot, data: st.DataObject) -> None:
    visitor = Visitor(hearing)
    live(visitor, data.draw(steps(SAID)), lambda turn, rejected: None)
    conversation = visitor.conversation
    for turn in conversation.turns:
        if turn.cards is not None:
            again = replay(hearing, conversation, turn)
            assert same(turn, again.run())
            assert again.all().ids[: again.n] == again.run().ids


def test_a_conversation_longer_than_what_is_read_comes_out_again(hearing: Bot) -> None:
    visitor = Visitor(hearing)
    for n in range(MOST_SAID):
        visitor.say(f"films before {1990 + n}")
        turn = visitor.say("more" if n % 3 else "none of these")
        assert turn.cards is not None
        assert same(turn, replay(hearing, visitor.conversation, turn).run())


def test_a_list_that_undo_brought_back_is_ranked_as_it_was_first(hearing: Bot) -> None:
    visitor = Visitor(hearing)
    visitor.say("crime films")
    visitor.say("more")
    back = visitor.say("undo")
    assert same(back, replay(hearing, visitor.conversation, back).run())


def test_a_catalogue_that_changed_since_gives_the_list_of_today(make_bot: MakeBot) -> None:
    shop = retriever_of(FILMS, FILM_SCHEMA)
    bot = make_bot(of=shop)
    visitor = Visitor(bot)
    turn = visitor.say("crime films")
    gone = shown(turn)[0]
    shop.remove(gone)
    again = replay(bot, visitor.conversation, turn)
    assert not same(turn, again.run())
    assert gone not in again.run().ids


def test_an_item_with_another_fact_is_ranked_by_it_and_stays_what_it_is(hearing: Bot) -> None:
    visitor = Visitor(hearing)
    turn = visitor.say("films under 110 minutes")
    again = replay(hearing, visitor.conversation, turn)
    heat = hearing.shelf.get("heat")
    assert isinstance(heat, Item)
    assert "heat" not in again.all().ids
    assert "heat" in replace(again, n=15).run(item=with_fact(heat, "runtime", 100.0)).ids
    assert hearing.shelf.get("heat") == heat
    assert same(turn, again.run())
