"""What every scorer of conversations promises, whatever it has learned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from recsys.baselines import Counts, Mentions, Popularity
from recsys.dialogues import Dialogue, Utterance
from recsys.evaluate import ConversationScorer

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

Make = Callable[[], ConversationScorer]


@pytest.fixture(
    params=[lambda: Popularity(Mentions.of(TRAINING, IDS)), lambda: Counts(Mentions.of(TRAINING, IDS))],
    ids=["popularity", "counts"],
)
def scorer(request: pytest.FixtureRequest) -> ConversationScorer:
    make: Make = request.param
    return make()


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
    assert scorer.tuned_on == frozenset()
