"""Rows in: read(workspace) -> Tables and Problems. SOURCES says which kinds of file there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from reviewgen.errors import Problem
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
from reviewgen.workspace import TableSource, Workspace

SOURCES: Mapping[str, Callable[[bytes, TableSource], Grid]] = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".txt": delimited.read,
    ".xlsx": excel.read,
    ".xlsm": excel.read,
    ".xls": excel.read,
}


def read(workspace: Workspace) -> tuple[Tables, tuple[Problem, ...]]:
    """All rows of all tables, typed, and every problem met; a row with a problem is refused, never guessed."""
    found: list[Problem] = []
    grids = {name: _grids(sources, found) for name, sources in workspace.tables.items()}
    tables = Tables(
        observations=observations(grids.get("observations", []), workspace, found),
        projects=records(grids.get("projects", []), project, workspace, found),
        milestones=records(grids.get("milestones", []), milestone, workspace, found),
        contacts=records(grids.get("contacts", []), contact, workspace, found),
        touchpoints=records(grids.get("touchpoints", []), touchpoint, workspace, found),
        actions=records(grids.get("actions", []), action, workspace, found),
        comments=records(grids.get("comments", []), comment, workspace, found),
    )
    return tables, tuple(found)


def _grids(sources: tuple[TableSource, ...], found: list[Problem]) -> list[Grid]:
    grids = []
    for source in sources:
        try:
            grids.append(_reader(source.file)(_bytes(source), source))
        except Unreadable as error:
            found.append(error.problem)
    return grids


def _reader(file: Path) -> Callable[[bytes, TableSource], Grid]:
    return SOURCES.get(file.suffix.casefold(), delimited.read)


def _bytes(source: TableSource) -> bytes:
    try:
        return source.file.read_bytes()
    except OSError as error:
        raise Unreadable(
            source, f"cannot be read: {error.strerror}", "Close it in other programs, and check the path."
        ) from error
