"""Freshness: which values are still to come and from whom, and how far the rows reach; no clock, the as-of date is data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reviewgen.coverage import Grid, State, actual_rows, grid, missing_months, reach
from reviewgen.facts import ACTUAL, Reason
from reviewgen.model import Kpi, Observation, Tables
from reviewgen.period import Calendar, Period
from reviewgen.sources import TableReport
from reviewgen.sources.rows import RowsReport
from reviewgen.workspace import AccountConfig, RowsSource, Workspace

WHY = {
    Reason.ZERO_DENOMINATOR: "no data, as what it is divided by is 0",
    Reason.SEGMENTS: "no data, as its segments cannot be added up",
}


@dataclass(frozen=True)
class Owed:
    """A value of the quarter under review that is missing, or is made of `months` months only, and who is to send it.

    `due` None: the catalogue names no day.
    """

    account: str
    kpi: Kpi
    quarter: Period
    as_of: date
    months: int
    expected: int
    lacking: tuple[Period, ...]
    reason: Reason | None = None

    @property
    def due(self) -> date | None:
        """The day on which the value is due."""
        return None if self.kpi.due is None else self.quarter.last_day + timedelta(days=self.kpi.due)

    @property
    def days_late(self) -> int:
        """Days from the due date to the as-of date; 0 for a value that is not late."""
        return max((self.as_of - self.due).days, 0) if self.due else 0

    @property
    def awaited(self) -> bool:
        """True while the due date is not past."""
        return self.due is not None and not self.days_late

    @property
    def what(self) -> str:
        """What is there: "no data", "2 of 3 months"."""
        return f"{self.months} of {self.expected} months" if self.months else WHY.get(self.reason, "no data")

    @property
    def when(self) -> str:
        """When it is due: "due 12 Oct 2026", "was due 12 Oct 2026, 3 days ago"; "" when no day is named."""
        head, tail = self._when()
        return f"{head}{tail}"

    def __str__(self) -> str:
        """The whole sentence: "no data, was due 12 Oct 2026 from Sophie Marchal, 3 days ago"."""
        if self.due is None:
            return self.what
        head, tail = self._when()
        owner = f"from {self.kpi.owner}" if self.kpi.owner else "from nobody: it has no owner"
        return f"{self.what}, {head} {owner}{tail}"

    def _when(self) -> tuple[str, str]:
        if self.due is None:
            return "", ""
        if not self.days_late:
            return f"due {day(self.due)}", ""
        return f"was due {day(self.due)}", f", {self.days_late} day{'' if self.days_late == 1 else 's'} ago"


@dataclass(frozen=True)
class Short:
    """A KPI whose figure of a quarter is not whole, and the last period that it has rows of."""

    kpi: Kpi
    state: State
    reach: Period | None


@dataclass(frozen=True)
class Standing:
    """How an account stands in one calendar: the last quarter that is over, the last that is complete, what lacks."""

    account: str
    own: bool
    calendar: Calendar
    quarter: Period
    complete: Period | None
    short: tuple[Short, ...]


def day(found: date) -> str:
    """A day as "12 Oct 2026"."""
    return f"{found.day} {found:%b} {found.year}"


def owed(found: Grid, rows: Iterable[Observation], as_of: date) -> Iterator[Owed]:
    """The values that the last quarter of a grid lacks, in the order of the scorecard."""
    held = actual_rows(found.account, rows)
    quarter = found.quarters[-1]
    for line in found.lines:
        cell = line.cells[-1]
        if cell.lacking:
            lacking = missing_months(line.kpi, held, quarter, found.calendar)
            yield Owed(found.account, line.kpi, quarter, as_of, cell.months, cell.expected, lacking, cell.reason)


def standings(
    config: AccountConfig, ours: Grid, rows: Iterable[Observation], workspace: Workspace
) -> Iterator[Standing]:
    """How the account stands in our calendar and, where that is another, in its own.

    In its own calendar the quarter is the last one that was over when ours was.
    """
    held = tuple(rows)
    yield _standing(ours, held, own=False)
    if config.calendar != workspace.calendar:
        last = last_over(config.calendar, ours.quarters[-1].last_day)
        theirs = grid(ours.account, workspace.kpis, ours.perspectives, held, config.calendar, last)
        yield _standing(theirs, held, own=True)


def last_over(calendar: Calendar, day: date) -> Period:
    """The latest quarter of `calendar` whose last day is `day` or before."""
    quarter = calendar.quarter_of(day)
    return quarter if quarter.last_day == day else calendar.previous(quarter)


def _standing(found: Grid, rows: Iterable[Observation], *, own: bool) -> Standing:
    held = actual_rows(found.account, rows)
    lines = [line for line in found.lines if line.cells[-1].lacking]
    short = tuple(Short(line.kpi, line.cells[-1].state, reach(line.kpi, held)) for line in lines)
    return Standing(found.account, own, found.calendar, found.quarters[-1], found.complete(), short)


Source = tuple[str, str | None]


def table_reach(report: TableReport, tables: Tables, calendar: Calendar) -> str:
    """The last period that a source of observations or comments holds; the last day of one of touchpoints; else ""."""
    if report.table == "touchpoints":
        days = [row.on for row in tables.touchpoints if row.on and _stands_in(row.place.file, row.place.sheet, report)]
        return max(days).isoformat() if days else ""
    periods: list[Period] = []
    if report.table == "comments":
        periods = [row.period for row in tables.comments if _stands_in(row.place.file, row.place.sheet, report)]
    if report.table == "observations":
        rows = [row for row in tables.observations if _stands_in(row.place.file, row.place.sheet, report)]
        periods = _actual(rows)
    return _latest(periods, calendar)


def rows_reach(report: RowsReport, sources: Iterable[RowsSource], tables: Tables, calendar: Calendar) -> str:
    """The last period that a declaration of raw rows gives totals of."""
    source = next((one for one in sources if one.name == report.name), None)
    if source is None:
        return ""
    rows = [
        row
        for row in tables.observations
        if (row.place.file, row.place.sheet) == (source.origin.shown, source.origin.sheet)
        and row.place.column in source.measures
    ]
    return _latest(_actual(rows), calendar)


def _stands_in(file: str, sheet: str | None, report: TableReport) -> bool:
    return (file, sheet) == (report.file, report.sheet)


def _actual(rows: Iterable[Observation]) -> list[Period]:
    """The periods of the actual rows; of a source without any, those of all its rows."""
    held = list(rows)
    return [row.period for row in held if row.scenario == ACTUAL] or [row.period for row in held]


def _latest(periods: Iterable[Period], calendar: Calendar) -> str:
    last = max(periods, key=lambda period: (period.end, period.start), default=None)
    return calendar.key(last) if last else ""
