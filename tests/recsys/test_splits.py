"""Setting dialogues aside: by their ids alone, and never on both sides."""

from __future__ import annotations

from recsys.dialogues import Dialogue, Utterance
from recsys.splits import ASIDE, set_aside, turns_of
from tests.recsys.talks import said, turn

WHOLE = [
    Dialogue(f"d{n}", (said("a", text="Like Assam"), Utterance("recommender", "This", ("b",))))
    for n in range(2_000)
]
TURNS = [turn(["b"], said("a"), dialogue=f"d{n}", index=index) for n in range(1_000) for index in (1, 3)]


def test_about_one_dialogue_in_so_many_is_set_aside() -> None:
    kept, _, held = set_aside(WHOLE, ())
    assert len(kept) + len(held) == len(WHOLE)
    assert 0.7 < len(held) * ASIDE / len(WHOLE) < 1.3


def test_no_dialogue_stands_on_both_sides() -> None:
    kept, learned, held = set_aside(WHOLE, TURNS)
    aside = {each.dialogue_id for each in held}
    assert aside
    assert not aside & {each.id for each in kept}
    assert not aside & {each.dialogue_id for each in learned}
    assert aside | {each.id for each in kept} == {each.id for each in WHOLE}


def test_turns_of_a_file_go_before_those_that_a_dialogue_is_walked_through_for() -> None:
    _, learned, held = set_aside(WHOLE, TURNS)
    assert len(learned) + sum(each in TURNS for each in held) == len(TURNS)
    marked = {each.dialogue_id for each in TURNS}
    assert all(each in TURNS for each in held if each.dialogue_id in marked)
    assert any(each.dialogue_id not in marked for each in held)


def test_the_same_dialogues_are_set_aside_in_any_order_and_company() -> None:
    aside = {each.dialogue_id for each in set_aside(WHOLE, ())[2]}
    assert {each.dialogue_id for each in set_aside(WHOLE[::-1], ())[2]} == aside
    few = WHOLE[:300]
    assert {each.dialogue_id for each in set_aside(few, ())[2]} == aside & {each.id for each in few}


def test_of_very_few_dialogues_none_may_be_set_aside() -> None:
    kept = [each for each in WHOLE[:20] if each in set_aside(WHOLE, ())[0]][:3]
    assert set_aside(kept, ()) == (tuple(kept), (), ())
    assert set_aside((), ()) == ((), (), ())


def test_a_recommendation_is_what_the_recommender_names_after_what_was_said() -> None:
    dialogue = Dialogue(
        "d",
        (
            Utterance("recommender", "Assam?", ("a",)),
            Utterance("seeker", "No, like Keemun", ("b",)),
            Utterance("recommender", "Hm"),
            Utterance("recommender", "Then these", ("c", "b", "a")),
        ),
    )
    first, second = turns_of(dialogue)
    assert (first.index, first.context, first.gold) == (0, (), ("a",))
    assert (second.index, second.gold, second.new_gold) == (3, ("c", "b", "a"), ("c",))
    assert second.context == dialogue.utterances[:3]
