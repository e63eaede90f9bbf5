"""Every kind of dirt that real exports of tables hold: a file as it comes, and the number or the exact message."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from reviewgen.cli import group
from reviewgen.sources import contents
from reviewgen.sources.tally import Finding
from tests.sources.places import book, declared, left_out, notes, sqlite, told
from tests.sources.shelf import errors, values, warnings, xlsx
from tests.workspace.folders import write

HEAD = "account,kpi,period,value\n"
SAP = (
    "Debitorenliste;;;\n\nKunde (Nr./Name);Kennzahl #;Buchungsmonat;Umsatz [€]\n"
    "0042 ;Nettoumsatz;01.07.2026;1.234.567,89\nBolt;Nettoumsatz;01.08.2026;1.234\nBolt;Nettoumsatz;01.09.2026;-12,50\n"
)
SAP_SAID = (
    "columns: {account: Kunde (Nr./Name), kpi: 'Kennzahl #', period: Buchungsmonat, value: 'Umsatz [€]'}, "
    "maps: {kpi: {Nettoumsatz: net_sales}}, dates: {period: dd.mm.yyyy}, decimal: ','"
)
SAP_READ = ["acme 2026-07 1234567.89", "bolt 2026-08 1234", "bolt 2026-09 -12.50"]


@dataclass(frozen=True)
class Dirt:
    """An export, what is said of it, and what must come of it: account, month and value of each row that counts."""

    data: bytes | str
    said: str = "columns: {}"
    read: Sequence[str] = ()
    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()
    left: Sequence[Finding] = ()
    notes: Sequence[Finding] = ()
    how: str = "comma, UTF-8"
    file: str = "data/export.csv"


CASES = {
    "an empty quarter inside a series is missing and never 0": Dirt(
        HEAD + "acme,net_sales,2026-Q1,5\nacme,net_sales,2026-Q2,\nacme,net_sales,2026-Q3,0\n",
        read=["acme 2026-Q1 5", "acme 2026-Q3 0"],
        warnings=['data/export.csv, row 3, column "value": net_sales of acme has no value '
                  "It counts as missing, and the slide says so."],
        left=[("no value", 1, (("net_sales of acme", 1),))],
    ),
    "months without a value are told once with their count": Dirt(
        HEAD + "".join(f"acme,net_sales,2026-{month:02},{month if month < 3 else ''}\n" for month in range(1, 13)),
        read=["acme 2026-01 1", "acme 2026-02 2"],
        warnings=['data/export.csv, row 4, column "value": net_sales of acme has no value, and 9 more rows have none '
                  "It counts as missing, and the slide says so."],
        left=[("no value", 10, (("net_sales of acme", 10),))],
    ),
    "a key that is spelled in several ways": Dirt(
        HEAD + "ACME sa ,net_sales,2026-07,1\n0042,net_sales,2026-08,2\nacme ,Net Sales,2026-09,3\n",
        read=["acme 2026-07 1", "acme 2026-08 2", "acme 2026-09 3"],
    ),
    "a key that only a map can tell": Dirt(
        HEAD + "Acme Société Anonyme,net_sales,2026-07,1\n",
        "maps: {account: {acme société anonyme: acme}}",
        read=["acme 2026-07 1"],
        notes=[("account read as another word", 1, (("Acme Société Anonyme as acme", 1),))],
    ),
    "junk accounts that are ignored": Dirt(
        HEAD + "acme,net_sales,2026-07,1\nTEST 1,net_sales,2026-07,9\nGesamt,net_sales,2026-07,10\n",
        "ignore: {account: [test 1, Gesamt]}",
        read=["acme 2026-07 1"],
        left=[("account is ignored", 2, (("Gesamt", 1), ("TEST 1", 1)))],
    ),
    "junk accounts that nobody speaks of": Dirt(
        HEAD + "acme,net_sales,2026-07,1\nTEST 1,net_sales,2026-07,9\nTEST 1,net_sales,2026-08,9\n",
        read=["acme 2026-07 1"],
        warnings=['data/export.csv, row 3, column "account": no account is named "TEST 1"; 2 rows not used '
                  "Add it under `keys` of an account to use its rows."],
        left=[("1 name in account that is no account", 2, (("TEST 1", 2),))],
    ),
    "a missing account": Dirt(
        HEAD + ",net_sales,2026-07,1\nbolt,net_sales,2026-07,1\n",
        read=["bolt 2026-07 1"],
        errors=['data/export.csv, row 2, column "account": the account is missing Each row names its account.'],
    ),
    "exact duplicates": Dirt(
        HEAD + "acme,net_sales,2026-07,1\n" * 2,
        read=["acme 2026-07 1"],
        errors=['data/export.csv, row 3, column "value": duplicate row: net_sales of acme, 2026-07, actual says the '
                'same in data/export.csv, row 2, column "value" Keep one of the two rows, tell them apart by segment, '
                "or say with repeats which of them counts."],
    ),
    "exact duplicates of which the first is meant": Dirt(
        HEAD + "acme,net_sales,2026-07,1\n" * 3,
        "repeats: first",
        read=["acme 2026-07 1"],
        left=[("repeats another row, of which the first is used", 2, (("net_sales", 2),))],
    ),
    "parts of a month that add up": Dirt(
        HEAD + "acme,net_sales,2026-07-01,1.10\nacme,net_sales,2026-07-02,2.20\n",
        "repeats: sum",
        read=["acme 2026-07 3.30"],
        notes=[("added to another row about the same", 1, (("net_sales", 1),))],
    ),
    "cancellations as negative values, in each way they are written": Dirt(
        HEAD + "acme,net_sales,2026-07,-12\nacme,net_sales,2026-08,(12)\nacme,net_sales,2026-09,12-\n"
        "bolt,net_sales,2026-07,−12\n",
        read=["acme 2026-07 -12", "acme 2026-08 -12", "acme 2026-09 -12", "bolt 2026-07 -12"],
    ),
    "a value of 0": Dirt(HEAD + "acme,net_sales,2026-07,0\n", read=["acme 2026-07 0"]),
    "a text in a column of numbers": Dirt(
        HEAD + "acme,net_sales,2026-07,Freight Included in Commodity Cost\nacme,net_sales,2026-08,2\n",
        read=["acme 2026-08 2"],
        errors=['data/export.csv, row 2, column "value": "Freight Included in Commodity Cost" is not a number '
                "net_sales of acme needs a number here; leave the cell blank if there is none."],
    ),
    "a text in a column of numbers that means missing": Dirt(
        HEAD + "acme,net_sales,2026-07,Freight Included in Commodity Cost\nacme,net_sales,2026-08,2\n",
        "maps: {value: {freight included in commodity cost: ''}}",
        read=["acme 2026-08 2"],
        warnings=['data/export.csv, row 2, column "value": net_sales of acme has no value '
                  "It counts as missing, and the slide says so."],
        left=[("no value", 1, (("net_sales of acme", 1),))],
        notes=[("value read as another word", 1, (("Freight Included in Commodity Cost as blank", 1),))],
    ),
    "N/A where a word belongs is a word": Dirt(
        "account,kpi,period,value,segment\nacme,net_sales,2026-07,1,N/A\n", read=["acme 2026-07 1 N/A"]
    ),
    "the error #N/A is none": Dirt(
        "account,kpi,period,value,segment\nacme,net_sales,2026-07,1,#N/A\n",
        errors=['data/export.csv, row 2, column "segment": #N/A stands here; mend the formula and save the file '
                "Write the name of the segment."],
    ),
    "days in five ways": Dirt(
        HEAD + "acme,net_sales,7/3/26,1\nacme,net_sales,2026-08-03,2\nacme,net_sales,03-Sep-26,3\n"
        "acme,net_sales,03.10.2026,4\nacme,net_sales,03/11/2026,5\n",
        "dates: {period: [m/d/yy, yyyy-mm-dd, dd-mmm-yy, dd.mm.yyyy, dd/mm/yyyy]}",
        read=[f"acme 2026-{month:02} {month - 6}" for month in range(7, 12)],
        notes=[(f"period written {each}", 1, ()) for each in
               ("m/d/yy", "yyyy-mm-dd", "dd-mmm-yy", "dd.mm.yyyy", "dd/mm/yyyy")],
    ),
    "a day that may be two": Dirt(
        HEAD + "acme,net_sales,10/09/2026,1\n",
        errors=['data/export.csv, row 2, column "period": "10/09/2026" may mean 2026-09-10 or 2026-10-09; write one '
                "of them Write 2026-09, Sep 2026, 09/2026, 2026-Q3, Q3 2026, FY26-Q3, 2026-W31, 2026 or a date such as "
                "2026-09-30."],
    ),
    "a word where a day belongs": Dirt(
        HEAD + "acme,net_sales,Date Not Captured,1\nacme,net_sales,7/3/26,2\n",
        "dates: {period: m/d/yy}",
        read=["acme 2026-07 2"],
        errors=['data/export.csv, row 2, column "period": "Date Not Captured" is not a day written m/d/yy '
                "Mend the cell, or add how it is written under dates."],
    ),
    "a word where a day belongs that is ignored": Dirt(
        HEAD + "acme,net_sales,Date Not Captured,1\nacme,net_sales,7/3/26,2\n",
        "dates: {period: m/d/yy}, ignore: {period: [date not captured]}",
        read=["acme 2026-07 2"],
        left=[("period is ignored", 1, (("Date Not Captured", 1),))],
    ),
    "weeks as integers": Dirt(
        HEAD + "acme,net_sales,36,1\n",
        errors=['data/export.csv, row 2, column "period": "36" is not a period Write 2026-09, Sep 2026, 09/2026, '
                "2026-Q3, Q3 2026, FY26-Q3, 2026-W31, 2026 or a date such as 2026-09-30."],
    ),
    "days in cells of a workbook are days, and texts beside them are read by their pattern": Dirt(
        xlsx({"S": [["account", "kpi", "period", "value"], ["acme", "net_sales", date(2026, 7, 9), 1],
                    ["acme", "net_sales", datetime.fromisoformat("2026-08-09T23:59"), 2],
                    ["acme", "net_sales", "10/09/2026", 3]]}),
        "dates: {period: dd/mm/yyyy}",
        read=["acme 2026-07 1", "acme 2026-08 2", "acme 2026-09 3"],
        how="workbook",
        file="data/export.xlsx",
    ),
    "UTF-8 with a mark": Dirt((HEAD + "acme,net_sales,2026-07,1\n").encode("utf-8-sig"), read=["acme 2026-07 1"]),
    "umlauts, brackets, '/', '#' and '.' in headers, titles above them, cp1252, decimal comma, '.' for thousands": Dirt(
        SAP.encode("cp1252"), SAP_SAID, read=SAP_READ, how="semicolon, cp1252, decimal comma, header in row 3",
        notes=[("Kennzahl # read as another word", 3, (("Nettoumsatz as net_sales", 3),))],
    ),
    "the same with CR line ends and tabs, in UTF-16, named .csv": Dirt(
        SAP.replace(";", "\t").replace("\n", "\r").encode("utf-16"), SAP_SAID, read=SAP_READ,
        how="tab, UTF-16, decimal comma, header in row 3",
        notes=[("Kennzahl # read as another word", 3, (("Nettoumsatz as net_sales", 3),))],
    ),
    "'.' for thousands that nobody speaks of": Dirt(
        "account;kpi;period;value\nacme;net_sales;2026-07;1.234,50\nacme;net_sales;2026-08;1.234\n",
        read=["acme 2026-07 1234.50"],
        how="semicolon, UTF-8, decimal comma",
        errors=['data/export.csv, row 3, column "value": "1.234" may mean 1234 or 1.234; write 1234 or 1.2340 '
                "net_sales of acme needs a number here; leave the cell blank if there is none."],
    ),
    "Latin-1": Dirt(
        "account,kpi,period,value,segment\nacme,net_sales,2026-07,1,Épicerie\n".encode("latin-1"),
        "encoding: latin-1", read=["acme 2026-07 1 Épicerie"], how="comma, Latin-1",
    ),
    "CR line ends": Dirt((HEAD + "acme,net_sales,2026-07,1\n").replace("\n", "\r"), read=["acme 2026-07 1"]),
    "pipes without a header": Dirt(
        "acme|net_sales|202607|1\nbolt|net_sales|202608|2\n",
        "header: 0, columns: {account: column 1, kpi: column 2, period: column 3, value: column 4}",
        read=["acme 2026-07 1", "bolt 2026-08 2"], how="pipe, UTF-8, no header",
    ),
    "pipes without a header that nobody speaks of": Dirt(
        "acme|net_sales|202607|1\nbolt|net_sales|202608|2\n",
        how="pipe, UTF-8",
        errors=["data/export.csv: no column is called account, kpi, period, value Columns: acme, net_sales, 202607, 1. "
                "Say under columns which of them are ours; where the file has no names, write header: 0."],
    ),
    "a workbook whose header stands on row 3": Dirt(
        book([["Sales of the group", None, "all amounts in EUR"], [], ["account", "kpi", "period", "value"],
              ["acme", "net_sales", "2026-07", 1.5]]),
        read=["acme 2026-07 1.5"], how="workbook, header in row 3", file="data/export.xlsx",
    ),
    "costs as negative numbers in thousands": Dirt(
        HEAD + "acme,net_sales,2026-07,-1.25\n",
        "scale: k, negate: true",
        read=["acme 2026-07 1250"],
        notes=[("values in another scale or sign", 1, (("net_sales", 1),))],
    ),
    "a formula in every text": Dirt(
        "account,kpi,period,value,segment\n" + "".join(
            f'acme,net_sales,2026-{month:02},{month},"{sign}HYPERLINK(""http://x"")"\n'
            for month, sign in enumerate("=+-@", 1)),
        read=[f'acme 2026-{month:02} {month} {sign}HYPERLINK("http://x")' for month, sign in enumerate("=+-@", 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_dirt_gives_the_number_or_the_message(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    found = told(tmp_path, case.said, case.data, case.file)
    read = [" ".join([row[0], row[2], f"{row[3]}", row[5]]).strip() for row in values(found)]
    assert [one.rstrip("0").rstrip(".") if ".0" in one[-4:] else one for one in read] == list(case.read)
    assert errors(found) == list(case.errors)
    assert warnings(found) == list(case.warnings)
    assert left_out(found) == list(case.left)
    assert notes(found) == list(case.notes)
    assert found.reports[0].how == case.how


def test_a_database_with_a_space_in_a_name_no_dates_and_numbers_of_any_kind(tmp_path: Path) -> None:
    rows = [
        ("acme", "net_sales", "1996-07-04 00:00:00", 440),
        ("acme", "net_sales", "1996-08-05", 1863.4),
        ("acme", "net_sales", "09/03/1996", "1552.60"),
        ("acme", "net_sales", None, 5),
        ("bolt", "net_sales", "1996-07-04", None),
    ]
    sqlite(tmp_path / "w.db", "Order Details", ("account", "kpi", "period", "value"), rows)
    said = "{database: w, table: Order Details, dates: {period: [yyyy-mm-dd, mm/dd/yyyy]}}"
    found = contents(declared(tmp_path, f"tables:\n  observations: {said}\ndatabases: {{w: {{sqlite: w.db}}}}\n"))
    assert [row[2:4] for row in values(found)] == [("1996-07", "440"), ("1996-08", "1863.4"), ("1996-09", "1552.60")]
    (complaint,) = errors(found)
    assert complaint.startswith('w, Order Details, row 4, column "period": the period is missing')
    assert left_out(found) == [("no value", 1, (("net_sales of bolt", 1),))]
    assert notes(found) == [("period written yyyy-mm-dd", 3, ()), ("period written mm/dd/yyyy", 1, ())]


def test_days_that_nobody_captured_leave_a_promise_without_its_day(tmp_path: Path) -> None:
    rows = "account,action,due\nacme,Call,Date Not Captured\nacme,Visit,9/3/26\n"
    said = "dates: {due: m/d/yy}, maps: {due: {Date Not Captured: ''}}"
    found = told(tmp_path, said, rows, table="actions")
    assert [(one.action, one.due) for one in found.tables.actions] == [("Call", None), ("Visit", date(2026, 9, 3))]
    assert notes(found) == [("due read as another word", 1, (("Date Not Captured as blank", 1),))]


def test_a_perspective_without_data_is_told_and_has_no_score(tmp_path: Path) -> None:
    rows = "".join(f"acme,net_sales,2026-0{month},100\n" for month in (7, 8, 9))
    write(tmp_path, {"data/observations.csv": HEAD + rows})
    checked = CliRunner().invoke(group, ["check", "--workspace", str(tmp_path)]).output
    assert "acme, 2026-Q3: the whole perspective logistics is without data" in checked
    shown = CliRunner().invoke(group, ["show", "--workspace", str(tmp_path)]).output
    assert "Logistics  no score, 0 of 1 scored" in shown
    assert "OTIF" in shown and " 0 %" not in shown


def test_a_part_of_300_mib_in_a_small_workbook_is_refused_unread(tmp_path: Path) -> None:
    data = io.BytesIO(book([["account", "kpi", "period", "value"]]))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/big.xml", "w") as part:
        for _ in range(300):
            part.write(b"\0" * 1024 * 1024)
    assert len(data.getvalue()) < 1024 * 1024
    found = told(tmp_path, "columns: {}", data.getvalue(), "data/export.xlsx")
    assert errors(found) == [
        "data/export.xlsx: the workbook inflates beyond 200 MiB Save the sheet on its own, as CSV."
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("9" * 10_000_000, 'data/export.csv, row 2, column "value": the text is longer than 10000 signs'),
        ("9" * 11_000_000, "data/export.csv: not a table: field larger than field limit (10485760)"),
    ],
    ids=["10 MB", "11 MB"],
)
def test_a_cell_of_many_megabytes_is_refused_in_few_words(cell: str, message: str, tmp_path: Path) -> None:
    (complaint,) = errors(told(tmp_path, "columns: {}", f"{HEAD}acme,net_sales,2026-07,{cell}\n"))
    assert complaint.startswith(message)
    assert len(complaint) < 300
