"""What is counted of raw rows: joins, filters, days and dirt, and that every row is accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reviewgen.period import Calendar
from reviewgen.sources.rows import LeftOut
from tests.sources.rows.shop import Found, count, join, parquet, source, sqlite, table, write

HEADER = "account,day,amount,item"
ROWS = (
    "ACME,2026-07-01,1,007",
    "ACME,2026-07-02,2,8",
    "ACME,2026-07-03,4,x",
    "ACME,2026-07-04,8,",
    "ACME,2026-07-05,16,7",
)
NUMBERED = "SELECT * FROM (VALUES (7, 'A'), (8, 'B')) AS t(id, kind)"


def counted(folder: Path, formula: str, *rows: str, header: str = HEADER, **changes: object) -> Found:
    """What one formula gives over rows of a CSV file."""
    return count(source(write(folder / "o.csv", header, *rows), formula, **changes))


def refused(found: Found) -> str:
    """The only error, which gives nothing."""
    assert found.counted.reports == ()
    (error,) = found.errors
    return error.removeprefix("reviewgen.yml:9:3: rows sales: ")


def test_a_key_that_is_a_text_meets_one_that_is_a_number(tmp_path: Path) -> None:
    items = join("items", parquet(tmp_path / "items.parquet", NUMBERED), item="id")
    found = counted(tmp_path, "sum(amount) filter (where kind = 'A')", *ROWS, joins=(items,))
    assert found.of() == {"2026-07": "17"}
    assert found.notes["item is not in items"] == 2
    assert found.warnings == [
        'o.csv: 2 rows where item is not in items: "x" 1 times '
        "Add the keys to items.parquet; their columns count as missing."
    ]


@pytest.mark.parametrize("keys", [("7,A", "7 ,B"), ("7,A", "7,A"), ("8,A", "7,B", "7,C", "8,D")])
def test_a_dimension_in_which_a_key_stands_twice_is_refused(tmp_path: Path, keys: tuple[str, ...]) -> None:
    items = join("items", write(tmp_path / "items.csv", "id,kind", *keys), item="id")
    assert refused(counted(tmp_path, "sum(amount)", *ROWS, joins=(items,))) == (
        'items.csv holds 2 rows for "7"; a row that refers to it would count 2 times Keep one row for each key.'
    )


def test_a_dimension_may_lack_keys_several_times(tmp_path: Path) -> None:
    items = join("items", write(tmp_path / "items.csv", "id,kind", "7,A", ",B", ",C"), item="id")
    assert counted(tmp_path, "sum(amount)", *ROWS, joins=(items,)).of() == {"2026-07": "31"}


def test_a_dimension_may_refer_to_another(tmp_path: Path) -> None:
    items = join("items", write(tmp_path / "items.csv", "id,kind", "7,A", "8,B"), item="id")
    kinds = join("kinds", write(tmp_path / "kinds.csv", "kind,amount", "A,100", "B,200"), kind="kind")
    found = counted(tmp_path, "sum(amount) + sum(kinds.amount)", *ROWS, joins=(items, kinds))
    assert found.of() == {"2026-07": "331"}


def test_a_name_in_two_dimensions_is_refused_and_one_of_the_rows_comes_first(tmp_path: Path) -> None:
    first = join("first", write(tmp_path / "a.csv", "id,rate,amount", "7,1,9"), item="id")
    second = join("second", write(tmp_path / "b.csv", "id,rate", "7,2"), item="id")
    found = counted(tmp_path, "sum(rate)", *ROWS, joins=(first, second))
    assert refused(found) == '"rate" stands in several dimensions Write one of first.rate, second.rate.'
    assert counted(tmp_path, "sum(second.rate)", *ROWS, joins=(first, second)).of() == {"2026-07": "2"}
    assert counted(tmp_path, "sum(amount)", *ROWS, joins=(first, second)).of() == {"2026-07": "31"}


@pytest.mark.parametrize(
    ("header", "written"),
    [
        ("Line Item Value (USD)", '"Line Item Value (USD)"'),
        ("PO / SO #", '"PO / SO #"'),
        ("Größe €", "größe_€"),
        ('He said ""so""', '"He said ""so"""'),
        ("group", '"group"'),
        ("order", "order"),
        ("select", '"select"'),
        ("where", '"WHERE"'),
        ("a.b", "a.b"),
        ("it's", '"it\'s"'),
        (":name", '":name"'),
        ("100%", '"100%"'),
        ("", '"column 4"'),
    ],
)
def test_a_column_of_any_name_can_be_added_up(tmp_path: Path, header: str, written: str) -> None:
    held = f'"{header}"' if header else ""
    found = counted(tmp_path, f"sum({written})", "ACME,2026-07-01,1,5", header=f"account,day,other,{held}")
    assert (found.of(), found.errors) == ({"2026-07": "5"}, [])
    cells = [("ACME", "2026-07-01", 5)]
    if header:
        name = header.replace('""', '"')
        quoted = name.replace('"', '""')
        held_in = sqlite(
            tmp_path / "o.db",
            f'CREATE TABLE sold (account, day, "{quoted}")',
            ("INSERT INTO sold VALUES (?, ?, ?)", cells),
        )
        assert count(source(table("sold"), f"sum({written})"), databases=held_in).of() == {"2026-07": "5"}


def test_names_that_differ_in_case_are_told_apart_by_quotes(tmp_path: Path) -> None:
    header, row = "account,day,Net,net_", "ACME,2026-07-01,1,2"
    assert counted(tmp_path, 'sum("Net")', row, header=header).of() == {"2026-07": "1"}
    header = "account,day,Net,net"
    assert counted(tmp_path, "sum(net)", row, header=header).of() == {"2026-07": "2"}
    assert refused(counted(tmp_path, "sum(NET)", row, header=header)) == (
        '"NET" may be any of "Net", "net" Write its exact name, in double quotes.'
    )


def test_a_filter_that_says_nothing_of_a_row_leaves_it_out_and_counts_it(tmp_path: Path) -> None:
    found = counted(tmp_path, "sum(amount)", "ACME,2026-07-01,5,", "ACME,2026-07-02,-3,a", where="item <> 'b'")
    assert found.of() == {"2026-07": "-3"}
    assert found.left_out == {"not item <> 'b'": 1}


def test_cancellations_are_taken_out_by_a_filter_and_credits_count_as_they_are(tmp_path: Path) -> None:
    rows = ("ACME,2026-07-01,5,S1", "ACME,2026-07-01,-2,S2", "ACME,2026-07-02,-5,C1")
    assert counted(tmp_path, "sum(amount)", *rows).of() == {"2026-07": "-2"}
    found = counted(tmp_path, "sum(amount)", *rows, where="item not like 'C%'")
    assert (found.of(), found.left_out) == ({"2026-07": "3"}, {"not item not like 'C%'": 1})


def test_a_column_is_compared_with_a_day(tmp_path: Path) -> None:
    rows = ("ACME,2026-07-01,5,31.01.2026", "ACME,2026-07-02,3,1.2.2026", "ACME,2026-07-02,9,")
    found = counted(
        tmp_path, "sum(amount)", *rows, where="item < '2026-02-01'", dates={"item": ("dd.mm.yyyy", "d.m.yyyy")}
    )
    assert (found.of(), found.errors) == ({"2026-07": "5"}, [])


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("count_if(amount < item)", '"amount < item" compares texts: are they numbers or days? Say what they are'),
        ("count_if(item)", '"item" stands where a comparison belongs Compare it with a value'),
        ("sum(amount) filter (where amount = 'x')", "\"amount = 'x'\" compares a number with a text Say under numbers"),
        ("sum(day)", '"day" is a day, which cannot be reckoned with The days between two dates are days(from, to).'),
        ("max(day)", '"day" is a day, which cannot be reckoned with The days between two dates are days(from, to).'),
        ("sum(amont)", 'no column "amont" in o.csv did you mean "amount"?'),
        ("count_if(day > 7)", '"day > 7" compares a day with a number Write a day as'),
    ],
)
def test_a_formula_that_may_mean_something_else_is_refused(tmp_path: Path, formula: str, said: str) -> None:
    assert refused(counted(tmp_path, formula, *ROWS)).startswith(said)


def test_numbers_are_compared_as_numbers(tmp_path: Path) -> None:
    rows = ("ACME,2026-07-01,10,9", "ACME,2026-07-01,9,10", "ACME,2026-07-01,2,2.0")
    for formula in ("count_if(amount >= item) + sum(amount) - sum(amount)", "count_if(amount in (10, 2))"):
        assert counted(tmp_path, formula, *rows, numbers={"item": "error"}).of() == {"2026-07": "2"}
    assert counted(tmp_path, "count_if(case amount when 10 then 1 else 0 end = 1)", *rows).of() == {"2026-07": "1"}


def test_rows_without_account_or_day_are_counted_and_told(tmp_path: Path) -> None:
    rows = (
        ",2026-07-01,1,",
        "ACME,,2,",
        "ACME,2026-02-31,4,",
        "ACME,9999-12-31,8,",
        "Zed,2026-07-01,16,",
        "ACME,2026-07-01,32,",
    )
    found = counted(tmp_path, "sum(amount)", *rows)
    assert found.of() == {"2026-07": "32"}
    assert found.left_out == {
        "no account": 1,
        "no day": 1,
        "day is not a date": 2,
        "1 name in account that is no account": 1,
    }
    assert found.report.used == 1
    assert found.errors == [
        'o.csv, column "day": 2 rows where day is not a date: "2026-02-31" 1 times, "9999-12-31" 1 times (rows 4, 5) '
        "Mend the rows, say under dates how day is written, or say undated: missing."
    ]
    assert len(found.warnings) == 2
    quiet = counted(tmp_path, "sum(amount)", *rows, undated="missing", ignore={"account": ("", "Zed")})
    assert (quiet.of(), quiet.problems) == ({"2026-07": "32"}, [])
    assert quiet.left_out == {"account is ignored": 2, "no day": 1, "day is not a date": 2}


def test_rows_after_the_as_of_date_are_told(tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", HEADER, "ACME,2026-09-30,1,", "ACME,2026-10-01,2,")
    found = count(source(file), as_of=date(2026, 9, 30))
    assert found.notes["day is after 2026-09-30, the as-of date"] == 1
    assert found.warnings == [
        'o.csv, column "day": 1 row where day is after 2026-09-30, the as-of date '
        "Check the dates, or as_of in reviewgen.yml."
    ]
    assert count(source(file, scenario="target"), as_of=date(2026, 9, 30)).problems == []


def test_names_of_one_account_are_one_total_even_where_parts_cannot_be_added(tmp_path: Path) -> None:
    rows = ("ACME,2026-07-01,1,a", "acme ,2026-07-01,1,a", "Acme SA,2026-07-01,1,b", "42,2026-07-01,1,a")
    found = counted(tmp_path, "count(distinct item)", *rows)
    assert found.totals == {("acme", "net", "2026-07"): "2", ("bolt", "net", "2026-07"): "1"}


def test_other_spellings_and_ignored_values_hold_for_joined_columns_too(tmp_path: Path) -> None:
    items = join("items", write(tmp_path / "items.csv", "id,kind", "7,GTX Pro", "8,GTXPro", "x,Test"), item="id")
    rows = ("ACME,2026-07-01,1,7", "ACME,2026-07-01,2,8", "ACME,2026-07-01,4,x")
    found = counted(
        tmp_path,
        "sum(amount) filter (where kind = 'GTXPro')",
        *rows,
        joins=(items,),
        maps={"kind": {"GTX Pro": "GTXPro"}},
        ignore={"items.kind": ("Test",)},
    )
    assert found.of() == {"2026-07": "3"}
    assert found.report.left_out == (LeftOut("kind is ignored", 1, (("Test", 1),)),)


@pytest.mark.parametrize("key", ["ignore", "maps"])
def test_a_misspelt_column_is_not_passed_over(tmp_path: Path, key: str) -> None:
    values: object = ("Zed",) if key == "ignore" else {"a": "b"}
    found = counted(tmp_path, "sum(amount)", *ROWS, **{key: {"acount": values}})
    assert refused(found) == 'no column "acount" in o.csv did you mean "account"?'


def test_words_in_a_column_of_numbers_can_stand_for_numbers_or_for_nothing(tmp_path: Path) -> None:
    rows = ("ACME,2026-07-01,none,", "ACME,2026-07-01,n/a,", "ACME,2026-07-01,5,")
    found = counted(tmp_path, "sum(coalesce(amount, 100))", *rows, maps={"amount": {"none": "0", "n/a": ""}})
    assert (found.of(), found.errors) == ({"2026-07": "105"}, [])


@pytest.mark.parametrize(
    ("repeats", "total", "left_out"),
    [("keep", "7", {}), ("once", "4", {"repeats another row": 2}), ("error", "7", {})],
)
def test_rows_that_are_equal_in_every_column_are_treated_as_declared(
    tmp_path: Path, repeats: str, total: str, left_out: dict[str, int]
) -> None:
    rows = (
        "ACME,2026-07-01,1,a",
        "ACME,2026-07-01,1,a",
        "ACME,2026-07-01,2,a",
        "ACME,2026-07-01,2,a",
        "ACME,2026-07-01,1,b",
    )
    found = counted(tmp_path, "sum(amount)", *rows, repeats=repeats)
    assert (found.of(), found.left_out) == ({"2026-07": total}, left_out)
    said = "o.csv: 2 rows repeat another one in every column (rows 3, 5) "
    hint = "Remove them, or say under rows: sales: repeats: once."
    assert found.errors == ([said + hint] if repeats == "error" else [])


@pytest.mark.parametrize(("first", "starts"), [(1, 7), (2, 5), (3, 6), (4, 7), (11, 5)])
def test_quarters_are_those_of_the_fiscal_year(tmp_path: Path, first: int, starts: int) -> None:
    calendar = Calendar(first)
    file = write(tmp_path / "o.csv", HEADER, "ACME,2026-07-31,1,", "ACME,2026-01-01,2,")
    found = count(source(file, per="quarter"), calendar=calendar)
    quarters = {one.period: str(one.value) for one in found.counted.observations}
    assert quarters == {calendar.quarter_of(date(2026, 7, 31)): "1", calendar.quarter_of(date(2026, 1, 1)): "2"}
    assert date(2026, starts, 1) in {one.start for one in quarters}


def test_wide_numbers_keep_their_digits(tmp_path: Path) -> None:
    file = parquet(
        tmp_path / "o.parquet",
        "SELECT 'ACME' AS account, TIMESTAMP '2026-07-31 23:59:59' AS day, 12.34::DECIMAL(38, 20) AS wide, "
        "12.34::DECIMAL(18, 2) AS price, 9000000000000000000::BIGINT AS huge, 0.1::DOUBLE AS tenth, "
        "1234567890123.45::DOUBLE AS large, 42.0::DOUBLE AS code FROM range(1000)",
    )
    wanted = {
        "net": ("sum(wide * wide)", "152275.6"),
        "orders": ("sum(huge)", "9000000000000000000000"),
        "other": ("sum(tenth)", "100"),
        "good": ("sum(large)", "1234567890123450"),
        "all": ("sum(price * price * price)", "1879080.904"),
    }
    found = count(source(file, {key: formula for key, (formula, _) in wanted.items()}))
    assert {kpi: value for (_, kpi, _), value in found.totals.items()} == {
        key: value for key, (_, value) in wanted.items()
    }
    assert count(source(file, "count(*)", account="code")).totals == {("bolt", "net", "2026-07"): "1000"}


def test_moments_belong_to_the_day_in_utc_wherever_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = parquet(
        tmp_path / "o.parquet", "SELECT 'ACME' AS account, TIMESTAMPTZ '2026-07-31 23:30:00+00' AS day, 1 AS amount"
    )
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert count(source(file)).of() == {"2026-07": "1"}


def test_rows_in_sqlite_are_what_the_same_rows_are_in_a_file(tmp_path: Path) -> None:
    cells = [
        ("ACME", "31.07.2026", 10, 7, "ärger"),
        ("ACME", "31.02.2026", 1, 7, "x"),
        ("ACME", "01.08.2026", "1'000.5", "7", "ÄRGER"),
        ("ACME ", "01.08.2026", "(3)", 7.0, None),
        (42, "01.08.2026", 0.1, 8, "a"),
        ("ACME", "01.08.2026", "?", 8, "a"),
    ]
    held = sqlite(
        tmp_path / "o.db",
        "CREATE TABLE sold (account, day, amount, item, word)",
        ("INSERT INTO sold VALUES (?, ?, ?, ?, ?)", cells),
    )
    measures = {
        "net": "sum(amount)",
        "orders": "count(distinct item)",
        "other": "count_if(lower(word) = 'ärger')",
        "good": "count_if(word like 'Ä%')",
        "all": "sum(amount) / sum(amount - amount)",
    }
    said = {"dates": {"day": ("dd.mm.yyyy",)}, "undated": "missing", "numbers": {"amount": "missing"}}
    header = "account,day,amount,item,word"
    flat = [
        tuple("" if cell is None else f"{cell:g}" if isinstance(cell, float) else cell for cell in row) for row in cells
    ]
    file = count(source(write(tmp_path / "o.csv", header, *flat), measures, **said))
    database = count(source(table("sold"), measures, **said), databases=held)
    assert database.totals == file.totals
    assert database.totals["acme", "net", "2026-08"] == "997.5"
    assert (database.left_out, database.notes) == (file.left_out, file.notes)


def test_sqlite_is_only_read_and_given_up_in_time(tmp_path: Path) -> None:
    from dataclasses import replace

    from reviewgen.workspace.rows import Origin
    from tests.sources.rows.shop import HERE

    held = sqlite(
        tmp_path / "o.db",
        "CREATE TABLE sold (account, day, amount)",
        "INSERT INTO sold VALUES ('ACME', '2026-07-01', 1)",
    )
    before = (tmp_path / "o.db").read_bytes()
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
        "SELECT 'ACME' AS account, '2026-07-01' AS day, i AS amount FROM n"
    )
    late = {"shop": replace(held["shop"], timeout=1)}
    found = count(source(Origin("shop, query", HERE, database="shop", query=slow)), databases=late)
    assert found.errors[0].startswith("reviewgen.yml:9:3: the query took longer than its time limit")
    found = count(source(Origin("shop, query", HERE, database="shop", query="DELETE FROM sold")), databases=held)
    assert found.errors[0].startswith("reviewgen.yml:9:3: the query is not one SELECT")
    assert count(source(table("SOLD")), databases=held).of() == {"2026-07": "1"}
    assert (tmp_path / "o.db").read_bytes() == before


def test_files_and_databases_are_not_joined(tmp_path: Path) -> None:
    held = sqlite(tmp_path / "o.db", "CREATE TABLE items (id, kind)")
    file = write(tmp_path / "o.csv", HEADER, *ROWS)
    found = count(source(file, joins=(join("items", table("items"), item="id"),)), databases=held)
    assert refused(found).startswith("o.csv cannot be joined with shop, items Export one of the two")
