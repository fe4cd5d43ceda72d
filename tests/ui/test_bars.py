"""Numbers as drawings: bars within their frame, a waterfall that ends at its total, figures that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.bars import NARROWEST, Bar, beside, rounded, stacked

shares = st.lists(st.floats(-50, 50, allow_nan=False), max_size=15)


def named(values: list[float]) -> list[tuple[str, float]]:
    return [(f"part {n}", value) for n, value in enumerate(values)]


def printed(bar: Bar) -> int:
    return round(float(bar.number.replace("−", "-")) * 100)


@given(shares)
def test_what_is_printed_adds_up_to_the_total_that_is_printed(values: list[float]) -> None:
    drawing = stacked(named(values), ("together", sum(values)))
    assert drawing.total is not None
    assert sum(map(printed, drawing.rows)) == printed(drawing.total)


@given(shares)
def test_a_waterfall_ends_where_its_total_does_and_begins_at_zero(values: list[float]) -> None:
    drawing = stacked(named(values), ("together", sum(values)))
    at = drawing.zero
    for bar in drawing.rows:
        begins = bar.start if bar.raises else bar.start + bar.width
        if bar.width > NARROWEST:  # what is too small to be seen is drawn wider than it is
            assert begins == pytest.approx(at, abs=NARROWEST)
        at = bar.start + bar.width if bar.raises else bar.start
    total = drawing.total
    ends = total.start + total.width if total.raises else total.start
    assert ends == pytest.approx(at, abs=2 * NARROWEST)


@given(shares)
def test_no_bar_leaves_its_frame_and_each_is_seen(values: list[float]) -> None:
    together = stacked(named(values), ("together", sum(values)))
    for bar in (*beside(named(values)).rows, *together.rows, together.total):
        assert bar.start >= 0
        assert bar.start + bar.width <= 100.01
        assert bar.width >= NARROWEST


def test_bars_beside_each_other_start_at_zero_on_either_side() -> None:
    drawing = beside([("a", 3.0), ("b", -1.0)], ["liked", ""])
    assert drawing.zero == 25
    assert [(bar.start, bar.width, bar.raises) for bar in drawing.rows] == [(25, 75, True), (0, 25, False)]
    assert [bar.number for bar in drawing.rows] == ["+3.00", "−1.00"]
    assert [bar.note for bar in drawing.rows] == ["liked", ""]


def test_a_waterfall_rises_first_and_leaves_out_what_is_nothing() -> None:
    drawing = stacked([("a", -0.2), ("b", 0.5), ("c", 0.001), ("d", 0.7)], ("together", 1.001))
    assert [bar.label for bar in drawing.rows] == ["d", "b", "a"]
    assert drawing.total.number == "1.00"


def test_nothing_at_all_is_an_empty_drawing() -> None:
    assert beside([]).rows == ()
    assert stacked([], ("together", 0.0)).total.number == "0.00"


@given(shares)
def test_no_figure_is_rounded_by_more_than_a_hundredth(values: list[float]) -> None:
    for value, cents in zip(values, rounded(values, sum(values)), strict=True):
        assert abs(cents / 100 - value) <= 0.0100001
