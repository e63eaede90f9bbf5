"""Fiscal years of 52 and 53 weeks against published calendars, ISO weeks, and the laws that every calendar keeps."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.locale import load
from reviewgen.period import WEEK, Calendar, Grain, Period, Weeks

NRF = Calendar(2, Weeks((4, 5, 4), 5, "nearest"), "start")
"""The calendar of the National Retail Federation: 4-5-4, to the Saturday nearest to 31 January."""
APPLE = Calendar(10, Weeks((5, 4, 4), 5, "last"))
"""Fiscal years of Apple Inc. end on the last Saturday of September (Form 10-K, "Basis of Presentation")."""
CISCO = Calendar(8, Weeks((4, 4, 5), 5, "last"))
"""Fiscal years of Cisco Systems, Inc. end on the last Saturday of July (Form 10-K)."""
AUGUST_LAST = Calendar(9, Weeks((4, 4, 5), 5, "last"))
AUGUST_NEAREST = Calendar(9, Weeks((4, 4, 5), 5, "nearest"))
"""The two examples of the article "4-4-5 calendar" of Wikipedia."""
ISO = Calendar(1, Weeks((4, 4, 5), 6, "nearest"))
"""Years to the Sunday nearest to 31 December, which are the years of ISO 8601."""

weeks = st.builds(
    Weeks, st.sampled_from([(4, 4, 5), (4, 5, 4), (5, 4, 4)]), st.integers(0, 6), st.sampled_from(["last", "nearest"])
)
named = st.sampled_from(["end", "start"])
of_weeks = st.builds(Calendar, st.integers(1, 12), weeks, named)
of_months = st.builds(Calendar, st.integers(1, 12), st.none(), named)
calendars = of_months | of_weeks
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
law = settings(max_examples=150, deadline=None, derandomize=True)


def length(period: Period) -> int:
    """Whole weeks of a period."""
    assert (period.end - period.start) % WEEK == timedelta()
    return (period.end - period.start) // WEEK


def tiles(parts: tuple[Period, ...], whole: Period) -> bool:
    """True when the parts follow on each other from the start of the whole to its end."""
    ends = [whole.start, *(part.end for part in parts)]
    return ends[-1] == whole.end and all(part.start == end for part, end in zip(parts, ends, strict=False))


@pytest.mark.parametrize(
    ("calendar", "year", "start", "last"),
    [
        # retailers whose year ends "on the Saturday nearest January 31", by their Forms 10-K on sec.gov: Foot Locker
        # (fiscal 2008 to 2012), Destination Maternity (2016, 2017), Ross Stores (2023, 2024)
        (NRF, 2008, date(2008, 2, 3), date(2009, 1, 31)),
        (NRF, 2009, date(2009, 2, 1), date(2010, 1, 30)),
        (NRF, 2010, date(2010, 1, 31), date(2011, 1, 29)),
        (NRF, 2011, date(2011, 1, 30), date(2012, 1, 28)),
        (NRF, 2012, date(2012, 1, 29), date(2013, 2, 2)),
        (NRF, 2016, date(2016, 1, 31), date(2017, 1, 28)),
        (NRF, 2017, date(2017, 1, 29), date(2018, 2, 3)),
        (NRF, 2023, date(2023, 1, 29), date(2024, 2, 3)),
        (NRF, 2024, date(2024, 2, 4), date(2025, 2, 1)),
        (APPLE, 2006, date(2005, 9, 25), date(2006, 9, 30)),
        (APPLE, 2012, date(2011, 9, 25), date(2012, 9, 29)),
        (APPLE, 2016, date(2015, 9, 27), date(2016, 9, 24)),
        (APPLE, 2017, date(2016, 9, 25), date(2017, 9, 30)),
        (APPLE, 2022, date(2021, 9, 26), date(2022, 9, 24)),
        (APPLE, 2023, date(2022, 9, 25), date(2023, 9, 30)),
        (APPLE, 2024, date(2023, 10, 1), date(2024, 9, 28)),
        (CISCO, 2013, date(2012, 7, 29), date(2013, 7, 27)),
        (CISCO, 2016, date(2015, 7, 26), date(2016, 7, 30)),
        (CISCO, 2017, date(2016, 7, 31), date(2017, 7, 29)),
        (CISCO, 2019, date(2018, 7, 29), date(2019, 7, 27)),
        (AUGUST_LAST, 2006, date(2005, 8, 28), date(2006, 8, 26)),
        (AUGUST_LAST, 2007, date(2006, 8, 27), date(2007, 8, 25)),
        (AUGUST_LAST, 2008, date(2007, 8, 26), date(2008, 8, 30)),
        (AUGUST_NEAREST, 2006, date(2005, 9, 4), date(2006, 9, 2)),
        (AUGUST_NEAREST, 2007, date(2006, 9, 3), date(2007, 9, 1)),
        (AUGUST_NEAREST, 2008, date(2007, 9, 2), date(2008, 8, 30)),
    ],
)
def test_a_year_of_weeks_has_the_days_that_were_published(
    calendar: Calendar, year: int, start: date, last: date
) -> None:
    found = calendar.year(year)
    assert (found.start, found.last_day) == (start, last)


@pytest.mark.parametrize(
    ("calendar", "years", "long"),
    [
        (NRF, range(2000, 2025), {2000, 2006, 2012, 2017, 2023}),  # nrf.com/resources/4-5-4-calendar
        (APPLE, range(2005, 2025), {2006, 2012, 2017, 2023}),  # Forms 10-K of Apple
        (CISCO, range(2013, 2020), {2016}),  # Form 10-K of Cisco for fiscal 2019
        (ISO, range(1998, 2038), {1998, 2004, 2009, 2015, 2020, 2026, 2032, 2037}),  # years of 53 weeks in ISO 8601
    ],
)
def test_the_years_of_53_weeks_are_those_that_were_published(calendar: Calendar, years: range, long: set[int]) -> None:
    assert {year for year in years if length(calendar.year(year)) == 53} == long


@pytest.mark.parametrize(
    ("calendar", "text", "start", "last"),
    [
        (NRF, "2015-10", date(2015, 10, 4), date(2015, 10, 31)),  # example of github.com/rocksoftcode/nrf-calendar
        (NRF, "FY12-Q3", date(2012, 7, 29), date(2012, 10, 27)),  # thirty-nine weeks of Foot Locker, exhibit 12
        (NRF, "FY13-Q3", date(2013, 8, 4), date(2013, 11, 2)),
        (NRF, "FY23-M01", date(2023, 1, 29), date(2023, 2, 25)),
        (NRF, "FY23-P2", date(2023, 2, 26), date(2023, 4, 1)),
        (NRF, "2024-01", date(2023, 12, 31), date(2024, 2, 3)),
        (NRF, "FY23-W53", date(2024, 1, 28), date(2024, 2, 3)),
        (NRF, "2024-02-03", date(2023, 12, 31), date(2024, 2, 3)),
        (NRF, "2024-02-04", date(2024, 2, 4), date(2024, 3, 2)),
        (APPLE, "FY24-Q1", date(2023, 10, 1), date(2023, 12, 30)),
        (ISO, "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        (ISO, "2026-Q3", date(2026, 6, 29), date(2026, 9, 27)),
        (Calendar(), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        (Calendar(), "2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        (Calendar(10, None, "start"), "FY25", date(2025, 10, 1), date(2026, 9, 30)),
    ],
)
def test_a_name_is_read_as_its_days(calendar: Calendar, text: str, start: date, last: date) -> None:
    found = calendar.parse(text)
    assert (found.start, found.last_day) == (start, last)


@pytest.mark.parametrize(
    ("calendar", "text"),
    [
        (NRF, "2026-W31"),
        (NRF, "FY22-W53"),
        (NRF, "FY23-M13"),
        (NRF, "FY23-M00"),
        (Calendar(), "2025-W53"),
        (Calendar(10), "FY26-W31"),
    ],
)
def test_a_name_that_may_be_another_week_or_none_is_refused(calendar: Calendar, text: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        calendar.parse(text)


def test_the_53rd_week_belongs_to_the_last_month() -> None:
    assert [length(month) for month in NRF.months(NRF.year(2023))] == [4, 5, 4] * 3 + [4, 5, 5]
    assert NRF.key(NRF.month_holding(date(2024, 1, 30))) == "FY23-M12"
    assert len(NRF.units(NRF.quarter(2023, 4), Grain.WEEK)) == 14


@pytest.mark.parametrize(
    ("calendar", "text", "before"),
    [
        (NRF, "FY24-W01", "FY23-W01"),
        (NRF, "FY24-W52", "FY23-W52"),
        (NRF, "FY23-W53", "FY22-W52"),
        (NRF, "FY24-M12", "FY23-M12"),
        (NRF, "FY24-Q4", "FY23-Q4"),
        (NRF, "FY24", "FY23"),
        (Calendar(), "2026-W53", "2025-W52"),
        (Calendar(), "2027-W01", "2026-W01"),
    ],
)
def test_last_year_is_the_same_number_of_the_year_before(calendar: Calendar, text: str, before: str) -> None:
    assert calendar.key(calendar.year_ago(calendar.parse(text))) == before


def test_an_iso_week_counts_in_the_month_of_its_thursday() -> None:
    calendar = Calendar()
    june, july = calendar.parse("2026-06"), calendar.parse("2026-07")
    week = calendar.parse("2026-W27")  # Monday 29 June to Sunday 5 July 2026
    assert (calendar.holds(june, week), calendar.holds(july, week)) == (False, True)
    assert calendar.quarter_holding(week) == calendar.quarter(2026, 3)
    assert [calendar.key(each) for each in calendar.weeks(july)] == [f"2026-W{number}" for number in range(27, 32)]
    assert calendar.year_to_date(calendar.parse("2026-W53")).start == date(2026, 1, 1)
    assert calendar.key(calendar.year_of(calendar.parse("2026-W01"))) == "2026"


def test_a_bare_quarter_is_that_of_the_week_s_thursday() -> None:
    calendar = Calendar()
    assert calendar.resolve("Q3", date(2026, 12, 31), [calendar.parse("2026-W27")]) == calendar.quarter(2026, 3)


@pytest.mark.parametrize(
    ("calendar", "text", "fiscal"),
    [(Calendar(), "2026", False), (Calendar(10), "FY26", True), (ISO, "FY26", True), (NRF, "FY26", True)],
)
def test_a_year_needs_fy_unless_it_is_the_calendar_s(calendar: Calendar, text: str, fiscal: bool) -> None:
    assert (calendar.fiscal, calendar.key(calendar.parse(text))) == (fiscal, text)


@pytest.mark.parametrize("text", ["2026", "2026-Q3"])
def test_a_quarter_or_year_that_is_none_of_ours_keeps_its_own_name(text: str) -> None:
    for calendar in (Calendar(2), NRF):
        assert calendar.key(calendar.parse(text)) == text


@pytest.mark.parametrize(
    ("code", "text", "shown", "short", "long"),
    [
        ("en", "FY23-W53", "W53 FY23", "W53 FY23", "week 53 FY23"),
        ("fr", "FY23-W53", "S53 FY23", "S53 FY23", "semaine 53 FY23"),
        ("en", "FY23-M12", "Jan FY23", "Jan FY23", "January FY23"),
        ("fr", "FY23-M01", "févr. FY23", "févr. FY23", "février FY23"),
        ("en", "FY23-Q4", "Q4 FY23", "Q4 FY23", "fourth quarter FY23"),
    ],
)
def test_fiscal_periods_have_names_in_each_language(code: str, text: str, shown: str, short: str, long: str) -> None:
    locale, period = load(code, "EUR"), NRF.parse(text)
    assert locale.period(period, NRF) == shown
    assert locale.short_period(period, NRF) == short
    assert locale.long_period(period, NRF) == long


def test_an_iso_week_has_a_name_with_its_year() -> None:
    week = Calendar().parse("2026-W31")
    assert load("en", "EUR").period(week, Calendar()) == "W31 2026"
    assert load("fr", "EUR").short_period(week, Calendar()) == "S31 26"


@law
@given(calendars, days)
def test_quarters_tile_the_year_and_months_the_quarter(calendar: Calendar, day: date) -> None:
    year = calendar.year(calendar.year_number(day))
    quarters = calendar.units(year, Grain.QUARTER)
    assert tiles(quarters, year)
    assert [calendar.quarter_number(quarter.start) for quarter in quarters] == [1, 2, 3, 4]
    for quarter in quarters:
        months = calendar.months(quarter)
        assert len(months) == 3
        assert tiles(months, quarter)
    assert [calendar.month_number(month.start) for month in calendar.months(year)] == list(range(1, 13))


@law
@given(of_weeks, days)
def test_weeks_tile_the_month_as_the_pattern_says(calendar: Calendar, day: date) -> None:
    year = calendar.year(calendar.year_number(day))
    lengths = []
    for month in calendar.months(year):
        held = calendar.weeks(month)
        assert tiles(held, month)
        lengths.append(len(held))
    assert calendar.by_weeks is not None
    assert lengths[:11] == (list(calendar.by_weeks.pattern) * 4)[:11]
    assert lengths[11] - calendar.by_weeks.pattern[2] in (0, 1)
    assert [calendar.week_number(week.start) for week in calendar.weeks(year)] == list(range(1, sum(lengths) + 1))


@law
@given(of_weeks, days)
def test_a_year_of_weeks_ends_where_its_anchor_says(calendar: Calendar, day: date) -> None:
    assert calendar.by_weeks is not None
    last = calendar.year(calendar.year_number(day)).last_day
    reach = range(7) if calendar.by_weeks.anchor == "last" else range(-3, 4)
    after = [last + timedelta(step + 1) for step in reach]
    assert last.weekday() == calendar.by_weeks.ends_on
    assert [day.month for day in after if day.day == 1] == [calendar.first_month]


@law
@given(calendars, days)
def test_every_day_lies_in_one_week_month_quarter_and_year(calendar: Calendar, day: date) -> None:
    week, month, quarter = calendar.week_holding(day), calendar.month_holding(day), calendar.quarter_of(day)
    year = calendar.year(calendar.year_number(day))
    for period in (week, month, quarter, year):
        assert period.start <= day < period.end
        before, after = calendar.previous(period), calendar.shift(period, 1)
        assert (before.end, after.start) == (period.start, period.end)
    assert year.contains(quarter)
    assert quarter.contains(month)
    for grain in (Grain.MONTH, Grain.QUARTER):
        holding = [each for each in calendar.units(year, grain) if calendar.holds(each, week)]
        assert len(holding) == (calendar.year_of(week) == year)


@law
@given(calendars, days)
def test_weeks_count_once_in_the_months_and_once_in_the_quarter(calendar: Calendar, day: date) -> None:
    quarter = calendar.quarter_of(day)
    by_month = [week for month in calendar.months(quarter) for week in calendar.weeks(month)]
    assert tuple(by_month) == calendar.weeks(quarter)
    assert all(after.start == before.end for before, after in pairwise(by_month))
    assert len(by_month) in (12, 13, 14)


@law
@given(calendars, days, st.sampled_from(Grain))
def test_a_key_names_its_period_again(calendar: Calendar, day: date, grain: Grain) -> None:
    period = holding(calendar, day, grain)
    assert calendar.parse(calendar.key(period)) == period


@law
@given(calendars, days, st.sampled_from(Grain), st.integers(-200, 200))
def test_steps_back_and_forth_cancel(calendar: Calendar, day: date, grain: Grain, count: int) -> None:
    period = holding(calendar, day, grain)
    moved = calendar.shift(period, count)
    assert calendar.shift(moved, -count) == period
    assert (moved > period) == (count > 0)
    assert moved == holding(calendar, moved.start, grain)


@law
@given(of_weeks, days, st.integers(1, 12), named)
def test_a_shifted_fiscal_year_changes_no_week(calendar: Calendar, day: date, first: int, name: str) -> None:
    other = Calendar(first, calendar.by_weeks, "start" if name == "start" else "end")
    assert other.week_holding(day) == calendar.week_holding(day)
    year, quarter = other.year(other.year_number(day)), other.quarter_of(day)
    assert tiles(other.weeks(year), year)
    assert tiles(other.weeks(quarter), quarter)


def holding(calendar: Calendar, day: date, grain: Grain) -> Period:
    """The period of a grain that holds a day."""
    match grain:
        case Grain.WEEK:
            return calendar.week_holding(day)
        case Grain.MONTH:
            return calendar.month_holding(day)
        case Grain.QUARTER:
            return calendar.quarter_of(day)
        case Grain.YEAR:
            return calendar.year(calendar.year_number(day))
