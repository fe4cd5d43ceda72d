"""All cards in one call: when the first is filled, and how much of the prompts the server had read before.

    BECAUSE_LLM_URL=http://127.0.0.1:8000/v1 python -m tests.benchmarks.many [--turns 20]

Turns of the whole bot with the model behind that server; asks from the bank of utterances.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import BadSetting
from bot.models.prefix_cache import PrefixCache, prefix_cache
from bot.settings import read_settings
from bot.types import Cards, Justified
from bot.wiring import Bot, build
from tests.bot.talking import Visitor
from tests.eval.lying import asks


@dataclass(slots=True)
class Times:
    """Seconds from an utterance to its cards, to the first filled card, and to the last; and what filled them."""

    cards: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def measure(bot: Bot, texts: Sequence[str]) -> Times:
    """One visitor a text."""
    times = Times()
    for text in texts:
        visitor = Visitor(bot)
        begun, filled = time.perf_counter(), False
        for event in bot.assistant.turn(visitor.conversation, text):
            passed = time.perf_counter() - begun
            if isinstance(event, Cards):
                times.cards.append(passed)
            elif isinstance(event, Justified):
                if event.justification.writer == "llm":
                    times.said.append(event.justification.text)
                    if not filled:
                        times.first.append(passed)
                    filled = True
                last = passed
        times.last.append(last)
    return times


def told(times: Times, before: PrefixCache | None, after: PrefixCache | None) -> Iterator[str]:
    for what, seconds in (("cards", times.cards), ("first card filled", times.first), ("last", times.last)):
        if seconds:
            middle, most = statistics.median(seconds), max(seconds)
            yield f"{what}: p50 {middle:.2f} s, at most {most:.2f} s ({len(seconds)} turns)"
    if before and after:
        read = PrefixCache(after.queries - before.queries, after.hits - before.hits)
        yield f"prefix cache: {read.hits:,} of {read.queries:,} prompt tokens had been read before, {read.rate:.1%}"
    else:
        yield "prefix cache: the server tells nothing of one"


def main(turns: int = 20) -> None:
    settings = read_settings()
    if not settings.llm_url:
        raise BadSetting("BECAUSE_LLM_URL names no server. Run: because llm serve")
    with TemporaryDirectory() as folder:
        bot = build(settings.model_copy(update={"database": Path(folder) / "many.db"}))
        before = prefix_cache(settings.llm_url)
        times = measure(bot, asks(turns))
        for line in told(times, before, prefix_cache(settings.llm_url)):
            print(line)
        print(f"{bot.writer.prompt}; {getattr(bot.writer, 'tally', '')}")
        for text in times.said[:10]:
            print(f"  {text}")
        bot.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=20)
    main(**vars(parser.parse_args()))
