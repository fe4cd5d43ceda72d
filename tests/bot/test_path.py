"""The decision path: from words to what is shown, with counts that add up and details that are so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.path import PathStep
from bot.types import Turn
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from tests.bot.shelves import FILM_SCHEMA, FILMS
from tests.bot.talking import Visitor, shown
from tests.conftest import MakeBot
from tests.doubles import Listener
from tests.retrieval.kettles import retriever_of

if TYPE_CHECKING:
    from bot.wiring import Bot


@pytest.fixture
def bot(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films, talk=Listener(HashingEncoder(films.vector("heat").shape[0])))


def path(visitor: Visitor, turn: Turn, language: str = "en") -> tuple[PathStep, ...]:
    why = visitor.bot.explaining(language).item(visitor.conversation, shown(turn)[0])
    assert why is not None
    return why.path


def details(step: PathStep) -> dict[str, str]:
    return {detail.label: detail.value for detail in step.details}


def test_the_path_leads_from_words_to_the_items_shown(bot: Bot) -> None:
    visitor = Visitor(bot)
    turn = visitor.say("a tense crime film like Heat, under 180 minutes")
    steps = path(visitor, turn)
    names = [step.step for step in steps]
    assert names == [
        "utterance", "conversation", "catalogue", "filter", "filter", "left out", "meaning", "learned", "words",
        "near", "fused", "scored", "diversity", "shown",
    ]  # fmt: skip
    catalogue, first, second, left_out = steps[2:6]
    assert (catalogue.before, first.before, second.before) == (len(FILMS), catalogue.after, first.after)
    alone = sum("crime" in film.texts("genres") for film in FILMS)
    assert details(first)["meet this alone"] == str(alone)
    assert (left_out.before, left_out.after) == (second.after, second.after - 1)  # Heat itself
    assert [d.label for d in steps[-1].details] == [c.recommendation.item.title for c in turn.cards.cards]  # type: ignore[union-attr]
    assert details(steps[0])["like Heat"] == "“Heat”"
    assert next(step.detail for step in steps if step.step == "near") == "Heat"


def test_every_step_says_what_it_took_when_it_happened(make_bot: MakeBot) -> None:
    ticks = iter(range(10_000))
    visitor = Visitor(make_bot(of=retriever_of(FILMS, FILM_SCHEMA, clock=lambda: next(ticks) / 1000)))
    steps = path(visitor, visitor.say("crime films"))
    searched = [step for step in steps if step.step in ("catalogue", "filter", "popular", "fused")]
    assert len(searched) == 4
    assert [round(step.ms) for step in searched] == [1, 1, 1, 1]


def test_what_was_kept_apart_is_told_with_its_place_by_score_alone(
    make_bot: MakeBot, films: HybridRetriever
) -> None:
    visitor = Visitor(make_bot(of=films, diversity=1.0))
    turn = visitor.say("films like Heat")
    scored, diversity, listed = path(visitor, turn)[-3:]
    by_score = [detail.label for detail in scored.details][:3]
    placed = [detail.label for detail in listed.details]
    assert by_score != placed
    away = [title for title in by_score if title not in placed]
    assert away
    for title in away:
        place = by_score.index(title) + 1
        assert details(diversity)[title].startswith(f"at place {place} by score alone; gave way")


def test_conditions_that_were_let_go_are_told(bot: Bot) -> None:
    visitor = Visitor(bot)
    turn = visitor.say("korean horror films under 100 minutes")
    assert turn.cards is not None
    assert turn.cards.outcome == "relaxed"
    relaxed = next(step for step in path(visitor, turn) if step.step == "relaxed")
    assert relaxed.before - relaxed.after == len(turn.cards.relaxed)
    assert {f"“{c.source}”" for c in turn.cards.relaxed} == set(details(relaxed).values())


def test_a_path_of_another_catalogue_tells_the_counts_of_then_and_says_so(make_bot: MakeBot) -> None:
    shop = retriever_of(FILMS, FILM_SCHEMA)
    visitor = Visitor(make_bot(of=shop))
    turn = visitor.say("crime films")
    before = path(visitor, turn)
    shop.remove(shown(turn)[1])
    after = path(visitor, turn)
    assert [(s.step, s.before, s.after, s.ms) for s in after] == [
        (s.step, s.before, s.after, s.ms) for s in before
    ]
    assert (before[-1].detail, after[-1].detail[:30]) == ("", "The catalogue or a setting has")
    assert next(step for step in after if step.step == "scored").details == ()


def test_the_path_is_told_in_the_language_of_the_conversation(bot: Bot) -> None:
    visitor = Visitor(bot)
    steps = path(visitor, visitor.say("crime films"), "zh")
    assert steps[-1].label == "展示"
