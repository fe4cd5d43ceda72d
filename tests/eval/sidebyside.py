"""Two rankings side by side, for a reader who does not know which is which.

    python -m tests.eval.sidebyside --key KEY [--seed N]

For each ask of asks.jsonl (a line a conversation, its last utterance is answered) the first three of the product with
and without the part learned from conversations, in random order; lists that are the same are said to be. KEY is
written: which side was which. The model is that of BECAUSE_MODEL.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.ports import Ranker, Understanding
from bot.recommending import Recommending
from bot.settings import read_settings
from bot.state import after_showing, fold
from bot.types import DialogueState
from bot.understanding import RuleUnderstanding
from bot.wiring import assemble, load_encoder, open_index, open_talk
from recsys.context_text import titles_of
from recsys.ranker import MmrRanker
from recsys.scorer import WeightedScorer
from retrieval.types import Item

ASKS = Path(__file__).parent / "asks.jsonl"
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """An ask and what each side shows; `first_has_part` is the key."""

    said: tuple[str, ...]
    first: tuple[Item, ...]
    second: tuple[Item, ...]
    first_has_part: bool

    @property
    def same(self) -> bool:
        return [item.id for item in self.first] == [item.id for item in self.second]


def asks(path: Path = ASKS) -> list[tuple[str, ...]]:
    return [tuple(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def pairs(
    said: Sequence[tuple[str, ...]],
    recommending: Recommending,
    without: Ranker,
    understanding: Understanding,
    rng: random.Random,
) -> Iterator[Pair]:
    """Both sides answer in the same state: what was shown earlier in a conversation is what `without` shows."""
    plain = replace(recommending, ranker=without)
    for texts in said:
        state = DialogueState()
        for text in texts[:-1]:
            state = fold(state, understanding.understand(state, text), plain.shelf)
            state = after_showing(state, [item.id for item in shown(plain, state)])
        state = fold(state, understanding.understand(state, texts[-1]), plain.shelf)
        sides = [shown(recommending, state), shown(plain, state)]
        swapped = rng.random() < 0.5
        yield Pair(texts, *(reversed(sides) if swapped else sides), first_has_part=not swapped)


def shown(recommending: Recommending, state: DialogueState) -> tuple[Item, ...]:
    cards, _ = recommending.cards(state, SHOWN, "side by side")
    return tuple(card.recommendation.item for card in cards.cards)


def told(pair: Pair, number: int, titles: Mapping[str, str]) -> str:
    lines = [f"{number}. {' → '.join(pair.said)}"]
    for side, items in (("A", pair.first), ("B", pair.second)):
        if side == "A" or not pair.same:
            lines.append(f"   {side}  " + "; ".join(titles[item.id] for item in items))
    return "\n".join([*lines, *(["   B  the same"] if pair.same else [])])


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.sidebyside", description=__doc__)
    parser.add_argument("--key", type=Path, required=True, help="file to write which side was which into")
    parser.add_argument("--seed", type=int, default=0, help="of the order of sides")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        private = {"database": Path(folder) / "eval.db", "catalogue": None, "llm": "off"}
        settings = read_settings().model_copy(update=private)
        encoder = load_encoder(settings)
        talk = open_talk(settings, encoder)
        if talk is None:
            parser.error("there is no trained model to compare with: set BECAUSE_MODEL")
        with closing(assemble(settings, open_index(settings, encoder), encoder.name, None, talk)) as bot:
            compare(bot.recommending, options.key, random.Random(options.seed))
    return 0


def compare(recommending: Recommending, key: Path, rng: random.Random) -> None:
    """Print the pairs and write the key."""
    ranker = recommending.ranker
    assert isinstance(ranker, MmrRanker)
    assert isinstance(ranker.scorer, WeightedScorer)
    without = replace(ranker, scorer=replace(ranker.scorer, talk=None))
    understanding = RuleUnderstanding(recommending.shelf)
    titles = titles_of(recommending.shelf.schema, recommending.shelf.items())
    answers = []
    for number, pair in enumerate(pairs(asks(), recommending, without, understanding, rng), start=1):
        print(told(pair, number, titles))
        answers.append(f"{number} {'same' if pair.same else 'A' if pair.first_has_part else 'B'}")
    key.write_text("\n".join(answers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
