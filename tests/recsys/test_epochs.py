"""Epochs: when they stop, which one counts, and how they go on. The learner is a double that counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from recsys.epochs import run_epochs
from recsys.errors import BadCheckpoint
from recsys.examples import Example
from recsys.learning import Learning

EXAMPLES = [Example(f"user: {n}", (), (), (0,), worded=True) for n in range(10)]
TOKENS = [[n] * (n + 1) for n in range(10)]


class Pupil:
    """Its one weight is how many batches it has seen; `seen` are the examples of each."""

    def __init__(self, epochs: int = 4, batch: int = 4) -> None:
        self.torch, self.how = torch, Learning(epochs=epochs, batch=batch)
        quiet = SimpleNamespace(train=lambda: None, eval=lambda: None)
        self.encoder = SimpleNamespace(model=quiet)
        self.weight = torch.zeros(1)
        self.seen: list[list[str]] = []
        self.rates: list[float] = []

    def step(self, batch: Sequence[tuple[Example, list[int]]], rate: float) -> float:
        self.weight += 1
        self.seen.append([example.text for example, _ in batch])
        self.rates.append(rate)
        return 0.0

    def weights(self) -> dict[str, Any]:
        return {"weight": self.weight.clone()}

    def restore(self, weights: dict[str, Any]) -> None:
        self.weight = weights["weight"].clone()

    def state(self) -> dict[str, Any]:
        return {"weights": self.weights()}

    def resume(self, state: dict[str, Any]) -> None:
        self.restore(state["weights"])


def run(pupil: Pupil, marks: Sequence[float], state: Path) -> tuple[list[float], int]:
    """What the judge said, and how many batches the weights have seen that are left."""
    left = list(marks)
    told: list[tuple[int, int]] = []
    done = run_epochs(
        pupil,  # type: ignore[arg-type]
        EXAMPLES,
        TOKENS,
        lambda: left.pop(0),
        state,
        lambda step, steps: told.append((step, steps)),
    )
    assert len(told) == len(pupil.seen)
    return done, int(pupil.weight)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.pt"


def test_every_example_is_seen_once_an_epoch(state: Path) -> None:
    pupil = Pupil(epochs=2)
    run(pupil, (0.1, 0.2), state)
    assert len(pupil.seen) == 6
    for epoch in (pupil.seen[:3], pupil.seen[3:]):
        assert sorted(chain.from_iterable(epoch)) == sorted(example.text for example in EXAMPLES)
    assert pupil.seen[:3] != pupil.seen[3:]


def test_it_stops_when_it_gets_worse_and_the_best_epoch_counts(state: Path) -> None:
    assert run(Pupil(), (0.1, 0.3, 0.2, 0.9), state) == ([0.1, 0.3, 0.2], 6)
    assert [path.name for path in state.parent.iterdir()] == ["state.pt"]


def test_it_ends_after_the_epochs_that_were_asked_for(state: Path) -> None:
    assert run(Pupil(epochs=2), (0.1, 0.2, 0.3), state) == ([0.1, 0.2], 6)


def test_training_that_was_cut_off_goes_on_where_its_last_epoch_ended(state: Path) -> None:
    with pytest.raises(IndexError):  # the judge of the second epoch never comes
        run(Pupil(epochs=3), (0.1,), state)
    again = Pupil(epochs=3)
    assert run(again, (0.2, 0.3), state) == ([0.1, 0.2, 0.3], 9)
    whole = Pupil(epochs=3)
    run(whole, (0.1, 0.2, 0.3), state.with_name("other.pt"))
    assert again.seen == whole.seen[3:]
    assert again.rates == whole.rates[3:]


def test_what_is_done_is_not_done_again(state: Path) -> None:
    run(Pupil(), (0.1, 0.3, 0.2), state)
    again = Pupil()
    assert run(again, (), state) == ([0.1, 0.3, 0.2], 6)
    assert again.seen == []


@pytest.mark.parametrize("kept", [b"", b"not a state", b"PK\x03\x04 half"])
def test_a_damaged_state_is_refused_and_says_what_to_do(state: Path, kept: bytes) -> None:
    state.write_bytes(kept)
    with pytest.raises(BadCheckpoint, match=r"state\.pt cannot be gone on with: .*Delete it to begin anew"):
        run(Pupil(), (), state)


@pytest.mark.parametrize("kept", [{}, {"now": {}}, [1], {"now": {"weights": {}}, "done": [0.1]}])
def test_a_state_of_something_else_is_refused(state: Path, kept: object) -> None:
    torch.save(kept, state)
    with pytest.raises(BadCheckpoint, match="Delete it to begin anew"):
        run(Pupil(), (), state)
