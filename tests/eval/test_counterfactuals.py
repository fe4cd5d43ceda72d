"""The measuring of counterfactuals: what comes true is counted, and what does not is found out."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.retriever import HybridRetriever
from tests.conftest import MakeBot
from tests.eval.counterfactuals import Move, Tally, came_true, conversations, ids, live, measure, report

if TYPE_CHECKING:
    from bot.wiring import Bot

SAID: list[Move] = ["comedies", (0, "dislike"), "something like Heat, under 130 minutes"]


def film_bot(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films)


def test_everything_told_of_a_conversation_is_done_and_counted(
    make_bot: MakeBot, films: HybridRetriever
) -> None:
    tally = Tally()
    measure(film_bot(make_bot, films), SAID, tally, random.Random(1))
    assert (tally.turns, tally.as_shown, len(tally.explained), tally.false) == (1, 1, 1, [])
    assert set(tally.offered) == {"ask", "likes", "facts"}
    assert f"came true {sum(tally.offered.values())} of" in report(tally, 1.0)


def test_what_is_told_falsely_is_found_out(make_bot: MakeBot, films: HybridRetriever) -> None:
    bot = film_bot(make_bot, films)
    conversation_id, turn = live(bot, SAID)
    assert turn is not None
    assert turn.cards is not None
    first = turn.cards.cards[0]
    item_id = first.recommendation.item.id
    lived = bot.store.load(conversation_id)
    told = bot.explaining().changes(lived, turn, first)
    assert {one.kind for one in told} == {"ask", "likes", "facts"}
    for one in told:
        assert came_true(bot, lived, item_id, one)
        assert not came_true(bot, lived, item_id, replace(one, leaves=not one.leaves))
        assert not came_true(bot, lived, item_id, replace(one, item_id="nowhere"))


def test_conversations_are_many_varied_and_the_same_for_a_seed(
    make_bot: MakeBot, films: HybridRetriever
) -> None:
    made = list(conversations(240, 7))
    assert len(made) == 240
    assert made == list(conversations(240, 7))
    assert sum(len(moves) > 1 for moves in made) > 80
    assert any(not isinstance(move, str) for moves in made for move in moves)
    assert ids(live(film_bot(make_bot, films), made[-1])[1])  # type: ignore[arg-type]
