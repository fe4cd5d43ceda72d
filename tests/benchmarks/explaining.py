"""What explaining takes, by its parts, for the shipped films: `python -m tests.benchmarks.explaining [N]`.

The first item of N asks from the bank is explained once (25 where none is given), and a film that is not on the list
asked for; medians and 95th percentiles in milliseconds, beside what the list itself took.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.path import path_of
from bot.settings import read_settings
from bot.types import Act, Done
from bot.wiring import build
from tests.benchmarks.asks import BANK


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    bank = [json.loads(line) for line in BANK.read_text(encoding="utf-8").splitlines()]
    asks = [row["text"] for row in bank if row["expect"]["act"] == Act.RECOMMEND and "state" not in row]
    taken: defaultdict[str, list[float]] = defaultdict(list)

    def timed(name: str, run: Callable[[], object]) -> None:
        start = time.perf_counter()
        run()
        taken[name].append((time.perf_counter() - start) * 1e3)

    with TemporaryDirectory() as folder:
        bot = build(read_settings().model_copy(update={"llm": "off", "database": Path(folder) / "bench.db"}))
        explaining = bot.explaining()
        for text in asks[:: max(len(asks) // n, 1)][:n]:
            conversation_id, _ = bot.store.create("", "en")
            events = bot.assistant.turn(bot.store.load(conversation_id), text)
            turn = next(event.turn for event in events if isinstance(event, Done))
            if turn.cards is None or not turn.cards.cards:
                continue
            conversation, card = bot.store.load(conversation_id), turn.cards.cards[0]
            item_id = card.recommendation.item.id
            taken["the list itself"].append(turn.timings.retrieve + turn.timings.rank)
            replay, _ = explaining.replay(conversation, turn)
            timed("ranked again", replay.run)
            timed("the path", lambda: path_of(turn, replay, explaining.say))  # noqa: B023 - run at once
            timed("what would change it", lambda: explaining.changes(conversation, turn, card))  # noqa: B023
            timed("the whole explanation", lambda: explaining.item(conversation, item_id))  # noqa: B023
            absent = next(i.id for i in reversed(bot.shelf.items()) if i.id not in turn.state.on_screen)
            timed("why not another", lambda: explaining.why_not(conversation, absent))  # noqa: B023
        bot.close()
    for name, ms in taken.items():
        print(
            f"{name:<24} p50 {np.percentile(ms, 50):7.1f}  p95 {np.percentile(ms, 95):7.1f} ms  n = {len(ms)}"
        )


if __name__ == "__main__":
    main()
