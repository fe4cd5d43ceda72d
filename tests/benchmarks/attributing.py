"""What it takes to say what counted, by the number of pieces: `python -m tests.benchmarks.attributing`.

For the shipped films with the shipped model, the first item shown of each ask, and of conversations that go on. The
reference in the same run is a turn: the same state searched and ranked. Beside the time that passed stands the
processor's, which a busy machine stretches less.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.attributing import attribute
from bot.settings import read_settings
from bot.state import after_feedback
from bot.types import DialogueState
from bot.wiring import Bot, build
from tests.benchmarks.cards import FILM_ASKS

BANK = Path(__file__).parents[1] / "eval" / "asks.jsonl"
REFINED = ("more like the first one", "and something newer, with a twist", "none of them too long, please")


def states(bot: Bot) -> Iterator[tuple[DialogueState, str]]:
    """A state right after a turn, and the item it shows first."""
    told = [json.loads(line)[0] for line in BANK.read_text(encoding="utf-8").splitlines()]
    for text in (*FILM_ASKS, *told[::4]):
        turn = bot.assistant.once(text)
        if not turn.cards or not turn.cards.cards:
            continue
        yield turn.state, turn.cards.cards[0].recommendation.item.id
        if text in FILM_ASKS:
            state = after_feedback(turn.state, turn.cards.cards[0].recommendation.item.id, "like")
            for more in REFINED:
                turn = bot.assistant.once(more, before=state)
                if turn.cards and turn.cards.cards:
                    yield turn.state, turn.cards.cards[0].recommendation.item.id
                    state = turn.state


def timed(bot: Bot) -> dict[str, list[tuple[float, float, float]]]:
    """Milliseconds of an explanation, of the processor in it, and of a turn, by how many pieces there were."""
    taken = defaultdict(list)
    for place, (state, item_id) in enumerate(states(bot)):
        start, busy = time.perf_counter(), time.process_time()
        found = attribute(bot.recommending, state, item_id, np.random.default_rng(0))
        middle, worked = time.perf_counter(), time.process_time() - busy
        bot.recommending.cards(state, 3, "")
        if found and place:  # the first one warms up
            n = len(found.phrases) + len(found.history)
            group = (
                "1-4" if n < 5 else "5-6" if n < 7 else "7-8" if n < 9 else "9" if n == 9 else "10 or more"
            )
            turn = time.perf_counter() - middle
            taken[group].append(((middle - start) * 1e3, worked * 1e3, turn * 1e3))
    return taken


def main() -> None:
    with TemporaryDirectory() as folder:
        private = {"database": Path(folder) / "bench.db", "catalogue": None, "llm": "off"}
        bot = build(read_settings().model_copy(update=private))
        for group, taken in sorted(
            timed(bot).items(), key=lambda pair: int(pair[0].split("-")[0].split()[0])
        ):
            explained, worked, turns = zip(*taken, strict=True)
            print(
                f"{group:>10} pieces, {len(taken):3} explanations: p50 {np.percentile(explained, 50):6.0f}"
                f"  p95 {np.percentile(explained, 95):6.0f} ms,"
                f" of the processor p50 {np.percentile(worked, 50):6.0f} ms"
                f"   a turn p50 {np.percentile(turns, 50):5.1f} ms"
            )
        bot.close()


if __name__ == "__main__":
    main()
