"""Native charts that a person can edit: columns with last year behind, the goal across, the difference in a strip above.

The chart part and its workbook hold exactly the shown cells: rounded numbers, and text that never is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

import xlsxwriter

from reviewgen.deck import Chart, Series, Tone
from reviewgen.layout import Box, Placed
from reviewgen.layout.faces import regular
from reviewgen.layout.page import FOOT_PT, LABEL_PT
from reviewgen.render.legal import clean
from reviewgen.render.pptx.opc import Page
from reviewgen.render.pptx.xml import COLOURS, Canvas, Run, fill, paragraph, quoted, tone_colour
from reviewgen.theme import Theme

NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
STRIP, ROOM = 0.2, 2.0
"""The part of the plot that the strip of differences takes, and the mm between the label and the plot."""
GAP, OVERLAP = 55, 60
"""Percent of a bar's width that stands between the groups, and that a bar covers of the one behind it."""
LABEL, AXIS_LABEL, SMALLEST_INSIDE = 9.0, 8.0, 6.5
LOWEST_WITH_LABEL = Decimal("0.1")
HATCH = f'<a:pattFill prst="wdUpDiag"><a:fgClr>{COLOURS["prior"]}</a:fgClr><a:bgClr>{COLOURS["paper"]}</a:bgClr></a:pattFill>'
NO_FILL = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"


@dataclass(frozen=True)
class Sheet:
    """What a chart shows, as the rows of its workbook."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str


def draw(placed: Placed, block: Chart, page: Page, canvas: Canvas, theme: Theme) -> None:
    """The label, the strip where there are differences, the columns, the caption."""
    label, plot, caption = placed.heights
    box = placed.box
    text = paragraph([Run(block.label, LABEL_PT, "grey", bold=True)], canvas.lang, leading=1.05)
    canvas.text("Chart label", Box(box.x, box.y, box.w, label), text)
    top, plot = box.y + label + ROOM, plot - ROOM
    if block.variance:
        _place(
            _strip(block), f"{block.label}: {block.variance.name}", Box(box.x, top, box.w, plot * STRIP), page, canvas
        )
        top, plot = top + plot * STRIP, plot * (1 - STRIP)
    _place(_columns(block, box.w, theme), block.alt, Box(box.x, top, box.w, plot), page, canvas)
    if block.caption:
        words = paragraph([Run(block.caption, FOOT_PT, "grey")], canvas.lang)
        canvas.text("Chart caption", Box(box.x, top + plot, box.w, caption), words)


def _place(made: tuple[str, Sheet], alt: str, box: Box, page: Page, canvas: Canvas) -> None:
    xml, sheet = made
    relation = page.add_chart(xml.encode(), workbook(sheet))
    x, y, w, h = (round(side * 36000) for side in (box.x, box.y, box.w, box.h))
    number = canvas.number()
    canvas.shapes.append(
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{number}" name="Chart {number}" descr="{quoted(alt)}"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
        f'<p:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></p:xfrm><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def _columns(block: Chart, width: float, theme: Theme) -> tuple[str, Sheet]:
    bars = [one for one in (block.prior, block.actual, block.forecast) if one]
    lines = [one for one in (block.target, *(block.band or ())) if one]
    series = (*bars, *lines)
    sheet = Sheet(block.categories, series, block.number_format)
    size = _label_size(block, width, 1 if block.forecast else len(bars), theme)
    drawn = "".join(_drawn(block, sheet, index, size) for index in range(len(bars)))
    overlap = 100 if block.forecast else OVERLAP if len(bars) > 1 else 0
    plots = f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{drawn}'
    plots += f'<c:gapWidth val="{GAP}"/><c:overlap val="{overlap}"/>{_axis_ids()}</c:barChart>'
    if lines:
        plots += _marks(block, sheet, len(bars))
    return _chart_space(plots, _axes(labels=True, floor=_floor(series))), sheet


def _marks(block: Chart, sheet: Sheet, first: int) -> str:
    """The goal's ticks, and the ends of the band with a line between them; no series has both in one category."""
    marks = "".join(
        _ticks(sheet, index, *(("ink", 20) if one is block.target else ("accent", 9)))
        for index, one in enumerate(sheet.series)
        if index >= first
    )
    line = (
        f'<c:hiLowLines><c:spPr><a:ln w="15875">{fill("accent")}</a:ln></c:spPr></c:hiLowLines>' if block.band else ""
    )
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{marks}{line}'
        f'<c:marker val="1"/>{_axis_ids()}</c:lineChart>'
    )


def _drawn(block: Chart, sheet: Sheet, index: int, size: float) -> str:
    """The columns of one series: the actual ones solid, those to come hatched, others lighter."""
    one = sheet.series[index]
    if one is block.actual:
        return _bar(sheet, index, "ink", size, block.now)
    if one is not block.forecast:
        return _series(sheet, index, fill("prior"), "", "")
    labels = f"<c:dLbls>{_label(sheet.number_format, 'ink', 'inBase', size or SMALLEST_INSIDE)}</c:dLbls>"
    return _series(sheet, index, HATCH, "", labels, fill("ink"))


def _strip(block: Chart) -> tuple[str, Sheet]:
    assert block.variance is not None
    sheet = Sheet(block.categories, (block.variance,), _signed_format(block.variance))
    points = "".join(
        _point(index, tone_colour(tone)) for index, tone in enumerate(block.variance_tones) if tone is not Tone.NO_DATA
    )
    bar = _series(sheet, 0, fill("on_track"), points, _toned(sheet, block.variance_tones))
    plots = f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{bar}'
    plots += f'<c:gapWidth val="170"/>{_axis_ids()}</c:barChart>'
    return _chart_space(plots, _axes(labels=False, floor=None)), sheet


def _toned(sheet: Sheet, tones: Sequence[Tone]) -> str:
    """Labels in the colours of their columns."""
    single = "".join(
        f'<c:dLbl><c:idx val="{index}"/>{_label(sheet.number_format, tone_colour(tone), "outEnd", LABEL)}</c:dLbl>'
        for index, tone in enumerate(tones)
        if tone is not Tone.NO_DATA and sheet.series[0].values[index] is not None
    )
    return f"<c:dLbls>{single}{_label(sheet.number_format, 'grey', 'outEnd', LABEL)}</c:dLbls>"


def _signed_format(series: Series) -> str:
    """A format that writes the differences as their labels do: with sign, and % where the labels bear it."""
    places = max((-int(value.as_tuple().exponent) for value in series.values if value is not None), default=0)
    digits = "0" + ("." + "0" * places if places > 0 else "")
    tail = '"\u00a0%"' if any(label.endswith("%") for label in series.labels) else ""
    return f'"+"{digits}{tail};"\u2212"{digits}{tail};{digits}{tail}'


def _floor(series: Sequence[Series]) -> Decimal | None:
    """Bars start at zero; only negative values need room below."""
    values = [value for one in series for value in one.values if value is not None]
    return None if any(value < 0 for value in values) else Decimal(0)


def _label_size(block: Chart, width: float, bars: int, theme: Theme) -> float:
    """The size in points at which the widest figure keeps to its bar; 0 when it would be too small to read."""
    pitch = width / max(len(block.categories), 1)
    bar = pitch / (bars - (bars - 1) * OVERLAP / 100 + GAP / 100)
    widest = max((regular(theme).width(label, LABEL) for label in block.actual.labels), default=0.0)
    size = min(LABEL, LABEL * bar * 0.9 / widest) if widest else LABEL
    return size if size >= SMALLEST_INSIDE else 0.0


def _bar(sheet: Sheet, index: int, colour: str, size: float, highlight: int) -> str:
    series = sheet.series[index]
    labels = _inside(sheet, series, size) if size else _labels(sheet.number_format, "ink", SMALLEST_INSIDE)
    return _series(sheet, index, fill(colour), _point(highlight, "accent"), labels)


def _inside(sheet: Sheet, series: Series, size: float) -> str:
    """Labels in the middle of the bars, clear of the goal's tick; above the bars that are too low to hold one."""
    tallest = max((abs(value) for one in sheet.series for value in one.values if value is not None), default=Decimal(0))
    low = [
        index for index, value in enumerate(series.values) if value is not None and value < tallest * LOWEST_WITH_LABEL
    ]
    single = "".join(
        f'<c:dLbl><c:idx val="{index}"/>{_label(sheet.number_format, "ink", "outEnd", size)}</c:dLbl>' for index in low
    )
    return f"<c:dLbls>{single}{_label(sheet.number_format, 'paper', 'ctr', size)}</c:dLbls>"


def _point(index: int, colour: str) -> str:
    return f'<c:dPt><c:idx val="{index}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr>{fill(colour)}</c:spPr></c:dPt>'


def _labels(number_format: str, colour: str, size: float = LABEL) -> str:
    return f"<c:dLbls>{_label(number_format, colour, 'outEnd', size)}</c:dLbls>"


def _label(number_format: str, colour: str, position: str, size: float) -> str:
    return (
        f'<c:numFmt formatCode="{quoted(number_format)}" sourceLinked="0"/>{NO_FILL}{_text(size, colour, wrap=False)}'
        f'<c:dLblPos val="{position}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _series(sheet: Sheet, index: int, filled: str, points: str, labels: str, edge: str = "<a:noFill/>") -> str:
    return (
        f"<c:ser>{_name(sheet, index)}<c:spPr>{filled}<a:ln>{edge}</a:ln></c:spPr>"
        f'<c:invertIfNegative val="0"/>{points}{labels}{_cells(sheet, index)}</c:ser>'
    )


def _ticks(sheet: Sheet, index: int, colour: str, size: int) -> str:
    """A dash across each column, no line between them."""
    dash = f'<c:marker><c:symbol val="dash"/><c:size val="{size}"/><c:spPr>{fill(colour)}<a:ln w="9525">{fill("paper")}</a:ln></c:spPr></c:marker>'
    return (
        f'<c:ser>{_name(sheet, index)}<c:spPr><a:ln w="12700"><a:noFill/></a:ln></c:spPr>{dash}'
        f'{_cells(sheet, index)}<c:smooth val="0"/></c:ser>'
    )


def _name(sheet: Sheet, index: int) -> str:
    name = escape(clean(sheet.series[index].name))
    column = chr(ord("B") + index)
    return (
        f'<c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def _cells(sheet: Sheet, index: int) -> str:
    count = len(sheet.categories)
    column = chr(ord("B") + index)
    names = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(clean(name))}</c:v></c:pt>' for at, name in enumerate(sheet.categories)
    )
    values = "".join(
        f'<c:pt idx="{at}"><c:v>{value:f}</c:v></c:pt>'
        for at, value in enumerate(sheet.series[index].values)
        if value is not None
    )
    return (
        f'<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${count + 1}</c:f><c:strCache><c:ptCount val="{count}"/>{names}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${count + 1}</c:f><c:numCache>"
        f'<c:formatCode>{escape(sheet.number_format)}</c:formatCode><c:ptCount val="{count}"/>{values}</c:numCache></c:numRef></c:val>'
    )


def _axis_ids() -> str:
    return '<c:axId val="111111111"/><c:axId val="222222222"/>'


def _axes(*, labels: bool, floor: Decimal | None) -> str:
    shown = "low" if labels else "none"
    least = "" if floor is None else f'<c:min val="{floor}"/>'
    line = f'<c:spPr><a:ln w="9525">{fill("ink")}</a:ln></c:spPr>'
    return (
        '<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{shown}"/>{line}{_text(AXIS_LABEL, "grey")}<c:crossAx val="222222222"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="60"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        f'<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/>{least}</c:scaling><c:delete val="1"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        '<c:tickLblPos val="nextTo"/><c:crossAx val="111111111"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )


def _text(size: float, colour: str, *, wrap: bool = True) -> str:
    body = "<a:bodyPr/>" if wrap else '<a:bodyPr wrap="none" anchor="ctr"/>'
    return (
        f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="0">'
        f'<a:solidFill>{COLOURS[colour]}</a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:pPr><a:endParaRPr/></a:p></c:txPr>'
    )


def _chart_space(plots: str, axes: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {NAMESPACES}><c:date1904 val="0"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plots}{axes}'
        '<c:spPr><a:noFill/></c:spPr></c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text(LABEL, 'ink')}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def workbook(sheet: Sheet) -> bytes:
    """The workbook behind a chart: categories down column A, a series a column, nothing else."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet("Sheet1")
        for row, name in enumerate(sheet.categories, 1):
            page.write_string(row, 0, clean(name))
        cell = book.add_format({"num_format": sheet.number_format})
        for column, series in enumerate(sheet.series, 1):
            page.write_string(0, column, clean(series.name))
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    page.write_number(row, column, float(value), cell)
    return buffer.getvalue()
