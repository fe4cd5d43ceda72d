"""A language model that says what it is told to say: for tests, demonstrations and the prompt lab."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.errors import ModelUnavailable
from bot.ports import LlmRequest


class ScriptRanOut(AssertionError):
    """The model was called more often than the script has answers: the test is wrong, or the code is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One scripted answer: its pieces, then `error` if there is one.

    `before` is called before each piece (advance a clock there to be slow); `endless` repeats the pieces
    for as long as somebody listens.
    """

    pieces: tuple[str, ...] = ()
    error: Exception | None = None
    before: Callable[[], None] | None = None
    endless: bool = False


NOTHING = Answer()
GARBAGE = Answer(("\x00\ufffd]]}", "<|im_start|>", "%%%{", "�"))


def unavailable(reason: str = "scripted to be down") -> Answer:
    return Answer(error=ModelUnavailable(reason))


def endless(text: str = "very ") -> Answer:
    return Answer((text,), endless=True)


class ScriptedModel:
    """Plays `answers` in order, one a call; keeps every request in `requests`. A text is a whole answer."""

    def __init__(self, answers: Sequence[str | Answer], name: str = "scripted", ready: bool = True) -> None:
        self._answers = [Answer((one,)) if isinstance(one, str) else one for one in answers]
        self._name = name
        self._ready = ready
        self.requests: list[LlmRequest] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def left(self) -> int:
        """How many answers nobody asked for yet."""
        return len(self._answers) - len(self.requests)

    def ready(self) -> bool:
        return self._ready

    def stream(self, request: LlmRequest) -> Iterator[str]:
        """The next answer. Raises ScriptRanOut at once where there is none."""
        if self.left <= 0:
            n = len(self._answers)
            raise ScriptRanOut(f"call {n + 1} to a script of {n} answers: {request.messages}")
        answer = self._answers[len(self.requests)]
        self.requests.append(request)
        return _play(answer)


def _play(answer: Answer) -> Iterator[str]:
    while True:
        for piece in answer.pieces:
            if answer.before:
                answer.before()
            yield piece
        if not answer.endless:
            break
    if answer.error:
        raise answer.error
