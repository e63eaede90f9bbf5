"""Observations: three shapes of table, each mistake told once, and no row left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.shelf import contents, csv, errors, read, values, warnings, workspace

GOOD = "acme,net_sales,2026-07,1"


def test_a_long_table_is_read_with_every_optional_column(tmp_path: Path) -> None:
    header = "Account,KPI,Period,Scenario,Segment,Unit,Source,Note,Value"
    found = read(tmp_path, csv("Acme SA,Net Sales,2026-07,Target,North,EUR,books,x,5", header=header))
    assert values(found) == [("acme", "net_sales", "2026-07", "5", "target", "North")]
    assert found.problems == ()


def test_months_quarters_and_years_may_stand_in_one_table(tmp_path: Path) -> None:
    found = read(
        tmp_path, csv(GOOD, "acme,net_sales,2026-Q2,2", "acme,net_sales,2025,3", "acme,net_sales,31.08.2026,4")
    )
    assert [row[2] for row in values(found)] == ["2026-07", "2026-Q2", "2025", "2026-08"]
    (told,) = warnings(found)
    assert told.startswith('o.csv, row 4, column "value": net_sales, actual: no quarter can be had from a whole year')


def test_a_column_per_scenario(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,2026-07,1,2,", header="account,kpi,period,actual,Target,client actual"))
    assert [(row[3], row[4]) for row in values(found)] == [("1", "actual"), ("2", "target")]
    assert found.problems == ()


def test_a_column_per_period(tmp_path: Path) -> None:
    header = "account,kpi,scenario,2026-07,Aug 2026,2026-Q2,FY25"
    found = read(tmp_path, csv("acme,net_sales,FizzCo,1,,3,", header=header))
    assert [(row[2], row[3], row[4]) for row in values(found)] == [
        ("2026-07", "1", "FizzCo"),
        ("2026-Q2", "3", "FizzCo"),
    ]
    assert found.problems == ()


def test_names_are_compared_without_capitals_or_spaces(tmp_path: Path) -> None:
    found = read(tmp_path, csv(" ACME sa ,NET  Sales,2026-07,1", "0042,Our_Sales,2026-07,2"))
    assert [(row[0], row[1]) for row in values(found)] == [("acme", "net_sales"), ("acme", "our sales")]


def test_an_unknown_kpi_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = read(tmp_path, csv(GOOD, "acme,net_sale,2026-08,2", "acme,zzz,2026-08,2"))
    assert errors(found) == [
        'o.csv, row 3, column "kpi": unknown KPI "net_sale" did you mean "net_sales"?',
        'o.csv, row 4, column "kpi": unknown KPI "zzz" known: all_sales, net_sales, otif, our sales, share',
    ]


def test_rows_of_accounts_that_are_not_reviewed_are_counted_and_told_once(tmp_path: Path) -> None:
    found = read(tmp_path, csv(GOOD, "Acm SA,net_sales,2026-07,1", "Acm SA,what,ever,x", "Zed,net_sales,2026-07,1"))
    assert len(values(found)) == 1
    assert errors(found) == []
    near, far = warnings(found)
    assert (
        near == 'o.csv, row 3, column "account": no account is named "Acm SA"; 2 rows not used did you mean "Acme SA"?'
    )
    assert far.startswith(
        'o.csv, row 5, column "account": no account is named "Zed"; 1 row not used Add it under `keys`'
    )


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        (",net_sales,2026-07,1", "account", "the account is missing"),
        ("acme,,2026-07,1", "kpi", "the KPI is missing"),
        ("acme,net_sales,,1", "period", "the period is missing"),
        ("acme,net_sales,soon,1", "period", '"soon" is not a period'),
        ("acme,net_sales,2026-07,abc", "value", '"abc" is not a number'),
        ('acme,net_sales,2026-07,"1,234"', "value", '"1,234" may mean 1234 or 1.234'),
        ("acme,net_sales,2026-07,n/a", "value", '"n/a" is not a number'),
        ("acme,net_sales,2026-07,#N/A", "value", "#N/A stands here; mend the formula"),
        ("#REF!,net_sales,2026-07,1", "account", "#REF! stands here"),
        ("acme,#NAME?,2026-07,1", "kpi", "#NAME? stands here"),
        ("acme,net_sales,2026-07,5%", "value", '"5%" is a percentage where a plain number belongs'),
    ],
)
def test_a_bad_cell_refuses_its_row_and_is_told_once(row: str, column: str, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, csv(GOOD, row))
    assert len(values(found)) == 1
    (complaint,) = errors(found)
    assert complaint.startswith(f'o.csv, row 3, column "{column}": {told}')
    assert warnings(found) == []


def test_all_mistakes_of_a_row_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sale,soon,abc,#REF!", header="account,kpi,period,value,segment"))
    assert [line.split('"')[1] for line in errors(found)] == ["kpi", "period", "segment", "value"]


@pytest.mark.parametrize("column", ["scenario", "segment"])
def test_a_broken_formula_beside_the_value_is_told(column: str, tmp_path: Path) -> None:
    found = read(tmp_path, csv(f"{GOOD},#REF!", header=f"account,kpi,period,value,{column}"))
    assert values(found) == []
    assert errors(found)[0].startswith(f'o.csv, row 2, column "{column}": #REF! stands here')


def test_one_bad_name_in_a_wide_row_is_told_once(tmp_path: Path) -> None:
    months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    header = ",".join(["account", "kpi", "scenario", *months])
    numbers = ",".join(["1"] * 36)
    rows = [f"Zed,net_sales,,{numbers}", f"acme,net_sale,,{numbers}", f"acme,net_sales,targets,{numbers}"]
    found = read(tmp_path, csv(*rows, header=header))
    assert values(found) == []
    assert len(errors(found)) == 2
    assert "1 row not used" in warnings(found)[0]
    assert len(warnings(found)) == 1


def test_one_bad_period_in_a_row_of_scenarios_is_told_once(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,soon,1,2,3", header="account,kpi,period,actual,target,forecast"))
    assert len(errors(found)) == 1


def test_the_good_cells_of_a_wide_row_are_kept(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,1,x,3", header="account,kpi,2026-07,2026-08,2026-09"))
    assert [row[3] for row in values(found)] == ["1", "3"]
    assert errors(found)[0].startswith('o.csv, row 2, column "2026-08": "x" is not a number')


def test_a_blank_value_is_missing_and_warned_of(tmp_path: Path) -> None:
    found = read(tmp_path, csv(GOOD, "acme,net_sales,2026-08,", "acme,net_sales,2026-09"))
    assert len(values(found)) == 1
    assert warnings(found) == [
        'o.csv, row 3, column "value": net_sales of acme has no value, and 1 more row has none '
        "It counts as missing, and the slide says so."
    ]
    (left,) = found.reports[0].left_out
    assert (left.reason, left.rows, left.texts) == ("no value", 2, (("net_sales of acme", 2),))


def test_a_wide_row_without_any_value_is_warned_of(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,,", header="account,kpi,2026-07,2026-08"))
    assert warnings(found) == [
        "o.csv, row 2: net_sales of acme has no value It counts as missing, and the slide says so."
    ]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("ACME SA,net sales,July 2026,1.0", "says the same in o.csv, row 2"),
        ("acme,net_sales,2026-07-31,5", "says 5 where 1 stands in o.csv, row 2"),
    ],
)
def test_a_row_that_repeats_another_is_refused_however_it_is_written(second: str, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, csv(GOOD, second))
    assert len(values(found)) == 1
    (complaint,) = errors(found)
    assert complaint.startswith('o.csv, row 3, column "value": duplicate row: net_sales of acme, 2026-07, actual')
    assert told in complaint


def test_a_row_that_repeats_one_of_another_file_is_refused(tmp_path: Path) -> None:
    for file in ("a.csv", "b.csv"):
        (tmp_path / file).write_text(csv(GOOD))
    found = contents(workspace(tmp_path, {"observations": [("a.csv", None), ("b.csv", None)]}))
    assert 'b.csv, row 2, column "value": duplicate row' in errors(found)[0]
    assert "a.csv, row 2" in errors(found)[0]


def test_segments_that_differ_by_capitals_are_one(tmp_path: Path) -> None:
    header = "account,kpi,period,value,segment"
    found = read(tmp_path, csv(f"{GOOD},North", f"{GOOD},NORTH ", f"{GOOD},South", header=header))
    assert [row[5] for row in values(found)] == ["North", "South"]
    assert "duplicate row" in errors(found)[0]


@pytest.mark.parametrize(("first", "second"), [("Rival", "RIVAL"), ("Big Co", "Big  Co"), ("FizzCo", "FIZZCO")])
def test_a_competitor_has_one_spelling(first: str, second: str, tmp_path: Path) -> None:
    rows = [f"acme,net_sales,2026-07,1,{first}", f"acme,net_sales,2026-08,1,{second}"]
    found = read(tmp_path, csv(*rows, header="account,kpi,period,value,scenario"))
    assert [row[4] for row in values(found)] == [first]
    assert f'row 3, column "scenario": "{second}" is written "{first}" elsewhere; write both alike' in errors(found)[0]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("targets", "target"), ("Targt", "target"), ("Actuals", "actual"), ("forcast", "forecast"), ("Budget", "target"),
     ("plan", "target"), ("client-actual", "client_actual"), ("IST", "actual")],
)  # fmt: skip
def test_a_scenario_that_is_nearly_ours_is_not_taken_for_a_competitor(word: str, meant: str, tmp_path: Path) -> None:
    found = read(tmp_path, csv(f"{GOOD},{word}", header="account,kpi,period,value,scenario"))
    assert values(found) == []
    assert f'no scenario "{word}": did you mean "{meant}"?' in errors(found)[0]


@pytest.mark.parametrize("word", ["FizzCo", "Marché Plus", "Target Stores Inc", "Maison Actuelle"])
def test_a_competitor_may_bear_any_other_name(word: str, tmp_path: Path) -> None:
    found = read(tmp_path, csv(f"{GOOD},{word}", header="account,kpi,period,value,scenario"))
    assert values(found)[0][4] == word


def test_a_monthly_value_of_a_ratio_is_told_and_not_used(tmp_path: Path) -> None:
    rows = ["acme,share,2026-07,20,actual", "acme,share,2026-Q3,20,actual", "acme,share,2026-07,20,target"]
    found = read(tmp_path, csv(*rows, header="account,kpi,period,value,scenario"))
    assert [(row[2], row[4]) for row in values(found)] == [("2026-Q3", "actual"), ("2026-07", "target")]
    (told,) = warnings(found)
    assert told.startswith('o.csv, row 2, column "value": share is a ratio: a quarter cannot be had from its months')
    assert "Give our sales and all_sales for each month, or share for the quarter." in told


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("acount,kpi,period,value", 'o.csv: the column "account" is missing Is it "acount"? Rename that, or say so'),
        ("account,kpi,month,value", 'o.csv: the column "period" is missing Columns: account, kpi, month, value.'),
        ("account,kpi,period,amount", 'o.csv: the column "value" is missing'),
        ("account,kpi,period,value,Scenarioo", 'column "Scenarioo": unknown column did you mean "scenario"?'),
        ("account,kpi,period,value,value", 'column "value": the column "value" stands twice'),
        ("account,kpi,period,value,KPI", 'column "kpi": the column "kpi" stands twice'),
        ("account,kpi,period,value,target", 'values stand in columns of more than one kind: "value", "target"'),
        ("account,kpi,period,value,2026-08", 'values stand in columns of more than one kind: "value", "2026-08"'),
        ("account,kpi,period,2026-08,target", 'values stand in columns of more than one kind: "2026-08", "target"'),
        ("account,kpi,2026-08,Aug 2026", 'column "Aug 2026": the column names the same period as "2026-08"'),
        ("account,kpi,Sep-26,Oct-26,Nov-26", 'column "Sep-26": "Sep-26" may be a month of 2026 or a day'),
        ("account,kpi,2026-08,2026-13,x", 'column "2026-13": "2026-13" is not a period'),
        ("account,kpi,2026-08,Q3,x", 'column "Q3": "Q3" names no year'),
    ],
)
def test_a_header_that_cannot_be_trusted_refuses_the_table(header: str, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,2026-07,1,2", header=header))
    assert values(found) == []
    assert any(told in line for line in errors(found)), errors(found)


def test_a_column_that_is_not_ours_is_warned_of(tmp_path: Path) -> None:
    found = read(tmp_path, csv(GOOD + ",x", header="account,kpi,period,value,Region"))
    assert len(values(found)) == 1
    assert warnings(found)[0].startswith('o.csv, column "Region": unknown column, not used')


def test_decimal_commas_make_thousands_doubtful_in_the_whole_table(tmp_path: Path) -> None:
    rows = ["acme;net_sales;2026-07;12,5", "acme;net_sales;2026-08;1.234", "acme;net_sales;2026-09;1.234,5"]
    found = read(tmp_path, csv(*rows, header="account;kpi;period;value"))
    assert [row[3] for row in values(found)] == ["12.5", "1234.5"]
    assert '"1.234" may mean 1234 or 1.234' in errors(found)[0]


def test_problems_come_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = ["Zed,net_sales,2026-07,1", "acme,net_sales,2026-07,x", "acme,net_sales,2026-08,1,2", "acme,zz,2026-08,1"]
    assert [one.place.row for one in read(tmp_path, csv(*rows)).problems] == [2, 3, 4, 5]


def test_many_rows_with_unknown_names_are_read_soon(tmp_path: Path) -> None:
    rows = [f"acme,unknown_{number % 50},2026-07,1" for number in range(20_000)]
    assert len(errors(read(tmp_path, csv(*rows)))) == 20_000
