"""Fine-tuning on conversations: one objective over what people named and what they said.

    L = λ1 · L_collaborative + λ2 · L_content

L_collaborative is the cross-entropy of what came next under popularity + history, L_content under popularity +
words (recsys.factors), each a softmax over every item that was not named yet. For a dialogue without words,
items that such dialogues never name are no candidates: their absence tells nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recsys.examples import Example, Mask
from recsys.factors import ROWED, Arrays, shapes
from recsys.query_encoder import QueryEncoder
from retrieval.types import Matrix

_BUCKET = 20
_CLIP = 1.0
_MASKED = -1e9
_FAST = 5
"""How much faster single numbers learn than the rows of matrices."""
_PAST = 3
"""How much faster the history learns than the words: it has no encoder that comes with knowledge."""
_OF_HISTORY = ("A", "B", "x", "y")
_OWN = ("f", "x", "y")
"""Factors that each item has for itself."""


@dataclass(frozen=True, slots=True)
class Learning:
    """How to learn. `collaborative` and `content` are λ1 and λ2; `dropped` is the share of items whose own
    factors are left out of a step, so that their text learns to stand for them."""

    epochs: int = 2
    batch: int = 32
    encoder_rate: float = 5e-5
    factor_rate: float = 1e-3
    collaborative: float = 1.0
    content: float = 1.0
    dropped: float = 0.5
    decay: float = 2.0
    seed: int = 0


class Learner:
    """The encoder and the factors while they are being trained."""

    def __init__(
        self, encoder: QueryEncoder, vectors: Matrix, hidden: Mask, counts: Any, how: Learning
    ) -> None:
        torch = encoder.torch
        torch.manual_seed(how.seed)
        self.torch, self.encoder, self.how = torch, encoder, how
        self.vectors = torch.tensor(vectors)
        self.hidden = torch.tensor(hidden)
        self.factors = {
            name: torch.zeros(shape, requires_grad=False) for name, shape in shapes(*vectors.shape).items()
        }
        self.factors["W"] += torch.eye(vectors.shape[1])
        self.factors["s"] += 3.0
        self.factors["g"] += 1.0
        # Random, small: two factors that are both zero would never move.
        for name in "AB":
            self.factors[name] += torch.randn(self.factors[name].shape) * vectors.shape[1] ** -0.5 * 3
        self.factors["b"] += 0.5 * torch.log1p(torch.tensor(counts, dtype=torch.float32))
        for each in self.factors.values():
            each.requires_grad_(True)
        groups = [{"params": [w for _, w in encoder.trained()], "lr": how.encoder_rate, "weight_decay": 0.01}]
        groups += [
            {
                "params": [each],
                "lr": how.factor_rate * (_FAST if each.ndim < 2 else _PAST if name in _OF_HISTORY else 1),
                "weight_decay": how.decay if name in _OWN else 0.0,
            }
            for name, each in self.factors.items()
        ]
        self.optimizer = torch.optim.AdamW(groups)
        self.rates: list[float] = [group["lr"] for group in self.optimizer.param_groups]

    def begin(self, factors: Arrays, known: Mask) -> None:
        """Take over another model's factors over these items: what all share, and the own ones of those `known`."""
        with self.torch.no_grad():
            for name, mine in self.factors.items():
                theirs = self.torch.tensor(factors[name])
                if name in ROWED:
                    rows = self.torch.tensor(known)
                    mine[rows] = theirs[rows]
                else:
                    mine.copy_(theirs)

    def learned(self) -> dict[str, Any]:
        """The factors as arrays: see recsys.factors.shapes."""
        return {name: each.detach().numpy().copy() for name, each in self.factors.items()}

    def weights(self) -> dict[str, Any]:
        """All that is learned, as tensors of its own."""
        kept = {f"encoder.{name}": weight.detach().clone() for name, weight in self.encoder.trained()}
        return kept | {f"factors.{name}": each.detach().clone() for name, each in self.factors.items()}

    def restore(self, weights: Mapping[str, Any]) -> None:
        """Put weights back. ValueError where they are not of this model and these items."""
        mine = {f"encoder.{name}": weight for name, weight in self.encoder.trained()}
        mine |= {f"factors.{name}": each for name, each in self.factors.items()}
        if mine.keys() != weights.keys() or any(mine[k].shape != weights[k].shape for k in mine):
            raise ValueError("it belongs to another encoder or other items.")
        with self.torch.no_grad():
            for name, weight in mine.items():
                weight.copy_(weights[name])

    def state(self) -> dict[str, Any]:
        return {
            "weights": self.weights(),
            "optimizer": self.optimizer.state_dict(),
            "chance": self.torch.get_rng_state(),
        }

    def resume(self, state: Mapping[str, Any]) -> None:
        self.restore(state["weights"])
        self.optimizer.load_state_dict(state["optimizer"])
        if (chance := state.get("chance")) is not None:
            self.torch.set_rng_state(chance)

    def step(self, batch: Sequence[tuple[Example, list[int]]], rate: float) -> float:
        torch, f, how = self.torch, self.factors, self.how
        for group, full in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = full * rate
        n = len(self.vectors)
        keep = (torch.rand(n, 1) >= how.dropped).float()
        closed = torch.zeros(len(batch), n)
        for row, (example, _) in enumerate(batch):
            closed[row, list(example.known)] = _MASKED
            if not example.worded:
                closed[row, self.hidden] = _MASKED
            closed[row, list(example.gold)] = 0
        loss = torch.zeros(())
        said = [row for row, (example, _) in enumerate(batch) if example.text]
        if said and how.content:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                query = self.encoder.forward([batch[row][1] for row in said])
            items = self.vectors @ f["W"] + keep * f["f"]
            logits = torch.exp(f["s"]) * query.float() @ items.T + f["b"] + closed[said]
            loss = loss + how.content * self._crossed(logits, [batch[row][0] for row in said], len(batch))
        named = [row for row, (example, _) in enumerate(batch) if example.named]
        if named and how.collaborative:
            history = self._history([batch[row][0] for row in named], keep)
            logits = history + f["b"] + closed[named]
            loss = loss + how.collaborative * self._crossed(
                logits, [batch[row][0] for row in named], len(batch)
            )
        if not loss.requires_grad:  # nothing in this batch that λ1 or λ2 counts
            return 0.0
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([w for _, w in self.encoder.trained()], _CLIP)
        self.optimizer.step()
        return float(loss.detach())

    def _history(self, examples: Sequence[Example], keep: Any) -> Any:
        torch, f = self.torch, self.factors
        width = max(len(example.named) for example in examples)
        rows = torch.zeros(len(examples), width, dtype=torch.long)
        logits = torch.full((len(examples), width), _MASKED)
        cells = [
            [(n.row, n.role, n.feeling, n.age) for n in e.named] + [(-1, 0, 0, 0)] * (width - len(e.named))
            for e in examples
        ]
        table = torch.tensor(cells)
        rows, role, feeling, age = table.unbind(-1)
        logits = torch.where(rows >= 0, f["role"][role] + f["feeling"][feeling] + f["age"][age], _MASKED)
        attention = torch.softmax(logits, -1)
        sources = self.vectors @ f["A"] + keep * f["x"]
        targets = self.vectors @ f["B"] + keep * f["y"]
        wanted = (attention.unsqueeze(-1) * sources[rows.clamp(min=0)]).sum(1)
        size = torch.tensor([len(example.named) for example in examples])
        return f["g"][size].unsqueeze(-1) * (wanted @ targets.T)

    def _crossed(self, logits: Any, examples: Sequence[Example], n: int) -> Any:
        log = self.torch.log_softmax(logits, -1)
        each = [e.weight * log[row, list(e.gold)].mean() for row, e in enumerate(examples)]
        return -self.torch.stack(each).sum() / n


def batches(lengths: Sequence[int], size: int, rng: random.Random) -> list[list[int]]:
    """All places once, in batches of like length in random order: little padding, still shuffled."""
    order = list(range(len(lengths)))
    rng.shuffle(order)
    span = size * _BUCKET
    sorted_spans = (sorted(order[i : i + span], key=lambda k: lengths[k]) for i in range(0, len(order), span))
    found = [part[i : i + size] for part in sorted_spans for i in range(0, len(part), size)]
    rng.shuffle(found)
    return found


def rate_at(step: int, steps: int) -> float:
    """Linear warm-up over the first 8 %, then linear decay to 0."""
    return min(1.0, (step + 1) / (0.08 * steps)) * (1 - step / steps)
