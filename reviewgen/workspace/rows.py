"""Rows, as the user declares them: where they lie, what their columns mean, and which totals are taken of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from reviewgen.errors import Place

Per = Literal["month", "week"]
"""What a day in a column of periods stands for."""


@dataclass(frozen=True)
class Origin:
    """Where rows lie: a file (a sheet of it), or a table or query of a named database.

    What is None is found out by looking: the delimiter, the encoding, the line of the header.
    """

    shown: str
    place: Place
    file: Path | None = None
    sheet: str | None = None
    header: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    database: str | None = None
    table: str | None = None
    query: str | None = None


@dataclass(frozen=True)
class Meaning:
    """What a source of a table means, each by our name of a column; `factor` is what its values are multiplied by.

    `columns` are the names that it uses, `constants` what all rows hold, `maps` its words for ours, `ignore` values
    whose rows are left out, `dates` the patterns of days; `repeats` says which of two rows about the same counts, `per`
    what a day stands for as a period.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    factor: Decimal = Decimal(1)
    repeats: str = "error"
    per: Per = "month"


@dataclass(frozen=True)
class TableSource(Origin):
    """One place where rows of a table lie, with what they mean and the name of their terms of use."""

    meaning: Meaning = field(default_factory=Meaning)
    terms: str = ""


@dataclass(frozen=True)
class Join:
    """A dimension: for each pair of columns, rows and dimension agree; a key may stand once in the dimension."""

    name: str
    origin: Origin
    on: Mapping[str, str]


@dataclass(frozen=True)
class RowsSource:
    """Rows of one kind and the totals taken of them by account and period, and of each segment and site where told.

    `columns` gives own names to columns; `dates` the patterns of a date column that is text; `numbers` what a text that
    is no number means in a number column ("error" or "missing"); `ignore` values whose rows are nobody's; `maps` other
    spellings of a value; `per` the period of a total, "week", "month" or "quarter".
    """

    name: str
    origin: Origin
    account: str
    date: str
    measures: Mapping[str, str]
    place: Place
    segment: str = ""
    site: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    undated: str = "error"
    where: str = ""
    joins: tuple[Join, ...] = ()
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    per: str = "month"
    repeats: str = "keep"
    scenario: str = "actual"
    terms: str = ""


@dataclass(frozen=True)
class Database:
    """A database by name: an SQLite file, or a URL that stands in an environment variable or in the keyring."""

    name: str
    place: Place
    sqlite: Path | None = None
    env: str | None = None
    keyring: tuple[str, str] | None = None
    timeout: int = 30
