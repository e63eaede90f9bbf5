"""Workbooks: sheets, dates, percentages, broken and never calculated formulas, and files made to harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book

from reviewgen.sources.sheetscan import CELLS
from tests.sources.shelf import contents, errors, read, values, warnings, workspace, xlsx

HEAD = ["account", "kpi", "period", "value"]
ROWS = [HEAD, ["acme", "net_sales", "2026-07", 1], ["bolt", "net_sales", "2026-08", 2.5]]
READ = [("acme", "net_sales", "2026-07", "1", "actual", ""), ("bolt", "net_sales", "2026-08", "2.5", "actual", "")]


def test_the_first_sheet_is_read_unless_another_is_named(tmp_path: Path) -> None:
    data = xlsx({"One": ROWS, "Two": [HEAD, ["acme", "net_sales", "2026-09", 9]]})
    assert values(read(tmp_path, data, "o.xlsx")) == READ
    second = read(tmp_path, data, "o.xlsx", "Two")
    assert [row[3] for row in values(second)] == ["9"]
    assert (second.reports[0].sheet, second.reports[0].how) == ("Two", "one of 2 sheets")
    assert str(second.tables.observations[0].place) == 'o.xlsx, sheet "Two", row 2, column "value"'


def test_a_sheet_is_found_whatever_its_capitals(tmp_path: Path) -> None:
    assert values(read(tmp_path, xlsx({"Sales": ROWS}), "o.xlsx", "sales")) == READ


def test_a_missing_sheet_is_told_with_those_there_are(tmp_path: Path) -> None:
    found = read(tmp_path, xlsx({"Sales": ROWS, "Other": ROWS}), "o.xlsx", "Sale")
    assert errors(found) == ['o.xlsx, sheet "Sale": there is no sheet "Sale" did you mean "Sales"?']
    found = read(tmp_path, xlsx({"Sales": ROWS, "Other": ROWS}), "o.xlsx", "Q3")
    assert errors(found) == ['o.xlsx, sheet "Q3": there is no sheet "Q3" Sheets: Sales, Other.']


def test_dates_are_dates(tmp_path: Path) -> None:
    noon = datetime.fromisoformat("2026-08-01T12:30")
    rows = [HEAD, ["acme", "net_sales", date(2026, 7, 31), 1], ["acme", "net_sales", noon, 2]]
    assert [row[2] for row in values(read(tmp_path, xlsx({"S": rows}), "o.xlsx"))] == ["2026-07", "2026-08"]


def test_a_year_and_a_month_may_be_numbers(tmp_path: Path) -> None:
    rows = [HEAD, ["acme", "net_sales", 202609, 1]]
    assert [row[2] for row in values(read(tmp_path, xlsx({"S": rows}), "o.xlsx"))] == ["2026-09"]


def test_a_date_that_lost_its_format_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, xlsx({"S": [HEAD, ["acme", "net_sales", 46266, 1]]}), "o.xlsx")
    assert 'sheet "S", row 2, column "period": "46266" looks like a date that lost its format' in errors(found)[0]


def test_numbers_are_those_that_the_sheet_shows(tmp_path: Path) -> None:
    rows = [HEAD, ["acme", "net_sales", "2026-07", 0.1], ["acme", "net_sales", "2026-08", 1e15]]
    assert [row[3] for row in values(read(tmp_path, xlsx({"S": rows}), "o.xlsx"))] == ["0.1", "1000000000000000"]


@pytest.mark.parametrize("code", ["0%", "0.0%", "0.00 %", "#,##0.0%;[Red]-#,##0.0%"])
def test_a_percentage_is_read_as_it_is_shown(code: str, tmp_path: Path) -> None:
    rows = [HEAD, ["acme", "otif", "2026-07", 0.918], ["acme", "otif", "2026-08", 91.8]]
    found = read(tmp_path, xlsx({"S": rows}, {"D2": code}), "o.xlsx")
    assert [Decimal(row[3]) for row in values(found)] == [Decimal("91.8"), Decimal("91.8")]
    assert found.problems == ()


@pytest.mark.parametrize("code", ["0.0", '0.0"%"', "0.0\\%", "General"])
def test_a_sign_that_is_only_written_behind_a_number_changes_nothing(code: str, tmp_path: Path) -> None:
    rows = [HEAD, ["acme", "otif", "2026-07", 91.8]]
    assert values(read(tmp_path, xlsx({"S": rows}, {"D2": code}), "o.xlsx"))[0][3] == "91.8"


def test_a_percentage_where_an_amount_belongs_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, xlsx({"S": [HEAD, ["acme", "net_sales", "2026-07", 0.5]]}, {"D2": "0%"}), "o.xlsx")
    assert '"50%" is a percentage where a plain number belongs' in errors(found)[0]


def test_fractions_without_a_percent_format_are_doubted(tmp_path: Path) -> None:
    rows = [HEAD, ["acme", "otif", "2026-07", 0.918], ["acme", "otif", "2026-08", 0.9]]
    (told,) = warnings(read(tmp_path, xlsx({"S": rows}), "o.xlsx"))
    assert "no value of it goes beyond 1: 0.918 is read as 0.918 %" in told


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"])
def test_a_broken_formula_is_told_where_it_stands(error: str, tmp_path: Path) -> None:
    book = Book()
    assert book.active is not None
    for row in [*ROWS, ["acme", "net_sales", "2026-09", None]]:
        book.active.append(row)
    cell = book.active["D4"]
    cell.value, cell.data_type = error, "e"
    data = io.BytesIO()
    book.save(data)
    found = read(tmp_path, data.getvalue(), "o.xlsx")
    assert values(found) == READ
    assert errors(found)[0].startswith(f'o.xlsx, sheet "Sheet", row 4, column "value": {error} stands here')


def test_an_error_newer_than_the_parser_is_told_with_its_cell(tmp_path: Path) -> None:
    spilt = unpacked(GOOD)
    spilt[SHEET] = spilt[SHEET].replace(b'<c r="D3" t="n"><v>2.5</v></c>', b'<c r="D3" t="e"><v>#SPILL!</v></c>')
    found = read(tmp_path, packed(spilt), "o.xlsx")
    assert "not a workbook that can be read: D3 holds #SPILL!" in errors(found)[0]


@pytest.mark.parametrize("column", range(4))
def test_a_broken_formula_in_any_column_refuses_the_row(column: int, tmp_path: Path) -> None:
    row: list[object] = ["acme", "net_sales", "2026-09", 5]
    row[column] = "#REF!"
    found = read(tmp_path, xlsx({"S": [*ROWS, row]}), "o.xlsx")
    assert values(found) == READ
    (told,) = errors(found)
    assert f'row 4, column "{HEAD[column]}": #REF! stands here' in told


def test_a_formula_that_was_never_calculated_is_not_blank(tmp_path: Path) -> None:
    found = read(tmp_path, xlsx({"S": [*ROWS, ["acme", "net_sales", "2026-09", "=1+1"]]}), "o.xlsx")
    assert values(found) == READ
    assert 'row 4, column "value": a formula that was never calculated stands here' in errors(found)[0]


@pytest.mark.parametrize(
    ("cell", "told"), [(True, '"TRUE" is not a number'), (time(1, 2), '"01:02:00" is not a number')]
)
def test_what_a_sheet_holds_beside_numbers_is_no_number(cell: object, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, xlsx({"S": [*ROWS, ["acme", "net_sales", "2026-09", cell]]}), "o.xlsx")
    assert told in errors(found)[0]


def test_blank_rows_and_titles_keep_the_numbers_of_the_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Sales of the group"], [], HEAD, [], ["acme", "net_sales", "2026-07", 1], [" "]]
    found = read(tmp_path, xlsx({"S": rows}), "o.xlsx")
    assert [one.place.row for one in found.tables.observations] == [5]
    assert found.reports[0].how == "workbook, header in row 3"


def test_merged_cells_leave_rows_without_an_account_which_is_told(tmp_path: Path) -> None:
    book = Book()
    assert book.active is not None
    for row in [*ROWS[:2], ["", "net_sales", "2026-08", 2]]:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    data = io.BytesIO()
    book.save(data)
    assert errors(read(tmp_path, data.getvalue(), "o.xlsx")) == [
        'o.xlsx, sheet "Sheet", row 3, column "account": the account is missing Each row names its account.'
    ]


def test_cells_beside_the_table_are_told_and_the_row_is_used(tmp_path: Path) -> None:
    found = read(tmp_path, xlsx({"S": [HEAD, [*ROWS[1], None, "note to self"]]}), "o.xlsx")
    assert values(found) == READ[:1]
    assert 'column "F": the column holds cells but has no name; not used' in warnings(found)[0]


def test_a_stray_cell_far_out_is_refused_before_room_is_made_for_it(tmp_path: Path) -> None:
    book = Book()
    assert book.active is not None
    book.active["A1"] = "account"
    book.active["XFD1048576"] = 1
    data = io.BytesIO()
    book.save(data)
    (told,) = errors(read(tmp_path, data.getvalue(), "o.xlsx"))
    assert f"the sheet reaches to XFD1048576, more than {CELLS} cells" in told


def packed(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return data.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


GOOD = xlsx({"S": ROWS})
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + step, b"&%c;" % (97 + step) * 10) for step in range(9)
)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (packed({**unpacked(GOOD), "xl/media/x.bin": b"\0" * (40 * 1024 * 1024)}), "inflates beyond 200 MiB"),
        (packed({f"x{number}": b"" for number in range(5001)}), "inflates beyond 200 MiB"),
        (packed({**unpacked(GOOD), "../../etc/passwd": b"x"}), "parts that point outside it"),
        (packed({**unpacked(GOOD), "/etc/passwd": b"x"}), "parts that point outside it"),
        (packed({**unpacked(GOOD), SHEET: b"<worksheet><row"}), "the workbook is damaged"),
        (packed({**unpacked(GOOD), SHEET: ENTITIES + b"]><x>&j;</x>"}), "the workbook is damaged"),
        (packed({name: held for name, held in unpacked(GOOD).items() if name != SHEET}), "the workbook is damaged"),
        (packed({"word/document.xml": b"<x/>"}), "not a workbook that can be read"),
        (GOOD[:-100], "the workbook is damaged"),
        (b"PK\x03\x04", "the workbook is damaged"),
        (b"account,kpi,period,value\n", "not a workbook that can be read"),
        (b"<html><table><tr><td>account</td></tr></table></html>", "If it is text, name it .csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not a workbook that can be read"),
        (b"", "not a workbook that can be read"),
    ],
    ids=["bomb", "members", "climbs", "absolute", "cut xml", "entities", "no sheet", "word", "cut", "stub", "text",
         "html", "encrypted", "empty"],
)  # fmt: skip
def test_a_workbook_that_is_none_or_harms_is_refused_with_a_message(data: bytes, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, data, "o.xlsx")
    assert found.tables.observations == ()
    (complaint,) = errors(found)
    assert told in complaint
    assert complaint.startswith("o.xlsx")


PARTS = unpacked(GOOD)
TOUCHED = sorted(name for name in PARTS if name.startswith("xl/") and "theme" not in name)
slips = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 255)), min_size=1, max_size=5)


def spoilt(data: bytes, found: list[tuple[int, int]]) -> bytes:
    """`data` with a few bytes changed."""
    changed = bytearray(data)
    for at, value in found:
        changed[at % len(changed)] = value
    return bytes(changed)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(slips)
def test_no_flipped_byte_makes_the_reader_fail_or_changes_a_number_in_silence(
    tmp_path: Path, found: list[tuple[int, int]]
) -> None:
    held = read(tmp_path, spoilt(GOOD, found), "o.xlsx")
    assert errors(held) or values(held) == READ


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(TOUCHED), slips)
def test_no_flipped_byte_inside_the_parts_makes_the_reader_fail(
    tmp_path: Path, name: str, found: list[tuple[int, int]]
) -> None:
    held = read(tmp_path, packed({**PARTS, name: spoilt(PARTS[name], found)}), "o.xlsx")
    assert held.problems or held.tables.observations


def test_several_tables_may_lie_in_one_workbook(tmp_path: Path) -> None:
    sheets = {"values": ROWS, "actions": [["account", "action"], ["acme", "Call them"]]}
    (tmp_path / "all.xlsx").write_bytes(xlsx(sheets))
    tables = {"observations": [("all.xlsx", "values")], "actions": [("all.xlsx", "actions")]}
    found = contents(workspace(tmp_path, tables))
    assert values(found) == READ
    assert found.tables.actions[0].action == "Call them"
    assert [(one.table, one.sheet, one.rows, one.used) for one in found.reports] == [
        ("observations", "values", 2, 2),
        ("actions", "actions", 1, 1),
    ]


@pytest.mark.parametrize("early", [False, True], ids=["1900", "1904"])
def test_the_book_of_another_writer_says_the_same(early: bool, tmp_path: Path) -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"date_1904": early, "in_memory": True})
    page, percent, day = (
        book.add_worksheet("S"),
        book.add_format({"num_format": "0.0%"}),
        book.add_format({"num_format": 15}),
    )
    page.write_row(0, 0, HEAD)
    page.write_row(1, 0, ["acme", "otif"])
    page.write_datetime(1, 2, date(2026, 7, 31), day)
    page.write_number(1, 3, 0.918, percent)
    page.write_row(2, 0, ["acme", "net_sales", "2026-08"])
    page.write_formula(2, 3, "=1+2.5", None, 3.5)
    page.write_row(3, 0, ["acme", "net_sales", "2026-09"])
    page.write_formula(3, 3, "=1/0", None, "#DIV/0!")
    book.close()
    found = read(tmp_path, data.getvalue(), "o.xlsx")
    assert [(row[1], row[2], Decimal(row[3])) for row in values(found)] == [
        ("otif", "2026-07", Decimal("91.8")),
        ("net_sales", "2026-08", Decimal("3.5")),
    ]
    (told,) = errors(found)
    assert 'row 4, column "value": #DIV/0! stands here' in told
