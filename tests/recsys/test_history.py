"""The items named in a conversation, and how each was spoken of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dialogues import Utterance
from recsys.history import FEELINGS, MOST, ROLES, feeling_of, history

ROWS = {f"i{n}": n for n in range(3 * MOST)}
utterances = st.builds(
    Utterance,
    st.sampled_from(("seeker", "recommender")),
    st.sampled_from(("", "I love it", "boring", "and?")),
    st.lists(st.sampled_from((*ROWS, "elsewhere")), max_size=4).map(tuple),
)


def seeker(text: str, *items: str) -> Utterance:
    return Utterance("seeker", text, items)


def recommender(text: str, *items: str) -> Utterance:
    return Utterance("recommender", text, items)


def feelings(*said: Utterance) -> dict[int, str]:
    return {each.row: FEELINGS[each.feeling] for each in history(said, ROWS)}


def test_an_item_counts_once_where_it_was_named_last() -> None:
    found = history((seeker("", "i1"), recommender("", "i2"), recommender("", "i1")), ROWS)
    assert [(each.row, ROLES[each.role], each.age) for each in found] == [
        (2, "recommender", 1),
        (1, "recommender", 0),
    ]


def test_items_without_a_row_are_left_out() -> None:
    assert [each.row for each in history((seeker("", "elsewhere", "i3"),), ROWS)] == [3]
    assert history((), ROWS) == ()


def test_of_a_long_history_the_last_ones_are_looked_at() -> None:
    found = history([seeker("", f"i{n}") for n in range(2 * MOST)], ROWS)
    assert [each.row for each in found] == list(range(MOST, 2 * MOST))
    assert [each.age for each in found] == list(range(MOST))[::-1]


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("I love that one", "praised"),
        ("My FAVORITE, really", "praised"),
        ("Had it yesterday", "only named"),
        ("", "only named"),
        ("I hated it", "blamed"),
        ("It was not very good", "blamed"),
        ("I don't really like it", "blamed"),
        ("I didn’t enjoy that", "blamed"),
        ("it wasnt great", "blamed"),
        ("I want good ones", "praised"),
        ("Great start, boring end", "blamed"),
        ("badminton, likewise", "only named"),
    ],
)
def test_praise_and_blame_are_told_apart(text: str, feeling: str) -> None:
    assert FEELINGS[feeling_of(text)] == feeling


def test_what_a_seeker_says_of_an_item_stands_with_its_name() -> None:
    assert feelings(seeker("I love this", "i1"), seeker("That was terrible", "i2")) == {
        1: "praised",
        2: "blamed",
    }


def test_a_suggestion_is_felt_about_in_the_answer_and_not_in_its_own_words() -> None:
    assert feelings(recommender("A great one", "i1"), seeker("I hate it")) == {1: "blamed"}
    assert feelings(recommender("A great one", "i1"), seeker("Loved it")) == {1: "praised"}
    assert feelings(recommender("A great one", "i1")) == {1: "only named"}
    assert feelings(recommender("A great one", "i1"), recommender("awful, no?")) == {1: "only named"}


@given(st.lists(utterances, max_size=30))
def test_any_conversation_gives_each_item_once_newest_last(said: list[Utterance]) -> None:
    found = history(said, ROWS)
    rows = [each.row for each in found]
    assert len(rows) == len(set(rows)) <= MOST
    assert [each.age for each in found] == list(range(len(found)))[::-1]
    assert {each.role for each in found} <= set(range(len(ROLES)))
    named = [ROWS[item] for each in said for item in each.items if item in ROWS]
    assert rows == [row for k, row in enumerate(named) if row not in named[k + 1 :]][-MOST:]
