"""The encoder of conversations: what it reads, what of it is trained."""

from __future__ import annotations

import numpy as np
import pytest

from recsys.query_encoder import LONGEST, QueryEncoder
from tests.recsys.teas import encoder

pytestmark = pytest.mark.real_model


@pytest.fixture(scope="module")
def reader() -> QueryEncoder:
    made = QueryEncoder(encoder()[1])
    made.ready()
    return made


def test_rows_have_length_one_and_nothing_said_is_zero(reader: QueryEncoder) -> None:
    rows = reader.encode(["user: strong tea", "", " \n", "user: \u200b"])
    assert rows.shape == (4, reader.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-3)
    assert reader.encode([]).shape == (0, reader.dimension)


def test_of_a_long_conversation_the_end_is_read(reader: QueryEncoder) -> None:
    end = "smoky tea " * LONGEST
    first, second, other = reader.encode(
        [f"user: something herbal {end}", f"user: football {end}", f"{end} user: football"]
    )
    assert first @ second == pytest.approx(1.0, abs=1e-3)
    assert first @ other < 0.99


def test_a_text_has_the_same_vector_in_any_company(reader: QueryEncoder) -> None:
    texts = ["user: tea", "user: " + "a long wish for a smoky tea " * 10, "bot: Anvil"]
    together = reader.encode(texts)
    for row, text in zip(together, texts, strict=True):
        assert row @ reader.encode([text])[0] == pytest.approx(1.0, abs=2e-3)


def test_the_meaning_of_single_words_is_left_as_it_came(reader: QueryEncoder) -> None:
    trained = {name for name, _ in reader.trained()}
    whole = {name for name, _ in reader.model.named_parameters()}
    assert trained < whole
    assert not any("word_embeddings" in name for name in trained)
