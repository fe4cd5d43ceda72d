"""How fast the index is built and searched. Run: python -m tests.benchmarks.retrieval [--rows 100000]

Every figure stands beside that of plain numpy doing the same in the same run, so that a slower machine or a
neighbour's load shows in both.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from retrieval.build import build_index, open_retriever
from retrieval.catalog import Catalogue
from retrieval.encoder import Encoder, HashingEncoder, SentenceEncoder
from retrieval.faiss_index import make_index
from retrieval.items_file import item_line
from retrieval.lexical import LexicalIndex
from retrieval.retriever import HybridRetriever
from retrieval.schema_file import schema_text
from retrieval.segment import state_of
from retrieval.types import Constraint, Item, Matrix, Noun, Query, Schema, Slot, Vector

DIMENSION = 384
SCHEMA = Schema(
    slots=(
        Slot("year", "number", "year", role="released"),
        Slot("kinds", "category", "kind", role="kind", many=True),
        Slot("maker", "name", "maker", role="maker"),
        Slot("sold", "number", "sales", role="popularity"),
        Slot("about", "text", "description", role="description"),
    ),
    noun=Noun("thing", "things"),
)
QUERIES = {
    "no filter": (),
    "filter, half pass": (Constraint("year", ">=", 1975.0, "x"),),
    "filter, 5 % pass": (Constraint("kinds", "=", "kind 3", "x"),),
    "two filters, 1 % pass": (
        Constraint("kinds", "=", "kind 7", "x"),
        Constraint("year", "=", 1957.0, "x"),
    ),
    "not, and a range": (
        Constraint("kinds", "!=", "kind 1", "x"),
        Constraint("year", ">=", 1980.0, "x"),
        Constraint("year", "<", 1990.0, "x"),
    ),
}


class RandomEncoder:
    """Unit vectors that depend on the text alone: leaves the encoder's own time out of the figures."""

    name, dimension = "random", DIMENSION

    def encode(self, texts: Sequence[str]) -> Matrix:
        rows = [np.random.default_rng(abs(hash(text)) % 2**32).standard_normal(DIMENSION) for text in texts]
        made = np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSION)
        unit: Matrix = made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
        return unit


def synthetic(rows: int) -> list[Item]:
    rng = np.random.default_rng(0)
    vocabulary = [f"word{n}" for n in range(20_000)]
    picks = rng.zipf(1.2, (rows, 24)) % len(vocabulary)
    return [
        Item(
            f"t{n:07}",
            f"Thing {vocabulary[picks[n, 0]]} {n}",
            {
                "year": float(1950 + n % 50),
                "kinds": (f"kind {n % 20}", f"kind {20 + n % 7}"),
                "maker": f"Maker {n % 997}",
                "sold": float(n * 7919 % 100_003),
                "about": " ".join(vocabulary[word] for word in picks[n, 1:]),
            },
        )
        for n in range(rows)
    ]


def timed(run: Callable[[int], object], times: int) -> tuple[float, float]:
    """p50 and p95 in milliseconds."""
    for warm in range(3):
        run(warm)
    taken = []
    for turn in range(times):
        start = time.perf_counter()
        run(turn + 3)
        taken.append((time.perf_counter() - start) * 1e3)
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 95))


def reference(matrix: Matrix, items: Sequence[Item]) -> Callable[[Vector, tuple[Constraint, ...]], None]:
    """Filter item by item, multiply, sort: what one writes in four lines."""

    def search(query: Vector, constraints: tuple[Constraint, ...]) -> None:
        rows = [n for n, item in enumerate(items) if all(c.holds(item) for c in constraints)]
        scores = matrix[rows] @ query if constraints else matrix @ query
        np.argsort(-scores)[:100]

    return search


def searches(
    title: str, retriever: HybridRetriever, matrix: Matrix, items: Sequence[Item], encoder: Encoder
) -> None:
    print(f"\n{title}: {len(items):,} items, {retriever.index_kind} index, k = 100")
    plain = reference(matrix, items)
    for name, constraints in QUERIES.items():
        few = retriever.count(Query(constraints=constraints))

        def ours(turn: int, constraints: tuple[Constraint, ...] = constraints) -> object:
            return retriever.search(Query(f"word{turn} word{turn * 3}", constraints), 100)

        def theirs(turn: int, constraints: tuple[Constraint, ...] = constraints) -> object:
            return plain(encoder.encode([f"word{turn} word{turn * 3}"])[0], constraints)

        middle, late = timed(ours, 60)
        slow, _ = timed(theirs, 5)
        print(
            f"  {name:26} {few:7,} pass   p50 {middle:7.2f} ms   p95 {late:7.2f} ms   plain {slow:8.2f} ms"
            f"   ratio {middle / slow:.2f}"
        )


def at_size(rows: int) -> None:
    items, encoder = synthetic(rows), RandomEncoder()
    matrix = encoder.encode([item.id for item in items])
    start = time.perf_counter()
    index = make_index(matrix)
    print(
        f"\nvector index of {rows:,} rows: {rows / (time.perf_counter() - start):,.0f} items/s ({index.kind})"
    )
    start = time.perf_counter()
    lexical = LexicalIndex(SCHEMA, items)
    print(f"lexical index: {rows / (time.perf_counter() - start):,.0f} items/s")
    start = time.perf_counter()
    catalogue = Catalogue.of(SCHEMA, items)
    print(f"catalogue: {rows / (time.perf_counter() - start):,.0f} items/s")
    retriever = HybridRetriever(catalogue, encoder, state_of(items, matrix, index), lexical)
    searches("synthetic", retriever, matrix, items, encoder)
    start = time.perf_counter()
    retriever.put(Item("new", "Quixotic zebra", {"year": 2000.0}))
    found = retriever.search(Query("quixotic zebra"), 5).candidates[0].item.id == "new"
    print(f"  put and found: {(time.perf_counter() - start) * 1e3:.1f} ms ({found})")


def built(rows: int, encoder: Encoder, label: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder)
        (shop / "schema.json").write_text(schema_text(SCHEMA), encoding="utf-8")
        (shop / "items.jsonl").write_text(
            "".join(f"{item_line(i)}\n" for i in synthetic(rows)), encoding="utf-8"
        )
        start = time.perf_counter()
        build_index(shop, shop / "index", encoder)
        print(
            f"build_index with {label}: {rows / (time.perf_counter() - start):,.0f} items/s ({rows:,} items)"
        )
        start = time.perf_counter()
        open_retriever(shop, encoder)
        print(f"open_retriever: {(time.perf_counter() - start) * 1e3:,.0f} ms")


def demo(encoder: Encoder) -> None:
    here = Path(__file__).parents[2] / "retrieval" / "demo"
    if not (here / "items.jsonl").exists():
        print("\nthe demo catalogue is not there")
        return
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        count = build_index(here, Path(folder), encoder).items
        print(f"\ndemo index: {count / (time.perf_counter() - start):,.0f} items/s with {encoder.name}")
        retriever = open_retriever(here, encoder, Path(folder))
    wishes = [
        "a slow heist",
        "robots that learn to love",
        "two friends on the road",
        "a trial",
        "ghosts at sea",
    ]
    filters: dict[str, tuple[Constraint, ...]] = {
        "no filter": (),
        "filter": (Constraint("year", ">=", 2000.0, "x"),),
    }
    for name, constraints in filters.items():

        def fresh(turn: int, name: str = name, constraints: tuple[Constraint, ...] = constraints) -> object:
            return retriever.search(Query(f"{wishes[turn % 5]} {name} {turn}", constraints), 100)

        def again(turn: int, constraints: tuple[Constraint, ...] = constraints) -> object:
            return retriever.search(Query(wishes[turn % 5], constraints), 100)

        new, known = timed(fresh, 60), timed(again, 60)
        print(f"  {name:10} new words p50 {new[0]:6.2f} p95 {new[1]:6.2f} ms", end="")
        print(f"   words already embedded p50 {known[0]:6.2f} p95 {known[1]:6.2f} ms")
    alone = timed(lambda n: encoder.encode([f"{wishes[n % 5]} {n}"]), 60)
    print(f"  the encoder alone p50 {alone[0]:.2f} p95 {alone[1]:.2f} ms")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--without-model", action="store_true", help="leave out what needs the real encoder")
    chosen = options.parse_args()
    built(2_000, HashingEncoder(DIMENSION), "hashed words")
    at_size(chosen.rows)
    if not chosen.without_model:
        demo(SentenceEncoder())


if __name__ == "__main__":
    main()
