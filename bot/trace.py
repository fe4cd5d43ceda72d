"""Where the time of a turn goes, and by which id its decision path is found again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field


def new_trace_id() -> str:
    """128 random bits: whoever knows the id of a turn may read it, and nobody can guess one."""
    return secrets.token_hex(16)


@dataclass(slots=True)
class Stopwatch:
    """Laps in milliseconds on a clock that counts seconds."""

    clock: Callable[[], float]
    last: float = field(init=False)

    def __post_init__(self) -> None:
        self.last = self.clock()

    def lap(self) -> float:
        now = self.clock()
        passed, self.last = (now - self.last) * 1000, now
        return passed
