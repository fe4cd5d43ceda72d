"""Why an item is there, as people read it: marks, evidence, words, changes, the path, for any explanation."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import LANGUAGES, texts
from recsys.types import EvidenceKind, Feeling
from retrieval.types import Item, Schema, Slot
from ui.present import Json
from ui.why_view import (
    change,
    marked,
    most,
    moved,
    part_label,
    supports,
    title_view,
    why_not_view,
    why_view,
)

SAY = texts("en")


def evidence(*kinds: str) -> list[Json]:
    return [
        {"id": f"e{n}", "kind": kind, "text": f"it is {kind} {n}", "source": "catalogue", "moved": 0.0}
        for n, kind in enumerate(kinds, start=1)
    ]


def explanation(**known: object) -> Json:
    """An Explanation object of which nothing is known but what is given."""
    reason = {"text": "It is old.", "writer": "template", "grounded": True, "evidence": [], "marks": []}
    return {
        "item_id": "b1", "title": "<b>Emma</b>", "score": 0.375, "contributions": [], "phrases": [], "history": [],
        "attribution": None, "evidence": [], "justification": reason, "against": [], "counterfactuals": [],
        "path": [], "prompt": None, "model": {"encoder": "E", "llm": "", "writer": "template"}, **known,
    }  # fmt: skip


def test_of_what_is_not_known_nothing_is_shown() -> None:
    view = why_view(explanation(), "why/x", SAY)
    assert [stretch.text for stretch in view.words] == ["It is old."]
    assert (view.spoke_for, view.against, view.most, view.changes, view.path) == ((), (), (), (), ())
    assert (view.phrases.rows, view.items.rows, view.lime.rows, view.parts.rows) == ((), (), (), ())


def test_parts_have_names_for_people_and_add_up() -> None:
    parts = [{"name": "words", "value": 0.5}, {"name": "my_part", "value": -0.125}]
    drawing = why_view(explanation(contributions=parts), "", SAY).parts
    assert [(bar.label, bar.number) for bar in drawing.rows] == [
        ("Fits your words", "+0.50"),
        ("My part", "−0.12"),
    ]
    assert drawing.total.number == "0.38"


def test_a_sentence_is_numbered_like_footnotes_in_its_own_order() -> None:
    marks = [
        {"start": 11, "end": 16, "evidence": ["e1", "e3"]},
        {"start": 0, "end": 6, "evidence": ["e3"]},
    ]
    stretches, numbers = marked("It old, so good yes.", marks)
    assert [(one.text, one.numbers) for one in stretches] == [
        ("It old", (1,)), (", so ", ()), ("good ", (1, 2)), ("yes.", ()),
    ]  # fmt: skip
    assert numbers == {"e3": 1, "e1": 2}


def test_a_mark_names_what_the_sentence_was_made_of_where_it_could_rest_on_more() -> None:
    marks = [
        {"start": 0, "end": 4, "evidence": ["e1", "e2", "e9"]},
        {"start": 5, "end": 9, "evidence": ["e7"]},
    ]
    stretches, numbers = marked("Heat is good", marks, {"e2"})
    assert numbers == {"e2": 1, "e7": 2}
    assert [one.numbers for one in stretches] == [(1,), (), (2,), ()]


places = st.integers(min_value=0, max_value=30)
marks = st.lists(
    st.fixed_dictionaries(
        {
            "start": places,
            "end": places,
            "evidence": st.lists(st.sampled_from(["e1", "e2", "e3"]), max_size=2),
        }
    ),
    max_size=6,
)


@given(st.text(max_size=25), marks)
def test_marks_never_change_what_is_said(text: str, placed: list[Json]) -> None:
    stretches, numbers = marked(text, placed)
    assert "".join(one.text for one in stretches) == text
    assert {n for one in stretches for n in one.numbers} == set(numbers.values())
    assert set(numbers.values()) == set(range(1, len(numbers) + 1))


def test_what_the_sentence_rests_on_comes_first_and_each_kind_is_named_once() -> None:
    rows = supports(evidence("said", "said", "fact"), {"e3": 1}, SAY)
    assert [(row.number, row.label, row.text) for row in rows] == [
        (1, "The facts", "It is fact 3."),
        (0, "Your wish", "It is said 1."),
        (0, "", "It is said 2."),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_evidence_and_every_feeling_has_its_words(language: str) -> None:
    say = texts(language)
    for kind in set(get_args(EvidenceKind)) - {"against"}:
        (row,) = supports(evidence(kind), {}, say)
        assert row.label
    told = [
        {"item_id": "x", "title": "X", "weight": 0.5, "value": 1.0, "feeling": feeling}
        for feeling in get_args(Feeling)
    ]
    notes = [bar.note for bar in why_view(explanation(history=told), "", say).items.rows]
    assert len(set(notes)) == len(told)
    assert all("50%" in note for note in notes)


def test_words_that_did_most_are_told_and_those_that_did_nothing() -> None:
    moving, still = moved([("a heist", 0.2), ("slow", -0.1), ("after 2000", 0.004), ("Heat", 0.5)])
    assert [text for text, _ in moving] == ["Heat", "a heist", "slow"]
    assert list(most(moving, still, SAY)) == [
        "“Heat” counted most for it, “slow” most against it.",
        "No difference here: “after 2000”.",
    ]
    assert list(most([("Heat", 0.5)], [], SAY)) == ["“Heat” counted most."]
    assert list(most([("slow", -0.5)], [], SAY)) == ["“slow” counted most against it."]


def test_how_the_words_were_counted_is_told_with_its_error() -> None:
    counted = {
        "method": "sampled", "base": 0, "total": 1, "error": 0.0123, "evaluations": 2048, "agrees": False,
        "note": "LIME finds another order", "lime": [{"text": "heist", "value": 0.1}],
    }  # fmt: skip
    view = why_view(explanation(attribution=counted), "", SAY)
    assert "2,048 of their combinations" in view.counting[0]
    assert "±0.012" in view.counting[0]
    assert view.counting[1] == "LIME finds another order."
    assert view.lime.rows[0].label == "heist"
    exact = why_view(explanation(attribution={**counted, "method": "exact", "error": 0.0}), "", SAY)
    assert "Counted exactly" in exact.counting[0]


def test_why_not_tells_where_an_item_falls_short_the_worst_first() -> None:
    told = {
        "text": "Emma: it scored less.", "last": {"item_id": "y", "title": "Ivanhoe", "score": 1.0},
        "parts": [
            {"name": "words", "value": 0.2, "last": 0.5}, {"name": "popularity", "value": 0.4, "last": 0.1},
            {"name": "liked", "value": 0.1, "last": 0.1},
        ],
        "nearest": [{"text": "without “old”, it would be at place 1", "do": {"drop": "c"}}],
    }  # fmt: skip
    view = why_not_view(told, SAY)
    assert [(bar.label, bar.number) for bar in view.parts.rows] == [
        ("Fits your words", "−0.30"),
        ("How well known it is", "+0.30"),
    ]
    assert "Ivanhoe" in view.beside
    assert view.changes[0].do == {"drop": "c"}
    assert why_not_view({**told, "parts": [], "last": None, "nearest": []}, SAY).parts.rows == ()


@pytest.mark.parametrize(
    ("do", "press"),
    [
        ({"drop": "c"}, "Do without it"),
        ({"say": "under two hours"}, "Say “under two hours”"),
        ({"feel": {"item": "x", "kind": "like"}}, "Press “Like”"),
        ({"all": [{"drop": "c"}, {"drop": "d"}]}, "Do all of that"),
        (None, ""),
    ],
)
def test_a_change_has_a_button_where_it_can_be_made(do: Json | None, press: str) -> None:
    told = {"text": "without “no horror”, X would come first", "do": do}
    assert (change(told, SAY).text, change(told, SAY).press) == (
        "Without “no horror”, X would come first.",
        press,
    )


def test_a_part_that_the_product_does_not_know_keeps_its_name() -> None:
    assert part_label("shelf_life", SAY) == "Shelf life"


def test_titles_of_one_name_are_told_apart() -> None:
    schema = Schema((Slot("out", "number", "year", role="released"),))
    assert title_view(Item("x", "Emma", {"out": 1815.0}), schema).detail == "1815"
    assert title_view(Item("x", "Emma", {}), schema).detail == ""
