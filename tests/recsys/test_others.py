"""What was counted in other people's conversations, and how it is told: true counts or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.dialogues import Utterance, mentioned
from recsys.evidence import gather
from recsys.explain import template_reason
from recsys.grounding import Checker
from recsys.grounds import Grounds
from recsys.learned import Learned
from recsys.others import CoNamed, Heard, Shared
from recsys.shares import Shares
from recsys.types import Contribution, Evidence, Preferences, Recommendation, SoftPreference, Taste
from retrieval.types import Item
from tests.recsys.teas import DIALOGUES, ITEMS
from tests.recsys.test_evidence import NOTHING
from tests.recsys.test_finetuned import MODEL
from tests.recsys.worlds import COLLATERAL, FILM_ITEMS, FILMS, HEAT, TOTORO, film

OTHERS = Learned(MODEL, None)  # type: ignore[arg-type]
NAMED = [set(mentioned(dialogue.utterances)) for dialogue in DIALOGUES]
ids = st.sampled_from([item.id for item in ITEMS])


@given(ids, ids)
def test_the_counts_are_those_of_the_conversations(one: str, other: str) -> None:
    assert OTHERS.named(one) == (sum(one in named for named in NAMED), len(NAMED))
    told = OTHERS.co_named([Utterance("seeker", "", (other, "elsewhere"))], one)
    if one == other or not OTHERS.named(one)[0] or not OTHERS.named(other)[0]:
        assert told == ()
    else:
        [counted] = told
        assert counted.other == other
        assert counted.both == sum({one, other} <= named for named in NAMED)
        assert counted.of == sum(other in named for named in NAMED)


def test_of_what_is_not_known_nothing_is_told() -> None:
    said = [Utterance("seeker", "Mara Voss", ("dew",))]
    assert OTHERS.named("elsewhere") == (0, len(NAMED))
    assert OTHERS.co_named(said, "elsewhere") == ()
    assert OTHERS.people(said, "elsewhere") == ()


def test_people_are_those_spoken_of_and_those_of_the_items_named() -> None:
    said = [Utterance("seeker", "I like what Mara Voss grows", ()), Utterance("seeker", "and Dew", ("dew",))]
    spoken, shared = OTHERS.people(said, "egret")
    assert (spoken.name, spoken.items) == ("mara voss", ())
    assert (shared.name, shared.items) == ("mara voss", ("dew",))


def test_it_says_whether_conversations_were_counted_or_what_people_did() -> None:
    def heard(*ids: str) -> Heard:
        return Learned(replace(MODEL, trained_on=frozenset(ids)), None).heard  # type: ignore[arg-type]

    assert heard("d1", "d2") == "conversations"
    assert heard("user 7/0") == "histories"
    assert heard("d1", "user 7/0") == "conversations and histories"


class Counted:
    """Other people, with the counts that a test gives them."""

    def __init__(self, both: int, of: int = 214, people: tuple[Shared, ...] = ()) -> None:
        self.heard: Heard = "conversations"
        self.both, self.of, self.shared = both, of, people

    def named(self, item_id: str) -> tuple[int, int]:
        return 412, 8198

    def co_named(self, conversation: Sequence[Utterance], item_id: str) -> tuple[CoNamed, ...]:
        return (CoNamed("heat", self.both, self.of, 1.5 if self.both else -1.5),)

    def people(self, conversation: Sequence[Utterance], item_id: str) -> tuple[Shared, ...]:
        return self.shared


LIKED = Preferences(tastes=(Taste(HEAT, NOTHING, "liked", "I liked Heat"),))


def told(
    others: Counted, preferences: Preferences = LIKED, item: Item = COLLATERAL, **parts: float
) -> list[Evidence]:
    made = Recommendation(
        item,
        1,
        sum(parts.values()),
        tuple(Contribution(name.replace("_", " "), v) for name, v in parts.items()),
    )
    grounds = Grounds(Shares(FILMS), others)
    found = gather(made, preferences, FILMS, 20, grounds)
    written = template_reason(made, found, FILMS)
    # Whatever is told of others may also be said.
    checker = Checker(FILMS, (*FILM_ITEMS, item))
    for one in (*(e.text for e in found if e.kind in ("people", "community")), written.text):
        sentence = one if one.endswith(".") else f"{one[0].upper()}{one[1:]}."
        verdict = checker.check(sentence, item, found)
        assert verdict.supported, (sentence, verdict.problems)
    return list(found)


def test_what_is_named_together_is_told_with_its_counts() -> None:
    found = [e for e in told(Counted(14), together=0.1) if e.kind == "community"]
    assert [e.text for e in found] == ["of 214 conversations of others that named Heat, 14 named it too"]
    assert (found[0].titles, found[0].values, found[0].source) == (("Heat",), ("14", "214"), "others")
    assert found[0].moved == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("both", "of", "part"), [(1, 214, 0.1), (14, 19, 0.1), (14, 214, 0.01), (14, 214, -0.2)]
)
def test_few_counts_and_what_moved_nothing_are_not_told(both: int, of: int, part: float) -> None:
    assert not [e for e in told(Counted(both, of), together=part) if e.source == "others"]


def test_what_nobody_names_along_with_a_liked_item_speaks_against_it() -> None:
    found = [e for e in told(Counted(0), together=-0.08) if e.source == "others"]
    assert [(e.kind, e.text) for e in found] == [
        ("against", "of 214 conversations of others that named Heat, none named it too")
    ]
    assert found[0].moved == pytest.approx(-0.08)


def test_how_often_others_spoke_of_it_is_told_where_it_counted() -> None:
    found = [e for e in told(Counted(0), Preferences(), asked_for=0.1) if e.kind == "community"]
    assert [e.text for e in found] == ["others spoke of it in 412 of 8,198 conversations"]


def test_that_it_fits_the_talk_is_the_models_word() -> None:
    kinds = {e.kind: e.text for e in told(Counted(0), Preferences(), conversation=0.2)}
    assert kinds["model"] == "it fits what was said, going by conversations of others"
    kinds = {e.kind: e.text for e in told(Counted(0), Preferences(), conversation=-0.2)}
    assert kinds["against"] == "it fits what was said less than most films, going by conversations of others"


def test_somebody_whom_the_visitor_named_is_told_with_their_part() -> None:
    said = Preferences(conversation=(Utterance("seeker", "anything with tom cruise in it, really"),))
    people = (Shared("tom cruise", (), 1.0),)
    [one] = [e for e in told(Counted(0, people=people), said, people=0.2) if e.kind == "people"]
    assert one.text == "you named Tom Cruise and it is a film with Tom Cruise"
    assert one.moved == pytest.approx(0.2)
    wished = replace(said, soft=(SoftPreference("cast", "Tom Cruise", 1.0, "tom cruise"),))
    assert not [e for e in told(Counted(0, people=people), wished, people=0.2) if e.kind == "people"]
    silent = Preferences(conversation=(Utterance("recommender", "Tom Cruise?"),))
    assert not [e for e in told(Counted(0), silent) if e.kind == "people"]


def test_somebody_with_another_part_in_a_liked_item_is_told_with_both_parts() -> None:
    acted = film("thief", "Thief", cast=("Michael Mann",), genres=("crime",))
    [one] = [e for e in told(Counted(0), item=acted) if e.kind == "people"]
    assert one.text == "it is a film with Michael Mann, the director of Heat, which you liked"
    liked = Preferences(tastes=(Taste(acted, NOTHING, "like this", "like Thief"),))
    [other] = [e for e in told(Counted(0), liked) if e.kind == "people"]
    assert other.text == "it is directed by Michael Mann, who had a part in Thief, which you named"


def test_people_shared_with_a_liked_item_move_by_both_parts() -> None:
    people = (Shared("michael mann", ("heat",), 1.0),)
    found = told(Counted(0, people=people), liked=0.3, people=0.2)
    by = {e.slot: e.moved for e in found if e.kind == "liked"}
    assert by["directors"] > 0.2
    assert sum(by.values()) <= 0.5 + 1e-9


def test_popularity_is_told_of_the_slots_that_raised_it_and_lowers_openly() -> None:
    raised = [
        e for e in told(Counted(0), Preferences(), item=TOTORO, popularity=0.06) if e.kind == "community"
    ]
    assert [(e.text, e.source) for e in raised] == [("it is world famous", "catalogue")]
    obscure = film("x", "X", genres=("crime",), renown=0)
    lowered = [
        e for e in told(Counted(0), Preferences(), item=obscure, popularity=-0.06) if e.kind == "against"
    ]
    assert [(e.text, e.moved) for e in lowered] == [("it is obscure", pytest.approx(-0.06))]
