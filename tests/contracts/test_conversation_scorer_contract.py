"""What every scorer of conversations promises, whatever it has learned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recsys.baselines import Counts, Mentions, Popularity
from recsys.checkpoint import load, save
from recsys.dialogues import Dialogue, Utterance
from recsys.evaluate import ConversationScorer
from recsys.finetuned import FineTuned
from recsys.learning import Learning
from recsys.training import Lessons
from retrieval.types import Item, Schema
from tests.recsys.teas import embed, encoder, learn, turns

IDS = ("a", "b", "c", "d")
TRAINING = (
    Dialogue("t1", (Utterance("seeker", "Like Lamp", ("a",)), Utterance("recommender", "", ("b", "c")))),
    Dialogue("t2", (Utterance("recommender", "Try it", ("a", "b")),)),
)
CONTEXTS: tuple[tuple[Utterance, ...], ...] = (
    (),
    (Utterance("seeker", "Hello"),),
    (Utterance("seeker", "", ("a", "a")), Utterance("recommender", "This", ("b",))),
    (Utterance("seeker", "Something else", ("elsewhere",)),),
)

HELD = (Dialogue("v1", (Utterance("seeker", "Like Lamp", ("a",)), Utterance("recommender", "", ("c",)))),)

Make = Callable[[Path], ConversationScorer]


def fine_tuned(directory: Path) -> ConversationScorer:
    """Trained on the same dialogues, saved, and read again."""
    shelf = tuple(Item(item, f"{item.upper()} Lamp", {}) for item in IDS)
    given = Lessons(Schema(()), shelf, embed(shelf), TRAINING, (), turns(HELD))
    save(directory / "model", *learn(directory / "work", given, Learning(epochs=1)))
    return load(directory / "model", Schema(()), shelf, encoder(), embed)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(lambda _: Popularity(Mentions.of(TRAINING, IDS)), id="popularity"),
        pytest.param(lambda _: Counts(Mentions.of(TRAINING, IDS)), id="counts"),
        pytest.param(fine_tuned, id="fine-tuned", marks=pytest.mark.real_model),
    ],
)
def scorer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ConversationScorer:
    make: Make = request.param
    return make(tmp_path_factory.mktemp("scorer"))


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_item_gets_a_finite_score_in_named_parts(
    scorer: ConversationScorer, context: tuple[Utterance, ...]
) -> None:
    scored = scorer.score(context)
    assert scored.parts.shape == (len(scorer.item_ids), len(scored.names))
    assert np.isfinite(scored.parts).all()
    assert scored.totals.tolist() == pytest.approx(scored.parts.sum(axis=1).tolist())


def test_the_items_are_those_of_the_catalogue_each_once(scorer: ConversationScorer) -> None:
    assert sorted(scorer.item_ids) == list(IDS)


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_same_conversation_gives_the_same_scores(
    scorer: ConversationScorer, context: tuple[Utterance, ...]
) -> None:
    first = scorer.score(context).parts.copy()
    for other in CONTEXTS:
        scorer.score(other)
    assert np.array_equal(scorer.score(context).parts, first)


def test_it_has_a_name_and_says_what_it_has_learned_from(scorer: ConversationScorer) -> None:
    assert scorer.name
    assert scorer.trained_on == {"t1", "t2"}
    tuned = {each.id for each in HELD} if isinstance(scorer, FineTuned) else set()
    assert scorer.tuned_on == tuned
