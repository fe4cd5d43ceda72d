"""The whole bot with a large model behind a real server: cards first, then all their sentences in one call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.models.breaker import CircuitBreaker
from bot.models.llm_remote import RemoteModel
from bot.types import Card, Cards
from bot.wiring import Bot
from tests.bot.answering import answer, letters, truths
from tests.bot.stub_server import HANG, StubServer, serving
from tests.bot.talking import Visitor, reasons, shown
from tests.conftest import MakeBot

ASK = "electric kettles by Berg"


@pytest.fixture
def cards(bot: Bot) -> tuple[Card, ...]:
    """What the bot shows for ASK."""
    found = bot.assistant.once(ASK).cards
    assert found is not None
    return found.cards


@contextmanager
def behind(make_bot: MakeBot, server: StubServer, seconds: float = 20.0) -> Iterator[Visitor]:
    model = CircuitBreaker(RemoteModel(server.url, timeout=seconds), lambda: 0.0)
    yield Visitor(make_bot(model=model, llm_url=server.url, llm_timeout=seconds))


def test_the_sentences_of_all_cards_come_over_one_connection(
    make_bot: MakeBot, cards: tuple[Card, ...]
) -> None:
    with (
        serving(letters(answer(*truths(cards))), owner="vllm") as server,
        behind(make_bot, server) as visitor,
    ):
        turn = visitor.say(ASK)
        visitor.say(ASK)
    assert set(reasons(turn).values()) == {"llm"}
    assert turn.prompt is not None
    assert (turn.prompt.name, turn.prompt.model) == ("reasons", "stub-1")
    first, second, *_ = server.calls
    assert first["response_format"]["json_schema"]["strict"] is True
    assert first["response_format"]["json_schema"]["schema"]["required"] == ["items"]
    assert first["messages"][:-1] == second["messages"][:-1]
    assert len(first["messages"]) > 3


def test_a_server_that_knows_no_schemas_is_understood_all_the_same(
    make_bot: MakeBot, cards: tuple[Card, ...]
) -> None:
    fenced = letters(f"```json\n{answer(*truths(cards))}\n```")
    with serving(fenced, no_schemas=True) as server, behind(make_bot, server) as visitor:
        assert set(reasons(visitor.say(ASK)).values()) == {"llm"}
    assert ["response_format" in call for call in server.calls] == [True, False]


def test_nothing_at_all_is_asked_of_a_server_before_the_cards_are_there(make_bot: MakeBot) -> None:
    with serving(HANG, models=HANG) as server, behind(make_bot, server) as visitor:
        events = visitor.bot.assistant.turn(visitor.conversation, ASK)
        assert any(isinstance(event, Cards) for event in events)
        assert (server.looked, server.calls) == ([], [])
        events.close()  # type: ignore[attr-defined]
        assert shown(visitor.conversation.turns[0])


@pytest.mark.parametrize("plan", [HANG, ['{"items": [', HANG], "<html>Bad gateway</html>", ["", None]])
def test_a_server_that_falls_silent_or_babbles_leaves_the_templates(make_bot: MakeBot, plan: object) -> None:
    with serving(plan) as server, behind(make_bot, server, seconds=0.3) as visitor:
        turn = visitor.say(ASK)
    assert len(shown(turn)) == 2
    assert set(reasons(turn).values()) == {"template"}
