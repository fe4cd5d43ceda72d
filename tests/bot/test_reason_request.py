"""How evidence becomes a call to a model: a stable beginning, an opening that ties, few facts, bound words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrasing.reason_request import FIRST, SECOND, once_more, one_line, reason_task, said
from bot.phrasing.wording import faults
from prompts.registry import Prompts
from recsys.grounding import Checker
from recsys.types import Evidence
from retrieval.catalog import Catalogue
from retrieval.types import Item
from tests.benchmarks.wishes import Wish, wishes

REASON = Prompts.load().get("reason", 1)
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


def test_the_opening_says_what_was_asked_or_named(wished: list[Wish]) -> None:
    asked = [wish for wish in wished if any(one.kind == "said" for one in wish.evidence)]
    assert asked
    ways = set()
    for wish in asked:
        role, opening = reason_task(REASON, wish.item, wish.evidence, FIRST).request.messages[-1]
        assert role == "assistant"
        assert opening.endswith(one_line(wish.item.title))
        ways.add(opening.split()[0])
    assert {"You", "Like"} <= ways


def test_every_sentence_it_may_say_speaks_of_every_wish_and_reads_on_from_the_opening(
    wished: list[Wish],
) -> None:
    checked = 0
    for wish in wished:
        for attempt in (FIRST, SECOND):
            task = reason_task(REASON, wish.item, wish.evidence, attempt)
            opening = task.request.messages[-1][1]
            assert [opening + choice for choice in task.request.choices] == list(task.sentences)
            for sentence in task.sentences:
                assert not list(faults(sentence, task, strict=True)), sentence
                checked += 1
    assert checked > 200


def test_every_sentence_it_may_say_is_supported_by_its_evidence(wished: list[Wish]) -> None:
    catalogue = Catalogue.load(Path(__file__).parents[2] / "retrieval" / "demo")
    checker = Checker(catalogue.schema, catalogue.items())
    for wish in wished[:40]:
        for sentence in reason_task(REASON, wish.item, wish.evidence, FIRST).sentences[:6]:
            verdict = checker.check(sentence, wish.item, wish.evidence)
            assert verdict.supported, (sentence, verdict.problems)


def test_a_liked_item_opens_and_only_what_is_shared_stands_beside_it() -> None:
    evidence = (
        Evidence("e1", "liked", LIKED, "size", ("small",), ("One, and Two",)),
        Evidence("e2", "fact", "it is a kettle made by Alder", "maker", ("Alder",)),
        Evidence(
            "e3", "said", "you asked for “quiet” and it is quiet in use", "noise", ("quiet",), (), "quiet"
        ),
    )
    task = reason_task(REASON, KETTLE, evidence, FIRST)
    assert task.sentences == (
        "Like One, and Two, which you liked, Brook is small, and it is quiet in use, as you asked.",
    )
    assert reason_task(REASON, KETTLE, evidence, SECOND).sentences == (
        "You asked for “quiet”, and Brook is a kettle made by Alder that is quiet in use.",
        "You asked for “quiet”, and Brook is quiet in use.",
    )


def test_what_cannot_be_asked_for_is_not_quoted_as_asked_for() -> None:
    hated = Evidence(
        "e1", "said", "you asked for “hate red” and it is not red", "colour", ("not red",), (), "hate red"
    )
    assert reason_task(REASON, KETTLE, (hated,), FIRST).sentences == ("Brook is not red, as you asked.",)


@pytest.mark.parametrize(("ask", "verb"), [("nothing noisy", "asked for"), ("don't want noise", "said")])
def test_where_a_wish_is_met_by_degree_it_is_quoted_for_them_to_judge(ask: str, verb: str) -> None:
    evidence = (
        Evidence("e1", "said", f"you asked for “{ask}” and it has mild noise", "noise", ("mild",), (), ask),
        Evidence("e2", "liked", LIKED, "size", ("small",), ("One, and Two",)),
    )
    assert reason_task(REASON, KETTLE, evidence, FIRST).sentences == (
        f"Like One, and Two, which you liked, Brook is small; you {verb} “{ask}”, and it has mild noise.",
    )
    assert reason_task(REASON, KETTLE, evidence, SECOND).sentences == (
        f"You {verb} “{ask}”, and Brook has mild noise.",
    )


def test_without_evidence_the_item_still_opens_and_there_is_nothing_to_say() -> None:
    task = reason_task(REASON, KETTLE, (), SECOND)
    assert task.request.messages[-1][1] == "Brook"
    assert task.facts == task.sentences == ()


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
