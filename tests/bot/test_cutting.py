"""What was said and shown in pieces, and the state that only some of them make."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chips import chips
from bot.cutting import cut
from bot.pieces import Pieces
from bot.state import after_feedback, after_showing, fold
from bot.types import Act, DialogueState, UserAct
from bot.word_pieces import by_words
from recsys.dialogues import Utterance
from tests.bot.shelves import FILM_SCHEMA, FILMS, ListShelf, reader

SHELF = ListShelf(FILM_SCHEMA, FILMS)
READER = reader(SHELF)

ASKS = (
    "something like Heat, but after 1990 and under three hours, nothing too bloody",
    "I loved Alien and Aliens, but I hated Her",
    "a tense crime film about a heist, please",
    "rainy afternoon with the kids, no horror or gore",
    "French films with Audrey Tautou, funny and quirky",
    "shorter",
    "actually, horror is fine",
)


def conversation(*texts: str, screen: Iterable[str] = ()) -> DialogueState:
    state = DialogueState()
    for text in texts:
        state = fold(state, READER.understand(state, text), SHELF)
        state = after_showing(state, screen)
    return state


def without(pieces: Pieces, *texts: str) -> DialogueState:
    assert set(texts) <= {piece.text or piece.item_id for piece in pieces.of}
    return pieces.only([(piece.text or piece.item_id) not in texts for piece in pieces.of])


def told(state: DialogueState) -> list[str]:
    return [utterance.text for utterance in state.said if utterance.role == "seeker"]


def spoken(state: DialogueState) -> set[str]:
    return {word for text in told(state) for word in re.findall(r"\w+", text)}


def test_conditions_wishes_titles_and_the_rest_are_pieces_with_the_chip_that_each_became() -> None:
    state = conversation(
        "something like Heat, but after 1990 and tense, nothing too bloody", screen=("ronin",)
    )
    pieces = cut(state, "alien")
    assert {(piece.text, piece.feeling) for piece in pieces.of} == {
        ("Heat", "like this"), ("after 1990", None), ("tense", None), ("nothing too bloody", None),
        ("something like … but … and", None), ("", "shown"),
    }  # fmt: skip
    shown_as = {chip.id for chip in chips(state, SHELF) if chip.kind != "words"}
    assert {piece.source_id for piece in pieces.of if piece.source_id} == shown_as


def test_words_of_no_condition_are_phrases_as_they_stand_up_to_the_next_break() -> None:
    texts = [
        piece.text for piece in cut(conversation("a castle in the snow, explosions and no horror"), "x").of
    ]
    assert "explosions" in texts
    assert "castle in the snow" in texts
    assert "no horror" in texts


def test_without_a_phrase_nothing_that_the_ranking_reads_has_its_words() -> None:
    pieces = cut(conversation("a tense crime film about a heist, please"), "x")
    left = without(pieces, "tense")
    assert told(left) == ["a crime film about a heist, please"]
    assert not any(wish.source == "tense" for wish in left.soft)
    assert "tense" not in " ".join(left.words)
    assert "heist" in " ".join(without(pieces, "crime").words)


def test_without_a_title_the_item_is_not_liked_and_not_named() -> None:
    left = without(cut(conversation("I loved Alien and Ronin", screen=("heat",)), "x"), "Alien")
    assert [mention.item_id for mention in left.liked] == ["ronin"]
    assert left.said == (
        Utterance("seeker", "I loved and Ronin", ("ronin",)),
        Utterance("recommender", "", ("heat",)),
    )


def test_without_an_item_that_was_shown_it_was_not_shown() -> None:
    left = without(cut(conversation("crime films", screen=("heat", "drive")), "x"), "heat")
    assert left.shown == ("drive",)
    assert left.said[-1] == Utterance("recommender", "", ("drive",))


def test_words_that_two_pieces_share_stay_as_long_as_one_of_them_does() -> None:
    state = conversation("no horror or gore")
    texts = {c.source for c in state.constraints}
    assert len(texts) == 2
    pieces = cut(state, "x")
    for source in texts:
        other = (texts - {source}).pop()
        left = without(pieces, source)
        assert [c.source for c in left.constraints] == [other]
        assert other in told(left)[0]


@pytest.mark.parametrize("text", ASKS[:5])
def test_leaving_out_a_condition_says_what_dropping_its_chip_leaves(text: str) -> None:
    state = conversation(text)
    pieces = cut(state, "x")
    for piece in pieces.of:
        if not piece.source_id.startswith("constraint:"):
            continue
        dropped = fold(state, UserAct(Act.RECOMMEND, "", dropped=(piece.source_id,)), SHELF)
        left = without(pieces, piece.text)
        assert left.constraints == dropped.constraints
        assert (left.liked, left.like_this, left.soft) == (dropped.liked, dropped.like_this, dropped.soft)


def test_what_was_said_of_the_item_itself_is_no_piece_of_its_score() -> None:
    state = after_feedback(conversation("crime films", screen=("heat", "drive")), "heat", "like")
    pieces = cut(state, "heat")
    assert {piece.item_id for piece in pieces.of if piece.item_id} == {"drive"}
    assert "heat" not in pieces.state.shown


def test_what_came_without_words_is_a_piece_too() -> None:
    state = after_feedback(conversation("crime films"), "ronin", "like")
    [liked] = [piece for piece in cut(state, "heat").of if piece.item_id]
    assert (liked.item_id, liked.feeling, liked.source_id) == ("ronin", "liked", "liked:ronin")


conversations = st.lists(st.sampled_from(ASKS), max_size=4)
screens = st.lists(st.sampled_from([film.id for film in FILMS]), max_size=3, unique=True)


@settings(max_examples=60, deadline=None)
@given(conversations, screens)
def test_all_pieces_make_the_state_and_none_of_them_leaves_nothing_to_read(
    texts: list[str], screen: list[str]
) -> None:
    state = conversation(*texts, screen=screen)
    for pieces in (cut(state, "x"), by_words(cut(state, "x"))[0]):
        assert pieces.only([True] * len(pieces.of)) == pieces.state == state
    empty = cut(state, "x")
    left = empty.only([False] * len(empty.of)) if empty.of else state
    assert (left.words, left.constraints, left.soft, left.liked, left.like_this, left.shown, left.said) == (
        (),
    ) * 7


@settings(max_examples=60, deadline=None)
@given(conversations, screens, st.randoms(use_true_random=False))
def test_fewer_pieces_never_say_more(texts: list[str], screen: list[str], random: object) -> None:
    pieces = cut(conversation(*texts, screen=screen), "x")
    present = [random.random() < 0.6 for _ in pieces.of]  # type: ignore[attr-defined]
    some = pieces.only(present)
    assert set(some.constraints) <= set(pieces.state.constraints)
    assert set(some.soft) <= set(pieces.state.soft)
    assert spoken(some) <= spoken(pieces.state)
    assert set(" ".join(some.words).split()) <= set(" ".join(pieces.state.words).split())
    assert {i for u in some.said for i in u.items} <= {i for u in pieces.state.said for i in u.items}


def test_a_condition_is_there_as_long_as_all_its_words_are() -> None:
    phrases = cut(conversation("crime films, nothing too bloody"), "x")
    words, of = by_words(phrases)
    assert [piece.text for piece in words.of] == ["crime", "films", "nothing", "too", "bloody"]
    assert of[[piece.text for piece in phrases.of].index("nothing too bloody")] == {2, 3, 4}
    left = words.only([True, True, True, False, True])
    assert [c.source for c in left.constraints] == ["crime"]
    assert told(left) == ["crime films, nothing bloody"]


def test_a_word_that_is_said_twice_is_two_pieces() -> None:
    words, _ = by_words(cut(conversation("a tense, tense film"), "x"))
    assert [piece.text for piece in words.of].count("tense") == 2
