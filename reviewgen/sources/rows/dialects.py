"""How each engine reads a text as a number or a day, and counts months; every function gives SQL for SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reviewgen.sources.rows.patterns import Pattern

_NUMBER = r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?"
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?"


class Dialect(Protocol):
    """What differs between engines; `name` is sqlglot's."""

    name: str

    def number(self, text: str, decimal: str, thousands: str) -> str:
        """The number that a text says, NULL where it says none."""

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        """The day that a text says in the first pattern that fits (2026-10-12 without one), else NULL."""

    def shape(self, text: str, pattern: Pattern) -> str:
        """True where a text is written in `pattern`."""

    def month(self, day: str) -> str:
        """Months since the year 0."""


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A name as SQL writes it."""
    return '"' + text.replace('"', '""') + '"'


class Duck:
    """DuckDB, over files."""

    name = "duckdb"

    def number(self, text: str, decimal: str, thousands: str) -> str:
        plain = f"regexp_replace(replace(trim({text}), '\u2212', '-'), '[\\s\u00a0\u202f''’]|%$', '', 'g')"
        if thousands:
            plain = f"replace({plain}, {literal(thousands)}, '')"
        if decimal != ".":
            plain = f"replace({plain}, {literal(decimal)}, '.')"
        return f"CASE WHEN regexp_full_match({plain}, '{_NUMBER}') THEN CAST({plain} AS DOUBLE) END"

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        if not patterns:
            return f"CASE WHEN regexp_full_match({text}, '{_ISO}') THEN TRY_CAST(left({text}, 10) AS DATE) END"
        tried = (
            f"WHEN {self.shape(text, one)} THEN CAST(try_strptime(trim({text}), {literal(one.strptime)}) AS DATE)"
            for one in patterns
        )
        return f"CASE {' '.join(tried)} END"

    def shape(self, text: str, pattern: Pattern) -> str:
        return f"regexp_full_match(trim({text}), {literal(pattern.regex)})"

    def month(self, day: str) -> str:
        return f"CAST(year({day}) * 12 + month({day}) - 1 AS INTEGER)"


class Sqlite:
    """SQLite, whose columns hold any type; `reviewgen_day` and `reviewgen_like` are functions of the connection."""

    name = "sqlite"

    def number(self, text: str, decimal: str, thousands: str) -> str:
        plain = f"trim(CAST({text} AS TEXT))"
        if thousands:
            plain = f"replace({plain}, {literal(thousands)}, '')"
        if decimal != ".":
            plain = f"replace({plain}, {literal(decimal)}, '.')"
        written = f"reviewgen_like({plain}, '{_NUMBER}')"
        typed = f"typeof({text}) IN ('integer', 'real')"
        return f"CASE WHEN {typed} THEN {text} WHEN {written} THEN CAST({plain} AS REAL) END"

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        if not patterns:
            return f"CASE WHEN reviewgen_like({text}, '{_ISO}') THEN date(substr({text}, 1, 10)) END"
        tried = (
            f"WHEN {self.shape(text, one)} THEN reviewgen_day({text}, {literal(one.strptime)})" for one in patterns
        )
        return f"CASE {' '.join(tried)} END"

    def shape(self, text: str, pattern: Pattern) -> str:
        return f"reviewgen_like({text}, {literal(pattern.regex.replace('[[:alpha:]]', '[A-Za-z]'))})"

    def month(self, day: str) -> str:
        return f"(CAST(strftime('%Y', {day}) AS INTEGER) * 12 + CAST(strftime('%m', {day}) AS INTEGER) - 1)"


class Postgres:
    """PostgreSQL."""

    name = "postgres"

    def number(self, text: str, decimal: str, thousands: str) -> str:
        plain = f"trim(CAST({text} AS TEXT))"
        if thousands:
            plain = f"replace({plain}, {literal(thousands)}, '')"
        if decimal != ".":
            plain = f"replace({plain}, {literal(decimal)}, '.')"
        return f"CASE WHEN {plain} ~ '^{_NUMBER}$' THEN CAST({plain} AS NUMERIC) END"

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        if not patterns:
            return f"CASE WHEN {text} ~ '^{_ISO}$' THEN CAST(left({text}, 10) AS DATE) END"
        tried = (f"WHEN {self.shape(text, one)} THEN {_to_date(text, one)}" for one in patterns)
        return f"CASE {' '.join(tried)} END"

    def shape(self, text: str, pattern: Pattern) -> str:
        return f"trim({text}) ~ {literal(f'^{pattern.regex}$')}"

    def month(self, day: str) -> str:
        return f"CAST(EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1 AS INTEGER)"


_LETTERS = {
    "%Y": "YYYY",
    "%y": "YY",
    "%B": "FMMonth",
    "%b": "Mon",
    "%m": "MM",
    "%d": "DD",
    "%H": "HH24",
    "%M": "MI",
    "%S": "SS",
}


def _to_date(text: str, pattern: Pattern) -> str:
    form = pattern.strptime
    for letters, other in _LETTERS.items():
        form = form.replace(letters, other)
    return f"to_date(trim({text}), {literal(form)})"
