"""Coverage: which KPI of an account has a figure in which quarter, of how many months, and which should have one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reviewgen.facts import ACTUAL, Absent, Figure, Reading, Reason
from reviewgen.model import Kpi, Observation
from reviewgen.period import Calendar, Grain, Period
from reviewgen.rollup import Rows, roll

QUARTERS = 8
"""Quarters of a grid."""


class State(StrEnum):
    """How much of a KPI is held in one quarter."""

    WHOLE = "whole"
    PARTIAL = "partial"
    MISSING = "missing"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Cell:
    """One KPI in one quarter; NOT_YET is a quarter before its first figure, which nobody misses."""

    state: State
    held: int = 0
    expected: int = 3
    grain: Grain = Grain.MONTH
    reason: Reason | None = None

    @property
    def lacking(self) -> bool:
        """True when the figure, or a part of it, should be there and is not."""
        return self.state in (State.PARTIAL, State.MISSING)


@dataclass(frozen=True)
class Tally:
    """How many KPIs have a figure, of how many that should; `partial` of those lack months."""

    held: int
    expected: int
    partial: int


@dataclass(frozen=True)
class Line:
    """One KPI over the quarters of a grid."""

    kpi: Kpi
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """The KPIs of one account over quarters, oldest first; `perspectives` are those that have KPIs, in their order."""

    account: str
    calendar: Calendar
    quarters: tuple[Period, ...]
    perspectives: tuple[str, ...]
    lines: tuple[Line, ...]

    def tally(self, index: int, perspective: str | None = None) -> Tally:
        """The KPIs of one perspective, or of all, counted in the quarter at `index`."""
        states = [line.cells[index].state for line in self.lines if perspective in (None, line.kpi.perspective)]
        partial = states.count(State.PARTIAL)
        return Tally(states.count(State.WHOLE) + partial, sum(state is not State.NOT_YET for state in states), partial)

    def complete(self) -> Period | None:
        """The latest quarter in which every KPI that should have a figure has a whole one."""
        for index in reversed(range(len(self.quarters))):
            cells = [line.cells[index] for line in self.lines]
            if any(cell.state is State.WHOLE for cell in cells) and not any(cell.lacking for cell in cells):
                return self.quarters[index]
        return None


def grid(
    account: str,
    kpis: Sequence[Kpi],
    perspectives: Iterable[str],
    rows: Iterable[Observation],
    calendar: Calendar,
    last: Period,
    count: int = QUARTERS,
) -> Grid:
    """The coverage of `account` over the `count` quarters of `calendar` that end with `last`.

    A KPI should have a figure from its first one on, and in `last` always.
    """
    quarters = calendar.quarters(last, count)
    held = actual_rows(account, rows)
    order = {name: rank for rank, name in enumerate(perspectives)}
    lines = sorted(
        (Line(kpi, _cells(kpi, held, quarters, calendar)) for kpi in kpis), key=lambda line: order[line.kpi.perspective]
    )
    shown = tuple(dict.fromkeys(line.kpi.perspective for line in lines))
    return Grid(account, calendar, quarters, shown, tuple(lines))


def actual_rows(account: str, rows: Iterable[Observation]) -> Rows:
    """The actual rows of one account by the name in their kpi column."""
    found: dict[str, list[Observation]] = {}
    for row in rows:
        if row.account == account and row.scenario == ACTUAL:
            found.setdefault(row.kpi, []).append(row)
    return found


def _cells(kpi: Kpi, rows: Rows, quarters: Sequence[Period], calendar: Calendar) -> tuple[Cell, ...]:
    readings = [roll(kpi, rows, quarter, calendar) for quarter in quarters]
    wanted = _earlier(kpi, rows, quarters[0], calendar)
    cells = []
    for index, reading in enumerate(readings, 1):
        wanted = wanted or isinstance(reading, Figure) or index == len(readings)
        cells.append(_cell(reading, wanted))
    return tuple(cells)


def _cell(reading: Reading, wanted: bool) -> Cell:
    if isinstance(reading, Absent):
        return Cell(State.MISSING if wanted else State.NOT_YET, reason=reading.reason)
    return Cell(State.PARTIAL if reading.partial else State.WHOLE, reading.held, reading.expected, reading.grain)


def _earlier(kpi: Kpi, rows: Rows, first: Period, calendar: Calendar) -> bool:
    """True when the KPI has a figure of a quarter before `first`."""
    early = (row.period for row in _of(kpi, rows) if calendar.counted_on(row.period) < first.start)
    starts = {calendar.quarter_holding(period) for period in early}
    return any(isinstance(roll(kpi, rows, quarter, calendar), Figure) for quarter in sorted(starts))


def _of(kpi: Kpi, rows: Rows) -> Iterable[Observation]:
    return (row for name in kpi.names for row in rows.get(name, ()))


def missing_months(kpi: Kpi, rows: Rows, quarter: Period, calendar: Calendar) -> tuple[Period, ...]:
    """The months of `quarter` that have no whole value of their own."""
    return tuple(month for month in calendar.months(quarter) if not _has(kpi, rows, month, calendar))


def _has(kpi: Kpi, rows: Rows, month: Period, calendar: Calendar) -> bool:
    found = roll(kpi, rows, month, calendar)
    return isinstance(found, Figure) and not found.partial


def reach(kpi: Kpi, rows: Rows) -> Period | None:
    """The last period that `kpi` has rows of: its own, or the last that all have of which it is worked out."""
    held = [_reach(kpi, part, rows) for part in kpi.parts]
    parts = [part for part in held if part is not None]
    ends = [_last(rows, kpi.id)] + ([min(parts, key=_end)] if parts and len(parts) == len(held) else [])
    return max((end for end in ends if end is not None), key=_end, default=None)


def _reach(kpi: Kpi, part: str, rows: Rows) -> Period | None:
    return reach(kpi.inputs[part], rows) if part in kpi.inputs else _last(rows, part)


def _last(rows: Mapping[str, Sequence[Observation]], name: str) -> Period | None:
    periods = (row.period for row in rows.get(name, ()) if row.period.grain is not Grain.YEAR)
    return max(periods, key=_end, default=None)


def _end(period: Period) -> tuple[object, object]:
    return period.end, period.start
