"""Provenance: what was read, and how: rows in, rows used, rows left out and why, and how far in time they reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reviewgen.facts import ACTUAL
from reviewgen.model import Observation, Tables
from reviewgen.period import Calendar, Period
from reviewgen.sources import Contents, TableReport
from reviewgen.sources.rows import LeftOut, RowsReport
from reviewgen.workspace import Workspace
from reviewgen.workspace.rows import RowsSource


@dataclass(frozen=True)
class Source:
    """One place that rows came from: a source of a table or, with `raw`, a declaration of raw rows.

    `refused` rows hold mistakes that are told; `reaches` is the last period that it holds, "" where it holds none.
    """

    name: str
    raw: bool
    file: str
    sheet: str | None
    how: str
    rows: int
    used: int
    left_out: tuple[LeftOut, ...]
    refused: int
    notes: tuple[LeftOut, ...]
    reaches: str

    @property
    def shown(self) -> str:
        """Where it lies, in words."""
        return self.file if self.sheet is None else f'{self.file}, sheet "{self.sheet}"'


@dataclass(frozen=True)
class Unread:
    """A source that was declared and could not be read; a problem says why."""

    name: str
    shown: str


def read(loaded: Workspace, found: Contents) -> Iterator[Source]:
    """What was read of each source of each table, then of each declaration of raw rows."""
    for table in found.reports:
        reaches = _table_reach(table, found.tables, loaded.calendar)
        yield _source(table.table, table, table.file, table.sheet, reaches)
    sheets = {one.name: one.origin.sheet for one in loaded.rows}
    for rows in found.counted:
        reaches = _rows_reach(rows, loaded.rows, found.tables, loaded.calendar)
        yield _source(rows.name, rows, rows.shown, sheets.get(rows.name), reaches)


def _source(name: str, report: TableReport | RowsReport, file: str, sheet: str | None, reaches: str) -> Source:
    refused = report.rows - report.used - sum(left.rows for left in report.left_out)
    return Source(
        name=name,
        raw=isinstance(report, RowsReport),
        file=file,
        sheet=sheet,
        how=report.how,
        rows=report.rows,
        used=report.used,
        left_out=report.left_out,
        refused=max(refused, 0),
        notes=report.notes,
        reaches=reaches,
    )


def unread(loaded: Workspace, found: Contents) -> Iterator[Unread]:
    """Sources that were declared and of which there is no report."""
    for name, several in loaded.tables.items():
        read = [(report.file, report.sheet) for report in found.reports if report.table == name]
        for source in several:
            its = next((one for one in read if one[0] == source.shown and source.sheet in (None, one[1])), None)
            if its is None:
                yield Unread(name, source.shown)
            else:
                read.remove(its)
    counted = {report.name for report in found.counted}
    yield from (Unread(f"rows {one.name}", one.origin.shown) for one in loaded.rows if one.name not in counted)


def _table_reach(report: TableReport, tables: Tables, calendar: Calendar) -> str:
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


def _rows_reach(report: RowsReport, sources: Iterable[RowsSource], tables: Tables, calendar: Calendar) -> str:
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
