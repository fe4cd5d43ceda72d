"""Learning the weights of the sum on turns that nothing else was learned from, and saying what each part is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.blend import KINDS, Choice, fit_weights
from recsys.features import Floats
from recsys.finetuned import FEATURES, PART_OF, PARTS, FineTuned
from recsys.protocol import Case
from retrieval.types import Matrix

CANDIDATES = 150
"""The best of each of a few rough rankings are always among the choices: most of a softmax lies there."""

ROUGH = ("words", "together", "neighbours", "shared")
SAMPLED = 200
"""So many of all other items are among them too, lest a weight be learned that lifts what was never looked at."""

FOLDS = 5
CUTS = (1, 10, 50)

Rows = NDArray[np.int64]
Every = Callable[[int], Choice]
"""The turn of that number with all its candidates."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Turns that the model has not learned from, with the vectors of their conversations, shape (turns, d)."""

    model: FineTuned
    cases: tuple[Case, ...]
    queries: Matrix

    @classmethod
    def of(cls, model: FineTuned, cases: Sequence[Case]) -> HeldOut:
        return cls(model, tuple(cases), model.encoder.encode([model.text(case.context) for case in cases]))

    @property
    def groups(self) -> Rows:
        """The dialogue of each turn as a number."""
        return np.unique([case.dialogue_id for case in self.cases], return_inverse=True)[1].astype(np.int64)

    def every(self, turn: int) -> Choice:
        """All items but those excluded."""
        features, rows, gold, kind = self._read(turn)
        return Choice(features[rows], gold[rows], kind)

    def sampled(self, turn: int, rng: np.random.Generator) -> Choice:
        """The best of each rough ranking and some of the rest. A gold that is not among them teaches nothing: put
        in by hand, it would teach that what looks unlikely is likely."""
        features, rows, gold, kind = self._read(turn)
        likely = _likely(features, rows)
        rest = np.setdiff1d(rows, likely)
        chosen = np.concatenate((likely, rng.choice(rest, min(SAMPLED, len(rest)), replace=False)))
        return Choice(features[chosen], gold[chosen], kind)

    def _read(self, turn: int) -> tuple[Floats, Rows, Floats, int]:
        model, case = self.model, self.cases[turn]
        features = model.read_with(case.context, self.queries[turn]).features
        closed = [model.rows[item] for item in case.excluded if item in model.rows]
        gold = np.zeros(len(features))
        gold[[model.rows[item] for item in case.gold if item in model.rows]] = 1.0
        rows = np.setdiff1d(np.arange(len(features)), closed)
        return features, rows, gold, min(len(set(model.known(case.context))), KINDS - 1)


def _likely(features: Floats, rows: Rows) -> Rows:
    popular = features[rows, FEATURES.index("learned popularity")]
    k = min(CANDIDATES, len(rows))
    return np.unique(
        [
            rows[np.argsort(-(features[rows, FEATURES.index(name)] + 0.5 * popular), kind="stable")[:k]]
            for name in ROUGH
        ]
    )


def weights_for(
    choices: Sequence[Choice], parts: Sequence[str] = PARTS, before: Floats | None = None
) -> Floats:
    """Weights, shape (KINDS, len(FEATURES)), of the features of these parts; 0 for the others.

    `before` are those of the model that training began with; they stand where no choice has a gold.
    """
    columns = [i for i, feature in enumerate(FEATURES) if PART_OF[feature] in parts]
    weights = np.zeros((KINDS, len(FEATURES)))
    prior = None if before is None else before[:, columns]
    weights[:, columns] = 0.0 if prior is None else prior
    if found := [_only(choice, columns) for choice in choices if choice.gold.any()]:
        weights[:, columns] = fit_weights(found, prior)
    return weights


def _only(choice: Choice, columns: Sequence[int]) -> Choice:
    gold = choice.gold / choice.gold.sum()
    return Choice(choice.features[:, columns], gold, choice.kind)


def weights_by_fold(
    choices: Sequence[Choice], groups: Rows, parts: Sequence[str] = PARTS, before: Floats | None = None
) -> list[Floats]:
    """For each of FOLDS the weights learned on the dialogues of the others."""
    fold = groups % FOLDS
    return [
        weights_for(
            [choice for choice, own in zip(choices, fold, strict=True) if own != number], parts, before
        )
        for number in range(FOLDS)
    ]


def recalls(every: Every, golds: Rows, groups: Rows, weights: Sequence[Sequence[Floats]]) -> Floats:
    """Recall@CUTS of each turn among all its candidates, shape (len(weights), turns, len(CUTS)).

    `golds` counts each turn's golds, in the catalogue or not; `weights[i][fold]` are those of weights_by_fold.
    """
    found = np.zeros((len(weights), len(golds), len(CUTS)))
    for turn, fold in enumerate((groups % FOLDS).tolist()):
        choice = every(turn)
        scores = choice.features @ np.stack([each[fold][choice.kind] for each in weights], axis=1)
        for gold in np.flatnonzero(choice.gold):
            above = (scores > scores[gold]).sum(axis=0) + (scores[:gold] == scores[gold]).sum(axis=0)
            found[:, turn] += (above[:, None] < np.array(CUTS)) / golds[turn]
    return found
