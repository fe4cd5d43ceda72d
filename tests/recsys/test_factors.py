"""How items answer to words and to each other, as far as that was learned."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.factors import Arrays, Factors, shapes
from recsys.history import MOST, Named

N, D = 7, 5
RNG = np.random.default_rng(3)
VECTORS = RNG.normal(size=(N, D)).astype(np.float32)
LEARNED: Arrays = {name: RNG.normal(size=shape).astype(np.float32) for name, shape in shapes(N, D).items()}
FACTORS = Factors.of(LEARNED, VECTORS)
NAMED = (Named(2, 0, 1, 2), Named(5, 1, 0, 1), Named(0, 0, 2, 0))


def test_each_part_gives_every_item_a_number() -> None:
    history, attention = FACTORS.history(NAMED)
    assert FACTORS.popularity.shape == FACTORS.words(VECTORS[0]).shape == history.shape == (N,)
    assert attention.shape == (len(NAMED),)


@pytest.mark.parametrize("size", [1, 2, MOST])
def test_the_attention_on_the_items_named_sums_to_one(size: int) -> None:
    named = [Named(k % N, k % 2, k % 3, size - 1 - k) for k in range(size)]
    attention = FACTORS.history(named)[1]
    assert attention.sum() == pytest.approx(1.0)
    assert (attention > 0).all()


def test_who_named_it_how_and_when_is_what_attention_looks_at() -> None:
    same = FACTORS.attended([Named(0, 1, 2, 3), Named(4, 1, 2, 3)])
    assert same.tolist() == pytest.approx([0.5, 0.5])
    role, feeling = LEARNED["role"], LEARNED["feeling"]
    other = FACTORS.attended([Named(0, 0, 1, 3), Named(4, 1, 2, 3)])
    assert np.log(other[0] / other[1]) == pytest.approx(role[0] + feeling[1] - role[1] - feeling[2], rel=1e-5)


def test_the_parts_are_the_formulas_of_the_docstring() -> None:
    query = RNG.normal(size=D).astype(np.float32)
    words = [
        np.exp(LEARNED["s"]) * query @ (LEARNED["W"].T @ t + f)
        for t, f in zip(VECTORS, LEARNED["f"], strict=True)
    ]
    assert FACTORS.words(query).tolist() == pytest.approx(words, rel=1e-3, abs=1e-3)
    history, attention = FACTORS.history(NAMED)
    sources = [LEARNED["A"].T @ VECTORS[each.row] + LEARNED["x"][each.row] for each in NAMED]
    wanted = sum(share * source for share, source in zip(attention, sources, strict=True))
    expected = [
        LEARNED["g"][len(NAMED)] * wanted @ (LEARNED["B"].T @ t + y)
        for t, y in zip(VECTORS, LEARNED["y"], strict=True)
    ]
    assert history.tolist() == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_where_nothing_was_named_or_said_the_parts_are_zero() -> None:
    history, attention = FACTORS.history(())
    assert history.tolist() == [0.0] * N
    assert attention.shape == (0,)
    assert FACTORS.words(np.zeros(D, dtype=np.float32)).tolist() == [0.0] * N
