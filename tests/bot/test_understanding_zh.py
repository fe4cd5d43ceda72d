"""Chinese is understood by the words of the catalogue's translation; what is not stays words to search by."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.zh.numbers import bounds, number
from bot.said import in_own_words
from bot.spoken import SpokenShelf
from bot.state import drop, fold
from bot.types import Act, DialogueState
from bot.understanding import RuleUnderstanding
from bot.understanding_zh import ChineseUnderstanding
from retrieval.catalog import Catalogue
from retrieval.types import Item, Noun, Schema, Slot
from tests.bot.shelves import FILM_SCHEMA, FILMS
from tests.eval.bank import CHINESE, DEMO, Bank, rows
from tests.eval.playing import judge_all


@pytest.fixture(scope="module")
def shelf() -> SpokenShelf:
    return SpokenShelf(Catalogue.load(DEMO), "zh")


@pytest.fixture(scope="module")
def understanding(shelf: SpokenShelf) -> ChineseUnderstanding:
    return ChineseUnderstanding(shelf, RuleUnderstanding(shelf.catalogue), lambda: date(2026, 6, 1))


@pytest.mark.parametrize(("bank", "floor"), [("zh_dev", 0.97), ("zh_unseen", 0.9)])
def test_the_banks_are_understood(understanding: ChineseUnderstanding, bank: Bank, floor: float) -> None:
    judged = judge_all(understanding, bank)
    assert sum(one.exact for one in judged) / len(judged) >= floor


def test_the_banks_are_sound(shelf: SpokenShelf) -> None:
    every = [row for bank in CHINESE for row in rows(bank)]
    assert len({row.id for row in every}) == len(every) >= 200
    assert len({row.text for row in every}) == len(every)
    ids = {item.id for item in shelf.items()}
    assert all(set(row.before.on_screen) <= ids for row in every)


@pytest.mark.parametrize(
    ("said", "value"),
    [("两", 2), ("十", 10), ("二十五", 25), ("一百二十", 120), ("90", 90), ("九零", 90), ("1.5", 1.5)],
)
def test_numbers_are_read_as_they_are_said(said: str, value: float) -> None:
    assert number(said) == value


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("一个半小时以内", [("<", 90)]),
        ("1小时40分钟以内", [("<", 100)]),
        ("不超过两个半小时", [("<=", 150)]),
        ("半小时左右", [(">=", 20), ("<=", 40)]),
        ("近五年", [(">=", 2021)]),
        ("2010年代", [(">=", 2010), ("<=", 2019)]),
        ("九十年代以后", [(">=", 1990)]),
    ],
)
def test_measures_and_years(shelf: SpokenShelf, said: str, wanted: list[tuple[str, float]]) -> None:
    found = [condition for bound in bounds(said, shelf.schema, 2026) for condition in bound.conditions]
    assert found == wanted


def test_full_width_digits_and_letters_are_the_same_words(understanding: ChineseUnderstanding) -> None:
    act = understanding.understand(DialogueState(), "１９９４年的电影")
    assert [(c.slot, c.value) for c in act.constraints] == [("year", 1994.0)]


def test_what_has_no_chinese_in_it_is_read_as_english(understanding: ChineseUnderstanding) -> None:
    act = understanding.understand(DialogueState(), "no horror")
    assert [(c.op, c.value) for c in act.constraints] == [("!=", "horror")]


def test_what_is_not_understood_is_kept_as_words(understanding: ChineseUnderstanding) -> None:
    act = understanding.understand(DialogueState(), "关于蒸汽朋克的喜剧")
    assert [c.value for c in act.constraints] == ["comedy"]
    assert "蒸汽朋克" in act.words


def test_every_source_is_the_visitors_own_words(understanding: ChineseUnderstanding) -> None:
    for bank in CHINESE:
        for row in rows(bank):
            act = understanding.understand(row.before, row.text)
            assert all(c.source in row.text for c in (*act.constraints, *act.soft, *act.liked) if c.source)


def test_a_catalogue_without_translation_is_asked_for_in_its_own_words() -> None:
    shelf = SpokenShelf(Catalogue.of(FILM_SCHEMA, FILMS), "zh")
    reader = ChineseUnderstanding(shelf, RuleUnderstanding(shelf.catalogue))
    act = reader.understand(DialogueState(), "不要horror，要comedy")
    assert {(c.op, c.value) for c in act.constraints} == {("!=", "horror"), ("=", "comedy")}


def test_a_changed_catalogue_is_taken_in() -> None:
    catalogue = Catalogue.of(
        Schema((Slot("kinds", "category", "kind", role="kind"),), Noun("tea", "teas")), ()
    )
    shelf = SpokenShelf(catalogue, "zh")
    reader = ChineseUnderstanding(shelf, RuleUnderstanding(catalogue))
    assert reader.understand(DialogueState(), "想要oolong").constraints == ()
    catalogue.put(Item("t1", "Cloud", {"kinds": "oolong"}))
    assert [c.value for c in reader.understand(DialogueState(), "想要oolong").constraints] == ["oolong"]


def test_what_was_learned_in_english_hears_the_catalogues_words_and_drops_with_the_chips(
    shelf: SpokenShelf, understanding: ChineseUnderstanding
) -> None:
    act = understanding.understand(DialogueState(), "搞笑的法国爱情片，类似《Amélie》，不要恐怖片")
    state = fold(DialogueState(), act, shelf)
    [heard] = in_own_words(state)
    assert set(heard.text.split(", ")) == {"funny", "France", "romance"}
    assert heard.items == ("amelie-2001",)
    [less] = in_own_words(drop(state, "France"))
    assert "France" not in less.text


ON_SCREEN = DialogueState(on_screen=("alien-1979", "jaws-1975"), focus="alien-1979")
pieces = st.sampled_from(
    ["不要", "喜剧", "《Alien》", "《", "》", "两小时", "以内", "的", "，", "更短", "一点", "2000年", "第二部", "谁"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(pieces, max_size=12).map("".join)))
def test_any_text_gives_an_act(understanding: ChineseUnderstanding, text: str) -> None:
    for state in (DialogueState(), ON_SCREEN):
        act = understanding.understand(state, text)
        assert act.act in Act
        assert act.text == text


@given(st.lists(pieces, min_size=1, max_size=12).map("".join))
def test_folding_the_same_act_twice_changes_nothing(
    shelf: SpokenShelf, understanding: ChineseUnderstanding, text: str
) -> None:
    act = understanding.understand(ON_SCREEN, text)
    once = fold(ON_SCREEN, act, shelf)
    if act.act not in (Act.CRITIQUE,):
        assert fold(once, act, shelf) == once
