"""Rows and catalogue to a review: goals, windows, comments and other scenarios, by hand and by law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.assemble import HISTORY, quarters_held
from reviewgen.facts import Absent, Direction, Figure, Goal, Reason, Rollup, Unit
from reviewgen.model import (
    Comment,
    DatedGoal,
    Sharing,
)
from reviewgen.period import Calendar, Period
from reviewgen.scorecard import judge
from reviewgen.targets import DEFAULT_TOLERANCE
from tests.rows import (
    BEFORE,
    CALENDAR,
    HERE,
    MONTHS,
    NINE,
    NO_TARGET,
    YEAR,
    amounts,
    figure,
    goal,
    kpi,
    made,
    measure,
    record,
    row,
    rows,
    target,
    to_date,
)


@pytest.mark.parametrize(
    ("direction", "level", "red_flag", "stretch"),
    [
        (Direction.HIGHER, "100", "90", "110"),
        (Direction.LOWER, "100", "110", "90"),
        (Direction.HIGHER, "-100", "-110", "-90"),
        (Direction.LOWER, "-100", "-90", "-110"),
        (Direction.HIGHER, "0", "0", "0"),
        (Direction.LOWER, "0", "0", "0"),
    ],
)
def test_a_red_flag_nobody_set_lies_a_tenth_on_the_bad_side(
    direction: Direction, level: str, red_flag: str, stretch: str
) -> None:
    found = goal(kpi(Rollup.SUM, target(level), direction=direction))
    assert found == Goal(Decimal(level), Decimal(red_flag), Decimal(stretch))


def test_stretch_lies_as_far_from_the_goal_as_the_red_flag_that_was_set() -> None:
    assert goal(kpi(Rollup.SUM, target("100", "80"))) == Goal(Decimal(100), Decimal(80), Decimal(120))
    assert goal(kpi(Rollup.SUM, target("100", "80", "105"))) == Goal(Decimal(100), Decimal(80), Decimal(105))


@given(amounts, st.sampled_from((Direction.HIGHER, Direction.LOWER)))
def test_goal_red_flag_and_stretch_stand_in_order(level: Decimal, direction: Direction) -> None:
    found = goal(kpi(Rollup.SUM, DatedGoal(target=level), direction=direction))
    assert isinstance(found, Goal)
    ladder = (found.red_flag, found.target, found.stretch)
    assert sorted(ladder, reverse=direction is Direction.LOWER) == list(ladder)
    assert found.stretch - found.target == found.target - found.red_flag
    assert abs(found.target - found.red_flag) == abs(level) * DEFAULT_TOLERANCE


@pytest.mark.parametrize(
    ("direction", "value", "score"),
    [
        (Direction.LOWER, "0 0 0", "100"),
        (Direction.LOWER, "0 1 0", "0"),
        (Direction.HIGHER, "0 0 0", "100"),
        (Direction.HIGHER, "0 -1 0", "0"),
    ],
)
def test_a_goal_of_zero_is_met_or_missed_and_nothing_between(direction: Direction, value: str, score: str) -> None:
    found = judge(measure(kpi(Rollup.SUM, target("0"), direction=direction), rows(MONTHS, value)))
    assert found.score == Decimal(score)


def test_a_goal_holds_for_quarters_that_start_on_its_day_or_later() -> None:
    dated = (target("10"), target("20", since=date(2026, 7, 1)), target("30", since=date(2026, 8, 1)))
    points = record(kpi(Rollup.SUM, *dated), rows(("2026-04", *MONTHS), "1 1 1 1")).points
    assert [point.goal.target for point in points if isinstance(point.goal, Goal)] == [10, 20]


def test_the_order_of_dated_goals_changes_nothing() -> None:
    dated = (target("20", since=date(2026, 1, 1)), target("10", since=date(2025, 1, 1)))
    assert goal(kpi(Rollup.SUM, *dated)) == goal(kpi(Rollup.SUM, *reversed(dated)))


def test_an_accounts_own_goal_stands_instead_of_the_catalogues() -> None:
    found = goal(kpi(Rollup.SUM, target("100")), own=(target("80", "70"),))
    assert found == Goal(Decimal(80), Decimal(70), Decimal(90))
    assert goal(kpi(Rollup.SUM, target("100")), own=(target("80", since=date(2027, 1, 1)),)) == NO_TARGET


def test_a_target_that_was_not_stated_comes_from_rows() -> None:
    planned = rows(MONTHS, "30 30 40", scenario="target")
    assert goal(kpi(), *planned) == Goal(Decimal(100), Decimal(90), Decimal(110))
    stated = goal(kpi(Rollup.SUM, target("50")), *planned)
    assert isinstance(stated, Goal) and stated.target == 50
    flagged = kpi(Rollup.SUM, DatedGoal(red_flag=Decimal(70)))
    assert goal(flagged, *planned) == Goal(Decimal(100), Decimal(70), Decimal(130))


@pytest.mark.parametrize("rollup", [Rollup.SUM, Rollup.MEAN, Rollup.LAST])
def test_a_target_with_a_month_missing_is_no_target(rollup: Rollup) -> None:
    assert goal(kpi(rollup), *rows(MONTHS[:2], "30 30", scenario="target")) == NO_TARGET


def test_a_kpi_without_any_target_is_shown_and_not_scored() -> None:
    found = judge(measure(kpi(), rows(MONTHS, "1 2 3")))
    assert (found.measure.now.actual, found.measure.now.goal) == (figure("6"), NO_TARGET)
    assert found.score is None


def test_a_band_has_its_best_in_the_middle_and_its_red_flag_half_a_width_outside() -> None:
    dated = DatedGoal(low=Decimal(4), high=Decimal(6))
    assert goal(kpi(Rollup.LAST, dated, direction=Direction.BAND)) == Goal(
        Decimal(5), Decimal(7), Decimal(5), Decimal(4), Decimal(6)
    )
    assert goal(kpi(Rollup.LAST, target("5"), direction=Direction.BAND)) == NO_TARGET


@pytest.mark.parametrize(
    ("rollup", "found"), [(Rollup.SUM, "45"), (Rollup.MEAN, "5"), (Rollup.LAST, "9"), (Rollup.RATIO, "0.5")]
)
def test_the_year_to_date_rolls_up_all_its_months(rollup: Rollup, found: str) -> None:
    if rollup is Rollup.RATIO:
        this = (*rows(YEAR, NINE, kpi="good"), *rows(YEAR, "2 4 6 8 10 12 14 16 18", kpi="all"))
    else:
        this = rows(YEAR, NINE)
    assert to_date(kpi(rollup), *this)[0] == figure(found, 9, 9)


def test_the_year_to_date_stands_beside_the_same_months_of_the_year_before() -> None:
    later = row("2025-11", "1000")
    found = to_date(kpi(Rollup.SUM, target("20")), *rows(YEAR, NINE), *rows(BEFORE, "1 1 1 1 1 1 1 1 1"), later)
    assert found == (figure("45", 9, 9), figure("60", 9, 9), figure("9", 9, 9))


def test_the_year_to_date_says_how_many_months_it_lacks() -> None:
    assert to_date(kpi(), *rows(YEAR[1:8], "1 1 1 1 1 1 1"))[0] == figure("7", 7, 9)


@pytest.mark.parametrize(("rollup", "found"), [(Rollup.SUM, "60"), (Rollup.MEAN, "20"), (Rollup.LAST, "30")])
def test_the_goal_to_date_is_rolled_up_as_the_values_are(rollup: Rollup, found: str) -> None:
    """Goals of 10, 20 and 30 for the quarters: their sum, their mean or the last of them."""
    starts = (date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1))
    dated = [target(str(10 * (index + 1)), since=since) for index, since in enumerate(starts)]
    assert to_date(kpi(rollup, *dated), *rows(YEAR, NINE))[1] == figure(found, 9, 9)


def test_the_goal_to_date_from_rows_is_a_ratio_of_sums_as_well() -> None:
    """90 of 100 in each of six months and 10 of 100 in the rest: 63.3 %, not the 10 % of the last quarter."""
    good = rows(YEAR, "90 90 90 90 90 90 10 10 10", kpi="good", scenario="target")
    every = rows(YEAR, "100 100 100 100 100 100 100 100 100", kpi="all", scenario="target")
    found = to_date(kpi(Rollup.RATIO, unit=Unit.PERCENT), *good, *every)[1]
    assert isinstance(found, Figure)
    assert found.value.quantize(Decimal("0.001")) == Decimal("63.333")


def test_the_goal_to_date_needs_the_goals_of_all_quarters() -> None:
    assert to_date(kpi(Rollup.SUM, target("5", since=date(2026, 4, 1))), *rows(YEAR, NINE))[1] == NO_TARGET
    assert to_date(kpi(), *rows(YEAR[:8], "1 1 1 1 1 1 1 1", scenario="target"), row("2026-09", "1"))[1] == NO_TARGET


@pytest.mark.parametrize("first_month", range(1, 13))
def test_a_fiscal_year_may_start_in_any_month(first_month: int) -> None:
    """Rows of 1 for 24 months: each quarter holds 3, each year to date three for each of its quarters."""
    calendar = Calendar(first_month)
    months = [
        calendar.shift(Period(date(2024, 1, 1), date(2024, 2, 1), row("2024-01", "1").period.grain), n)
        for n in range(36)
    ]
    ones = [replace(row("2024-01", "1"), period=month) for month in months]
    for number in (1, 2, 3, 4):
        quarter = calendar.quarter(2026, number)
        found = record(kpi(Rollup.SUM, target("3")), ones, period=quarter, calendar=calendar)
        assert found.points[-1].actual == figure("3")
        assert calendar.year_ago(quarter) in [point.period for point in found.points]
        assert found.year_to_date.actual == figure(str(3 * number), 3 * number, 3 * number)
        assert found.year_to_date.target == figure(str(3 * number), 3 * number, 3 * number)
        assert found.year_to_date.prior == figure(str(3 * number), 3 * number, 3 * number)


def test_a_review_starts_with_the_first_quarter_in_the_data_and_ends_with_its_own() -> None:
    found = record(kpi(), rows(("2025-05", "2026-09", "2026-11"), "1 2 9"))
    assert [CALENDAR.key(point.period) for point in found.points] == [
        *("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
    ]
    assert found.points[1].actual == Absent(Reason.NO_ROWS)
    assert record(kpi(), rows(("2019-01", "2026-09"), "1 2")).points[0].period == CALENDAR.quarter(2021, 4)
    assert len(record(kpi(), rows(("2019-01", "2026-09"), "1 2")).points) == HISTORY


def test_a_period_before_the_data_has_no_figure() -> None:
    found = record(kpi(), rows(MONTHS, "1 2 3"), period=CALENDAR.quarter(2025, 1))
    assert [point.actual for point in found.points] == [Absent(Reason.NO_ROWS)]
    assert found.year_to_date.actual == Absent(Reason.NO_ROWS)


def test_rows_of_other_accounts_and_later_quarters_do_not_count() -> None:
    found = made(kpi(), (*rows(MONTHS, "1 2 3"), row("2026-10", "9"), row("2026-08", "9", account="b")))
    assert found.kpis[0].points[-1].actual == figure("6")
    assert {one.account for one in found.observations} == {"a"}


def comment(period: str, text: str) -> Comment:
    return Comment("a", CALENDAR.parse(period), "review", text, "Ann", Sharing(), HERE)


def test_a_comment_belongs_to_the_quarter_that_its_period_lies_in() -> None:
    notes = tuple(
        comment(period, period) for period in ("2026-Q3", "2026-09", "2026-07-15", "2026-Q2", "2026-10", "2026")
    )
    assert [note.text for note in made(kpi(), (), comments=notes).comments] == ["2026-Q3", "2026-09", "2026-07-15"]


def test_other_scenarios_are_rolled_up_beside_the_actual_ones() -> None:
    found = record(
        kpi(),
        (*rows(MONTHS, "1 1 1"), *rows(MONTHS, "2 2 2", scenario="Brassco"), row("2026-09", "5", scenario="market")),
    )
    assert [(rival.name, rival.points[-1][1]) for rival in found.rivals] == [
        ("Brassco", figure("6")),
        ("market", figure("5", 1)),
    ]


def test_the_periods_that_can_be_asked_for_are_those_of_actual_rows() -> None:
    found = (row("2026-08", "1"), row("2026-08", "2"), row("2026", "9"), row("2026-09", "1", scenario="target"))
    assert quarters_held(found) == (CALENDAR.parse("2026-08"),)
