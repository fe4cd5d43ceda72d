"""What scoring a turn costs and what each part of it costs: `python -m tests.benchmarks.scoring [ITEMS]`.

A model of 7,000 made-up items (or ITEMS) that remembers 14,000 conversations, with the real encoder, untrained: the
arithmetic is that of a trained one. The reference in the same run is counting what was named together, which is
what a model has to be worth.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from recsys.baselines import Counts, Mentions
from recsys.blend import KINDS
from recsys.context_text import titles_of
from recsys.dialogues import Dialogue, Utterance
from recsys.factors import Factors, shapes
from recsys.finetuned import FEATURES, FineTuned
from recsys.history import history
from recsys.neighbours import Neighbours
from recsys.people import People
from recsys.query_encoder import QueryEncoder
from recsys.together import Together
from retrieval.encoder import SentenceEncoder
from retrieval.types import Item, Schema, Slot

DIALOGUES = 8_000
REMEMBERED = 14_000
TURNS = 60
SENTENCE = (
    "hello can you recommend something I really liked the last one it was funny and a bit scary but not too long "
    "maybe with the same people as before or from the same years my friends want to see it with me tonight"
)


def invented(n: int, rng: np.random.Generator) -> tuple[FineTuned, tuple[Dialogue, ...]]:
    """A model of n items with learned numbers that mean nothing."""
    schema = Schema((Slot("people", "name", "people", role="person", many=True),))
    names = [f"Given{k} Family{k % 977}" for k in range(2 * n)]
    items = tuple(
        Item(f"i{k}", f"Thing {k}", {"people": tuple(names[j] for j in rng.integers(0, 2 * n, 4))})
        for k in range(n)
    )
    ids = tuple(item.id for item in items)
    popular = 1 / np.arange(1, n + 1)
    popular /= popular.sum()
    dialogues = tuple(
        _dialogue(f"d{k}", [ids[j] for j in rng.choice(n, 5, p=popular)], rng) for k in range(DIALOGUES)
    )
    encoder = QueryEncoder(SentenceEncoder().source)
    encoder.ready()
    d = encoder.dimension
    vectors = rng.normal(size=(n, d)).astype(np.float32)
    learned = {
        name: rng.normal(size=shape, scale=0.05).astype(np.float32) for name, shape in shapes(n, d).items()
    }
    golds = rng.choice(n, REMEMBERED, p=popular)
    model = FineTuned(
        name="invented",
        item_ids=ids,
        titles=titles_of(schema, items),
        encoder=encoder,
        factors=Factors.of(learned, vectors),
        together=Together.of(dialogues, ids),
        neighbours=Neighbours(
            rng.normal(size=(REMEMBERED, d)).astype(np.float32), np.arange(REMEMBERED + 1), golds
        ),
        people=People.of(schema, items),
        weights=np.ones((KINDS, len(FEATURES))),
        trained_on=frozenset(),
        tuned_on=frozenset(),
        rows={item_id: row for row, item_id in enumerate(ids)},
    )
    return model, dialogues


def _dialogue(name: str, items: list[str], rng: np.random.Generator) -> Dialogue:
    said = []
    for place, item in enumerate(items):
        words = " ".join(rng.choice(SENTENCE.split(), 12))
        said.append(Utterance("recommender" if place % 2 else "seeker", words, (item,)))
    return Dialogue(name, tuple(said))


def milliseconds(run: Callable[[int], object]) -> tuple[float, float]:
    """p50 and p95 of TURNS calls, after three that warm up."""
    taken = []
    for turn in range(-3, TURNS):
        start = time.perf_counter()
        run(turn)
        taken.append(1_000 * (time.perf_counter() - start))
    return float(np.percentile(taken[3:], 50)), float(np.percentile(taken[3:], 95))


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 7_000
    model, dialogues = invented(n, np.random.default_rng(0))
    counts = Counts(Mentions.of(dialogues, model.item_ids))
    contexts = [dialogue.utterances[: 1 + k % 5] for k, dialogue in enumerate(dialogues[: TURNS + 3])]
    texts = [model.text(context) for context in contexts]
    queries = model.encoder.encode(texts)
    named = [history(context, model.rows) for context in contexts]
    rows = [[each.row for each in one] for one in named]
    even = [np.full(len(one), 1 / max(len(one), 1)) for one in rows]
    whole = milliseconds(lambda k: model.score(contexts[k]))
    plain = milliseconds(lambda k: counts.score(contexts[k]))
    print(
        f"{n:,} items, {len(texts)} turns of {np.mean([len(t.split()) for t in texts]):.0f} words on average"
    )
    print(f"  a turn scored            p50 {whole[0]:6.2f} ms   p95 {whole[1]:6.2f} ms")
    print(
        f"  counts, the reference    p50 {plain[0]:6.2f} ms   the model costs {whole[0] / plain[0]:.0f} times that"
    )
    parts: dict[str, Callable[[int], object]] = {
        "reading the conversation": lambda k: model.encoder.encode([texts[k]]),
        "words": lambda k: model.factors.words(queries[k]),
        "history": lambda k: model.factors.history(named[k]),
        "together": lambda k: model.together.fit(rows[k], even[k]),
        "neighbours": lambda k: model.neighbours.votes(queries[k], n),
        "people": lambda k: (model.people.spoken_of(texts[k]), model.people.shared(rows[k])),
    }
    for name, run in parts.items():
        p50, p95 = milliseconds(run)
        print(f"  {name:24} p50 {p50:6.2f} ms   p95 {p95:6.2f} ms")


if __name__ == "__main__":
    main()
