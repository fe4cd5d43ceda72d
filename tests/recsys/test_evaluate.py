"""What is measured is what the protocol says, against counting by hand."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.baselines import Mentions
from recsys.dialogues import Dialogue, RecommendationTurn, mentioned
from recsys.errors import BadCandidates
from recsys.evaluate import best, compare, evaluate
from recsys.measures import NAMES, RECALLS
from recsys.protocol import cases_of
from tests.recsys.talks import SCHEMA, Fixed, Knowing, measure, said, shelf, ticking, turn

IDS = [f"i{n:02}" for n in range(60)]
FALLING = Fixed({item: float(-n) for n, item in enumerate(IDS)})


@st.composite
def conversations(draw: st.DrawFn) -> list[RecommendationTurn]:
    """Turns of a few dialogues, each with a new item to be found, items mentioned or not, some unknown."""
    some = st.lists(st.sampled_from([*IDS, "unknown"]), max_size=4)
    gold = st.lists(st.sampled_from(IDS), min_size=1, max_size=4)
    return [
        turn([*draw(gold), f"new{n}"], said(*draw(some), text=f"turn {n}"), dialogue=f"d{n % 3}", index=n)
        for n in range(draw(st.integers(1, 6)))
    ]


def counted(scorer: Fixed, turns: list[RecommendationTurn], k: int) -> tuple[float, float]:
    """Macro and micro recall by sorting everything."""
    shares, hits = [], []
    for each in turns:
        out = mentioned(each.context)
        ranking = sorted(zip(-scorer.scores, scorer.item_ids, strict=True))
        top = [item for _, item in ranking if item not in out][:k]
        found = [item in top for item in each.new_gold]
        hits += found
        shares.append(sum(found) / len(found))
    return sum(shares) / len(shares), sum(hits) / len(hits)


@settings(max_examples=40, deadline=None)
@given(conversations(), st.randoms(use_true_random=False))
def test_recall_is_what_counting_by_hand_gives(
    turns: list[RecommendationTurn], chance: random.Random
) -> None:
    scorer = Fixed({item: float(chance.randrange(10)) for item in chance.sample(IDS, len(IDS))})
    found = measure(scorer, turns)
    for k in RECALLS:
        macro, micro = counted(scorer, turns, k)
        assert found.macro.means[f"recall@{k}"] == pytest.approx(macro)
        assert found.micro.means[f"recall@{k}"] == pytest.approx(micro)


@settings(max_examples=25, deadline=None)
@given(conversations())
def test_recall_never_falls_as_more_is_shown(turns: list[RecommendationTurn]) -> None:
    found = measure(FALLING, turns)
    for average in (found.macro, found.micro):
        recalls = [average.means[f"recall@{k}"] for k in RECALLS]
        assert recalls == sorted(recalls)


@settings(max_examples=25, deadline=None)
@given(conversations(), st.randoms(use_true_random=False))
def test_the_order_of_the_turns_changes_nothing(
    turns: list[RecommendationTurn], chance: random.Random
) -> None:
    shuffled = chance.sample(turns, len(turns))
    one, other = measure(FALLING, turns), measure(FALLING, shuffled)
    assert one.macro.means == other.macro.means
    assert one.macro.intervals == other.macro.intervals
    assert one.micro.means == other.micro.means
    assert one.slices == other.slices


@settings(max_examples=25, deadline=None)
@given(conversations())
def test_who_knows_what_was_recommended_is_always_right(turns: list[RecommendationTurn]) -> None:
    known = [*IDS, *(f"new{n}" for n in range(6))]
    found = measure(Knowing(known, turns), turns)
    assert found.macro.means["recall@5"] == found.micro.means["recall@5"] == 1
    assert found.macro.means["ndcg@10"] == pytest.approx(1)
    assert found.macro.means["mrr@10"] == 1


@settings(max_examples=25, deadline=None)
@given(conversations())
def test_the_average_over_one_turn_is_that_turn(turns: list[RecommendationTurn]) -> None:
    alone = [measure(FALLING, [each]).macro.means for each in turns]
    together = measure(FALLING, turns).macro.means
    for name in NAMES:
        assert together[name] == pytest.approx(sum(means[name] for means in alone) / len(turns))


def test_ndcg_and_mrr_are_those_of_the_places() -> None:
    found = measure(FALLING, [turn(["i02", "i04", "elsewhere"])])
    gain, ideal = 1 / math.log2(4) + 1 / math.log2(6), sum(1 / math.log2(n) for n in (2, 3, 4))
    assert found.macro.means["ndcg@10"] == pytest.approx(gain / ideal)
    assert found.macro.means["mrr@10"] == pytest.approx(1 / 3)
    assert found.micro.means["ndcg@10"] == pytest.approx(gain / 3)
    assert found.micro.means["mrr@10"] == pytest.approx((1 / 3 + 1 / 5) / 3)


def test_what_was_named_takes_no_place_unless_repeats_count() -> None:
    turns = [turn(["i02", "i01"], said("i00", "i01"))]
    assert measure(FALLING, turns).macro.means["recall@1"] == 1
    assert measure(FALLING, turns, new_only=False).macro.means["recall@1"] == 0
    assert measure(FALLING, turns, new_only=False).macro.means["recall@5"] == 1


def test_gold_that_the_catalogue_lacks_is_a_miss() -> None:
    found = measure(FALLING, [turn(["i00", "elsewhere"])])
    assert found.macro.means["recall@50"] == 0.5
    assert found.cases.unknown["gold"] == 1


def test_equal_scores_are_ordered_by_id_whatever_the_scorers_order() -> None:
    scorer = Fixed(dict.fromkeys(reversed(IDS), 1.0))
    assert measure(scorer, [turn(["i00"])]).macro.means["recall@1"] == 1
    assert measure(scorer, [turn(["i49"])]).macro.means["recall@50"] == 1
    assert measure(scorer, [turn(["i50"])]).macro.means["recall@50"] == 0


def test_one_item_is_a_catalogue_even_if_it_was_named() -> None:
    scorer = Fixed({"a": 1.0})
    assert measure(scorer, [turn(["a"])]).macro.means["recall@1"] == 1
    named = measure(scorer, [turn(["b"], said("a"))])
    assert (named.macro.means["recall@50"], named.coverage, named.gini, named.diversity) == (0, 0, 0, None)


def test_the_best_are_those_of_a_stable_sort() -> None:
    scores = np.random.default_rng(1).integers(0, 5, 200).astype(np.float64)
    scores[::7] = -np.inf
    expected = [row for row in np.argsort(-scores, kind="stable") if scores[row] > -np.inf]
    for n in (1, 10, 50, 500):
        assert best(scores, n).tolist() == expected[:n]


def test_the_time_is_that_of_the_scorer_alone() -> None:
    found = measure(FALLING, [turn(["i00"], index=n) for n in range(4)])
    assert found.milliseconds(50) == pytest.approx(1)
    assert found.milliseconds(95) == pytest.approx(1)


def test_progress_is_told_turn_by_turn() -> None:
    done: list[int] = []
    cases = cases_of([turn(["a"], index=n) for n in range(3)], "a")
    evaluate(
        Fixed({"a": 1.0}), cases, SCHEMA, shelf("a"), rng=np.random.default_rng(0), clock=ticking(),
        progress=done.append,
    )  # fmt: skip
    assert done == [1, 2, 3]


def test_a_model_of_another_catalogue_is_refused() -> None:
    with pytest.raises(BadCandidates, match="only one of them has b, c"):
        measure(Fixed({"a": 1.0, "b": 0.0}), [turn(["a"])], items=shelf("a", "c"))


def test_scores_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(BadCandidates, match="1 of them finite, for turn 1 of dialogue d1; expected 2 finite"):
        measure(Fixed({"a": math.nan, "b": 0.0}), [turn(["a"])])


def test_slices_part_the_turns_and_the_gold() -> None:
    turns = [
        turn(["i00"], said(text="Hello"), dialogue="d1", index=1),
        turn(["i01", "i59"], said("i00"), dialogue="d1", index=2),
        turn(["i59"], said("i03", text=" "), dialogue="d2", index=1),
    ]
    training = Mentions.of([Dialogue("t", (said(*IDS[:3]),))], IDS)
    found = evaluate(
        FALLING, cases_of(turns, IDS), SCHEMA, shelf(*IDS), rng=np.random.default_rng(0), clock=ticking(),
        training=training,
    )  # fmt: skip
    sizes = {each.name: (each.turns, each.pairs) for each in found.slices}
    assert sizes == {
        "first turn": (2, 2),
        "later turn": (1, 2),
        "items named": (2, 3),
        "no items named": (1, 1),
        "words": (1, 1),
        "no words": (2, 3),
        "popular gold": (2, 2),
        "rare gold": (2, 2),
    }
    recalls = {each.name: (each.macro["recall@10"], each.micro["recall@10"]) for each in found.slices}
    assert recalls["items named"] == (pytest.approx(0.25), pytest.approx(1 / 3))
    assert recalls["popular gold"] == (1, 1)
    assert recalls["rare gold"] == (0, 0)


def test_without_training_nothing_is_said_of_popularity() -> None:
    found = measure(FALLING, [turn(["i00"])])
    assert found.percentile is None
    assert not any("popular" in each.name for each in found.slices)


def test_a_model_compared_with_itself_is_no_better() -> None:
    turns = [turn([item], dialogue=item) for item in IDS[:20]]
    one = measure(FALLING, turns)
    same = compare(one, one, np.random.default_rng(0))
    assert (
        same.macro.mean.tolist() == same.macro.low.tolist() == same.macro.high.tolist() == [0.0] * len(NAMES)
    )
    assert same.macro.p.tolist() == [1.0] * len(NAMES)


def test_who_is_always_right_is_better_than_who_never_is() -> None:
    turns = [turn([item], said(text=item), dialogue=item) for item in IDS[40:]]
    better, worse = measure(Knowing(IDS, turns), turns), measure(FALLING, turns)
    found = compare(better, worse, np.random.default_rng(0))
    assert (found.macro.low[0], found.macro.high[0]) == (1, 1)
    assert found.macro.p[0] < 0.001
    assert found.against is worse


def test_only_the_same_turns_can_be_compared() -> None:
    one, other = measure(FALLING, [turn(["i00"])]), measure(FALLING, [turn(["i00"]), turn(["i01"], index=9)])
    with pytest.raises(ValueError, match="same turns"):
        compare(one, other, np.random.default_rng(0))


def test_settings_chosen_on_these_dialogues_are_noticed() -> None:
    class Tuned(Fixed):
        tuned_on = frozenset({"d1", "elsewhere"})

    assert measure(Tuned({"a": 1.0}), [turn(["a"]), turn(["a"], dialogue="d2")]).tuned_here == 1
