"""Rows by segment -> what volume, mix and price did to the sales of a quarter, against the same of last year."""

from __future__ import annotations

from collections.abc import Sequence

from reviewgen.effects import Cell, Effects, Line
from reviewgen.effects import effects as split
from reviewgen.facts import Absent, Figure, Reason
from reviewgen.model import Observation, ProfitNames
from reviewgen.period import Calendar, Period
from reviewgen.rollup import Rows, add_up


def effects(names: ProfitNames, rows: Rows, now: Period, before: Period, calendar: Calendar) -> Effects | Absent:
    """What moved the sales from `before` to `now`, segment by segment, in the unit of the rows of sales.

    A month in which a segment has no row and another has one is a month without sales of it. Absent when months of
    one of the two periods have no row at all: half a quarter is no lost sale.
    """
    sales, volume = _by_segment(rows.get(names.sales, ())), _by_segment(rows.get(names.volume, ()))
    windows = (before, now)
    for found in (sales, volume):
        every = tuple(row for own in found.values() for row in own)
        for window in windows:
            whole = add_up(every, window, calendar)
            if isinstance(whole, Absent) or whole.partial:
                return Absent(Reason.INCOMPLETE)
    lines = []
    for segment in sorted(sales.keys() | volume.keys()):
        cells = (_cell(found.get(segment, ()), window, calendar) for window in windows for found in (volume, sales))
        lines.append(Line(segment, *cells))
    return split(lines)


def _by_segment(rows: Sequence[Observation]) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for row in rows:
        if row.segment:
            found.setdefault(row.segment, []).append(row)
    return found


def _cell(rows: Sequence[Observation], window: Period, calendar: Calendar) -> Cell:
    found = add_up(rows, window, calendar)
    return found.value if isinstance(found, Figure) else found
