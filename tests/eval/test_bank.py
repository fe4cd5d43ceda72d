"""The bank is sound, and the judging of parses and states tells right from wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import numpy as np
import pytest

from bot.types import Act, DialogueState, UserAct
from recsys.types import SoftPreference
from retrieval.catalog import Catalogue
from retrieval.types import Constraint, Op
from tests.eval import figures
from tests.eval.bank import BANKS, DEMO, Bank, Row, constraints, dialogues, rows
from tests.eval.judging import MENTIONS, judge, wrong_in_state

READING = {"act", "constraints", "soft", "soft_any", "critiques", "missing", "dropped", "wanted_count",
           "rejected", "items", "slots", *MENTIONS}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(DEMO)


def readings(bank: Bank) -> Iterator[tuple[Row, Mapping[str, Any]]]:
    for row in rows(bank):
        for reading in row.readings:
            yield row, reading


def known_problems(catalogue: Catalogue, held: tuple[Constraint, ...]) -> list[str]:
    slots = {slot.name: slot for slot in catalogue.schema.slots}
    problems = []
    for constraint in held:
        slot = slots.get(constraint.slot)
        values = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
        if slot is None or constraint.op not in get_args(Op):
            problems.append(f"{constraint.slot} {constraint.op}")
        elif slot.kind in ("number", "level"):
            problems += [f"{slot.name}: {value!r} is no number" for value in values if isinstance(value, str)]
        else:
            held_values = set(slot.values) or {v for item in catalogue.items() for v in item.texts(slot.name)}
            problems += [f"{slot.name}: no {value!r}" for value in values if value not in held_values]
    return problems


def test_the_bank_is_large_enough_and_a_third_of_it_is_unseen() -> None:
    sizes = {bank: (len(rows(bank)), len(dialogues(bank))) for bank in BANKS}
    assert sizes["dev"] >= (150, 20)
    assert sizes["dev"][1] >= 20
    assert sizes["unseen"][0] >= 75
    assert sizes["unseen"][1] >= 10
    assert sizes["unseen"][0] / (sizes["dev"][0] + sizes["unseen"][0]) >= 0.33


def test_ids_are_unique_and_no_text_is_in_two_parts() -> None:
    ids = Counter([r.id for b in BANKS for r in rows(b)] + [d.id for b in BANKS for d in dialogues(b)])
    texts = Counter(" ".join(r.text.casefold().split()) for b in BANKS for r in rows(b))
    assert [key for key, count in (ids + texts).items() if count > 1] == []


def test_all_parts_cover_the_same_kinds_of_ask() -> None:
    dev, *others = ({row.category for row in rows(bank)} for bank in BANKS)
    assert all(kinds == dev for kinds in others)


@pytest.mark.parametrize("bank", BANKS)
def test_every_reading_uses_known_words_alone(bank: Bank, catalogue: Catalogue) -> None:
    acts, slots = {act.value for act in Act}, {slot.name for slot in catalogue.schema.slots}
    problems = []
    for row, reading in readings(bank):
        said = reading["act"] if isinstance(reading["act"], list) else [reading["act"]]
        found = [f"unknown key {key}" for key in reading.keys() - READING]
        found += [f"unknown act {act}" for act in set(said) - acts]
        found += [f"unknown slot {slot}" for slot in set(reading.get("slots", ())) - slots]
        spoken = [x for name in (*MENTIONS, "rejected", "items") for x in reading.get(name, ())]
        ids = (*spoken, *row.before.on_screen, *(x for x in [row.before.focus] if x))
        found += [f"unknown item {x}" for x in ids if catalogue.get(x) is None]
        held = constraints(
            [*reading.get("constraints", ()), *({**s, "op": "="} for s in reading.get("soft", ()))]
        )
        valued = [{**c, "op": "="} for c in reading.get("critiques", ()) if "value" in c]
        found += known_problems(catalogue, (*held, *row.before.constraints, *constraints(valued)))
        found += [f"unknown slot {c['slot']}" for c in reading.get("critiques", ()) if c["slot"] not in slots]
        problems += [f"{row.id}: {problem}" for problem in found]
    assert problems == []


@pytest.mark.parametrize("bank", BANKS)
def test_every_conversation_uses_known_words_alone(bank: Bank, catalogue: Catalogue) -> None:
    problems = []
    for dialogue in dialogues(bank):
        for exchange in dialogue.exchanges:
            spoken = [x for name in (*MENTIONS, "rejected_includes") for x in exchange.state.get(name, ())]
            found = [f"unknown item {x}" for x in (*spoken, *exchange.screen) if catalogue.get(x) is None]
            found += known_problems(catalogue, constraints(exchange.state["constraints"]))
            problems += [f"{dialogue.id} “{exchange.text}”: {problem}" for problem in found]
    assert problems == []


def test_a_parse_with_anything_unasked_for_is_not_exact() -> None:
    row = next(row for row in rows("dev") if row.text == "got any good westerns?")
    western = Constraint("genres", "=", "western", "westerns")
    right = UserAct(Act.RECOMMEND, row.text, words="good", constraints=(western,))
    extra = UserAct(
        Act.RECOMMEND, row.text, constraints=(western,), soft=(SoftPreference("moods", "epic", 1, ""),)
    )
    assert judge(row, right).wrong == ()
    assert judge(row, extra).wrong == ("soft",)
    assert judge(row, UserAct(Act.HELP, row.text)).wrong == ("act", "constraints")


def test_any_of_several_right_readings_will_do() -> None:
    row = next(row for row in rows("dev") if row.text == "something korean")
    for slot, value in (("countries", "South Korea"), ("languages", "Korean")):
        held = (Constraint(slot, "=", value, "korean"),)
        assert judge(row, UserAct(Act.RECOMMEND, row.text, constraints=held)).exact


def test_a_state_that_lacks_a_constraint_is_told_from_the_right_one(catalogue: Catalogue) -> None:
    exchange = dialogues("dev")[0].exchanges[0]
    right = DialogueState(constraints=constraints(exchange.state["constraints"]))
    assert wrong_in_state(exchange, right) == ()
    assert wrong_in_state(exchange, DialogueState()) == ("constraints: lacks genres = sci-fi",)


def test_intervals_hold_the_value_and_the_seed_decides_them() -> None:
    hits = [True] * 30 + [False] * 10
    first, again = (figures.rate("r", hits, np.random.default_rng(7)) for _ in range(2))
    assert first == again
    assert first.low < first.value == 0.75 < first.high
