"""Every PPTX opens without repair and can be edited: native charts, real tables, titles, words for each picture."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import openxml_audit
import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree
from pptx import Presentation

from reviewgen.deck import Chart, Deck, Region, Slide
from reviewgen.render.pptx.check import check_package
from tests import decks, made
from tests.render import drawn

DECKS = tuple(drawn.HAND_LAID)
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MADE = settings(
    max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def shapes(data: bytes) -> Iterator[Any]:
    """Every shape of every slide, those in groups too."""

    def inner(found: Any) -> Iterator[Any]:
        for shape in found:
            yield shape
            if shape.shape_type == 6:
                yield from inner(shape.shapes)

    for slide in Presentation(io.BytesIO(data)).slides:
        yield from inner(slide.shapes)


def parts(data: bytes) -> dict[str, bytes]:
    """The members of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(deck: Deck, data: bytes) -> None:
    """All that holds for any PPTX."""
    assert check_package(data) == ()
    book = Presentation(io.BytesIO(data))
    assert len(book.slides) == len(deck.slides)
    for slide in book.slides:
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text.strip()
        assert not slide.has_notes_slide
    for shape in shapes(data):
        if shape.has_chart:
            check_chart(shape.chart)
        if shape.has_table:
            assert shape.table.first_row
            assert len(shape.table.columns) > 1
        if shape.has_chart or shape.shape_type == 6:
            assert shape._element.xpath(".//p:cNvPr")[0].get("descr") is not None, shape.name
    for name, part in parts(data).items():
        if name.startswith("ppt/slides/slide"):
            runs = list(etree.fromstring(part).iter(f"{A}rPr"))
            assert runs
            assert {run.get("lang") for run in runs} == {deck.language}


def check_chart(chart: Any) -> None:
    """Its workbook holds the cells of its caches and no other, no formula; its axes have ids that programs take."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert len(book.sheetnames) == 1
    held = {cell.coordinate: cell for row in book.active.iter_rows() for cell in row if cell.value is not None}
    assert all(cell.data_type != "f" and not cell.hyperlink for cell in held.values())
    shown = dict(cached(chart._chartSpace))
    assert {place: plain(cell.value) for place, cell in held.items()} == {
        place: value for place, value in shown.items() if value != ""
    }
    for axis in chart._chartSpace.iter(f"{C}axId"):
        assert 0 < int(axis.get("val")) < 2**31


def cached(space: Any) -> Iterator[tuple[str, str]]:
    """Cell and value of each point in the caches."""
    for ref in space.iter(f"{C}strRef", f"{C}numRef"):
        first = ref.findtext(f"{C}f").split("!")[1].split(":")[0].replace("$", "")
        for point in ref.iter(f"{C}pt"):
            value = point.findtext(f"{C}v")
            place = f"{first[0]}{int(first[1:]) + int(point.get('idx'))}"
            yield place, plain(Decimal(value)) if ref.tag == f"{C}numRef" else plain(value)


def plain(value: object) -> str:
    """A value of a cell or cache in one spelling."""
    return f"{Decimal(str(value)).normalize() + 0:f}" if isinstance(value, int | float | Decimal) else str(value)


@pytest.mark.parametrize("name", DECKS)
def test_a_hand_laid_deck_is_native_and_complete(name: str) -> None:
    data = drawn.file(name, "pptx")
    check(drawn.deck(name), data)
    found = list(shapes(data))
    assert sum(shape.has_chart for shape in found) >= 2
    assert sum(shape.has_table for shape in found) >= 5


@MADE
@given(made.decks())
def test_any_deck_is_native_and_complete(deck: Deck) -> None:
    check(*drawn.render(deck, "pptx"))


def audited(data: bytes, path: Path) -> list[str]:
    """What an independent validator of the format says."""
    path.write_bytes(data)
    return [f"{error.part_uri}: {error.description}" for error in openxml_audit.validate_pptx(path).errors]


@pytest.mark.parametrize("name", DECKS)
def test_a_hand_laid_deck_is_valid(name: str, tmp_path: Path) -> None:
    assert audited(drawn.file(name, "pptx"), tmp_path / "deck.pptx") == []


@settings(MADE, max_examples=12)
@given(deck=made.decks(hostile=True))
def test_any_deck_is_valid(deck: Deck, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = drawn.render(deck, "pptx")[1]
    assert audited(data, tmp_path_factory.mktemp("made") / "deck.pptx") == []


@pytest.mark.parametrize("name", DECKS)
def test_the_same_deck_gives_the_same_bytes(name: str) -> None:
    assert drawn.render(drawn.HAND_LAID[name](), "pptx")[1] == drawn.file(name, "pptx")


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://example.org","x")', "@SUM(A1)", "+1", "-1", "1.5", "\t=2"]
)
def test_a_text_in_a_chart_is_a_text_in_its_workbook(text: str) -> None:
    base = decks.net_sales()
    count = len(base.categories)
    actual = replace(base.actual, name=text)
    chart: Chart = replace(base, actual=actual, categories=(text,) * count, label=text, alt=text, caption=text)
    slide = Slide("one", "perspective", "Finance", "Net sales", ((Region.FULL, chart),))
    data = drawn.render(replace(decks.sample_deck(), slides=(slide,)), "pptx")[1]
    books = [part for name, part in parts(data).items() if name.endswith(".xlsx")]
    assert len(books) == 2
    for book in books:
        sheet = openpyxl.load_workbook(io.BytesIO(book)).active
        assert sheet is not None
        assert [sheet.cell(row, 1).value for row in range(2, count + 2)] == [text] * count
        assert {sheet.cell(row, 1).data_type for row in range(2, count + 2)} == {"s"}
        assert not any(b"<f>" in inner or b"hyperlink" in inner for inner in parts(book).values())


@pytest.mark.parametrize("name", DECKS)
def test_another_office_program_shows_every_slide(name: str, tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    path.write_bytes(drawn.file(name, "pptx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pikepdf.open(tmp_path / "deck.pdf") as pdf:
        assert len(pdf.pages) == len(drawn.deck(name).slides)
