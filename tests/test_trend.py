"""Changes on the period before, on the year before and on the goal: by hand, and what holds for all values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.edition import Measure
from reviewgen.facts import Absent, Figure, Goal, Point, Reason, Rollup, Unit
from reviewgen.trend import FEW, Change, difference, on_goal, on_prior, on_year
from tests.factories import CALENDAR, goal, measure

BY_DIFFERENCE = (Unit.PERCENT, Unit.POINTS, Unit.INDEX, Unit.RATIO, Unit.DAYS, Unit.HOURS, Unit.WEEKS)
IN_PERCENT = (Unit.CURRENCY, Unit.COUNT)


def relative(value: str) -> Change:
    return Change(Decimal(value), relative=True)


def absolute(value: str) -> Change:
    return Change(Decimal(value), relative=False)


@pytest.mark.parametrize("unit", IN_PERCENT)
def test_an_amount_changes_in_percent(unit: Unit) -> None:
    made = measure(["80", "85", "90", "95", "100"], unit=unit)
    assert on_year(made, CALENDAR) == relative("25")
    assert on_prior(measure(["50", "40"], unit=unit), CALENDAR) == relative("-20")


@pytest.mark.parametrize("unit", BY_DIFFERENCE)
def test_a_rate_changes_by_a_difference(unit: Unit) -> None:
    """From 40 % to 50 % is ten points, not 25 %."""
    made = measure(["40", "0", "0", "45", "50"], unit=unit)
    assert on_year(made, CALENDAR) == absolute("10")
    assert on_prior(made, CALENDAR) == absolute("5")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("1", "2", absolute("1")),
        ("0", "3", absolute("3")),
        (str(FEW - 1), "1", absolute(str(2 - FEW))),
        ("10", str(FEW), relative("100")),
        ("2.5", "5", relative("100")),
    ],
)
def test_small_whole_counts_change_by_a_difference(before: str, after: str, found: Change) -> None:
    assert on_prior(measure([before, after], unit=Unit.COUNT), CALENDAR) == found


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("base", ["0", "-50"])
def test_against_nothing_or_a_loss_every_unit_changes_by_a_difference(base: str, unit: Unit) -> None:
    """From a loss of 50 to a gain of 70 is 120 more; "240 % less" would be nonsense."""
    made = measure([base, "70"], unit=unit)
    assert on_prior(made, CALENDAR) == absolute(str(70 - int(base)))


def test_a_goal_of_zero_has_a_distance() -> None:
    made = measure(["-500"], goal("0", "-10"))
    assert on_goal(made, made.now) == absolute("-500")


def test_without_the_earlier_figure_there_is_no_change() -> None:
    assert on_prior(measure(["5"]), CALENDAR) == Absent(Reason.NO_BASE)
    assert on_prior(measure([None, "5"]), CALENDAR) == Absent(Reason.NO_BASE)
    assert on_year(measure(["1", "2", "3", "4"]), CALENDAR) == Absent(Reason.NO_BASE)


def test_without_the_present_figure_the_reason_is_its_own() -> None:
    assert on_prior(measure(["5", None]), CALENDAR) == Absent(Reason.NO_ROWS)


def test_a_gap_between_leaves_the_year_before_where_it_is() -> None:
    assert on_year(measure(["80", None, None, None, "100"]), CALENDAR) == relative("25")


def partial(made: Measure, at: int) -> Measure:
    """`made` with a month missing from one quarter."""
    points = list(made.points)
    found = points[at].actual
    assert isinstance(found, Figure)
    points[at] = replace(points[at], actual=Figure(found.value, 2, 3))
    return replace(made, points=tuple(points))


@pytest.mark.parametrize("at", [0, -1])
def test_a_sum_of_fewer_months_is_compared_with_nothing(at: int) -> None:
    made = partial(measure(["80", "85", "90", "95", "100"], goal("90", "80")), at)
    assert on_year(made, CALENDAR) == Absent(Reason.INCOMPLETE)
    mean = replace(made, rollup=Rollup.MEAN)
    assert on_year(mean, CALENDAR) == relative("25")


def test_a_sum_of_fewer_months_is_not_held_against_a_whole_goal() -> None:
    made = partial(measure(["100"], goal("90", "80")), -1)
    assert on_goal(made, made.now) == Absent(Reason.INCOMPLETE)


@pytest.mark.parametrize(
    ("unit", "value", "found"),
    [
        (Unit.CURRENCY, "99", relative("10")),
        (Unit.PERCENT, "88.5", absolute("-1.5")),
        (Unit.COUNT, "45", relative("-50")),
    ],
)
def test_the_distance_to_the_goal_is_told_in_the_same_way(unit: Unit, value: str, found: Change) -> None:
    made = measure([value], goal("90", "80"), unit=unit)
    assert on_goal(made, made.now) == found


def test_without_a_goal_there_is_no_distance() -> None:
    made = measure(["5"])
    assert on_goal(made, made.now) == Absent(Reason.NO_TARGET)
    nothing = measure([None], goal("90", "80"))
    assert on_goal(nothing, nothing.now) == Absent(Reason.NO_ROWS)


def test_each_period_is_held_against_its_own_goal() -> None:
    made = measure(["100", "100"], goal("80", "70"))
    later = Point(made.points[-1].period, made.points[-1].actual, Goal(Decimal(125), Decimal(100), Decimal(150)))
    made = replace(made, points=(made.points[0], later))
    assert [on_goal(made, point) for point in made.points] == [relative("25"), relative("-20")]


amounts = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)
units = st.sampled_from(list(Unit))


def change(value: Decimal, base: Decimal, **changes: Any) -> Change | Absent:
    return difference(measure(["1"], **changes), Figure(value), Figure(base))


@given(amounts, amounts, units)
def test_a_change_points_the_way_the_value_went(value: Decimal, base: Decimal, unit: Unit) -> None:
    found = change(value, base, unit=unit)
    assert isinstance(found, Change)
    assert (found.value > 0, found.value < 0) == (value > base, value < base)


@given(amounts, amounts, units)
def test_base_and_change_make_the_value_again(value: Decimal, base: Decimal, unit: Unit) -> None:
    found = change(value, base, unit=unit)
    assert isinstance(found, Change)
    again = base * (1 + found.value / 100) if found.relative else base + found.value
    assert abs(again - value) <= max(abs(value), abs(base)) * Decimal("1e-24")


@given(amounts, units)
def test_nothing_moved_is_no_change(value: Decimal, unit: Unit) -> None:
    found = change(value, value, unit=unit)
    assert isinstance(found, Change) and found.value == 0
