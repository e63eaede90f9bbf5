"""Formulas: what may stand in one, what may not, and that three engines reckon the same from the same text."""

from __future__ import annotations

import sqlite3

import duckdb
import pytest

from reviewgen.sources.rows.formula import (
    DUCKDB,
    POSTGRES,
    SQLITE,
    Formula,
    FormulaError,
    condition,
    quoted,
    sql,
    total,
)
from reviewgen.sources.rows.lite import prepared

TOTALS = {
    "sum(price * quantity * (1 - discount))": 115.0,
    "count(*)": 4,
    "count(discount)": 3,
    "count(distinct buyer)": 2,
    "count_if(shipped <= due)": 2,
    "sum(quantity) filter (where buyer = 'ann')": 12,
    "sum(case when buyer in ('ann', 'eve') then price else 0 end)": 20.0,
    "sum(if(quantity between 2 and 10, price, 0))": 20.0,
    "sum(quantity) / count(*)": 7.75,
    "sum(coalesce(discount, 0))": 0.75,
    "sum(days(due, shipped))": -1,
    "min(quantity) + max(quantity)": 19,
    "sum(abs(-quantity))": 31,
    "count_if(not lower(buyer) like 'a%')": 2,
}
ROWS = (
    ("ann", 10.0, 2, 0.25, "2026-07-01", "2026-07-03"),
    ("ann", 10.0, 10, None, "2026-07-05", "2026-07-04"),
    ("bob", 10.0, 1, 0.0, "2026-08-01", "2026-08-01"),
    ("bob", 10.0, 18, 0.5, "2026-08-10", None),
)
TABLE = "create table t (buyer text, price {real}, quantity integer, discount {real}, shipped {date}, due {date})"
INSERT = "insert into t values (?, ?, ?, ?, ?, ?)"


def written(formula: Formula, dialect: str) -> str:
    return sql(formula, {each: quoted(each) for each in formula.columns}, dialect)


@pytest.mark.parametrize("text", TOTALS)
def test_the_engines_reckon_alike(text: str) -> None:
    formula = total(text)
    duck = duckdb.connect()
    duck.execute(TABLE.format(real="double", date="date"))
    duck.executemany(INSERT, ROWS)
    light = sqlite3.connect(":memory:")
    prepared(light, lambda: False)
    light.execute("PRAGMA query_only = OFF")
    light.execute(TABLE.format(real="real", date="text"))
    light.executemany(INSERT, ROWS)
    found = [
        link.execute(f"select {written(formula, dialect)} from t").fetchone()
        for link, dialect in ((duck, DUCKDB), (light, SQLITE))
    ]
    assert [float(row[0]) for row in found] == [TOTALS[text]] * 2


def test_postgres_is_written_without_whole_number_division() -> None:
    assert (
        written(total("sum(good) / count(*)"), POSTGRES)
        == 'CAST(SUM("good") AS DOUBLE PRECISION) / NULLIF(COUNT(*), 0)'
    )


def test_a_column_is_known_by_its_exact_name() -> None:
    formula = total('sum("Line Item Value (USD)") + sum(o.freight)')
    assert formula.columns == ("Line Item Value (USD)", "o.freight")
    assert written(formula, DUCKDB) == 'SUM("Line Item Value (USD)") + SUM("o.freight")'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sum(",
        "sum(x); drop table y",
        "sum(x) from t",
        "(select 1)",
        "sum((select max(y) from t))",
        "read_csv('/etc/passwd')",
        "sum(length(read_text('/etc/passwd')))",
        "getenv('HOME')",
        "sum(x) over ()",
        "sum(x::int)",
        "sum(load_extension('x'))",
        "sum(pg_sleep(9))",
        "sum(random())",
        "sum(current_setting('x'))",
        "sum(*)",
        "sum(x) -- and more\n, sum(y)",
        "(" * 2000 + "sum(x)" + ")" * 2000,
    ],
)
def test_what_is_no_sum_of_columns_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(FormulaError) as told:
        total(text)
    assert told.value.hint


def test_a_mean_is_refused_because_a_mean_of_means_is_wrong() -> None:
    with pytest.raises(FormulaError) as told:
        total("avg(lead_time)")
    assert "rollup ratio" in told.value.hint


@pytest.mark.parametrize("text", ["price", "price + sum(price)", "sum(sum(price))"])
def test_a_total_adds_up_once(text: str) -> None:
    with pytest.raises(FormulaError):
        total(text)


def test_a_filter_judges_one_row() -> None:
    assert condition("quantity > 0 and not buyer is null").columns == ("quantity", "buyer")
    with pytest.raises(FormulaError):
        condition("sum(quantity) > 0")
