"""What people did, told as conversations without words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recsys.dialogues import Dialogue, mentioned
from recsys.sessions import LONGEST, UNWANTED, Interaction, sessions_of


def did(
    item: str, value: float = 1.0, *, user: str = "u", kind: str = "click", time: float | None = None
) -> Interaction:
    return Interaction(user, item, kind, value, time)


def items(*done: Interaction) -> list[tuple[str, ...]]:
    return [mentioned(session.utterances) for session in sessions_of(done)]


def test_it_is_told_oldest_first_whatever_the_order_of_the_file() -> None:
    assert items(did("b", time=20), did("c", time=30), did("a", time=10)) == [("a", "b", "c")]


def test_without_times_the_order_of_the_file_counts() -> None:
    assert items(did("b"), did("a"), did("c")) == [("b", "a", "c")]


def test_a_rating_tells_of_wanting_where_it_is_at_least_that_users_mean() -> None:
    strict = [did(item, value, kind="rating") for item, value in (("a", 1), ("b", 2), ("c", 3))]
    mild = [did(item, value, kind="rating", user="v") for item, value in (("a", 3), ("b", 5), ("c", 5))]
    assert items(*strict, *mild) == [("b", "c"), ("b", "c")]


def test_who_rates_everything_alike_wants_everything() -> None:
    assert items(did("a", 0.1, kind="rating"), did("b", 0.1, kind="rating")) == [("a", "b")]


def test_what_was_turned_down_is_not_wanted() -> None:
    turned_down = [did(f"no {kind}", kind=kind) for kind in sorted(UNWANTED)]
    assert items(did("a", kind="like"), *turned_down, did("b", kind="buy")) == [("a", "b")]
    assert sessions_of(turned_down) == ()


def test_an_item_is_told_once_where_it_came_first() -> None:
    assert items(did("a"), did("b"), did("a")) == [("a", "b")]


def test_a_long_history_is_told_in_sessions() -> None:
    told = sessions_of([did(f"i{n}", time=n) for n in range(2 * LONGEST + 3)])
    assert [len(session.utterances) for session in told] == [LONGEST, LONGEST, 3]
    assert len({session.id for session in told}) == 3
    assert told[1].utterances[0].items == (f"i{LONGEST}",)


def test_each_item_is_recommended_without_a_word() -> None:
    [session] = sessions_of([did("a"), did("b")])
    assert [(u.role, u.text, u.items) for u in session.utterances] == [
        ("recommender", "", ("a",)),
        ("recommender", "", ("b",)),
    ]


done = st.builds(
    Interaction,
    st.sampled_from(("u", "v", "w")),
    st.integers(0, 60).map(str),
    st.sampled_from(("rating", "click", *sorted(UNWANTED))),
    st.floats(-5, 5),
    st.none() | st.floats(0, 1e9),
)


@given(st.lists(done, max_size=80))
def test_users_are_never_mixed_and_no_session_is_empty_or_too_long(all_done: list[Interaction]) -> None:
    told: tuple[Dialogue, ...] = sessions_of(all_done)
    assert len({session.id for session in told}) == len(told)
    for session in told:
        assert 1 <= len(session.utterances) <= LONGEST
        user = session.id.split()[1].split("/")[0]
        assert {*mentioned(session.utterances)} <= {each.item for each in all_done if each.user == user}
