"""What every bot.ports.Store keeps to, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ConversationBusy, UnknownConversation
from bot.ports import Store
from bot.store import SqliteStore
from bot.types import (
    Act,
    Card,
    Cards,
    Critique,
    DialogueState,
    Feedback,
    Justified,
    Mention,
    Missing,
    PromptUse,
    Question,
    Timings,
    Turn,
    UserAct,
)
from recsys.dialogues import Utterance
from recsys.types import Contribution, Evidence, Justification, Recommendation, SoftPreference
from retrieval.types import Constraint, Item, Step

PROMPT = PromptUse("reason", 1, "0a1b", "small-model")


@pytest.fixture(params=[SqliteStore])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    make: Callable[..., SqliteStore] = request.param
    made = make(tmp_path / "store.db", now=lambda: 1000.0)
    yield made
    made.close()


def a_card(item_id: str = "a", rank: int = 1) -> Card:
    item = Item(
        item_id, f"Title {item_id}", {"year": 1995.0, "genres": ("crime", "drama"), "maker": "X"}, ("T",)
    )
    evidence = (
        Evidence("e1", "said", "you asked for crime", "genres", ("crime",), source="crime", moved=0.5),
        Evidence("e2", "liked", "you liked Y", titles=("Y",)),
    )
    parts = (Contribution("words", 0.5), Contribution("taste", 0.25))
    return Card(
        Recommendation(item, rank, 0.75, parts),
        evidence,
        Justification("It is crime.", "template", evidence[:1]),
    )


def a_turn(index: int = 0, text: str = "crime", *items: str) -> Turn:
    cards = tuple(a_card(item, rank) for rank, item in enumerate(items or ("a", "b"), start=1))
    limit = Constraint("year", ">=", 1990, "since 1990")
    act = UserAct(
        Act.CRITIQUE, text, text, (limit, Constraint("genres", "in", ("crime", "noir"), "crime")),
        (SoftPreference("mood", 2.0, -1.0, "lighter"),), (Critique("runtime", "less", "shorter"),),
        (Mention("m", "Em"),), missing=(Missing("title", "Zed", ("a",)),), wanted_count=2,
    )  # fmt: skip
    said = (Utterance("seeker", text), Utterance("recommender", items=("a", "b")))
    state = DialogueState((text,), (limit,), on_screen=("a", "b"), shown=("a", "b"), focus="a", said=said)
    return Turn(
        index, text, act, state, "Here are 2.", "trace", 12.5,
        Cards("relaxed", cards, (limit,), (Step("filter", 9, 2, "x"),), Timings(1, 2, 3, 4), "trace"),
        tuple(Justified(card.recommendation.item.id, card.reason) for card in cards),
        Question("Which?", "genres", ("crime", "noir")), PROMPT, Timings(1.5, 2.5, 3.5, 4.5),
    )  # fmt: skip


def test_a_turn_comes_back_as_it_was_stored(store: Store) -> None:
    conversation_id, token = store.create("u", "en")
    turns = (
        a_turn(0),
        a_turn(1, "more", "c"),
        replace(a_turn(2), cards=None, justifications=(), prompt=None),
    )
    for turn in turns:
        store.add_turn(conversation_id, turn)
    opened = store.open(conversation_id, token)
    assert opened.turns == turns
    assert (opened.id, opened.user_id, opened.language, opened.created) == (
        conversation_id,
        "u",
        "en",
        1000.0,
    )
    assert opened == store.load(conversation_id)


any_text = st.text(max_size=60)
any_number = st.floats(allow_nan=False, allow_infinity=False)


@given(any_text, any_text, any_number, st.one_of(any_text, any_number, st.lists(any_text).map(tuple)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_any_text_and_number_survives_the_store(
    store: Store, text: str, title: str, number: float, value: str | float | tuple[str, ...]
) -> None:
    card = a_card()
    item = Item("a", title, {text: value}, (text,), text)
    shown = replace(card.recommendation, item=item, score=number, contributions=(Contribution(text, number),))
    evidence = (Evidence("e1", "fact", text, title, (text, title), (title,), text, number),)
    said = Justification(text, "llm", evidence)
    turn = replace(a_turn(), text=text, reply=title)
    turn = replace(
        turn,
        act=replace(turn.act, text=text, constraints=(Constraint(text, "=", value, title),)),
        cards=turn.cards
        and replace(turn.cards, cards=(replace(card, recommendation=shown, evidence=evidence),)),
        justifications=(Justified("a", said),),
    )
    conversation_id, token = store.create(text, "en")
    store.add_turn(conversation_id, turn)
    store.add_feedback(conversation_id, Feedback(text, "rating", 1.0, number))
    opened = store.open(conversation_id, token)
    assert opened.turns == (turn,)
    assert opened.user_id == text
    assert opened.feedback == (Feedback(text, "rating", 1.0, number, 0),)


def test_a_written_reason_replaces_the_template_of_that_item_alone(store: Store) -> None:
    conversation_id, _ = store.create("", "en")
    store.add_turn(conversation_id, a_turn())
    said = Justification("Because it is a crime story.", "llm", a_card().evidence)
    store.add_justification(conversation_id, 0, Justified("b", said), PROMPT)
    first, second = store.load(conversation_id).turns[0].justifications
    assert first == Justified("a", a_card().reason)
    assert second == Justified("b", said)


def test_a_reason_for_a_turn_that_was_forgotten_is_not_kept(store: Store) -> None:
    conversation_id, _ = store.create("", "en")
    store.add_turn(conversation_id, a_turn())
    store.forget(conversation_id)
    store.add_justification(conversation_id, 0, Justified("a", a_card().reason), PROMPT)
    assert store.load(conversation_id).turns == ()


def test_feedback_says_which_turn_it_followed(store: Store) -> None:
    conversation_id, _ = store.create("", "en")
    store.add_feedback(conversation_id, Feedback("a", "click", 1.0, turn_index=77))
    store.add_turn(conversation_id, a_turn(0))
    store.add_turn(conversation_id, a_turn(1))
    store.add_feedback(conversation_id, Feedback("a", "rating", 2.0, 4.5))
    given_ = store.load(conversation_id).feedback
    assert given_ == (Feedback("a", "click", 1.0, None, -1), Feedback("a", "rating", 2.0, 4.5, 1))


def test_an_index_that_is_taken_or_leaves_a_gap_is_busy_and_stores_nothing(store: Store) -> None:
    conversation_id, _ = store.create("", "en")
    store.add_turn(conversation_id, a_turn(0))
    for index in (0, 2):
        with pytest.raises(ConversationBusy):
            store.add_turn(conversation_id, a_turn(index, "second"))
    assert [turn.text for turn in store.load(conversation_id).turns] == ["crime"]


def test_only_its_own_token_opens_a_conversation_and_the_answer_does_not_tell_which_was_wrong(
    store: Store,
) -> None:
    conversation_id, token = store.create("u", "en")
    other_id, other_token = store.create("u", "en")
    assert token != other_token
    said = set()
    for id_, wrong in ((conversation_id, other_token), (conversation_id, ""), ("nowhere", token), ("", "")):
        with pytest.raises(UnknownConversation) as caught:
            store.open(id_, wrong)
        said.add(str(caught.value))
    assert len(said) == 1
    assert store.open(other_id, other_token).id == other_id


def test_what_is_unknown_takes_nothing(store: Store) -> None:
    for write in (
        lambda: store.add_turn("nowhere", a_turn()),
        lambda: store.add_feedback("nowhere", Feedback("a", "like", 1.0)),
        lambda: store.forget("nowhere"),
        lambda: store.load("nowhere"),
    ):
        with pytest.raises(UnknownConversation):
            write()


def test_forgetting_takes_what_the_token_opens_and_nothing_of_others(store: Store) -> None:
    mine, mine_too = (store.create("me", "en")[0] for _ in range(2))
    yours = store.create("you", "en")[0]
    for conversation_id in (mine, mine_too, yours):
        store.add_turn(conversation_id, a_turn())
        store.add_feedback(conversation_id, Feedback("a", "like", 1.0))
    store.forget(mine)
    kept = store.load(mine)
    assert (kept.turns, kept.feedback, kept.user_id) == ((), (), "")
    for conversation_id, user in ((mine_too, "me"), (yours, "you")):  # an id anybody can claim opens nothing
        kept = store.load(conversation_id)
        assert (len(kept.turns), len(kept.feedback), kept.user_id) == (1, 1, user)


def test_a_forgotten_conversation_goes_on_from_the_beginning(store: Store) -> None:
    conversation_id, token = store.create("me", "en")
    store.add_turn(conversation_id, a_turn())
    store.forget(conversation_id)
    store.add_turn(conversation_id, a_turn(0, "again"))
    assert [turn.text for turn in store.open(conversation_id, token).turns] == ["again"]
