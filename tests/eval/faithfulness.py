"""Whether what we say has counted did count: deletion curves of our shares, of LIME's and of chance.

    python -m tests.eval.faithfulness [--most N]

Over the demo catalogue with the shipped model, by the product's own path: single asks out of the banks, and
conversations in which the first item shown is liked. The pieces of the ask and the items of the history are taken
away, the most important first; the area under the score is lower the truer the order. Nothing was tuned on it.

"LIME" is fitted to as many coalitions of the same pieces as our shares may look at, "LIME by words" to the single
words, as the page shows it, summed over each piece's. "One at a time" is what the score loses without each piece.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.attributing import attribute
from bot.cutting import cut
from bot.settings import read_settings
from bot.state import after_feedback, after_showing, as_when_chosen, fold
from bot.types import DialogueState
from bot.wiring import Bot, build
from bot.word_pieces import by_words
from bot.worth import Worth
from recsys.attribution import BUDGET, shapley
from recsys.bootstrap import difference, interval
from recsys.faithfulness import Remembered, area, best, by_importance, curve, normalised
from recsys.features import Floats
from recsys.measures import Values
from recsys.words_view import lime
from tests.eval.bank import HERE, dialogues, rows
from tests.eval.showing import SHOWS

METHODS = ("ours", "LIME", "LIME by words", "one at a time", "random", "best possible")
RANDOM_ORDERS = 20
LEAST_FALL = 0.1
"""Scores that what was said raised by less have no fall to share out."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An item shown first, and the state right after; moments of one conversation share its name."""

    name: str
    state: DialogueState
    item_id: str
    talk: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """`curves` has one row a method: the area in units of the score, and as a share of the whole fall. NaN for the
    best order where there are too many pieces to find it."""

    moment: Moment
    pieces: int
    fall: float
    curves: Floats


def asks(bot: Bot) -> Iterator[Moment]:
    """Single utterances that bring items: those of asks.jsonl, and of the banks those that need no context."""
    told = [json.loads(line)[0] for line in (HERE / "asks.jsonl").read_text(encoding="utf-8").splitlines()]
    told += [row.text for bank in ("dev", "dev2") for row in rows(bank) if row.before == DialogueState()]
    for text in dict.fromkeys(told):
        act = bot.understanding.understand(DialogueState(), text)
        if act.act in SHOWS and (moment := shown(bot, text, fold(DialogueState(), act, bot.shelf), False)):
            yield moment


def talks(bot: Bot) -> Iterator[Moment]:
    """Every turn but the first of the banks' conversations, played with the bot's own screens."""
    for bank in ("dev", "dev2", "unseen"):
        for dialogue in dialogues(bank):
            state = DialogueState()
            for turn, exchange in enumerate(dialogue.exchanges):
                act = bot.understanding.understand(state, exchange.text)
                if act.act not in SHOWS:
                    break
                moment = shown(bot, dialogue.id, fold(state, act, bot.shelf), True)
                if moment is None:
                    break
                if turn:
                    yield moment
                state = moment.state
                if not turn:
                    state = after_feedback(state, moment.item_id, "like")


def shown(bot: Bot, name: str, state: DialogueState, talk: bool) -> Moment | None:
    cards, _ = bot.recommending.cards(state, 3, "")
    ids = [card.recommendation.item.id for card in cards.cards]
    return Moment(name, after_showing(state, ids), ids[0], talk) if ids else None


def measure(bot: Bot, moment: Moment) -> Measured | None:
    """None where there are fewer than two pieces to put in an order."""
    pieces = cut(as_when_chosen(moment.state), moment.item_id)
    worth, n = Worth.of(bot.recommending, pieces, moment.item_id), len(pieces.of)
    if worth is None or n < 2:
        return None
    value, rng = Remembered(worth), np.random.default_rng(zlib.crc32(moment.name.encode()))
    shares = shapley(value, n, rng)
    theirs = lime(value, n, rng, samples=BUDGET)
    words, of = by_words(pieces)
    by_word = lime(replace(worth, pieces=words), len(words.of), rng)
    without = value(~np.eye(n, dtype=bool))
    orders = {
        "ours": [by_importance(shares.values)],
        "LIME": [by_importance(theirs)],
        "LIME by words": [by_importance(np.array([by_word[sorted(its)].sum() for its in of]))],
        "one at a time": [by_importance(shares.total - without)],
        "random": [rng.permutation(n).tolist() for _ in range(RANDOM_ORDERS)],
        "best possible": [best(value, n)] if shares.method == "exact" else [],
    }
    found = [[curve(value, order) for order in orders[method]] for method in METHODS]
    fall = shares.total - shares.base
    areas = [
        [np.mean([measure(each) for each in curves]) if curves else np.nan for measure in (area, normalised)]
        for curves in found
    ]
    return Measured(moment, n, fall, np.array(areas))


def table(measured: Sequence[Measured], title: str) -> list[str]:
    """Areas with 95 % intervals by conversation, and paired differences of ours to the others."""
    falling = [one for one in measured if one.fall >= LEAST_FALL]
    sizes = [one.pieces for one in measured]
    lines = [
        f"{title}: {len(measured)} explanations of {np.mean(sizes):.1f} pieces ({min(sizes)}–{max(sizes)}), "
        f"{len(falling)} of them with a fall of {LEAST_FALL} or more",
    ]
    for column, (name, over) in enumerate(
        (("in units of the score", measured), ("as a share of the fall", falling))
    ):
        lines.append(f"  area {name}, {len(over)} explanations; lower is truer")
        ours = _values(over, "ours", column)
        for method in METHODS:
            theirs = _values(over, method, column)
            there = ~np.isnan(theirs.values[:, 0])
            line = f"    {method:<14} {_told(_only(theirs, there))}"
            if method != "ours":
                apart = difference(_only(ours, there), _only(theirs, there), np.random.default_rng(0))
                mean, low, high, p = (part[0] for part in (apart.mean, apart.low, apart.high, apart.p))
                line += f"   ours − it {mean:+.3f} [{low:+.3f}, {high:+.3f}] p {p:.4f}"
            lines.append(line + ("" if there.all() else f"   on the {there.sum()} that are exact"))
    return lines


def _values(measured: Sequence[Measured], method: str, column: int) -> Values:
    found = np.array([[one.curves[METHODS.index(method), column]] for one in measured])
    return Values(found, np.array([zlib.crc32(one.moment.name.encode()) for one in measured], dtype=np.int64))


def _only(values: Values, there: np.ndarray) -> Values:
    return Values(values.values[there], values.groups[there])


def _told(values: Values) -> str:
    low, high = interval(values, np.random.default_rng(0))
    return f"{values.values.mean():.3f} [{low[0]:.3f}, {high[0]:.3f}]"


def agreements(bot: Bot, moments: Sequence[Moment]) -> str:
    """How often the view of the words that the page shows agrees with the shares beside it."""
    found = [attribute(bot.recommending, m.state, m.item_id, np.random.default_rng(0)) for m in moments]
    told = [one.agreement for one in found if one and one.agreement]
    ranks = [one.rank for one in told if one.rank is not None]
    return (
        f"LIME over the words, as on the page, {len(told)} explanations: the same first in "
        f"{np.mean([one.top for one in told]):.2f}, the same signs {np.mean([one.signs for one in told]):.2f}, "
        f"rank correlation {np.mean(ranks):.2f}; told as agreeing in {np.mean([one.agree for one in told]):.2f}"
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.faithfulness", description=__doc__)
    parser.add_argument("--most", type=int, default=200, help="single asks that are explained, spread evenly")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        private = {"database": Path(folder) / "eval.db", "catalogue": None, "llm": "off"}
        with closing(build(read_settings().model_copy(update=private))) as bot:
            single, longer = list(asks(bot)), list(talks(bot))
            single = single[:: max(1, len(single) // options.most)][: options.most]
            every = [*single, *longer]
            measured = []
            for place, moment in enumerate(every, start=1):
                print(f"\r{place} of {len(every)}", end="", file=sys.stderr, flush=True)
                measured += [one] if (one := measure(bot, moment)) else []
            print(file=sys.stderr)
            for title, some in (
                ("single asks", [one for one in measured if not one.moment.talk]),
                ("conversations", [one for one in measured if one.moment.talk]),
                ("all", measured),
            ):
                print(*table(some, title), sep="\n")
            print(agreements(bot, single[:: max(1, len(single) // 60)]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
