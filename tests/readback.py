"""Reads finished decks back as their readers see them, with other libraries than the renderers use."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
from pptx import Presentation

NUMBER = re.compile(r"[-−+]?\d+(?:[.,\u202f\u00a0]?\d+)*")
GROUPED = re.compile(r"^(\d{1,3}) (\d{3})(?=\r?$)", re.MULTILINE)
"""A figure in a chart whose digits a thin space groups: this reader gives it back as a plain one."""
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@dataclass(frozen=True)
class Page:
    """What a reader is shown of one slide."""

    title: str
    text: str
    numbers: Counter[str]


def pages(path: Path) -> tuple[Page, ...]:
    """The slides of a PDF or a PPTX, in order."""
    return tuple(_pdf_pages(path) if path.suffix == ".pdf" else _pptx_pages(path))


def numbers(text: str) -> Counter[str]:
    """The numbers of a text in one spelling: -1234.5, whatever marks the locale groups and divides digits by."""
    return Counter(_spelling(found) for found in NUMBER.findall(text))


def _spelling(token: str) -> str:
    """A comma before three digits groups them, any other divides; a plus says nothing, nor does the sign of a zero."""
    plain = re.sub(r"[\u202f\u00a0]", "", token).replace("−", "-").lstrip("+")
    plain = plain.lstrip("-") if not plain.strip("-0.,") else plain
    grouped = re.fullmatch(r"(-?)([1-9]\d{0,2})((?:,\d{3})+)(\.\d+)?", plain)
    return plain.replace(",", "") if grouped else plain.replace(",", ".")


def flat(text: str) -> str:
    """Words and digits alone: how lines break is each format's own."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text))


def _pdf_pages(path: Path) -> Iterator[Page]:
    document = pypdfium2.PdfDocument(path)
    titles = [bookmark.get_title() for bookmark in document.get_toc()]
    assert len(titles) == len(document), "one bookmark a page"
    for title, page in zip(titles, document, strict=True):
        text = page.get_textpage().get_text_range()
        if "\u202f" in text:
            text = GROUPED.sub("\\1\u202f\\2", text)
        yield Page(title, text, numbers(text))
    document.close()


def _pptx_pages(path: Path) -> Iterator[Page]:
    for slide in Presentation(str(path)).slides:
        text = "\n".join(line for shape in slide.shapes for line in _lines(shape))
        yield Page(slide.shapes.title.text_frame.text, text, numbers(text))


def _lines(shape: Any) -> Iterator[str]:
    if shape.has_text_frame:
        yield shape.text_frame.text
    if shape.has_table:
        yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)
    if shape.has_chart:
        yield from _chart_lines(shape.chart)
    if shape.shape_type == 6:
        yield from (line for inner in shape.shapes for line in _lines(inner))


def _chart_lines(chart: Any) -> Iterator[str]:
    """The names along the axis where they are shown, and the values of the series that bear labels."""
    axis = next(chart._chartSpace.iter(f"{CHART}catAx"))
    if axis.find(f"{CHART}tickLblPos").get("val") != "none":
        yield from chart.plots[0].categories
    for series in chart._chartSpace.iter(f"{CHART}ser"):
        if series.find(f"{CHART}dLbls") is not None:
            yield from (point.findtext(f"{CHART}v") for point in series.find(f"{CHART}val").iter(f"{CHART}pt"))
