"""The count of what is said: measures on worked examples, a second judge that sees faults, visitors that repeat."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog import Catalogue
from tests.eval import reasons
from tests.eval.bank import DEMO
from tests.eval.hotels import write_hotels
from tests.eval.nlg import feature_coverage_ratio, feature_diversity, features_in, unique_sentence_ratio
from tests.eval.second.counts import told_by
from tests.eval.second.judge import judge
from tests.eval.second.page import Heard
from tests.eval.second.records import Records, Told
from tests.eval.visiting import after
from tests.eval.visitors import Move, conversation, world

SHIPPED = Path(__file__).parents[2] / "recsys" / "shipped"
COLLATERAL = {
    "id": "collateral", "title": "Collateral", "year": 2004, "directors": ["Michael Mann"],
    "cast": ["Tom Cruise", "Jamie Foxx"], "genres": ["crime", "thriller"], "runtime": 120,
    "countries": ["United States"], "languages": ["English"], "themes": ["hitman", "big city"],
    "moods": ["tense", "stylish"], "violence": 2, "renown": 2,
    "summary": "A cab driver is forced to chauffeur a hitman through Los Angeles in a single night.",
}  # fmt: skip
OTHERS = [
    {"id": "heat", "title": "Heat", "year": 1995, "directors": ["Michael Mann"], "cast": ["Al Pacino"],
     "genres": ["crime", "thriller"], "runtime": 170, "themes": ["heist"], "violence": 2},
    {"id": "thief", "title": "Thief", "year": 1981, "directors": ["Michael Mann"], "genres": ["crime"]},
    {"id": "saw", "title": "Saw", "year": 2004, "directors": ["James Wan"], "genres": ["horror"]},
    {"id": "alien", "title": "Alien", "year": 1979, "directors": ["Ridley Scott"], "genres": ["horror", "sci-fi"]},
]  # fmt: skip
SCHEMA = json.loads((DEMO / "schema.json").read_text(encoding="utf-8"))
FILMS = Records.of(SCHEMA, [COLLATERAL, *OTHERS])
FILMS.told = Told({"Heat": {65}, "Collateral": {30}}, {("Heat", "Collateral"): {7}}, 8198)
PARTS = {"words": 0.4, "conversation": 0.1, "liked": 0.3}
HEARD = Heard(
    (
        "something like Heat but after 2000, nothing too bloody",
        "I loved Thief and hated Saw",
        "a cosy heist film",
    ),
    liked=frozenset({"Thief"}),
    disliked=frozenset({"Saw"}),
    named=frozenset({"Heat"}),
    asked=frozenset({"year", "violence", "themes"}),
)


def faults(text: str, parts: dict[str, float] = PARTS) -> list[tuple[str, str]]:
    return [(claim.kind, claim.text) for claim in judge(FILMS, text, COLLATERAL, HEARD, parts) if claim.fault]


# The measures, on examples small enough to count by hand.


def test_usr_is_the_share_of_different_sentences() -> None:
    assert unique_sentence_ratio(["good room", "nice pool", "good room", "quiet"]) == 3 / 4
    assert unique_sentence_ratio([]) == 0.0


def test_fcr_is_the_share_of_features_that_are_told_at_all() -> None:
    told = [{"room", "pool"}, {"room"}, {"lobby", "unheard of"}]
    assert feature_coverage_ratio(told, {"room", "pool", "lobby", "bar", "view"}) == 3 / 5
    assert feature_coverage_ratio(told, set()) == 0.0


def test_div_is_the_mean_number_of_features_that_two_share() -> None:
    # Pairs: {room, pool} and {room}: 1; {room, pool} and {room, pool, bar}: 2; {room} and {room, pool, bar}: 1.
    assert feature_diversity([{"room", "pool"}, {"room"}, {"room", "pool", "bar"}]) == pytest.approx(4 / 3)
    assert feature_diversity([{"room"}]) == 0.0


@given(st.lists(st.frozensets(st.sampled_from("abcdef")), min_size=2, max_size=8))
def test_div_by_features_is_div_by_pairs(told: list[frozenset[str]]) -> None:
    pairs = [len(one & other) for n, one in enumerate(told) for other in told[n + 1 :]]
    assert feature_diversity(told) == pytest.approx(sum(pairs) / len(pairs))


def test_a_feature_is_told_by_whole_words_of_any_of_its_wordings() -> None:
    features = {"heist": ("heist", "about a heist"), "war": ("war",), "AI": ("robots and AI",)}
    assert features_in("A heist film, warm and kind.", features) == {"heist"}
    assert features_in("It is about robots and ai.", features) == {"AI"}


# The second judge.


@pytest.mark.parametrize(
    "text",
    [
        "You asked for “after 2000”, and Collateral is from 2004.",
        "Like Heat, it is directed by Michael Mann.",
        "It is not a horror film and has strong violence. Mind that it is not cosy, though you asked for “cosy”.",
        "It is from 2004, 9 years newer than Heat.",
        "You liked Thief: it is directed by Michael Mann, because you named Heat.",
        "Of 65 conversations of others that named Heat, 7 named it too.",
        "Others spoke of it in 30 of 8,198 conversations.",
        "It is a film with Tom Cruise and Jamie Foxx.",
        "Its description is close in meaning to “nothing too bloody”.",
        "It fits what was said, going by conversations of others.",
    ],
)
def test_what_is_so_is_found_so(text: str) -> None:
    assert faults(text) == []
    assert judge(FILMS, text, COLLATERAL, HEARD, PARTS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It is from 2005.", "number"),
        ("It is 121 minutes long.", "number"),
        ("It is directed by Tom Cruise.", "name"),
        ("It is not directed by Michael Mann.", "name"),
        ("It is directed by Ridley Scott.", "word"),
        ("It is a horror film.", "value"),
        ("It is not a crime film.", "value"),
        ("It is about vampires.", "value"),
        ("It has mild violence.", "level"),
        ("It has no violence.", "level"),
        ("You asked for “before 2000”, and it is from 2004.", "quotation"),
        ("It is from the United States, as you asked.", "asked"),
        ("Like Alien, it is directed by Michael Mann.", "title"),
        ("Like Heat, which you liked, it is directed by Michael Mann.", "feeling"),
        ("You liked Heat: it is directed by Michael Mann.", "feeling"),
        ("Like Thief, which you did not like, it is directed by Michael Mann.", "feeling"),
        ("Like Saw, it is directed by Michael Mann.", "likeness"),
        ("Like Heat, it is a film with Tom Cruise.", "likeness"),
        ("It is from 2004, 10 years newer than Heat.", "comparison"),
        ("It is 120 minutes long, longer than Heat (170 minutes).", "comparison"),
        ("Of 65 conversations of others that named Heat, 8 named it too.", "count"),
        ("Of 66 conversations of others that named Heat, 7 named it too.", "count"),
        ("Others spoke of it in 31 of 8,198 conversations.", "count"),
        ("It is a gripping masterpiece.", "word"),
        ("It fits what was said less than most films, going by conversations of others.", "score"),
        ("Its story is not known.", "value"),
    ],
)
def test_what_is_not_so_is_found_out(text: str, kind: str) -> None:
    assert kind in [found for found, _ in faults(text)]


def test_words_of_the_prose_may_be_said_again_and_not_be_denied() -> None:
    summary = COLLATERAL["summary"]
    assert faults(summary) == []
    first = " ".join(summary.split()[:6]).rstrip(".,")
    assert ("prose", first) in faults(f"Not {first}.")


def test_the_counts_are_those_of_the_shipped_model() -> None:
    told = told_by(SHIPPED, Records.read(DEMO).rows.values())
    with np.load(SHIPPED / "memory.npz") as memory:
        assert told.all == int(memory["sizes"].sum())
    assert all(times <= told.all for counts in told.named.values() for times in counts)
    [pair] = [told.together["Fight Club", "Gone Girl"]]
    assert told.together["Gone Girl", "Fight Club"] == pair
    assert max(pair) <= min(max(told.named["Fight Club"]), max(told.named["Gone Girl"]))


# The visitors, and the whole count over small catalogues.


def test_visitors_say_the_same_for_the_same_seed_and_mean_what_they_say(tmp_path: Path) -> None:
    shelf = reasons.made(None, tmp_path, 1)["hotels"]
    items = [json.loads(line) for line in (shelf / "items.jsonl").read_text(encoding="utf-8").splitlines()]
    catalogue = Catalogue.load(shelf)
    known = world(catalogue.schema, catalogue.items(), with_bank=False)
    talks = [list(conversation(known, Random(seed))) for seed in range(40)]
    assert talks == [list(conversation(known, Random(seed))) for seed in range(40)]
    moves = [move for talk in talks for move in talk]
    titles = {item["title"] for item in items}
    for move in moves:
        assert move.text or move.press
        for title in (*move.liked, *move.disliked, *move.named):
            assert title in titles
            assert title in move.text
    assert {"like", "dislike"} <= {move.press for move in moves}


def test_hotels_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_hotels(tmp_path / name, 30, seed)
    a, b, c = ((tmp_path / name).read_text(encoding="utf-8") for name in "abc")
    assert a == b != c
    assert len(a.splitlines()) == 31


def test_a_change_of_heart_is_heard() -> None:
    heard = after(after(Heard(), Move("I loved Heat", liked=("Heat",))), Move("no", disliked=("Heat",)))
    assert (heard.liked, heard.disliked, heard.said) == (frozenset(), {"Heat"}, ("I loved Heat", "no"))


def test_the_whole_count_runs_over_three_catalogues_and_finds_nothing_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BECAUSE_HOME", str(tmp_path))
    monkeypatch.setenv("BECAUSE_ENCODER", "hashing")
    out = tmp_path / "said.jsonl"
    assert reasons.main(["--turns", "24", "--sample", "3", "--out", str(out)]) == 0
    table, *_ = capsys.readouterr().out.split(" s\n")
    counted = {line.split()[0]: line.split()[1:] for line in table.splitlines()[1:] if line[:1].isalpha()}
    whole = dict(zip(reasons.HEAD, counted["all"], strict=True))
    assert int(whole["turns"]) == 24
    assert int(whole["claims"]) > 100
    assert [whole[name] for name in ("faults", "evidence", "sums", "hard")] == ["0"] * 4
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row["catalogue"] for row in rows} == {"films", "books", "hotels"}
    assert {row["writer"] for row in rows} == {"template"}
