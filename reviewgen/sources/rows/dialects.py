"""How each engine reads a text as a number or a day, and counts months; every function gives SQL for SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reviewgen.sources.rows.numbers import MINUS, Grammar
from reviewgen.sources.rows.patterns import Pattern, pattern

ISO = "%Y-%m-%d"
"""The one pattern behind which a time of day may stand."""
_PLAIN = "[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)"
_TIME = "([T ][0-9]{2}:[0-9]{2}.*)?"


class Dialect(Protocol):
    """What differs between engines; `name` is sqlglot's."""

    name: str

    def text(self, raw: str) -> str:
        """Any value as a text without space around it, NULL where nothing is left."""

    def shown(self, raw: str) -> str:
        """Any value as a text that sorts by its characters' codes."""

    def number(self, text: str, written: Grammar) -> str:
        """The number that a text says, NULL where it says none."""

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        """The day that a text says in the first pattern that fits (2026-10-12 without one), else NULL."""

    def shape(self, text: str, pattern: Pattern) -> str:
        """True where a text is written in `pattern`."""

    def month(self, day: str) -> str:
        """Months since the year 0."""

    def days(self, day: str, since: str) -> str:
        """Whole days from `since`, such as 1900-01-01, to a day."""

    def looked_up(self, dimension: str) -> str:
        """A dimension whose keys the engine looks up at once."""

    def once(self, query: str) -> str:
        """A query whose columns are worked out once for each row, however often the query around it names them."""


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A name as SQL writes it."""
    return '"' + text.replace('"', '""') + '"'


class Duck:
    """DuckDB, over files."""

    name = "duckdb"

    def text(self, raw: str) -> str:
        return f"NULLIF(trim(CAST({raw} AS VARCHAR)), '')"

    def shown(self, raw: str) -> str:
        return f"CAST({raw} AS VARCHAR)"

    def number(self, text: str, written: Grammar) -> str:
        plain = f"regexp_full_match({text}, {literal(_PLAIN)})"
        first = f"WHEN {plain} THEN TRY_CAST({text} AS DOUBLE) " if written.decimal == "." else ""
        whole = f"regexp_full_match({_minus(text)}, {literal(written.whole)})"
        digits = _digits(text, written)
        value = f"TRY_CAST({digits} AS DOUBLE) {_sign(text)}"
        return f"CASE {first}WHEN {whole} THEN {value} END"

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        tried = (
            f"WHEN {self.shape(text, one)} THEN CAST(try_strptime({_day(text, one)}, {literal(one.strptime)}) AS DATE)"
            for one in patterns or (pattern("yyyy-mm-dd"),)
        )
        return f"CASE {' '.join(tried)} END"

    def shape(self, text: str, pattern: Pattern) -> str:
        return f"regexp_full_match({text}, {literal(_regex(pattern))})"

    def month(self, day: str) -> str:
        return f"CAST(year({day}) * 12 + month({day}) - 1 AS INTEGER)"

    def days(self, day: str, since: str) -> str:
        return f"CAST(date_diff('day', DATE '{since}', {day}) AS INTEGER)"

    def looked_up(self, dimension: str) -> str:
        return dimension

    def once(self, query: str) -> str:
        return query


class Sqlite:
    """SQLite, whose columns hold any type; functions named reviewgen_ are those of the connection."""

    name = "sqlite"

    def text(self, raw: str) -> str:
        whole = f"typeof({raw}) = 'real' AND {raw} = CAST({raw} AS INTEGER)"
        return (
            f"CASE WHEN {whole} THEN CAST(CAST({raw} AS INTEGER) AS TEXT) "
            f"ELSE NULLIF(trim(CAST({raw} AS TEXT)), '') END"
        )

    def shown(self, raw: str) -> str:
        return f"CAST({raw} AS TEXT)"

    def number(self, text: str, written: Grammar) -> str:
        read = f"reviewgen_number({text}, {literal(written.decimal)}, {literal(written.between)})"
        return f"CASE WHEN typeof({text}) IN ('integer', 'real') THEN {text} ELSE {read} END"

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        tried = (
            f"WHEN {self.shape(text, one)} THEN reviewgen_day({_day(text, one)}, {literal(one.strptime)})"
            for one in patterns or (pattern("yyyy-mm-dd"),)
        )
        return f"CASE {' '.join(tried)} END"

    def shape(self, text: str, pattern: Pattern) -> str:
        return f"reviewgen_like({text}, {literal(_regex(pattern))})"

    def month(self, day: str) -> str:
        return f"(CAST(substr({day}, 1, 4) AS INTEGER) * 12 + CAST(substr({day}, 6, 2) AS INTEGER) - 1)"

    def days(self, day: str, since: str) -> str:
        return f"CAST(julianday({day}) - julianday('{since}') AS INTEGER)"

    def looked_up(self, dimension: str) -> str:
        return f"(SELECT * FROM {dimension} AS held LIMIT -1)"

    def once(self, query: str) -> str:
        return f"{query} LIMIT -1"


class Postgres:
    """PostgreSQL."""

    name = "postgres"

    def text(self, raw: str) -> str:
        return f"NULLIF(trim(CAST({raw} AS TEXT)), '')"

    def shown(self, raw: str) -> str:
        return f'CAST({raw} AS TEXT) COLLATE "C"'

    def number(self, text: str, written: Grammar) -> str:
        whole = f"{_minus(text)} ~ {literal(f'^{written.whole}$')}"
        digits = _digits(text, written)
        return f"CASE WHEN {whole} THEN CAST({digits} AS NUMERIC) {_sign(text)} END"

    def day(self, text: str, patterns: Sequence[Pattern]) -> str:
        tried = (
            f"WHEN {self.shape(text, one)} THEN {self._read(text, one)}" for one in patterns or (pattern("yyyy-mm-dd"),)
        )
        return f"CASE {' '.join(tried)} END"

    def shape(self, text: str, pattern: Pattern) -> str:
        return f"{text} ~ {literal(f'^{_regex(pattern)}$')}"

    def month(self, day: str) -> str:
        return f"CAST(EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1 AS INTEGER)"

    def days(self, day: str, since: str) -> str:
        return f"({day} - DATE '{since}')"

    def looked_up(self, dimension: str) -> str:
        return dimension

    def once(self, query: str) -> str:
        return f"{query} OFFSET 0"

    def _read(self, text: str, one: Pattern) -> str:
        """A day from its parts: to_date would give up the whole query at the first 31 February."""
        at = {letters: f"p[{index}]" for index, letters in enumerate(one.letters, 1)}
        long = next((at[each] for each in ("%b", "%B") if each in at), None)
        year = f"CAST({at['%Y']} AS INTEGER)" if "%Y" in at else _century(at["%y"])
        month = f"CAST({at['%m']} AS INTEGER)" if long is None else _month_named(long, "%B" in at)
        parts = f"SELECT {year} AS y, {month} AS m, CAST({at['%d']} AS INTEGER) AS d"
        found = f"regexp_match({_day(text, one)}, {literal(f'^{one.grouped}$')})"
        return (
            "(SELECT CASE WHEN y >= 1 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND CASE "
            "WHEN m IN (4, 6, 9, 11) THEN 30 WHEN m <> 2 THEN 31 "
            "WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END "
            f"THEN make_date(y, m, d) END FROM ({parts} FROM {found} AS p) AS parts)"
        )


_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def _regex(one: Pattern) -> str:
    return one.regex + (_TIME if one.strptime == ISO else "")


def _day(text: str, one: Pattern) -> str:
    """The part of a text that the pattern reads."""
    return f"substr({text}, 1, 10)" if one.strptime == ISO else text


def _century(two: str) -> str:
    """A year of two digits as POSIX reads it: 69 is 1969, 68 is 2068."""
    return f"CAST({two} AS INTEGER) + CASE WHEN CAST({two} AS INTEGER) < 69 THEN 2000 ELSE 1900 END"


def _month_named(text: str, whole: bool) -> str:
    whens = (f"WHEN '{month if whole else month[:3]}' THEN {index}" for index, month in enumerate(_MONTHS, 1))
    return f"CASE lower({text}) {' '.join(whens)} END"


def _minus(text: str) -> str:
    return f"replace({text}, '{MINUS}', '-')"


def _digits(text: str, written: Grammar) -> str:
    """The digits of a number with the mark that engines know."""
    plain = f"regexp_replace({_minus(text)}, {literal(written.dropped)}, '', 'g')"
    return plain if written.decimal == "." else f"replace({plain}, {literal(written.decimal)}, '.')"


def _sign(text: str) -> str:
    negative = f"left({_minus(text)}, 1) IN ('(', '-') OR right({_minus(text)}, 1) = '-'"
    return f"* CASE WHEN {negative} THEN -1 ELSE 1 END / CASE WHEN right({text}, 1) = '%' THEN 100.0 ELSE 1.0 END"
