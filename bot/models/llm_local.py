"""The in-process language model: loaded in the background, one generation at a time, never a long queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread
from typing import Protocol

from bot.errors import BotError, ModelUnavailable
from bot.models.llm_engine import TorchEngine
from bot.models.model_files import SHIPPED, obtain
from bot.ports import LlmRequest


class Engine(Protocol):
    def generate(self, request: LlmRequest) -> Iterator[str]: ...


class LocalModel:
    """bot.ports.LanguageModel around an engine that `load` makes.

    `seconds` is the longest generation by `clock` (monotonic seconds); `waiting` how many callers may wait
    for their turn. One more is told at once that the model is busy: in a crowd, a template's reason now is
    worth more than a model's later. Closing the stream stops the generation.
    """

    def __init__(
        self,
        name: str,
        load: Callable[[], Engine],
        clock: Callable[[], float],
        seconds: float = 20.0,
        waiting: int = 2,
    ) -> None:
        self._name = name
        self._load = load
        self._clock = clock
        self._seconds = seconds
        self._places = BoundedSemaphore(1 + waiting)
        self._turn = Lock()
        self._starting = Lock()
        self._engine: Engine | None = None
        self._thread: Thread | None = None
        self._trouble = ""

    @property
    def name(self) -> str:
        return self._name

    @property
    def trouble(self) -> str:
        """Why the model could not be loaded; "" while that has not happened."""
        return self._trouble

    def ready(self) -> bool:
        return self._engine is not None

    def start(self) -> None:
        """Begins to load in the background. Calling it again changes nothing."""
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._prepare, name=f"load {self._name}", daemon=True)
                self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until loading has ended, well or badly; whether the model is ready."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self.ready()

    def stream(self, request: LlmRequest) -> Iterator[str]:
        """The answer in pieces. Raises ModelUnavailable if not loaded, busy, failed, or out of time."""
        if self._engine is None:
            raise ModelUnavailable(f"{self._name} is not ready: {self._trouble or 'still being loaded'}")
        if not self._places.acquire(blocking=False):
            raise ModelUnavailable(f"{self._name} is busy")
        try:
            if not self._turn.acquire(timeout=self._seconds):
                raise ModelUnavailable(f"{self._name} was busy for {self._seconds:g} s")
            try:
                yield from self._timed(self._engine.generate(request))
            except (RuntimeError, ValueError) as error:
                raise ModelUnavailable(f"{self._name} failed: {error}") from error
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _timed(self, pieces: Iterator[str]) -> Iterator[str]:
        until = self._clock() + self._seconds
        for piece in pieces:
            if self._clock() > until:
                raise ModelUnavailable(f"{self._name} took longer than {self._seconds:g} s")
            yield piece

    def _prepare(self) -> None:
        try:
            self._engine = self._load()
        # Whatever is wrong with the files or the installation, the chat goes on and says so in its health.
        except (BotError, OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
            self._trouble = f"{type(error).__name__}: {error}"


def local_model(
    models: Path,
    clock: Callable[[], float],
    wanted: str = "",
    threads: int = 1,
    seconds: float = 20.0,
    warm_up: LlmRequest | None = None,
) -> LocalModel:
    """The model `wanted` (the shipped one if empty), its files obtained and loaded by `start()`.

    `warm_up` is generated once before the model counts as ready: it proves that it can, and leaves the stable
    beginning of that prompt computed.
    """

    def load() -> Engine:
        engine = TorchEngine(obtain(models, wanted), threads)
        if warm_up is not None:
            for _ in engine.generate(warm_up):
                pass
        return engine

    return LocalModel(Path(wanted).name if wanted else SHIPPED, load, clock, seconds)
