"""What is gathered for a recommended item, in which order, and how it is worded."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.dialogues import Utterance
from recsys.evidence import gather
from recsys.ranker import MmrRanker
from recsys.scorer import WeightedScorer
from recsys.types import Evidence, Feeling, Preferences, Recommendation, SoftPreference, Taste
from retrieval.types import Candidate, Constraint, Item, Schema
from tests.recsys.worlds import AURORA, COLLATERAL, FILMS, HEAT, KETTLES, PONYO, TOTORO, film

NOTHING = np.zeros(0, dtype=np.float32)
AFTER = Constraint("year", ">", 2000, "after 2000")
UNDER = Constraint("runtime", "<", 120, "under two hours")


def recommended(
    item: Item, preferences: Preferences, schema: Schema = FILMS, words_fit: float = 0.0
) -> Recommendation:
    pool = [Candidate(item, NOTHING, words_fit)]
    return MmrRanker(WeightedScorer(schema)).rank(pool, preferences, 1)[0]


def evidence(
    item: Item, preferences: Preferences, schema: Schema = FILMS, limit: int = 12
) -> tuple[Evidence, ...]:
    return gather(recommended(item, preferences, schema, 0.9), preferences, schema, limit)


def texts(item: Item, preferences: Preferences, kind: str, schema: Schema = FILMS) -> list[str]:
    return [e.text for e in evidence(item, preferences, schema) if e.kind == kind]


def taste(item: Item, feeling: Feeling, source: str) -> Taste:
    return Taste(item, NOTHING, feeling, source)


def test_a_met_constraint_is_told_in_the_visitors_words_with_the_items_value() -> None:
    found = texts(COLLATERAL, Preferences(constraints=(AFTER, UNDER)), "said")
    assert found == [
        "you asked for “after 2000” and it is from 2004",
        "you asked for “under two hours” and it is 119 minutes long",
    ]


def test_a_constraint_met_by_absence_says_what_is_absent() -> None:
    no_horror = Constraint("genres", "!=", "horror", "no horror")
    assert texts(TOTORO, Preferences(constraints=(no_horror,)), "said") == [
        "you asked for “no horror” and it is not a horror film"
    ]
    elsewhere = Constraint("countries", "!=", "France", "nothing French")
    assert texts(TOTORO, Preferences(constraints=(elsewhere,)), "said") == [
        "you asked for “nothing French” and it is not from France"
    ]
    colour = Constraint("colours", "!=", "black", "not black")
    assert texts(AURORA, Preferences(constraints=(colour,)), "said", KETTLES) == [
        "you asked for “not black” and it does not have black as its colour"
    ]


def test_a_choice_of_values_names_only_those_the_item_has() -> None:
    either = Constraint("genres", "in", ("crime", "comedy"), "a crime story or a comedy")
    [said] = [e for e in evidence(COLLATERAL, Preferences(constraints=(either,))) if e.kind == "said"]
    assert said.values == ("crime",)


def test_a_broken_constraint_speaks_against_it() -> None:
    assert texts(HEAT, Preferences(constraints=(UNDER,)), "against") == [
        "you asked for “under two hours” but it is 170 minutes long"
    ]
    unknown = film("x", "X", year=2001)
    assert texts(unknown, Preferences(constraints=(UNDER,)), "against") == [
        "you asked for “under two hours” but its running time is not known"
    ]


def test_wishes_are_told_where_met_and_told_against_where_not() -> None:
    calm = SoftPreference("violence", 0.0, 1.0, "nothing too bloody")
    assert texts(TOTORO, Preferences(soft=(calm,)), "said") == [
        "you wished for “nothing too bloody” and it has no violence"
    ]
    assert texts(COLLATERAL, Preferences(soft=(calm,)), "against") == [
        "you wished for “nothing too bloody” but it has strong violence"
    ]
    tense, not_tense = (SoftPreference("moods", "tense", weight, "tense") for weight in (1.0, -1.0))
    assert texts(COLLATERAL, Preferences(soft=(tense,)), "said") == [
        "you wished for “tense” and it is tense in mood"
    ]
    assert texts(TOTORO, Preferences(soft=(tense,)), "against") == [
        "you wished for “tense” but it is not tense in mood"
    ]
    assert texts(TOTORO, Preferences(soft=(not_tense,)), "said") == [
        "you wished for “tense” and it is not tense in mood"
    ]
    assert texts(COLLATERAL, Preferences(soft=(not_tense,)), "against") == [
        "you wished for “tense” but it is tense in mood"
    ]


def test_an_unknown_or_middling_level_is_neither_for_nor_against() -> None:
    calm = SoftPreference("violence", 0.0, 1.0, "calm")
    strange = (SoftPreference("hue", "red", 1.0, "red"), SoftPreference("runtime", 90.0, 1.0, "short"))
    for item in (film("x", "X", year=2000), PONYO):
        kinds = {e.kind for e in evidence(item, Preferences(soft=(calm, *strange)))}
        assert kinds <= {"fact", "model"}
    bloody = SoftPreference("violence", 3.0, -1.0, "not bloody")
    assert texts(TOTORO, Preferences(soft=(bloody,)), "said") != []


def test_a_wished_number_is_told_by_how_near_it_is_among_the_candidates() -> None:
    pool = [film(f"f{n}", f"F{n}", runtime=60 + 10 * n) for n in range(12)]
    short = Preferences(soft=(SoftPreference("runtime", 60.0, 1.0, "short"),))

    def told(item: Item) -> list[str]:
        pooled = MmrRanker(WeightedScorer(FILMS)).rank([Candidate(one, NOTHING) for one in pool], short, 12)
        one = next(one for one in pooled if one.item is item)
        found = gather(one, short, FILMS, pool=pool)
        assert all(e.moved != 0 for e in found if e.source == "short")
        return [e.text for e in found if e.source == "short"]

    assert told(pool[1]) == ["you wished for “short” and it is 70 minutes long"]
    assert told(pool[11]) == ["you wished for “short” but it is 170 minutes long"]
    assert told(pool[5]) == []


def test_what_is_shared_with_a_liked_item_is_named_with_its_title() -> None:
    preferences = Preferences(tastes=(taste(HEAT, "liked", "I loved Heat"),))
    found = [e for e in evidence(COLLATERAL, preferences) if e.kind == "liked"]
    assert {e.titles for e in found} == {("Heat",)}
    # One director shared of one counts for more than two genres of three.
    assert found[0].text == "like Heat, which you liked, it is directed by Michael Mann"
    assert found[1].text == "like Heat, which you liked, it is a crime and thriller film"
    assert found[0].moved >= found[1].moved > 0


def test_a_film_named_for_likeness_is_not_said_to_be_liked() -> None:
    preferences = Preferences(tastes=(taste(HEAT, "like this", "something like Heat"),))
    found = texts(COLLATERAL, preferences, "liked")
    assert found
    assert all("which you named" in text and "liked" not in text for text in found)


def test_what_is_shared_with_a_disliked_item_and_what_is_longer_speak_against() -> None:
    disliked = Preferences(tastes=(taste(HEAT, "disliked", "not Heat"),))
    assert texts(COLLATERAL, disliked, "against") == [
        "like Heat, which you did not like, it is directed by Michael Mann"
    ]
    liked = Preferences(tastes=(taste(COLLATERAL, "liked", "I liked Collateral"),))
    assert texts(HEAT, liked, "against") == ["it is 170 minutes long, longer than Collateral (119 minutes)"]
    assert texts(COLLATERAL, Preferences(tastes=(taste(HEAT, "liked", "Heat"),)), "against") == []


def test_an_item_is_not_compared_with_itself() -> None:
    for feeling in ("liked", "disliked"):
        kinds = {e.kind for e in evidence(HEAT, Preferences(tastes=(taste(HEAT, feeling, "Heat"),)))}  # type: ignore[arg-type]
        assert kinds <= {"fact", "community"}


def test_closeness_of_meaning_and_renown_are_told_where_they_raised_the_score() -> None:
    asked = Preferences(words="a tense night")
    assert texts(HEAT, asked, "model") == ["its description is close in meaning to “a tense night”"]
    assert texts(HEAT, asked, "community") == ["it is world famous"]


def test_what_is_left_of_the_words_is_quoted_as_it_was_said() -> None:
    said = (Utterance("seeker", "A tense film for a long night"), Utterance("recommender", "a night film"))
    assert texts(HEAT, Preferences(words="tense long night", conversation=said), "model") == [
        "its description is close in meaning to “tense” and “long night”"
    ]


def test_more_than_all_that_was_liked_speaks_against_it_with_both_values() -> None:
    gentle = film("gentle", "Gentle", violence=0, year=1990)
    both = Preferences(tastes=(taste(TOTORO, "liked", "Totoro"), taste(gentle, "liked", "Gentle")))
    assert "it has strong violence, more violent than My Neighbor Totoro (no violence)" in texts(
        COLLATERAL, both, "against"
    )
    asked = Preferences(tastes=both.tastes, soft=(SoftPreference("violence", 3.0, 1.0, "bloody"),))
    assert not any("more violent" in text for text in texts(COLLATERAL, asked, "against"))


def test_an_item_of_another_time_than_all_that_was_liked_says_by_how_many_years() -> None:
    old = film("old", "Old", year=1931)
    liked = Preferences(tastes=(taste(HEAT, "liked", "Heat"), taste(TOTORO, "liked", "Totoro")))
    assert texts(old, liked, "against") == ["it is from 1931, 57 years older than My Neighbor Totoro"]
    assert texts(film("near", "Near", year=1970), liked, "against") == []


def test_a_like_that_was_pressed_is_named_as_that() -> None:
    pressed = Preferences(tastes=(taste(HEAT, "liked", ""),))
    sources = {e.source for e in evidence(COLLATERAL, pressed) if e.kind == "liked"}
    assert sources == {"pressed “like”"}


def test_facts_and_story_come_even_where_nothing_was_asked() -> None:
    found = evidence(COLLATERAL, Preferences())
    assert found[0].text == "it is a crime and thriller film"
    assert COLLATERAL.values["summary"] in [e.text for e in found]
    assert {e.source for e in found if e.kind == "fact"} == {"catalogue"}


@pytest.mark.parametrize("limit", range(7))
def test_the_limit_is_kept_and_the_story_and_one_fact_survive_it(limit: int) -> None:
    preferences = Preferences(
        words="tense",
        constraints=(AFTER, UNDER, Constraint("genres", "=", "crime", "crime")),
        soft=(SoftPreference("violence", 0.0, 1.0, "nothing too bloody"),),
        tastes=(taste(HEAT, "liked", "I loved Heat"),),
    )
    found = evidence(COLLATERAL, preferences, limit=limit)
    assert len(found) == limit
    assert [e.id for e in found] == [f"e{n}" for n in range(1, limit + 1)]
    if limit >= 2:
        assert {"summary"} < {e.slot for e in found if e.kind == "fact"}
    if limit >= 5:
        assert {"said", "liked", "fact", "against"} <= {e.kind for e in found}


def test_a_long_story_gives_its_first_two_sentences() -> None:
    long = film("x", "X", summary="Dr. No waits. A storm comes in at night. Nobody is left in the end.")
    stories = [e.text for e in evidence(long, Preferences()) if e.slot == "summary"]
    assert stories == ["Dr. No waits.", "A storm comes in at night."]
    bare = film("y", "Y", summary="No full stop here")
    assert [e.text for e in evidence(bare, Preferences()) if e.slot == "summary"] == ["No full stop here"]


def test_the_visitors_words_are_quoted_without_marks_and_not_at_any_length() -> None:
    shouted = Constraint("runtime", "<", 120, "“under\n <b>two</b> hours”")
    assert texts(COLLATERAL, Preferences(constraints=(shouted,)), "said") == [
        "you asked for “under b two /b hours” and it is 119 minutes long"
    ]
    endless = Constraint("runtime", "<", 120, "short " * 100)
    [text] = texts(COLLATERAL, Preferences(constraints=(endless,)), "said")
    assert len(text) < 180


def test_a_constraint_on_a_slot_that_the_schema_lacks_is_passed_over() -> None:
    odd = Constraint("hue", "!=", "red", "not red")
    assert texts(COLLATERAL, Preferences(constraints=(odd,)), "said") == []


def test_what_is_broken_among_many_values_is_told_as_lacking() -> None:
    starring = Preferences(constraints=(Constraint("cast", "=", "Bill Murray", "bill murray"),))
    assert texts(HEAT, starring, "against") == [
        "you asked for “bill murray” but it is not a film with Bill Murray"
    ]
    spoken = Preferences(constraints=(Constraint("languages", "=", "French", "in French"),))
    assert texts(HEAT, spoken, "against") == ["you asked for “in French” but it is in English"]


def test_of_what_is_not_known_nothing_is_claimed() -> None:
    no_horror = Preferences(constraints=(Constraint("genres", "!=", "horror", "no horror"),))
    assert texts(film("x", "X", year=2001), no_horror, "said") == []
