"""The checker does not fall below what it has reached on the labelled sentences, loosely."""

from __future__ import annotations

import pytest

from tests.eval.checker.bank import rows, scenes
from tests.eval.checker.judging import accepted, judge, precision, recall, wilson


@pytest.mark.parametrize(("bank", "caught", "right"), [("dev", 0.98, 0.92), ("unseen", 0.97, 0.82)])
def test_unsupported_sentences_are_refused_and_few_others(bank: str, caught: float, right: float) -> None:
    judged = judge(bank)
    (refused, false), (well, of) = recall(judged), precision(judged)
    assert refused / false >= caught
    assert well / of >= right


def test_what_templates_write_is_always_accepted() -> None:
    for bank in ("dev", "unseen"):
        told, of = accepted([one for one in judge(bank) if one.row.writer == "template"])
        assert told == of


def test_every_label_says_where_it_is_wrong_and_no_sentence_stands_twice() -> None:
    everything = [*rows("dev"), *rows("unseen")]
    assert len({row.sentence for row in everything}) == len(everything) >= 600
    assert sum(row.adversarial for row in everything) >= len(everything) / 2
    for row in everything:
        assert row.scene in scenes()
        assert row.supported or (row.kind and row.wrong in row.sentence)
    assert not {row.scene for row in rows("dev")} & {row.scene for row in rows("unseen")}


def test_an_interval_holds_its_share() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(95, 100)
    assert low == pytest.approx(0.8882, abs=1e-3)
    assert high == pytest.approx(0.9785, abs=1e-3)
