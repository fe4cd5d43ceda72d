"""What every Encoder keeps to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Encoder, HashingEncoder, SentenceEncoder
from retrieval.errors import EncoderUnavailable

TEXTS = [
    "a slow kettle",
    "a very slow kettle",
    "the parliament of owls",
    "",
    "水壶 is a kettle",
    "x" * 20_000,
]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(lambda: HashingEncoder(64), id="hashing"),
        pytest.param(SentenceEncoder, id="sentences", marks=pytest.mark.real_model),
    ],
)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    make: Callable[[], Encoder] = request.param
    return make()


def test_rows_are_as_many_and_as_wide_as_promised(encoder: Encoder) -> None:
    rows = encoder.encode(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.dimension)
    assert rows.dtype == np.float32
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_rows_have_length_one_and_nothing_is_zero(encoder: Encoder) -> None:
    lengths = np.linalg.norm(encoder.encode(TEXTS), axis=1)
    assert lengths[TEXTS.index("")] == 0
    np.testing.assert_allclose(np.delete(lengths, TEXTS.index("")), 1, atol=1e-5)


def test_similar_texts_are_nearer_than_others(encoder: Encoder) -> None:
    slow, slower, owls = encoder.encode(TEXTS[:3])
    assert slow @ slower > slow @ owls + 0.2


def test_a_text_alone_is_as_in_company(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert float(encoder.encode([text])[0] @ row) == pytest.approx(1.0 if text else 0.0, abs=0.01)


def test_threads_do_not_disturb_each_other(encoder: Encoder) -> None:
    alone = [encoder.encode([text])[0] for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: encoder.encode([text])[0], TEXTS * 4))
    for row, expected in zip(found, alone * 4, strict=True):
        np.testing.assert_allclose(row, expected, atol=1e-2)


def test_an_encoder_has_a_name_that_stays(encoder: Encoder) -> None:
    again = HashingEncoder(64) if isinstance(encoder, HashingEncoder) else SentenceEncoder()
    assert encoder.name == again.name != ""


@pytest.mark.real_model
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_directory_without_a_model_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="Expected a sentence-transformers directory"):
        SentenceEncoder(str(tmp_path))
