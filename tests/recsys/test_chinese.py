"""Chinese reasons say what the evidence says, read as Chinese, and are checked to the last character."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recsys.chinese.checking import ChineseChecker
from recsys.chinese.reasons import template_reason
from recsys.chinese.statements import worded
from recsys.evidence import gather
from recsys.types import Contribution, Evidence, Preferences, Recommendation, SoftPreference, Taste
from retrieval.translation import Translation, translated
from retrieval.types import Constraint, Item, Noun, Schema, Slot

ENGLISH = Schema(
    (
        Slot("year", "number", "year", role="released", more=("newer",), less=("older",)),
        Slot("directors", "name", "director", role="maker", many=True, phrase="directed by {}"),
        Slot("genres", "category", "genre", role="kind", many=True, values={"horror": (), "comedy": (), "war": ()}),
        Slot("runtime", "number", "running time", role="duration", unit="min", more=("longer",)),
        Slot("fear", "level", "scares", role="content", levels=("no", "mild", "strong"), phrase="{} scares"),
        Slot("studio", "name", "studio", phrase="made at {}"),
        Slot("summary", "text", "story", role="description"),
    ),
    Noun("film", "films"),
)  # fmt: skip
WORDS = Translation.model_validate(
    {
        "noun": {"one": "电影", "counter": "部", "title": "《{}》"},
        "slots": {
            "year": {"label": "年份", "phrase": "{}年上映", "more": ["更新"], "less": ["更老"]},
            "directors": {"label": "导演", "phrase": "由{}执导"},
            "genres": {"label": "类型", "phrase": "是一部{}电影", "values": {"horror": ["恐怖"], "comedy": ["喜剧"]}},
            "runtime": {"label": "片长", "unit": "分钟", "phrase": "片长{}", "more": ["更长"]},
            "fear": {"label": "惊吓场面", "levels": ["没有", "有轻微", "有强烈"], "phrase": "{}惊吓场面"},
        },
    }
)  # fmt: skip
SCHEMA = translated(ENGLISH, "zh", WORDS)
FILM = Item(
    "f1", "Alien",
    {"year": 1979.0, "directors": ("Ridley Scott",), "genres": ("horror", "war"), "runtime": 117.0, "fear": 2.0,
     "studio": ("Shepperton",), "summary": "A crew answers a signal. It was a mistake."},
)  # fmt: skip
OTHER = Item(
    "f2", "Old One", {"year": 1930.0, "directors": ("Ridley Scott",), "genres": ("war",), "runtime": 70.0}
)
SHOWN = Recommendation(FILM, 1, 0.5, (Contribution("wishes", 0.5),))


def told(preferences: Preferences, schema: Schema = SCHEMA) -> tuple[str, tuple[Evidence, ...]]:
    evidence = worded(gather(SHOWN, preferences, schema), FILM, preferences, schema)
    return template_reason(SHOWN, evidence, schema).text, evidence


def test_a_wish_that_is_met_is_told_with_the_catalogue_s_chinese_words() -> None:
    wish = Constraint("genres", "=", "horror", "鬼片")
    text, _ = told(Preferences(constraints=(wish,)))
    assert "是一部恐怖电影" in text
    assert "horror" not in text


def test_what_it_has_not_is_denied_and_not_claimed() -> None:
    text, _ = told(Preferences(constraints=(Constraint("genres", "!=", "comedy", "不要喜剧"),)))
    assert "类型里没有喜剧" in text


def test_prose_stays_in_its_own_language_and_is_said_to_be_so() -> None:
    text, _ = told(Preferences())
    assert "简介原文：“A crew answers a signal.”" in text


def test_a_value_and_a_slot_without_translation_keep_their_own_words() -> None:
    constraints = (
        Constraint("genres", "=", "war", "war"),
        Constraint("studio", "=", "Shepperton", "Shepperton"),
    )
    text, _ = told(Preferences(constraints=constraints))
    assert "war 电影" in text
    assert "studio 为 Shepperton" in text


def test_a_catalogue_without_translation_speaks_its_own_words_in_chinese_sentences() -> None:
    bare = translated(ENGLISH, "zh", None)
    preferences = Preferences(constraints=(Constraint("genres", "=", "horror", "horror"),))
    text, evidence = told(preferences, bare)
    assert "genre 为 horror" in text
    assert ChineseChecker(bare).check(text, FILM, evidence).supported


def test_what_is_felt_is_told_as_it_was_said() -> None:
    for feeling, words in (("liked", "你喜欢的《Old One》"), ("like this", "你提到的《Old One》")):
        text, _ = told(Preferences(tastes=(Taste(OTHER, np.zeros(0, dtype=np.float32), feeling, "Old One"),)))
        assert f"和{words}一样" in text


def test_what_speaks_against_it_is_said_as_openly() -> None:
    text, _ = told(Preferences(constraints=(Constraint("runtime", "<=", 90.0, "90分钟以内"),)))
    assert "不过要注意：它片长 117 分钟，而你想要“90分钟以内”。" in text


def test_closeness_in_meaning_to_chinese_words_is_not_claimed() -> None:
    by_words = [
        Evidence("e1", "model", "", source="蒸汽朋克"),
        Evidence("e2", "model", "", source="steampunk"),
    ]
    told_of = worded(by_words, FILM, Preferences(), SCHEMA)
    assert [one.id for one in told_of] == ["e2"]
    assert told_of[0].text == "它的简介意思接近“steampunk”"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("恐怖", "喜剧"),
        ("Ridley Scott", "Christopher Nolan"),
        ("是一部", "不是一部"),
        ("里没有喜剧", "里没有恐怖"),
        ("117", "107"),
        ("你提到的", "你喜欢的"),
        ("《Old One》一样", "《New One》一样"),
        ("一样，", "一样，《Old One》也很好看，"),
        ("。", "，得过奥斯卡奖。"),
    ],
)
def test_a_sentence_that_says_anything_else_is_refused(right: str, wrong: str) -> None:
    taste = Taste(OTHER, np.zeros(0, dtype=np.float32), "like this", "Old One")
    preferences = Preferences(
        constraints=(
            Constraint("genres", "=", "horror", "鬼片"),
            Constraint("genres", "!=", "comedy", "不要喜剧"),
            Constraint("runtime", "<=", 90.0, "90分钟以内"),
        ),
        tastes=(taste,),
    )
    text, evidence = told(preferences)
    checker = ChineseChecker(SCHEMA)
    assert checker.check(text, FILM, evidence).supported
    assert right in text
    assert not checker.check(text.replace(right, wrong), FILM, evidence).supported


def test_a_value_is_no_value_of_another_slot() -> None:
    facts = (("directors", "Ridley Scott"), ("studio", "X"))
    evidence = tuple(Evidence(f"e_{slot}", "fact", "", slot, (value,)) for slot, value in facts)
    checker = ChineseChecker(SCHEMA)
    assert checker.check("它由 Ridley Scott 执导。", FILM, evidence).supported
    assert not checker.check("它由 X 执导。", FILM, evidence).supported


def test_marks_cover_what_rests_on_each_statement() -> None:
    text, evidence = told(Preferences(constraints=(Constraint("genres", "=", "horror", "鬼片"),)))
    verdict = ChineseChecker(SCHEMA).check(text, FILM, evidence)
    marked = {text[mark.start : mark.end] for mark in verdict.marks}
    assert "是一部恐怖电影" in marked
    assert verdict.used[0] == "e1"


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
values = st.lists(words, min_size=1, max_size=3).map(tuple)
slots = st.sampled_from([slot.name for slot in SCHEMA.slots])
statements = st.builds(
    Evidence,
    st.just(""),
    st.sampled_from(("said", "fact", "liked", "people", "community", "model", "against")),
    st.just(""),
    slots,
    values | values.map(lambda all_of: tuple(f"not {value}" for value in all_of)),
    st.lists(words, max_size=1).map(tuple),
    words | st.sampled_from(("catalogue", "ranking", "others")),
).filter(
    lambda e: (
        (e.titles or not (e.kind == "liked" or (e.kind == "against" and e.source == "others")))
        and (e.kind == "fact" or e.slot != "summary")
    )
)
"""As gather makes them: likeness names an item, prose is a fact."""


@given(st.lists(statements, max_size=6), words, st.sampled_from(("short", "medium", "long")))
def test_any_evidence_makes_a_reason_that_the_checker_accepts(
    found: list[Evidence], title: str, length: str
) -> None:
    item = replace(FILM, title=title)
    evidence = tuple(replace(one, id=f"e{n}") for n, one in enumerate(found, start=1))
    evidence = tuple(e for e in evidence if e.kind != "community" or e.slot)
    evidence = worded(evidence, item, Preferences(), SCHEMA)
    reason = template_reason(replace(SHOWN, item=item), evidence, SCHEMA, length)
    verdict = ChineseChecker(SCHEMA).check(reason.text, item, evidence)
    assert verdict.supported, (reason.text, verdict.problems)


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text: str) -> None:
    ChineseChecker(SCHEMA).check(text, FILM, ())


@given(words)
def test_a_word_put_in_is_found(word: str) -> None:
    wish = SoftPreference("genres", "horror", 1.0, "鬼片")
    text, evidence = told(Preferences(soft=(wish,)))
    checker = ChineseChecker(SCHEMA)
    allowed = (*"、和，。它的", "一样", "你说")
    assume(not any(sign in word for sign in allowed))
    assert not checker.check(f"{text}{word}", FILM, evidence).supported
