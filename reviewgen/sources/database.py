"""Tables of databases: a table, a view or a query, read whole and never written."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from reviewgen.errors import Problem
from reviewgen.sources.grid import Grid, Unreadable
from reviewgen.sources.typed import PACKAGES, most, table, too_large
from reviewgen.workspace import TableSource
from reviewgen.workspace.rows import Database

if TYPE_CHECKING:
    from reviewgen.sources.rows.databases import Reader


class Databases:
    """The connections of one run, each opened when it is first needed."""

    def __init__(self, databases: Mapping[str, Database], stack: ExitStack) -> None:
        self._databases = databases
        self._stack = stack
        self._readers: dict[str, Reader] = {}
        self._failed: dict[str, Problem] = {}

    def read(self, source: TableSource) -> Grid:
        """The table that a source names. Unreadable when it cannot be had."""
        try:
            from reviewgen.sources.rows.databases import Unreachable
        except ImportError as error:
            message = "databases need a package that is not installed"
            raise Unreadable(source, message, PACKAGES, place=source.place) from error
        name = source.database or ""
        if name in self._failed:
            told = self._failed[name]
            raise Unreadable(source, told.message, told.hint, place=told.place)
        try:
            reader = self._reader(name)
            base, how = reader.base(source)
            columns = list(base.columns)
            limit = most(len(columns))
            rows = reader.run(f"SELECT * FROM {base.sql} AS held LIMIT {limit + 1}", source)
        except Unreachable as error:
            told = error.problem
            raise Unreadable(source, told.message, told.hint, place=told.place) from error
        if len(rows) > limit:
            raise too_large(source, len(columns))
        return table(source, columns, rows, how)

    def _reader(self, name: str) -> Reader:
        """The connection of a database; one that failed is not tried again for each of its tables."""
        from reviewgen.sources.rows.databases import Unreachable, connected

        if name not in self._readers:
            try:
                self._readers[name] = self._stack.enter_context(connected(self._databases[name]))
            except Unreachable as error:
                self._failed[name] = error.problem
                raise
        return self._readers[name]
