"""What holds after any conversation, in kettles and in films, said in the catalogue's own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checking import CurrentChecker
from bot.types import Act, Card, Turn
from retrieval.encoder import HashingEncoder
from retrieval.retriever import HybridRetriever
from retrieval.types import Schema
from tests.bot.talking import Visitor, shown
from tests.conftest import MakeBot
from tests.doubles import Listener, Teller

if TYPE_CHECKING:
    from bot.wiring import Bot

PLAIN = (
    "more", "none of these", "not the first one", "more like the second one", "undo", "thanks", "start over",
    "why the first one?", "what do you know about me", "something else", "preferably something new",
)  # fmt: skip
FEELINGS = ("like", "dislike", "dismiss", "undo")
Step = str | tuple[int, str]


def phrases(schema: Schema, titles: list[str]) -> list[str]:
    """Things that can be said of a catalogue, from its schema and its titles alone."""
    said = list(PLAIN)
    for slot in schema.slots:
        for value in list(slot.values)[:4]:
            said += [f"{value} {schema.noun.many}", f"no {value}", f"preferably {value}", f"not {value}"]
        said += [*slot.more[:1], *slot.less[:1], *slot.high[:1], *slot.low[:1]]
        for level in slot.levels[:2]:
            said.append(f"{schema.noun.many} with {level} {slot.label}")
    for title in titles:
        said += [f"something like {title}", f"I loved {title}", f"I hated {title}", f"why not {title}?"]
    return [*said, "before 2000", "after 1992", "under 60 euros", "under two hours", "over 30", "by Berg"]


def steps(said: list[str]) -> st.SearchStrategy[list[Step]]:
    pressed = st.tuples(st.integers(0, 2), st.sampled_from(FEELINGS))
    return st.lists(st.sampled_from(said) | st.sampled_from(said) | pressed, min_size=1, max_size=7)


def live(visitor: Visitor, taken: list[Step], check: Callable[[Turn, set[str]], None]) -> int:
    """Take the steps; `check` each turn with what buttons have rejected so far. How many cards there were."""
    rejected: set[str] = set()
    screen: list[str] = []
    cards = 0
    for step in taken:
        if isinstance(step, tuple):
            place, kind = step
            if place < len(screen):
                visitor.feel(screen[place], kind)  # type: ignore[arg-type]
                if kind in ("dislike", "dismiss"):
                    rejected.add(screen[place])
                elif kind == "undo":
                    rejected.discard(screen[place])
            continue
        turn = visitor.say(step)
        screen = shown(turn)
        cards += len(screen)
        check(turn, rejected)
    return cards


def held(turn: Turn, rejected: set[str]) -> None:
    """The promises of every list."""
    cards = turn.cards.cards if turn.cards else ()
    relaxed = turn.cards.relaxed if turn.cards else ()
    assert bool(relaxed) == (turn.cards is not None and turn.cards.outcome == "relaxed") or not cards
    for card in cards:
        item = card.recommendation.item
        for constraint in turn.state.constraints:
            assert constraint.holds(item) or constraint in relaxed
        assert abs(sum(c.value for c in card.recommendation.contributions) - card.recommendation.score) < 1e-6
        if turn.act.act is not Act.UNDO:  # it shows the earlier list as it was
            assert item.id not in rejected
            assert item.id not in turn.state.rejected
        assert card.evidence
        assert card.reason.evidence or card.reason.text == f"{item.title}."
        assert set(card.reason.evidence) <= set(card.evidence)
    assert len(set(shown(turn))) == len(cards)
    assert [c.recommendation.rank for c in cards] == list(range(1, len(cards) + 1))
    assert rejected <= set(turn.state.rejected)


@pytest.fixture(scope="module")
def said_of_films(films: HybridRetriever) -> list[str]:
    catalogue = films.catalogue
    return phrases(catalogue.schema, [item.title for item in catalogue.items()])


@pytest.fixture
def film_bot(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films)


@pytest.fixture
def telling_bot(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films, model=Teller())


@pytest.fixture
def hearing_bot(make_bot: MakeBot, films: HybridRetriever) -> Bot:
    return make_bot(of=films, talk=Listener(HashingEncoder(films.vector("heat").shape[0])))


fitting = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@fitting
@given(data=st.data())
def test_every_list_of_films_keeps_its_promises(
    film_bot: Bot, said_of_films: list[str], data: st.DataObject
) -> None:
    live(Visitor(film_bot), data.draw(steps(said_of_films)), held)


@settings(fitting, max_examples=25)
@given(data=st.data())
def test_every_list_keeps_its_promises_where_the_conversation_is_heard(
    hearing_bot: Bot, said_of_films: list[str], data: st.DataObject
) -> None:
    live(Visitor(hearing_bot), data.draw(steps(said_of_films)), held)


@fitting
@given(data=st.data())
def test_every_list_of_kettles_keeps_its_promises(bot: Bot, data: st.DataObject) -> None:
    said = phrases(bot.shelf.schema, [item.title for item in bot.shelf.items()[:4]])
    live(Visitor(bot), data.draw(steps(said)), held)


@settings(fitting, max_examples=25)
@given(data=st.data())
def test_every_sentence_that_is_shown_has_evidence_and_passes_the_checker(
    telling_bot: Bot, said_of_films: list[str], data: st.DataObject
) -> None:
    checker = CurrentChecker(telling_bot.shelf)

    def grounded(turn: Turn, _: set[str]) -> None:
        cards: dict[str, Card] = {c.recommendation.item.id: c for c in turn.cards.cards} if turn.cards else {}
        assert [j.item_id for j in turn.justifications] == list(cards)
        for justified in turn.justifications:
            card, said = cards[justified.item_id], justified.justification
            assert set(said.evidence) <= set(card.evidence)
            if said.writer == "llm":
                assert said.evidence
                assert checker.check(said.text, card.recommendation.item, card.evidence).supported
            else:
                assert said == card.reason

    live(Visitor(telling_bot), data.draw(steps(said_of_films)), grounded)


def test_the_properties_speak_of_lists_that_there_are(
    film_bot: Bot, telling_bot: Bot, said_of_films: list[str]
) -> None:
    said = [text for text in said_of_films if text not in PLAIN]
    assert live(Visitor(film_bot), [*said[:12], (0, "dislike"), "more"], held) > 12
    written = [j for text in said[:12] for j in telling_bot.assistant.once(text).justifications]
    assert sum(j.justification.writer == "llm" for j in written) > 5


def test_the_checker_follows_a_catalogue_that_changes(make_bot: MakeBot) -> None:
    bot = make_bot(admin_key="secret")
    turn = bot.assistant.once("electric kettles by Berg")
    card = turn.cards.cards[0]  # type: ignore[union-attr]
    item = card.recommendation.item
    checker = CurrentChecker(bot.shelf)
    sentence = card.reason.text
    assert checker.check(sentence, item, card.evidence).supported
    maker = "Zwillingsfeld"
    bot.retriever.put(replace(item, id="new", title="Novelty", values={**item.values, "maker": (maker,)}))
    assert not checker.check(f"It is an electric kettle by {maker}.", item, card.evidence).supported
    assert checker.check(sentence, item, card.evidence).supported
