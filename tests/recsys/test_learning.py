"""How examples are put into batches, and how fast is learned when."""

from __future__ import annotations

import random
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from recsys.learning import batches, rate_at


@given(st.lists(st.integers(1, 128), max_size=200), st.integers(1, 32), st.integers(0, 9))
def test_every_place_comes_once_in_batches_of_the_size(lengths: list[int], size: int, seed: int) -> None:
    found = batches(lengths, size, random.Random(seed))
    assert sorted(chain.from_iterable(found)) == list(range(len(lengths)))
    assert all(1 <= len(batch) <= size for batch in found)
    assert len(found) == -(-len(lengths) // size)
    assert found == batches(lengths, size, random.Random(seed))


def test_a_batch_is_of_like_length_and_the_order_is_shuffled() -> None:
    lengths = list(range(1, 129))
    found = batches(lengths, 16, random.Random(0))
    assert all(max(batch) - min(batch) < 16 for batch in found)
    assert found != sorted(found)


@given(st.integers(1, 10_000))
def test_the_rate_warms_up_and_runs_out(steps: int) -> None:
    rates = [rate_at(step, steps) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)
    top = rates.index(max(rates))
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] <= max(1 / steps, rates[0])
