"""The part of the score that was learned from conversations: its scale, its titles, its absence."""

from __future__ import annotations

import numpy as np
import pytest

from bot.texts import texts
from recsys.background import Background
from recsys.context_text import titles_of
from recsys.contrast import PART_WORDS
from recsys.dialogues import Utterance
from recsys.errors import BadWeights
from recsys.ranker import MmrRanker
from recsys.scorer import CONVERSATION, PARTS, WeightedScorer, Weights
from recsys.types import Preferences
from retrieval.encoder import HashingEncoder
from retrieval.text import item_text
from retrieval.types import Candidate, Item, Schema
from tests.doubles import Listener
from tests.recsys.worlds import FILM_ITEMS, FILMS, HEAT

ENCODER = HashingEncoder(64)
TEXTS = [item_text(FILMS, item) for item in FILM_ITEMS]
CANDIDATES = [Candidate(i, v) for i, v in zip(FILM_ITEMS, ENCODER.encode(TEXTS), strict=True)]
ASKED = (Utterance("seeker", "a hitman in a cab"), Utterance("recommender", items=("heat", "gone")))
ITEMS = {item.id: item for item in FILM_ITEMS}


def scorer(listener: Listener | None = None, **more: object) -> WeightedScorer:
    background = Background.of(FILMS, FILM_ITEMS, [c.vector for c in CANDIDATES])
    talk = listener or Listener(ENCODER)
    return WeightedScorer(FILMS, background=background, talk=talk, item_of=ITEMS.get, **more)  # type: ignore[arg-type]


def heard(scorer: WeightedScorer, candidates: list[Candidate], *said: Utterance) -> list[float]:
    scored = scorer.score(candidates, Preferences(conversation=said))
    return [float(value) for value in scored.parts[:, scored.names.index(CONVERSATION)]]


def test_what_fits_the_conversation_scores_higher() -> None:
    values = dict(zip((i.id for i in FILM_ITEMS), heard(scorer(), CANDIDATES, *ASKED[:1]), strict=True))
    assert max(values, key=lambda item: values[item]) == "collateral"
    assert values["collateral"] > 0 > min(values.values())


def test_it_is_measured_from_the_ordinary_item_of_the_catalogue_and_not_from_the_other_candidates() -> None:
    whole = heard(scorer(), CANDIDATES, *ASKED)
    assert np.mean(whole) == pytest.approx(0.0, abs=1e-6)
    assert [heard(scorer(), [one], *ASKED)[0] for one in CANDIDATES] == pytest.approx(whole)
    assert max(map(abs, whole)) <= Weights().conversation


def test_the_items_shown_are_heard_by_title_and_year_and_those_gone_are_not() -> None:
    listener = Listener(ENCODER)
    heard(scorer(listener), CANDIDATES, *ASKED)
    assert listener.heard == ["a hitman in a cab / Heat (1995)"]
    undated = Item("x", "Undated", {})
    assert titles_of(FILMS, [HEAT, undated]) == {"heat": "Heat (1995)", "x": "Undated"}
    assert titles_of(Schema(()), [HEAT]) == {"heat": "Heat"}


def test_it_is_neutral_where_nothing_was_said_or_nothing_is_known_of_an_item() -> None:
    listener = Listener(ENCODER)
    assert heard(scorer(listener), CANDIDATES) == [0.0] * len(CANDIDATES)
    assert listener.heard == []
    blank = Candidate(HEAT, np.zeros(64, dtype=np.float32))
    assert heard(scorer(), [blank, CANDIDATES[0]], *ASKED)[0] == 0.0
    assert heard(scorer(), [Candidate(HEAT, np.zeros(0, dtype=np.float32))], *ASKED) == [0.0]


def test_it_is_no_part_where_nothing_was_learned() -> None:
    preferences = Preferences(conversation=ASKED)
    assert WeightedScorer(FILMS).score(CANDIDATES, preferences).names == PARTS
    assert scorer().score([], preferences).names == (*PARTS, CONVERSATION)


def test_its_weight_turns_it_up_and_off() -> None:
    once, off, twice = (
        heard(scorer(weights=Weights(conversation=weight)), CANDIDATES, *ASKED) for weight in (1.0, 0.0, 2.0)
    )
    assert twice == pytest.approx([2 * value for value in once])
    assert not any(off)
    with pytest.raises(BadWeights, match="conversation"):
        Weights(conversation=-1.0)


def test_contributions_add_up_with_it_and_every_part_has_words() -> None:
    ranked = MmrRanker(scorer(), 0.1).rank(CANDIDATES, Preferences(conversation=ASKED), 3)
    for one in ranked:
        assert sum(part.value for part in one.contributions) == pytest.approx(one.score, abs=1e-6)
    names = {part.name for part in ranked[0].contributions}
    assert names == {*PARTS, CONVERSATION, "variety"}
    assert names <= PART_WORDS["en"].keys()
    assert PART_WORDS["en"][CONVERSATION] == "fit to the conversation, as learned from others"
    assert all(f"why.part.{name}" in texts("en").messages for name in names)
