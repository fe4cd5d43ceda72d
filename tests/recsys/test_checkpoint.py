"""A model's directory that is not as it should be: what is said, and what to run. No encoder is needed for that."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recsys.blend import KINDS
from recsys.card import FILE, FORMAT, Card, read_card
from recsys.checkpoint import ENCODER, FACTORS, HELD_OUT, ITEMS, MEMORY, Trained, load, load_talk, save
from recsys.errors import BadCheckpoint
from recsys.factors import shapes
from recsys.finetuned import FEATURES, FineTuned
from recsys.known import Known
from recsys.memory import Memory
from recsys.neighbours import Neighbours
from recsys.weights_file import load_weights, save_weights
from retrieval.types import Item, Matrix, Schema

IDS = ("a", "b", "c")
D = 4
SHELF = tuple(Item(item, item.upper(), {}) for item in IDS)
CARD = Card(
    name="made up",
    version="1.0",
    created="2026-01-01T00:00:00+00:00",
    encoder="some encoder",
    items=len(IDS),
    data="",
    settings={"epochs": 1.0},
    features=FEATURES,
    weights=((1.0,) * len(FEATURES),) * KINDS,
    examples=1,
    held_turns=1,
    epochs=(0.5,),
    ablations=(),
    seconds={},
    memory=1,
    trained_on=("t1",),
    tuned_on=("v1",),
)
TRAINED = Trained(
    Known.of({item.id: item.title for item in SHELF}),
    {"layer": np.ones((2, 2), dtype=np.float32)},
    {name: np.ones(shape, dtype=np.float32) for name, shape in shapes(len(IDS), D).items()},
    np.ones((len(IDS), D), dtype=np.float32),
    Memory.none(IDS, D),
    Memory.none(IDS, D),
)
Break = Callable[[Path], Any]


def embed(items: object) -> Matrix:
    raise AssertionError("a model that cannot be read asks for no vectors")


def opened(directory: Path, encoder: str = "some encoder") -> FineTuned:
    return load(directory, Schema(()), SHELF, (encoder, "nowhere"), embed)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save(tmp_path, TRAINED, CARD)
    return tmp_path


def changed(name: str, **new: Any) -> Break:
    """Arrays of that file exchanged, or left out where they are None."""

    def change(directory: Path) -> None:
        arrays = {**load_weights(directory / name), **new}
        save_weights(directory / name, {key: value for key, value in arrays.items() if value is not None})

    return change


def written(name: str, text: str) -> Break:
    return lambda directory: (directory / name).write_text(text, encoding="utf-8")


def carded(**new: Any) -> Break:
    return written(FILE, json.dumps({**json.loads(CARD.model_dump_json()), **new}))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda directory: (directory / FILE).unlink(), "holds no trained model"),
        (written(FILE, "{half"), r"model\.json is not a model's card"),
        (written(FILE, "[]"), "is not a model's card"),
        (lambda directory: (directory / FILE).write_bytes(b"\xff\xfe"), "holds no trained model"),
        (carded(format=FORMAT + 1), f"has format {FORMAT + 1}; this version reads {FORMAT}"),
        (carded(name=None), "is not a model's card: name"),
        (carded(more=1), "is not a model's card: more"),
        (carded(features=["other"]), "was trained with the features other; this version has"),
        (carded(weights=[[1.0]]), "has weights of the sizes"),
        (carded(weights=[[1.0] * len(FEATURES)]), "has weights of the sizes"),
        (lambda directory: (directory / FACTORS).unlink(), r"factors\.npz cannot be read"),
        (lambda directory: (directory / MEMORY).unlink(), r"memory\.npz cannot be read"),
        (lambda directory: (directory / ENCODER).unlink(), r"encoder\.npz cannot be read"),
        (lambda directory: (directory / ITEMS).unlink(), r"items\.json cannot be read"),
        (written(ITEMS, "{half"), r"items\.json cannot be read"),
        (written(ITEMS, "3"), r"items\.json cannot be read"),
        (written(ITEMS, '["a", "b"]'), r"items\.json cannot be read"),
        (written(ITEMS, '{"ids": [], "titles": ["1", "2"]}'), "has shape .*, expected"),
        (written(ITEMS, '{"ids": [], "titles": ["1", "2", "3", "4"]}'), "has shape .*, expected"),
        (changed(FACTORS, W=None), r"factors\.npz lacks W; it holds"),
        (changed(FACTORS, x=np.ones((2, 2))), r"factors\.npz: x has shape"),
        (changed(MEMORY, both=None, queries=None), r"memory\.npz lacks both, queries"),
    ],
)
def test_a_damaged_model_is_refused_and_says_what_to_run(saved: Path, damage: Break, said: str) -> None:
    damage(saved)
    with pytest.raises(BadCheckpoint, match=f"{said}.*because train"):
        opened(saved)


def test_a_model_of_another_encoder_is_refused(saved: Path) -> None:
    said = "from the encoder 'some encoder'; the settings name 'another'.*BECAUSE_ENCODER.*because train"
    with pytest.raises(BadCheckpoint, match=said):
        opened(saved, "another")
    with pytest.raises(BadCheckpoint, match=said):
        load_talk(saved, ("another", "nowhere"))


def test_a_card_is_read_as_it_was_written(saved: Path) -> None:
    assert read_card(saved) == CARD
    assert {path.name for path in saved.iterdir()} == {FILE, ENCODER, FACTORS, MEMORY, HELD_OUT, ITEMS}


def test_what_is_shared_holds_no_text_and_no_single_conversation(saved: Path) -> None:
    led = Neighbours(np.ones((1, D), np.float32), np.array([0, 1]), np.array([2]))
    memory = replace(Memory.none(IDS, D), neighbours=led)
    remembered = replace(TRAINED, memory=memory, held_out=memory)
    save(saved, remembered, CARD)
    save(saved, remembered, CARD, share=True)
    assert "vectors" not in load_weights(saved / FACTORS)
    assert not load_weights(saved / MEMORY)["queries"].size
    assert not (saved / HELD_OUT).exists()
    assert json.loads((saved / ITEMS).read_text())["ids"] == []
    assert "A" not in json.loads((saved / ITEMS).read_text())["titles"]
    changed(FACTORS, s=None)(saved)
    with pytest.raises(BadCheckpoint, match=r"factors\.npz lacks s"):
        load_talk(saved, ("some encoder", "nowhere"))


def test_a_model_that_is_half_written_is_no_model_yet(saved: Path) -> None:
    unwritable = replace(TRAINED, factors={"W": object()})  # type: ignore[dict-item]
    with pytest.raises(AttributeError):
        save(saved, unwritable, CARD)
    with pytest.raises(BadCheckpoint, match="holds no trained model"):
        opened(saved)
