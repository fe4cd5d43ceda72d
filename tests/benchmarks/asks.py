"""Asks from the bank of utterances, answered by the product as it is: cards with evidence, before any LLM."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import read_settings
from bot.types import Act
from bot.wiring import build
from tests.benchmarks.wishes import Wish

BANK = Path(__file__).parents[1] / "eval" / "dev.jsonl"
HEAT = "something like Heat, but after 2000 and under two hours, nothing too bloody"


def asked(n: int) -> Iterator[Wish]:
    """At most `n` cards for the asks of the bank, three an ask, over the shipped catalogue."""
    rows = [json.loads(line) for line in BANK.read_text(encoding="utf-8").splitlines()]
    texts = [
        HEAT,
        *(row["text"] for row in rows if row["expect"]["act"] == Act.RECOMMEND and "state" not in row),
    ]
    with TemporaryDirectory() as folder:
        settings = read_settings().model_copy(update={"llm": "off", "database": Path(folder) / "bench.db"})
        bot = build(settings)
        made = 0
        for text in texts:
            turn = bot.assistant.once(text)
            for card in turn.cards.cards if turn.cards else ():
                if made >= n:
                    break
                made += 1
                yield Wish(text, card.recommendation.item, card.evidence, card.reason)
        bot.close()
