"""The format of what a user says of rows: where they lie, how they are written, what they mean, what is counted."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from reviewgen.workspace.fields import Strict, Whole

Encoding = Literal["utf-8", "utf-16", "cp1252", "latin-1"]
Otherwise = Literal["error", "missing"]
Repeats = Literal["error", "first", "last", "sum"]
Patterns = str | list[str]
Name = Annotated[str, Field(min_length=1)]
_MARK = r"^([^\x00-\x1f\"A-Za-z0-9 ]|\t|tab)$"


def _delimiter(value: Any) -> str:
    """One sign that stands between cells, or the word tab."""
    if not isinstance(value, str) or not re.fullmatch(_MARK.strip("^$"), value):
        raise PydanticCustomError("delimiter", "write one sign such as ; or | or the word tab")
    return "\t" if value == "tab" else value


Line = Annotated[Whole, Field(ge=0), WithJsonSchema({"type": "integer", "minimum": 0})]
Delimiter = Annotated[str, BeforeValidator(_delimiter), WithJsonSchema({"type": "string", "pattern": _MARK})]


class OriginFile(Strict):
    """Where rows lie and how they are written; what is not said is found out by looking."""

    file: Name | None = Field(None, description="Path of a CSV, Excel or Parquet file, from the workspace.")
    sheet: str | None = Field(None, description="Sheet of a workbook; default the first.")
    header: Line | None = Field(
        None, description="Row of the column names, 0 where there are none; default the one that looks most so."
    )
    delimiter: Delimiter | None = Field(None, description="Sign between the cells of a CSV, such as ; or the word tab.")
    encoding: Encoding | None = Field(None, description="Of a CSV: utf-8, utf-16, cp1252 or latin-1.")
    decimal: Literal[".", ","] | None = Field(None, description="Decimal mark of numbers that are text.")
    thousands: Literal[",", ".", "'", " "] | None = Field(None, description="Mark between thousands in such numbers.")
    database: Name | None = Field(None, description="Name of a database instead of a file; see databases.")
    table: Name | None = Field(None, description="Table or view of the database.")
    query: Name | None = Field(None, description="One SELECT of the database, instead of a table.")


class TableFile(OriginFile):
    """A source of one of the tables, with what its columns and values mean."""

    columns: dict[Name, Name] = Field(
        default_factory=dict, description='Our column: its name in the source, or "column B" where it has none.'
    )
    constants: dict[Name, str] = Field(
        default_factory=dict, description="Our column: what all rows hold, such as scenario: target."
    )
    maps: dict[Name, dict[str, str]] = Field(
        default_factory=dict, description="Our column: {their word: ours}, such as kpi: {Net revenue: net_sales}."
    )
    ignore: dict[Name, list[str]] = Field(
        default_factory=dict, description="Our column: values whose rows are left out and counted."
    )
    dates: dict[Name, Patterns] = Field(
        default_factory=dict, description="Our column: how its days are written, such as dd.mm.yyyy or m/d/yy."
    )
    scale: Literal["k", "M", "bn", "percent", "bp"] | None = Field(
        None,
        description="What values are written in: amounts and counts in k, M or bn; percentages as fractions (percent) "
        "or basis points (bp).",
    )
    negate: bool = Field(False, description="Turn the sign of values: costs written as negative numbers.")
    repeats: Repeats = Field("error", description="A row that repeats another: error, or use the first, last or sum.")
    per: Literal["month", "week"] = Field(
        "month", description="What a date in the period column stands for: the month or the week that holds it."
    )
    terms: str = Field("", description="Name of the terms of use that its rows stand under; see terms.")


class JoinFile(OriginFile):
    """A dimension of raw rows; each key may stand in it once."""

    on: dict[Name, Name] = Field(min_length=1, description="Column of the rows: column of the dimension.")


class RowsFile(OriginFile):
    """Raw rows, such as order lines, and the totals that KPIs are made of."""

    account: Name = Field(description="Column that names the account.")
    date: Name = Field(description="Column with the day that a row belongs to.")
    segment: Name | None = Field(None, description="Column of the segment, such as the product's category.")
    site: Name | None = Field(None, description="Column of the site, such as the warehouse.")
    measures: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Name] = Field(
        min_length=1, description="KPI or part of a ratio: its formula, such as net_sales: sum(price * quantity)."
    )
    columns: dict[Name, Name] = Field(default_factory=dict, description="Short name: the column it stands for.")
    dates: dict[Name, Patterns] = Field(
        default_factory=dict,
        description="Column: how its days are written, such as dd-mmm-yy; several are tried in order.",
    )
    numbers: dict[Name, Otherwise] = Field(
        default_factory=dict, description="Column: what a text that is no number means there, error or missing."
    )
    undated: Otherwise = Field("error", description="What a text that is no day means: error or missing.")
    where: str = Field("", description="Only rows for which this holds, such as quantity > 0.")
    join: dict[Name, JoinFile] = Field(default_factory=dict, description="Name: a dimension whose columns may be used.")
    ignore: dict[Name, list[str]] = Field(
        default_factory=dict, description="Column: values whose rows are left out and counted."
    )
    maps: dict[Name, dict[str, str]] = Field(
        default_factory=dict, description="Column: {other spelling: the right one}."
    )
    per: Literal["week", "month", "quarter"] = Field("month", description="Period of a total.")
    repeats: Literal["keep", "error", "once"] = Field("keep", description="Rows that are equal in every column.")
    scenario: Name = Field("actual", description="Scenario of the totals.")
    terms: str = Field("", description="Name of the terms of use that its rows stand under; see terms.")


class KeyringFile(Strict):
    """Where a secret stands in the system's keyring."""

    service: Name = Field(description="Name of the service.")
    user: Name = Field(description="Name of the user.")


class DatabaseFile(Strict):
    """A database that is read and never written; its address never stands in this file."""

    sqlite: Name | None = Field(None, description="Path of an SQLite file, from the workspace.")
    env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = Field(
        None, description="Environment variable that holds postgresql://user:password@host/name."
    )
    keyring: KeyringFile | None = Field(None, description="Place of the address in the keyring.")
    timeout: Whole = Field(30, ge=1, le=3600, description="Seconds after which a query is given up.")
