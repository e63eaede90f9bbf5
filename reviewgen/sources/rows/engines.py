"""The engines of a run, each opened when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from reviewgen.workspace.rows import Database, Origin

if TYPE_CHECKING:
    from reviewgen.sources.rows.columns import Base
    from reviewgen.sources.rows.dialects import Dialect


class Engine(Protocol):
    """Where rows lie and can be counted."""

    @property
    def dialect(self) -> Dialect:
        """What its SQL is written in."""

    def base(self, origin: Origin) -> tuple[Base, str]:
        """What stands behind FROM, and in words how it is read."""

    def run(self, sql: str, origin: Origin) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""


class Engines:
    """The engine of files, and a connection for each database."""

    def __init__(self, databases: Mapping[str, Database], stack: ExitStack) -> None:
        self._databases = databases
        self._stack = stack
        self._held: dict[str | None, Engine] = {}

    def of(self, origin: Origin) -> Engine:
        """The engine for an origin."""
        key = origin.database
        if key not in self._held:
            self._held[key] = self._files() if key is None else self._reader(key)
        return self._held[key]

    def _files(self) -> Engine:
        from reviewgen.sources.rows.duck import Files

        return self._stack.enter_context(Files())

    def _reader(self, name: str) -> Engine:
        from reviewgen.sources.rows.databases import connected

        return self._stack.enter_context(connected(self._databases[name]))


@dataclass(frozen=True)
class Opened:
    """One origin in its engine."""

    engine: Engine
    origin: Origin
    base: Base
    how: str

    def run(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """The rows that a query over it gives."""
        return self.engine.run(sql, self.origin)
