"""Time to the first word and to the last, and how many sentences hold: `python -m tests.benchmarks.words`.

In process, and with a server where BECAUSE_LLM_URL names one (BECAUSE_LLM_MODEL: its model).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.llm_local import local_model
from bot.llm_remote import RemoteModel
from bot.ports import LanguageModel, LlmRequest
from bot.writing import GroundedWriter
from prompts.registry import Prompts
from recsys.grounding import Checker
from retrieval.catalog import Catalogue
from tests.benchmarks.wishes import Wish, wishes

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Timed:
    """A model that notes, for each call, seconds to the first generated piece and to the last, and pieces."""

    model: LanguageModel
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    pieces: int = 0

    @property
    def name(self) -> str:
        return self.model.name

    def ready(self) -> bool:
        return self.model.ready()

    def stream(self, request: LlmRequest) -> Iterator[str]:
        begun, seen = time.perf_counter(), 0
        opened = request.messages[-1][0] == "assistant"
        try:
            for piece in self.model.stream(request):
                seen += 1
                if seen == 1 + opened:  # what it was given to begin with is not a word of its own
                    self.first.append(time.perf_counter() - begun)
                yield piece
        finally:
            self.last.append(time.perf_counter() - begun)
            self.pieces += max(0, seen - opened)


def measure(model: LanguageModel, wished: Sequence[Wish], checker: Checker, show: bool) -> None:
    timed = Timed(model)
    writer = GroundedWriter(timed, checker, Prompts.load().get("reason"), time.monotonic, seconds=30.0)
    items = []
    for wish in wished:
        begun = time.perf_counter()
        written = writer.write(wish.item, wish.ask, wish.evidence, wish.fallback)
        items.append(time.perf_counter() - begun)
        if show:
            print(f"  [{written.writer}] {written.text}")
    spent = sum(timed.last) - sum(timed.first)
    print(f"{model.name}: {writer.tally}")
    for what, seconds in (("first word", timed.first), ("last word", timed.last), ("an item", items)):
        print(f"  {what}: p50 {_at(seconds, 0.5):.2f} s, p95 {_at(seconds, 0.95):.2f} s")
    print(f"  {(timed.pieces - len(timed.first)) / spent if spent > 0 else 0:.0f} tokens/s once begun")


def _at(values: Sequence[float], share: float) -> float:
    if len(values) < 2:
        return sum(values)
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def main(n: int = 60, seed: int = 7, *, show: bool = False) -> None:
    catalogue = Catalogue.load(ROOT / "retrieval" / "demo")
    checker = Checker(catalogue.schema, catalogue.items())
    wished = list(wishes(catalogue.schema, catalogue.items(), n, seed))
    begun = time.perf_counter()
    local = local_model(ROOT / ".cache" / "models", time.monotonic)
    local.start()
    local.wait()
    print(f"in process: ready after {time.perf_counter() - begun:.1f} s {local.trouble}")
    measure(local, wished, checker, show)
    if url := os.environ.get("BECAUSE_LLM_URL"):
        measure(RemoteModel(url, os.environ.get("BECAUSE_LLM_MODEL", "")), wished, checker, show)


if __name__ == "__main__":
    main(*[int(argument) for argument in sys.argv[1:3]], show=True)
