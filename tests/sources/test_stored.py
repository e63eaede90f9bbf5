"""Tables of a real PostgreSQL server: typed columns, views and queries, each as a file with the same rows would be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewgen.sources import Contents, contents
from tests.sources.places import declared
from tests.sources.rows.server import PASSWORD, Server, running
from tests.sources.shelf import errors, values

EXACT = "12345678901234567890.1234567891"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with a table of values in every type that one may have."""
    with running() as started:
        started.execute(
            'CREATE TABLE "Key Figures" (account text, kpi varchar(20), period date, value numeric(30, 10), '
            "at timestamptz, photo bytea, parts integer[])",
            "CREATE VIEW sales AS SELECT account, kpi, period, value::double precision AS value "
            "FROM \"Key Figures\" WHERE kpi = 'net_sales'",
        )
        started.fill(
            '"Key Figures"',
            [
                (
                    "acme",
                    "net_sales",
                    "2026-07-31",
                    "12345678901234567890.1234567891",
                    "2026-07-31 23:30+00",
                    b"x",
                    [1],
                ),
                ("Acme SA", "otif", "2026-08-01", "0.1", None, None, None),
                ("bolt", "net_sales", None, "5", None, None, None),
            ],
        )
        yield started


def held(folder: Path, said: str) -> Contents:
    """What a source of the database w gives."""
    tables = f"tables:\n  observations: {{database: w, {said}}}\ndatabases:\n  w: {{env: W_URL, timeout: 1}}\n"
    return contents(declared(folder, tables))


def test_typed_columns_are_exact(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("W_URL", server.url())
    found = held(tmp_path, "table: Key Figures, ignore: {account: [bolt]}")
    assert [row[:4] for row in values(found)] == [
        ("acme", "net_sales", "2026-07", EXACT),
        ("acme", "otif", "2026-08", "0.1000000000"),
    ]
    assert errors(found) == []
    (report,) = found.reports
    assert (report.file, report.rows, report.used, report.refused) == ("w, Key Figures", 3, 2, 0)


def test_a_view_and_a_query_are_tables_as_well(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("W_URL", server.url())
    view = held(tmp_path, "table: sales")
    query = "SELECT account, kpi, period, value FROM sales ORDER BY period"
    asked = held(tmp_path, f"query: '{query}', repeats: first")
    assert values(view) == values(asked)
    assert len(values(view)) == 1
    (complaint,) = errors(view)
    assert complaint.startswith('w, sales, row 2, column "period": the period is missing')


def test_a_moment_in_a_zone_and_a_list_are_refused_where_they_are_read(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W_URL", server.url())
    found = held(tmp_path, "query: 'SELECT account, kpi, at AS period, parts AS value FROM \"Key Figures\" LIMIT 1'")
    assert values(found) == []
    assert "a moment in a time zone, stands here; write it as a date, or cast it to one in a query" in errors(found)[0]
    assert "a list stands here; leave the column out, or take one value of it in a query" in errors(found)[1]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("query: DROP TABLE sales", "the query is not one SELECT"),
        ("query: SELECT pg_sleep(5)", "took longer than its time limit"),
        ("query: 'WITH gone AS (DELETE FROM \"Key Figures\" RETURNING *) SELECT * FROM gone'", "not one SELECT"),
        ("table: sale", 'no table "sale"'),
    ],
)
def test_what_is_refused_changes_nothing_and_tells_no_address(
    said: str, message: str, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W_URL", server.url())
    found = held(tmp_path, said)
    (complaint,) = errors(found)
    assert message in complaint
    assert PASSWORD not in complaint and str(server.folder) not in complaint
    assert len(values(held(tmp_path, "table: sales"))) == 1


def test_a_server_that_cannot_be_reached_is_tried_once_for_all_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W_URL", "postgresql://someone:geheim@/gone?host=/nowhere")
    lines = "".join(f"  {name}: {{database: w, table: t}}\n" for name in ("observations", "actions", "comments"))
    found = contents(declared(tmp_path, f"tables:\n{lines}databases:\n  w: {{env: W_URL}}\n"))
    (complaint,) = errors(found)
    assert complaint.startswith("reviewgen.yml:7:3: ")
    assert "geheim" not in complaint
