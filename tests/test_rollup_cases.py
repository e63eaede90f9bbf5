"""Roll-ups where rows overlap, miss, or come in segments, and sums that hold to the last digit."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.facts import Absent, Figure, Reason, Rollup, Unit
from reviewgen.period import Calendar
from reviewgen.rollup import roll, work
from tests.rows import (
    CALENDAR,
    MONTHS,
    Q3,
    YEAR,
    amounts,
    figure,
    kpi,
    now,
    record,
    row,
    rows,
    to_date,
)


def test_the_mean_weighs_a_quarterly_row_by_its_months() -> None:
    """10 over three months and 40 in one: 17.5, where the plain mean of two rows would be 25."""
    found = to_date(kpi(Rollup.MEAN), row("2026-Q1", "10"), row("2026-04", "40"))[0]
    assert found == figure("17.5", 4, 9)


def test_a_level_of_which_the_closing_month_is_missing_says_so() -> None:
    found = now(kpi(Rollup.LAST), rows(MONTHS[:2], "5 6")).actual
    assert found == figure("6", 2) and isinstance(found, Figure) and found.partial
    assert now(kpi(Rollup.LAST), rows(MONTHS[2:], "7")).actual == figure("7")


def test_overlapping_rows_never_count_a_month_twice() -> None:
    """A fiscal year from February, and rows of calendar quarters beside those of fiscal ones."""
    calendar = Calendar(2)
    found = (row("2026-Q3", "30", calendar=calendar), row("FY27-Q3", "30", calendar=calendar))
    held = record(kpi(), found, period=calendar.quarter(2027, 3), calendar=calendar)
    assert held.points[-1].actual == figure("30")
    assert held.year_to_date.actual == figure("30", 3, 9)


def test_a_ratio_of_one_segment_is_not_the_ratio_of_the_whole() -> None:
    stated = (row("2026-Q3", "90", segment="north"), row("2026-Q3", "50", segment="south"))
    assert now(kpi(Rollup.RATIO, unit=Unit.PERCENT), stated).actual == Absent(Reason.SEGMENTS)
    parts = (row("2026-Q3", "30", kpi="good"), row("2026-Q3", "40", kpi="all"))
    assert now(kpi(Rollup.RATIO, unit=Unit.PERCENT), (*stated, *parts)).actual == figure("75")
    whole = row("2026-Q3", "70")
    assert now(kpi(Rollup.RATIO, unit=Unit.PERCENT), (*stated, whole)).actual == figure("70")


def test_the_parts_of_a_ratio_are_compared_over_the_same_segments() -> None:
    """In August the south has only its denominator: the month is left out, and the figure says so."""
    good = [row("2026-07", "9", kpi="good", segment=one) for one in ("n", "s")] + [
        row("2026-08", "9", kpi="good", segment="n")
    ]
    every = [row(month, "10", kpi="all", segment=one) for month in ("2026-07", "2026-08") for one in ("n", "s")]
    assert now(kpi(Rollup.RATIO, unit=Unit.PERCENT), (*good, *every)).actual == figure("90", 1)


def test_a_quarterly_row_of_one_part_does_not_hide_the_months_that_both_have() -> None:
    good = (row("2026-Q3", "60", kpi="good"), *rows(MONTHS, "10 20 30", kpi="good"))
    every = rows(MONTHS, "20 40 60", kpi="all")
    assert now(kpi(Rollup.RATIO, unit=Unit.PERCENT), (*good, *every)).actual == figure("50")


def test_a_quarterly_row_of_one_segment_does_not_hide_the_months_of_the_whole() -> None:
    found = (row("2026-Q3", "10", segment="north"), *rows(MONTHS, "10 10 10"))
    assert now(kpi(), found).actual == figure("30")
    assert now(kpi(Rollup.LAST), found).actual == figure("10")
    assert now(kpi(), (row("2026-Q3", "10", segment="north"), row("2026-09", "4", segment="south"))).actual == figure(
        "10"
    )


def test_both_parts_of_a_ratio_are_taken_from_the_same_periods() -> None:
    """The denominator is whole in July and August only; the quarter, in one segment, holds all three months of both."""
    good = (row("2026-Q3", "30", kpi="good"), *rows(MONTHS[:2], "10 10", kpi="good"))
    every = (row("2026-Q3", "60", kpi="all", segment="n"), *rows(MONTHS[:2], "20 20", kpi="all"))
    assert now(kpi(Rollup.RATIO, unit=Unit.PERCENT), (*good, *every)).actual == figure("50")


def test_a_month_whose_segments_and_sites_disagree_is_left_out_of_a_ratio() -> None:
    """In July the numerator is 1 by its segments and 2 by its sites: neither counts, and nor does its denominator."""
    odd = (row(MONTHS[0], "1", kpi="good", segment="n"), row(MONTHS[0], "2", kpi="good", site="x"))
    every = rows(MONTHS[:2], "10 10", kpi="all")
    one = kpi(Rollup.RATIO, unit=Unit.PERCENT)
    assert now(one, (*odd, row(MONTHS[1], "5", kpi="good"), *every)).actual == figure("50", 1)
    assert now(one, (*odd, *every)).actual == Absent(Reason.NO_ROWS)


def test_a_ratio_is_in_percent_only_where_the_unit_is() -> None:
    parts = (row("2026-Q3", "3", kpi="good"), row("2026-Q3", "4", kpi="all"))
    assert now(kpi(Rollup.RATIO, unit=Unit.PERCENT), parts).actual == figure("75")
    assert now(kpi(Rollup.RATIO, unit=Unit.RATIO), parts).actual == figure("0.75")


counts = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=3, max_size=3)


@given(counts)
def test_a_percentage_lies_between_those_of_its_months_and_is_exactly_their_ratio_of_sums(
    found: list[tuple[int, int]],
) -> None:
    good = [row(month, str(top), kpi="good") for month, (top, _) in zip(MONTHS, found, strict=True)]
    every = [row(month, str(bottom), kpi="all") for month, (_, bottom) in zip(MONTHS, found, strict=True)]
    held = now(kpi(Rollup.RATIO, unit=Unit.PERCENT), (*good, *every)).actual
    assert isinstance(held, Figure)
    tops, bottoms = (sum(part) for part in zip(*found, strict=True))
    assert abs(held.value * bottoms - 100 * tops) < Decimal("1e-20")
    assert min(top / bottom for top, bottom in found) * 100 - 1e-9 <= float(held.value)
    assert float(held.value) <= max(top / bottom for top, bottom in found) * 100 + 1e-9


exact = st.decimals(-(10**15), 10**15, places=9, allow_nan=False)


@given(st.lists(exact, min_size=9, max_size=9))
def test_quarters_add_up_to_the_year_to_the_last_digit(found: list[Decimal]) -> None:
    held = {"k": [row(month, str(value)) for month, value in zip(YEAR, found, strict=True)]}
    quarters = [roll(kpi(), held, CALENDAR.quarter(2026, number), CALENDAR) for number in (1, 2, 3)]
    year = roll(kpi(), held, CALENDAR.year_to_date(Q3), CALENDAR)
    assert isinstance(year, Figure)
    assert sum(int(one.value.scaleb(9)) for one in quarters if isinstance(one, Figure)) == int(year.value.scaleb(9))
    assert int(year.value.scaleb(9)) == sum(int(value.scaleb(9)) for value in found)


@settings(max_examples=50)
@given(st.lists(st.none() | amounts, min_size=9, max_size=9), st.sampled_from((Rollup.SUM, Rollup.MEAN, Rollup.LAST)))
def test_a_figure_counts_the_months_it_has_and_none_means_no_figure(
    found: list[Decimal | None], rollup: Rollup
) -> None:
    held = [row(month, str(value)) for month, value in zip(YEAR, found, strict=True) if value is not None]
    year = record(kpi(rollup), held).year_to_date.actual
    if not held:
        assert year == Absent(Reason.NO_ROWS)
        return
    assert isinstance(year, Figure)
    whole = rollup is Rollup.LAST and found[-1] is not None
    assert year.held == (9 if whole else len(held))
    assert year.partial is (not whole and len(held) < 9)


def test_the_rows_that_weigh_are_those_that_were_used() -> None:
    """A whole weight beside its segments is not shown twice."""
    one = kpi(Rollup.WEIGHTED_MEAN, weight_by="w")
    found = [
        row("2026-Q3", "5"),
        row("2026-Q3", "10", kpi="w"),
        row("2026-Q3", "4", kpi="w", segment="a"),
        row("2026-Q3", "6", kpi="w", segment="b"),
    ]
    by_name = {"k": found[:1], "w": found[1:]}
    made = work(one, by_name, Q3, CALENDAR)
    assert made.reading == Figure(Decimal(5))
    assert [(part.name, part.rows, part.reading) for part in made.parts] == [("w", (found[1],), Figure(Decimal(10)))]
