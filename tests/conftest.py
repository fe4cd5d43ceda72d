"""Whole bots on small catalogues, with doubles for the encoder and the language model."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.models.scripted import Answer, ScriptedModel
from bot.settings import Settings
from retrieval.build import build_index, open_retriever
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from tests.bot.shelves import FILM_SCHEMA, FILMS
from tests.doubles import write_shop
from tests.retrieval.kettles import retriever_of

if TYPE_CHECKING:
    from bot.ports import LanguageModel
    from bot.wiring import Bot
    from recsys.scorer import ConversationFit


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue with its index, built once; do not write into it."""
    directory = tmp_path_factory.mktemp("kettles")
    write_shop(directory)
    build_index(directory, directory / "index", HashingEncoder())
    return directory


@pytest.fixture(scope="session")
def shelf_and_index(shop: Path) -> HybridRetriever:
    """Shared by all bots that leave the catalogue as it is."""
    return open_retriever(shop, HashingEncoder(), shop / "index")


@pytest.fixture(scope="session")
def films() -> HybridRetriever:
    """A shelf of fifteen films."""
    return retriever_of(FILMS, FILM_SCHEMA)


MakeBot = Callable[..., "Bot"]


@pytest.fixture
def make_bot(shop: Path, shelf_and_index: HybridRetriever, tmp_path: Path) -> Iterator[MakeBot]:
    """`make_bot(answers=None, model=None, of=None, talk=None, **settings)`: a scripted or given LLM, else templates.

    `of` is the catalogue opened as a retriever, the kettles if None; `talk` hears the conversation. With an
    admin key it has a copy of the kettles for itself.
    """
    made: list[Bot] = []

    def make(
        answers: Sequence[str | Answer] | None = None,
        ready: bool = True,
        model: LanguageModel | None = None,
        of: HybridRetriever | None = None,
        talk: ConversationFit | None = None,
        **settings: object,
    ) -> Bot:
        from bot.wiring import assemble

        home, retriever = tmp_path / f"bot{len(made)}", of or shelf_and_index
        if "admin_key" in settings:
            shutil.copytree(shop, home)
            retriever = open_retriever(home, HashingEncoder(), home / "index")
        if answers is not None:
            model = ScriptedModel(answers, ready=ready)
        given = Settings(home=home, catalogue=home, **settings)
        made.append(assemble(given, retriever, HashingEncoder().name, model, talk))
        return made[-1]

    yield make
    for bot in made:
        bot.close()


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    return make_bot()
