"""Observations: long tables, a column per scenario, or a column per period, to one row a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from reviewgen.errors import Place, Problem
from reviewgen.facts import ACTUAL, OWN_SCENARIOS, TARGET, Unit
from reviewgen.model import Observation
from reviewgen.period import Grain, Period
from reviewgen.sources.cells import number
from reviewgen.sources.columns import locate
from reviewgen.sources.dates import GRAMMAR, Doubtful, period
from reviewgen.sources.grid import Cell, Grid, blank, fail, fold, warn
from reviewgen.sources.names import Names
from reviewgen.workspace import Workspace

T = TypeVar("T")
LIKE_A_PERIOD = re.compile(r"(FY|Q|M|H|S)?[\s/.'-]*[0-9][0-9\s/.'QMHSFY-]*", re.IGNORECASE)
"""A header that is meant as a period, whether it can be read as one or not."""
OPTIONAL = ("segment", "unit", "source", "note")


@dataclass(frozen=True)
class Slot:
    """A column of values: the period or the scenario that its header names; None where the row says it."""

    period: Period | None = None
    scenario: str | None = None


def observations(
    grids: Iterable[Grid], workspace: Workspace, found: list[Problem], counted: Iterable[Observation] = ()
) -> tuple[Observation, ...]:
    """All values of all grids, and those that were `counted` from raw rows.

    What cannot be read, and every row that repeats another, is a problem.
    """
    reader = _Reader(workspace, Names(workspace), found)
    rows = [row for grid in grids for row in reader.rows(grid)]
    reader.names.report(found)
    reader.doubt_fractions(rows)
    return tuple(_without_repeats([*rows, *counted], workspace, found))


def _without_repeats(rows: Iterable[Observation], workspace: Workspace, found: list[Problem]) -> Iterator[Observation]:
    seen: dict[tuple[object, ...], Observation] = {}
    for row in rows:
        key = (row.account, row.kpi, row.period, row.scenario, row.segment)
        first = seen.setdefault(key, row)
        if first is row:
            yield row
            continue
        told = "the same" if first.value == row.value else f"{row.value:f} where {first.value:f} stands"
        what = f"{row.kpi} of {row.account}, {workspace.calendar.key(row.period)}, {row.scenario}"
        message = f"duplicate row: {what} says {told} in {first.place}"
        fail(found, row.place, message, "Keep one of the two rows, or tell them apart by segment.")


@dataclass(frozen=True)
class _Reader:
    workspace: Workspace
    names: Names
    found: list[Problem]

    def rows(self, grid: Grid) -> Iterator[Observation]:
        """The values of one grid, whatever its shape."""
        self.found.extend(grid.refused)
        folded = [fold(name) for name in grid.header]
        slots = self._periods(grid)
        if slots is None:
            return
        scenarios = {index: Slot(scenario=name) for index, name in enumerate(folded) if name in OWN_SCENARIOS}
        long = {folded.index("value"): Slot()} if "value" in folded else {}
        shapes = [shape for shape in (long, slots, scenarios) if shape]
        if len(shapes) > 1:
            self._mixed(grid, [next(iter(shape)) for shape in shapes])
            return
        at = self._locate(grid, slots, scenarios)
        if at:
            yield from self._values(grid, at, shapes[0] if shapes else long)

    def _locate(self, grid: Grid, slots: Mapping[int, Slot], scenarios: Mapping[int, Slot]) -> Mapping[str, int] | None:
        if slots:
            headers = [fold(grid.header[index]) for index in slots]
            return locate(grid, ("account", "kpi"), (*OPTIONAL, "scenario", *headers), self.found)
        if scenarios:
            return locate(grid, ("account", "kpi", "period"), (*OPTIONAL, *OWN_SCENARIOS), self.found)
        return locate(grid, ("account", "kpi", "period", "value"), (*OPTIONAL, "scenario"), self.found)

    def _mixed(self, grid: Grid, columns: Iterable[int]) -> None:
        names = ", ".join(f'"{grid.header[index]}"' for index in columns)
        message = f"values stand in columns of more than one kind: {names}"
        hint = "Keep one kind: a column value, or a column per scenario, or a column per period; rename the others."
        fail(self.found, grid.place(), message, hint)

    def _periods(self, grid: Grid) -> Mapping[int, Slot] | None:
        """The columns whose header names a period; None, with a problem, when one cannot be told from another."""
        named: dict[int, Slot] = {}
        doubtful: list[tuple[str, str]] = []
        for index, name in enumerate(grid.header):
            try:
                named[index] = Slot(period=period(name, self.workspace.calendar))
            except ValueError as error:
                if isinstance(error, Doubtful) or LIKE_A_PERIOD.fullmatch(name):
                    doubtful.append((name, str(error)))
        if doubtful:
            name, message = doubtful[0]
            more = f" (and {len(doubtful) - 1} more columns like it)" if len(doubtful) > 1 else ""
            fail(self.found, grid.place(column=name), message + more, GRAMMAR)
        twice = self._twice(grid, named)
        return None if doubtful or twice else named

    def _twice(self, grid: Grid, named: Mapping[int, Slot]) -> bool:
        first: dict[Slot, str] = {}
        told = False
        for index, slot in named.items():
            other = first.setdefault(slot, grid.header[index])
            if other != grid.header[index]:
                message = f'the column names the same period as "{other}"'
                fail(self.found, grid.place(column=grid.header[index]), message, "Remove or rename one of them.")
                told = True
        return told

    def _values(self, grid: Grid, at: Mapping[str, int], slots: Mapping[int, Slot]) -> Iterator[Observation]:
        for row, cells in grid.rows:
            here = _Row(grid, row, cells, at, self.found)
            account = self.names.account(cells[at["account"]], here.place("account"), self.found)
            if account is not None:
                yield from self._row(here, account, slots)

    def _row(self, here: _Row, account: str, slots: Mapping[int, Slot]) -> Iterator[Observation]:
        """The values of a row; all its mistakes are told, each once."""
        before = len(self.found)
        kpi = self.names.kpi(here.cell("kpi"), here.place("kpi"), self.found)
        when = self._period(here)
        scenario = here.read("scenario", self.names.scenario, "Write actual, target, or the name of a competitor.")
        segment = here.read("segment", self.names.segment, "Write the name of the segment.")
        named = len(self.found) == before
        filled = [index for index in slots if not blank(here.cells[index])]
        if not filled:
            hint = "It counts as missing, and the slide says so."
            place = here.place(here.grid.header[next(iter(slots))] if len(slots) == 1 else None)
            warn(self.found, place, f"{kpi or 'the row'} of {account} has no value", hint)
        for index in filled:
            value = self._value(here, index, kpi, account)
            if named and value is not None and kpi is not None:
                of = slots[index].period or when
                assert of is not None
                called = slots[index].scenario or scenario or ACTUAL
                place = here.place(here.grid.header[index])
                if self._usable(kpi, of, called, place):
                    yield Observation(account, kpi, of, value, called, place, segment or "")

    def _period(self, here: _Row) -> Period | None:
        if "period" not in here.at:
            return None
        if blank(here.cell("period")):
            fail(self.found, here.place("period"), "the period is missing", GRAMMAR)
            return None
        return here.read("period", lambda cell: period(cell, self.workspace.calendar), GRAMMAR)

    def _value(self, here: _Row, index: int, kpi: str | None, account: str) -> Decimal | None:
        found = self.names.catalogue(kpi) if kpi else None
        percent = kpi is None or (found is not None and found.unit is Unit.PERCENT)
        try:
            return number(here.cells[index], percent=percent, comma=here.grid.comma)
        except ValueError as error:
            hint = f"{kpi or 'the KPI'} of {account} needs a number here; leave the cell blank if there is none."
            fail(self.found, here.place(here.grid.header[index]), str(error), hint)
            return None

    def _usable(self, kpi: str, when: Period, scenario: str, place: Place) -> bool:
        """False, with a warning, for a value of which no quarter can be made."""
        if self.names.ratio(kpi) and when.grain is Grain.MONTH and scenario != TARGET:
            parts = self.names.catalogue(kpi)
            assert parts is not None
            hint = f"Give {parts.numerator} and {parts.denominator} for each month, or {kpi} for the quarter."
            warn(self.found, place, f"{kpi} is a ratio: a quarter cannot be had from its months; not used", hint)
            return False
        if when.grain is Grain.YEAR:
            message = f"{kpi}, {scenario}: no quarter can be had from a whole year"
            warn(self.found, place, message, "Give quarters or months.")
        return True

    def doubt_fractions(self, rows: Iterable[Observation]) -> None:
        """Warn of a percentage of which every value lies between -1 and 1: 0.918 may be meant as 91.8 %."""
        held: dict[tuple[str, str], list[Observation]] = {}
        for row in rows:
            known = self.names.catalogue(row.kpi)
            if known is not None and known.unit is Unit.PERCENT:
                held.setdefault((row.kpi, row.place.file), []).append(row)
        for (kpi, _), found in held.items():
            if all(abs(row.value) <= 1 for row in found) and any(row.value % 1 for row in found):
                row = next(row for row in found if row.value % 1)
                message = (
                    f"{kpi} is a percentage, and no value of it goes beyond 1: {row.value:f} is read as {row.value:f} %"
                )
                warn(self.found, row.place, message, f"Write {row.value * 100:f} if {row.value * 100:f} % is meant.")


@dataclass(frozen=True)
class _Row:
    grid: Grid
    number: int
    cells: tuple[Cell, ...]
    at: Mapping[str, int]
    found: list[Problem]

    def cell(self, column: str) -> Cell:
        """The cell of a column, None where the table lacks it."""
        return self.cells[self.at[column]] if column in self.at else None

    def place(self, column: str | None) -> Place:
        """A cell of the row."""
        return self.grid.place(self.number, column)

    def read(self, column: str, parse: Callable[[Cell], T], hint: str) -> T | None:
        """What a cell means; None with a problem."""
        try:
            return parse(self.cell(column))
        except ValueError as error:
            fail(self.found, self.place(column), str(error), hint)
            return None
