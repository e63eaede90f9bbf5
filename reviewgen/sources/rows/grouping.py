"""The fiscal period that a row's day belongs to, in SQL: totals are grouped by it, as distinct counts do not add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from reviewgen.period import MONTHS, WEEK, Calendar, Grain, Period, Weeks
from reviewgen.sources.rows.dialects import Dialect

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days beyond these are no days of business: 9999-12-31 means never, 0001-01-01 nothing."""


@dataclass(frozen=True)
class Grouping:
    """Periods of one grain of a calendar, each told by a whole number.

    The number counts months from the year 0 to the first month of a period of calendar months, else days from
    `_zero` to the period's first day.
    """

    grain: Grain
    calendar: Calendar
    dialect: Dialect

    def period(self, start: int) -> Period:
        """The period that a number tells."""
        if self.grain is Grain.WEEK:
            return self.calendar.week_holding(self._zero + timedelta(start))
        first = self._zero + timedelta(start) if self.calendar.by_weeks else date(start // 12, start % 12 + 1, 1)
        return self.calendar.month_holding(first) if self.grain is Grain.MONTH else self.calendar.quarter_of(first)

    @property
    def _zero(self) -> date:
        """The first day of the week that holds the first day of all."""
        return self.calendar.week_holding(FIRST_DAY).start

    def start(self, day: str) -> str:
        """The number of the period that holds `day`, beside `opening`."""
        if self.grain is Grain.WEEK:
            days = self._days(day)
            return f"{days} - {days} % 7"
        if self.calendar.by_weeks:
            return self._in_year(self._days(day), self.calendar.by_weeks)
        months, late = self.dialect.month(day), (self.calendar.first_month - 1) % 3
        return months if self.grain is Grain.MONTH else f"({months} - ({months} - {late}) % 3)"

    def opening(self, day: str) -> str:
        """Days from `_zero` to the first of the fiscal year of weeks that holds `day`; "" where `start` needs none."""
        if self.grain is Grain.WEEK or self.calendar.by_weeks is None:
            return ""
        first, last = map(self.calendar.year_number, (FIRST_DAY, LAST_DAY))
        return self._latest(day, [self.calendar.year(number).start for number in range(first, last + 1)])

    def _days(self, day: str) -> str:
        return self.dialect.days(day, f"{self._zero}")

    def _latest(self, day: str, starts: Sequence[date]) -> str:
        """The last of `starts` that is not after `day`, halved again and again: some nine tests a row."""
        if len(starts) == 1:
            return f"{(starts[0] - self._zero).days}"
        middle = len(starts) // 2
        before, after = (self._latest(day, part) for part in (starts[:middle], starts[middle:]))
        return f"CASE WHEN {day} < '{starts[middle]}' THEN {before} ELSE {after} END"

    def _in_year(self, days: str, weeks: Weeks) -> str:
        """The first day of the month or quarter; a 53rd week falls to the last."""
        firsts = [weeks.before(month) // WEEK * 7 for month in range(0, 12, MONTHS[self.grain])]
        whens = " ".join(f"WHEN {days} - opening < {end} THEN {first}" for first, end in pairwise(firsts))
        return f"opening + CASE {whens} ELSE {firsts[-1]} END"
