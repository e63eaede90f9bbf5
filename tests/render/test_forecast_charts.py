"""A chart that looks ahead: hatched columns with their band, in the page's picture and as a native chart."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import openxml_audit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation

from reviewgen.deck import Chart, Region, Series, Slide
from reviewgen.render import charts
from reviewgen.render.pptx.check import check_package
from tests import decks, made
from tests.render import drawn

LIGHT = settings(max_examples=25, deadline=None, derandomize=True)
SVG = "{http://www.w3.org/2000/svg}"
VALUE = st.decimals(-999, 99_999, places=1, allow_nan=False)


@st.composite
def ahead(draw: st.DrawFn) -> Chart:
    """A chart with one to three figures still to come, with or without their band."""
    base, coming = draw(made.charts(made.plain(3))), draw(st.integers(1, 3))
    before = len(base.categories)
    ends = [sorted(draw(st.tuples(VALUE, VALUE, VALUE))) for _ in range(coming)]
    low, middle, high = (
        _later(before, name, column) for name, column in zip("LFH", zip(*ends, strict=True), strict=True)
    )
    return replace(
        base,
        categories=(*base.categories, *(f"Q{index} 27" for index in range(coming))),
        actual=_longer(base.actual, coming),
        prior=None,
        target=base.target and _longer(base.target, coming),
        variance=None,
        variance_tones=(),
        forecast=middle,
        band=(low, high) if draw(st.booleans()) else None,
    )


def _later(before: int, name: str, values: tuple[Decimal, ...]) -> Series:
    return Series(name, (*(None,) * before, *values), (*("",) * before, *map(str, values)))


def _longer(one: Series, more: int) -> Series:
    return replace(one, values=(*one.values, *(None,) * more), labels=(*one.labels, *("",) * more))


def hand_made() -> Chart:
    """Four quarters and two to come."""
    actual = _longer(Series("Actual", tuple(map(Decimal, "4567")), tuple("4567")), 2)
    low, middle, high = (
        _later(4, name, tuple(map(Decimal, two))) for name, two in (("Low", "56"), ("F", "79"), ("High", "89"))
    )
    names = ("Q1 26", "Q2 26", "Q3 26", "Q4 26", "Q1 27", "Q2 27")
    return Chart("Sales", "Sales: 7", names, actual, None, None, None, (), "#,##0", "", middle, (low, high))


def texts(chart: Chart) -> list[str]:
    tree = etree.fromstring(charts.draw(chart, 160, 90, drawn.theme(), "Deck"))
    return ["".join(node.itertext()).strip() for node in tree.iter(f"{SVG}text")]


def file(chart: Chart) -> bytes:
    slide = Slide("one", "outlook", "Outlook", "Sales", ((Region.FULL, chart),))
    return drawn.render(replace(decks.sample_deck(), slides=(slide,)), "pptx")[1]


def test_the_quarter_under_review_is_the_last_one_with_a_figure() -> None:
    assert hand_made().now == 3
    assert replace(hand_made(), forecast=None, band=None).now == 5


@LIGHT
@given(ahead())
def test_every_figure_still_to_come_is_written_and_none_of_them_is_a_gap(chart: Chart) -> None:
    written = texts(chart)
    assert chart.forecast is not None
    for label in filter(None, chart.forecast.labels):
        assert written.count(label) >= chart.forecast.labels.count(label)
    gaps = sum(value is None for value in chart.actual.values[: chart.now + 1])
    assert sum(word == charts.GAP for word in written) <= gaps + chart.categories.count(charts.GAP)


@LIGHT
@given(ahead())
def test_nothing_is_drawn_outside_the_picture(chart: Chart) -> None:
    tree = etree.fromstring(charts.draw(chart, 160, 90, drawn.theme(), "Deck"))
    width, height = (float(side) for side in tree.get("viewBox").split()[2:])
    for node in tree.iter(f"{SVG}path"):
        words = node.get("d").replace("\n", " ").split()
        points = [float(word) for word in words if word not in "MLz"]
        assert all(-1 <= x <= width + 1 for x in points[::2]) and all(-1 <= y <= height + 1 for y in points[1::2])


@pytest.mark.parametrize("band", [True, False])
def test_the_native_chart_holds_the_same_figures_and_is_valid(band: bool, tmp_path: Path) -> None:
    made_ = hand_made() if band else replace(hand_made(), band=None)
    data = file(made_)
    path = tmp_path / "deck.pptx"
    path.write_bytes(data)
    assert openxml_audit.validate_pptx(path).errors == []
    assert check_package(data) == ()
    chart = next(shape for shape in Presentation(io.BytesIO(data)).slides[0].shapes if shape.has_chart).chart
    held = {series.name: tuple(series.values)[4:] for plot in chart.plots for series in plot.series}
    assert held["F"] == (7.0, 9.0) and held["Actual"] == (None, None)
    assert (held.get("Low"), held.get("High")) == (((5.0, 6.0), (8.0, 9.0)) if band else (None, None))


def test_the_workbook_holds_the_ends_of_the_band_and_nothing_that_is_not_shown() -> None:
    with zipfile.ZipFile(io.BytesIO(file(hand_made()))) as package:
        books = [package.read(name) for name in package.namelist() if name.endswith(".xlsx")]
    sheet = openpyxl.load_workbook(io.BytesIO(books[0])).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [None, "Actual", "F", "Low", "High"]
    assert rows[4] == ["Q4 26", 7, None, None, None]
    assert rows[6] == ["Q2 27", None, 9, 6, 9]


@settings(max_examples=6, deadline=None, derandomize=True)
@given(ahead())
def test_any_such_chart_is_a_valid_native_chart(chart: Chart) -> None:
    assert check_package(file(chart)) == ()
