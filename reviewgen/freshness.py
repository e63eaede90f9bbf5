"""Freshness: which values are still to come and from whom, and which quarter is complete; the as-of date is data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reviewgen.coverage import Grid, State, actual_rows, grid, missing_months, reach
from reviewgen.facts import Reason
from reviewgen.model import Kpi, Observation
from reviewgen.period import Calendar, Grain, Period
from reviewgen.workspace import AccountConfig, Workspace

WHY = {
    Reason.ZERO_DENOMINATOR: "no data, as what it is divided by is 0",
    Reason.SEGMENTS: "no data, as its segments cannot be added up",
    Reason.INCOMPLETE: "no data, as months of what it is worked out from are missing",
    Reason.TOO_FEW: "no data, as there are too few answers or cases",
}


@dataclass(frozen=True)
class Owed:
    """A value of the quarter under review that is missing, or is made of `held` months only, and who is to send it.

    `due` None: the catalogue names no day. `without` are the names of the `lacking` months.
    """

    account: str
    kpi: Kpi
    quarter: Period
    as_of: date
    held: int
    expected: int
    lacking: tuple[Period, ...]
    reason: Reason | None = None
    grain: Grain = Grain.MONTH
    without: tuple[str, ...] = ()

    @property
    def due(self) -> date | None:
        """The day on which the value is due."""
        return due(self.kpi, self.quarter)

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
        if self.held:
            return f"{self.held} of {self.expected} {self.grain}s"
        return WHY.get(self.reason, "no data") if self.reason else "no data"

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
        nobody = "" if self.kpi.owner else ": it has no owner"
        return f"{self.what}, {head} from {self.kpi.owner or 'nobody'}{tail}{nobody}"

    def _when(self) -> tuple[str, str]:
        if self.due is None:
            return "", ""
        if not self.days_late:
            return f"due {day(self.due)}", ""
        return f"was due {day(self.due)}", f", {self.days_late} day{'' if self.days_late == 1 else 's'} ago"


@dataclass(frozen=True)
class Short:
    """A KPI whose figure of a quarter is not whole: the last period of its rows, its due day, the months it lacks."""

    kpi: Kpi
    state: State
    reach: Period | None
    due: date | None
    lacking: tuple[Period, ...]


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


def due(kpi: Kpi, quarter: Period) -> date | None:
    """The day on which the value of `kpi` for `quarter` is due, where the catalogue names one."""
    return None if kpi.due is None else quarter.last_day + timedelta(days=kpi.due)


def owed(found: Grid, rows: Iterable[Observation], as_of: date) -> Iterator[Owed]:
    """The values that the last quarter of a grid lacks, in the order of the scorecard."""
    held = actual_rows(found.account, rows)
    quarter = found.quarters[-1]
    for line in found.lines:
        cell = line.cells[-1]
        if cell.lacking:
            lacking = missing_months(line.kpi, held, quarter, found.calendar)
            yield Owed(
                account=found.account,
                kpi=line.kpi,
                quarter=quarter,
                as_of=as_of,
                held=cell.held,
                expected=cell.expected,
                lacking=lacking,
                reason=cell.reason,
                grain=cell.grain,
                without=tuple(map(found.calendar.key, lacking)),
            )


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
    quarter = found.quarters[-1]
    lines = [line for line in found.lines if line.cells[-1].lacking]
    short = tuple(
        Short(
            line.kpi,
            line.cells[-1].state,
            reach(line.kpi, held),
            due(line.kpi, quarter),
            missing_months(line.kpi, held, quarter, found.calendar),
        )
        for line in lines
    )
    return Standing(found.account, own, found.calendar, quarter, found.complete(), short)
