"""Observations to values: every roll-up by hand, and the laws that hold whatever the rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.errors import Place
from reviewgen.facts import Absent, Figure, Reason, Rollup, Unit
from reviewgen.model import Kpi, Observation
from reviewgen.period import Calendar
from reviewgen.rollup import Rows, roll, roll_target

CALENDAR = Calendar()
Q3 = CALENDAR.quarter(2026, 3)
HERE = Place("test.csv", row=2)


def kpi(rollup: Rollup, unit: Unit = Unit.COUNT) -> Kpi:
    parts = {"numerator": "good", "denominator": "all"} if rollup is Rollup.RATIO else {}
    return Kpi("k", {"": "K"}, "finance", unit, HERE, rollup=rollup, **parts)


def rows(*found: tuple[str, str, str], segment: str = "") -> Rows:
    by_kpi: dict[str, list[Observation]] = {}
    for name, period, value in found:
        row = Observation("a", name, CALENDAR.parse(period), Decimal(value), "actual", HERE, segment)
        by_kpi.setdefault(name, []).append(row)
    return by_kpi


def figure(value: str, months: int = 3, expected: int = 3) -> Figure:
    return Figure(Decimal(value), months, expected)


@pytest.mark.parametrize(
    ("rollup", "found"),
    [(Rollup.SUM, figure("60")), (Rollup.LAST, figure("30")), (Rollup.MEAN, figure("20"))],
)
def test_three_months_make_a_quarter(rollup: Rollup, found: Figure) -> None:
    months = rows(("k", "2026-07", "10"), ("k", "2026-08", "20"), ("k", "2026-09", "30"), ("k", "2026-10", "99"))
    assert roll(kpi(rollup), months, Q3, CALENDAR) == found


@pytest.mark.parametrize(
    ("rollup", "found"),
    [(Rollup.SUM, figure("30", 2)), (Rollup.LAST, figure("20", 2)), (Rollup.MEAN, figure("15", 2))],
)
def test_a_quarter_with_two_of_three_months_says_so(rollup: Rollup, found: Figure) -> None:
    assert roll(kpi(rollup), rows(("k", "2026-07", "10"), ("k", "2026-08", "20")), Q3, CALENDAR) == found


def test_the_last_value_needs_only_the_last_month() -> None:
    assert roll(kpi(Rollup.LAST), rows(("k", "2026-09", "7")), Q3, CALENDAR) == figure("7")


def test_no_rows_are_no_data_and_never_zero() -> None:
    for rollup in Rollup:
        assert roll(kpi(rollup), {}, Q3, CALENDAR) == Absent(Reason.NO_ROWS)


def test_a_percentage_is_a_ratio_of_sums_and_not_a_mean_of_percentages() -> None:
    """1 of 10 and 90 of 90: 91 %, where the mean of the percentages would say 55 %."""
    parts = rows(
        ("good", "2026-07", "1"), ("all", "2026-07", "10"), ("good", "2026-08", "90"), ("all", "2026-08", "90")
    )
    found = roll(kpi(Rollup.RATIO, Unit.PERCENT), parts, Q3, CALENDAR)
    assert found == figure("91", 2)


def test_a_month_with_only_one_part_of_a_ratio_is_left_out_and_shows() -> None:
    parts = rows(("good", "2026-07", "1"), ("all", "2026-07", "4"), ("good", "2026-08", "9"))
    assert roll(kpi(Rollup.RATIO), parts, Q3, CALENDAR) == figure("0.25", 1)


def test_a_ratio_over_nothing_is_absent() -> None:
    parts = rows(("good", "2026-07", "1"), ("all", "2026-07", "0"))
    assert roll(kpi(Rollup.RATIO), parts, Q3, CALENDAR) == Absent(Reason.ZERO_DENOMINATOR)


def test_a_quarterly_row_stands_for_its_months() -> None:
    both = rows(("k", "2026-Q3", "50"), ("k", "2026-07", "10"), ("k", "2026-08", "20"))
    assert roll(kpi(Rollup.SUM), both, Q3, CALENDAR) == figure("50")


def test_year_to_date_mixes_quarters_and_months() -> None:
    window = CALENDAR.year_to_date(Q3)
    mixed = rows(("k", "2026-Q1", "5"), ("k", "2026-Q2", "6"), ("k", "2026-07", "1"), ("k", "2026-08", "1"))
    assert roll(kpi(Rollup.SUM), mixed, window, CALENDAR) == figure("13", 8, 9)


def test_segments_add_up_only_where_adding_means_something() -> None:
    north, south = rows(("k", "2026-09", "3"), segment="n"), rows(("k", "2026-09", "4"), segment="s")
    both = {"k": [*north["k"], *south["k"]]}
    assert roll(kpi(Rollup.SUM), both, Q3, CALENDAR) == figure("7", 1)
    assert roll(kpi(Rollup.LAST), both, Q3, CALENDAR) == Absent(Reason.SEGMENTS)
    whole = {"k": [*both["k"], *rows(("k", "2026-09", "9"))["k"]]}
    assert roll(kpi(Rollup.LAST), whole, Q3, CALENDAR) == figure("9")


def test_a_ratio_stated_for_one_segment_is_not_the_ratio_of_the_whole() -> None:
    parts = rows(("good", "2026-Q3", "90"), ("all", "2026-Q3", "100"))
    stated = {**parts, **rows(("k", "2026-Q3", "12"), segment="north")}
    assert roll(kpi(Rollup.RATIO, Unit.PERCENT), stated, Q3, CALENDAR) == figure("90")


def test_the_target_of_a_ratio_may_be_stated_as_a_level() -> None:
    stated = rows(("k", "2026-07", "95"), ("k", "2026-09", "97"))
    assert roll_target(kpi(Rollup.RATIO, Unit.PERCENT), stated, Q3, CALENDAR) == figure("97")


amounts = st.decimals(-(10**9), 10**9, places=3, allow_nan=False)


@given(st.permutations(range(3)), st.tuples(amounts, amounts, amounts), st.sampled_from(list(Rollup)[:3]))
def test_the_order_of_rows_changes_nothing(order: list[int], found: Iterable[Decimal], rollup: Rollup) -> None:
    months = [("k", f"2026-0{7 + index}", str(value)) for index, value in enumerate(found)]
    straight, shuffled = rows(*months), rows(*[months[index] for index in order])
    assert roll(kpi(rollup), straight, Q3, CALENDAR) == roll(kpi(rollup), shuffled, Q3, CALENDAR)


@given(st.lists(amounts, min_size=3, max_size=3), st.integers(1, 1000))
def test_a_sum_scales_with_its_rows(found: list[Decimal], factor: int) -> None:
    def total(times: int) -> Decimal:
        months = [("k", f"2026-0{7 + index}", str(value * times)) for index, value in enumerate(found)]
        reading = roll(kpi(Rollup.SUM), rows(*months), Q3, CALENDAR)
        assert isinstance(reading, Figure)
        return reading.value

    assert total(factor) == total(1) * factor


def test_rows_outside_the_window_do_not_count() -> None:
    year = Observation("a", "k", CALENDAR.year(2026), Decimal(1), "actual", HERE)
    assert roll(kpi(Rollup.SUM), {"k": [year]}, Q3, CALENDAR) == Absent(Reason.NO_ROWS)
    assert date(2026, 7, 1) == Q3.start
