"""What the user says of a table: its columns, its words, rows that are nobody's, dates, scale, and rows that repeat."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.sources import contents
from reviewgen.sources.records import action, comment, contact, milestone, project, touchpoint
from reviewgen.workspace.origin_checks import COLUMNS
from tests.sources.places import complaints, declared, left_out, notes, told
from tests.sources.shelf import errors, values, warnings

GERMAN = "Kunde;Kennzahl;Monat;Betrag\nAcme SA;Nettoumsatz;2026-07;1,5\nBolt;Nettoumsatz;2026-08;2,5\n"
COLUMNS_DE = "columns: {account: Kunde, kpi: Kennzahl, period: Monat, value: Betrag}"
WORDS_DE = f"{COLUMNS_DE}, maps: {{kpi: {{nettoumsatz: net_sales}}}}"


def test_their_columns_and_words_are_read_as_ours(tmp_path: Path) -> None:
    found = told(tmp_path, WORDS_DE, GERMAN)
    assert [row[:4] for row in values(found)] == [
        ("acme", "net_sales", "2026-07", "1.5"),
        ("bolt", "net_sales", "2026-08", "2.5"),
    ]
    assert found.problems == ()
    assert notes(found) == [("Kennzahl read as another word", 2, (("Nettoumsatz as net_sales", 2),))]
    assert found.reports[0].how == "semicolon, UTF-8, decimal comma"


def test_a_place_names_the_column_as_the_file_does(tmp_path: Path) -> None:
    spoilt = GERMAN.replace("1,5", "viel").replace("2026-08", "bald").replace("Acme SA;N", "Acme SA;Brutto-N")
    assert [line.split(": ")[0] for line in errors(told(tmp_path, WORDS_DE, spoilt))] == [
        'data/export.csv, row 2, column "Kennzahl"',
        'data/export.csv, row 2, column "Betrag"',
        'data/export.csv, row 3, column "Monat"',
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("columns: {account: Kunden}", 'no column "Kunden" in data/export.csv, which columns names for account '
         'did you mean "Kunde"?'),
        ("columns: {account: column F}", 'no column "column F" in data/export.csv, which columns names for account'),
        ("maps: {segment: {a: b}}", 'no column "segment" in data/export.csv known: Betrag, Kennzahl, Kunde, Monat'),
        (f"{COLUMNS_DE}, dates: {{period: mm/yy}}", 'dates of period: "mm/yy" does not say year, month and day'),
    ],
)  # fmt: skip
def test_what_the_file_does_not_have_is_told_where_it_was_said(said: str, message: str, tmp_path: Path) -> None:
    found = told(tmp_path, said, GERMAN)
    assert values(found) == []
    (complaint,) = errors(found)
    assert complaint.startswith(f"reviewgen.yml:3:17: {message}")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("columns: {acount: Kunde}", '3:46: observations have no column "acount" did you mean "account"?'),
        ("dates: {value: dd.mm.yyyy}", '3:44: observations have no column "value" known: period'),
        ("columns: {kpi: a}, constants: {kpi: b}", '"kpi" stands under columns and under constants Remove it'),
        ("decimal: ',', thousands: ','", "decimal and thousands are the same mark"),
        ("delimiter: ;;", "delimiter: write one sign such as ; or | or the word tab"),
        ("delimiter: a", "delimiter: write one sign"),
        ("table: t", "table is of use to a database only"),
        ("repeats: never", '"never" is no repeats known: error, first, last, sum'),
        ("encoding: utf8", '"utf8" is no encoding did you mean "utf-8"?'),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told_with_its_line(said: str, message: str, tmp_path: Path) -> None:
    (complaint,) = complaints(tmp_path, f"tables:\n  observations: {{file: data/a.csv, {said}}}\n")
    assert message in complaint


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("actions: {file: a.csv, scale: k}", "scale is of no use to actions, which hold no values"),
        ("actions: {file: a.csv, repeats: sum}", "repeats is of no use to actions"),
        ("projects: {file: a.csv, repeats: last}", "repeats is of no use to projects"),
        ("actions: {file: a.xlsx, delimiter: ;}", "delimiter is of use to a text file only"),
        ("actions: {file: a.parquet, header: 3}", "header is of use to a text file or a workbook only"),
        ("actions: {file: a.parquet, sheet: S}", "sheet is of use to a workbook only"),
    ],
)
def test_a_setting_that_is_of_no_use_to_its_table_is_told(said: str, message: str, tmp_path: Path) -> None:
    (complaint,) = complaints(tmp_path, f"tables:\n  observations: o.csv\n  {said}\n")
    assert message in complaint


def test_the_columns_that_may_be_named_are_those_that_are_read() -> None:
    kinds = {"comments": comment, "actions": action, "projects": project, "milestones": milestone}
    kinds |= {"contacts": contact, "touchpoints": touchpoint}
    assert {name: set(COLUMNS[name]) for name in kinds} == {
        name: {*kind.required, *kind.optional} for name, kind in kinds.items()
    }


def test_a_constant_stands_in_every_row(tmp_path: Path) -> None:
    found = told(tmp_path, "constants: {account: acme, scenario: target}", "kpi,period,value\nnet_sales,2026-07,1\n")
    assert values(found) == [("acme", "net_sales", "2026-07", "1", "target", "")]
    assert found.problems == ()


def test_a_constant_that_is_wrong_is_told_once_where_it_was_said(tmp_path: Path) -> None:
    rows = "account,kpi,period,value\n" + "".join(f"acme,net_sales,2026-{month:02},1\n" for month in range(1, 10))
    found = told(tmp_path, "constants: {scenario: targets}", rows)
    assert values(found) == []
    (complaint,) = errors(found)
    assert complaint.startswith('reviewgen.yml:3:17: no scenario "targets": did you mean "target"?')
    assert found.reports[0].refused == 9


def test_a_constant_beside_a_column_of_its_name_is_refused(tmp_path: Path) -> None:
    rows = "account,kpi,period,value,Scenario\nacme,net_sales,2026-07,1,actual\n"
    (complaint,) = errors(told(tmp_path, "constants: {scenario: target}", rows))
    assert 'the column "Scenario" stands in data/export.csv and under constants' in complaint


def test_a_column_that_ours_displaces_is_noted_and_not_used(tmp_path: Path) -> None:
    rows = "account,kpi,period,value,amount\nacme,net_sales,2026-07,1,7\n"
    found = told(tmp_path, "columns: {value: amount}", rows)
    assert values(found)[0][3] == "7"
    assert notes(found) == [('the column "value" is not used: value is another', 1, ())]


def test_one_column_may_be_two_of_ours(tmp_path: Path) -> None:
    found = told(tmp_path, "columns: {project: Name, title: Name}", "account,Name\nacme,Shelf\n", table="projects")
    assert [(one.project, one.title) for one in found.tables.projects] == [("Shelf", "Shelf")]
    assert found.problems == ()


def test_ignored_rows_are_left_out_and_counted_with_their_words(tmp_path: Path) -> None:
    rows = "account,kpi,period,value\n"
    rows += "acme,net_sales,2026-07,1\nTOTAL ,what,ever,x\ntest,net_sales,2026-07,2\n,,,9\nTest,a,b,c\n"
    found = told(tmp_path, "ignore: {account: [Total, test, '']}", rows)
    assert len(values(found)) == 1
    assert found.problems == ()
    assert left_out(found) == [("account is ignored", 4, (("TOTAL", 1), ("Test", 1), ("blank", 1), ("test", 1)))]
    assert (found.reports[0].rows, found.reports[0].used, found.reports[0].refused) == (5, 1, 0)


def test_a_word_may_mean_that_there_is_no_value(tmp_path: Path) -> None:
    rows = "account,kpi,period,value\nacme,net_sales,2026-07,1\nacme,net_sales,2026-08,N/A\nbolt,otif,2026-08,n/a \n"
    found = told(tmp_path, "maps: {value: {N/A: ''}}", rows)
    assert [row[3] for row in values(found)] == ["1"]
    assert errors(found) == []
    assert notes(found) == [("value read as another word", 2, (("N/A as blank", 1), ("n/a as blank", 1)))]
    assert left_out(found) == [("no value", 2, (("net_sales of acme", 1), ("otif of bolt", 1)))]


def test_a_word_of_values_counts_in_every_column_of_a_wide_table(tmp_path: Path) -> None:
    rows = "account,kpi,2026-07,2026-08\nacme,net_sales,-,2\n"
    found = told(tmp_path, "maps: {value: {'-': ''}}", rows)
    assert [row[2:4] for row in values(found)] == [("2026-08", "2")]
    assert notes(found) == [
        ("2026-07 read as another word", 1, (("- as blank", 1),)),
        ("cells without a value", 1, (("net_sales", 1),)),
    ]


@pytest.mark.parametrize(
    ("patterns", "cell", "month"),
    [
        ("dd/mm/yyyy", "10/09/2026", "2026-09"),
        ("mm/dd/yyyy", "10/09/2026", "2026-10"),
        ("m/d/yy", "9/3/26", "2026-09"),
        ("dd-mmm-yy", "01-Sep-26", "2026-09"),
        ("dd-mmm-yy", "01-Okt-26", "2026-10"),
        ("d mmmm yyyy", "1 août 2026", "2026-08"),
        ("dd.mm.yyyy", "30.09.2026 00:00:00", "2026-09"),
        ("yyyymmdd", "20260930", "2026-09"),
        ("[m/d/yy, yyyy-mm-dd]", "2026-09-30", "2026-09"),
    ],
)
def test_a_day_is_read_as_its_pattern_says(patterns: str, cell: str, month: str, tmp_path: Path) -> None:
    rows = f"account,kpi,period,value\nacme,net_sales,{cell},1\n"
    found = told(tmp_path, f"dates: {{period: {patterns}}}", rows)
    assert [row[2] for row in values(found)] == [month]
    assert found.problems == ()


@pytest.mark.parametrize("cell", ["2026-09-30", "31/02/2026", "9/13/2026", "soon", "10/09/26"])
def test_a_day_in_no_pattern_is_refused_though_it_could_be_read_otherwise(cell: str, tmp_path: Path) -> None:
    rows = f"account,kpi,period,value\nacme,net_sales,{cell},1\n"
    found = told(tmp_path, "dates: {period: dd/mm/yyyy}", rows)
    assert values(found) == []
    assert errors(found) == [
        f'data/export.csv, row 2, column "period": "{cell}" is not a day written dd/mm/yyyy '
        "Mend the cell, or add how it is written under dates."
    ]


def test_each_way_of_writing_a_day_is_counted(tmp_path: Path) -> None:
    days = ["3/14/26", "2026-03-14", "3/15/26"]
    rows = "account,action,due\n" + "".join(f"acme,Call {day},{day}\n" for day in days)
    found = told(tmp_path, "dates: {due: [m/d/yy, yyyy-mm-dd]}", rows, table="actions")
    assert [str(one.due) for one in found.tables.actions] == ["2026-03-14", "2026-03-14", "2026-03-15"]
    assert notes(found) == [("due written m/d/yy", 2, ()), ("due written yyyy-mm-dd", 1, ())]


@pytest.mark.parametrize(
    ("said", "kpi", "cell", "value"),
    [
        ("scale: k", "net_sales", "1234.5", "1234500.0"),
        ("scale: M", "net_sales", "0.1000000000000000000000000000001", "100000.0000000000000000000000001"),
        ("scale: bn", "our sales", "2", "2000000000"),
        ("scale: k", "otif", "91.8", "91.8"),
        ("scale: percent", "otif", "0.918", "91.8"),
        ("scale: percent", "otif", "91.8%", "91.8"),
        ("scale: percent", "net_sales", "0.918", "0.918"),
        ("scale: bp", "otif", "9180", "91.80"),
        ("negate: true", "net_sales", "-5", "5"),
        ("negate: true", "net_sales", "0", "0"),
        ("negate: true, scale: k", "net_sales", "5", "-5000"),
        ("negate: true, scale: k", "otif", "5", "-5"),
    ],
)
def test_a_value_is_brought_to_the_unit_of_its_kpi(said: str, kpi: str, cell: str, value: str, tmp_path: Path) -> None:
    found = told(tmp_path, said, f"account,kpi,period,value\nacme,{kpi},2026-Q3,{cell}\n")
    assert [Decimal(row[3]) for row in values(found)] == [Decimal(value)]
    assert not values(found)[0][3].startswith("-0")
    assert errors(found) == []


def test_what_scale_left_as_it_stands_is_noted(tmp_path: Path) -> None:
    rows = "account,kpi,period,value\nacme,net_sales,2026-07,1\nacme,otif,2026-07,90\n"
    assert notes(told(tmp_path, "scale: k", rows)) == [
        ("values in another scale or sign", 1, (("net_sales", 1),)),
        ("values as they stand", 1, (("otif", 1),)),
    ]


def test_budgets_are_scaled(tmp_path: Path) -> None:
    found = told(tmp_path, "scale: k", "account,project,budget\nacme,Shelf,12.5\n", table="projects")
    assert found.tables.projects[0].budget == 12500


@pytest.mark.parametrize(
    ("repeats", "value", "used", "reason"),
    [
        ("first", "1", 2, "repeats another row, of which the first is used"),
        ("last", "3", 2, "is repeated by another row, of which the last is used"),
        ("sum", "6", 4, ""),
    ],
)
def test_of_rows_that_repeat_each_other_one_counts_or_their_sum(
    repeats: str, value: str, used: int, reason: str, tmp_path: Path
) -> None:
    rows = "account,kpi,period,value\nacme,net_sales,2026-07,1\nacme,net_sales,2026-08,9\n"
    rows += "Acme SA,Net Sales,July 2026,2\nacme,net_sales,2026-07,3\n"
    found = told(tmp_path, f"repeats: {repeats}", rows)
    assert [row[2:4] for row in values(found)] == [("2026-07", value), ("2026-08", "9")]
    assert found.problems == ()
    assert found.reports[0].used == used
    assert left_out(found) == ([(reason, 2, (("net_sales", 2),))] if reason else [])
    assert notes(found) == ([] if reason else [("added to another row about the same", 2, (("net_sales", 2),))])


def test_rows_that_repeat_each_other_are_a_mistake_unless_said(tmp_path: Path) -> None:
    rows = "account,kpi,period,value\nacme,net_sales,2026-07,1\nacme,net_sales,2026-07,1\n"
    (complaint,) = errors(told(tmp_path, "header: 1", rows))
    assert complaint.endswith("or say with repeats which of them counts.")


def test_a_row_that_repeats_one_of_another_file_is_judged_by_its_own(tmp_path: Path) -> None:
    files = {f"{name}.csv": f"account,kpi,period,value\nacme,net_sales,2026-07,{at}\n" for at, name in enumerate("ab")}
    tables = "tables:\n  observations: [{{file: {}}}, {{file: {}, repeats: last}}]\n"
    found = contents(declared(tmp_path, tables.format("a.csv", "b.csv"), files))
    assert [row[3] for row in values(found)] == ["1"]
    assert found.problems == ()
    assert [(one.used, one.refused) for one in found.reports] == [(0, 0), (1, 0)]
    found = contents(declared(tmp_path, tables.replace("repeats: last", "header: 1").format("a.csv", "b.csv"), files))
    assert [row[3] for row in values(found)] == ["0"]
    assert "duplicate row" in errors(found)[0]


def test_one_file_may_be_two_sources_that_mean_different_things(tmp_path: Path) -> None:
    rows = "account,kpi,period,value\nacme,net_sales,2026-07,1.5\nacme,otif,2026-07,0.9\n"
    said = "{file: o.csv, scale: k, ignore: {kpi: [otif]}}, {file: o.csv, scale: percent, ignore: {kpi: [net_sales]}}"
    found = contents(declared(tmp_path, f"tables:\n  observations: [{said}]\n", {"o.csv": rows}))
    assert [(row[1], Decimal(row[3])) for row in values(found)] == [("net_sales", Decimal(1500)), ("otif", Decimal(90))]
    assert found.problems == ()
    assert [(one.rows, one.used, one.refused) for one in found.reports] == [(2, 1, 0), (2, 1, 0)]


@pytest.mark.parametrize(
    ("said", "cell", "value"),
    [
        ("decimal: ','", "1,234", "1.234"),
        ("decimal: '.'", "1,234", "1234"),
        ("decimal: ','", "1.234", "1234"),
        ("thousands: '.'", "1.234", "1234"),
        ("thousands: ' '", "1 234,5", "1234.5"),
        ('thousands: "\'"', "12'345.60", "12345.60"),
        ("decimal: ',', thousands: '.'", "-1.234.567,8", "-1234567.8"),
        ("decimal: ','", "(1.234,5)", "-1234.5"),
        ("decimal: '.'", "1.5e3", "1500"),
    ],
)
def test_a_mark_means_what_is_said_of_it(said: str, cell: str, value: str, tmp_path: Path) -> None:
    found = told(tmp_path, said, f"account;kpi;period;value\nacme;net_sales;2026-07;{cell}\n")
    assert [row[3] for row in values(found)] == [value]
    assert warnings(found) == []


@pytest.mark.parametrize(
    ("said", "cell", "with_"),
    [
        ("decimal: ','", "12.5", "decimal ,"),
        ("decimal: '.'", "12,5", "decimal ."),
        ("decimal: ',', thousands: '.'", "1 234,5", "decimal , and thousands ."),
        ("thousands: ','", "1,23", "thousands ,"),
        ("decimal: ','", "1.234.56", "decimal ,"),
        ("decimal: ','", ",", "decimal ,"),
    ],
)
def test_a_number_that_is_written_otherwise_is_refused(said: str, cell: str, with_: str, tmp_path: Path) -> None:
    found = told(tmp_path, said, f"account;kpi;period;value\nacme;net_sales;2026-07;{cell}\n")
    assert values(found) == []
    assert f'"{cell}" is not a number written with {with_}' in errors(found)[0]
