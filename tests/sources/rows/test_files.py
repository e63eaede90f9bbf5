"""Files of raw rows as people save them: every shape is read, or refused with the line and what to do."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from reviewgen.sources.rows import LeftOut
from tests.sources.rows.shop import at, count, source, write
from tests.sources.shelf import xlsx

ROWS = "account,day,amount\nACME,2026-07-01,10\nAcme SA,2026-07-02,5.5\nacme,2026-08-01,-1\nZed,2026-07-01,3\n"
TOTALS = {"2026-07": "15.5", "2026-08": "-1"}


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (ROWS.encode(), "comma, UTF-8"),
        (ROWS.encode("utf-8-sig"), "comma, UTF-8"),
        (ROWS.replace(",", ";").encode("utf-16"), "semicolon, UTF-16"),
        (ROWS.replace(",", "\t").encode("utf-16-be").join((b"\xfe\xff", b"")), "tab, UTF-16"),
        (ROWS.replace("\n", "\r\n").encode(), "comma, UTF-8"),
        (ROWS.replace("\n", "\r").encode(), "comma, UTF-8, CR line ends"),
        (("sep=|\n" + ROWS.replace(",", "|")).encode(), "pipe, UTF-8, header in row 2"),
        (("\n\n" + ROWS + "\n\n").encode(), "comma, UTF-8, header in row 3"),
        ((ROWS + "Größe,2026-07-01,1\n").encode("cp1252"), "comma, cp1252"),
        (ROWS.rstrip("\n").encode(), "comma, UTF-8"),
    ],
)
def test_a_text_file_is_read_however_it_was_saved(tmp_path: Path, data: bytes, how: str) -> None:
    (tmp_path / "o.csv").write_bytes(data)
    found = count(source(tmp_path / "o.csv"))
    assert (found.of(), found.problems, found.report.how) == (TOTALS, [], how)


def test_a_name_with_marks_of_patterns_is_that_file_alone(tmp_path: Path) -> None:
    (tmp_path / "rows1.csv").write_text(ROWS)
    (tmp_path / "rows[1]*.csv").write_text(ROWS.replace("10", "20"))
    assert count(source(tmp_path / "rows[1]*.csv")).of()["2026-07"] == "25.5"


def test_a_folder_named_as_a_value_adds_no_column(tmp_path: Path) -> None:
    folder = tmp_path / "amount=7"
    folder.mkdir()
    (folder / "o.csv").write_text(ROWS)
    assert count(source(folder / "o.csv")).of() == TOTALS


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "o.csv: the table is empty Write a header row and at least one row."),
        (b"\xef\xbb\xbf", "o.csv: the table is empty Write a header row and at least one row."),
        (b"\n\n", "o.csv: the table is empty Write a header row and at least one row."),
        (b"account,day,amount\n", "o.csv: there are no rows below the header Add rows, or name another file."),
        (
            (ROWS + 'ACME,"2026,3\n').encode(),
            "o.csv: line 6 opens a quote that is not closed Write a quote inside a text",
        ),
        ((ROWS + "ACME,2026-07-01\n").encode(), "o.csv: line 6 has 2 cells where the header has 3 Put text that holds"),
        ((ROWS + "ACME,2026-07-01,1,2\n").encode(), "o.csv: line 6 has 4 cells where the header has 3 Put text that"),
        (
            (ROWS + f"ACME,2026-07-01,{'9' * 11_000_000}\n").encode(),
            "o.csv: line 6 is longer than 10 MiB Check the line",
        ),
        (b"x" * 100_000, "o.csv: the first line is longer than 64 KiB Check the line ends and quotes of the file."),
        (b"\0\1" * 500, "o.csv: the file is not text Save it as CSV (UTF-8), or name it as the workbook it is."),
        (b"PK\3\4" + b"\0" * 90, "o.csv: the file is a zipped file, not text Name it as what it is, or unpack it."),
        (b"\x1f\x8b" + b"\0" * 90, "o.csv: the file is a gzipped file, not text Name it as what it is, or unpack it."),
        (b"account,day,amount,amount\n1,2,3,4\n", 'o.csv: the column "amount" stands twice Rename one of them.'),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "o.csv").write_bytes(data)
    found = count(source(tmp_path / "o.csv"))
    (error,) = found.errors
    assert error.startswith(said)
    assert str(tmp_path) not in error


def test_a_wrong_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_bytes((ROWS + "Gr\xf6\xdfe,2026-07-01,1\n").encode("latin-1"))
    found = count(source(at(tmp_path / "o.csv", encoding="utf-16")))
    assert found.errors[0].startswith("o.csv: the file is not written in UTF-16 Say under encoding what it is")
    (tmp_path / "p.csv").write_bytes(ROWS.encode() + b"\x81,2026-07-01,1\n")
    found = count(source(tmp_path / "p.csv"))
    assert found.errors[0].startswith("p.csv: the file is not written in cp1252")


def test_a_file_that_is_not_there_is_told_at_its_declaration(tmp_path: Path) -> None:
    for name in ("o.csv", "o.parquet", "o.xlsx"):
        assert count(source(tmp_path / name)).errors == [f"reviewgen.yml:9:3: no file {name} Check the path."]


@pytest.mark.parametrize("name", ["o.parquet", "o.xlsx"])
def test_a_damaged_file_is_told_without_its_path(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PAR1 or PK\3\4 and nothing else" * 9)
    (error,) = count(source(tmp_path / name)).errors
    assert error.startswith(f"{name}: ")
    assert str(tmp_path) not in error


def test_a_line_of_200_mb_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    with (tmp_path / "o.csv").open("wb") as file:
        file.write(ROWS.encode() + b"ACME,2026-07-01,")
        for _ in range(200):
            file.write(b"9" * 1_000_000)
    tracemalloc.start()
    (error,) = count(source(tmp_path / "o.csv")).errors
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.startswith("o.csv: line 6 is longer than 10 MiB")
    assert peak < 20_000_000


def test_a_workbook_is_read_with_its_percentages_days_and_errors(tmp_path: Path) -> None:
    from datetime import date

    rows = [
        ["account", "day", "amount", "discount"],
        ["ACME", date(2026, 7, 1), 100, 0.25],
        [None, None, None, None],
        ["ACME", "2026-07-02", 0.1, 0],
        ["ACME", date(2026, 7, 3), "#N/A", 0],
        ["ACME", date(2026, 7, 3), 10**12 + 0.01, None],
    ]
    (tmp_path / "o.xlsx").write_bytes(xlsx({"S": rows}, {"D2": "0%"}))
    found = count(source(tmp_path / "o.xlsx", "sum(amount * (1 - coalesce(discount, 0)))"))
    assert found.of() == {"2026-07": "1000000000075.11"}
    assert found.report.rows == 4
    assert found.errors[0].startswith(
        'o.xlsx, column "amount": 1 row where amount is not a number: "#N/A" 1 times (row 5)'
    )


def test_the_same_percentages_as_text_are_the_same_numbers(tmp_path: Path) -> None:
    file = write(
        tmp_path / "o.csv", "account,day,amount,discount", "ACME,2026-07-01,100,25%", "ACME,2026-07-01,1,12.5 %"
    )
    assert count(source(file, "sum(amount * (1 - discount))")).of() == {"2026-07": "75.875"}


@pytest.mark.parametrize(
    ("marks", "texts", "total"),
    [
        ({}, ("1 234.5", "1'234.5", "(1)", "2-", "\u22123", "1e3", ".5"), "3463.5"),
        ({"decimal": ","}, ("1234,5", "1 234,5", "-0,5"), "2468.5"),
        ({"thousands": ","}, ("1,234.5", "1,234,567", "12"), "1235813.5"),
        ({"thousands": "."}, ("1.234,5", "1.234", "0,5"), "2469"),
    ],
)
def test_numbers_are_read_as_people_write_them(
    tmp_path: Path, marks: dict[str, str], texts: tuple[str, ...], total: str
) -> None:
    file = write(tmp_path / "o.csv", "account,day,amount", *(("ACME", "2026-07-01", text) for text in texts))
    found = count(source(at(file, **marks)))
    assert (found.of(), found.errors) == ({"2026-07": total}, [])


@pytest.mark.parametrize(
    "text", ["1,5", "1,23", "12 34", "1.2.3", "abc", "0x10", "nan", "inf", "1e400", "--1", "5%%", "€5"]
)
def test_what_may_mean_two_things_or_nothing_is_no_number(tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "o.csv", "account,day,amount", ("ACME", "2026-07-01", text), ("ACME", "2026-07-01", "1"))
    found = count(source(at(file, thousands=",")))
    assert found.of() == {"2026-07": "1"}
    assert [one.rows for one in found.report.notes] == [1]
    assert f'1 row where amount is not a number: "{text}" 1 times (row 2)' in found.errors[0]


def test_up_to_three_rows_are_named(tmp_path: Path) -> None:
    rows = [f"ACME,2026-07-01,{'x' if index % 3 else index}" for index in range(5000)]
    found = count(source(write(tmp_path / "o.csv", "account,day,amount", *rows)))
    assert '"x" 3,333 times (rows 3, 4, 6) Mend the rows' in found.errors[0]
    assert found.report.notes == (LeftOut("amount is not a number", 3_333, (("x", 3_333),)),)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", "title\n\naccount,day,amount", 'ACME,2026-07-01,"1"', "ACME,2026-07-01,x")
    assert "(row 5)" in count(source(at(file, header=3, delimiter=","))).errors[0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_columns_without_names_have_those_of_a_spreadsheet(tmp_path: Path, kind: str) -> None:
    cells = [["ACME", "2026-07-01", 5], ["ACME", "2026-07-02", 7]]
    if kind == "csv":
        file = write(tmp_path / "o.csv", "ACME,2026-07-01,5", "ACME,2026-07-02,7")
    else:
        file = tmp_path / "o.xlsx"
        file.write_bytes(xlsx({"S": cells}))
    said = {"account": "column A", "date": "column 2"}
    found = count(source(at(file, header=0), 'sum("column C")', **said))
    assert (found.of(), found.errors, found.report.rows) == ({"2026-07": "12"}, [], 2)


def test_one_mark_cannot_be_two(tmp_path: Path) -> None:
    file = write(tmp_path / "o.csv", "account,day,amount", "ACME,2026-07-01,1")
    (error,) = count(source(at(file, decimal=",", thousands=","))).errors
    assert error == (
        'reviewgen.yml:9:3: rows sales: "," is said to be both decimal and thousands Remove one of the two.'
    )
