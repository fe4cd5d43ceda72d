"""How the fine-tuned writer does on what it never learned from: `python -m tests.eval.writer`.

    python -m tests.eval.writer [--n 150] [--asks 60] [--sample 30] [--tone plain] [--out FILE]
    python -m tests.eval.writer --pairs FILE [--seed 0]

Three sets: made-up hotels (no hotel was learned from), films that were held out, and the product's own cards for
asks of the bank of utterances (which may be of films that were learned from, with other evidence). Printed for each:
how often the first sentence may be shown, how often the second, how often the template stands in; the share of
unique sentences (USR; Li et al., CIKM 2020); words; seconds to the first piece and for three cards in a row.

`--pairs` writes 100 reasons beside the template's for the same evidence, in an order that `--seed` hides, and
which is which into FILE.key.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.checking import CurrentChecker
from bot.models.llm_local import LocalModel, local_model
from bot.models.model_files import own_words, writer, writer_name
from bot.phrasing.style import Style
from bot.settings import read_settings
from bot.types import Card
from bot.wiring import build
from bot.writer_training.pairs import HELD_OUT_DOMAIN, held_out, shelf_of
from bot.writer_training.visits import visits
from bot.writing import Tally
from bot.writing_small import SmallWriter
from prompts.registry import Prompts
from recsys.explain import template_reason
from recsys.types import Justification
from retrieval.catalog import Catalogue
from tests.benchmarks.asks import BANK
from tests.benchmarks.words import Timed

ROOT = Path(__file__).parents[2]
FILMS = ROOT / "retrieval" / "demo"
NEVER = 3600.0


@dataclass(frozen=True, slots=True)
class Told:
    """A card, what was written for it, and how many seconds that took."""

    card: Card
    reason: Justification
    seconds: float


def held_out_cards(domain: str, n: int, seed: int, work: Path) -> tuple[Catalogue, list[Card]]:
    """`n` cards of hotels, or of the films that were never learned from."""
    shelf = shelf_of(domain, FILMS, work, seed)
    items = [item for item in shelf.items() if domain != "films" or held_out(item)]
    made = visits(shelf.schema, items, n, random.Random(seed))
    return shelf, [
        Card(v.recommendation, v.evidence, template_reason(v.recommendation, v.evidence, shelf.schema))
        for v in made
    ]


def asked_cards(n: int, work: Path) -> tuple[Catalogue, list[Card]]:
    """The product's first `n` cards for the asks of the bank, as they are before any model."""
    settings = read_settings().model_copy(
        update={"llm": "off", "database": work / "eval.db", "catalogue": None}
    )
    bot = build(settings)
    found: list[Card] = []
    for line in BANK.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["expect"]["act"] == "recommend" and "state" not in row and len(found) < n:
            turn = bot.assistant.once(row["text"])
            found += turn.cards.cards if turn.cards else ()
    bot.close()
    return bot.shelf, found[:n]


def told(writer: SmallWriter, cards: Sequence[Card]) -> Iterator[Told]:
    for card in cards:
        begun = time.perf_counter()
        reason = writer.write(card, writer.clock() + NEVER)
        yield Told(card, reason, time.perf_counter() - begun)


def figures(name: str, all_told: Sequence[Told], tally: Tally, first: Sequence[float]) -> str:
    n = len(all_told)
    written = [one for one in all_told if one.reason.writer == "llm"]
    threes = [sum(t.seconds for t in all_told[at : at + 3]) for at in range(0, n - 2, 3)]
    words = [len(one.reason.text.split()) for one in written]
    lines = [
        f"{name}: {n} cards",
        f"  accepted at once {tally.accepted / n:.3f}, at the second try {tally.retried / n:.3f}, "
        f"template {tally.replaced / n:.3f}, failed {tally.failed}",
        f"  unique sentences {len({one.reason.text for one in written}) / max(len(written), 1):.3f}, "
        f"words a card {statistics.mean(words):.1f}",
        f"  first piece p50 {at(first, 50):.3f} s, p95 {at(first, 95):.3f} s; a card p50 "
        f"{at([t.seconds for t in all_told], 50):.2f} s, p95 {at([t.seconds for t in all_told], 95):.2f} s; "
        f"three cards p50 {at(threes, 50):.2f} s, p95 {at(threes, 95):.2f} s",
    ]
    return "\n".join(lines)


def at(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))] if ordered else 0.0


def ask_of(card: Card) -> str:
    """What was said and liked, as a reader has to know it to judge a reason."""
    sources = dict.fromkeys(
        one.source for one in card.evidence if one.source not in ("catalogue", "ranking", "others", "")
    )
    return "; ".join(sources)


def writer_over(shelf: Catalogue, model: LocalModel | Timed, tone: str) -> SmallWriter:
    return SmallWriter(
        model,
        CurrentChecker(shelf),
        Prompts.load().get("reason", 2),
        shelf,
        time.monotonic,
        NEVER,
        Style(tone),
        own_words(),
    )


def sets(n: int, asks: int, seed: int, work: Path) -> Iterator[tuple[str, Catalogue, list[Card]]]:
    yield ("hotels (held-out domain)", *held_out_cards(HELD_OUT_DOMAIN, n, seed, work))
    yield ("films (held out)", *held_out_cards("films", n, seed, work))
    if asks:
        yield ("the product's cards", *asked_cards(asks, work))


def measure(
    model: LocalModel, n: int, asks: int, sample: int, tone: str, seed: int, out: Path | None
) -> None:
    rows: list[dict[str, object]] = []
    with TemporaryDirectory() as work:
        for name, shelf, cards in sets(n, asks, seed, Path(work)):
            timed = Timed(model)
            writer = writer_over(shelf, timed, tone)
            all_told = list(told(writer, cards))
            print(figures(name, all_told, writer.tally, timed.first))
            chosen = random.Random(seed).sample(all_told, min(sample // 3, len(all_told)))
            for one in chosen:
                print(f"    [{one.reason.writer}] {one.card.recommendation.item.title} — {one.reason.text}")
            rows += [_row(name, one) for one in all_told]
    if out:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _row(name: str, one: Told) -> dict[str, object]:
    evidence = [f"{e.id} {e.kind}: {e.text}" for e in one.card.evidence]
    return {"set": name, "item": one.card.recommendation.item.title, "ask": ask_of(one.card), "evidence": evidence,
            "writer": one.reason.writer, "text": one.reason.text, "template": one.card.reason.text}  # fmt: skip


def blind(model: LocalModel, file: Path, seed: int, n: int = 100) -> None:
    """Writes n pairs, a third of each set, as JSON Lines, and which side is the model's into FILE.key."""
    rng, rows, key = random.Random(seed), [], []
    with TemporaryDirectory() as work:
        for number, (_, shelf, cards) in enumerate(sets(n // 2, n // 2, seed + 1, Path(work)), start=1):
            for one in told(writer_over(shelf, model, "plain"), cards):
                if len(rows) >= number * n // 3:
                    break
                if one.reason.writer == "llm":
                    sides = [one.reason.text, one.card.reason.text]
                    swapped = rng.random() < 0.5
                    a, b = reversed(sides) if swapped else sides
                    rows.append({"n": len(rows) + 1, "item": one.card.recommendation.item.title,
                                 "ask": ask_of(one.card), "a": a, "b": b})  # fmt: skip
                    key.append(f"{len(rows)} {'b' if swapped else 'a'}")
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    file.with_name(f"{file.name}.key").write_text("\n".join(key) + "\n", encoding="utf-8")
    print(f"{len(rows)} pairs in {file}; which side is the model's in {file.name}.key")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.writer", description=__doc__)
    parser.add_argument("--n", type=int, default=150, help="cards of each held-out set")
    parser.add_argument("--asks", type=int, default=60, help="cards of the product for the asks of the bank")
    parser.add_argument("--sample", type=int, default=30, help="reasons to print, a third of each set")
    parser.add_argument("--tone", default="plain")
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument(
        "--out", type=Path, help="JSON Lines: every reason with its evidence and the template's"
    )
    parser.add_argument("--adapter", type=Path, help="another adapter than the shipped one")
    parser.add_argument("--pairs", type=Path, help="write 100 blind pairs, and measure nothing")
    given = parser.parse_args(arguments)
    models = read_settings().home / "models"
    wanted = str(writer(models, given.adapter)) if given.adapter else writer_name()
    model = local_model(models, time.monotonic, wanted)
    model.start()
    if not model.wait():
        raise SystemExit(f"the model could not be loaded: {model.trouble}")
    if given.pairs:
        blind(model, given.pairs, given.seed)
    else:
        measure(model, given.n, given.asks, given.sample, given.tone, given.seed, given.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
