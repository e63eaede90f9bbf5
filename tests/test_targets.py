"""Targets of a year: whatever the phasing, the quarters add up to it; changed in mid-year, each month by its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.facts import ACTUAL, TARGET, Absent, Direction, Figure, Goal, Reason, Rollup
from reviewgen.model import DatedGoal, Kpi, Observation, Phasing
from reviewgen.period import Calendar, Grain, Period, Weeks
from reviewgen.rollup import Rows
from reviewgen.targets import Targets
from tests.rows import HERE, kpi

lawful = settings(max_examples=60, deadline=None, derandomize=True, database=None)
CLOSE = Decimal("1e-15")
"""What thirds of a year may be off by: far below a cent."""
YEAR = 2026
amounts = st.decimals(1, 10**9, places=2, allow_nan=False)

calendars = st.sampled_from(
    (
        *(Calendar(month) for month in range(1, 13)),
        Calendar(2, Weeks((4, 5, 4), 5, "nearest"), "start"),
        Calendar(1, Weeks((4, 4, 5), 6, "last")),
    )
)


def split(parts: int) -> st.SearchStrategy[tuple[Decimal, ...]]:
    """Percentages that add up to 100."""
    cuts = st.lists(st.integers(0, 10_000), min_size=parts - 1, max_size=parts - 1).map(sorted)
    return cuts.map(lambda held: tuple(Decimal(b - a) / 100 for a, b in zip([0, *held], [*held, 10_000], strict=True)))


phasings = st.one_of(st.none(), st.just(Phasing.EVEN), st.just(Phasing.LAST_YEAR), split(4), split(12))


def quarters(calendar: Calendar, year: int = YEAR) -> tuple[Period, ...]:
    return tuple(calendar.quarter(year, number) for number in (1, 2, 3, 4))


def last_year(calendar: Calendar, values: list[Decimal]) -> tuple[Observation, ...]:
    """A row for every month of the year before, and of the year before that."""
    return tuple(
        Observation("a", "k", calendar.month(year, number + 1), value, ACTUAL, HERE)
        for year in (YEAR - 1, YEAR - 2)
        for number, value in enumerate(values)
    )


def targets(
    one: Kpi, calendar: Calendar, actual: tuple[Observation, ...] = (), stated: tuple[Observation, ...] = ()
) -> Targets:
    scenarios: Mapping[str, Rows] = {ACTUAL: {"k": actual}, TARGET: {"k": stated}}
    return Targets(one, one.goals, scenarios, calendar)


def goals(found: Targets, year: int = YEAR) -> list[Goal]:
    held = [found.goal(quarter) for quarter in quarters(found.calendar, year)]
    assert all(isinstance(one, Goal) for one in held)
    return [one for one in held if isinstance(one, Goal)]


months = st.lists(st.decimals(1, 10**6, places=2, allow_nan=False), min_size=12, max_size=12)


@lawful
@given(calendars, phasings, amounts, amounts, months)
def test_the_quarters_of_a_years_target_add_up_to_it(
    calendar: Calendar,
    phasing: Phasing | tuple[Decimal, ...] | None,
    annual: Decimal,
    gap: Decimal,
    then: list[Decimal],
) -> None:
    """So do red flag and stretch that were set for the year; and the target of the whole year is the year's target."""
    dated = DatedGoal(annual=annual, red_flag=annual - gap, stretch=annual + gap)
    found = targets(kpi(Rollup.SUM, dated, phasing=phasing), calendar, last_year(calendar, then))
    held = goals(found)
    assert abs(sum(one.target for one in held) - annual) < CLOSE
    assert abs(sum(one.red_flag for one in held) - (annual - gap)) < CLOSE
    assert abs(sum(one.stretch for one in held) - (annual + gap)) < CLOSE
    whole = found.to_date(calendar.year(YEAR))
    assert isinstance(whole, Figure) and abs(whole.value - annual) < CLOSE
    shares = [share for quarter in quarters(calendar) for share in found.shares(quarter) or ()]
    assert len(shares) == 12 and abs(sum(shares) - 1) < CLOSE


@lawful
@given(calendars, phasings, amounts, months, st.integers(1, 4))
def test_the_target_to_date_is_the_sum_of_the_quarters_to_date(
    calendar: Calendar, phasing: Phasing | tuple[Decimal, ...] | None, annual: Decimal, then: list[Decimal], count: int
) -> None:
    found = targets(kpi(Rollup.SUM, DatedGoal(annual=annual), phasing=phasing), calendar, last_year(calendar, then))
    window = calendar.year_to_date(quarters(calendar)[count - 1])
    held = found.to_date(window)
    assert isinstance(held, Figure)
    assert abs(held.value - sum(one.target for one in goals(found)[:count])) < CLOSE


@lawful
@given(st.integers(1, 12), amounts, amounts, st.integers(0, 11))
def test_a_year_whose_target_changes_in_mid_year_weighs_each_month_by_its_own(
    first: int, old: Decimal, new: Decimal, change: int
) -> None:
    """With even phasing and `change` months at the old target: so many twelfths of it, and the rest of the new one."""
    calendar = Calendar(first)
    start = calendar.month(YEAR, change + 1).start
    dated = (DatedGoal(date.min, annual=old), DatedGoal(start, annual=new))
    held = goals(targets(kpi(Rollup.SUM, *dated), calendar))
    assert abs(sum(one.target for one in held) - (old * change + new * (12 - change)) / 12) < CLOSE
    for number, one in enumerate(held):
        before = min(3, max(0, change - 3 * number))
        assert abs(one.target - (old * before + new * (3 - before)) / 12) < CLOSE
    ahead = goals(targets(kpi(Rollup.SUM, *dated), calendar), YEAR + 1)
    assert abs(sum(one.target for one in ahead) - new) < CLOSE


@lawful
@given(phasings, amounts, months)
def test_the_year_in_the_rows_is_the_year_in_the_catalogue(
    phasing: Phasing | tuple[Decimal, ...] | None, annual: Decimal, then: list[Decimal]
) -> None:
    """A row of scenario target that covers the year is spread as well, once the catalogue says how."""
    calendar, spread = Calendar(), phasing or Phasing.EVEN
    stated = Observation("a", "k", calendar.year(YEAR), annual, TARGET, HERE)
    rows = targets(kpi(phasing=spread), calendar, last_year(calendar, then), (stated,))
    catalogue = targets(kpi(Rollup.SUM, DatedGoal(annual=annual), phasing=spread), calendar, last_year(calendar, then))
    assert goals(rows) == goals(catalogue)


def test_even_is_a_twelfth_a_month_and_a_week_each_in_a_year_of_weeks() -> None:
    """A year of 52 weeks by 4-4-5 gives each quarter 13; one of 53 gives its last quarter one more."""
    found = targets(kpi(Rollup.SUM, DatedGoal(annual=Decimal(1200))), Calendar())
    assert [one.target for one in goals(found)] == [Decimal(300)] * 4
    weekly = Calendar(2, Weeks((4, 5, 4), 5, "nearest"), "start")
    long = next(year for year in range(2020, 2030) if len(weekly.units(weekly.year(year), Grain.WEEK)) == 53)
    by_weeks = targets(kpi(Rollup.SUM, DatedGoal(annual=Decimal(5300))), weekly)
    held = [round(one.target, 20) for one in goals(by_weeks, long)]
    assert held == [Decimal(1300), Decimal(1300), Decimal(1300), Decimal(1400)]


def test_as_last_year_lay_is_how_last_year_lay() -> None:
    """10, 20, 30 and 40 a quarter last year: a target of 200 is 20, 40, 60 and 80."""
    calendar = Calendar()
    rows = tuple(
        Observation("a", "k", quarter, Decimal(10 * (number + 1)), ACTUAL, HERE)
        for number, quarter in enumerate(quarters(calendar, YEAR - 1))
    )
    one = kpi(Rollup.SUM, DatedGoal(annual=Decimal(200)), phasing=Phasing.LAST_YEAR)
    assert [held.target for held in goals(targets(one, calendar, rows))] == [
        Decimal(value) for value in (20, 40, 60, 80)
    ]


@pytest.mark.parametrize("missing", range(12))
def test_a_last_year_with_a_month_missing_phases_nothing(missing: int) -> None:
    """Half a season would shift the whole target; then there is none, or that of the contract."""
    calendar = Calendar()
    rows = [
        row for row in last_year(calendar, [Decimal(5)] * 12) if row.period != calendar.month(YEAR - 1, missing + 1)
    ]
    one = kpi(Rollup.SUM, DatedGoal(annual=Decimal(200)), phasing=Phasing.LAST_YEAR)
    found = targets(one, calendar, tuple(rows))
    assert {found.goal(quarter) for quarter in quarters(calendar)} == {Absent(Reason.NO_TARGET)}
    contract = replace(one, goals=(replace(one.goals[0], sla=Decimal(7)),))
    assert [held.target for held in goals(targets(contract, calendar, tuple(rows)))] == [Decimal(7)] * 4


def test_explicit_quarters_are_those_percentages() -> None:
    parts = tuple(Decimal(part) for part in (10, 20, 30, 40))
    found = targets(kpi(Rollup.SUM, DatedGoal(annual=Decimal(500)), phasing=parts), Calendar())
    held = [round(one.target, 20) for one in goals(found)]
    assert held == [Decimal(50), Decimal(100), Decimal(150), Decimal(200)]


def test_explicit_months_are_counted_from_the_start_of_the_fiscal_year() -> None:
    """With a year from October, the first percentage is October's."""
    parts = (Decimal(100), *([Decimal(0)] * 11))
    found = targets(kpi(Rollup.SUM, DatedGoal(annual=Decimal(500)), phasing=parts), Calendar(10))
    assert [one.target for one in goals(found)] == [Decimal(500), Decimal(0), Decimal(0), Decimal(0)]


@pytest.mark.parametrize(
    ("direction", "sla", "target", "red_flag"),
    [
        (Direction.HIGHER, "92", "95", "92"),
        (Direction.HIGHER, "96", "95", "85.5"),
        (Direction.LOWER, "50", "45", "50"),
        (Direction.LOWER, "40", "45", "49.5"),
    ],
)
def test_the_contract_is_the_red_flag_where_the_goal_is_better(
    direction: Direction, sla: str, target: str, red_flag: str
) -> None:
    dated = DatedGoal(target=Decimal(target), sla=Decimal(sla), penalty="1 % a day")
    (held, *_) = goals(targets(kpi(Rollup.MEAN, dated, direction=direction), Calendar()))
    assert (held.red_flag, held.sla, held.penalty) == (Decimal(red_flag), Decimal(sla), "1 % a day")
    alone = replace(dated, target=None)
    (held, *_) = goals(targets(kpi(Rollup.MEAN, alone, direction=direction), Calendar()))
    assert held.target == Decimal(sla), "where nobody set a goal, the contract is one"
