"""Observations: long tables, a column per scenario, or a column per period, to one row a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reviewgen.errors import Problem
from reviewgen.facts import ACTUAL, OWN_SCENARIOS, Unit
from reviewgen.model import Observation
from reviewgen.period import Period
from reviewgen.sources.cells import blank, number, period, text
from reviewgen.sources.columns import fold, locate
from reviewgen.sources.grid import Cell, Grid, fail, warn
from reviewgen.sources.names import Names
from reviewgen.workspace import Workspace
from reviewgen.workspace.wording import closest

OPTIONAL = ("scenario", "segment", "unit", "source", "note")


def observations(grids: Iterable[Grid], workspace: Workspace, found: list[Problem]) -> tuple[Observation, ...]:
    """All values of all grids; what cannot be read, and every row that repeats another, is a problem."""
    reader = _Reader(workspace, Names(workspace), found)
    rows = [row for grid in grids for row in reader.rows(grid)]
    reader.names.report(found)
    return tuple(_without_repeats(rows, found))


def _without_repeats(rows: Iterable[Observation], found: list[Problem]) -> Iterator[Observation]:
    seen: dict[tuple[object, ...], Observation] = {}
    for row in rows:
        key = (row.account, row.kpi, row.period, row.scenario, row.segment)
        first = seen.setdefault(key, row)
        if first is row:
            yield row
            continue
        told = "says the same as" if first.value == row.value else f"says {row.value:f} where {first.value:f} stands in"
        message = (
            f"{row.kpi} of {row.account}, {row.scenario}: the row {told} row {first.place.row} of {first.place.file}"
        )
        fail(found, row.place, message, "Keep one of the two rows, or tell them apart by segment.")


@dataclass(frozen=True)
class _Reader:
    workspace: Workspace
    names: Names
    found: list[Problem]

    def rows(self, grid: Grid) -> Iterator[Observation]:
        folded = [fold(name) for name in grid.header]
        by_period = self._periods(grid)
        by_scenario = {index: name for index, name in enumerate(folded) if name in OWN_SCENARIOS}
        if "value" in folded or not (by_period or by_scenario):
            at = locate(grid, ("account", "kpi", "period", "value"), OPTIONAL, self.found)
            if at:
                yield from self._long(grid, at)
        elif by_period:
            names = [grid.header[index] for index in by_period]
            at = locate(grid, ("account", "kpi"), (*OPTIONAL, *map(fold, names)), self.found)
            if at:
                yield from self._wide_periods(grid, at, by_period)
        else:
            at = locate(grid, ("account", "kpi", "period"), (*OPTIONAL, *by_scenario.values()), self.found)
            if at:
                yield from self._wide_scenarios(grid, at, by_scenario)

    def _periods(self, grid: Grid) -> Mapping[int, Period]:
        """The columns whose header names a period."""
        named = {}
        for index, name in enumerate(grid.header):
            try:
                named[index] = period(name, self.workspace.calendar)
            except ValueError:
                continue
        return named

    def _long(self, grid: Grid, at: Mapping[str, int]) -> Iterator[Observation]:
        for row, cells in grid.rows:
            when = self._period(grid, row, cells[at["period"]])
            scenario = self._scenario(cells, at)
            yield from self._one(grid, row, cells, at, "value", cells[at["value"]], when, scenario)

    def _wide_scenarios(self, grid: Grid, at: Mapping[str, int], columns: Mapping[int, str]) -> Iterator[Observation]:
        for row, cells in grid.rows:
            when = self._period(grid, row, cells[at["period"]])
            for index, scenario in columns.items():
                if not blank(cells[index]):
                    yield from self._one(grid, row, cells, at, grid.header[index], cells[index], when, scenario)

    def _wide_periods(self, grid: Grid, at: Mapping[str, int], columns: Mapping[int, Period]) -> Iterator[Observation]:
        for row, cells in grid.rows:
            scenario = self._scenario(cells, at)
            for index, when in columns.items():
                if not blank(cells[index]):
                    yield from self._one(grid, row, cells, at, grid.header[index], cells[index], when, scenario)

    def _scenario(self, cells: tuple[Cell, ...], at: Mapping[str, int]) -> str:
        cell = cells[at["scenario"]] if "scenario" in at else None
        if blank(cell):
            return ACTUAL
        name = text(cell)
        return fold(name) if fold(name) in OWN_SCENARIOS else name

    def _period(self, grid: Grid, row: int, cell: Cell) -> Period | None:
        try:
            return period(cell, self.workspace.calendar)
        except ValueError as error:
            fail(self.found, grid.place(row, "period"), str(error), "Each row names the period of its value.")
            return None

    def _one(
        self,
        grid: Grid,
        row: int,
        cells: tuple[Cell, ...],
        at: Mapping[str, int],
        column: str,
        cell: Cell,
        when: Period | None,
        scenario: str,
    ) -> Iterator[Observation]:
        place = grid.place(row, column)
        account = self.names.account(cells[at["account"]], grid.place(row, "account"), self.found)
        kpi = self._kpi(grid, row, cells[at["kpi"]])
        if account is None or kpi is None or when is None:
            return
        if blank(cell):
            hint = "It counts as missing. A formula that was never calculated is blank too: open and save the workbook."
            warn(self.found, place, f"{kpi} of {account} has no value", hint)
            return
        try:
            value = number(cell, percent=self.names.unit(kpi) is Unit.PERCENT)
        except ValueError as error:
            fail(
                self.found,
                place,
                str(error),
                f"{kpi} of {account} needs a number here; leave the cell blank if there is none.",
            )
            return
        segment = text(cells[at["segment"]]) if "segment" in at else ""
        yield Observation(account, kpi, when, value, scenario, place, segment)

    def _kpi(self, grid: Grid, row: int, cell: Cell) -> str | None:
        try:
            name = text(cell)
        except ValueError as error:
            fail(self.found, grid.place(row, "kpi"), str(error), "Write the id of a KPI.")
            return None
        if fold(name) in self.names.kpis:
            return fold(name)
        hint = closest(fold(name), self.names.kpis) or "Add it to kpis.yml, or remove the row."
        fail(self.found, grid.place(row, "kpi"), f'unknown KPI "{name}"', hint)
        return None
