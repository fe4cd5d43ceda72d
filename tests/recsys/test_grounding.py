"""A sentence is said only if its evidence supports every word of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recsys import lexicon
from recsys.grounding import Checker, Verdict
from recsys.types import Evidence
from tests.recsys.worlds import COLLATERAL, FILM_ITEMS, FILMS, WORLDS, film

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "grounding_cases.jsonl").read_text(encoding="utf-8").splitlines()
]
CHECKERS = {name: Checker(world.schema, world.items) for name, world in WORLDS.items()}


def check(world: str, sentence: str) -> Verdict:
    return CHECKERS[world].check(sentence, WORLDS[world].item, WORLDS[world].evidence)


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_no_unsupported_sentence_of_the_bank_is_accepted(world: str) -> None:
    false = [case for case in CASES if case["world"] == world and not case["supported"]]
    assert len(false) >= 30
    assert [(c["sentence"], c["why"]) for c in false if check(world, c["sentence"]).supported] == []


def test_nearly_every_honest_sentence_of_the_bank_is_accepted() -> None:
    honest = [case for case in CASES if case["supported"]]
    refused = [case["sentence"] for case in honest if not check(case["world"], case["sentence"]).supported]
    assert len(honest) >= 80
    assert len(refused) <= 0.03 * len(honest), refused


def test_an_accepted_sentence_names_the_evidence_it_rests_on_and_a_refused_one_its_problems() -> None:
    for case in CASES:
        verdict = check(case["world"], case["sentence"])
        assert bool(verdict.problems) != verdict.supported
        if verdict.supported:
            assert verdict.used
            assert set(verdict.used) <= {evidence.id for evidence in WORLDS[case["world"]].evidence}


def marked(world: str, sentence: str) -> list[tuple[str, str]]:
    return [(sentence[m.start : m.end], " ".join(m.evidence)) for m in check(world, sentence).marks]


def test_marks_say_which_words_rest_on_which_evidence() -> None:
    said = (
        "You asked for “under two hours”: it runs 119 minutes, and it is a tense crime film by Michael Mann."
    )
    assert marked("collateral", said) == [
        ("“under two hours”", "e2"),
        ("119 minutes", "e2"),
        ("tense", "e7"),
        ("crime", "e3"),
        ("Michael Mann", "e4"),
    ]
    assert marked("totoro", "It isn't scary.") == [("isn't scary", "e2")]
    assert marked("totoro", "It is quite scary.") == []


def test_marks_are_in_order_apart_and_name_all_evidence_that_is_used() -> None:
    for case in CASES:
        verdict = check(case["world"], case["sentence"])
        ends = [0, *(mark.end for mark in verdict.marks)]
        assert all(m.start < m.end <= len(case["sentence"]) for m in verdict.marks)
        assert all(end <= mark.start for end, mark in zip(ends, verdict.marks, strict=False))
        resting = {one for mark in verdict.marks for one in mark.evidence}
        assert resting == (set(verdict.used) if verdict.supported else set())


ACCEPTED = [c for c in CASES if c["supported"] and check(c["world"], c["sentence"]).supported]
FOREIGN = (
    "Vera Lindqvist",
    "Oslo",
    "4711",
    "1977",
    "13 euros",
    "Xanadu",
    "splendid",
    "Oscar",
    "never",
    "Al Pacino",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "You said “no never horror”, and this is a family film.",
        "You said “horror no”, and this is a family film.",
        "You said “no more horror”, and this is a family film.",
        'You said "horror", and this is a family film.',
        "You asked for nothing like horror, and this is a family film.",
        "You asked for no no horror, and this is a family film.",
        "You said no “no horror”, and this is a family film.",
    ],
)
def test_quotation_marks_hold_the_visitors_exact_words(sentence: str) -> None:
    assert check("totoro", "You said “no horror”, and this is a family film.").supported
    assert not check("totoro", sentence).supported


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(ACCEPTED), st.sampled_from(FOREIGN), st.data())
def test_one_foreign_word_anywhere_makes_a_sentence_unsupported(
    case: dict[str, str], foreign: str, data: st.DataObject
) -> None:
    parts = case["sentence"].split(" ")
    # Not inside a title or number, where it would only make another, equally foreign one.
    where = data.draw(st.integers(1, len(parts) - 1))
    sentence = " ".join([*parts[:where], foreign, *parts[where:]])
    assert not check(case["world"], sentence).supported


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(ACCEPTED), st.sampled_from(sorted(WORLDS)))
def test_a_sentence_with_a_claim_does_not_pass_on_another_items_evidence(
    case: dict[str, str], other: str
) -> None:
    if other != case["world"]:
        assert not check(other, case["sentence"]).supported


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(ACCEPTED))
def test_the_same_sentence_without_any_evidence_is_refused(case: dict[str, str]) -> None:
    world = WORLDS[case["world"]]
    assert not CHECKERS[case["world"]].check(case["sentence"], world.item, ()).supported


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_a_verdict_and_none_of_it_is_believed(text: str) -> None:
    verdict = check("collateral", text)
    assert bool(verdict.problems) != verdict.supported


LISTS = [words for words in vars(lexicon).values() if isinstance(words, frozenset)]
OURS = sorted(
    {" ".join((word,) if isinstance(word, str) else word) for words in LISTS for word in words}
    | {word for case in ACCEPTED for word in case["sentence"].split()}
)
"""Words that mean something to the checker, and those of whole sentences."""


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(WORLDS)), st.lists(st.sampled_from(OURS), max_size=8))
@example(sorted(WORLDS)[0], ["It", "is", "your"])
def test_any_words_that_mean_something_get_a_verdict(world: str, said: list[str]) -> None:
    verdict = check(world, " ".join(said))
    assert verdict.supported != bool(verdict.problems)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(ACCEPTED), st.integers(0, 9))
def test_another_digit_makes_another_claim(case: dict[str, str], digit: int) -> None:
    found = re.search(r"\d{3,}", case["sentence"])
    if found is None:
        return
    end = found.end() - 1
    changed = case["sentence"][:end] + str(digit) + case["sentence"][end + 1 :]
    # "under 40 euros" stays true of another number; an exact one does not.
    if changed != case["sentence"]:
        assert not check(case["world"], changed).supported


def one(sentence: str, *evidence: Evidence) -> Verdict:
    return Checker(FILMS, FILM_ITEMS).check(sentence, COLLATERAL, evidence)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("It was directed by Quentin Tarantino.", "name"),
        ("It was directed by Al Pacino.", "name"),
        ("It is from 2005.", "number"),
        ("It is a comedy from 2004.", "value"),
        ("It is longer.", "comparison"),
        ("You adore it.", "visitor"),
        ("It is not from 2004.", "negation"),
        ("It is gripping.", "word"),
        ("It has no scares.", "negation"),
        ("It is bloody.", "level"),
        ("It is like Up from 2004.", "name"),
        ("I saw it in 2004.", "self"),
        ("It fits as well.", "empty"),
    ],
)
def test_a_problem_says_what_kind_it_is(sentence: str, kind: str) -> None:
    verdict = one(sentence, Evidence("e1", "fact", "it is from 2004", "year", ("2004",), (), "catalogue"))
    assert kind in {problem.kind for problem in verdict.problems}
    assert all(problem.why for problem in verdict.problems)


def fact(text: str, slot: str, *values: str) -> Evidence:
    return Evidence("e1", "fact", text, slot, values, (), "catalogue")


@pytest.mark.parametrize(
    ("sentence", "minutes", "true"),
    [
        ("It runs two hours.", "120 min", True),
        ("It runs two and a half hours.", "150 min", True),
        ("It runs an hour and a half.", "90 min", True),
        ("It runs half an hour.", "30 min", True),
        ("It runs 1 hour and 5 minutes.", "65 min", True),
        ("It runs 1h05.", "65 min", True),
        ("It runs ninety-five minutes.", "95 min", True),
        (
            "It runs one hundred minutes.",
            "100 min",
            True,
        ),
        ("It runs about two hours.", "118 min", True),
        ("It runs about two hours.", "131 min", False),
        ("It runs two hours or less.", "119 min", True),
        ("It runs no longer than two hours.", "120 min", True),
        ("It runs over two hours.", "120 min", False),
        ("It runs nearly two hours.", "117 min", True),
        ("It runs just over two hours.", "123 min", True),
        ("It runs at least 90 minutes.", "90 min", True),
    ],
)
def test_a_length_may_be_said_in_any_true_way(sentence: str, minutes: str, true: bool) -> None:
    verdict = one(sentence, fact(f"it is {minutes} long", "runtime", minutes))
    assert verdict.supported is true


def test_a_decade_is_true_of_its_years_only() -> None:
    nineties = fact("it is from 1995", "year", "1995")
    assert one("It is from the 90s.", nineties).supported
    assert one("It is from the 1990s.", nineties).supported
    assert one("It is from the nineties.", nineties).supported
    assert not one("It is from the 80s.", nineties).supported
    assert not one("It is from the 2000s.", nineties).supported


def test_a_synonym_of_the_schema_says_what_its_value_says() -> None:
    genre = fact("it is a sci-fi film", "genres", "sci-fi")
    assert one("It is a science fiction movie.", genre).supported
    assert one("It is a science-fiction film.", genre).supported
    assert not one("It is a fantasy film.", genre).supported


@pytest.mark.parametrize(
    ("sentence", "level", "true"),
    [
        ("It has no violence.", "no", True),
        ("It has no violence.", "mild", False),
        ("It has mild violence.", "mild", True),
        ("It has little violence.", "mild", True),
        ("It is not too violent.", "mild", True),
        ("It is not violent.", "mild", False),
        ("It is violent.", "strong", True),
        ("It is violent.", "mild", False),
        ("It is bloodless.", "no", True),
        ("Its violence is mild.", "mild", True),
        ("Its violence is strong.", "mild", False),
        ("It has violence.", "no", False),
    ],
)
def test_a_level_is_said_as_it_is(sentence: str, level: str, true: bool) -> None:
    assert one(sentence, fact(f"it has {level} violence", "violence", level)).supported is true


def test_levels_may_be_denied_in_a_list() -> None:
    none = (fact("it has no violence", "violence", "no"), fact("it has no scares", "fear", "no"))
    assert one("It has no violence or scares.", *none).supported


def test_a_comparison_needs_evidence_that_compares() -> None:
    longer = Evidence(
        "e1", "against", "it is 119 min long, longer than Up", "runtime", ("119 min",), ("Up",), "catalogue"
    )
    assert one("It is longer than Up.", longer).supported
    assert not one("It is shorter than Up.", longer).supported
    assert not one("It is longer than Heat.", longer).supported


def test_a_dislike_may_be_told_back_only_as_it_was_said() -> None:
    text = "like Heat, which you did not like, it is a crime film"
    against = Evidence("e1", "against", text, "genres", ("crime",), ("Heat",), "not Heat")
    assert one("Like Heat, which you did not like, it is a crime film.", against).supported
    assert not one("Like Heat, which you liked, it is a crime film.", against).supported


def test_a_person_may_be_denied_only_where_the_item_is_known_to_lack_them() -> None:
    without = fact("it is not a film with Al Pacino", "cast", "not Al Pacino")
    assert one("It is not a film with Al Pacino.", without).supported
    assert not one("It is a film with Al Pacino.", without).supported
    assert not one("It is not directed by Al Pacino.", without).supported
    assert not one("It is not a film with Robert De Niro.", without).supported


def test_what_denies_in_the_story_is_not_cut_away() -> None:
    story = fact("A sheriff refuses to leave town and never fires his gun.", "summary", "x")
    assert one("A sheriff refuses to leave town.", story).supported
    assert not one("It follows a sheriff and fires his gun.", story).supported
    assert not one("A sheriff set to leave town.", story).supported


def test_an_item_added_later_is_checked_by_its_own_evidence() -> None:
    new = film("new", "Brand New", themes=("beekeeping",))
    checker = Checker(FILMS, FILM_ITEMS)
    evidence = (fact("it has beekeeping as a theme", "themes", "beekeeping"),)
    assert checker.check("Brand New is a beekeeping film.", new, evidence).supported


def test_a_title_shared_by_two_items_is_told_apart() -> None:
    remake = film("heat-1986", "Heat", year=1986)
    liked = Evidence(
        "e1",
        "liked",
        "like Heat, which you liked, it is a crime film",
        "genres",
        ("crime",),
        ("Heat",),
        "I liked Heat",
    )
    checker = Checker(FILMS, FILM_ITEMS)
    assert checker.check("Like Heat, which you liked, it is a crime film.", remake, (liked,)).supported


def test_a_title_that_is_a_common_word_needs_evidence_where_it_is_written_as_a_title() -> None:
    checker = Checker(FILMS, (*FILM_ITEMS, film("among", "Among")))
    year = fact("it is from 2004", "year", "2004")
    assert not checker.check("It is like Among from 2004.", COLLATERAL, (year,)).supported


def test_words_of_the_visitor_are_no_facts_of_the_item() -> None:
    said = Evidence(
        "e1",
        "said",
        "you asked for “the best film ever” and it is from 2004",
        "year",
        ("2004",),
        (),
        "the best film ever",
    )
    assert one("You asked for the best film ever, and it is from 2004.", said).supported
    assert not one("It is the best film ever, from 2004.", said).supported


def test_meaning_closeness_may_quote_what_was_asked() -> None:
    model = Evidence(
        "e1",
        "model",
        "its description is close in meaning to “a night in a cab”",
        "",
        (),
        (),
        "a night in a cab",
    )
    assert one("Its description is close in meaning to “a night in a cab”.", model).supported
    assert not one("It is a night in a cab.", model).supported


def test_the_memory_of_evidence_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recsys.grounding.REMEMBERED", 2)
    checker = Checker(FILMS, FILM_ITEMS)
    for year in ("2001", "2002", "2003", "2004"):
        assert checker.check(f"It is from {year}.", COLLATERAL, (fact("it is", "year", year),)).supported


OTHERS = (
    Evidence(
        "e1", "community", "of 214 conversations of others that named Heat, 14 named it too", "", ("14", "214"),
        ("Heat",), "others",
    ),
    Evidence(
        "e2", "against", "it is 119 minutes long, longer than Up (96 minutes)", "runtime", ("119 min",), ("Up",),
        "catalogue",
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("14 of the 214 conversations that named Heat named it too.", True),
        ("Of 14 conversations that named Heat, 214 named it too.", False),
        ("14 of the 214 conversations that named Up named it too.", False),
        ("Everyone who named Heat named it too.", False),
        ("It is longer than Up (96 minutes).", True),
        ("It is longer than Up (119 minutes).", False),
        ("It is longer than Up: 119 minutes against 96.", True),
    ],
)
def test_numbers_are_of_whom_they_are(sentence: str, true: bool) -> None:
    assert one(sentence, *OTHERS).supported is true


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("Two sisters befriend the giant spirits of the forest.", True),
        ("Two sisters befriend their ailing mother.", False),
        ("The forest befriends two sisters.", False),
        ("You may enjoy this fantasy.", True),
        ("You will love this fantasy.", False),
        ("Horror is missing.", True),
        ("Animation is missing.", False),
        ("Hayao Miyazaki also made Ponyo.", True),
    ],
)
def test_what_is_told_in_other_words_keeps_its_sense(sentence: str, true: bool) -> None:
    assert check("totoro", sentence).supported is true


def test_what_was_asked_and_is_met_is_not_told_as_if_it_spoke_against_the_item() -> None:
    met = Evidence(
        "e1", "said", "you asked for “heist” and it is about a heist", "themes", ("heist",), (), "heist"
    )
    tense = Evidence("e2", "fact", "it is tense in mood", "moods", ("tense",))
    told = "It is tense in mood, though you asked for “heist”."
    assert not one(told, met, tense).supported
    broken = Evidence(
        "e1",
        "against",
        "you asked for “heist” but it is not a film about heist",
        "themes",
        ("not heist",),
        (),
        "heist",
    )
    assert one(told, broken, tense).supported
