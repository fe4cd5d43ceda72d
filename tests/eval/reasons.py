"""What the bot says for what it shows, over a thousand turns of simulated visitors and three catalogues.

    python -m tests.eval.reasons [--turns 1000] [--books FILE] [--writer template|llm] [--sample 30] [--failures 20]

The catalogues are the shipped films, a book catalogue made by `because import` from FILE (books.csv of goodbooks-10k,
or a catalogue directory; without it a small one is generated), and an imported table of made-up hotels. Counted:
claims shown, reasons refused by the checker, claims unsupported by a second judge that shares no code with it
(tests.eval.second), in reasons and in the evidence behind them; contributions that do not add up, hard conditions
broken; USR, FCR and DIV (tests.eval.nlg); how sentences came about.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.ranking_model import SHIPPED
from bot.settings import read_settings
from bot.wiring import DEMO, build
from retrieval.importing.catalogue import import_catalogue
from tests.bot.strangers import BOOKS
from tests.eval.hotels import write_hotels
from tests.eval.nlg import feature_coverage_ratio, feature_diversity, features_in, unique_sentence_ratio
from tests.eval.second.counts import told_by
from tests.eval.second.records import Records
from tests.eval.visiting import Found, visit
from tests.eval.visitors import world

HEAD = ("turns", "reasons", "claims", "refused", "faults", "evidence", "sums", "hard", "USR", "FCR", "DIV")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.reasons", description=__doc__)
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--books", type=Path, help="books.csv, or a catalogue directory")
    parser.add_argument("--writer", choices=("template", "llm"), default="template")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--seconds", type=float, default=float("inf"), help="at most, all catalogues together"
    )
    parser.add_argument("--sample", type=int, default=30, help="sentences printed, a third of each catalogue")
    parser.add_argument("--failures", type=int, default=20, help="faults printed, of each kind")
    parser.add_argument("--out", type=Path, help="JSON Lines of all that was said")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        shelves = {"films": DEMO, **made(options.books, Path(folder), options.seed)}
        found = [
            over(name, directory, options, options.turns // 3 + (n < options.turns % 3), Path(folder))
            for n, (name, directory) in enumerate(shelves.items())
        ]
    report(found)
    show(found, options.sample, options.failures, Random(options.seed))
    if options.out:
        rows = (
            {"catalogue": one.name, "ask": s.ask, "title": s.title, "writer": s.writer, "text": s.text}
            for one in found
            for s in one.said
        )
        options.out.write_text(
            "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8"
        )
    return 0


def made(books: Path | None, work: Path, seed: int) -> dict[str, Path]:
    """The imported catalogues, each in a directory."""
    if books is None:
        books = work / "books.csv"
        books.write_text(BOOKS, encoding="utf-8")
    write_hotels(work / "hotels.csv", 240, seed)
    tables = {"books": books, "hotels": work / "hotels.csv"}
    for name, table in tables.items():
        if not table.is_dir():
            import_catalogue([table], work / name)
            tables[name] = work / name
    return tables


def over(name: str, directory: Path, options: argparse.Namespace, turns: int, work: Path) -> Found:
    """The turns over one catalogue."""
    records = Records.read(directory)
    if directory == DEMO:
        records.told = told_by(SHIPPED, records.rows.values())
    changed = {
        "llm": "off" if options.writer == "template" else "auto",
        "database": work / f"{name}.db",
        "catalogue": None if directory == DEMO else directory,
        "parser": "rules",
    }
    with closing(build(read_settings().model_copy(update=changed))) as bot:
        bot.wait_for_model()
        known = world(bot.shelf.schema, bot.shelf.items(), with_bank=directory == DEMO)
        rng = Random(f"{options.seed} {name}")
        return visit(name, bot, records, known, turns, rng, options.seconds / 3)


def report(found: Sequence[Found]) -> None:
    print(f"{'':<8}" + "".join(f"{head:>10}" for head in HEAD))
    for one in [*found, together(found)]:
        told = [features_in(said.text, one.features[said.item_id]) for said in one.said]
        every = {feature for features in one.features.values() for feature in features}
        cells = (
            one.turns,
            len(one.said),
            sum(len(said.claims) for said in one.said),
            sum(bool(said.refused) for said in one.said),
            sum(len(said.faults) for said in one.said),
            sum(bool(claim.fault) for said in one.said for claim in said.behind),
            sum(not said.adds_up for said in one.said),
            sum(not said.holds for said in one.said),
            f"{unique_sentence_ratio([said.text for said in one.said]):.3f}",
            f"{feature_coverage_ratio(told, every):.3f}",
            f"{feature_diversity(told):.3f}",
        )
        print(f"{one.name:<8}" + "".join(f"{cell:>10}" for cell in cells))
    whole = together(found)
    if of := sum(whole.tally.values()):
        print("sentences: " + ", ".join(f"{k} {v} ({v / of:.1%})" for k, v in whole.tally.items()))
    print(f"{whole.seconds:.0f} s")


def together(found: Sequence[Found]) -> Found:
    whole = Found("all", sum(one.turns for one in found), [said for one in found for said in one.said])
    for one in found:
        whole.features |= one.features
        whole.tally.update(one.tally)
        whole.seconds += one.seconds
    return whole


def show(found: Sequence[Found], sample: int, failures: int, rng: Random) -> None:
    """A random sample for reading by eye, and what was found wrong."""
    for one in found:
        for said in rng.sample(one.said, min(sample // 3, len(one.said))):
            print(f"[{one.name}, {said.writer}] “{said.ask}” → {said.title}\n    {said.text}")
    every = [(one.name, said) for one in found for said in one.said]
    wrong = {
        "refused by the checker": [
            f"{n}: “{s.ask}” → {s.text}  {'; '.join(s.refused)}" for n, s in every if s.refused
        ],
        "faults": [
            f"{n}: “{s.ask}” → {s.text}  {[(c.kind, c.text, c.fault) for c in s.faults]}"
            for n, s in every
            if s.faults
        ],
        "faults in the evidence": [
            f"{n}: “{s.ask}” → {s.title}: {c.kind} {c.text}: {c.fault}"
            for n, s in every
            for c in s.behind
            if c.fault
        ],
        "conditions broken": [f"{n}: “{s.ask}” → {s.title}" for n, s in every if not s.holds],
    }
    for what, lines in wrong.items():
        if lines:
            print(f"-- {what}: {len(lines)}")
            print("\n".join(rng.sample(lines, min(failures, len(lines)))))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
