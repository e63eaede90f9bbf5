"""Periods and fiscal calendars: a period is start-inclusive and end-exclusive; nothing here reads a clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reviewgen.errors import UsageError


class Grain(StrEnum):
    """The length of a period."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


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


def add_months(day: date, months: int) -> date:
    """The first of the month `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    start = day.replace(day=1)
    return Period(start, add_months(start, 1), Grain.MONTH)


_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(FY)?(\d{4}|\d{2})[- ]?Q([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"(FY)?(\d{4}|\d{2})", re.IGNORECASE)
_BARE = re.compile(r"Q([1-4])", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

GRAMMAR = "write 2026-09, 2026-Q3, FY26-Q3, 2026 or a date such as 2026-09-30"


@dataclass(frozen=True)
class Calendar:
    """A fiscal calendar whose year starts on the first of `first_month` (1 to 12).

    A fiscal year bears the calendar year in which it ends, as is usual: with `first_month` 10, FY26 runs from
    October 2025 to September 2026. With `first_month` 1 fiscal and calendar years are the same.
    """

    first_month: int = 1

    def year(self, number: int) -> Period:
        """Fiscal year `number`."""
        start = date(number if self.first_month == 1 else number - 1, self.first_month, 1)
        return Period(start, add_months(start, 12), Grain.YEAR)

    def quarter(self, year: int, number: int) -> Period:
        """Fiscal quarter `number` (1 to 4) of fiscal year `year`."""
        start = add_months(self.year(year).start, 3 * (number - 1))
        return Period(start, add_months(start, 3), Grain.QUARTER)

    def year_number(self, day: date) -> int:
        """The number of the fiscal year that holds `day`."""
        return day.year if self.first_month == 1 or day.month < self.first_month else day.year + 1

    def year_of(self, period: Period) -> Period:
        """The fiscal year in which `period` starts."""
        return self.year(self.year_number(period.start))

    def quarter_number(self, day: date) -> int:
        """The number, 1 to 4, of the fiscal quarter that holds `day`."""
        return (day.month - self.first_month) % 12 // 3 + 1

    def quarter_of(self, day: date) -> Period:
        """The fiscal quarter that holds `day`."""
        return self.quarter(self.year_number(day), self.quarter_number(day))

    def shift(self, period: Period, count: int) -> Period:
        """The period of the same grain `count` steps later (earlier when negative)."""
        months = MONTHS[period.grain]
        start = add_months(period.start, count * months)
        return Period(start, add_months(start, months), period.grain)

    def previous(self, period: Period) -> Period:
        """The period just before, of the same grain."""
        return self.shift(period, -1)

    def year_ago(self, period: Period) -> Period:
        """The same period of the year before."""
        return self.shift(period, -12 // MONTHS[period.grain])

    def year_to_date(self, period: Period) -> Period:
        """From the start of the fiscal year of `period` to its end; bears the grain of a year."""
        return Period(self.year_of(period).start, period.end, Grain.YEAR)

    def quarters(self, last: Period, count: int) -> tuple[Period, ...]:
        """The `count` quarters that end with `last`, oldest first."""
        return tuple(self.shift(last, step) for step in range(1 - count, 1))

    def months(self, period: Period) -> tuple[Period, ...]:
        """The months of `period`, in order."""
        found = [month_of(period.start)]
        while found[-1].end < period.end:
            found.append(self.shift(found[-1], 1))
        return tuple(found)

    def key(self, period: Period) -> str:
        """The canonical name, fit for a file: 2026-09, 2026-Q3, FY26-Q3, 2026, FY26."""
        if period.grain is Grain.MONTH:
            return f"{period.start:%Y-%m}"
        number = self.year_number(period.start)
        year = f"{number}" if self.first_month == 1 else f"FY{number % 100:02}"
        return year if period.grain is Grain.YEAR else f"{year}-Q{self.quarter_number(period.start)}"

    def parse(self, text: str) -> Period:
        """The period that `text` names; a day stands for its month, a name without FY is the calendar's own.

        ValueError when it names none.
        """
        try:
            found = self._parse(text.strip())
        except ValueError:
            found = None
        if found is None:
            raise ValueError(f'"{text}" is not a period: {GRAMMAR}')
        return found

    def _parse(self, text: str) -> Period | None:
        if match := _DAY.fullmatch(text):
            return month_of(date(*map(int, match.groups())))
        if match := _MONTH.fullmatch(text):
            return month_of(date(int(match[1]), int(match[2]), 1))
        if match := _QUARTER.fullmatch(text):
            return self._named_in(match[1]).quarter(_year(match[1], match[2]), int(match[3]))
        if match := _YEAR.fullmatch(text):
            return self._named_in(match[1]).year(_year(match[1], match[2]))
        return None

    def _named_in(self, prefix: str | None) -> Calendar:
        return self if prefix else Calendar()

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
        held = sorted({self.quarter_of(period.start) for period in known})
        for quarter in reversed(held):
            if self.quarter_number(quarter.start) == number and quarter.last_day <= horizon:
                return quarter
        span = f"The data runs from {self.key(held[0])} to {self.key(held[-1])}." if held else "There is no data yet."
        raise UsageError(f"no completed {text.strip().upper()} is in the data", span)


def _year(prefix: str | None, digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    if prefix is None:
        raise ValueError(f'"{digits}" is not a year: write it with four digits, or FY{digits}')
    return 2000 + int(digits)
