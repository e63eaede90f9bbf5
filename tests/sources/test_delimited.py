"""Text files: every delimiter, encoding and line end that exports come in, and what cannot be a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.shelf import contents, csv, errors, read, values, warnings, workspace

ROWS = csv("acme,net_sales,2026-07,1", "bolt,net_sales,2026-08,2")
READ = [("acme", "net_sales", "2026-07", "1", "actual", ""), ("bolt", "net_sales", "2026-08", "2", "actual", "")]


@pytest.mark.parametrize(("mark", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end_is_seen(mark: str, name: str, end: str, tmp_path: Path) -> None:
    found = read(tmp_path, ROWS.replace(",", mark).replace("\n", end).encode())
    assert values(found) == READ
    assert found.problems == ()
    assert found.reports[0].how == f"{name}, UTF-8"
    assert [one.place.row for one in found.tables.observations] == [2, 3]


@pytest.mark.parametrize(
    ("codec", "name"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "cp1252")]
)
def test_every_encoding_is_seen(codec: str, name: str, tmp_path: Path) -> None:
    text = (
        ROWS.replace("acme", "Acmé")
        .replace("value", "value,segment")
        .replace(",1\n", ",1,Été\n")
        .replace(",2\n", ",2,\n")
    )
    found = read(tmp_path, text.encode(codec))
    assert [one.segment for one in found.tables.observations] == [""]
    assert any('no account is named "Acmé"' in line for line in warnings(found))
    assert found.reports[0].how == f"comma, {name}"


def test_a_line_that_names_the_delimiter_is_obeyed(tmp_path: Path) -> None:
    found = read(tmp_path, "sep=;\n" + ROWS.replace(",", ";"))
    assert values(found) == READ
    assert found.tables.observations[0].place.row == 2


def test_titles_above_the_header_are_passed_over_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, "Sales report\n\n" + ROWS)
    assert values(found) == READ
    assert found.reports[0].how == "comma, UTF-8, header in row 3"
    assert [one.place.row for one in found.tables.observations] == [4, 5]


def test_quoted_text_may_hold_anything(tmp_path: Path) -> None:
    found = read(tmp_path, csv('acme,net_sales,2026-07,1,"a, ""b""\nc"', header="account,kpi,period,value,segment"))
    assert found.tables.observations[0].segment == 'a, "b"\nc'


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,2026-07,1", 'acme,"net_sales,2026-08,2', "acme,net_sales,2026-09,3"))
    assert values(found) == []
    assert errors(found)[0].startswith("o.csv: not a table: unexpected end of data")


def test_a_row_longer_than_the_header_is_refused_alone(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,2026-07,1", "acme,net_sales,2026-08,1,234", "acme,net_sales,2026-09,3"))
    assert [row[3] for row in values(found)] == ["1", "3"]
    assert errors(found) == [
        "o.csv, row 3: the row has more cells than the header (4) Put text that holds the delimiter in quotes."
    ]
    assert (found.reports[0].rows, found.reports[0].used) == (3, 2)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "o.csv: the table is empty"),
        (b"\n \n,,\n", "o.csv: the table is empty"),
        (b"\xef\xbb\xbf", "o.csv: the table is empty"),
        (b"PK\x03\x04\0\0\0", "o.csv: the file is not text"),
        (ROWS.encode("utf-16-le"), "o.csv: the file is not text"),
        (b"\xff\xfea", "o.csv: the encoding is neither"),
        (b"account,kpi\x81\xff\n", "o.csv: the encoding is neither"),
        (b'account,"kpi', "o.csv: not a table"),
        (b"only words\n", "o.csv: no column is called account, kpi, period, value"),
    ],
)
def test_what_is_no_table_says_why(data: bytes, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, data)
    assert errors(found)[0].startswith(told)
    assert found.tables.observations == ()


def test_a_field_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, csv("acme,net_sales,2026-07," + "1" * (11 * 1024 * 1024)))
    assert "field larger than field limit" in errors(found)[0]


def test_a_missing_file_is_told_where_it_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(ROWS)
    tables = {"observations": [("sale.csv", None), ("sales.csv", None)], "actions": [("gone/a.csv", None)]}
    found = contents(workspace(tmp_path, tables))
    assert values(found) == READ
    assert errors(found) == [
        'reviewgen.yml:3:5: no file sale.csv did you mean "sales.csv"?',
        "reviewgen.yml:3:5: no file gone/a.csv There is no folder gone either; paths start from the workspace.",
    ]


@pytest.mark.parametrize("file", ["", ".", "a\0b", "x" * 5000, "/dev/zero"])
def test_a_path_that_names_no_file_is_no_crash(file: str, tmp_path: Path) -> None:
    found = contents(workspace(tmp_path, {"observations": [(file, None)]}))
    assert errors(found)[0].startswith("reviewgen.yml:3:5: ")


def test_a_file_may_lie_outside_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "o.csv").write_text(ROWS)
    for file in ("../o.csv", str(tmp_path / "o.csv")):
        found = contents(workspace(tmp_path / "inner", {"observations": [(file, None)]}))
        assert values(found) == READ
        assert found.reports[0].file == file


def test_a_source_that_stands_twice_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(ROWS)
    found = contents(workspace(tmp_path, {"observations": [("o.csv", None), ("o.csv", None)]}))
    assert len(errors(found)) == 1
    assert "o.csv stands twice in this table" in errors(found)[0]


def test_a_sheet_of_a_text_file_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(ROWS)
    found = contents(workspace(tmp_path, {"observations": [("o.csv", "Sheet1")]}))
    assert errors(found) == ["reviewgen.yml:3:5: a text file has no sheets Remove sheet, or name a workbook."]
