"""What the fine-tuning learns from: which contexts, which items, and how much each counts."""

from __future__ import annotations

from recsys.dialogues import Dialogue, Utterance
from recsys.examples import SEEKER_WEIGHT, Example, examples_of, unseen_without_words
from tests.recsys.talks import said, turn

IDS = ("a", "b", "c", "d", "e")
ROWS = {item: row for row, item in enumerate(IDS)}
TITLES = {item: item.upper() for item in IDS}


def told(text: str = "", *items: str) -> Utterance:
    return Utterance("recommender", text, items)


def examples(*dialogues: Dialogue, turns: tuple = ()) -> list[Example]:
    return examples_of(dialogues, turns, ROWS, TITLES)


def test_a_turn_teaches_what_came_new_after_what_was_said() -> None:
    [found] = examples(turns=(turn(["b", "a", "elsewhere"], said("a", text="Like A?")),))
    assert (found.text, found.gold, found.known) == ("user: Like A?", (1,), (0,))
    assert [each.row for each in found.named] == [0]
    assert (found.worded, found.weight) == (True, 1.0)


def test_nothing_is_learned_where_nothing_came_before_or_nothing_new_came() -> None:
    empty = turn(["b"], said(), dialogue="d2")
    assert examples(turns=(turn(["a"], said("a")), turn(["elsewhere"], said("a")), empty)) == []
    assert examples(Dialogue("d", (told("First", "a"),))) == []


def test_a_dialogue_without_turns_of_its_own_is_walked_through() -> None:
    walked = Dialogue("d", (said("a", text="Like A"), told("This", "b"), said("c", text="Rather C")))
    first, second = examples(walked)
    assert (first.gold, first.weight) == ((1,), 1.0)
    assert (second.gold, second.weight, second.known) == ((2,), SEEKER_WEIGHT, (0, 1))


def test_of_a_dialogue_with_turns_only_what_the_seeker_names_is_added() -> None:
    walked = Dialogue("d1", (said("a", text="Like A"), told("This", "b"), said("c", text="Rather C")))
    found = examples(walked, turns=(turn(["b"], said("a", text="Like A"), dialogue="d1"),))
    assert sorted((each.gold, each.weight) for each in found) == [((1,), 1.0), ((2,), SEEKER_WEIGHT)]


def test_without_words_nobody_wishes() -> None:
    wordless = Dialogue("d", (told("", "a"), said("b"), told("", "c")))
    [found] = examples(wordless)
    assert (found.gold, found.worded) == ((2,), False)
    assert found.text == "bot: A\nuser: B"


def test_an_item_named_again_is_not_learned_again() -> None:
    assert examples(Dialogue("d", (told("", "a"), told("", "a")))) == []
    [found] = examples(Dialogue("d", (told("", "a"), told("", "a", "b", "b"))))
    assert found.gold == (1,)


def test_a_dialogue_has_words_even_where_they_come_later() -> None:
    whole = Dialogue("d1", (said("a"), told("This one", "b")))
    [found] = examples(whole, turns=(turn(["b"], said("a"), dialogue="d1"),))
    assert found.worded


def test_what_dialogues_without_words_never_name_says_nothing_there() -> None:
    spoken = Dialogue("s", (said("a", "b", text="Hello"), told("", "c")))
    wordless = Dialogue("w", (told("", "a"), told("", "d", "elsewhere")))
    assert unseen_without_words((spoken, wordless), ROWS, len(IDS)).tolist() == [0, 1, 1, 0, 0]
    assert not unseen_without_words((spoken,), ROWS, len(IDS)).any()
    assert not unseen_without_words((wordless,), ROWS, len(IDS)).any()
    assert not unseen_without_words((), ROWS, len(IDS)).any()
