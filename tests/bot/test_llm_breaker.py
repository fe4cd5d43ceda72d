"""The circuit breaker: nobody waits for a model that keeps failing."""

from __future__ import annotations

import pytest

from bot.errors import ModelUnavailable
from bot.models.breaker import CircuitBreaker
from bot.models.scripted import Answer, ScriptedModel, endless, unavailable
from bot.ports import LlmRequest

REQUEST = LlmRequest((("user", "Hello"),))


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def call(breaker: CircuitBreaker) -> str:
    return "".join(breaker.stream(REQUEST))


def opened(model: ScriptedModel, clock: Clock) -> CircuitBreaker:
    """A breaker whose model failed twice, which is enough."""
    breaker = CircuitBreaker(model, clock, failures=2, rest=30)
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="down"):
            call(breaker)
    return breaker


def test_answers_pass_through() -> None:
    breaker = CircuitBreaker(ScriptedModel(["Hi."], name="tiny"), Clock())
    assert (breaker.name, breaker.ready(), breaker.is_open) == ("tiny", True, False)
    assert call(breaker) == "Hi."


def test_after_failures_in_a_row_the_model_is_left_alone() -> None:
    model = ScriptedModel([unavailable("down"), unavailable("down"), "Hi."])
    breaker = opened(model, Clock())
    assert breaker.is_open
    assert not breaker.ready()
    with pytest.raises(ModelUnavailable, match=r"failed 2 times \(down\); asked again in 30 s"):
        call(breaker)
    assert model.left == 1


def test_an_answer_in_between_starts_the_count_anew() -> None:
    breaker = CircuitBreaker(ScriptedModel([unavailable(), "Hi.", unavailable(), "Hi."]), Clock(), failures=2)
    for fails in (True, False, True):
        if fails:
            with pytest.raises(ModelUnavailable):
                call(breaker)
            assert breaker.trouble
        else:
            call(breaker)
            assert not breaker.trouble
    assert call(breaker) == "Hi."


def test_after_its_rest_one_call_may_try_and_an_answer_closes_the_circuit() -> None:
    clock = Clock()
    model = ScriptedModel([unavailable("down"), unavailable("down"), Answer(("H", "i."))])
    breaker = opened(model, clock)
    clock.now += 31
    assert breaker.ready()
    trial = breaker.stream(REQUEST)
    assert next(trial) == "H"
    assert not breaker.ready()
    with pytest.raises(ModelUnavailable):
        call(breaker)
    assert list(trial) == ["i."]
    assert not breaker.is_open
    assert breaker.ready()


def test_a_failed_trial_means_another_rest() -> None:
    clock = Clock()
    breaker = opened(ScriptedModel([unavailable("down")] * 3), clock)
    clock.now += 31
    with pytest.raises(ModelUnavailable, match="down"):
        call(breaker)
    assert not breaker.ready()
    clock.now += 31
    assert breaker.ready()


def test_a_reader_who_has_had_enough_counts_as_answered() -> None:
    breaker = CircuitBreaker(ScriptedModel([endless(), "Hi."]), Clock(), failures=1)
    stream = breaker.stream(REQUEST)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not breaker.is_open
    assert call(breaker) == "Hi."


def test_a_fault_of_ours_does_not_block_the_next_call() -> None:
    breaker = CircuitBreaker(ScriptedModel([Answer(error=KeyError("bug")), "Hi."]), Clock(), failures=1)
    with pytest.raises(KeyError):
        call(breaker)
    assert call(breaker) == "Hi."


def test_a_model_that_is_not_ready_makes_the_breaker_not_ready() -> None:
    assert not CircuitBreaker(ScriptedModel([], ready=False), Clock()).ready()
