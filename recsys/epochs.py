"""Epochs of training with early stopping; each is kept on disk, so that training that was cut off goes on."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from recsys.errors import BadCheckpoint
from recsys.examples import Example
from recsys.learning import Learner, batches, rate_at

Report = Callable[[int, int], None]
"""Told how many steps of how many are done."""

_DAMAGED = (OSError, RuntimeError, KeyError, ValueError, TypeError, EOFError, pickle.UnpicklingError)


def run_epochs(
    learner: Learner,
    examples: Sequence[Example],
    tokens: Sequence[list[int]],
    judge: Callable[[], float],
    state: Path,
    report: Report,
) -> list[float]:
    """Train, and leave the learner as it was after the best epoch by `judge` (higher is better).

    Stops after the first epoch that is no better than the one before. Returns what the judge said of each.
    """
    torch, epochs = learner.torch, learner.how.epochs
    steps = -(-len(examples) // learner.how.batch)
    done = _resumed(learner, state, torch)
    lengths = [len(each) for each in tokens]
    while len(done) < epochs and not _worse(done):
        first = len(done) * steps
        rng = random.Random(learner.how.seed * 1_000 + len(done))  # noqa: S311 - shuffling, no secret
        learner.encoder.model.train()
        for step, batch in enumerate(batches(lengths, learner.how.batch, rng), start=first):
            learner.step([(examples[k], tokens[k]) for k in batch], rate_at(step, steps * epochs))
            report(step + 1, steps * epochs)
        learner.encoder.model.eval()
        done.append(judge())
        best = max(done) == done[-1]
        previous = torch.load(state, weights_only=True)["best"] if state.exists() and not best else None
        _keep({"done": done, "now": learner.state(), "best": previous or learner.weights()}, state, torch)
    learner.restore(torch.load(state, weights_only=True)["best"])
    return done


def _worse(done: Sequence[float]) -> bool:
    return len(done) > 1 and done[-1] < done[-2]


def _resumed(learner: Learner, state: Path, torch: Any) -> list[float]:
    if not state.exists():
        return []
    try:
        kept = torch.load(state, weights_only=True)
        learner.resume(kept["now"])
        done: list[float] = kept["done"]
    except _DAMAGED as error:
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise BadCheckpoint(f"{state} cannot be gone on with: {why} Delete it to begin anew.") from error
    return done


def _keep(what: dict[str, Any], state: Path, torch: Any) -> None:
    fresh = state.with_suffix(".new")
    torch.save(what, fresh)
    fresh.replace(state)
