"""A calibrated sum: how much each feature counts, learned so that scores are log-odds of coming next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.features import Floats

KINDS = 4
"""Conversations with 0, 1, 2, and 3 or more items named have weights of their own around shared ones: the more
is known of a taste, the more it counts."""

PRIOR = 100
"""How many turns the weights of a model that training began with are worth."""

_SHRINK_SHARED = 1e-4
_SHRINK_OWN = 3e-3
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One turn to learn from: `features` of its candidates, shape (m, F), and the share of each in what came
    next, shape (m,), which sums to 1. `kind` is min(items named, KINDS − 1)."""

    features: Floats
    gold: Floats
    kind: int


def fit_weights(choices: Sequence[Choice], before: Floats | None = None) -> Floats:
    """Weights, shape (KINDS, F), of a conditional logit (McFadden 1974) over each turn's candidates.

    w(kind) = before(kind) + (shared + own(kind)) / spread of the feature; L2 on both, stronger on `own`. With
    weights from before, of another model, few turns move them little: L2 counts as PRIOR turns do. Deterministic.
    """
    import torch

    spread = np.vstack([choice.features for choice in choices]).std(axis=0)
    spread[spread == 0] = 1.0
    width = max(len(choice.gold) for choice in choices)
    shape = (len(choices), width)
    x = torch.zeros(*shape, len(spread), dtype=torch.float32)
    gold, closed = torch.zeros(shape), torch.full(shape, -1e9)
    for row, choice in enumerate(choices):
        size = len(choice.gold)
        x[row, :size] = torch.tensor(choice.features / spread)
        gold[row, :size] = torch.tensor(choice.gold)
        closed[row, :size] = 0
    kind = torch.tensor([choice.kind for choice in choices])
    known = torch.zeros(KINDS, len(spread)) if before is None else torch.tensor(before * spread).float()
    firm = 0.0 if before is None else PRIOR / len(choices)
    shared = torch.full((len(spread),), 0.3 if before is None else 0.0, requires_grad=True)
    own = torch.zeros(KINDS, len(spread), requires_grad=True)
    optimizer = torch.optim.LBFGS([shared, own], max_iter=_ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        logits = torch.einsum("tmf,tf->tm", x, known[kind] + shared + own[kind]) + closed
        crossed = -(gold * torch.log_softmax(logits, -1)).sum(-1).mean()
        shrunk = (firm + _SHRINK_SHARED) * shared.square().sum() + (firm + _SHRINK_OWN) * own.square().sum()
        whole = crossed + shrunk
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    weights: NDArray[np.float64] = (known + shared + own).detach().numpy().astype(np.float64)
    return np.asarray(weights / spread, dtype=np.float64)
