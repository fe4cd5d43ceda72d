"""Whether the product's ranking finds what people recommended, with and without the part learned from conversations.

    python -m tests.eval.ranking --items FILE --turns FILE

FILE are items and recommendation turns about an outside catalogue of films (see README.md); the model is that of
BECAUSE_MODEL. The weight of the part is chosen on half of the dialogues, and measured on the other half.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.recommending import Recommending
from bot.settings import read_settings
from bot.understanding import RuleUnderstanding
from bot.wiring import assemble, load_encoder, open_index, open_own, open_talk
from recsys import features
from recsys.bootstrap import difference, interval
from recsys.dialogues import read_turns
from recsys.diversity import mmr
from recsys.features import Floats
from recsys.measures import Values
from recsys.ranker import MmrRanker
from recsys.scorer import CONVERSATION, LEARNED, WeightedScorer, Weights
from tests.eval.replaying import Moment, demo_ids, moments

MEASURES = ("recall@1", "recall@3", "recall@10", "recall@50", "mrr")
WEIGHTS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
CHOSEN_BY = MEASURES.index("mrr")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A moment with its candidates in the order of ids: the score without the conversation's part, and that part
    at weight 1. `rows` are the candidates' vectors."""

    moment: Moment
    ids: tuple[str, ...]
    rest: Floats
    heard: Floats
    rows: Floats

    def totals(self, weight: float) -> Floats:
        return self.rest + weight * self.heard

    @property
    def tunes(self) -> bool:
        """Whether its dialogue is in the half on which the weight is chosen."""
        return zlib.crc32(self.moment.dialogue_id.encode()) % 2 == 0


def weigh(recommending: Recommending, scorer: WeightedScorer, moment: Moment) -> Weighed:
    """Search and score as for cards, every candidate."""
    found, _ = recommending.search(recommending.query(moment.state))
    candidates = sorted(found.candidates, key=lambda candidate: candidate.item.id)
    rows = features.vectors([candidate.vector for candidate in candidates])
    scored = scorer.score(candidates, recommending.preferences(moment.state, found))
    # Summed apart, not taken off the total: what is equal without the part has to stay equal to the last bit.
    part = np.isin(scored.names, (CONVERSATION, *LEARNED))
    rest, heard = scored.parts[:, ~part].sum(axis=1), scored.parts[:, part].sum(axis=1)
    return Weighed(moment, tuple(c.item.id for c in candidates), rest, heard, rows)


def places(one: Weighed, weight: float, diversity: float, n: int) -> list[int]:
    """The places of the gold among the first n, from 1."""
    ranked = mmr(one.totals(weight), one.rows, diversity, n)
    gold = set(one.moment.gold)
    return [place for place, (index, _) in enumerate(ranked, start=1) if one.ids[index] in gold]


def measured(found: Iterable[tuple[Weighed, list[int]]]) -> Values:
    """One row a moment, columns as in MEASURES."""
    rows, groups = [], []
    for one, gold in found:
        recall = [sum(place <= k for place in gold) / len(one.moment.gold) for k in (1, 3, 10, 50)]
        rows.append([*recall, 1 / gold[0] if gold else 0.0])
        groups.append(zlib.crc32(one.moment.dialogue_id.encode()))
    return Values(np.array(rows), np.array(groups, dtype=np.int64))


def at(weighed: Sequence[Weighed], weight: float, diversity: float = 0.0, n: int = 200) -> Values:
    return measured((one, places(one, weight, diversity, n)) for one in weighed)


def table(weighed: Sequence[Weighed], diversity: float, weights: Sequence[float] = WEIGHTS) -> list[str]:
    """What is printed: the sweep on one half, the chosen weight beside none on the other."""
    tune = [one for one in weighed if one.tunes]
    report = [one for one in weighed if not one.tunes]
    head = " " * 30 + "".join(f"{name:>24}" for name in MEASURES)
    lines = [f"chosen on {len(tune)} turns by {MEASURES[CHOSEN_BY]}", head]
    means = {weight: at(tune, weight).values.mean(axis=0) for weight in weights}
    lines += [
        f"weight {weight:<23g}" + "".join(f"{mean:>24.3f}" for mean in row) for weight, row in means.items()
    ]
    best = max(weights, key=lambda weight: means[weight][CHOSEN_BY])
    lines += ["", f"measured on {len(report)} other turns, 95 % intervals by dialogue", head]
    for said, how in (("by score alone", 0.0), ("as shown", diversity)):
        none = at(report, 0.0, how)
        lines.append(_row(f"without, {said}", none.values.mean(axis=0), *interval(none, _rng())))
        if not best:
            continue
        with_it = at(report, best, how)
        lines.append(
            _row(f"weight {best:g}, {said}", with_it.values.mean(axis=0), *interval(with_it, _rng()))
        )
        apart = difference(with_it, none, _rng())
        lines.append(_row("  difference", apart.mean, apart.low, apart.high, "+"))
        lines.append(f"{'  p':<30}" + "".join(f"{p:>24.4f}" for p in apart.p))
    return lines


def _row(name: str, mean: Floats, low: Floats, high: Floats, sign: str = "") -> str:
    cells = (f"{m:{sign}.3f} [{a:{sign}.3f}, {b:{sign}.3f}]" for m, a, b in zip(mean, low, high, strict=True))
    return f"{name:<30.30}" + "".join(f"{cell:>24}" for cell in cells)


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


def weigh_all(items: Path, turns: Path, recommending: Recommending) -> list[Weighed]:
    """Every turn of the file that can be measured over the demo catalogue. BadDialogues where none can be read."""
    shelf, ranker = recommending.shelf, recommending.ranker
    assert isinstance(ranker, MmrRanker)
    assert isinstance(ranker.scorer, WeightedScorer)
    scorer = replace(ranker.scorer, weights=Weights(conversation=1.0))
    ids = demo_ids(items, shelf)
    print(f"{len(ids):,} outside items are among the {len(shelf):,} of the catalogue")
    lived = moments(read_turns(turns), ids, RuleUnderstanding(shelf), shelf)
    weighed = [weigh(recommending, scorer, moment) for moment in lived]
    mute = sum(not one.moment.state.said for one in weighed)
    lost = sum(not set(one.moment.gold) <= set(one.ids) for one in weighed)
    print(
        f"{len(weighed):,} turns with such gold; in {mute:,} no wish was understood; "
        f"in {lost:,} some gold is not among the candidates"
    )
    return weighed


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.ranking", description=__doc__)
    parser.add_argument("--items", type=Path, required=True, help="outside items, one JSON object a line")
    parser.add_argument("--turns", type=Path, required=True, help="recommendation turns about them")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        private = {"database": Path(folder) / "eval.db", "catalogue": None, "llm": "off"}
        settings = read_settings().model_copy(update=private)
        encoder = load_encoder(settings)
        retriever, talk = open_index(settings, encoder), open_talk(settings, encoder)
        own = open_own(settings, encoder, talk, retriever.catalogue, retriever.vector)
        with closing(assemble(settings, retriever, encoder.name, None, talk, own)) as bot:
            weighed = weigh_all(options.items, options.turns, bot.recommending)
    print(*table(weighed, settings.diversity, WEIGHTS if talk else (0.0,)), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
