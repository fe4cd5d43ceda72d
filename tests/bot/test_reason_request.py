"""How evidence becomes a call to a model: a stable beginning, an opening that ties, few facts, bound words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reason_request import FIRST, SECOND, once_more, one_line, reason_task, said
from prompts.registry import Prompts
from recsys.types import Evidence
from retrieval.catalog import Catalogue
from retrieval.types import Item
from tests.benchmarks.wishes import Wish, wishes

REASON = Prompts.load().get("reason")
KETTLE = Item("k1", "Brook", {})
LIKED = "like One, and Two, which you liked, it is small"


@pytest.fixture(scope="module")
def wished() -> list[Wish]:
    catalogue = Catalogue.load(Path(__file__).parents[2] / "retrieval" / "demo")
    return list(wishes(catalogue.schema, catalogue.items(), 80, seed=1))


def test_every_statement_about_an_item_is_taken_apart(wished: list[Wish]) -> None:
    """Holds this to the form in which evidence is written; prose is left whole."""
    parts = 0
    for wish in wished:
        prose = {slot for slot in ("summary",) if wish.item.texts(slot)}
        for one in wish.evidence:
            if one.kind in ("said", "liked", "fact") and one.slot not in prose:
                part = said(one)
                assert part is not None, one.text
                assert part.predicate in one.text
                assert one.text.startswith(part.lead)
                parts += 1
    assert parts > 100


def test_everything_before_the_item_is_the_same_in_every_call(wished: list[Wish]) -> None:
    calls = [reason_task(REASON, one.item, one.evidence, FIRST).request.messages for one in wished]
    assert len({messages[:-2] for messages in calls}) == 1
    assert len({messages[-2:] for messages in calls}) > 70


def test_the_opening_says_what_was_asked_in_the_visitors_words(wished: list[Wish]) -> None:
    asked = [wish for wish in wished if any(one.kind == "said" for one in wish.evidence)]
    assert asked
    for wish in asked:
        opening = reason_task(REASON, wish.item, wish.evidence, FIRST).request.messages[-1]
        assert opening[0] == "assistant"
        assert "“" in opening[1]
        assert opening[1].endswith(one_line(wish.item.title))


def test_all_wishes_of_the_opening_are_among_the_facts_and_all_facts_may_be_said(wished: list[Wish]) -> None:
    for wish in wished:
        for attempt in (FIRST, SECOND):
            task = reason_task(REASON, wish.item, wish.evidence, attempt)
            assert set(task.wishes) <= set(task.facts)
            assert len(task.facts) <= attempt.facts
            told = task.request.messages[-1][1]
            left = [fact for fact in task.facts if fact not in told]
            said_words = {word.strip(",") for fact in left for word in fact.split()}
            assert said_words <= set(task.request.words)


def test_a_liked_item_opens_where_nothing_was_asked() -> None:
    evidence = (
        Evidence(
            "e1",
            "liked",
            "like One, and Two, which you liked, it is small",
            "size",
            ("small",),
            ("One, and Two",),
        ),
        Evidence("e2", "fact", "it is a kettle made by Alder", "maker", ("Alder",)),
    )
    task = reason_task(REASON, KETTLE, evidence, FIRST)
    assert task.request.messages[-1][1] == "Like One, and Two, which you liked, Brook"
    assert task.facts == ("is a kettle made by Alder", "is small")
    second = reason_task(REASON, KETTLE, evidence, SECOND).request.messages[-1][1]
    assert second == "Like One, and Two, which you liked, Brook is small and is"


def test_without_evidence_the_item_still_opens() -> None:
    task = reason_task(REASON, KETTLE, (), SECOND)
    assert task.request.messages[-1][1] == "Brook"
    assert task.facts == ()


def test_the_second_question_shows_the_first_answer_instead_of_the_opening() -> None:
    request = reason_task(REASON, KETTLE, (), FIRST).request
    again = once_more(Prompts.load().get("again"), request, "Brook is best.", ("best (no\nevidence)",))
    assert again.messages[:-2] == request.messages[:-1]
    assert again.messages[-2] == ("assistant", "Brook is best.")
    assert "best (no evidence)" in again.messages[-1][1]


@given(st.text())
def test_what_others_wrote_adds_no_line_and_no_mark(text: str) -> None:
    assert len(one_line(f"a{text}b").splitlines()) == 1
    assert not set(one_line(text)) & set("<>\n\r")
