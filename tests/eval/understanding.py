"""How well the bot understands the bank, and whether what it shows keeps to what was said.

python -m tests.eval.understanding [--bank dev|dev2|unseen|zh_dev|zh_unseen] [--show-failures]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.ports import Understanding
from bot.spoken import SpokenShelf
from bot.understanding import RuleUnderstanding
from bot.understanding_zh import ChineseUnderstanding
from retrieval.catalog import Catalogue
from retrieval.encoder import HashingEncoder
from tests.eval import figures
from tests.eval.bank import BANKS, CHINESE, DEMO, dialogues
from tests.eval.figures import Figure
from tests.eval.judging import MENTIONS, Judged, difference
from tests.eval.playing import Played, judge_all, play
from tests.eval.showing import Shown, show, wire

SHOWN = 5


def summary(judged: Sequence[Judged], rng: np.random.Generator) -> list[Figure]:
    scored_soft = [j for j in judged if not j.reading.get("soft_any")]
    return [
        figures.rate("exact parse", [j.exact for j in judged], rng),
        figures.rate("act", [j.act_right for j in judged], rng),
        figures.precision("constraint precision", judged, ("constraints",), rng),
        figures.recall("constraint recall", judged, ("constraints",), rng),
        figures.f1("constraint F1", judged, ("constraints",), rng),
        figures.f1("soft preference F1", scored_soft, ("soft",), rng),
        figures.f1("likes F1", judged, MENTIONS, rng),
    ]


def by_category(judged: Sequence[Judged], rng: np.random.Generator) -> list[Figure]:
    categories = dict.fromkeys(j.row.category for j in judged)
    return [
        figures.rate(f"  exact: {name}", [j.exact for j in judged if j.row.category == name], rng)
        for name in categories
    ]


def of_conversations(played: Sequence[Played], rng: np.random.Generator) -> list[Figure]:
    turns = [(sum(not wrong for wrong in p.wrong), len(p.wrong)) for p in played]
    return [
        figures.rate("conversations right at every turn", [not any(p.wrong) for p in played], rng),
        figures.share("states right, by turn", turns, rng),
    ]


def of_shown(shown: Sequence[Shown], rng: np.random.Generator) -> list[Figure]:
    """Against what was understood (a promise of the design: 0), and against what was meant."""
    return [
        figures.share(
            "shown items breaking an understood", [(len(s.against_understood), s.items) for s in shown], rng
        ),
        figures.share("shown items breaking a meant", [(len(s.against_meant), s.items) for s in shown], rng),
        figures.rate("answers with a relaxed constraint", [s.relaxed > 0 for s in shown], rng),
    ]


def failures(judged: Sequence[Judged], played: Sequence[Played], shown: Sequence[Shown]) -> list[str]:
    lines = []
    for j in judged:
        if not j.exact:
            parts = [
                f"{name}: {difference(j.wanted[name], j.found[name])}" for name in j.wrong if name != "act"
            ]
            act = "" if j.act_right else f"act: wanted {j.reading['act']}, got {j.got.act.value}; "
            lines.append(f"{j.row.id}  “{j.row.text}”\n    {act}{'; '.join(parts)}")
    for p in played:
        for exchange, wrong in zip(p.dialogue.exchanges, p.wrong, strict=True):
            if wrong:
                lines.append(f"{p.dialogue.id}  “{exchange.text}”\n    {'; '.join(wrong)}")
    for s in shown:
        if s.against_understood or s.against_meant:
            breaking = dict.fromkeys((*s.against_understood, *s.against_meant))
            lines.append(f"{s.judged.row.id}  “{s.judged.row.text}”\n    shows {', '.join(breaking)}")
    return lines


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.understanding", description=__doc__)
    parser.add_argument("--bank", choices=(*BANKS, *CHINESE), default="dev")
    parser.add_argument("--show-failures", action="store_true", help="what was wanted and got, one by one")
    parser.add_argument("--seed", type=int, default=0, help="of the bootstrap")
    options = parser.parse_args(arguments)
    rng = np.random.default_rng(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        recommending = wire(HashingEncoder(), Path(folder))
        shelf = recommending.shelf
        understanding: Understanding = RuleUnderstanding(shelf)
        if options.bank in CHINESE:
            spoken = SpokenShelf(Catalogue.load(DEMO), "zh")
            understanding = ChineseUnderstanding(spoken, understanding)
        judged = judge_all(understanding, options.bank)
        held = () if options.bank in CHINESE else dialogues(options.bank)
        played = [play(understanding, shelf, dialogue) for dialogue in held]
        shown = [s for j in judged if (s := show(recommending, j, SHOWN))]
    if options.show_failures:
        print(*failures(judged, played, shown), "", sep="\n")
    print(f"bank {options.bank}, 95 % bootstrap intervals, seed {options.seed}")
    print(*summary(judged, rng), *by_category(judged, rng), sep="\n")
    print(*(of_conversations(played, rng) if played else ()), *of_shown(shown, rng), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
