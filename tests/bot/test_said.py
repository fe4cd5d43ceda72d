"""What the ranking hears of a conversation: what was wished for, in order, without what was taken back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chips import chips
from bot.recommending import Recommending
from bot.said import LONGEST_SAID, MOST_SAID, sources, with_words, without
from bot.state import after_feedback, after_showing, as_when_chosen, fold, to_preferences
from bot.types import Act, DialogueState, UserAct
from recsys.dialogues import Utterance
from retrieval.encoder import HashingEncoder
from tests.bot.shelves import FILM_SCHEMA, FILMS, SCREEN, ListShelf, reader
from tests.bot.talking import Visitor
from tests.conftest import MakeBot
from tests.doubles import Listener

SHELF = ListShelf(FILM_SCHEMA, FILMS)
READER = reader(SHELF)


def say(*texts: str, state: DialogueState = DialogueState()) -> DialogueState:  # noqa: B008 - frozen
    for text in texts:
        state = fold(state, READER.understand(state, text), SHELF)
    return state


def heard(state: DialogueState) -> list[str]:
    return [utterance.text or " ".join(utterance.items) for utterance in state.said]


def dropped(state: DialogueState, label: str) -> DialogueState:
    chip = next(chip for chip in chips(state, SHELF) if chip.label == label)
    return fold(state, UserAct(Act.RECOMMEND, f"without “{label}”", dropped=(chip.id,)), SHELF)


def test_wishes_are_kept_as_they_were_said_with_what_was_shown_after_each() -> None:
    state = after_showing(say("French films, please!"), ["amelie", "heat"])
    state = after_showing(say("something tense like Heat", state=state), ["ronin"])
    assert state.said == (
        Utterance("seeker", "French films, please!"),
        Utterance("recommender", items=("amelie", "heat")),
        Utterance("seeker", "something tense like Heat", ("heat",)),
        Utterance("recommender", items=("ronin",)),
    )


@pytest.mark.parametrize(
    "text", ["thanks", "more", "how long is the first one?", "why not Alien?", "none of these"]
)
def test_what_says_nothing_of_the_wish_is_not_kept(text: str) -> None:
    state = say("french films", state=SCREEN)
    assert say(text, state=state).said == state.said


def test_a_title_that_nobody_knows_is_kept_since_its_words_may_tell() -> None:
    assert heard(say("something like The Quiet Duchess of Mars")) == [
        "something like The Quiet Duchess of Mars"
    ]


def test_what_was_shown_without_a_wish_is_no_conversation() -> None:
    assert after_showing(DialogueState(), ["heat"]).said == ()


def test_a_fresh_wish_begins_a_new_conversation_and_so_do_starting_over_and_forgetting() -> None:
    state = say("french films", "no horror")
    assert heard(say("start over, westerns", state=state)) == ["start over, westerns"]
    assert say("start over", state=state).said == ()
    assert fold(state, UserAct(Act.FORGET, "forget me"), SHELF).said == ()


def test_the_words_of_a_dropped_chip_are_gone_and_the_rest_stays() -> None:
    state = after_showing(say("french films, no horror, under two hours"), ["amelie"])
    state = dropped(state, "not horror")
    assert heard(state) == ["french films, , under two hours", "amelie"]
    assert heard(dropped(state, "France")) == ["films, , under two hours", "amelie"]


def test_an_utterance_of_which_nothing_is_left_is_gone_with_what_was_shown_first() -> None:
    state = after_showing(say("horror"), ["alien"])
    state = say("tense", state=state)
    assert heard(dropped(state, "horror")) == ["tense"]


def test_half_of_a_negation_is_not_left_to_say_the_opposite() -> None:
    state = say("french, no horror or war")
    assert heard(dropped(state, "not horror")) == ["french,"]


def test_words_that_stand_apart_are_cut_apart() -> None:
    assert without((Utterance("seeker", "a gentle film on growing up"),), ["gentle growing"], []) == (
        Utterance("seeker", "a film on up"),
    )


def test_what_is_taken_back_in_words_is_gone() -> None:
    state = say("french films, no horror", "actually, horror is fine")
    assert "horror" not in " ".join(heard(state))


def test_a_like_that_was_taken_back_by_a_button_is_no_longer_heard() -> None:
    state = after_feedback(say("i loved heat", "french films"), "heat", "dislike")
    assert [(u.text, u.items) for u in state.said] == [("i loved", ()), ("french films", ())]
    assert after_feedback(state, "heat", "dislike") == state


def test_an_utterance_keeps_the_items_that_were_named_in_it_as_long_as_they_are_spoken_of() -> None:
    state = after_showing(say("i loved heat, french films"), ["ronin"])
    state = say("like Ronin", state=state)
    assert [u.items for u in state.said] == [("heat",), ("ronin",), ("ronin",)]
    chip = next(chip for chip in chips(state, SHELF) if chip.kind == "liked")
    state = fold(state, UserAct(Act.RECOMMEND, "without", dropped=(chip.id,)), SHELF)
    assert [u.items for u in state.said] == [(), ("ronin",), ("ronin",)]
    changed = say("i hated heat", state=say("i loved heat"))
    assert [u.items for u in changed.said] == [("heat",), ("heat",)]


def test_it_is_bounded_and_keeps_the_end() -> None:
    state = say(*(f"tense films after {1950 + n}" for n in range(MOST_SAID + 3)))
    assert heard(state)[-1] == f"tense films after {1950 + MOST_SAID + 2}"
    assert len(state.said) == MOST_SAID
    [long] = with_words((), "quiet " * 400 + "tense films")
    assert len(long.text) == LONGEST_SAID
    assert long.text.endswith("tense films")


def test_the_ranking_hears_it_and_hears_what_chose_the_screen() -> None:
    state = after_showing(say("tense films"), ["heat"])
    preferences = to_preferences(state, SHELF, lambda _: np.ones(3, np.float32), np.zeros(3, np.float32))
    assert preferences.conversation == state.said
    assert as_when_chosen(state) == replace(state, shown=(), said=say("tense films").said)
    assert as_when_chosen(DialogueState()) == DialogueState()


def test_an_items_place_is_found_by_the_conversation_that_chose_the_screen(make_bot: MakeBot) -> None:
    bot = make_bot(talk=Listener(HashingEncoder()))
    turn = Visitor(bot).say("electric kettles")
    recommending: Recommending = bot.recommending
    first = turn.cards.cards[0].recommendation  # type: ignore[union-attr]
    listed, preferences, own = recommending.standing(turn.state, first.item.id)
    assert preferences.conversation == (Utterance("seeker", "electric kettles"),)
    assert own == first == listed[0]


SAID = st.sampled_from(
    ["no horror", "a tense film", "horror or war", "no", "like Heat", "heat", "(", "so\tmuch"]
)


@given(st.lists(SAID, max_size=4), st.lists(SAID, max_size=3), st.lists(SAID, max_size=3))
def test_cutting_twice_cuts_no_more_and_leaves_nothing_of_it(
    texts: list[str], gone: list[str], held: list[str]
) -> None:
    said = tuple(Utterance("seeker", text) for text in texts)
    once = without(said, gone, held)
    assert without(once, gone, held) == once
    for utterance in once:
        assert not {word.lower() for word in utterance.text.split()} & {
            word.lower() for source in gone for word in source.split() if len(source.split()) == 1
        } - {"("}


def test_a_state_knows_the_words_of_all_that_it_holds() -> None:
    state = say("french films, something gentle, like heat")
    assert {"french", "gentle", "heat"} <= sources(state)
