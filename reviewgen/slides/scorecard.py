"""The scorecard on one page: every measure by perspective, with score and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from reviewgen.deck import Align, Block, Cell, Column, Region, Row, Slide, Table, Tone
from reviewgen.edition import Mark
from reviewgen.scorecard import Scored, Section, Total
from reviewgen.slides.context import Context
from reviewgen.slides.parts import QUARTERS, badge, bullet, label_cell, score_text, spark, value_cells
from reviewgen.story import scorecard_title

ONE_COLUMN = 28
"""Rows that one table holds at a size that reads well; more stand in two side by side, so that it stays one page."""


def slides(context: Context) -> tuple[Slide, ...]:
    """The scorecard; nothing without a measure."""
    if not context.card.sections:
        return ()
    groups = [_section(section, context) for section in context.card.sections]
    groups.append([_group(context.locale.say("score.overall"), context.card.overall, context)])
    title = scorecard_title(context.edition, context.card, context.locale)
    blocks = _blocks(groups, context)
    return (Slide("scorecard", "scorecard", context.locale.say("kicker.scorecard"), title, blocks),)


def _blocks(groups: Sequence[Sequence[Row]], context: Context) -> tuple[tuple[Region, Block], ...]:
    rows = tuple(row for group in groups for row in group)
    if len(rows) <= ONE_COLUMN:
        return ((Region.FULL, _table(rows, context)),)
    cut = min(range(1, len(groups)), key=lambda at: abs(_count(groups[:at]) - _count(groups[at:])))
    left, right = (tuple(_narrow(row) for group in part for row in group) for part in (groups[:cut], groups[cut:]))
    return (
        (Region.LEFT, _table(left, context, narrow=True)),
        (Region.RIGHT, _table(right, context, narrow=True)),
    )


def _count(groups: Sequence[Sequence[Row]]) -> int:
    return sum(map(len, groups))


def _table(rows: tuple[Row, ...], context: Context, *, narrow: bool = False) -> Table:
    kept = _without_attainment(_columns(context, "column.quarters_short")) if narrow else _columns(context)
    return Table(kept, rows, context.locale.say("table.alt.scorecard"))


def _narrow(row: Row) -> Row:
    """A row without its bullet, which half a page has no room for; a group's score stands before its status."""
    *kept, change, quarters, status = _without_attainment(row.cells)
    if not row.group:
        return Row((*kept, change, quarters, status))
    score = Cell(f"{row.cells[-4].text} · {quarters.text}", Tone.STRONG)
    return Row((*kept[:-1], score, Cell(), Cell(), status), group=True)


T = TypeVar("T", Cell, Column)


def _without_attainment(cells: tuple[T, ...]) -> tuple[T, ...]:
    return cells[:-4] + cells[-3:]


def weighted(context: Context) -> bool:
    """Weights are shown in our own house only."""
    return context.edition.mark is Mark.INTERNAL


def _columns(context: Context, quarters: str = "column.quarters") -> tuple[Column, ...]:
    say = context.locale.say
    columns = [
        Column(say("column.measure"), 30),
        Column(context.period, 13, Align.RIGHT),
        Column(say("column.goal"), 13, Align.RIGHT),
        Column(say("column.attainment"), 14),
        Column(say("column.last_year"), 13, Align.RIGHT),
        Column(say(quarters, count=QUARTERS), 16),
        Column(say("column.status"), 17),
    ]
    if weighted(context):
        columns.insert(1, Column(say("column.weight"), 7, Align.RIGHT))
    return tuple(columns)


def _section(section: Section, context: Context) -> list[Row]:
    heading = _group(section.perspective.label, section.total, context)
    return [heading, *(_row(scored, context) for scored in section.measures)]


def _group(label: str, total: Total, context: Context) -> Row:
    locale = context.locale
    coverage = locale.say("score.coverage", scored=total.scored, measures=total.measures)
    cells = [
        Cell(label, Tone.STRONG),
        Cell(),
        Cell(),
        Cell(score_text(total, locale), Tone.STRONG),
        Cell(),
        Cell(coverage, Tone.MUTED),
        Cell(content=badge(total.status, locale)),
    ]
    if weighted(context):
        cells.insert(1, Cell())
    return Row(tuple(cells), group=True)


def _row(scored: Scored, context: Context) -> Row:
    locale, measure = context.locale, scored.measure
    value, goal, change = value_cells(scored, context)
    cells = [
        label_cell(measure, context),
        value,
        goal,
        Cell(content=bullet(scored.score, scored.status, locale)),
        change,
        Cell(content=spark(scored, context)),
        Cell(content=badge(scored.status, locale)),
    ]
    if weighted(context):
        cells.insert(1, Cell(locale.number(measure.weight, _places(measure.weight)), Tone.MUTED))
    return Row(tuple(cells))


def _places(weight: object) -> int:
    digits = str(weight).partition(".")[2].rstrip("0")
    return len(digits)
