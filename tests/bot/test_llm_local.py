"""The in-process model: in the background, one at a time, never a long queue, never past its deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest

from bot.errors import ModelFilesMissing, ModelUnavailable
from bot.models.llm_local import LocalModel
from bot.ports import LlmRequest

REQUEST = LlmRequest((("user", "Hello"),))


class Words:
    """An engine that says one to five, and remembers how it ended."""

    def __init__(self, error: Exception | None = None, before: Callable[[], None] | None = None) -> None:
        self.error = error
        self.before = before
        self.stopped = 0

    def generate(self, request: LlmRequest) -> Iterator[str]:
        try:
            for word in "one two three four five".split():  # noqa: SIM905
                if self.before:
                    self.before()
                yield f"{word} "
            if self.error:
                raise self.error
        finally:
            self.stopped += 1


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def tick(self) -> None:
        self.now += 1.0


def loaded(engine: Words, clock: Clock | None = None, seconds: float = 20.0, waiting: int = 0) -> LocalModel:
    model = LocalModel("tiny", lambda: engine, clock or Clock(), seconds, waiting)
    model.start()
    assert model.wait(10)
    return model


def test_it_answers_in_pieces() -> None:
    assert list(loaded(Words()).stream(REQUEST)) == ["one ", "two ", "three ", "four ", "five "]


def test_it_is_not_ready_until_it_is_loaded_and_loads_once() -> None:
    go, loads = Event(), []

    def load() -> Words:
        assert go.wait(10)
        loads.append(1)
        return Words()

    model = LocalModel("tiny", load, Clock())
    assert not model.wait()
    model.start()
    model.start()
    assert not model.ready()
    with pytest.raises(ModelUnavailable, match="tiny is not ready: still being loaded"):
        list(model.stream(REQUEST))
    go.set()
    assert model.wait(10)
    assert loads == [1]


def test_a_model_that_cannot_be_loaded_says_why_and_breaks_nothing() -> None:
    def load() -> Words:
        raise ModelFilesMissing("run this")

    model = LocalModel("tiny", load, Clock())
    model.start()
    assert not model.wait(10)
    assert model.trouble == "ModelFilesMissing: run this"
    with pytest.raises(ModelUnavailable, match="run this"):
        list(model.stream(REQUEST))


def test_one_caller_too_many_is_told_at_once_that_it_is_busy() -> None:
    model = loaded(Words())
    first = model.stream(REQUEST)
    assert next(first) == "one "
    with pytest.raises(ModelUnavailable, match="busy"):
        list(model.stream(REQUEST))
    assert len(list(first)) == 4
    assert len(list(model.stream(REQUEST))) == 5


def test_a_caller_in_line_waits_no_longer_than_a_generation_may_take() -> None:
    model = loaded(Words(), seconds=0.01, waiting=1)
    first = model.stream(REQUEST)
    next(first)
    with pytest.raises(ModelUnavailable, match=r"busy for 0\.01 s"):
        list(model.stream(REQUEST))


def test_closing_the_stream_stops_the_generation() -> None:
    engine = Words()
    model = loaded(engine)
    stream = model.stream(REQUEST)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert engine.stopped == 1
    assert len(list(model.stream(REQUEST))) == 5


def test_a_generation_past_its_deadline_ends() -> None:
    clock = Clock()
    engine = Words(before=clock.tick)
    with pytest.raises(ModelUnavailable, match="longer than 3 s"):
        list(loaded(engine, clock, seconds=3.0).stream(REQUEST))
    assert engine.stopped == 1


def test_a_failing_engine_is_the_models_fault_and_the_next_call_may_try() -> None:
    model = loaded(Words(error=RuntimeError("out of memory")))
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="out of memory"):
            list(model.stream(REQUEST))
