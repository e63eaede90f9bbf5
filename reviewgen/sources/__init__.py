"""Rows in: read(workspace) -> Tables and Problems. SOURCES says which kinds of file there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from reviewgen.errors import Place, Problem
from reviewgen.model import Tables
from reviewgen.sources import delimited, excel, parquet
from reviewgen.sources.database import Databases
from reviewgen.sources.grid import Grid, Unreadable
from reviewgen.sources.meaning import apply
from reviewgen.sources.observations import observations
from reviewgen.sources.records import (
    action,
    comment,
    contact,
    milestone,
    project,
    records,
    touchpoint,
)
from reviewgen.sources.rows import LeftOut, RowsReport, count_rows
from reviewgen.workspace import TableSource, Workspace
from reviewgen.workspace.wording import near

SOURCES: Mapping[str, Callable[[bytes, TableSource], Grid]] = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".txt": delimited.read,
    ".xlsx": excel.read,
    ".xlsm": excel.read,
    ".xls": excel.read,
    ".parquet": parquet.read,
}
LARGEST = 500 * 1024 * 1024
_NOWHERE = Place("")


@dataclass(frozen=True)
class TableReport:
    """How one source of a table was read: `rows` below the header, of which `used` gave something to a review.

    The others were `left_out` for a reason that is no mistake, or `refused` for the mistakes that are told of them.
    `notes` say what was changed in rows that are used, or is odd in them.
    """

    table: str
    file: str
    sheet: str | None
    how: str
    rows: int
    used: int
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[LeftOut, ...] = ()

    @property
    def refused(self) -> int:
        """Rows that hold mistakes."""
        return self.rows - self.used - sum(one.rows for one in self.left_out)


@dataclass(frozen=True)
class Contents:
    """All rows of a workspace, the problems met, and how each source was read."""

    tables: Tables
    problems: tuple[Problem, ...]
    reports: tuple[TableReport, ...]
    counted: tuple[RowsReport, ...] = ()


def read(workspace: Workspace) -> tuple[Tables, tuple[Problem, ...]]:
    """All rows of all tables, typed, and every problem met; a row with a problem is refused, never guessed."""
    found = contents(workspace)
    return found.tables, found.problems


def contents(workspace: Workspace) -> Contents:
    """As `read`, with how each source was read."""
    found: list[Problem] = []
    with ExitStack() as stack:
        shelf = _Shelf(Databases(workspace.databases, stack))
        grids = {name: shelf.grids(sources, found) for name, sources in workspace.tables.items()}
    counted = count_rows(workspace, found)
    tables = Tables(
        observations=observations(grids.get("observations", []), workspace, found, counted.observations),
        projects=records(grids.get("projects", []), project, workspace, found),
        milestones=records(grids.get("milestones", []), milestone, workspace, found),
        contacts=records(grids.get("contacts", []), contact, workspace, found),
        touchpoints=records(grids.get("touchpoints", []), touchpoint, workspace, found),
        actions=records(grids.get("actions", []), action, workspace, found),
        comments=records(grids.get("comments", []), comment, workspace, found),
    )
    reports = [_report(name, grid) for name, several in grids.items() for grid in several]
    return Contents(tables, _in_order(found), tuple(reports), counted.reports)


def _in_order(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems file by file as first met, each file's from its top; the same one once."""
    once = dict.fromkeys(found)
    files = {file: rank for rank, file in enumerate(dict.fromkeys(problem.place.file for problem in once))}
    return tuple(
        sorted(
            once, key=lambda one: (files[one.place.file], one.place.sheet or "", one.place.row or one.place.line or 0)
        )
    )


def _report(name: str, grid: Grid) -> TableReport:
    tally = grid.tally
    left_out = tuple(LeftOut(*one) for one in tally.left_out(grid.theirs.get("account", "account")))
    notes = tuple(LeftOut(*one) for one in tally.notes())
    return TableReport(name, grid.file, grid.sheet, grid.how, grid.total, len(tally.used), left_out, notes)


class _Shelf:
    """Reads each file once, however many of its sheets are asked for, and the tables of databases."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._held: dict[Path, bytes] = {}

    def grids(self, sources: Iterable[TableSource], found: list[Problem]) -> list[Grid]:
        """The grids that can be had of `sources`, in our names and words; the others are problems."""
        grids = []
        seen: list[TableSource] = []
        for source in sources:
            bare = replace(source, place=_NOWHERE)
            if bare in seen:
                message = f"{source.shown} stands twice in this table"
                found.append(Problem(source.place, message, "Remove one of the two, or name another sheet."))
                continue
            seen.append(bare)
            try:
                grid = apply(self._grid(source), source, found)
                grids += [grid] if grid else []
            except Unreadable as error:
                found.append(error.problem)
        return grids

    def _grid(self, source: TableSource) -> Grid:
        if source.file is None:
            return self._databases.read(source)
        read = SOURCES.get(source.file.suffix.casefold(), delimited.read)
        return read(self._bytes(source.file, source), source)

    def _bytes(self, file: Path, source: TableSource) -> bytes:
        if file not in self._held:
            self._held[file] = _bytes(file, source)
        return self._held[file]


def _bytes(file: Path, source: TableSource) -> bytes:
    try:
        if not file.is_file():
            raise Unreadable(source, f"no file {source.shown}", _whereabouts(file), place=source.place)
        if file.stat().st_size > LARGEST:
            raise Unreadable(source, "the file is over 500 MiB", "Export fewer rows, or one file a year.")
        return file.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be a path"
        hint = "Close it in other programs, and check the path."
        raise Unreadable(source, f"{source.shown} cannot be read: {reason}", hint, place=source.place) from error


def _whereabouts(file: Path) -> str:
    folder = file.parent
    if not folder.is_dir():
        return f"There is no folder {folder.name} either; paths start from the workspace."
    names = [path.name for path in folder.iterdir() if path.is_file()][:1000]
    return near(file.name, names) or "Check the name; paths start from the workspace."
