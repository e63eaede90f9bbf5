"""Periods and fiscal calendars: a period is start-inclusive and end-exclusive; nothing here reads a clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple, assert_never

from reviewgen.errors import UsageError


class Grain(StrEnum):
    """The length of a period."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
"""Months of a period of whole months."""
WEEK = timedelta(weeks=1)
_TO_THURSDAY = timedelta(days=3)


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date
    grain: Grain

    @property
    def last_day(self) -> date:
        """The last day inside the period."""
        return self.end - timedelta(days=1)

    def contains(self, other: Period) -> bool:
        """True when every day of `other` lies in this period."""
        return self.start <= other.start and other.end <= self.end


def _months(day: date) -> int:
    """Months since the year 0 of the calendar month that holds `day`."""
    return day.year * 12 + day.month - 1


def _first(months: int) -> date:
    """The first day of the calendar month that is `months` after the year 0."""
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Weeks:
    """A fiscal year of whole weeks: each quarter has 13 of them, dealt to its months as `pattern` says.

    `ends_on` is the weekday on which weeks and years end, 0 for Monday. The year ends on the last such day of its
    last calendar month, or on the one nearest to that month's end. A 53rd week belongs to the year's last month
    (National Retail Federation, "4-5-4 Calendar"; US GAAP leaves the choice to the company and wants it disclosed).
    """

    pattern: tuple[int, int, int]
    ends_on: int
    anchor: Literal["last", "nearest"]

    def year_start(self, nominal: date) -> date:
        """The first day of the fiscal year that would start on `nominal`, the first of a month, without weeks."""
        latest = nominal + timedelta(days=-1 if self.anchor == "last" else 2)
        return latest - timedelta(days=(latest.weekday() - self.ends_on) % 7 - 1)

    def before(self, month: int) -> timedelta:
        """What lies in a fiscal year before its month `month`, 0 for the first."""
        quarters, rest = divmod(month, 3)
        return WEEK * (sum(self.pattern) * quarters + sum(self.pattern[:rest]))


class Name(NamedTuple):
    """What names a period: the number of its year, fiscal or the calendar's (ISO's of a week), and its own there."""

    fiscal: bool
    year: int
    number: int


_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_FISCAL_MONTH = re.compile(r"(FY)(\d{4}|\d{2})[- ]?[MP](\d{1,2})", re.IGNORECASE | re.ASCII)
_QUARTER = re.compile(r"(FY)?(\d{4}|\d{2})[- ]?Q([1-4])", re.IGNORECASE | re.ASCII)
_WEEK = re.compile(r"(FY)?(\d{4}|\d{2})[- ]?W(\d{1,2})", re.IGNORECASE | re.ASCII)
_YEAR = re.compile(r"(FY)?(\d{4}|\d{2})", re.IGNORECASE | re.ASCII)
_BARE = re.compile(r"Q([1-4])", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)

GRAMMAR = "write 2026-09, 2026-Q3, FY26-Q3, 2026-W31, 2026 or a date such as 2026-09-30"


@dataclass(frozen=True)
class Calendar:
    """A fiscal calendar of twelve months from `first_month` (1 to 12) on: calendar months or, `by_weeks`, of weeks.

    A fiscal year bears the calendar year in which it ends, or with `named_after` "start" the one in which it starts:
    with `first_month` 10, FY26 runs from October 2025 to September 2026. With `first_month` 1 the two are the same.

    A fiscal month of weeks bears the name of the calendar month in whose place it stands, as in retail: the month
    "2024-01" of a year from February on is its twelfth, whichever days it has. The calendar of the National Retail
    Federation is `Calendar(2, Weeks((4, 5, 4), 5, "nearest"), "start")`.

    Without `by_weeks`, weeks are those of ISO 8601, from Monday on, and each counts where its Thursday lies.
    """

    first_month: int = 1
    by_weeks: Weeks | None = None
    named_after: Literal["end", "start"] = "end"

    @property
    def fiscal(self) -> bool:
        """True when its years are no calendar years, so that names need FY."""
        return self.first_month != 1 or self.by_weeks is not None

    def _start(self, months: int) -> date:
        """The first day of the fiscal month that bears the name of a calendar month, by its months since the year 0."""
        if self.by_weeks is None:
            return _first(months)
        month = (months - self.first_month + 1) % 12
        return self.by_weeks.year_start(_first(months - month)) + self.by_weeks.before(month)

    def _index(self, day: date) -> int:
        """The fiscal month that holds `day`, as months since the year 0 of the calendar month whose name it bears."""
        months = _months(day)
        while self._start(months) > day:
            months -= 1
        while self._start(months + 1) <= day:
            months += 1
        return months

    def _span(self, months: int, grain: Grain) -> Period:
        return Period(self._start(months), self._start(months + MONTHS[grain]), grain)

    @property
    def _late(self) -> bool:
        """True when a year bears the number after that of the calendar year in which it starts."""
        return self.first_month != 1 and self.named_after == "end"

    def _opening(self, year: int) -> int:
        """The first fiscal month of a fiscal year."""
        return (year - self._late) * 12 + self.first_month - 1

    def year(self, number: int) -> Period:
        """Fiscal year `number`."""
        return self._span(self._opening(number), Grain.YEAR)

    def quarter(self, year: int, number: int) -> Period:
        """Fiscal quarter `number` (1 to 4) of fiscal year `year`."""
        return self._span(self._opening(year) + 3 * (number - 1), Grain.QUARTER)

    def month(self, year: int, number: int) -> Period:
        """Fiscal month `number` (1 to 12) of fiscal year `year`."""
        return self._span(self._opening(year) + number - 1, Grain.MONTH)

    def week(self, year: int, number: int) -> Period:
        """Week `number` of fiscal year `year`, of ISO year `year` in a calendar of months; ValueError without one."""
        if self.by_weeks is None:
            return _week(date.fromisocalendar(year, number, 1))
        found = _week(self.year(year).start + WEEK * (number - 1))
        if not self.year(year).contains(found):
            raise ValueError(f"the year {year} has no week {number}")
        return found

    def year_number(self, day: date) -> int:
        """The number of the fiscal year that holds `day`."""
        return (self._index(day) - self.first_month + 1) // 12 + self._late

    def quarter_number(self, day: date) -> int:
        """The number, 1 to 4, of the fiscal quarter that holds `day`."""
        return (self.month_number(day) - 1) // 3 + 1

    def month_number(self, day: date) -> int:
        """The number, 1 to 12, of the fiscal month that holds `day`."""
        return (self._index(day) - self.first_month + 1) % 12 + 1

    def week_number(self, day: date) -> int:
        """The number, 1 to 53, of the week that holds `day`, in its fiscal year or, in a calendar of months, ISO's."""
        if self.by_weeks is None:
            return day.isocalendar().week
        return (day - self.year(self.year_number(day)).start) // WEEK + 1

    def named_month(self, day: date) -> date:
        """The first day of the calendar month whose name the fiscal month that holds `day` bears."""
        return _first(self._index(day))

    def month_holding(self, day: date) -> Period:
        """The fiscal month that holds `day`."""
        return self._span(self._index(day), Grain.MONTH)

    def week_holding(self, day: date) -> Period:
        """The week that holds `day`."""
        first = 0 if self.by_weeks is None else self.by_weeks.ends_on + 1
        return _week(day - timedelta(days=(day.weekday() - first) % 7))

    def quarter_of(self, day: date) -> Period:
        """The fiscal quarter that holds `day`."""
        return self.quarter(self.year_number(day), self.quarter_number(day))

    def counted_on(self, period: Period) -> date:
        """The day that decides where `period` counts: the Thursday of an ISO week, of all others the first."""
        iso = period.grain is Grain.WEEK and self.by_weeks is None
        return period.start + _TO_THURSDAY if iso else period.start

    def year_of(self, period: Period) -> Period:
        """The fiscal year in which `period` counts; one that starts in a year counts there."""
        return self.year(self.year_number(self.counted_on(period)))

    def quarter_holding(self, period: Period) -> Period:
        """The fiscal quarter in which `period` counts; one that starts in a quarter counts there."""
        return self.quarter_of(self.counted_on(period))

    def holds(self, window: Period, period: Period) -> bool:
        """True when a row of `period` counts in `window`: it lies inside or, an ISO week, has its Thursday there."""
        iso = period.grain is Grain.WEEK and self.by_weeks is None
        return window.start <= self.counted_on(period) < window.end if iso else window.contains(period)

    def shift(self, period: Period, count: int) -> Period:
        """The period of the same grain `count` steps later (earlier when negative)."""
        if period.grain is Grain.WEEK:
            return _week(period.start + WEEK * count)
        return self._span(self._index(period.start) + count * MONTHS[period.grain], period.grain)

    def previous(self, period: Period) -> Period:
        """The period just before, of the same grain."""
        return self.shift(period, -1)

    def year_ago(self, period: Period) -> Period:
        """The period of the same number in the year before; of week 53 that year's last, its week 52."""
        if period.grain is not Grain.WEEK:
            return self.shift(period, -12 // MONTHS[period.grain])
        _, year, number = self.name(period)
        return self.week(year - 1, min(number, 52))

    def year_to_date(self, period: Period) -> Period:
        """From the start of the fiscal year of `period` to its end; bears the grain of a year."""
        return Period(self.year_of(period).start, period.end, Grain.YEAR)

    def quarters(self, last: Period, count: int) -> tuple[Period, ...]:
        """The `count` quarters that end with `last`, oldest first."""
        return tuple(self.shift(last, step) for step in range(1 - count, 1))

    def months(self, period: Period) -> tuple[Period, ...]:
        """The fiscal months that `period` touches, in order."""
        return self.units(period, Grain.MONTH)

    def weeks(self, window: Period) -> tuple[Period, ...]:
        """The weeks that count in `window`, in order: of a year of weeks those inside, else ISO weeks by Thursday."""
        first = self.week_holding(window.start)
        steps = range((window.end - first.start) // WEEK + 1)
        weeks = (self.shift(first, step) for step in steps)
        return tuple(week for week in weeks if self.holds(window, week))

    def units(self, window: Period, grain: Grain) -> tuple[Period, ...]:
        """The periods of a grain that make up `window`, in order: 3 months of a quarter, or its 13 weeks."""
        if grain is Grain.WEEK:
            return self.weeks(window)
        first, last = self._index(window.start), self._index(window.last_day)
        return tuple(self._span(months, grain) for months in range(first, last + 1, MONTHS[grain]))

    def name(self, period: Period) -> Name:
        """The year and the number that name `period`; a quarter or year that is none of ours has the calendar's."""
        day, months = period.start, self._index(period.start)
        match period.grain:
            case Grain.WEEK if self.by_weeks is None:
                return Name(False, *day.isocalendar()[:2])
            case Grain.WEEK:
                return Name(True, self.year_number(day), self.week_number(day))
            case Grain.MONTH if self.by_weeks is None:
                return Name(False, day.year, day.month)
            case Grain.MONTH:
                return Name(True, self.year_number(day), self.month_number(day))
            case Grain.QUARTER if self.quarter_of(day).start == day:
                return Name(self.fiscal, self.year_number(day), self.quarter_number(day))
            case Grain.QUARTER:
                return Name(False, months // 12, months % 12 // 3 + 1)
            case Grain.YEAR if self.year_of(period).start == day:
                return Name(self.fiscal, self.year_number(day), 1)
            case Grain.YEAR:
                return Name(False, months // 12, 1)
            case _ as never:
                assert_never(never)

    def key(self, period: Period) -> str:
        """The canonical name, fit for a file: 2026-09, 2026-W31, 2026-Q3, 2026; FY26-M09, FY26-W31, FY26-Q3, FY26."""
        fiscal, number, inside = self.name(period)
        year = fiscal_year(number) if fiscal else f"{number:04}"
        match period.grain:
            case Grain.WEEK:
                return f"{year}-W{inside:02}"
            case Grain.MONTH:
                return f"{year}-M{inside:02}" if fiscal else f"{year}-{inside:02}"
            case Grain.QUARTER:
                return f"{year}-Q{inside}"
            case Grain.YEAR:
                return year
            case _ as never:
                assert_never(never)

    def parse(self, text: str) -> Period:
        """The period that `text` names; a day stands for its fiscal month, "2026-09" for the month of that name.

        A quarter or year without FY is the calendar's: the three or twelve months of those names. A week without FY is
        ISO's, in a year of weeks only where both are the same. ValueError when it names none.
        """
        try:
            found = self._parse(text.strip())
        except (ValueError, OverflowError):
            found = None
        if found is None:
            raise ValueError(f'"{text}" is not a period: {GRAMMAR}')
        return found

    def _parse(self, text: str) -> Period | None:
        if match := _DAY.fullmatch(text):
            return self.month_holding(date(*map(int, match.groups())))
        if match := _MONTH.fullmatch(text):
            return self._span(_months(date(int(match[1]), int(match[2]), 1)), Grain.MONTH)
        if match := _FISCAL_MONTH.fullmatch(text):
            return self.month(_year(match[1], match[2]), int(match[3])) if 1 <= int(match[3]) <= 12 else None
        if match := _WEEK.fullmatch(text):
            return self._parsed_week(bool(match[1]), _year(match[1], match[2]), int(match[3]))
        if match := _QUARTER.fullmatch(text):
            year, number = _year(match[1], match[2]), int(match[3])
            return self.quarter(year, number) if match[1] else self._span(year * 12 + 3 * number - 3, Grain.QUARTER)
        if match := _YEAR.fullmatch(text):
            year = _year(match[1], match[2])
            return self.year(year) if match[1] else self._span(year * 12, Grain.YEAR)
        return None

    def _parsed_week(self, fiscal: bool, year: int, number: int) -> Period | None:
        ours = self.week(year, number)
        if fiscal:
            return ours if self.by_weeks is not None or not self.fiscal else None
        return ours if ours == Calendar().week(year, number) else None

    def resolve(self, text: str, horizon: date, known: Iterable[Period]) -> Period:
        """The period a user asks for; `Q3` alone is the latest third quarter in `known` that is over by `horizon`.

        `known` are the periods of the data; `horizon` is the as-of date. UsageError when none fits.
        """
        bare = _BARE.fullmatch(text.strip())
        if bare is None:
            try:
                return self.parse(text)
            except ValueError as error:
                raise UsageError(str(error), "Q3 alone means the latest completed third quarter.") from None
        number = int(bare[1])
        held = sorted({self.quarter_holding(period) for period in known})
        for quarter in reversed(held):
            if self.quarter_number(quarter.start) == number and quarter.last_day <= horizon:
                return quarter
        span = f"The data runs from {self.key(held[0])} to {self.key(held[-1])}." if held else "There is no data yet."
        raise UsageError(f"no completed {text.strip().upper()} is in the data", span)


def fiscal_year(number: int) -> str:
    """FY26; a year of another century with all its digits."""
    return f"FY{number % 100:02}" if number // 100 == 20 else f"FY{number:04}"


def _week(start: date) -> Period:
    return Period(start, start + WEEK, Grain.WEEK)


def _year(prefix: str | None, digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    if prefix is None:
        raise ValueError(f'"{digits}" is not a year: write it with four digits, or FY{digits}')
    return 2000 + int(digits)
