"""How varied explanations are: USR, FCR and DIV, as Li, Zhang and Chen define them (Generate Neural Template
Explanations for Recommendation, CIKM 2020; Personalized Transformer for Explainable Recommendation, ACL 2021)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

Feature = TypeVar("Feature", bound=Hashable)
_WORD = re.compile(r"[^\W_]+")


def unique_sentence_ratio(sentences: Sequence[str]) -> float:
    """USR = |S| / N: how many of N explanations are different ones. Higher is better."""
    return len(set(sentences)) / len(sentences) if sentences else 0.0


def feature_coverage_ratio(told: Sequence[Collection[Feature]], features: Collection[Feature]) -> float:
    """FCR = N_g / |F|: the share of all features F that any explanation tells. Higher is better."""
    every = set(features)
    return len(set().union(*told) & every) / len(every) if every else 0.0


def feature_diversity(told: Sequence[Collection[Feature]]) -> float:
    """DIV = 2 / (N (N − 1)) Σ |Fᵢ ∩ Fⱼ| over pairs: the features that two explanations share. Lower is better.

    Summed by features: one that c explanations tell is shared by c (c − 1) / 2 pairs.
    """
    n = len(told)
    counts = Counter(feature for features in told for feature in set(features))
    return sum(c * (c - 1) for c in counts.values()) / (n * (n - 1)) if n > 1 else 0.0


def features_in(text: str, features: Mapping[Feature, Sequence[str]]) -> frozenset[Feature]:
    """The features that a text tells: those of which one of the wordings stands in it, as whole words."""
    said = f" {' '.join(_WORD.findall(text.casefold()))} "
    return frozenset(
        feature
        for feature, wordings in features.items()
        if any(f" {' '.join(_WORD.findall(one.casefold()))} " in said for one in wordings if one.strip())
    )
