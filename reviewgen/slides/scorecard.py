"""The scorecard on one page: every measure by perspective, with score, coverage and what moved the score.

For our own house each score stands beside the one that the client sees, computed from what the client sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reviewgen.deck import Align, Block, Cell, Column, Region, Row, Slide, Table, Tone
from reviewgen.edition import Mark
from reviewgen.scorecard import Scored, Section, Total
from reviewgen.slides.context import Context
from reviewgen.slides.parts import (
    QUARTERS,
    attributions,
    badge,
    bullet,
    label_cell,
    score_text,
    spark,
    value_cells,
    verdict_badge,
)
from reviewgen.slides.scores import (
    SharedScores,
    as_shared,
    coverage,
    coverage_by_weight,
    moved_by,
    shared_scores,
    whole_coverage,
)
from reviewgen.story import scorecard_title, within

ONE_COLUMN = 28
"""Rows that one table holds at a size that reads well; more stand in two side by side, so that it stays one page."""


@dataclass(frozen=True)
class Heading:
    """A perspective, or all of them, with its score; `shared` is what the client's edition shows of it."""

    label: str
    total: Total
    scored: tuple[Scored, ...]
    shared: Total | None


def slides(context: Context) -> tuple[Slide, ...]:
    """The scorecard; nothing without a measure."""
    if not context.card.sections:
        return ()
    say, narrow = context.locale.say, _rows_in(context) > ONE_COLUMN
    title = scorecard_title(context.edition, context.card, context.locale)
    blocks, foot = _blocks(context, narrow=narrow), _foot(context, narrow=narrow)
    return (Slide("scorecard", "scorecard", say("kicker.scorecard"), title, blocks, foot),)


def _rows_in(context: Context) -> int:
    return sum(len(section.measures) + 1 for section in context.card.sections) + 1


def _blocks(context: Context, *, narrow: bool) -> tuple[tuple[Region, Block], ...]:
    groups = _groups(context, narrow=narrow)
    if not narrow:
        return ((Region.FULL, _table(groups, context, narrow=False)),)
    cut = min(range(1, len(groups)), key=lambda at: abs(_count(groups[:at]) - _count(groups[at:])))
    return (
        (Region.LEFT, _table(groups[:cut], context, narrow=True)),
        (Region.RIGHT, _table(groups[cut:], context, narrow=True)),
    )


def _groups(context: Context, *, narrow: bool) -> list[list[Row]]:
    """The rows of each perspective under its heading, and last the heading of all."""
    shared = shared_scores(context.edition)
    groups = []
    for section in context.card.sections:
        heading = _group(_heading(section, shared), context, told=shared is not None, narrow=narrow)
        groups.append([heading, *(_row(scored, context, narrow=narrow) for scored in section.measures)])
    groups.append([_group(_overall(context, shared), context, told=shared is not None, narrow=narrow)])
    return groups


def _heading(section: Section, shared: SharedScores | None) -> Heading:
    seen = shared.sections.get(section.perspective.id) if shared else None
    return Heading(section.perspective.label, section.total, section.measures, seen)


def _overall(context: Context, shared: SharedScores | None) -> Heading:
    every = tuple(one for section in context.card.sections for one in section.measures)
    return Heading(context.locale.say("score.overall"), context.card.overall, every, shared.overall if shared else None)


def _count(groups: Sequence[Sequence[Row]]) -> int:
    return sum(map(len, groups))


def _table(groups: Sequence[Sequence[Row]], context: Context, *, narrow: bool) -> Table:
    rows = tuple(row for group in groups for row in group)
    return Table(tuple(_columns(context, narrow=narrow)), rows, context.locale.say("table.alt.scorecard"))


def weighted(context: Context) -> bool:
    """Weights are shown in our own house only."""
    return context.edition.mark is Mark.INTERNAL


def _columns(context: Context, *, narrow: bool) -> Iterator[Column]:
    """The columns; half a page has no room for attainment as a bar."""
    say = context.locale.say
    yield Column(say("column.measure"), 30)
    if weighted(context):
        yield Column(say("column.weight"), 7, Align.RIGHT)
    yield Column(context.period, 13, Align.RIGHT)
    yield Column(say("column.goal"), 13, Align.RIGHT)
    if not narrow:
        yield Column(say("column.attainment"), 14)
    yield Column(say("column.last_year"), 13, Align.RIGHT)
    yield Column(say("column.quarters_short" if narrow else "column.quarters", count=QUARTERS), 16)
    yield Column(say("column.status"), 17)


def _group(heading: Heading, context: Context, *, told: bool, narrow: bool) -> Row:
    locale, status = context.locale, Cell(content=badge(heading.total.status, context.locale))
    if not weighted(context):
        return Row((Cell(heading.label, Tone.STRONG), *_score(heading, context, narrow=narrow), status), group=True)
    covered = (
        coverage(heading.total, locale)
        if narrow
        else whole_coverage(heading.total, heading.scored, context.edition.mark, locale)
    )
    ours = Cell(f"{score_text(heading.total, locale)} · {covered}", Tone.STRONG)
    theirs = Cell(as_shared(heading.shared, locale, short=narrow), Tone.MUTED) if told else Cell()
    rest = (Cell(),) * (1 if narrow else 2)
    return Row((Cell(heading.label, Tone.STRONG), ours, Cell(), Cell(), theirs, *rest, status), group=True)


def _score(heading: Heading, context: Context, *, narrow: bool) -> tuple[Cell, ...]:
    """The score and its coverage in the columns of a client's table."""
    score, covered = score_text(heading.total, context.locale), coverage(heading.total, context.locale)
    if narrow:
        return (Cell(), Cell(f"{score} · {covered}", Tone.STRONG), Cell(), Cell())
    return (Cell(), Cell(), Cell(score, Tone.STRONG), Cell(), Cell(covered, Tone.MUTED))


def _row(scored: Scored, context: Context, *, narrow: bool) -> Row:
    locale, measure = context.locale, scored.measure
    value, goal, change = value_cells(scored, context)
    weight = Cell(locale.number(measure.weight, _places(measure.weight)), Tone.MUTED)
    cells = (
        label_cell(measure, context),
        *((weight,) if weighted(context) else ()),
        value,
        goal,
        *(() if narrow else (Cell(content=bullet(scored.score, scored.status, locale)),)),
        change,
        Cell(content=spark(scored, context)),
        Cell(content=verdict_badge(scored, locale)),
    )
    return Row(cells)


def _places(weight: Decimal) -> int:
    return len(str(weight).partition(".")[2].rstrip("0"))


def _foot(context: Context, *, narrow: bool) -> str:
    """What moved the score, where the headings have no room for it the coverage by weight, and whose data it is."""
    moved = moved_by(context.edition, context.locale)
    parts = [context.locale.say("movement.foot", text=moved)] if moved else []
    covered = _by_weight(context) if narrow else []
    if covered:
        parts.append(context.locale.say("score.by_weight", parts=", ".join(covered)))
    told = attributions(context.edition.measures)
    return " ".join([*parts, told] if told else parts)


def _by_weight(context: Context) -> list[str]:
    locale, found = context.locale, []
    for heading in (*(_heading(section, None) for section in context.card.sections), _overall(context, None)):
        share = coverage_by_weight(heading.scored, context.edition.mark)
        if share is not None:
            label, number = within(heading.label), locale.number(share)
            found.append(locale.say("score.by_weight.part", label=label, share=number))
    return found
