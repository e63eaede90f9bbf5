"""Databases, read and never written: the engine counts, and only totals come back."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
import sqlglot
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlglot import exp
from sqlglot.errors import SqlglotError

from reviewgen.sources.rows.columns import Base
from reviewgen.sources.rows.dialects import Dialect, Postgres, Sqlite
from reviewgen.sources.rows.dialects import name as quoted
from reviewgen.sources.rows.failures import Unreachable
from reviewgen.sources.rows.kinds import Kind
from reviewgen.sources.rows.lite import prepared
from reviewgen.workspace.rows import Database, Origin
from reviewgen.workspace.wording import near

_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.Command, exp.Into)
_FAULTS = {
    "28P01": ("it refuses the user or the password", "Check the user and the password in its address."),
    "28000": ("it refuses the user or the password", "Check the user and the password in its address."),
    "3D000": ("it has no database of that name", "Check the name at the end of its address."),
    "57014": ("the query took longer than its time limit", "Raise timeout under databases, or count fewer rows."),
    "25006": ("the query would write, and databases are only read", "Write one SELECT that changes nothing."),
    "42501": ("its user may not read that", "Ask for the right to read the table."),
}
"""What a state of SQL means (PostgreSQL, appendix A) and what to do."""


FAULTS = (SQLAlchemyError, UnicodeDecodeError)
"""What a database raises that cannot be read; a name that is no text comes as the latter."""


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
            table = ".".join(quoted(part) for part in self._name(origin))
        found = self._run(f"SELECT * FROM {table} AS looked_at WHERE 1 = 0", origin)
        names = list(found.keys())
        twice = next((each for each in names if names.count(each) > 1), None)
        if twice:
            raise Unreachable(origin.place, f'the column "{twice}" stands twice', "Name one of them with AS.")
        kinds = self._kinds(found.cursor.description if found.cursor else (), names)
        return Base(table, kinds), f"{_SHOWN[self.dialect.name]}, read only"

    def run(self, sql: str, origin: Origin) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        found = self._run(sql, origin)
        try:
            return [tuple(row) for row in found]
        except FAULTS as error:
            raise self._failed(error, origin) from None

    def _run(self, sql: str, origin: Origin) -> Any:
        self._connection.info["end"] = time.monotonic() + self._database.timeout
        try:
            return self._connection.execute(sa.text(sql.replace(":", r"\:")))
        except FAULTS as error:
            raise self._failed(error, origin) from None

    def _failed(self, error: Exception, origin: Origin) -> Unreachable:
        with suppress(SQLAlchemyError):
            self._connection.rollback()
        return Unreachable(origin.place, *_told(error, self._database, "Check the table, the columns and the query."))

    def _name(self, origin: Origin) -> tuple[str, ...]:
        """The exact name of a table or view, with its schema if it was written."""
        written = str(origin.table)
        schema, _, table = written.rpartition(".")
        try:
            inspector = sa.inspect(self._connection)
            held = [*inspector.get_table_names(), *inspector.get_view_names()]
            inside = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)] if schema else held
        except FAULTS as error:
            raise Unreachable(origin.place, *_told(error, self._database, "Check the table.")) from None
        if written in held:
            return (written,)
        alike = [each for each in inside if each == table] or [
            each for each in inside if each.casefold() == table.casefold()
        ]
        if len(alike) != 1:
            hint = near(table, inside) or f"Tables: {', '.join(sorted(inside)[:25])}."
            what = f'"{written}" may be any of {", ".join(alike)}' if alike else f'no table "{written}"'
            raise Unreachable(origin.place, what, hint)
        return (schema, alike[0]) if schema else (alike[0],)

    def _kinds(self, description: Any, names: list[str]) -> Mapping[str, Kind]:
        if self.dialect.name == "sqlite":
            return dict.fromkeys(names, Kind.ANY)
        return {each: _POSTGRES.get(column[1], Kind.ANY) for each, column in zip(names, description, strict=True)}


_SHOWN = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
_POSTGRES = {
    **dict.fromkeys((20, 21, 23, 1700), Kind.NUMBER),
    **dict.fromkeys((700, 701), Kind.FLOAT),
    **dict.fromkeys((1082, 1114, 1184), Kind.DATE),
    **dict.fromkeys((25, 1042, 1043), Kind.TEXT),
}
"""Kinds by the object ids of PostgreSQL's types (pg_type.oid)."""


@contextmanager
def connected(database: Database) -> Iterator[Reader]:
    """A connection that can only read and gives up after the database's time limit. Unreachable when there is none."""
    engine = _engine(database)
    try:
        try:
            connection = engine.connect()
        except (SQLAlchemyError, ValueError, OSError) as error:
            raise Unreachable(database.place, *_told(error, database, _REACH)) from None
        with connection:
            yield Reader(database, connection)
    finally:
        engine.dispose()


_REACH = "Check its address, and whether it runs and can be reached from here."


def _engine(database: Database) -> Engine:
    if database.sqlite is not None:
        return _sqlite(database)
    options = f"-c default_transaction_read_only=on -c statement_timeout={database.timeout * 1000} -c timezone=UTC"
    try:
        url = sa.make_url(_address(database))
    except (ArgumentError, ValueError):
        raise Unreachable(database.place, "its address is not one", _FORM) from None
    if url.get_backend_name() == "sqlite":
        raise Unreachable(database.place, "an SQLite file is named by its path", "Write sqlite: data/rows.db.")
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise Unreachable(database.place, "only PostgreSQL and SQLite can be read", "Export its rows to a file.")
    limits = {"options": options, "connect_timeout": min(database.timeout, 10)}
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=limits,
        hide_parameters=True,
        poolclass=sa.NullPool,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


_FORM = "It has the form postgresql://user:password@host/name; write marks in a password as %40 for @."


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
    try:
        found = keyring.get_password(service, user)
    except Exception:  # each backend has errors of its own
        hint = "Unlock it, or use env: VARIABLE instead."
        raise Unreachable(database.place, "the keyring cannot be read", hint) from None
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
    def prepare(link: Any, record: Any) -> None:
        prepared(link, lambda: time.monotonic() > record.info.get("end", math.inf))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _select(origin: Origin, dialect: Dialect) -> str:
    """The query of an origin, which must be one SELECT."""
    try:
        trees = [tree for tree in sqlglot.parse(origin.query or "", dialect=dialect.name) if tree]
    except SqlglotError as error:
        said = str(error).split("\n")[0].split(". Line ")[0]
        raise Unreachable(origin.place, f"the query is not SQL: {said}", "Write one SELECT.") from None
    writes = any(tree.find(*_WRITES) for tree in trees)
    if len(trees) != 1 or not isinstance(trees[0], exp.Query) or writes:
        raise Unreachable(origin.place, "the query is not one SELECT", "Write one SELECT; nothing else is run.")
    return str(origin.query).strip().rstrip(";") + "\n"


def _told(error: Exception, database: Database, hint: str) -> tuple[str, str]:
    """What went wrong and what to do, without a word of an address."""
    if isinstance(error, UnicodeDecodeError):
        return "it holds a name or a text that is not UTF-8", "Mend the database, or export its rows to a file."
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None) or ("57014" if str(cause) == "interrupted" else "")
    if state in _FAULTS:
        return _FAULTS[state]
    if database.sqlite is None and not state:
        said = str(cause)
        refused = "28P01" if "authentication failed" in said or "no password supplied" in said else ""
        absent = "3D000" if "database" in said and "does not exist" in said else ""
        return _FAULTS.get(refused or absent, ("it cannot be reached", _REACH))
    said = getattr(getattr(cause, "diag", None), "message_primary", None) or str(cause).strip().split("\n")[0]
    return said[:200], hint


__all__ = ["Reader", "Unreachable", "connected"]
