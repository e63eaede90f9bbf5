"""Appendix: what each measure means, where it comes from and who owns it."""

from __future__ import annotations

from reviewgen.deck import Cell, Column, Region, Row, Slide, Table, Tone
from reviewgen.edition import Measure
from reviewgen.slides.context import Context
from reviewgen.slides.parts import attributions


def slides(context: Context) -> tuple[Slide, ...]:
    """The definitions of all measures of this edition; nothing without a measure."""
    say = context.locale.say
    rows: list[Row] = []
    for section in context.card.sections:
        rows.append(Row((Cell(section.perspective.label, Tone.STRONG), Cell(), Cell(), Cell()), group=True))
        rows.extend(_row(scored.measure) for scored in section.measures)
    if not rows:
        return ()
    columns = (
        Column(say("column.measure"), 24),
        Column(say("column.definition"), 62),
        Column(say("column.source"), 22),
        Column(say("column.owner"), 16),
    )
    table = Table(columns, tuple(rows), say("table.alt.definitions"))
    blocks, foot = ((Region.FULL, table),), attributions(context.edition.measures)
    return (Slide("appendix", "appendix", say("kicker.appendix"), say("story.appendix"), blocks, foot),)


def _row(measure: Measure) -> Row:
    return Row((Cell(measure.label), Cell(measure.definition), Cell(measure.source), Cell(measure.owner, Tone.MUTED)))
