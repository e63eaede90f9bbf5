"""A shop's database to decks: KPIs counted from orders and their lines, for five customers and both readers."""

from __future__ import annotations

import re
import subprocess
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from pptx import Presentation

from reviewgen import build, sources
from reviewgen import workspace as workspaces
from reviewgen.facts import Absent, Figure, Reading, Reason
from reviewgen.model import Audience
from reviewgen.sources.rows import LeftOut, RowsReport
from tests.northwind.shop import SALES, WORKSPACE, read_only, workspace

ACCOUNTS = ("ernsh", "folko", "hungo", "quick", "savea")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace over the shop's database."""
    return workspace(tmp_path_factory.mktemp("northwind") / "w")


@pytest.fixture(scope="module")
def found(folder: Path) -> sources.Contents:
    """What is counted."""
    return sources.contents(workspaces.load(folder))


@pytest.fixture(scope="module")
def decks(folder: Path) -> Path:
    """The decks of two customers, both editions, for the last quarter of 1997."""
    build.build(build.Request(folder, "1997-Q4", ("quick", "savea")))
    return folder / "out"


def report(found: sources.Contents, name: str) -> RowsReport:
    """What is told of one declaration, in which every row is used or left out."""
    told = next(one for one in found.counted if one.name == name)
    assert told.used + sum(one.rows for one in told.left_out) == told.rows
    return told


def now(folder: Path, quarter: str) -> Reading:
    """Net sales to SAVEA in a quarter, as the edition of that quarter holds them."""
    edition, _, _ = build.view(folder, "savea", quarter, Audience.CLIENT)
    return next(one for one in edition.measures if one.id == "net_sales").now.actual


def cents(value: Decimal) -> str:
    """Half up, as people round."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def text(file: Path) -> str:
    """The text of a finished file, with every kind of space as a plain one."""
    if file.suffix == ".pdf":
        said = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
        return re.sub(r"[\u00a0\u202f\u2009]", " ", said.stdout)
    shapes = [shape for slide in Presentation(str(file)).slides for shape in slide.shapes]
    cells = [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*cells, *(shape.text_frame.text for shape in shapes if shape.has_text_frame)])


def test_the_workspace_in_the_repository_holds_none_of_the_rows() -> None:
    assert {path.suffix for path in WORKSPACE.rglob("*") if path.is_file()} == {".yml"}


def test_every_perspective_is_counted_from_the_database(folder: Path, found: sources.Contents) -> None:
    catalogue = workspaces.load(folder).kpis
    assert len(catalogue) >= 12
    assert {kpi.perspective for kpi in catalogue} == {"market", "process", "relationships", "logistics", "finance"}
    assert found.problems == ()
    assert {one.how for one in found.counted} == {"SQLite, read only"}


def test_net_sales_by_quarter_are_those_that_the_publisher_states(folder: Path) -> None:
    counted = {key: now(folder, key) for key in ("1996-Q3", *SALES)}
    assert counted.pop("1996-Q3") == Absent(Reason.NO_ROWS)
    assert {key: cents(one.value) for key, one in counted.items() if isinstance(one, Figure)} == SALES


def test_net_sales_are_printed_to_the_cent_and_a_quarter_without_orders_is_no_zero(decks: Path) -> None:
    for kind in ("pdf", "pptx"):
        said = text(decks / "client" / "1997-Q4" / f"savea-1997-Q4.{kind}")
        assert f"${Decimal(SALES['1997-Q4']):,}" in said
        assert "$0.00" not in said
    said = text(decks / "client" / "1997-Q4" / "savea-1997-Q4.pdf")
    assert [key for key in SALES if key < "1998" and f"{Decimal(SALES[key]):,}" not in said] == []


def test_the_cut_short_last_quarter_is_printed_as_it_stands(folder: Path, tmp_path: Path) -> None:
    build.build(build.Request(folder, "1998-Q2", ("savea",), out=tmp_path))
    (file,) = tmp_path.rglob("savea-1998-Q2.pdf")
    said = text(file)
    assert [key for key in ("1998-Q1", "1998-Q2") if f"{Decimal(SALES[key]):,}" not in said] == []


def test_junk_customers_are_ignored_and_counted(found: sources.Contents) -> None:
    ignored = report(found, "customers").left_out[0]
    assert ignored == LeftOut("CustomerID is ignored", 2, (("VALON", 1), ("Val2", 1)))
    (contacts,) = found.reports
    assert (contacts.rows, contacts.used) == (7, 5)


def test_orders_that_are_not_shipped_yet_are_counted(found: sources.Contents) -> None:
    assert LeftOut("shipped is blank", 21) in report(found, "orders").notes
    assert report(found, "orders").rows == 830
    assert report(found, "lines").rows == 2_155


def test_other_figures_are_what_the_database_says_by_another_way(found: sources.Contents) -> None:
    with read_only() as link:
        late, freight, days = link.execute(
            "SELECT SUM(ShippedDate > RequiredDate), SUM(Freight), SUM(julianday(ShippedDate) - julianday(OrderDate)) "
            "FROM Orders WHERE CustomerID = 'QUICK'"
        ).fetchone()
        kinds = link.execute(
            'SELECT COUNT(DISTINCT CategoryID) FROM Orders JOIN "Order Details" USING (OrderID) '
            "JOIN Products USING (ProductID) WHERE CustomerID = 'QUICK' AND OrderDate LIKE '1997-1%'"
        ).fetchone()[0]
    held = [one for one in found.tables.observations if one.account == "quick"]
    sums = {kpi: sum(one.value for one in held if one.kpi == kpi) for kpi in ("late_orders", "freight", "days_to_ship")}
    assert sums == {"late_orders": late, "freight": Decimal(str(round(freight, 2))), "days_to_ship": int(days)}
    bought = {f"{one.period.start:%Y-%m}": one.value for one in held if one.kpi == "categories_bought"}
    assert bought["1997-10"] == kinds


@pytest.mark.slow
def test_decks_of_five_customers_are_built_for_both_readers(folder: Path, tmp_path: Path) -> None:
    build.build(build.Request(folder, "1997-Q4", out=tmp_path))
    built = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.suffix in (".pdf", ".pptx")}
    assert built == {
        f"{audience}/1997-Q4/{account}-1997-Q4{mark}.{kind}"
        for account in ACCOUNTS
        for audience, mark in (("client", ""), ("internal", "-INTERNAL"))
        for kind in ("pdf", "pptx")
    }


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_a_client_sees_no_figure_of_a_measure_that_its_tier_hides(decks: Path, kind: str) -> None:
    inside = text(decks / "internal" / "1997-Q4" / f"quick-1997-Q4-INTERNAL.{kind}")
    shared = text(decks / "client" / "1997-Q4" / f"quick-1997-Q4.{kind}")
    for hidden in ("Gross sales", "Discount over gross sales", "Freight per order", "Our people in touch"):
        assert hidden in inside
        assert hidden not in shared
