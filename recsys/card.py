"""model.json: what a trained model is, what it learned from, how well it did. The header of a checkpoint."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from recsys.errors import BadCheckpoint

FORMAT = 1
FILE = "model.json"
HOW = "Run: because train … --into DIR"


class Ablation(BaseModel):
    """Recall@1, @10 and @50 on the held-out turns with some of the parts, each with its 95 % interval."""

    model_config = ConfigDict(extra="forbid")

    parts: tuple[str, ...]
    recall: tuple[float, float, float]
    interval: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


class Card(BaseModel):
    """`commit` is that of the code, "" where it is no clone; `weights` are those of recsys.finetuned.FEATURES by
    kind of conversation; `epochs` the recall@10 of the words alone after each epoch; `ablations` are cross-fitted
    on the held-out turns, the whole sum first; `seconds` by stage; `memory` in bytes at the most."""

    model_config = ConfigDict(extra="forbid")

    format: int = FORMAT
    name: str
    version: str
    commit: str = ""
    created: str
    encoder: str
    items: int
    data: str
    settings: dict[str, float]
    features: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    examples: int
    held_turns: int
    epochs: tuple[float, ...]
    ablations: tuple[Ablation, ...]
    seconds: dict[str, float]
    memory: int
    trained_on: tuple[str, ...]
    tuned_on: tuple[str, ...]


def read_card(directory: Path) -> Card:
    """Raises BadCheckpoint where there is no model, or one of another format."""
    path = directory / FILE
    try:
        card = Card.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadCheckpoint(
            f"{directory} holds no trained model ({FILE} cannot be read: {error}). {HOW}"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadCheckpoint(f"{path} is not a model's card: {where}: {first['msg']}. {HOW}") from error
    if card.format != FORMAT:
        raise BadCheckpoint(f"{path} has format {card.format}; this version reads {FORMAT}. {HOW}")
    return card


def write_card(directory: Path, card: Card) -> None:
    """Last of all: a directory without a card is not a model yet."""
    fresh = directory / f"{FILE}.new"
    fresh.write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")
    fresh.replace(directory / FILE)
