"""Databases, read and never written: the engine counts, and only totals come back."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import sqlglot
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlglot import exp
from sqlglot.errors import SqlglotError

from reviewgen.errors import Place, Problem
from reviewgen.sources.rows.dialects import Dialect, Postgres, Sqlite
from reviewgen.sources.rows.dialects import name as quoted
from reviewgen.sources.rows.plan import Base, Kind
from reviewgen.workspace.rows import Database, Origin

_STEPS = 10_000
"""Instructions of SQLite between two looks at the clock."""


class Unreachable(Exception):
    """A database that cannot be used; carries the problem, which holds no part of its address."""

    def __init__(self, place: Place, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = Problem(place, message, hint)


class Reader:
    """One read-only connection; `dialect` is what its SQL is written in."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database = database
        self._connection = connection
        self.dialect: Dialect = Sqlite() if connection.dialect.name == "sqlite" else Postgres()

    def base(self, origin: Origin) -> tuple[Base, str]:
        """What stands behind FROM for a table or query, and in words how it was read."""
        if origin.query:
            table = f"({_select(origin, self.dialect)})"
        else:
            assert origin.table is not None
            table = ".".join(quoted(part) for part in self._name(origin))
        found = self._run(sa.text(f"SELECT * FROM {table} AS looked_at WHERE 1 = 0"), origin)
        kinds = self._kinds(found.cursor.description if found.cursor else (), list(found.keys()))
        return Base(table, kinds), f"{self._connection.dialect.name}, read only"

    def run(self, sql: str, origin: Origin) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        return [tuple(row) for row in self._run(sa.text(sql.replace(":", r"\:")), origin)]

    def _run(self, statement: sa.TextClause, origin: Origin) -> Any:
        try:
            return self._connection.execute(statement)
        except SQLAlchemyError as error:
            self._connection.rollback()
            raise Unreachable(origin.place, _said(error), "Check the table, the columns and the query.") from None

    def _name(self, origin: Origin) -> tuple[str, ...]:
        """The exact name of a table or view, with its schema if it was written."""
        inspector = sa.inspect(self._connection)
        schema, _, table = str(origin.table).rpartition(".")
        held = [*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)]
        if origin.table in held:
            return (str(origin.table),)
        real = next((each for each in held if each.casefold() == table.casefold()), None)
        if real is None:
            raise Unreachable(origin.place, f'no table "{origin.table}"', f"Tables: {', '.join(sorted(held)[:25])}.")
        return (schema, real) if schema else (real,)

    def _kinds(self, description: Any, names: list[str]) -> Mapping[str, Kind]:
        if self.dialect.name == "sqlite":
            return dict.fromkeys(names, Kind.ANY)
        return {each: _POSTGRES.get(column[1], Kind.ANY) for each, column in zip(names, description, strict=True)}


_POSTGRES = {
    **dict.fromkeys((20, 21, 23, 700, 701, 1700), Kind.NUMBER),
    **dict.fromkeys((1082, 1114, 1184), Kind.DATE),
    **dict.fromkeys((25, 1042, 1043), Kind.TEXT),
}
"""Kinds by the object ids of PostgreSQL's types (pg_type.oid)."""


@contextmanager
def connected(database: Database) -> Iterator[Reader]:
    """A connection that can only read and gives up after the database's time limit. Unreachable when there is none."""
    engine = _engine(database)
    try:
        with engine.connect() as connection:
            yield Reader(database, connection)
    except SQLAlchemyError as error:
        raise Unreachable(database.place, _said(error), "Check its address, user and password.") from None
    finally:
        engine.dispose()


def _engine(database: Database) -> Engine:
    if database.sqlite is not None:
        return _sqlite(database)
    options = f"-c default_transaction_read_only=on -c statement_timeout={database.timeout * 1000}"
    try:
        url = sa.make_url(_address(database))
        if url.get_backend_name() == "sqlite":
            raise Unreachable(database.place, "an SQLite file is named by its path", "Write sqlite: data/rows.db.")
        if url.get_backend_name() != "postgresql":
            raise Unreachable(database.place, "only PostgreSQL and SQLite can be read", "Export its rows to a file.")
        url = url.set(drivername="postgresql+psycopg")
        limits = {"options": options, "connect_timeout": min(database.timeout, 10)}
        return sa.create_engine(url, connect_args=limits, hide_parameters=True, poolclass=sa.NullPool)
    except (ArgumentError, NoSuchModuleError):
        hint = "It has the form postgresql://user:password@host/name."
        raise Unreachable(database.place, "its address is not one", hint) from None


def _address(database: Database) -> str:
    if database.env is not None:
        found = os.environ.get(database.env)
        hint = "Set it to postgresql://user:password@host/name before you start reviewgen."
        if not found:
            raise Unreachable(database.place, f"the environment variable {database.env} is not set", hint)
        return found
    assert database.keyring is not None
    import keyring

    service, user = database.keyring
    found = keyring.get_password(service, user)
    if not found:
        hint = f"Store it with `keyring set {service} {user}`."
        raise Unreachable(database.place, f'the keyring holds nothing for "{service}" and "{user}"', hint)
    return found


def _sqlite(database: Database) -> Engine:
    assert database.sqlite is not None
    if not database.sqlite.is_file():
        raise Unreachable(database.place, f"no file {database.sqlite.name}", "Check the path.")
    path = database.sqlite.resolve().as_posix()
    for mark in "%?#":
        path = path.replace(mark, f"%{ord(mark):02x}")
    engine = sa.create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=sa.NullPool)

    @event.listens_for(engine, "connect")
    def prepare(link: Any, record: object) -> None:
        link.create_function("reviewgen_like", 2, _like, deterministic=True)
        link.create_function("reviewgen_day", 2, _day, deterministic=True)
        end = time.monotonic() + database.timeout
        link.set_progress_handler(lambda: time.monotonic() > end, _STEPS)

    return engine


def _like(text: object, pattern: str) -> bool:
    return text is not None and re.fullmatch(pattern, str(text).strip(), re.ASCII) is not None


def _day(text: object, letters: str) -> str | None:
    try:
        return datetime.strptime(str(text).strip(), letters).date().isoformat()  # noqa: DTZ007
    except ValueError:
        return None


def _select(origin: Origin, dialect: Dialect) -> str:
    """The query of an origin, which must be one SELECT."""
    try:
        trees = [tree for tree in sqlglot.parse(origin.query or "", dialect=dialect.name) if tree]
    except SqlglotError as error:
        said = str(error).split("\n")[0].split(". Line ")[0]
        raise Unreachable(origin.place, f"the query is not SQL: {said}", "Write one SELECT.") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise Unreachable(origin.place, "the query is not one SELECT", "Write one SELECT; nothing else is run.")
    return str(origin.query).strip().rstrip(";")


def _said(error: SQLAlchemyError) -> str:
    """The first line of what the driver said, without an address or a statement."""
    cause = getattr(error, "orig", None) or error
    line = str(cause).strip().split("\n")[0]
    return re.sub(r"\S+://\S+|(password|user|host)\s*=?\s*\S+", "…", line)[:200]
