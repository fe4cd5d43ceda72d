"""Time to cards, the whole way from a typed sentence, stored: `python -m tests.benchmarks.cards`.

For the shipped films with the real encoder, with and without the trained model that reads the conversation (the
one of BECAUSE_MODEL), and without an encoder (hashed words), and for a synthetic catalogue of 100,000 things. The
reference in the same run is a plain scan: every item's text scored by shared words.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bot.settings import Settings, read_settings
from bot.types import Cards
from bot.wiring import DEMO, Bot, assemble, open_talk
from recsys.scorer import ConversationFit
from retrieval.build import build_index, open_retriever
from retrieval.catalog import Catalogue
from retrieval.encoder import Encoder, HashingEncoder, SentenceEncoder
from retrieval.items_file import item_line
from retrieval.schema_file import schema_text
from retrieval.text import item_text, words
from tests.benchmarks.retrieval import SCHEMA, synthetic

FILM_ASKS = (
    "something like Heat, but after 2000 and under two hours, nothing too bloody",
    "a feel-good heist film",
    "french comedies from the 60s, ideally with a road trip",
    "I loved Spirited Away and hated Saw. something gentle about growing up",
    "slow melancholic films about memory, no war",
    "a courtroom drama under 100 minutes",
    "japanese films before 1970 with samurai",
)
THING_ASKS = tuple(
    f"a word{n} word{n * 3} thing after {1960 + n}, kind {n}, no kind {n + 1}" for n in range(7)
)


@contextmanager
def opened(catalogue: Path, encoder: Encoder, talk: ConversationFit | None = None) -> Iterator[Bot]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        build_index(catalogue, home / "index", encoder)
        retriever = open_retriever(catalogue, encoder, home / "index")
        bot = assemble(Settings(home=home, llm="off"), retriever, encoder.name, None, talk)
        bot.assistant.rehearse()
        yield bot
        bot.close()


def cards_ms(bot: Bot, asks: Sequence[str], turns: int) -> list[tuple[float, float]]:
    """(to the cards, of that in understanding and search and rank) for fresh conversations, milliseconds."""
    taken = []
    for turn in range(turns + 3):
        conversation = bot.store.load(bot.store.create("", "en")[0])
        start = time.perf_counter()
        for event in bot.assistant.turn(conversation, f"{asks[turn % len(asks)]} {turn}"):
            if isinstance(event, Cards):
                t = event.timings
                took = (time.perf_counter() - start) * 1e3
                taken.append((took, t.understand + t.retrieve + t.rank + t.justify))
    return taken[3:]


def plain_ms(shelf: Catalogue, asks: Sequence[str]) -> float:
    texts = [set(words(item_text(shelf.schema, item))) for item in shelf.items()]

    def scan(ask: str) -> None:
        asked = set(words(ask))
        sorted(range(len(texts)), key=lambda n: -len(asked & texts[n]))[:100]

    return median([timed(lambda ask=ask: scan(ask)) for ask in asks])  # type: ignore[misc]


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def median(values: Sequence[float]) -> float:
    return float(np.percentile(values, 50))


def report(
    title: str,
    catalogue: Path,
    encoder: Encoder,
    asks: Sequence[str],
    turns: int = 60,
    talk: ConversationFit | None = None,
) -> None:
    with opened(catalogue, encoder, talk) as bot:
        measured = cards_ms(bot, asks, turns)
        whole, thinking = zip(*measured, strict=True)
        plain = plain_ms(bot.shelf, asks)
        print(
            f"{title}: to the cards p50 {median(whole):6.1f} p95 {np.percentile(whole, 95):6.1f} ms"
            f"   (without the disk p50 {median(thinking):6.1f} p95 {np.percentile(thinking, 95):6.1f} ms)"
            f"   plain scan {plain:6.1f} ms   ratio {median(whole) / plain:.2f}"
        )


def main() -> None:
    report("films, hashed words   ", DEMO, HashingEncoder(384), FILM_ASKS)
    encoder = SentenceEncoder()
    report("films, real encoder   ", DEMO, encoder, FILM_ASKS)
    if talk := open_talk(read_settings(), encoder):
        report("films, trained model  ", DEMO, encoder, FILM_ASKS, talk=talk)
    else:
        print("films, trained model  : there is none for this encoder (BECAUSE_MODEL)")
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder)
        (shop / "schema.json").write_text(schema_text(SCHEMA), encoding="utf-8")
        lines = (f"{item_line(item)}\n" for item in synthetic(100_000))
        (shop / "items.jsonl").write_text("".join(lines), encoding="utf-8")
        report("100,000 things, hashed", shop, HashingEncoder(384), THING_ASKS)


if __name__ == "__main__":
    main()
