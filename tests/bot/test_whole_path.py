"""The whole path with what is real: the shipped films, the encoder, and the small language model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.checking import CurrentChecker
from bot.settings import Settings
from bot.wiring import assemble, load_encoder, open_index, open_model
from tests.bot.talking import Visitor, shown

if TYPE_CHECKING:
    from bot.ports import LanguageModel
    from bot.wiring import Bot
    from retrieval.retriever import HybridRetriever

pytestmark = pytest.mark.real_model
ASK = "something like Heat, but after 2000 and under two hours, nothing too bloody"
ASKS = (ASK, "I loved Alien, something slow with Jodie Foster")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the tests' own, but for the converted model: that is made once a machine where it can be."""
    home = tmp_path_factory.mktemp("home")
    usual = Settings().home / "models"
    if usual.is_dir():
        (home / "models").symlink_to(usual)
    return home


@pytest.fixture(scope="module")
def shipped(home: Path) -> HybridRetriever:
    settings = Settings(home=home, catalogue=None, encoder="", llm="off")
    return open_index(settings, load_encoder(settings))


def wired(home: Path, shipped: HybridRetriever, model: LanguageModel | None, **more: object) -> Bot:
    settings = Settings(home=home, catalogue=None, llm_url="", parser="rules", **more)
    return assemble(settings, shipped, "real", model)


@pytest.fixture
def bot(home: Path, shipped: HybridRetriever) -> Iterator[Bot]:
    with closing(wired(home, shipped, None)) as bot:
        yield bot


def test_films_keep_to_every_word_of_the_ask(bot: Bot) -> None:
    turn = Visitor(bot).say(ASK)
    assert turn.cards is not None
    assert (turn.cards.outcome, turn.cards.relaxed) == ("found", ())
    films = [card.recommendation.item for card in turn.cards.cards]
    assert len(films) == 3
    (heat,) = [item for item in bot.shelf.items() if item.title == "Heat" and item.number("year") == 1995]
    assert [mention.item_id for mention in turn.state.like_this] == [heat.id]
    assert {c.slot for c in turn.state.constraints} == {"year", "runtime", "violence"}
    for film in films:
        year, minutes, violence = (film.number(slot) for slot in ("year", "runtime", "violence"))
        assert year is not None and year > 2000  # noqa: PT018
        assert minutes is not None and minutes < 120  # noqa: PT018
        assert violence is not None and violence <= 2  # noqa: PT018
        assert set(film.texts("genres")) & set(heat.texts("genres"))
        assert film.id != heat.id


def test_the_next_lists_go_on_keeping_to_it(bot: Bot) -> None:
    visitor = Visitor(bot)
    first = visitor.say(ASK)
    visitor.feel(shown(first)[0], "dislike")
    second = visitor.say("more")
    assert shown(second)
    assert not set(shown(first)) & set(shown(second))
    assert all(
        c.holds(card.recommendation.item) for c in second.state.constraints for card in second.cards.cards
    )  # type: ignore[union-attr]


def test_every_sentence_of_the_small_model_passes_the_checker(home: Path, shipped: HybridRetriever) -> None:
    model = open_model(
        Settings(home=home, catalogue=None, llm="auto", llm_url="", llm_model="", llm_timeout=300)
    )
    with closing(wired(home, shipped, model, llm_timeout=300)) as bot:
        assert bot.wait_for_model(), getattr(model, "trouble", "")
        checker = CurrentChecker(bot.shelf)
        written = 0
        for ask in ASKS:
            turn = Visitor(bot).say(ask)
            for card, justified in zip(turn.cards.cards, turn.justifications, strict=True):  # type: ignore[union-attr]
                said = justified.justification
                if said.writer == "llm":
                    written += 1
                    assert said.text != card.reason.text
                    assert said.evidence
                    assert checker.check(said.text, card.recommendation.item, card.evidence).supported, (
                        said.text
                    )
                else:
                    assert said == card.reason
        assert written > 0
