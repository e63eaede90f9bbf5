"""Periods and fiscal calendars."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.errors import UsageError
from reviewgen.period import Calendar, Grain, Period

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
calendars = st.integers(1, 12).map(Calendar)


@pytest.mark.parametrize(
    ("first_month", "text", "start", "end"),
    [
        (1, "2026-09", date(2026, 9, 1), date(2026, 10, 1)),
        (1, "2026-Q3", date(2026, 7, 1), date(2026, 10, 1)),
        (1, "2026q3", date(2026, 7, 1), date(2026, 10, 1)),
        (1, "2026", date(2026, 1, 1), date(2027, 1, 1)),
        (1, "2026-09-30", date(2026, 9, 1), date(2026, 10, 1)),
        (10, "FY26-Q3", date(2026, 4, 1), date(2026, 7, 1)),
        (10, "FY2026-Q1", date(2025, 10, 1), date(2026, 1, 1)),
        (10, "2026-Q3", date(2026, 7, 1), date(2026, 10, 1)),
        (4, "FY26", date(2025, 4, 1), date(2026, 4, 1)),
        (4, "2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_name_is_read_as_its_days(first_month: int, text: str, start: date, end: date) -> None:
    found = Calendar(first_month).parse(text)
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "Q3", "last quarter", "2026-02-30", "", "26-Q3", "26"])
def test_what_is_no_period_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="write 2026-09, 2026-Q3"):
        Calendar().parse(text)


@given(calendars, days)
def test_every_day_lies_in_its_quarter_and_year(calendar: Calendar, day: date) -> None:
    quarter = calendar.quarter_of(day)
    assert quarter.start <= day < quarter.end
    assert calendar.year_of(quarter).contains(quarter)
    assert len(calendar.months(quarter)) == 3


@given(calendars, days)
def test_a_key_names_its_quarter_again(calendar: Calendar, day: date) -> None:
    quarter = calendar.quarter_of(day)
    assert calendar.parse(calendar.key(quarter)).start.month == quarter.start.month


@given(calendars, days)
def test_steps_back_and_forth_cancel(calendar: Calendar, day: date) -> None:
    quarter = calendar.quarter_of(day)
    assert calendar.shift(calendar.previous(quarter), 1) == quarter
    assert calendar.year_ago(quarter) == calendar.shift(quarter, -4)
    assert calendar.previous(quarter).end == quarter.start


def quarters(*keys: str) -> list[Period]:
    return [Calendar().parse(key) for key in keys]


def test_a_bare_quarter_is_the_latest_completed_one_in_the_data() -> None:
    held = quarters("2024-Q3", "2025-Q3", "2025-Q4", "2026-Q3")
    assert Calendar().resolve("Q3", date(2026, 10, 12), held) == Calendar().quarter(2026, 3)
    assert Calendar().resolve("q3", date(2026, 9, 29), held) == Calendar().quarter(2025, 3)


def test_a_bare_quarter_that_is_not_there_says_what_the_data_holds() -> None:
    with pytest.raises(UsageError) as caught:
        Calendar().resolve("Q2", date(2026, 10, 12), quarters("2025-Q3", "2026-Q3"))
    assert caught.value.message == "no completed Q2 is in the data"
    assert caught.value.hint == "The data runs from 2025-Q3 to 2026-Q3."


def test_year_to_date_starts_with_the_fiscal_year() -> None:
    calendar = Calendar(10)
    found = calendar.year_to_date(calendar.parse("FY26-Q3"))
    assert (found.start, found.end) == (date(2025, 10, 1), date(2026, 7, 1))
    assert len(calendar.months(found)) == 9


def test_a_month_is_its_own_grain() -> None:
    assert Calendar().month_holding(date(2026, 2, 17)).grain is Grain.MONTH
