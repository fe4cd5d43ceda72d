"""Nothing false comes through from a model that lies on purpose, and what is true does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from bot.writing_many import ManyWriter
from recsys.types import Evidence, Mark
from retrieval.retriever import HybridRetriever
from retrieval.types import Item
from tests.conftest import MakeBot
from tests.eval.liar import Liar
from tests.eval.lying import NOWHERE, Count, asks, count

FILM_ASKS = ("something like Heat", "a crime film from the nineties", "sci-fi under two hours", "I liked Alien",
             "a comedy, nothing scary", "films with Al Pacino", "something funny for the family", "Korean films",
             "a thriller after 2000", "horror")  # fmt: skip
KETTLE_ASKS = (
    "electric kettles",
    "a quiet kettle under 60 euros",
    "something for travel",
    "by Berg",
    "cheap",
)


@dataclass(frozen=True)
class Credulous:
    """Believes everything."""

    supported: bool = True
    problems: tuple[()] = ()
    used: tuple[str, ...] = ("e1",)
    marks: tuple[Mark, ...] = ()

    def check(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> Credulous:
        return self


def played(
    make_bot: MakeBot,
    of: HybridRetriever,
    texts: Sequence[str],
    credulous: bool = False,
    **how: float,
) -> tuple[Count, Liar]:
    liar = Liar(of.catalogue.schema, of.catalogue.items(), Random(5), **how)
    bot = make_bot(model=liar, of=of, llm_url=NOWHERE)
    if credulous:
        assert isinstance(bot.writer, ManyWriter)
        trusting = replace(bot.writer, checker=Credulous())
        bot = replace(bot, assistant=replace(bot.assistant, writer=trusting))
    return count(bot, liar, texts), liar


def test_no_lie_about_films_is_shown(make_bot: MakeBot, films: HybridRetriever) -> None:
    found, liar = played(make_bot, films, FILM_ASKS * 2)
    assert found.through == []
    assert len(liar.lies) >= 20
    assert len({lie.kind for lie in liar.lies}) == 6
    assert len(liar.breakages) >= 5
    assert found.by_model >= found.cards / 3
    assert found.lost_caveats == 0


def test_no_lie_about_kettles_is_shown(make_bot: MakeBot, shelf_and_index: HybridRetriever) -> None:
    found, liar = played(make_bot, shelf_and_index, KETTLE_ASKS * 3)
    assert found.through == []
    assert len(liar.lies) >= 15
    assert found.by_model


def test_the_truth_is_shown_at_once(make_bot: MakeBot, films: HybridRetriever) -> None:
    found, liar = played(make_bot, films, FILM_ASKS, share=0.0, whole=1.0)
    assert liar.lies == []
    assert found.by_model == found.cards > 10


def test_a_lie_that_came_through_would_be_seen(make_bot: MakeBot, films: HybridRetriever) -> None:
    found, _ = played(make_bot, films, FILM_ASKS * 2, credulous=True)
    assert len(found.through) >= 5


def test_the_asks_are_of_the_bank() -> None:
    assert len(asks(60)) == 60
    assert len(set(asks(60))) > 30
