"""Another view of what counted: LIME (Ribeiro, Singh & Guestrin, KDD 2016), which fits a line to the scores of random
parts of the ask, near ones counting more. Package `lime` is loaded here only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from recsys.attribution import Value
from recsys.errors import MissingPackage
from recsys.features import Floats

INSTALL: Final = "pip install --no-deps lime"
SAMPLES: Final = 128
"""Coalitions that the line is fitted to."""


def lime(value: Value, n: int, rng: np.random.Generator, samples: int = SAMPLES) -> Floats:
    """The weight of each of n players in LIME's line, shape (n,). MissingPackage where `lime` is not installed."""
    explainer = _explainer(rng)
    if not n:
        return np.zeros(0)

    def worth(texts: Sequence[str]) -> Floats:
        there = np.zeros((len(texts), n), dtype=bool)
        for row, text in enumerate(texts):
            there[row, list(map(int, text.split()))] = True
        return np.asarray(value(there), dtype=np.float64)[:, None]

    # Players are told to it as a text of their numbers, so that a word that is said twice stays two words.
    numbered = " ".join(map(str, range(n)))
    found = explainer.explain_instance(numbered, worth, labels=(0,), num_features=n, num_samples=samples)
    weights = np.zeros(n)
    for number, weight in found.as_list(label=0):
        weights[int(number)] = weight
    return weights


def _explainer(rng: np.random.Generator) -> Any:
    try:
        from lime.lime_text import LimeTextExplainer
    except ImportError as error:
        raise MissingPackage(f"LIME's view needs the package {error.name}.", INSTALL) from error
    return LimeTextExplainer(
        split_expression=r"\s+",
        feature_selection="none",
        random_state=np.random.RandomState(rng.integers(2**32)),
    )
