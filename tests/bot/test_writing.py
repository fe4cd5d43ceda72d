"""The writer: what the checker does not accept is never shown, whatever the model does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.models.scripted import GARBAGE, NOTHING, Answer, ScriptedModel, ScriptRanOut, endless, unavailable
from bot.types import Card
from bot.writing import GroundedWriter
from prompts.registry import Prompts
from recsys.types import Evidence, Justification, Mark, Recommendation
from retrieval.types import Item

KETTLE = Item("k1", "Brook 0.8", {"noise": "quiet", "litres": 0.8})
EVIDENCE = (
    Evidence("e1", "said", "you asked for “quiet” and it is quiet in use", slot="noise", source="quiet"),
    Evidence(
        "e2", "fact", "it is a kettle made by Alder", slot="maker", values=("Alder",), source="catalogue"
    ),
    Evidence("e3", "fact", "it holds 0.8 litres", slot="litres", values=("0.8",), source="catalogue"),
)
FALLBACK = Justification("It is quiet, as you asked.", "template", EVIDENCE[:2])
GOOD = "You asked for “quiet”, and Brook 0.8 is a kettle made by Alder that is quiet in use."
MARKS = (Mark(0, 21, ("e1",)), Mark(62, 70, ("e2",)))
BAD = "Because it is the loudest kettle that was ever made."


@dataclass(frozen=True)
class Problem:
    text: str
    why: str


@dataclass(frozen=True)
class Verdict:
    supported: bool
    problems: Sequence[Problem]
    used: Sequence[str]
    marks: tuple[Mark, ...] = ()


class NoSuperlatives:
    """Accepts every sentence without the word "loudest"; remembers what it was shown."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def check(self, sentence: str, item: Item, evidence: Sequence[Evidence]) -> Verdict:
        self.seen.append(sentence)
        wrong = "loudest" in sentence
        problems = (Problem("loudest", "no evidence says so"),) if wrong else ()
        return Verdict(not wrong, problems, ("e1", "e2"), MARKS)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def tick(self) -> None:
        self.now += 1.0


def writer(model: ScriptedModel, *, told: bool = False, clock: Clock | None = None) -> GroundedWriter:
    prompts = Prompts.load()
    return GroundedWriter(
        model,
        NoSuperlatives(),
        prompts.get("reason", 1),
        clock or Clock(),
        seconds=5.0,
        again=prompts.get("again") if told else None,
    )


def write(by: GroundedWriter) -> Justification:
    return by.write(KETTLE, "something quiet", EVIDENCE, FALLBACK)


def test_a_supported_sentence_is_shown_with_the_evidence_it_rests_on() -> None:
    by = writer(ScriptedModel([GOOD]))
    assert write(by) == Justification(GOOD, "llm", EVIDENCE[:2], marks=MARKS)
    assert (by.tally.accepted, by.tally.retried, by.tally.replaced) == (1, 0, 0)


def test_a_claim_without_evidence_is_not_said() -> None:
    by = writer(ScriptedModel([BAD, BAD]))
    assert write(by) == FALLBACK
    assert by.tally.replaced == 1


def test_a_second_try_differs_from_the_first() -> None:
    model = ScriptedModel([BAD, GOOD])
    by = writer(model)
    assert write(by).text == GOOD
    assert by.tally.retried == 1
    assert model.requests[0] != model.requests[1]
    assert model.requests[1].temperature > 0


def test_a_big_model_is_told_what_was_wrong() -> None:
    model = ScriptedModel([BAD, GOOD])
    write(writer(model, told=True))
    *_, said, told = model.requests[1].messages
    assert said == ("assistant", BAD)
    assert "loudest (no evidence says so)" in told[1]
    assert model.requests[0].choices == ()


@pytest.mark.parametrize(
    "answer", [NOTHING, GARBAGE, endless(), endless("word of no end "), "", "Yes.", Answer(("ok\n" * 50,))]
)
def test_what_is_not_a_sentence_is_replaced(answer: str | Answer) -> None:
    by = writer(ScriptedModel([answer, answer]))
    assert write(by) == FALLBACK
    assert by.tally.replaced == 1


def test_a_model_that_fails_is_not_asked_again() -> None:
    model = ScriptedModel([unavailable(), GOOD])
    by = writer(model)
    assert write(by) == FALLBACK
    assert by.tally.failed == 1
    assert model.left == 1


def test_a_model_that_is_not_ready_is_not_called() -> None:
    model = ScriptedModel([], ready=False)
    by = writer(model)
    assert write(by) == FALLBACK
    assert by.tally.unready == 1


def test_what_speaks_against_the_item_is_never_left_out() -> None:
    against = Evidence(
        "e4", "against", "you asked for “light” but it is heavy", "weight", ("heavy",), (), "light"
    )
    caveat = "Mind that it is heavy, though you asked for “light”."
    fallback = Justification(f"It is quiet. {caveat}", "template", (EVIDENCE[0], against))
    by = writer(ScriptedModel([GOOD]))
    written = by.write(KETTLE, "something quiet", (*EVIDENCE, against), fallback)
    assert written.text == f"{GOOD} {caveat}"
    assert by.checker.seen == [written.text]  # type: ignore[attr-defined]


def test_only_the_first_sentence_counts() -> None:
    by = writer(ScriptedModel([Answer((GOOD, " It is the loudest", " of all."))]))
    assert write(by).text == GOOD


def test_the_deadline_is_for_all_sentences_together() -> None:
    clock = Clock()
    slow = Answer(tuple(f"{word} " for word in GOOD.split()), before=clock.tick)
    cards = [Card(Recommendation(KETTLE, n, 1.0, ()), EVIDENCE, FALLBACK) for n in (1, 2)]
    by = writer(ScriptedModel([GOOD, slow]), clock=clock)
    written = list(by.write_all(cards, "something quiet"))
    assert [one.item_id for one in written] == ["k1", "k1"]
    assert [one.justification.writer for one in written] == ["llm", "template"]
    assert by.tally.failed == 1


def test_only_small_models_are_bound_to_choices() -> None:
    model = ScriptedModel([GOOD])
    write(writer(model))
    assert any("quiet" in choice for choice in model.requests[0].choices)


def test_a_big_model_may_use_its_own_words() -> None:
    own = "You asked for “quiet”, and Brook 0.8 is a kettle made by Alder, quiet in use."
    assert write(writer(ScriptedModel([own]), told=True)).text == own


def test_without_facts_a_small_model_is_not_asked() -> None:
    model = ScriptedModel([])
    by = writer(model)
    assert by.write(KETTLE, "anything", (), FALLBACK) == FALLBACK
    assert by.tally.replaced == 1


def test_a_script_that_is_too_short_fails_loudly() -> None:
    with pytest.raises(ScriptRanOut, match="call 1 to a script of 0 answers"):
        write(writer(ScriptedModel([])))


def test_the_turn_can_say_which_prompt_and_model_wrote() -> None:
    by = writer(ScriptedModel([], name="tiny"))
    use = by.prompt
    assert (use.name, use.model) == ("reason", "tiny")
    assert use.hash == Prompts.load().get("reason", use.version).hash


@pytest.mark.parametrize(
    "off",
    [
        "You asked for “quiet”, and Brook 0.8 is a kettle made by Alder.",
        "You asked for “quiet”, and Brook 0.8 is a quiet in use.",
        "You asked for “quiet”, and Brook 0.8 is quiet in use, is quiet in use.",
        "You asked for “quiet”, and Brook 0.8 is a kettle made by Alder, quiet in use.",
    ],
    ids=["misses the wish", "article", "in circles", "not one of its sentences"],
)
def test_a_supported_sentence_that_misses_the_point_is_tried_again(off: str) -> None:
    by = writer(ScriptedModel([off, GOOD]))
    assert write(by).text == GOOD
    assert by.tally.retried == 1


@pytest.mark.real_model
def test_the_shipped_model_writes_sentences_that_hold() -> None:
    import time
    from pathlib import Path

    from bot.models.llm_local import local_model
    from recsys.grounding import Checker
    from retrieval.catalog import Catalogue
    from tests.benchmarks.wishes import wishes

    root = Path(__file__).parents[2]
    catalogue = Catalogue.load(root / "retrieval" / "demo")
    checker = Checker(catalogue.schema, catalogue.items())
    model = local_model(root / ".cache" / "models", time.monotonic, seconds=60)
    model.start()
    assert model.wait(240), model.trouble
    by = GroundedWriter(model, checker, Prompts.load().get("reason", 1), time.monotonic, seconds=60)
    written = []
    for wish in wishes(catalogue.schema, catalogue.items(), 6, seed=7):
        justification = by.write(wish.item, wish.ask, wish.evidence, wish.fallback)
        if justification.writer == "llm":
            assert checker.check(justification.text, wish.item, wish.evidence).supported
            written.append(justification.text)
    assert len(written) >= 3, by.tally
