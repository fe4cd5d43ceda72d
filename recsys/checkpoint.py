"""A trained model on disk: its card, the encoder's layers, the factors, and what it remembers of conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
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
from recsys.known import Known, load_known, placed, save_known
from recsys.memory import KEPT, Memory
from recsys.people import People
from recsys.query_encoder import QueryEncoder
from recsys.talk import Talk
from recsys.together import Together
from recsys.weights_file import load_weights, save_weights
from retrieval.types import Item, Matrix, Schema

ENCODER, FACTORS, MEMORY, ITEMS = "encoder.npz", "factors.npz", "memory.npz", "items.json"
HELD_OUT = "held_out.npz"
"""What is remembered of the held-out dialogues. Kept by itself, so that the model can be measured on them."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What training leaves: `factors` as in recsys.factors.shapes, with the items' text `vectors` beside them;
    `memory` of what it learned from, `held_out` of the dialogues that its weights were learned on."""

    known: Known
    encoder: Arrays
    factors: Arrays
    vectors: Matrix
    memory: Memory
    held_out: Memory


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
        return {k: placed(a, rows) if k in ROWED else a for k, a in self.factors.items()}, rows >= 0

    def together_for(self, known: Known) -> Together:
        return Memory.read(self.memory, self.known, known).together


def save(directory: Path, trained: Trained, card: Card, *, share: bool = False) -> None:
    """Write everything, the card last. To `share` is to leave out what only the same catalogue can use: the items'
    ids and texts, and the single conversations."""
    directory.mkdir(parents=True, exist_ok=True)
    for stale in (CARD, MEMORY, HELD_OUT, ITEMS):  # of a model that was here before
        (directory / stale).unlink(missing_ok=True)
    save_weights(directory / ENCODER, trained.encoder)
    texts = {} if share else {"vectors": trained.vectors}
    save_weights(directory / FACTORS, {**trained.factors, **texts})
    save_weights(directory / MEMORY, trained.memory.arrays(share=share))
    if not share:
        save_weights(directory / HELD_OUT, trained.held_out.arrays())
    save_known(directory / ITEMS, trained.known.shared() if share else trained.known)
    write_card(directory, card)


def load(
    directory: Path,
    schema: Schema,
    items: Sequence[Item],
    encoder: tuple[str, str | Path],
    embed: Callable[[Sequence[Item]], Matrix],
    reader: QueryEncoder | None = None,
    *,
    apart: bool = False,
) -> FineTuned:
    """The model over these items. `encoder` is the name of the text encoder and where it lies; `embed` gives text
    vectors of items that the model has not seen, which rank by their text; `reader` is that of `load_talk`, where
    it was loaded from here already. With `apart` it does not remember the dialogues that its weights were learned
    on. Raises BadCheckpoint.
    """
    card = read_card(directory)
    _same_encoder(card, encoder[0])
    weights = _weights(card)
    known = load_known(directory / ITEMS, HOW)
    factors, kept = _factors(directory, known), [_held(directory / MEMORY, KEPT)]
    if not apart and (directory / HELD_OUT).exists():
        kept.append(_held(directory / HELD_OUT, KEPT))
    titles = titles_of(schema, items)
    here = Known.of(titles)
    rows = known.places(here)
    memory = reduce(Memory.plus, (Memory.read(each, known, here) for each in kept))
    own = {
        name: placed(array, rows) if name in (*ROWED, "vectors") else array for name, array in factors.items()
    }
    vectors = own.pop("vectors", None)
    unread = rows < 0 if vectors is not None else np.ones(len(rows), dtype=np.bool_)
    if vectors is None:
        vectors = np.zeros((len(rows), factors["W"].shape[0]), dtype=np.float32)
    if unread.any():
        vectors[unread] = embed([item for item, new in zip(items, unread, strict=True) if new])
    own["b"][rows < 0] = factors["b"].min(initial=0)
    ids = here.ids
    return FineTuned(
        name=card.name,
        item_ids=ids,
        titles=titles,
        encoder=reader or _encoder(directory, encoder[1]),
        factors=Factors.of(own, vectors),
        together=memory.together,
        neighbours=memory.neighbours,
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
    factors, memory = _factors(directory, known), _held(directory / MEMORY, KEPT)
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
