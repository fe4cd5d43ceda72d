"""A circuit breaker: a model that keeps failing is left alone for a while, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock

from bot.errors import ModelUnavailable
from bot.ports import LanguageModel, LlmRequest


class CircuitBreaker:
    """bot.ports.LanguageModel around another one.

    After `failures` failed answers in a row the circuit is open: for `rest` seconds by `clock` every call fails
    at once. Then one call is let through; if it is answered, the circuit closes, else it rests again. A stream
    that its reader closed early is an answer: the reader had enough.
    """

    def __init__(
        self,
        model: LanguageModel,
        clock: Callable[[], float],
        failures: int = 3,
        rest: float = 30.0,
    ) -> None:
        self._model = model
        self._clock = clock
        self._failures = failures
        self._rest = rest
        self._lock = Lock()
        self._failed = 0
        self._trying = False
        self._open_until = 0.0
        self._trouble = ""

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def trouble(self) -> str:
        """What the last call failed with; "" after one that was answered."""
        return self._trouble

    @property
    def is_open(self) -> bool:
        """Whether calls are refused: until one has been answered again."""
        return self._failed >= self._failures

    def ready(self) -> bool:
        """Whether a call would be let through."""
        return self._model.ready() and self._may_try()

    def stream(self, request: LlmRequest) -> Iterator[str]:
        """The model's answer. Raises ModelUnavailable, at once where the circuit is open."""
        self._enter()
        try:
            yield from self._model.stream(request)
        except ModelUnavailable as error:
            self._note(str(error))
            raise
        except GeneratorExit:
            self._note("")
            raise
        else:
            self._note("")
        finally:
            # Whatever else went wrong, the next call may try.
            self._trying = False

    def _may_try(self) -> bool:
        return not self.is_open or (self._clock() >= self._open_until and not self._trying)

    def _enter(self) -> None:
        with self._lock:
            if not self._may_try():
                left = max(0.0, self._open_until - self._clock())
                raise ModelUnavailable(
                    f"{self.name} failed {self._failed} times ({self._trouble}); asked again in {left:.0f} s"
                )
            self._trying = True

    def _note(self, trouble: str) -> None:
        with self._lock:
            self._trouble = trouble
            self._failed = self._failed + 1 if trouble else 0
            if self._failed >= self._failures:
                self._open_until = self._clock() + self._rest
