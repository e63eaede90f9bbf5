"""Rows in: read(workspace) -> Tables and Problems. SOURCES says which kinds of file there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reviewgen.errors import Place, Problem
from reviewgen.model import Tables
from reviewgen.sources import delimited, excel
from reviewgen.sources.grid import Grid, Unreadable
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
from reviewgen.sources.rows import RowsReport, count_rows
from reviewgen.workspace import TableSource, Workspace
from reviewgen.workspace.wording import near

SOURCES: Mapping[str, Callable[[bytes, TableSource], Grid]] = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".txt": delimited.read,
    ".xlsx": excel.read,
    ".xlsm": excel.read,
    ".xls": excel.read,
}
LARGEST = 500 * 1024 * 1024


@dataclass(frozen=True)
class TableReport:
    """How one source of a table was read: `rows` below the header, of which `used` gave something to a review."""

    table: str
    file: str
    sheet: str | None
    how: str
    rows: int
    used: int


@dataclass(frozen=True)
class Contents:
    """All rows of a workspace, the problems met, and how each source was read."""

    tables: Tables
    problems: tuple[Problem, ...]
    reports: tuple[TableReport, ...]
    counted: tuple[RowsReport, ...] = ()


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


def read(workspace: Workspace) -> tuple[Tables, tuple[Problem, ...]]:
    """All rows of all tables, typed, and every problem met; a row with a problem is refused, never guessed."""
    found = contents(workspace)
    return found.tables, found.problems


def contents(workspace: Workspace) -> Contents:
    """As `read`, with how each source was read."""
    found: list[Problem] = []
    files = _Files()
    grids = {name: files.grids(sources, found) for name, sources in workspace.tables.items()}
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
    reports = [_report(name, grid, getattr(tables, name)) for name, several in grids.items() for grid in several]
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


def _report(name: str, grid: Grid, rows: Iterable[_Placed]) -> TableReport:
    used = {row.place.row for row in rows if (row.place.file, row.place.sheet) == (grid.file, grid.sheet)}
    return TableReport(name, grid.file, grid.sheet, grid.how, len(grid.rows) + len(grid.refused), len(used))


class _Files:
    """Reads each file once, however many of its sheets are asked for."""

    def __init__(self) -> None:
        self._held: dict[Path, bytes] = {}

    def grids(self, sources: Iterable[TableSource], found: list[Problem]) -> list[Grid]:
        """The grids that can be had of `sources`; the others are problems."""
        grids = []
        seen: set[tuple[Path, str | None]] = set()
        for source in sources:
            file = source.file
            if file is None:
                continue
            if (file, source.sheet) in seen:
                message = f"{source.shown} stands twice in this table"
                found.append(Problem(source.place, message, "Remove one of the two, or name another sheet."))
                continue
            seen.add((file, source.sheet))
            try:
                read = SOURCES.get(file.suffix.casefold(), delimited.read)
                grids.append(read(self._bytes(file, source), source))
            except Unreadable as error:
                found.append(error.problem)
        return grids

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
