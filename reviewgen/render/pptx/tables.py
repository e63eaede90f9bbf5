"""Real tables: hairlines under rows, one dark rule under the header and the groups; micro-charts lie on their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from reviewgen.deck import Align, Badge, Bullet, Cell, Row, Spark, Table, Tone
from reviewgen.layout import CELL_PADDING, Box, Placed, badge_text, filled, header_size, spans
from reviewgen.render.pptx.micro import bullet, spark
from reviewgen.render.pptx.xml import Canvas, Run, emu, fill, frame, paragraph, quoted, tone_colour

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True)
class Line:
    """One row as it is drawn: what each cell says, how many columns it takes, and the rule below."""

    runs: Sequence[Sequence[Run]]
    spans: Sequence[int]
    rule: str
    height: float


def draw(placed: Placed, table: Table, name: str, canvas: Canvas) -> None:
    """The table in its box, then its micro-charts."""
    aligns = [column.align for column in table.columns]
    rows = "".join(_row(line, aligns, canvas.lang) for line in _lines(placed, table))
    grid = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in placed.widths)
    canvas.shapes.append(
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{canvas.number()}" name="{quoted(name)}" '
        f'descr="{quoted(table.alt)}"/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f"</p:nvGraphicFramePr>{frame(placed.box).replace('a:xfrm', 'p:xfrm')}<a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        f'<a:tblPr firstRow="1"><a:tableStyleId>{NO_STYLE}</a:tableStyleId></a:tblPr><a:tblGrid>{grid}</a:tblGrid>'
        f"{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    _micro_charts(placed, table, canvas)


def _lines(placed: Placed, table: Table) -> list[Line]:
    heads = [column.header for column in table.columns]
    size = header_size(placed.size)
    first = Line(
        [[Run(head, size, "grey")] for head in heads], spans([bool(head) for head in heads]), "ink", placed.heights[0]
    )
    return [
        first,
        *(_line(row, placed.size, height) for row, height in zip(table.rows, placed.heights[1:], strict=True)),
    ]


def _line(row: Row, size: float, height: float) -> Line:
    taken = spans([filled(cell) for cell in row.cells]) if row.group else (1,) * len(row.cells)
    return Line([_runs(cell, size) for cell in row.cells], taken, "ink" if row.group else "hairline", height)


def _runs(cell: Cell, size: float) -> list[Run]:
    if isinstance(cell.content, Badge):
        return [Run(badge_text(cell.content), size, tone_colour(cell.content.tone))]
    return [Run(cell.text, size, tone_colour(cell.tone), cell.tone is Tone.STRONG)]


def _row(line: Line, aligns: Sequence[Align], lang: str) -> str:
    last = len(aligns) - 1
    cells = "".join(
        _cell(runs, span, line.rule, align, lang, first=index == 0, last=index + max(span, 1) - 1 >= last)
        for index, (runs, span, align) in enumerate(zip(line.runs, line.spans, aligns, strict=True))
    )
    return f'<a:tr h="{emu(line.height)}">{cells}</a:tr>'


def _cell(runs: Sequence[Run], span: int, rule: str, align: Align, lang: str, *, first: bool, last: bool) -> str:
    taken = ' hMerge="1"' if span == 0 else f' gridSpan="{span}"' if span > 1 else ""
    text = paragraph(runs, lang, align="r" if align is Align.RIGHT else "l")
    left, right = 0 if first else emu(CELL_PADDING), 0 if last else emu(CELL_PADDING)
    none = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR", "lnT"))
    return (
        f"<a:tc{taken}><a:txBody><a:bodyPr/><a:lstStyle/>{text}</a:txBody>"
        f'<a:tcPr marL="{left}" marR="{right}" marT="0" marB="0" anchor="ctr">{none}'
        f'<a:lnB w="{12700 if rule == "ink" else 6350}">{fill(rule)}</a:lnB><a:noFill/></a:tcPr></a:tc>'
    )


def _micro_charts(placed: Placed, table: Table, canvas: Canvas) -> None:
    lefts = list(accumulate(placed.widths, initial=placed.box.x))
    tops = list(accumulate(placed.heights, initial=placed.box.y))
    for index, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row.cells):
            box = Box(
                lefts[column] + CELL_PADDING,
                tops[index],
                placed.widths[column] - 2 * CELL_PADDING,
                placed.heights[index],
            )
            match cell.content:
                case Spark():
                    spark(cell.content, box, canvas)
                case Bullet():
                    bullet(cell.content, box, canvas)
                case Badge() | None:
                    pass
