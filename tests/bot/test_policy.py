"""When a question is asked, which, and that its answers are understood."""

from __future__ import annotations

import numpy as np

from bot.policy import Policy, information
from bot.state import fold
from bot.types import DialogueState, Mention
from recsys.types import SoftPreference
from retrieval.types import Candidate, Constraint
from tests.bot.shelves import FILM_SCHEMA, FILMS, ListShelf, film, reader

SHELF = ListShelf(FILM_SCHEMA, FILMS)
GENRES = ("comedy", "horror", "western", "war")
CANDIDATES = [
    Candidate(
        film(f"f{i}", f"Film {i}", 2000, 100, "A B", (), (GENRES[i % 4],), moods=("dark",)),
        np.zeros(3, np.float32),
    )
    for i in range(40)
]


def test_an_open_ask_is_answered_with_the_question_that_splits_best():
    question = Policy(SHELF).question(DialogueState(), CANDIDATES)
    assert question is not None
    assert question.slot == "genres"
    assert sorted(question.answers) == sorted(GENRES)


def test_the_answers_are_understood_as_what_they_say():
    question = Policy(SHELF).question(DialogueState(), CANDIDATES)
    assert question is not None
    understanding = reader(SHELF)
    for answer in question.answers:
        act = understanding.understand(DialogueState(asked=(question.slot,)), answer)
        assert [(c.slot, c.value) for c in act.constraints] == [("genres", answer)]


def test_nothing_is_asked_when_enough_is_known():
    policy = Policy(SHELF)
    known = DialogueState(
        constraints=(Constraint("year", ">", 2000.0, ""), Constraint("runtime", "<", 120.0, ""))
    )
    assert policy.question(known, CANDIDATES) is None
    assert policy.question(DialogueState(like_this=(Mention("heat", ""),)), CANDIDATES) is None
    wishes = DialogueState(
        soft=(SoftPreference("moods", "dark", 1, ""), SoftPreference("moods", "epic", 1, ""))
    )
    assert policy.question(wishes, CANDIDATES) is None


def test_no_slot_is_asked_twice_and_no_more_than_two_questions():
    policy = Policy(SHELF)
    assert policy.question(DialogueState(asked=("genres",)), CANDIDATES) is None  # nothing else splits these
    assert policy.question(DialogueState(asked=("moods", "themes")), CANDIDATES) is None
    assert policy.question(DialogueState(), CANDIDATES[:1]) is None


def test_an_even_split_tells_most():
    slot = FILM_SCHEMA.slot("genres")
    even = information(slot, GENRES, CANDIDATES)
    skewed = information(slot, GENRES, [*CANDIDATES[::4], *CANDIDATES[1:3]])
    assert even == 2.0
    assert skewed < even
    assert information(slot, ("sport",), CANDIDATES) == 0.0


def test_an_answer_about_origin_or_topic_is_a_phrase():
    countries = ("France", "Japan", "Italy")
    candidates = [
        Candidate(
            film(f"c{i}", f"C {i}", 2000, 100, "A B", (), ("drama",), countries[i % 3]),
            np.zeros(3, np.float32),
        )
        for i in range(30)
    ]
    question = Policy(SHELF).question(DialogueState(), candidates)
    assert question is not None
    assert question.slot == "countries"
    understanding = reader(SHELF)
    for answer in question.answers:
        state = fold(DialogueState(), understanding.understand(DialogueState(), answer), SHELF)
        assert [c.slot for c in state.constraints] == ["countries"]
