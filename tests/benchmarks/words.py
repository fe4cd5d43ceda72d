"""Time to the first word and to the last, and how many sentences hold: `python -m tests.benchmarks.words`.

In process, and with a server where BECAUSE_LLM_URL names one (BECAUSE_LLM_MODEL: its model).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.models.llm_local import local_model
from bot.models.llm_remote import RemoteModel
from bot.ports import LanguageModel, LlmRequest
from bot.writing import GroundedWriter
from prompts.registry import Prompts
from recsys.grounding import Checker
from retrieval.catalog import Catalogue
from tests.benchmarks.asks import asked
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


def measure(model: LanguageModel, wished: Sequence[Wish], checker: Checker, out: Path | None) -> None:
    """Writes a sentence a wish, prints it and the times; with `out` also as JSON Lines, with its evidence."""
    timed = Timed(model)
    writer = GroundedWriter(timed, checker, Prompts.load().get("reason", 1), time.monotonic, seconds=30.0)
    items, rows = [], []
    for wish in wished:
        begun = time.perf_counter()
        written = writer.write(wish.item, wish.ask, wish.evidence, wish.fallback)
        items.append(time.perf_counter() - begun)
        print(f"  [{written.writer}] {written.text}")
        evidence = [f"{one.id} {one.kind}: {one.text}" for one in wish.evidence]
        rows.append({"ask": wish.ask, "item": wish.item.title, "writer": written.writer, "text": written.text,
                     "evidence": evidence})  # fmt: skip
    if out:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    spent = sum(timed.last) - sum(timed.first)
    print(f"{model.name}: {writer.tally}")
    for what, seconds in (("first word", timed.first), ("last word", timed.last), ("an item", items)):
        print(f"  {what}: p50 {_at(seconds, 0.5):.2f} s, p95 {_at(seconds, 0.95):.2f} s")
    print(f"  {(timed.pieces - len(timed.first)) / spent if spent > 0 else 0:.0f} pieces/s once begun")


def _at(values: Sequence[float], share: float) -> float:
    if len(values) < 2:
        return sum(values)
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def main(n: int = 60, seed: int = 7, asks: int = 0, out: Path | None = None) -> None:
    """`n` made-up wishes, and `asks` cards for the asks of the bank of utterances."""
    catalogue = Catalogue.load(ROOT / "retrieval" / "demo")
    checker = Checker(catalogue.schema, catalogue.items())
    wished = [*wishes(catalogue.schema, catalogue.items(), n, seed), *(asked(asks) if asks else ())]
    begun = time.perf_counter()
    local = local_model(ROOT / ".cache" / "models", time.monotonic)
    local.start()
    local.wait()
    print(f"in process: ready after {time.perf_counter() - begun:.1f} s {local.trouble}")
    measure(local, wished, checker, out)
    if url := os.environ.get("BECAUSE_LLM_URL"):
        measure(RemoteModel(url, os.environ.get("BECAUSE_LLM_MODEL", "")), wished, checker, None)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int, nargs="?", default=60, help="made-up wishes")
    parser.add_argument("seed", type=int, nargs="?", default=7)
    parser.add_argument("--asks", type=int, default=0, help="cards for the asks of the bank of utterances")
    parser.add_argument("--out", type=Path, help="JSON Lines: each sentence with its evidence")
    main(**vars(parser.parse_args()))
