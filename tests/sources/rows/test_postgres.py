"""A real PostgreSQL server: read and never written, given up in time, and no word of its address told anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import keyring
import keyring.backend
import keyring.errors
import pytest

from reviewgen.workspace.rows import Database, Origin
from tests.sources.rows.server import OWNER, PASSWORD, Server
from tests.sources.rows.shop import HERE, Found, count, source, table, write

SECRET = "Tr0ub4dor-geheim"
USER = "spy-user-7781"
HOST = "127.0.0.1"


def database(server: Server | None, monkeypatch: pytest.MonkeyPatch, timeout: int = 30) -> dict[str, Database]:
    """The server under the name shop, by an environment variable."""
    if server:
        monkeypatch.setenv("SHOP_ADDRESS", server.url())
    return {"shop": Database("shop", HERE, env="SHOP_ADDRESS", timeout=timeout)}


def query(text: str) -> Origin:
    """A query of the database."""
    return Origin("shop, query", HERE, database="shop", query=text)


@pytest.fixture
def sold(server: Server) -> Server:
    """A server with a table of sales, its numbers numeric and its days texts."""
    server.execute(
        "DROP TABLE IF EXISTS sales CASCADE",
        'CREATE TABLE sales (account text, "Day #" text, amount numeric(20, 4), "group" text, paid text)',
    )
    server.fill(
        "sales",
        [
            ("ACME", "31.07.2026", "10.0001", "a", "1,5"),
            ("ACME", "31.02.2026", "1", "a", "2"),
            ("ACME", "29.02.2024", "1000000000000.01", "b", "x"),
            ("ACME", " 1.7.2026 ", "-3", None, ""),
            ("ACME", None, "5", "a", "(3)"),
        ],
    )
    return server


def counted(server: Server, monkeypatch: pytest.MonkeyPatch, formula: str, where: Origin | None = None) -> Found:
    """What is counted of the sales."""
    origin = where or table("sales")
    dates = {"Day #": ("dd.mm.yyyy", "d.m.yyyy")}
    one = source(origin, formula, date="Day #", dates=dates, undated="missing")
    return count(one, databases=database(server, monkeypatch))


def test_texts_are_read_as_days_and_a_day_that_is_none_stops_nothing(
    sold: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = counted(sold, monkeypatch, "sum(amount)")
    assert found.errors == []
    assert found.of() == {"2026-07": "7.0001", "2024-02": "1000000000000.01"}
    assert found.left_out == {"no Day #": 1, "Day # is not a date": 1}
    assert found.report.left_out[1].texts == (("31.02.2026", 1),)
    assert found.notes["Day # written d.m.yyyy"] == 1
    assert found.report.how == "PostgreSQL, read only"


def test_a_reserved_word_in_quotes_is_a_column(sold: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    found = counted(sold, monkeypatch, """count_if("group" = 'a')""")
    assert found.of() == {"2026-07": "1", "2024-02": "0"}


def test_nothing_divided_by_nothing_is_missing(sold: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    found = counted(sold, monkeypatch, "sum(amount) / sum(amount - amount)")
    assert (found.of(), found.errors) == ({}, [])


def test_numbers_that_are_texts_are_read_by_the_marks_that_the_source_says(
    sold: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = Origin("shop, sales", HERE, database="shop", table="sales", decimal=",")
    found = counted(sold, monkeypatch, "sum(paid)", where)
    assert found.of() == {"2026-07": "1.5"}
    assert found.errors == [
        'shop, sales, column "paid": 1 row where paid is not a number: "x" 1 times '
        "Mend the rows, or say under rows: sales: numbers: {paid: missing}."
    ]


def test_no_number_is_no_total(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    where = query("SELECT 'ACME' AS account, DATE '2026-07-01' AS day, 'NaN'::numeric AS amount")
    found = count(source(where), databases=database(server, monkeypatch))
    assert found.of() == {}
    assert "which is no number" in found.errors[0]


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM sales",
        "WITH gone AS (DELETE FROM sales RETURNING *) SELECT * FROM gone",
        "SELECT 1; DROP TABLE sales",
        "SELECT * INTO other FROM sales",
        "CREATE TABLE other AS SELECT 1",
        "COPY sales TO PROGRAM 'true'",
    ],
)
def test_a_query_that_is_not_one_select_is_refused(sold: Server, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found = counted(sold, monkeypatch, "sum(amount)", query(text))
    assert found.errors == ["reviewgen.yml:9:3: the query is not one SELECT Write one SELECT; nothing else is run."]
    assert counted(sold, monkeypatch, "sum(amount)").report.rows == 5


def test_a_function_that_writes_is_refused_by_the_server(sold: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    sold.execute(
        "CREATE OR REPLACE FUNCTION erase() RETURNS SETOF sales LANGUAGE sql AS 'DELETE FROM sales RETURNING *'",
    )
    for text in ("SELECT * FROM erase()", "SELECT set_config('transaction_read_only', 'off', false), erase()"):
        found = counted(sold, monkeypatch, "sum(amount)", query(text))
        assert len(found.errors) == 1, text
    assert counted(sold, monkeypatch, "sum(amount)").report.rows == 5


def test_a_query_that_takes_too_long_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.execute(
        "CREATE OR REPLACE VIEW asleep AS SELECT 'ACME' AS account, DATE '2026-07-01' AS day, pg_sleep(30)::text"
    )
    found = count(source(table("asleep"), "count(*)"), databases=database(server, monkeypatch, timeout=1))
    assert found.errors == [
        "reviewgen.yml:9:3: the query took longer than its time limit "
        "Raise timeout under databases, or count fewer rows."
    ]


def test_tables_are_found_by_their_names_and_missing_ones_named(sold: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counted(sold, monkeypatch, "count(*)", table("public.Sales")).errors == []
    (error,) = counted(sold, monkeypatch, "count(*)", table("sale")).errors
    assert error == 'reviewgen.yml:9:3: no table "sale" did you mean "sales"?'


def addresses(server: Server) -> dict[str, tuple[str | None, str]]:
    """Addresses that lead nowhere, each with what is said of it."""
    wrong = f"{quote(USER)}:{SECRET}"
    return {
        "password": (server.url(password=SECRET), "it refuses the user or the password"),
        "user": (server.url(user=USER, password=SECRET), "it refuses the user or the password"),
        "database": (server.url(database="hidden_db"), "it has no database of that name"),
        "unreachable": (f"postgresql://{wrong}@{HOST}:1/hidden_db", "it cannot be reached"),
        "option": (f"postgresql://{wrong}@{HOST}:1/hidden_db?{SECRET}=1", "it cannot be reached"),
        "port": (f"postgresql://{wrong}@{HOST}:{SECRET}/hidden_db", "its address is not one"),
        "no address": (f"{SECRET}@{HOST}", "its address is not one"),
        "other": (f"mysql://{wrong}@{HOST}/hidden_db", "only PostgreSQL and SQLite can be read"),
        "file": (f"sqlite:///{SECRET}.db", "an SQLite file is named by its path"),
        "absent": (None, "the environment variable SHOP_ADDRESS is not set"),
    }


@pytest.mark.parametrize("case", [
    "password", "user", "database", "unreachable", "option", "port", "no address", "other", "file", "absent",
])  # fmt: skip
def test_an_address_that_leads_nowhere_is_one_message(
    server: Server, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    address, said = addresses(server)[case]
    monkeypatch.delenv("SHOP_ADDRESS", raising=False)
    if address is not None:
        monkeypatch.setenv("SHOP_ADDRESS", address)
    found = count(source(table("sales")), databases=database(None, monkeypatch))
    (error,) = found.errors
    assert error.startswith(f"reviewgen.yml:9:3: {said}"), error
    for secret in (SECRET, USER, HOST, "hidden_db", str(server.folder), PASSWORD, OWNER):
        assert secret not in error


WORKSPACE = {
    "reviewgen.yml": "company: M\ncurrency: EUR\ndatabases:\n  shop: {env: SHOP_ADDRESS}\nrows:\n  sales:\n"
    "    database: shop\n    table: sold\n    account: account\n    date: day\n    measures: {net: sum(amount)}\n",
    "kpis.yml": "kpis:\n  - {id: net, label: Net, perspective: finance, unit: currency, sharing: {from_tier: 1}}\n",
    "accounts/acme.yml": "id: acme\nname: Acme\ntier: 2\n",
}


@pytest.mark.parametrize("works", [True, False])
def test_no_word_of_the_address_is_printed_or_written(server: Server, tmp_path: Path, works: bool) -> None:
    server.execute(
        "DROP TABLE IF EXISTS sold",
        "CREATE TABLE sold AS SELECT 'ACME' AS account, DATE '2026-07-01' + 31 * i AS day, 7.5 AS amount "
        "FROM generate_series(0, 2) AS i",
    )
    for name, text in WORKSPACE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    address = server.url() if works else f"postgresql://{USER}:{quote(PASSWORD, safe='')}@{HOST}:1/hidden_db"
    environment = {**os.environ, "SHOP_ADDRESS": address, "REVIEWGEN_DEBUG": "1", "PYTHONWARNINGS": "default"}
    said = ""
    for arguments in (["check", "--json"], ["check"], ["build", "2026-Q3", "--audience", "all"]):
        command = [sys.executable, "-m", "reviewgen", *arguments, "--workspace", str(tmp_path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) is works, done.stderr
        assert "Traceback" not in done.stderr
        said += done.stdout + done.stderr
        if "--json" in arguments:
            json.loads(done.stdout)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert (b"%PDF" in written) is works
    hidden = (PASSWORD, quote(PASSWORD, safe=""), OWNER, str(server.folder), USER, HOST, "hidden_db")
    assert [each for each in hidden if each in said or each.encode() in written] == []


class Held(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, locked: bool = False) -> None:
        super().__init__()
        self._secrets: dict[tuple[str, str], str] = {}
        self._locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        if self._locked:
            raise keyring.errors.KeyringLocked(SECRET)
        return self._secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._secrets[service, username] = password


@pytest.fixture
def in_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Held], Found]]:
    """Counts the sales over an address that a keyring holds."""
    before = keyring.get_keyring()

    def counted_with(held: Held) -> Found:
        keyring.set_keyring(held)
        databases = {"shop": Database("shop", HERE, keyring=("reviewgen", "shop"))}
        return count(source(table("sales"), date="Day #", undated="missing"), databases=databases)

    yield counted_with
    keyring.set_keyring(before)


def test_an_address_may_stand_in_the_keyring(sold: Server, in_keyring: Callable[[Held], Found]) -> None:
    held = Held()
    held.set_password("reviewgen", "shop", sold.url())
    assert in_keyring(held).report.rows == 5
    assert in_keyring(Held()).errors == [
        'reviewgen.yml:9:3: the keyring holds nothing for "reviewgen" and "shop" '
        "Store it with `keyring set reviewgen shop`."
    ]
    assert in_keyring(Held(locked=True)).errors == [
        "reviewgen.yml:9:3: the keyring cannot be read Unlock it, or use env: VARIABLE instead."
    ]


NUMBERS = (
    "1", "-1", "+1", "1.5", ".5", "5.", "1e3", "1E-2", "1e400", "1 234", "1 234.5", "1'234", "12 34", "1,5", "(7)",
    "7-", "(-7)", "\u22127", "5%", "5 %", "-5%", "%", "-", "", " 8 ", "nan", "inf", "0x1", "1_000", "1\u00a0234",
    "1\u202f234", "--1", "1.2.3", "١٢",
)  # fmt: skip
DAYS = (
    "2026-07-31", "2026-07-31 23:59:59.000", "2026-07-31T10:00", "2026-7-31", "2026-02-29", "2024-02-29", "2026-13-01",
    "2026-00-10", "2026-07-00", "31.07.2026", "31.04.2026", "1-Jan-26", "1-JAN-69", "1-jan-68", "1-Mai-26", "32-Jan-26",
    "1899-12-31", "2200-01-01", "0000-01-01", "9999-12-31", "2026-07-31 nonsense", "", "today", "infinity",
)  # fmt: skip


def test_texts_are_the_same_numbers_and_days_as_in_a_file(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cells = [("ACME", "2026-07-01", text) for text in NUMBERS] + [("ACME", text, "1") for text in DAYS]
    server.execute("DROP TABLE IF EXISTS texts", "CREATE TABLE texts (account text, day text, amount text)")
    server.fill("texts", cells)
    said = {
        "measures": {"net": "sum(amount)", "orders": "count(amount)"},
        "dates": {"day": ("yyyy-mm-dd", "dd.mm.yyyy", "d-mmm-yy")},
        "numbers": {"amount": "missing"},
        "undated": "missing",
    }
    file = count(source(write(tmp_path / "o.csv", "account,day,amount", *cells), **said))
    held = count(source(table("texts"), **said), databases=database(server, monkeypatch))
    assert held.errors == file.errors == []
    assert held.totals == file.totals
    assert {"1969-01", "2068-01", "2024-02", "2026-01"} <= {*file.of("orders")}
    assert (held.left_out, held.notes) == (file.left_out, file.notes)
