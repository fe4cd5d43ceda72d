"""A trained model on disk: its card, the encoder's layers, the factors, and what it remembers of conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recsys.blend import KINDS
from recsys.card import FILE as CARD
from recsys.card import HOW, Card, read_card, write_card
from recsys.context_text import titles_of
from recsys.errors import BadCheckpoint, OtherEncoder
from recsys.factors import ROWED, Arrays, Factors, shapes
from recsys.finetuned import FEATURES, FineTuned
from recsys.known import Known, load_known, save_known
from recsys.neighbours import Neighbours
from recsys.people import People
from recsys.query_encoder import QueryEncoder
from recsys.talk import Talk
from recsys.together import Together
from recsys.weights_file import load_weights, save_weights
from retrieval.types import Item, Matrix, Schema

ENCODER, FACTORS, MEMORY, ITEMS = "encoder.npz", "factors.npz", "memory.npz", "items.json"
REMEMBERED = (
    "counts", "sizes", "pair_starts", "partners", "both", "queries", "gold_starts", "golds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trained:
    """What training leaves: `factors` as in recsys.factors.shapes, with the items' text `vectors` beside them."""

    known: Known
    encoder: Arrays
    factors: Arrays
    vectors: Matrix
    together: Together
    neighbours: Neighbours


@dataclass(frozen=True, slots=True)
class Start:
    """What training begins with beside the encoder: the factors of the items known, what was named together in the
    dialogues behind them, the weights of the sum, and the ids of those dialogues."""

    known: Known
    factors: Arrays
    memory: Mapping[str, NDArray[Any]]
    weights: NDArray[np.float64]
    trained_on: frozenset[str]

    def factors_for(self, known: Known) -> tuple[Arrays, NDArray[np.bool_]]:
        """The factors over other items, and which of those are known, shape (n,); zeros for what is not."""
        rows = self.known.places(known)
        return {k: _placed(a, rows) if k in ROWED else a for k, a in self.factors.items()}, rows >= 0

    def together_for(self, known: Known) -> Together:
        return _together(self.memory, self.known.places(known), known.places(self.known))


def save(directory: Path, trained: Trained, card: Card, *, share: bool = False) -> None:
    """Write everything, the card last. To `share` is to leave out what only the same catalogue can use: the items'
    ids and texts, and the single conversations."""
    directory.mkdir(parents=True, exist_ok=True)
    for stale in (CARD, MEMORY, ITEMS):  # of a model that was here before
        (directory / stale).unlink(missing_ok=True)
    save_weights(directory / ENCODER, trained.encoder)
    texts = {} if share else {"vectors": trained.vectors}
    save_weights(directory / FACTORS, {**trained.factors, **texts})
    together = trained.together
    near = Neighbours.none(trained.vectors.shape[1]) if share else trained.neighbours
    save_weights(
        directory / MEMORY,
        {
            "counts": together.counts, "sizes": together.sizes, "pair_starts": together.starts,
            "partners": together.partners.astype(np.int32), "both": together.both.astype(np.int32),
            "queries": near.queries, "gold_starts": near.starts, "golds": near.golds,
        },
    )  # fmt: skip
    save_known(directory / ITEMS, trained.known.shared() if share else trained.known)
    write_card(directory, card)


def load(
    directory: Path,
    schema: Schema,
    items: Sequence[Item],
    encoder: tuple[str, str | Path],
    embed: Callable[[Sequence[Item]], Matrix],
    reader: QueryEncoder | None = None,
) -> FineTuned:
    """The model over these items. `encoder` is the name of the text encoder and where it lies; `embed` gives text
    vectors of items that the model has not seen, which rank by their text; `reader` is that of `load_talk`, where
    it was loaded from here already. Raises BadCheckpoint.
    """
    card = read_card(directory)
    _same_encoder(card, encoder[0])
    weights = _weights(card)
    known = load_known(directory / ITEMS, HOW)
    factors, memory = _factors(directory, known), _held(directory / MEMORY, REMEMBERED)
    titles = titles_of(schema, items)
    here = Known.of(titles)
    rows, back = known.places(here), here.places(known)
    placed = {
        name: _placed(array, rows) if name in (*ROWED, "vectors") else array
        for name, array in factors.items()
    }
    vectors = placed.pop("vectors", None)
    unread = rows < 0 if vectors is not None else np.ones(len(rows), dtype=np.bool_)
    if vectors is None:
        vectors = np.zeros((len(rows), factors["W"].shape[0]), dtype=np.float32)
    if unread.any():
        vectors[unread] = embed([item for item, new in zip(items, unread, strict=True) if new])
    placed["b"][rows < 0] = factors["b"].min(initial=0)
    ids = here.ids
    return FineTuned(
        name=card.name,
        item_ids=ids,
        titles=titles,
        encoder=reader or _encoder(directory, encoder[1]),
        factors=Factors.of(placed, vectors),
        together=_together(memory, rows, back),
        neighbours=_neighbours(memory, back),
        people=People.of(schema, items),
        weights=weights,
        trained_on=frozenset(card.trained_on),
        tuned_on=frozenset(card.tuned_on),
        rows={item_id: row for row, item_id in enumerate(ids)},
    )


def knows(directory: Path, schema: Schema, items: Sequence[Item]) -> float:
    """The share of these items that the model learned something of. Raises BadCheckpoint."""
    places = load_known(directory / ITEMS, HOW).places(Known.of(titles_of(schema, items)))
    return float((places >= 0).mean()) if len(places) else 0.0


def load_talk(directory: Path, encoder: tuple[str, str | Path]) -> Talk:
    """The part of the model that any catalogue can use. Raises BadCheckpoint."""
    _same_encoder(read_card(directory), encoder[0])
    factors = _held(directory / FACTORS, ("W", "s"))
    reader, projection, scale = _encoder(directory, encoder[1]), factors["W"], factors["s"]
    d = reader.dimension
    if (
        projection.shape != (d, d)
        or scale.shape != ()
        or not (np.isfinite(projection).all() and np.isfinite(scale))
    ):
        raise BadCheckpoint(
            f"{directory / FACTORS} has W of shape {projection.shape} and s of shape {scale.shape}; "
            f"expected numbers of shape {(d, d)} and {()}. {HOW}"
        )
    return Talk(reader, projection, float(np.exp(scale)))


def start_from(directory: Path, encoder: QueryEncoder, name: str) -> Start:
    """Put a model's layers into an encoder that is about to be trained. Raises BadCheckpoint."""
    card = read_card(directory)
    _same_encoder(card, name)
    known = load_known(directory / ITEMS, HOW)
    factors, memory = _factors(directory, known), _held(directory / MEMORY, REMEMBERED)
    encoder.load(load_weights(directory / ENCODER))
    return Start(known, factors, memory, _weights(card), frozenset(card.trained_on))


def _same_encoder(card: Card, name: str) -> None:
    if card.encoder != name:
        raise OtherEncoder(
            f"the model was trained from the encoder {card.encoder!r}; the settings name {name!r}. "
            f"Set BECAUSE_ENCODER to the first, or train anew. {HOW}"
        )


def _encoder(directory: Path, source: str | Path) -> QueryEncoder:
    layers = load_weights(directory / ENCODER)  # first: it may be missing, and an encoder takes long to load
    encoder = QueryEncoder(source)
    encoder.load(layers)
    encoder.ready()
    return encoder


def _weights(card: Card) -> NDArray[np.float64]:
    if card.features != FEATURES:
        raise BadCheckpoint(
            f"the model was trained with the features {', '.join(card.features)}; "
            f"this version has {', '.join(FEATURES)}. {HOW}"
        )
    sizes = [len(kind) for kind in card.weights]
    if sizes != [len(FEATURES)] * KINDS:
        raise BadCheckpoint(
            f"the model's card has weights of the sizes {sizes}, expected {KINDS} times {len(FEATURES)}. {HOW}"
        )
    return np.array(card.weights, dtype=np.float64)


def _placed(array: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    """The rows of an array in another order; zeros for −1."""
    found = np.zeros((len(rows), *array.shape[1:]), dtype=array.dtype)
    found[rows >= 0] = array[rows[rows >= 0]]
    return found


def _held(path: Path, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    arrays = load_weights(path)
    if lacking := [name for name in names if name not in arrays]:
        raise BadCheckpoint(f"{path} lacks {', '.join(lacking)}; it holds {', '.join(arrays)}. {HOW}")
    return arrays


def _factors(directory: Path, known: Known) -> dict[str, NDArray[Any]]:
    """The factors as they were saved: "vectors" are not among them where the model is shared."""
    factors = _held(directory / FACTORS, tuple(shapes(0, 0)))
    n, d = len(known), len(factors["W"])
    for name, expected in {**shapes(n, d), "vectors": (n, d)}.items():
        if name in factors and factors[name].shape != expected:
            raise BadCheckpoint(
                f"{directory / FACTORS}: {name} has shape {factors[name].shape}, expected {expected}. {HOW}"
            )
    return factors


def _together(
    memory: Mapping[str, NDArray[Any]], rows: NDArray[np.int64], back: NDArray[np.int64]
) -> Together:
    """The counts of pairs in the order of another list of items; pairs with items that are gone are left out."""
    spans = np.diff(memory["pair_starts"])
    first = back[np.repeat(np.arange(len(spans)), spans)]
    second = back[memory["partners"]]
    kept = (first >= 0) & (second >= 0)
    first, second, both = first[kept], second[kept], memory["both"][kept].astype(np.int64)
    order = np.lexsort((second, first))
    starts = np.searchsorted(first[order], np.arange(len(rows) + 1)).astype(np.int64)
    counts = _placed(memory["counts"].T, rows).T
    return Together(counts, memory["sizes"], starts, second[order], both[order])


def _neighbours(memory: Mapping[str, NDArray[Any]], back: NDArray[np.int64]) -> Neighbours:
    golds = back[memory["golds"]]
    here = np.concatenate(
        ([0], np.cumsum(golds >= 0))
    )  # how many of the golds before each place are still here
    return Neighbours(memory["queries"], here[memory["gold_starts"]].astype(np.int64), golds[golds >= 0])
