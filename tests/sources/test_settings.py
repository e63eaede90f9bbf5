"""How a file is written: what is found out by looking is shown, what the user says is obeyed, a wrong word is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.places import book, told
from tests.sources.shelf import errors, values, warnings, xlsx

ROWS = "account,kpi,period,value,segment\nacme,net_sales,2026-07,1,Été\nbolt,net_sales,2026-08,2,Süd\n"
READ = [("acme", "2026-07", "1", "Été"), ("bolt", "2026-08", "2", "Süd")]


def read(folder: Path, said: str, data: bytes | str, file: str = "export.csv") -> tuple[list[tuple[str, ...]], str]:
    """Account, period, value and segment of each value, and how the file was read."""
    found = told(folder, said, data, file)
    assert errors(found) == [], errors(found)
    return [(row[0], row[2], row[3], row[5]) for row in values(found)], found.reports[0].how


@pytest.mark.parametrize(
    ("said", "codec", "how"),
    [
        ("encoding: utf-8", "utf-8", "comma, UTF-8"),
        ("encoding: utf-8", "utf-8-sig", "comma, UTF-8"),
        ("encoding: cp1252", "cp1252", "comma, cp1252"),
        ("encoding: latin-1", "latin-1", "comma, Latin-1"),
        ("encoding: utf-16", "utf-16", "comma, UTF-16"),
        ("encoding: utf-16", "utf-16-le", "comma, UTF-16"),
        ("encoding: utf-16", "utf-16-be", "comma, UTF-16"),
        ("header: 1", "cp1252", "comma, cp1252"),
        ("header: 1", "utf-16", "comma, UTF-16"),
    ],
)
def test_an_encoding_is_seen_or_said(said: str, codec: str, how: str, tmp_path: Path) -> None:
    assert read(tmp_path, said, ROWS.encode(codec)) == (READ, how)


@pytest.mark.parametrize(
    ("said", "codec", "message"),
    [
        ("utf-8", "cp1252", "export.csv is not UTF-8 Remove encoding, or write cp1252."),
        ("utf-8", "utf-16", "export.csv is not UTF-8 Remove encoding, or write utf-16."),
        ("utf-16", "utf-8", "export.csv is not UTF-16 Remove encoding, or write utf-8."),
        ("utf-16", "cp1252", "export.csv is not UTF-16 Remove encoding, or write cp1252."),
        ("cp1252", "utf-8", "export.csv is not cp1252 Remove encoding, or write utf-8."),
        ("cp1252", "utf-8-sig", "export.csv is not cp1252 Remove encoding, or write utf-8."),
        ("cp1252", "utf-16", "export.csv is not cp1252 Remove encoding, or write utf-16."),
        ("latin-1", "utf-8", "export.csv is not Latin-1 Remove encoding, or write utf-8."),
    ],
)
def test_an_encoding_that_the_file_does_not_have_is_told(said: str, codec: str, message: str, tmp_path: Path) -> None:
    found = told(tmp_path, f"encoding: {said}", ROWS.encode(codec), "export.csv")
    assert (values(found), errors(found)) == ([], [f"reviewgen.yml:3:17: {message}"])


def test_a_sign_that_latin_1_does_not_have_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "encoding: latin-1", ROWS.replace("Süd", "Sales – South").encode("cp1252"), "export.csv")
    assert errors(found) == ["reviewgen.yml:3:17: export.csv is not Latin-1 Remove encoding, or write cp1252."]


@pytest.mark.parametrize("said", ["utf-8", "cp1252", "latin-1"])
def test_plain_letters_are_the_same_in_all_but_utf_16(said: str, tmp_path: Path) -> None:
    assert len(read(tmp_path, f"encoding: {said}", "account,kpi,period,value\nacme,net_sales,2026-07,1\n")[0]) == 1


@pytest.mark.parametrize(
    ("said", "mark", "name"),
    [("'~'", "~", "~"), ("tab", "\t", "tab"), ('"\\t"', "\t", "tab"), ("'|'", "|", "pipe"), (";", ";", "semicolon")],
)
def test_a_delimiter_that_is_said_is_obeyed(said: str, mark: str, name: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"delimiter: {said}", ROWS.replace(",", mark)) == (READ, f"{name}, UTF-8")


def test_a_delimiter_that_the_file_does_not_hold_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "delimiter: ;", ROWS, "export.csv")
    assert errors(found) == [
        "reviewgen.yml:3:17: export.csv holds no semicolon, which delimiter says "
        "Remove delimiter, or write the one that the file has; it looks like comma."
    ]


def test_all_that_is_found_out_is_shown(tmp_path: Path) -> None:
    rows = "Umsätze;;;\n\naccount;kpi;period;value;segment\nacme;net_sales;2026-07;1,0;Été\n"
    assert read(tmp_path, "encoding: cp1252", rows.encode("cp1252"))[1] == (
        "semicolon, cp1252, decimal comma, header in row 3"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("file", ["export.csv", "export.tsv", "export.txt", "export.dat"])
def test_tabs_are_seen_whatever_the_name_and_the_line_ends(end: str, file: str, tmp_path: Path) -> None:
    assert read(tmp_path, "header: 1", ROWS.replace(",", "\t").replace("\n", end), file) == (READ, "tab, UTF-8")


def test_the_row_of_the_header_is_obeyed_where_another_looks_like_one(tmp_path: Path) -> None:
    rows = "account,kpi,period,value\nKunde,Kennzahl,Monat,Betrag\nacme,net_sales,2026-07,1\n"
    said = "header: 2, columns: {account: Kunde, kpi: Kennzahl, period: Monat, value: Betrag}"
    assert read(tmp_path, said, rows) == ([("acme", "2026-07", "1", "")], "comma, UTF-8, header in row 2")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (2, "export.csv: row 2 is blank, so it is no header"),
        (9, "export.csv: row 9 lies below the table, which ends in row 4, so it is no header"),
    ],
)
def test_a_header_in_a_row_without_one_is_told(row: int, message: str, tmp_path: Path) -> None:
    found = told(
        tmp_path, f"header: {row}", "Sales\n\naccount,kpi,period,value\nacme,net_sales,2026-07,1\n", "export.csv"
    )
    assert errors(found) == [
        f"reviewgen.yml:3:17: {message} Write the number of the row that holds the names, or remove header."
    ]


@pytest.mark.parametrize("data", ["acme|net_sales|2026-07|1\nbolt|net_sales|2026-08|2\n"])
def test_a_file_without_names_is_read_by_the_numbers_of_its_columns(data: str, tmp_path: Path) -> None:
    said = "header: 0, columns: {account: column 1, kpi: column B, period: column C, value: column 4}"
    assert read(tmp_path, said, data) == (
        [("acme", "2026-07", "1", ""), ("bolt", "2026-08", "2", "")],
        "pipe, UTF-8, no header",
    )


def test_the_likeliest_of_the_first_rows_is_the_header(tmp_path: Path) -> None:
    rows = "Kunde: alle,,,\nKunde,Kennzahl,Monat,Betrag\nacme,net_sales,2026-07,1\n"
    said = "columns: {account: Kunde, kpi: Kennzahl, period: Monat, value: Betrag}"
    assert read(tmp_path, said, rows)[1] == "comma, UTF-8, header in row 2"


HEADERS = [
    "Umsatz (Netto) [€]",
    "PO / SO #",
    "Größe.Menge",
    "a;b",
    "l'année",
    "% of plan",
    "Line\nitem",
    "=value",
    "@x",
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_header_may_hold_any_sign(header: str, kind: str, tmp_path: Path) -> None:
    quoted = "'" + header.replace("'", "''").replace("\n", "\n\n") + "'"
    said = f"columns: {{value: {quoted}}}"
    rows = [["account", "kpi", "period", header], ["acme", "net_sales", "2026-07", 1]]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    data: bytes | str = text if kind == "csv" else book(rows)
    assert read(tmp_path, said, data, f"export.{kind}")[0] == [("acme", "2026-07", "1", "")]


TWO_ROWS: list[list[object]] = [
    ["Sales of the group"],
    ["account", "kpi", "2026", None],
    [None, None, "2026-07", "2026-08"],
    ["acme", "net_sales", 1, 2],
]


def test_a_header_of_two_rows_is_read_by_the_lower_one_with_what_is_merged_down(tmp_path: Path) -> None:
    data = book(TWO_ROWS, ("A2:A3", "B2:B3", "C2:D2"))
    assert read(tmp_path, "header: 3", data, "export.xlsx") == (
        [("acme", "2026-07", "1", ""), ("acme", "2026-08", "2", "")],
        "workbook, header in row 3",
    )


def test_a_header_cell_that_is_blank_is_named_by_its_letter(tmp_path: Path) -> None:
    data = book(TWO_ROWS, ("C2:D2",))
    found = told(tmp_path, "header: 3", data, "export.xlsx")
    assert errors(found)[0].endswith(
        "Columns: 2026-07, 2026-08, column A, column B. Say under columns which of them are ours; "
        "where the file has no names, write header: 0."
    )
    found = told(tmp_path, "header: 3, columns: {account: column A}", data, "export.xlsx")
    assert warnings(found) == [
        'export.xlsx, sheet "Sheet", column "B": the column holds cells but has no name; not used '
        'Name it or empty it; under columns it is called "column B".'
    ]
    said = "header: 3, columns: {account: column A, kpi: column B}"
    assert len(read(tmp_path, said, data, "export.xlsx")[0]) == 2


def test_a_header_of_two_rows_that_nobody_speaks_of_is_no_silent_loss(tmp_path: Path) -> None:
    found = told(tmp_path, "sheet: Sheet", book(TWO_ROWS, ("A2:A3", "B2:B3", "C2:D2")), "export.xlsx")
    assert any('row 3, column "account": the account is missing' in line for line in errors(found))


def test_texts_in_a_workbook_are_numbers_as_is_said(tmp_path: Path) -> None:
    rows = [["account", "kpi", "period", "value"], ["acme", "net_sales", "2026-07", "1.234"]]
    data = xlsx({"S": [*rows, ["bolt", "net_sales", "2026-08", 2.5]]})
    assert read(tmp_path, "decimal: ',', sheet: S", data, "export.xlsx") == (
        [("acme", "2026-07", "1234", ""), ("bolt", "2026-08", "2.5", "")],
        "workbook, decimal comma",
    )


def test_a_workbook_of_the_old_kind_is_read_by_its_values(tmp_path: Path) -> None:
    said = "sheet: umsätze, header: 4, maps: {kpi: {Nettoumsatz: net_sales}}, "
    said += "columns: {account: Kunde, kpi: Kennzahl, period: Monat, value: Betrag}"
    assert read(tmp_path, said, (Path(__file__).parent / "legacy.xls").read_bytes(), "export.xls") == (
        [("acme", "2026-07", "1.5", ""), ("bolt", "2026-08", "2500", ""), ("acme", "2026-09", "1234.5", "")],
        "one of 2 sheets, decimal comma, header in row 4",
    )
