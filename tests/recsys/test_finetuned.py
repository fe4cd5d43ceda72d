"""The sum of named parts, with an encoder that hashes words: what each part is, and that they add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.blend import KINDS
from recsys.context_text import titles_of
from recsys.dialogues import Dialogue, Utterance
from recsys.factors import Factors, shapes
from recsys.finetuned import FEATURES, PART_OF, PARTS, FineTuned
from recsys.neighbours import Neighbours
from recsys.people import People
from recsys.talk import Talk
from recsys.together import Together
from retrieval.encoder import HashingEncoder
from tests.recsys.teas import CONTEXTS, DIALOGUES, ITEMS, SCHEMA

ENCODER = HashingEncoder(32)
TEXTS = [f"{item.title} {item.values['taste']}" for item in ITEMS]
VECTORS = ENCODER.encode(TEXTS)
RNG = np.random.default_rng(1)


def made() -> FineTuned:
    n, d = VECTORS.shape
    learned = {name: RNG.normal(size=shape).astype(np.float32) for name, shape in shapes(n, d).items()}
    learned["W"], learned["f"] = np.eye(d, dtype=np.float32), np.zeros((n, d), np.float32)
    ids = tuple(item.id for item in ITEMS)
    asked = ENCODER.encode([f"user: {dialogue.utterances[0].text}" for dialogue in DIALOGUES])
    golds = np.array([ids.index(dialogue.utterances[1].items[0]) for dialogue in DIALOGUES])
    return FineTuned(
        name="made up",
        item_ids=ids,
        titles=titles_of(SCHEMA, ITEMS),
        encoder=ENCODER,  # type: ignore[arg-type]
        factors=Factors.of(learned, VECTORS),
        together=Together.of(DIALOGUES, ids),
        neighbours=Neighbours(asked, np.arange(len(golds) + 1), golds),
        people=People.of(SCHEMA, ITEMS),
        weights=RNG.normal(size=(KINDS, len(FEATURES))),
        trained_on=frozenset(),
        tuned_on=frozenset(),
        rows={item: row for row, item in enumerate(ids)},
    )


MODEL = made()
utterances = st.builds(
    Utterance,
    st.sampled_from(("seeker", "recommender")),
    st.text(max_size=40) | st.sampled_from(TEXTS),
    st.lists(st.sampled_from((*MODEL.item_ids, "elsewhere")), max_size=3).map(tuple),
)


def part(name: str, *said: Utterance) -> dict[str, float]:
    scored = MODEL.score(said)
    return dict(zip(MODEL.item_ids, scored.parts[:, PARTS.index(name)].tolist(), strict=True))


@given(st.lists(utterances, max_size=6))
def test_contributions_add_up_to_the_score_whatever_was_said(said: list[Utterance]) -> None:
    read, scored = MODEL.read(said), MODEL.score(said)
    assert scored.names == PARTS
    assert np.isfinite(scored.parts).all()
    weighted = read.features @ MODEL.weights[min(len(read.named), KINDS - 1)]
    assert scored.totals == pytest.approx(weighted, abs=1e-6)
    assert scored.parts.sum(axis=1) == pytest.approx(scored.totals, abs=1e-6)


@given(st.lists(utterances, max_size=6))
def test_ids_that_are_not_known_change_nothing(said: list[Utterance]) -> None:
    without = [replace(u, items=tuple(i for i in u.items if i != "elsewhere")) for u in said]
    assert np.array_equal(MODEL.score(said).parts, MODEL.score(without).parts)


@given(st.lists(utterances, max_size=6))
def test_it_says_how_much_each_item_named_was_attended_to(said: list[Utterance]) -> None:
    read = MODEL.read(said)
    assert len(read.attention) == len(read.named)
    assert read.attention.sum() == pytest.approx(1.0 if read.named else 0.0)


def test_every_feature_belongs_to_a_part() -> None:
    assert set(PART_OF.values()) == set(PARTS)
    alone = replace(MODEL, weights=np.zeros_like(MODEL.weights))
    assert not alone.score(CONTEXTS[1]).parts.any()


def test_popularity_is_the_same_whatever_was_said() -> None:
    assert part("popularity", Utterance("seeker", "smoke")) == part(
        "popularity", Utterance("seeker", "sleep")
    )


def test_nothing_said_and_nothing_named_leaves_only_what_is_always_so() -> None:
    scored = MODEL.score(())
    for name in ("words", "history", "together", "people"):
        assert not scored.parts[:, PARTS.index(name)].any()
    neighbours = scored.parts[:, PARTS.index("neighbours")]
    assert set(neighbours.tolist()) == {neighbours[0]}


def test_the_items_named_are_known() -> None:
    said = (Utterance("seeker", "", ("dew", "elsewhere")), Utterance("recommender", "", ("anvil", "dew")))
    assert MODEL.known(said) == [MODEL.rows["dew"], MODEL.rows["anvil"]]


def test_a_maker_spoken_of_counts_for_what_they_made() -> None:
    model = replace(MODEL, weights=np.abs(MODEL.weights))
    spoken = model.score((Utterance("seeker", "anything by mara voss?"),))
    by_her = spoken.parts[:, PARTS.index("people")] > 0
    assert [item.id for item, hers in zip(ITEMS, by_her, strict=True) if hers] == ["dew", "egret", "lull"]


def test_talk_is_how_well_the_text_of_an_item_fits() -> None:
    said = (Utterance("seeker", "smoked over pine fires"),)
    projection = RNG.normal(size=(32, 32)).astype(np.float32)
    talk = Talk(ENCODER, projection, 2.0)  # type: ignore[arg-type]
    [query] = ENCODER.encode(["user: smoked over pine fires"])
    expected = [2.0 * float(query @ (projection.T @ vector)) for vector in VECTORS]
    assert talk.fit(said, {}, VECTORS.astype(np.float64)).tolist() == pytest.approx(expected, abs=1e-4)


def test_talk_is_silent_where_nothing_was_said_or_nothing_is_known() -> None:
    talk = Talk(ENCODER, np.eye(32, dtype=np.float32), 2.0)  # type: ignore[arg-type]
    assert talk.fit((), {}, VECTORS).tolist() == [0.0] * len(ITEMS)
    assert talk.fit((Utterance("seeker", " "),), {}, VECTORS).tolist() == [0.0] * len(ITEMS)
    assert talk.fit((Utterance("seeker", "tea"),), {}, np.zeros((3, 0))).tolist() == [0.0] * 3
    assert talk.fit(Dialogue("d", CONTEXTS[1]).utterances, {}, np.zeros((0, 32))).tolist() == []
