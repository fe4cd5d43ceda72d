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

CANDIDATES = 150
"""The best of each of a few rough rankings: the rest has next to no share in a softmax over all."""

ROUGH = ("words", "together", "neighbours")
FOLDS = 5
CUTS = (1, 10, 50)


@dataclass(frozen=True, slots=True)
class Held:
    """The turns to calibrate on: what the model sees of each, the number of golds, and the dialogue of each."""

    choices: tuple[Choice, ...]
    golds: NDArray[np.int64]
    groups: NDArray[np.int64]


def hold(model: FineTuned, cases: Sequence[Case], report: Callable[[int], None]) -> Held:
    """Read every case with the model. `report(done)` counts them."""
    texts = [model.text(case.context) for case in cases]
    queries = model.encoder.encode(texts)
    choices = []
    for number, (case, query) in enumerate(zip(cases, queries, strict=True), start=1):
        features = model.read_with(case.context, query).features
        rows = _candidates(features, [model.rows[item] for item in case.excluded if item in model.rows])
        gold = np.isin(rows, [model.rows[item] for item in case.gold if item in model.rows])
        kind = min(len(set(model.known(case.context))), KINDS - 1)
        choices.append(Choice(features[rows], gold.astype(np.float64), kind))
        report(number)
    groups = np.unique([case.dialogue_id for case in cases], return_inverse=True)[1]
    return Held(tuple(choices), np.array([len(case.gold) for case in cases]), groups.astype(np.int64))


def _candidates(features: Floats, known: Sequence[int]) -> NDArray[np.int64]:
    popular = features[:, FEATURES.index("learned popularity")]
    chosen = []
    for name in ROUGH:
        rough = features[:, FEATURES.index(name)] + 0.5 * popular
        rough[list(known)] = -np.inf
        chosen.append(np.argpartition(-rough, min(CANDIDATES, len(rough) - 1))[:CANDIDATES])
    found = np.unique(np.concatenate(chosen))
    return found[~np.isin(found, list(known))]


def weights_for(held: Held, parts: Sequence[str] = PARTS) -> Floats:
    """Weights, shape (KINDS, len(FEATURES)), of the features of these parts; 0 for the others, and
    where no choice has a gold."""
    columns = [i for i, feature in enumerate(FEATURES) if PART_OF[feature] in parts]
    weights = np.zeros((KINDS, len(FEATURES)))
    if found := [_only(choice, columns) for choice in held.choices if choice.gold.any()]:
        weights[:, columns] = fit_weights(found)
    return weights


def _only(choice: Choice, columns: Sequence[int]) -> Choice:
    gold = choice.gold / choice.gold.sum()
    return Choice(choice.features[:, columns], gold, choice.kind)


def recalls(held: Held, parts: Sequence[str] = PARTS) -> Floats:
    """Recall@CUTS of each turn, shape (turns, len(CUTS)), with weights learned on the other folds' dialogues."""
    found = np.zeros((len(held.choices), len(CUTS)))
    fold = held.groups % FOLDS
    for number in range(min(FOLDS, len(np.unique(fold)))):
        others = [k for k in range(len(fold)) if fold[k] != number]
        learned = Held(tuple(held.choices[k] for k in others), held.golds[others], held.groups[others])
        weights = weights_for(learned, parts)
        for k in np.flatnonzero(fold == number).tolist():
            choice = held.choices[k]
            order = np.argsort(-(choice.features @ weights[choice.kind]), kind="stable")
            found[k] = [choice.gold[order[:cut]].sum() / held.golds[k] for cut in CUTS]
    return found
