"""Targets of a year are spread exactly, to the half that rounds up; the contract is that of the quarter's start."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reviewgen.facts import Figure, Goal, Notation
from reviewgen.model import DatedGoal, Kpi, Phasing
from reviewgen.period import Calendar, Weeks
from tests.rows import CALENDAR, goal, kpi, record, row, rows

LAST_YEAR = tuple(f"2025-{month:02}" for month in range(1, 13))


def yearly(annual: str, phasing: Phasing | tuple[Decimal, ...] | None = None) -> Kpi:
    """A KPI that adds up, with the target of a year."""
    return kpi(goals=(DatedGoal(annual=Decimal(annual)),), phasing=phasing)


def target(found: object) -> Decimal:
    """The target of a goal."""
    assert isinstance(found, Goal)
    return found.target


@pytest.mark.parametrize("phasing", [None, Phasing.EVEN, tuple(Decimal(25) for _ in range(4)), Phasing.LAST_YEAR])
def test_a_quarter_of_22_is_five_and_a_half_and_shows_as_six(phasing: Phasing | tuple[Decimal, ...] | None) -> None:
    """A twelfth of 22 does not end in decimals; three of them are 5.5 all the same, and half of one rounds up."""
    found = target(goal(yearly("22", phasing), *rows(LAST_YEAR, "7 " * 12)))
    assert found == Decimal("5.5")
    assert Notation().shown(found) == 6


def test_a_quarter_of_13_weeks_is_a_quarter_of_the_year() -> None:
    calendar = Calendar(1, Weeks((4, 4, 5), 5, "last"))
    held = (row("FY26-Q4", "1", calendar=calendar),)
    made = record(yearly("14"), held, calendar=calendar, period=calendar.quarter(2026, 4))
    assert target(made.points[-1].goal) == Decimal("3.5")


@pytest.mark.parametrize(("before", "annual"), [("1332", "5.5"), ("2351", "2.5"), ("5123", "4.5")])
def test_quarters_that_do_not_end_in_decimals_add_up_to_the_year(before: str, annual: str) -> None:
    """Ninths and elevenths, as the year before lay; half of one is shown rounded up."""
    quarters = [row(f"2025-Q{number}", value) for number, value in enumerate(before, 1)]
    ahead = record(yearly(annual, Phasing.LAST_YEAR), quarters, period=CALENDAR.quarter(2026, 1)).ahead
    assert ahead is not None and isinstance(ahead.target, Figure)
    assert ahead.target.value == Decimal(annual)


def test_a_contract_holds_beside_the_target_row_of_a_year() -> None:
    one = kpi(goals=(DatedGoal(sla=Decimal(20), penalty="1 %"),), phasing=Phasing.EVEN)
    found = goal(one, row("2026", "100", scenario="target"))
    assert found == Goal(Decimal(25), Decimal(20), Decimal(30), sla=Decimal(20), penalty="1 %")


def test_a_contract_that_changes_within_a_quarter_holds_from_the_next_one_on() -> None:
    changed = DatedGoal(date(2026, 8, 1), annual=Decimal(160), sla=Decimal(30))
    one = kpi(goals=(DatedGoal(annual=Decimal(100), sla=Decimal(20)), changed))
    found = goal(one)
    assert isinstance(found, Goal)
    assert (found.target, found.sla) == (Decimal(35), Decimal(20))
    after = record(one, (), period=CALENDAR.quarter(2026, 4)).points[-1].goal
    assert isinstance(after, Goal)
    assert (after.target, after.sla) == (Decimal(40), Decimal(30))
