"""Understanding, sentence by sentence, at its one method."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.types import Act, DialogueState
from retrieval.types import Constraint
from tests.bot.shelves import (
    BOOK_SCHEMA,
    BOOKS,
    FILM_SCHEMA,
    FILMS,
    KETTLE_SCHEMA,
    KETTLES,
    SCREEN,
    ListShelf,
    conditions,
    film,
    reader,
)

FILM_READER = reader(ListShelf(FILM_SCHEMA, FILMS))
KETTLE_READER = reader(ListShelf(KETTLE_SCHEMA, KETTLES))
BOOK_READER = reader(ListShelf(BOOK_SCHEMA, BOOKS))
NOTHING = DialogueState()


def read(text, state=NOTHING):
    return FILM_READER.understand(state, text)


def liked(act):
    return [m.item_id for m in act.liked]


def test_the_whole_example_is_kept_to_the_word():
    act = read("something like Heat, but after 2000 and under two hours, nothing too bloody")
    assert act.act is Act.RECOMMEND
    assert [m.item_id for m in act.like_this] == ["heat"]
    assert conditions(act) == {("year", ">", 2000), ("runtime", "<", 120), ("violence", "<=", 1)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sci-fi horror", {("genres", "=", "sci-fi"), ("genres", "=", "horror")}),
        ("French crime films", {("countries", "=", "France"), ("genres", "=", "crime")}),
        ("films in French", {("languages", "=", "French")}),
        ("horor movies", {("genres", "=", "horror")}),
        ("comedies or westerns", {("genres", "in", ("comedy", "western"))}),
        ("Italian and French films", {("countries", "in", ("Italy", "France"))}),
        ("heist movies", {("themes", "=", "heist")}),
        ("it has to be funny", {("moods", "=", "funny")}),
        ("famous films", {("renown", ">=", 2)}),
        ("hidden gems", {("renown", "<=", 1)}),
        ("any language but english", {("languages", "!=", "English")}),
    ],
)
def test_values_of_the_schema_become_conditions(text, expected):
    assert conditions(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no horror", {("genres", "!=", "horror")}),
        ("no horror, war or musicals", {("genres", "!=", v) for v in ("horror", "war", "musical")}),
        ("no horror, something french", {("genres", "!=", "horror"), ("countries", "=", "France")}),
        ("not with Al Pacino", {("cast", "!=", "Al Pacino")}),
        ("anything but war", {("genres", "!=", "war")}),
        (
            "I don't want horror or war but comedy is fine",
            {("genres", "!=", "horror"), ("genres", "!=", "war")},
        ),
        ("not only French films", {("countries", "=", "France")}),
        ("nothing but comedies", {("genres", "=", "comedy")}),
        ("I wouldn't mind a western", {("genres", "=", "western")}),
        ("no violence or jump scares", {("violence", "<=", 0), ("fear", "<=", 0)}),
        ("nothing scary or violent", {("fear", "<=", 1), ("violence", "<=", 1)}),
        ("i hate sci-fi but love fantasy", {("genres", "!=", "sci-fi")}),
        ("comedy, not romantic", {("genres", "=", "comedy"), ("genres", "!=", "romance")}),
        ("nothing made before 1980", {("year", ">=", 1980)}),
        ("not after 2000", {("year", "<=", 2000)}),
    ],
)
def test_negation_reaches_as_far_as_people_mean_it(text, expected):
    assert conditions(read(text)) == expected


def test_a_refused_decade_leaves_out_each_of_its_years():
    act = read("nothing from the 80s")
    assert conditions(act) == {("year", "!=", float(y)) for y in range(1980, 1990)}


@pytest.mark.parametrize(
    ("text", "slot", "value", "sign"),
    [
        ("preferably a comedy", "genres", "comedy", 1),
        ("a film about grief", "themes", "grief", 1),
        ("something tense", "moods", "tense", 1),
        ("nothing bleak", "moods", "bleak", -1),
        ("i love Sigourney Weaver", "cast", "Sigourney Weaver", 1),
        ("something with Jean Reno if possible", "cast", "Jean Reno", 1),
    ],
)
def test_wishes_that_exclude_nothing_stay_soft(text, slot, value, sign):
    act = read(text)
    assert not act.constraints
    assert [(s.slot, s.value, s.weight > 0) for s in act.soft] == [(slot, value, sign > 0)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("something like heat", ["heat"]),
        ("Heat (1986)", ["heat86"]),
        ("the first Alien", ["alien"]),
        ("the second Godfather", ["godfather2"]),
        ("godfather 2", ["godfather2"]),
        ("Seven", ["seven"]),
        ("2001: a space odyssey", ["odyssey"]),
        ("something like up", ["up"]),
        ("I want to watch Drive tonight", ["drive"]),
        ('like "It"', ["it"]),
        ("amelie", ["amelie"]),
        ("the godfather", ["godfather"]),
        ("movies like parasiet", ["parasite"]),
    ],
)
def test_titles_are_linked_where_something_speaks_for_it(text, ids):
    assert [m.item_id for m in read(text).like_this] == ids


@pytest.mark.parametrize("text", ["it should be funny", "up for something funny", "a long drive", "turn up the heat",
                                  "her best work", "give it to me"])  # fmt: skip
def test_common_words_are_not_taken_for_titles(text):
    act = read(text)
    assert not (act.like_this)
    assert not (act.liked)
    assert not (act.disliked)
    assert not (act.rejected)


def test_likes_dislikes_and_indifference_in_one_breath():
    act = read("I loved Heat and Alien, hated Drive, Ronin was ok")
    assert liked(act) == ["heat", "alien"]
    assert [m.item_id for m in act.disliked] == ["drive"]
    assert act.rejected == ("ronin",)


def test_what_was_watched_and_loved_is_liked():
    assert liked(read("we watched Heat and Ronin and both of us loved them")) == ["heat", "ronin"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("movies by kubrik", {("directors", "=", "Stanley Kubrick")}),
        ("a film with Al Pachino", {("cast", "=", "Al Pacino")}),
        ("de niro movies", {("cast", "=", "Robert De Niro")}),
        ("Sigourney Weaver or Audrey Tautou", {("cast", "in", ("Sigourney Weaver", "Audrey Tautou"))}),
    ],
)
def test_people_are_found_by_surname_and_in_spite_of_typing_errors(text, expected):
    assert conditions(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "missing"),
    [
        ("something like Sharknado", "title", "Sharknado"),
        ("something like sharknado", "title", "sharknado"),
        ("have you got alien 5?", "title", "alien 5"),
        ("anything with Steven Seagal", "name", "Steven Seagal"),
        ("films from nepal", "value", "nepal"),
        ("films without subtitles", "value", "subtitles"),
        ("at least 4 stars", "value", "at least 4 stars"),
        ("Heat (1950)", "title", "Heat (1950)"),
    ],
)
def test_what_the_catalogue_lacks_is_said_and_never_linked_to_something_else(text, kind, missing):
    act = read(text)
    assert [(m.kind, m.text) for m in act.missing] == [(kind, missing)]
    assert not (act.like_this)
    assert not (act.liked)
    assert not (act.constraints)


def test_a_missing_part_of_a_series_names_the_nearest():
    assert read("something like alien 5").missing[0].nearest == ("alien",)


def test_words_keep_what_search_by_meaning_can_use():
    assert read("a tense film about a bank, under two hours, no horror").words == "tense bank"


@pytest.mark.parametrize(
    ("text", "ids"),
    [("the second one", ["parasite"]), ("the last two", ["parasite", "amelie"]), ("number 3", ["amelie"]),
     ("the middle one", ["parasite"]), ("the korean one", ["parasite"]), ("the one with de niro", ["heat"]),
     ("the shortest one", ["amelie"]), ("these", ["heat", "parasite", "amelie"])],
)  # fmt: skip
def test_what_is_on_the_screen_can_be_pointed_at(text, ids):
    act = read(f"I loved {text}", SCREEN)
    assert liked(act) == ids


def test_it_is_the_item_in_focus():
    focused = replace(SCREEN, focus="amelie")
    assert read("who directed it?", focused).items == ("amelie",)
    assert read("seen it", focused).rejected == ("amelie",)


@pytest.mark.parametrize(
    ("text", "slot", "direction", "value"),
    [
        ("shorter", "runtime", "less", ""),
        ("less violent please", "violence", "less", ""),
        ("too long", "runtime", "less", ""),
        ("too old", "year", "more", ""),
        ("something funnier", "moods", "more", "funny"),
        ("not so dark", "moods", "less", "dark"),
        ("more action", "genres", "more", "action"),
    ],
)
def test_objections_to_the_screen_are_critiques(text, slot, direction, value):
    act = read(text, SCREEN)
    assert act.act is Act.CRITIQUE
    assert [(c.slot, c.direction, c.value) for c in act.critiques] == [(slot, direction, value)]


def test_more_like_one_but_different_keeps_both():
    act = read("more like the first but funnier", SCREEN)
    assert [m.item_id for m in act.like_this] == ["heat"]
    assert [c.value for c in act.critiques] == ["funny"]


def test_relative_to_a_named_item_is_a_condition():
    assert conditions(read("newer than Heat")) == {("year", ">", 1995)}
    assert conditions(read("shorter than the second one", SCREEN)) == {("runtime", "<", 132)}


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("thanks!", Act.THANKS), ("hi", Act.SMALLTALK), ("are you a bot?", Act.SMALLTALK), ("what can you do",
        Act.HELP),
        ("a person, please", Act.PERSON), ("can I talk to an actual human being", Act.PERSON), ("undo", Act.UNDO),
        ("start over", Act.RESET), ("forget me", Act.FORGET), ("please erase all my data", Act.FORGET),
        ("what do you know about me", Act.REMEMBERED), ("what else", Act.MORE), ("next", Act.MORE),
        ("why the second one", Act.WHY), ("why not Alien?", Act.WHY_NOT), ("compare the first two", Act.COMPARE),
        ("which is shorter, Heat or Alien", Act.COMPARE), ("is it scary", Act.FACT),
        ("how long is the second one", Act.FACT),
        ("what is Heat about", Act.FACT), ("thanks, now a comedy", Act.RECOMMEND), ("hi, I want a western",
        Act.RECOMMEND),
    ],
)  # fmt: skip
def test_the_act_is_what_the_utterance_does(text, act):
    assert read(text, SCREEN).act is act


def test_questions_know_their_items_and_slots():
    act = read("how long is Heat?")
    assert (act.items, act.slots) == (("heat",), ("runtime",))
    act = read("which is shorter, Heat or Alien?")
    assert (act.items, act.slots) == (("heat", "alien"), ("runtime",))


def test_none_of_these_rejects_all_of_them():
    act = read("none of these", SCREEN)
    assert (act.act, act.rejected) == (Act.MORE, SCREEN.on_screen)


def test_corrections_take_back_what_is_held_and_nothing_else():
    held = DialogueState(
        constraints=(
            Constraint("genres", "!=", "horror", "no horror"),
            Constraint("year", ">", 2000.0, "after 2000"),
        )
    )
    assert read("actually, horror is fine", held).dropped == ("horror",)
    assert read("forget the year", held).dropped == ("year",)
    assert read("any year", held).dropped == ("year",)
    assert read("any year").dropped == ()


def test_how_many_are_wanted():
    assert read("five french films").wanted_count == 5
    assert read("give me 4 more", SCREEN).wanted_count == 4
    assert read("under two hours").wanted_count is None


def test_a_new_start_with_a_wish_is_fresh():
    act = read("start over, westerns this time")
    assert act.fresh
    assert conditions(act) == {("genres", "=", "western")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a red kettle under 20 euros", {("colour", "=", "red"), ("price", "<", 20)}),
        ("gray or black, at least 1.5 liters", {("colour", "in", ("grey", "black")), ("litres", ">=", 1.5)}),
        ("something by Aquatherm between 30 and 50 euros",
         {("brand", "=", "Aquatherm"), ("price", ">=", 30), ("price", "<=", 50)}),
        ("no red ones", {("colour", "!=", "red")}),
        ("under €50", {("price", "<", 50)}),
    ],
)  # fmt: skip
def test_kettles_are_understood_by_their_own_schema(text, expected):
    assert conditions(KETTLE_READER.understand(NOTHING, text)) == expected


def test_cheaper_is_a_critique_of_kettles():
    state = DialogueState(on_screen=("k2",))
    act = KETTLE_READER.understand(state, "cheaper")
    assert [(c.slot, c.direction) for c in act.critiques] == [("price", "less")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("novels by terry pratchett", {("authors", "=", "Terry Pratchett")}),
        ("at least 4 stars", {("rating", ">=", 4)}),
        ("books from the 90s", {("published", ">=", 1990), ("published", "<=", 1999)}),
    ],
)
def test_books_are_understood_by_their_own_schema(text, expected):
    assert conditions(BOOK_READER.understand(NOTHING, text)) == expected


def test_changes_of_the_catalogue_are_followed():
    shelf = ListShelf(FILM_SCHEMA, FILMS)
    understanding = reader(shelf)
    assert understanding.understand(NOTHING, "something like Zardozia").missing
    shelf.change([*FILMS[1:], film("zar", "Zardozia", 1974, 105, "Jo Boor", ("Sean Connolly",), ("sci-fi",))])
    assert [m.item_id for m in understanding.understand(NOTHING, "something like Zardozia").like_this] == [
        "zar"
    ]
    assert conditions(understanding.understand(NOTHING, "with sean connolly")) == {
        ("cast", "=", "Sean Connolly")
    }
    assert understanding.understand(NOTHING, "Heat (1995)").missing


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "no horror and " * 8_000, "(" * 50_000, "日本の映画 " * 9_000, "\x00\x01\u202e" * 30_000,
     '"' * 50_000,
     "not " * 20_000, "1990-" * 20_000, "🎬🎉", "Привет, что посоветуешь?", ".", "-", "'", "²³ ½", "than", "the"],
)  # fmt: skip
def test_no_text_is_too_strange_to_be_read(text):
    assert isinstance(read(text, SCREEN).act, Act)


PIECES = st.sampled_from(
    [
        "no",
        "not",
        "but",
        "or",
        "and",
        ",",
        ".",
        "heat",
        "alien",
        "the",
        "first",
        "one",
        "it",
        "more",
        "less",
        "like",
        "loved",
        "hated",
        "horror",
        "french",
        "under",
        "two",
        "hours",
        "90s",
        "than",
        "shorter",
        "by",
        "with",
        "kubrick",
        '"',
        "(",
        ")",
        "?",
        "1995",
        "any",
        "only",
        "maybe",
        "is",
        "who",
        "about",
        "too",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join)))
def test_any_text_gives_an_act(text):
    act = read(text, SCREEN)
    assert act.text == text
    assert all(m.item_id in {f.id for f in FILMS} for m in (*act.liked, *act.disliked, *act.like_this))
