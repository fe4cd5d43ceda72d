"""The training loop: LoRA on all linear layers, the loss on the sentence alone, batches of like length.

It goes on where it was cut off, from the last state kept in the directory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from bot.models.adapter import save_adapter
from bot.writer_training.lora import attach

ADAPTER = "adapter.safetensors"
STATE = "state.pt"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. AdamW's `rate` rises over `warm_up` steps and then falls to 0 in a straight line."""

    steps: int = 600
    batch: int = 8
    rank: int = 16
    rate: float = 1e-3
    warm_up: int = 20
    seed: int = 0
    longest: int = 160
    keep_every: int = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """Token ids of prompt and sentence; the loss counts from `start` on."""

    ids: tuple[int, ...]
    start: int


def train_writer(
    model: Any,
    samples: Sequence[Sample],
    held: Sequence[Sample],
    recipe: Recipe,
    into: Path,
    say: Callable[[int, float], None],
    clock: Callable[[], float],
) -> list[dict[str, float]]:
    """Trains `model` (transformers, bf16), writes the adapter into `into`, and returns the course of the losses.

    `say` is told the step and its loss; `clock` gives seconds. Losses are nats a token.
    """
    import torch

    learned = attach(model, recipe.rank, recipe.seed)
    optimizer = torch.optim.AdamW(learned.values(), lr=recipe.rate, weight_decay=0.0, betas=(0.9, 0.99))
    begun, course = _resume(into, recipe, learned, optimizer)
    model.train()
    started = clock()
    recent: list[float] = []
    for step, batch in enumerate(_batches(samples, recipe), start=1):
        if step <= begun:
            continue
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * _slope(step, recipe)
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned.values(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        recent.append(float(loss.detach()))
        say(step, recent[-1])
        if step % recipe.keep_every == 0 or step == recipe.steps:
            row = {"step": step, "loss": sum(recent) / len(recent), "held_out": mean_loss(model, held),
                   "seconds": clock() - started}  # fmt: skip
            course.append({key: round(value, 4) for key, value in row.items()})
            recent = []
            _keep(into, step, recipe, learned, optimizer, course)
    return course


def loss_of(model: Any, batch: Sequence[Sample]) -> Any:
    """The mean cross-entropy of the sentences' tokens. Padding stands behind: no token before it sees any."""
    import torch

    width = max(len(sample.ids) for sample in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    for row, sample in enumerate(batch):
        ids[row, : len(sample.ids)] = torch.tensor(sample.ids)
    hidden = model.base_model(input_ids=ids, use_cache=False).last_hidden_state
    at = [(row, i - 1) for row, sample in enumerate(batch) for i in range(sample.start, len(sample.ids))]
    rows, places = torch.tensor([row for row, _ in at]), torch.tensor([place for _, place in at])
    scores = model.get_output_embeddings()(hidden[rows, places])
    return torch.nn.functional.cross_entropy(scores.float(), ids[rows, places + 1])


def mean_loss(model: Any, held: Sequence[Sample], batch: int = 8) -> float:
    """The loss on held-out samples, by batches of like length."""
    import torch

    ordered = sorted(held, key=lambda sample: len(sample.ids))
    losses = []
    with torch.inference_mode():
        for at in range(0, len(ordered), batch):
            losses.append(float(loss_of(model, ordered[at : at + batch])))
    return sum(losses) / len(losses) if losses else math.nan


def _slope(step: int, recipe: Recipe) -> float:
    if step <= recipe.warm_up:
        return step / recipe.warm_up
    return max(0.0, (recipe.steps - step + 1) / (recipe.steps - recipe.warm_up))


def _batches(samples: Sequence[Sample], recipe: Recipe) -> Iterator[Sequence[Sample]]:
    """`steps` batches of like length in a random order; all samples are seen before any is seen again."""
    rng = Random(recipe.seed)  # noqa: S311 - shuffling, no secret
    left = recipe.steps
    while left > 0:
        shuffled = rng.sample(samples, len(samples))
        buckets = [sorted(shuffled[at : at + 50 * recipe.batch], key=lambda s: len(s.ids))
                   for at in range(0, len(shuffled), 50 * recipe.batch)]  # fmt: skip
        batches = [
            bucket[at : at + recipe.batch] for bucket in buckets for at in range(0, len(bucket), recipe.batch)
        ]
        batches = [batch for batch in batches if len(batch) == recipe.batch] or batches
        rng.shuffle(batches)
        yield from batches[:left]
        left -= len(batches)


def _keep(
    into: Path, step: int, recipe: Recipe, learned: dict[str, Any], optimizer: Any, course: Any
) -> None:
    import torch

    into.mkdir(parents=True, exist_ok=True)
    save_adapter(into / ADAPTER, learned)
    (into / "course.json").write_text(json.dumps(course, indent=1), encoding="utf-8")
    part = into / f"{STATE}.part"
    state = {"step": step, "recipe": asdict(recipe), "learned": learned, "optimizer": optimizer.state_dict()}
    torch.save({**state, "course": course}, part)
    part.rename(into / STATE)


def _resume(
    into: Path, recipe: Recipe, learned: dict[str, Any], optimizer: Any
) -> tuple[int, list[dict[str, float]]]:
    """What an earlier run of the same recipe left; step 0 without one."""
    import torch

    if not (into / STATE).is_file():
        return 0, []
    state = torch.load(into / STATE, weights_only=True)
    if state["recipe"] != asdict(recipe):
        return 0, []
    with torch.no_grad():
        for name, part in state["learned"].items():
            learned[name].copy_(part)
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), list(state["course"])
