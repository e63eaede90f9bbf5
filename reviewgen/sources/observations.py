"""Observations: long tables, a column per scenario, or a column per period, to one row a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from reviewgen.errors import Place, Problem
from reviewgen.facts import ACTUAL, FORECAST, OWN_SCENARIOS, TARGET, Unit
from reviewgen.model import Observation
from reviewgen.period import Grain, Period
from reviewgen.sources.cells import EXACT, number
from reviewgen.sources.columns import headed, locate
from reviewgen.sources.dates import GRAMMAR, REMEDY, Doubtful, period
from reviewgen.sources.grid import Cell, Grid, blank, fail, fold, warn
from reviewgen.sources.meaning import scaled
from reviewgen.sources.names import Names
from reviewgen.workspace import Workspace

T = TypeVar("T")
LIKE_A_PERIOD = re.compile(r"(FY|Q|M|H|S|W|KW)?[\s/.'-]*[0-9][0-9\s/.'QMHSFYWKP-]*", re.IGNORECASE)
"""A header that is meant as a period, whether it can be read as one or not."""
REQUIRED = ("account", "kpi", "period", "value")
OPTIONAL = ("segment", "site", "unit", "source", "note")


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
    rows = [(row, grid) for grid in grids for row in reader.rows(grid)]
    reader.names.report(found)
    reader.doubt_fractions(row for row, _ in rows)
    everything: list[tuple[Observation, Grid | None]] = [*rows, *((row, None) for row in counted)]
    return tuple(_without_repeats(everything, workspace, found))


def _without_repeats(
    rows: Iterable[tuple[Observation, Grid | None]], workspace: Workspace, found: list[Problem]
) -> Iterator[Observation]:
    """Each value once; of a row that repeats one before it, its source says which of them counts."""
    kept: dict[tuple[object, ...], tuple[Observation, Grid | None]] = {}
    for row, grid in rows:
        key = (row.account, row.kpi, row.period, row.scenario, row.segment, row.site)
        if key in kept:
            first, held = kept[key]
            kept[key] = _repeated(first, held, row, grid) or (first, held)
            if grid is None or grid.repeats == "error":
                _tell_repeat(first, row, workspace, found)
        else:
            kept[key] = row, grid
    for row, grid in kept.values():
        if grid is not None and row.place.row is not None:
            grid.tally.used.add(row.place.row)
        yield row


def _repeated(
    first: Observation, held: Grid | None, row: Observation, grid: Grid | None
) -> tuple[Observation, Grid | None] | None:
    """What counts from here on where a row repeats another; None for the first."""
    if grid is None or row.place.row is None:
        return None
    match grid.repeats:
        case "first":
            grid.tally.leave(row.place.row, "repeats another row, of which the first is used", row.kpi)
        case "last":
            if held is not None and first.place.row is not None:
                held.tally.leave(first.place.row, "is repeated by another row, of which the last is used", row.kpi)
            return row, grid
        case "sum":
            grid.tally.used.add(row.place.row)
            grid.tally.note("added to another row about the same", row.kpi)
            return replace(first, value=EXACT.add(first.value, row.value)), held
    return None


def _tell_repeat(first: Observation, row: Observation, workspace: Workspace, found: list[Problem]) -> None:
    told = "the same" if first.value == row.value else f"{row.value:f} where {first.value:f} stands"
    what = f"{row.kpi} of {row.account}, {workspace.calendar.key(row.period)}, {row.scenario}"
    message = f"duplicate row: {what} says {told} in {first.place}"
    hint = "Keep one of the two rows, tell them apart by segment, or say with repeats which of them counts."
    fail(found, row.place, message, hint)


@dataclass(frozen=True)
class _Reader:
    workspace: Workspace
    names: Names
    found: list[Problem]

    def rows(self, grid: Grid) -> Iterator[Observation]:
        """The values of one grid, whatever its shape."""
        self.found.extend(grid.refused)
        if not headed(grid, REQUIRED, self.found):
            return
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
            odd = _Odd(grid, self.found)
            yield from self._values(grid, at, shapes[0] if shapes else long, odd)
            odd.tell()

    def _locate(self, grid: Grid, slots: Mapping[int, Slot], scenarios: Mapping[int, Slot]) -> Mapping[str, int] | None:
        if slots:
            headers = [fold(grid.header[index]) for index in slots]
            return locate(grid, ("account", "kpi"), (*OPTIONAL, "scenario", *headers), self.found)
        if scenarios:
            return locate(grid, ("account", "kpi", "period"), (*OPTIONAL, *OWN_SCENARIOS), self.found)
        return locate(grid, REQUIRED, (*OPTIONAL, "scenario"), self.found)

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
                named[index] = Slot(period=period(name, self.workspace.calendar, per=grid.per))
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

    def _values(self, grid: Grid, at: Mapping[str, int], slots: Mapping[int, Slot], odd: _Odd) -> Iterator[Observation]:
        for row, cells in grid.rows:
            here = _Row(grid, row, cells, at, self.found)
            account = self.names.account(cells[at["account"]], grid, row, self.found)
            if account is not None:
                yield from self._row(here, account, slots, odd)

    def _row(self, here: _Row, account: str, slots: Mapping[int, Slot], odd: _Odd) -> Iterator[Observation]:
        """The values of a row; all its mistakes are told, each once."""
        before = len(self.found)
        kpi = self.names.kpi(here.cell("kpi"), here.place("kpi"), self.found)
        when = self._period(here)
        scenario = here.read("scenario", self.names.scenario, "Write actual, target, or the name of a competitor.")
        segment = here.read("segment", self.names.segment, "Write the name of the segment.")
        site = here.read("site", self.names.segment, "Write the name of the site.")
        named = len(self.found) == before
        filled = [index for index in slots if not blank(here.cells[index])]
        if not filled:
            odd.blank(here, f"{kpi or 'the row'} of {account}", next(iter(slots)) if len(slots) == 1 else None, named)
        elif len(filled) < len(slots):
            here.grid.tally.note("cells without a value", kpi or "", len(slots) - len(filled))
        for index in filled:
            value = self._value(here, index, kpi, account)
            if named and value is not None and kpi is not None:
                of = slots[index].period or when
                assert of is not None
                called = slots[index].scenario or scenario or ACTUAL
                place = here.place(here.grid.header[index])
                if self._usable(kpi, of, called, here.number, place, odd):
                    yield Observation(account, kpi, of, value, called, place, segment or "", site or "")

    def _period(self, here: _Row) -> Period | None:
        if "period" not in here.at:
            return None
        if blank(here.cell("period")):
            fail(self.found, here.place("period"), "the period is missing", GRAMMAR)
            return None
        patterns = here.grid.dates.get("period", ())
        hint = REMEDY if patterns else GRAMMAR
        return here.read("period", lambda cell: period(cell, self.workspace.calendar, patterns, here.grid.per), hint)

    def _value(self, here: _Row, index: int, kpi: str | None, account: str) -> Decimal | None:
        known, grid, cell = self.names.catalogue(kpi) if kpi else None, here.grid, here.cells[index]
        percent = kpi is None or (known is not None and known.unit is Unit.PERCENT)
        try:
            value = number(cell, percent=percent, comma=grid.comma, marks=grid.marks)
            made = scaled(value, cell, known.unit if known else None, grid.factor)
        except ValueError as error:
            hint = f"{kpi or 'the KPI'} of {account} needs a number here; leave the cell blank if there is none."
            fail(self.found, here.place(grid.header[index]), str(error), hint)
            return None
        if grid.factor != 1:
            done = "as they stand" if made == value else "in another scale or sign"
            grid.tally.note(f"values {done}", kpi or "")
        return made

    def _usable(self, kpi: str, when: Period, scenario: str, row: int, place: Place, odd: _Odd) -> bool:
        """False, with a warning, for a value of which no quarter can be made."""
        known = self.names.catalogue(kpi)
        if self.names.calculated(kpi) and when.grain in (Grain.WEEK, Grain.MONTH) and scenario != TARGET:
            assert known is not None
            parts = [name for name in known.names if name != kpi]
            hint = f"Give {' and '.join(parts)} for each {when.grain}, or {kpi} for the quarter."
            message = f"{kpi} is a {known.rollup}: a quarter cannot be had from its {when.grain}s; not used"
            odd.unusable(row, place, message, hint, f"{kpi} is a {known.rollup} given by {when.grain}s")
            return False
        spread = scenario == TARGET and known is not None and known.phasing is not None
        if when.grain is Grain.YEAR and scenario != FORECAST and not spread:
            message = f"{kpi}, {scenario}: no quarter can be had from a whole year"
            odd.unusable(None, place, message, "Give quarters or months; a target may be spread with phasing.", "")
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


@dataclass
class _Odd:
    """What a table holds too often to be told row by row: values that are missing or of no use."""

    grid: Grid
    found: list[Problem]
    blanks: list[tuple[Place, str]] = field(default_factory=list)
    others: dict[tuple[str, str], list[Place]] = field(default_factory=dict)

    def blank(self, here: _Row, what: str, index: int | None, named: bool) -> None:
        """A row without a value, which is a mistake already unless all else in it is well."""
        place = here.place(None if index is None else self.grid.header[index])
        self.blanks.append((place, what))
        if named:
            self.grid.tally.leave(here.number, "no value", what)

    def unusable(self, row: int | None, place: Place, message: str, hint: str, reason: str) -> None:
        """A value that cannot be used; `row` where that leaves the row out."""
        self.others.setdefault((message, hint), []).append(place)
        if row is not None:
            self.grid.tally.leave(row, reason)

    def tell(self) -> None:
        """Each kind once, at the first place, with how many there are."""
        for (message, hint), places in self.others.items():
            more = f" ({len(places)} values)" if len(places) > 1 else ""
            warn(self.found, places[0], message + more, hint)
        if self.blanks:
            (place, what), others = self.blanks[0], len(self.blanks) - 1
            also = f", and {others} more row{'s have' if others > 1 else ' has'} none" if others else ""
            hint = "It counts as missing, and the slide says so."
            warn(self.found, place, f"{what} has no value{also}", hint)


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
