"""How counting raw rows can fail: a formula that is none, a database out of reach, a package that is not installed."""

from __future__ import annotations

from reviewgen.errors import Place, Problem
from reviewgen.workspace.rows import RowsSource

EXTRAS = {"duckdb": "rows", "sqlalchemy": "sql", "psycopg": "postgres", "keyring": "keyring"}
"""The extra of this project that installs a package; formulas come with files and with databases."""


class FormulaError(ValueError):
    """A formula that cannot be used; `hint` says what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Unreachable(Exception):
    """A database that cannot be used; carries the problem, which holds no part of its address."""

    def __init__(self, place: Place, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = Problem(place, message, hint)


def not_installed(error: ImportError, source: RowsSource) -> Problem | None:
    """The problem of a package that is missing, with what installs it; None when `error` is about another one."""
    package = (error.name or "").partition(".")[0] or ("psycopg" if "psycopg" in str(error) else "")
    origins = (source.origin, *(join.origin for join in source.joins))
    extra = {**EXTRAS, "sqlglot": "sql" if all(one.database for one in origins) else "rows"}.get(package)
    if extra is None:
        return None
    message = f"rows {source.name}: needs the package {package}, which is not installed"
    return Problem(source.place, message, f"pip install 'reviewgen[{extra}]'")
