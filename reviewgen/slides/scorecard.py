"""The scorecard on one page: every measure by perspective, with score and coverage."""

from __future__ import annotations

from reviewgen.deck import Align, Cell, Column, Region, Row, Slide, Table, Tone
from reviewgen.edition import Mark
from reviewgen.scorecard import Scored, Total
from reviewgen.slides.context import Context
from reviewgen.slides.parts import QUARTERS, badge, bullet, label_cell, score_text, spark, value_cells
from reviewgen.story import scorecard_title


def slides(context: Context) -> tuple[Slide, ...]:
    """The scorecard; nothing without a measure."""
    if not context.card.sections:
        return ()
    locale = context.locale
    table = Table(_columns(context), tuple(_rows(context)), locale.say("table.alt.scorecard"))
    title = scorecard_title(context.edition, context.card, locale)
    return (Slide("scorecard", "scorecard", locale.say("kicker.scorecard"), title, ((Region.FULL, table),)),)


def weighted(context: Context) -> bool:
    """Weights are shown in our own house only."""
    return context.edition.mark is Mark.INTERNAL


def _columns(context: Context) -> tuple[Column, ...]:
    say = context.locale.say
    columns = [
        Column(say("column.measure"), 30),
        Column(context.period, 13, Align.RIGHT),
        Column(say("column.goal"), 13, Align.RIGHT),
        Column(say("column.attainment"), 14),
        Column(say("column.last_year"), 13, Align.RIGHT),
        Column(say("column.quarters", count=QUARTERS), 16),
        Column(say("column.status"), 17),
    ]
    if weighted(context):
        columns.insert(1, Column(say("column.weight"), 7, Align.RIGHT))
    return tuple(columns)


def _rows(context: Context) -> list[Row]:
    rows = []
    for section in context.card.sections:
        rows.append(_group(section.perspective.label, section.total, context))
        rows.extend(_row(scored, context) for scored in section.measures)
    rows.append(_group(context.locale.say("score.overall"), context.card.overall, context))
    return rows


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
