"""The state: what folding an act does, and that doing it twice does nothing more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chips import chips
from bot.state import (
    after_asking,
    after_feedback,
    after_showing,
    drop,
    fold,
    to_preferences,
    to_query,
)
from bot.types import Act, Critique, DialogueState, Mention, UserAct
from recsys.types import SoftPreference
from retrieval.types import Constraint
from tests.bot.shelves import FILM_SCHEMA, FILMS, SCREEN, ListShelf, reader

SHELF = ListShelf(FILM_SCHEMA, FILMS)
READER = reader(SHELF)


def say(*texts, state=DialogueState()):  # noqa: B008 - frozen
    for text in texts:
        state = fold(state, READER.understand(state, text), SHELF)
    return state


def held(state):
    return {(c.slot, c.op, c.value) for c in state.constraints}


def labels(state):
    return [chip.label for chip in chips(state, SHELF)]


def test_turns_add_up():
    state = say("french films", "no horror", "after 2000 and under two hours")
    assert held(state) == {
        ("countries", "=", "France"), ("genres", "!=", "horror"), ("year", ">", 2000), ("runtime", "<", 120),
    }  # fmt: skip


def test_a_new_range_takes_the_place_of_one_that_cannot_hold_with_it():
    assert held(say("90s films", "no, I meant the 70s")) == {("year", ">=", 1970), ("year", "<=", 1979)}
    assert held(say("after 2000", "before 2010")) == {("year", ">", 2000), ("year", "<", 2010)}
    assert held(say("under 2 hours", "under 100 minutes")) == {("runtime", "<", 100)}


def test_a_genre_is_added_and_a_country_is_replaced():
    assert held(say("comedies", "romance")) == {("genres", "=", "comedy"), ("genres", "=", "romance")}
    assert held(say("french films", "korean films")) == {("countries", "=", "South Korea")}


def test_the_later_word_on_a_value_wins():
    assert held(say("no horror", "horror films")) == {("genres", "=", "horror")}
    assert held(say("no horror", "actually, horror is fine")) == set()


def test_shorter_is_shorter_than_the_mean_of_what_is_shown():
    state = fold(
        SCREEN, UserAct(Act.CRITIQUE, "shorter", critiques=(Critique("runtime", "less", "shorter"),)), SHELF
    )
    assert held(state) == {("runtime", "<", round((170 + 132 + 122) / 3))}


def test_a_critique_of_one_item_is_relative_to_that_item():
    critique = Critique("runtime", "less", "shorter", item_id="amelie")
    assert held(fold(SCREEN, UserAct(Act.CRITIQUE, "", critiques=(critique,)), SHELF)) == {
        ("runtime", "<", 122)
    }
    focused = replace(SCREEN, focus="parasite")
    act = UserAct(Act.CRITIQUE, "", critiques=(Critique("year", "more", "newer"),))
    assert held(fold(focused, act, SHELF)) == {("year", ">", 2019)}


def test_critiques_of_levels_stop_at_the_ends():
    quiet = DialogueState(on_screen=("amelie",))
    state = fold(quiet, UserAct(Act.CRITIQUE, "", critiques=(Critique("violence", "less", "x"),)), SHELF)
    assert held(state) == {("violence", "<", 1)}
    scary = DialogueState(on_screen=("alien",))
    state = fold(scary, UserAct(Act.CRITIQUE, "", critiques=(Critique("fear", "more", "scarier"),)), SHELF)
    assert held(state) == {("fear", ">=", 3)}


def test_a_critique_of_a_kind_is_a_wish():
    state = say("more like the first but funnier", state=SCREEN)
    assert [(s.slot, s.value, s.weight > 0) for s in state.soft] == [("moods", "funny", True)]
    assert [m.item_id for m in state.like_this] == ["heat"]


def test_a_critique_without_anything_to_refer_to_changes_nothing():
    act = UserAct(
        Act.CRITIQUE, "", critiques=(Critique("runtime", "less", "x"), Critique("nonsense", "less", "x"))
    )
    assert fold(DialogueState(), act, SHELF).constraints == ()


def test_loving_after_hating_is_a_change_of_heart():
    state = say("i hated drive", "wait, i loved drive")
    assert ([m.item_id for m in state.liked], state.disliked) == (["drive"], ())


def test_fresh_keeps_likes_and_drops_wishes():
    state = say("i loved heat", "french films", "start over, westerns")
    assert held(state) == {("genres", "=", "western")}
    assert [m.item_id for m in state.liked] == ["heat"]


def test_forgetting_leaves_nothing_and_talk_changes_nothing():
    state = say("french films, no horror", state=SCREEN)
    assert fold(state, UserAct(Act.FORGET, "forget me"), SHELF) == DialogueState()
    assert fold(state, UserAct(Act.THANKS, "thanks"), SHELF) == state
    assert fold(state, UserAct(Act.RESET, "start over"), SHELF) == DialogueState(rejected=state.rejected)


def test_a_question_moves_the_focus_and_nothing_else():
    state = say("how long is the second one", state=SCREEN)
    assert state == replace(SCREEN, focus="parasite")


def test_the_query_leaves_out_what_is_known_already():
    state = say("i loved heat, hated drive, seen ronin, something like alien", state=SCREEN)
    query = to_query(state)
    assert {"heat", "drive", "ronin", "alien", "parasite", "amelie"} <= query.exclude
    assert query.near == ("alien", "heat")


def test_preferences_hold_items_that_still_exist():
    state = DialogueState(liked=(Mention("heat", "Heat"), Mention("gone", "Gone")), words=("tense",))
    preferences = to_preferences(state, SHELF, lambda _: np.ones(3, np.float32), np.zeros(3, np.float32))
    assert [(t.item.id, t.feeling, t.source) for t in preferences.tastes] == [("heat", "liked", "Heat")]
    assert preferences.words == "tense"


def test_showing_one_item_brings_it_into_focus():
    assert after_showing(DialogueState(), ["heat"]).focus == "heat"
    shown = after_showing(replace(SCREEN, focus="heat"), ["ronin", "her"])
    assert (shown.focus, shown.on_screen, shown.shown) == (
        "",
        ("ronin", "her"),
        (*SCREEN.shown, "ronin", "her"),
    )
    assert after_showing(SCREEN, []) == SCREEN
    assert after_asking(SCREEN, "genres").asked == ("genres",)


def test_buttons_are_felt_and_can_be_taken_back():
    state = after_feedback(DialogueState(), "heat", "like")
    assert [m.item_id for m in state.liked] == ["heat"]
    state = after_feedback(state, "heat", "dislike")
    assert (state.liked, [m.item_id for m in state.disliked], state.rejected) == ((), ["heat"], ("heat",))
    state = after_feedback(state, "heat", "undo")
    assert (state.disliked, state.rejected) == ((), ())
    assert after_feedback(state, "heat", "dismiss").rejected == ("heat",)
    assert after_feedback(state, "heat", "click").focus == "heat"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("under 2 hours", "under 120 min"), ("no horror", "not horror"), ("after 2000", "after 2000"),
        ("between 1990 and 2000", "1990–2000"), ("nothing from the 80s", "not 1980–1989"), ("like Heat", "like Heat"),
        ("french or korean", "France or South Korea"), ("nothing too violent", "at most mild violence"),
        ("no violence", "no violence"), ("preferably a comedy", "preferably comedy"), ("i hated drive",
        "disliked Drive"),
        ("violent films", "at least strong violence"), ("from 1995", "from 1995"),
    ],
)  # fmt: skip
def test_chips_say_it_in_plain_words(text, label):
    assert label in labels(say(text))


def test_chip_ids_are_unique_and_stay_the_same():
    state = say("french films between 1990 and 2000, no horror, something tense like heat")
    before = [chip.id for chip in chips(state, SHELF)]
    after = [chip.id for chip in chips(say("no war", state=state), SHELF)]
    assert len(set(before)) == len(before)
    assert set(before) <= set(after)


TEXTS = st.sampled_from(
    [
        "french films", "no horror", "after 2000", "the 90s", "under two hours", "something tense like heat",
        "i hated drive", "i loved alien", "shorter", "less violent", "funnier", "seen it", "none of these",
        "not the first one", "more like that", "preferably a comedy", "nothing from the 80s", "horror is fine",
        "forget the year", "start over, westerns", "thanks", "newer than that", "horror or war", "with al pacino",
        "not with al pacino", "the second one", "actually no comedies",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_folding_the_same_act_twice_changes_nothing(texts):
    state = SCREEN
    for text in texts:
        act = READER.understand(state, text)
        once = fold(state, act, SHELF)
        assert fold(once, act, SHELF) == once
        state = once


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_rejected_item_stays_rejected_and_a_dropped_chip_is_gone(texts):
    state = SCREEN
    rejected: set[str] = set()
    for text in texts:
        state = say(text, state=state)
        rejected |= set(state.rejected)
        assert rejected <= set(state.rejected)
        assert rejected <= to_query(state).exclude
    for chip in chips(state, SHELF):
        assert chip.id not in {c.id for c in chips(drop(state, chip.id), SHELF)}


CONSTRAINTS = st.builds(
    Constraint, st.sampled_from(["genres", "countries"]), st.sampled_from(["=", "!="]),
    st.sampled_from(["horror", "France", "war"]), st.just("x"),
) | st.builds(
    Constraint, st.sampled_from(["year", "runtime"]), st.sampled_from(["<", ">", "<=", ">=", "=", "!="]),
    st.sampled_from([90.0, 1990.0, 2000.0]), st.just("x"),
)  # fmt: skip
SOFT = st.builds(
    SoftPreference,
    st.just("genres"),
    st.sampled_from(["horror", "war"]),
    st.sampled_from([1.0, -1.0]),
    st.just("x"),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(CONSTRAINTS, max_size=5), st.lists(CONSTRAINTS, max_size=5), st.lists(SOFT, max_size=3))
def test_any_conditions_fold_once_and_for_all(first, second, soft):
    state = fold(
        DialogueState(), UserAct(Act.RECOMMEND, "", constraints=tuple(first), soft=tuple(soft)), SHELF
    )
    act = UserAct(Act.RECOMMEND, "", constraints=tuple(second), soft=tuple(soft))
    once = fold(state, act, SHELF)
    assert fold(once, act, SHELF) == once
