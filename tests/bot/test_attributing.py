"""What moved a score: it adds up, it is about the score that was shown, and what changes nothing gets nothing."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.attributing import Attribution, attribute
from bot.texts import texts
from bot.types import Turn
from bot.wiring import Bot
from recsys.types import Recommendation
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from tests.bot.talking import Visitor
from tests.conftest import MakeBot
from tests.doubles import Listener

ASK = "a tense crime film like Ronin, under three hours"


@pytest.fixture
def heard(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    """A bot on fifteen films that hears the conversation."""
    return make_bot(of=films, talk=Listener(HashingEncoder(64)))


@pytest.fixture
def deaf(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    """One that ranks by what was understood alone."""
    return make_bot(of=films)


def first(turn: Turn) -> Recommendation:
    assert turn.cards
    return turn.cards.cards[0].recommendation


def explained(bot: Bot, turn: Turn, item_id: str = "", seed: int = 0, **more: object) -> Attribution:
    found = attribute(
        bot.recommending, turn.state, item_id or first(turn).item.id, np.random.default_rng(seed), **more
    )
    assert found
    return found


def before_variety(recommendation: Recommendation) -> float:
    return sum(part.value for part in recommendation.contributions if part.name != "variety")


def shares(found: Attribution) -> dict[str, float]:
    return {p.text: p.value for p in found.phrases} | {n.item_id: n.value for n in found.history}


def test_the_shares_add_up_to_the_score_that_was_shown(heard: Bot) -> None:
    turn = Visitor(heard).say(ASK)
    assert turn.cards
    for card in turn.cards.cards:
        found = explained(heard, turn, card.recommendation.item.id)
        assert found.total == pytest.approx(before_variety(card.recommendation), abs=1e-6)
        assert sum(shares(found).values()) == pytest.approx(found.total - found.base, abs=1e-6)
        assert (found.method, found.error) == ("exact", 0.0)


def test_phrases_are_told_as_they_were_said_and_titles_with_the_feeling_for_them(heard: Bot) -> None:
    found = explained(heard, Visitor(heard).say(ASK))
    assert {"tense", "crime", "under three hours"} <= {phrase.text for phrase in found.phrases}
    assert [(n.item_id, n.title, n.feeling, n.weight) for n in found.history] == [
        ("ronin", "Ronin", "like this", None)
    ]
    values = [abs(phrase.value) for phrase in found.phrases]
    assert values == sorted(values, reverse=True)


def test_a_condition_only_decides_what_is_ranked_and_moves_no_score(deaf: Bot) -> None:
    found = shares(explained(deaf, Visitor(deaf).say(ASK)))
    assert found["under three hours"] == 0.0
    assert found["tense"] > 0
    assert found["ronin"] > 0


def test_its_words_are_heard_all_the_same_by_what_hears_the_conversation(heard: Bot) -> None:
    assert shares(explained(heard, Visitor(heard).say(ASK)))["under three hours"] != 0.0


def test_what_is_liked_raises_what_is_like_it_and_what_is_disliked_lowers_it(deaf: Bot) -> None:
    visitor = Visitor(deaf)
    liked = visitor.say("I loved Alien, and I hated Se7en. Something else?")
    found = shares(explained(deaf, liked, "aliens"))
    assert found["alien"] > 0 > found["seven"]


def test_items_shown_before_are_part_of_the_account(deaf: Bot) -> None:
    visitor = Visitor(deaf)
    visitor.say("crime films")
    more = visitor.say("more like that")
    found = explained(deaf, more)
    assert {n.feeling for n in found.history} == {"shown"}
    assert first(more).item.id not in {n.item_id for n in found.history}
    assert found.total == pytest.approx(before_variety(first(more)), abs=1e-6)
    assert sum(n.value for n in found.history) < 0  # it is like what was seen already


def test_in_a_long_conversation_the_shares_are_sampled_and_say_how_sure_they_are(heard: Bot) -> None:
    visitor = Visitor(heard)
    for text in ("crime films", "more", "more", "something tense", "I liked Ronin"):
        turn = visitor.say(text)
    found = explained(heard, turn)
    assert found.method == "sampled"
    assert found.error > 0
    assert found.evaluations <= 512
    assert sum(shares(found).values()) == pytest.approx(found.total - found.base, abs=1e-6)
    nearly = explained(heard, turn, budget=3_000)
    assert nearly.error < found.error
    assert all(abs(shares(found)[key] - value) <= 3 * found.error for key, value in shares(nearly).items())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["tense", "under three hours", "like Ronin", "with Al Pacino"]))
def test_the_order_in_which_wishes_are_said_changes_nothing(deaf: Bot, order: list[str]) -> None:
    def told(wishes: list[str]) -> dict[str, float]:
        turn = Visitor(deaf).say("crime, " + ", ".join(wishes))
        found = shares(explained(deaf, turn, "heat"))
        return {key: value for key, value in found.items() if "…" not in key}

    assert told(order) == pytest.approx(told(sorted(order)), abs=1e-6)


def test_lime_tells_each_word_and_the_note_whether_it_agrees(heard: Bot) -> None:
    found = explained(heard, Visitor(heard).say(ASK))
    assert found.lime
    assert [word for word, _ in found.lime] == [
        "a",
        "tense",
        "crime",
        "film",
        "like",
        "Ronin",
        "under",
        "three",
        "hours",
    ]
    assert found.agreement
    english, chinese = texts("en"), texts("zh")
    keys = ("why.lime.agrees", "why.lime.partly") if found.agreement.top else ("why.lime.differs",)
    said = {english(key, ours="", theirs="") for key in keys}
    assert any(found.note.startswith(one[:40]) for one in said)
    again = explained(heard, Visitor(heard).say(ASK), say=chinese)
    assert any(again.note.startswith(chinese(key, ours="", theirs="")[:10]) for key in keys)


def test_without_the_package_there_is_no_second_view_and_the_note_says_what_to_run(
    heard: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lime.lime_text", None)
    found = explained(heard, Visitor(heard).say(ASK))
    assert (found.lime, found.agreement) == (None, None)
    assert "pip install" in found.note
    assert found.phrases


def test_an_item_that_the_catalogue_no_longer_has_is_not_explained(deaf: Bot) -> None:
    turn = Visitor(deaf).say(ASK)
    assert attribute(deaf.recommending, turn.state, "gone", np.random.default_rng(0)) is None


def test_nothing_said_is_nothing_to_share(deaf: Bot) -> None:
    turn = Visitor(deaf).say("more")
    found = explained(deaf, turn)
    assert (found.phrases, found.history, found.lime) == ((), (), ())
    assert found.base == found.total
