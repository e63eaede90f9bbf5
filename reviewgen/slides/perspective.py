"""One slide a perspective: the finding, a chart that proves it, the measures, why, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from reviewgen.deck import Align, Block, Cell, Column, Prose, Region, Row, Slide, Table
from reviewgen.edition import Mark, Measure, Promise, Remark
from reviewgen.facts import Figure, Status
from reviewgen.scorecard import Scored, Section
from reviewgen.slides import sides
from reviewgen.slides.chart import chart
from reviewgen.slides.context import Context
from reviewgen.slides.parts import QUARTERS, attributions, label_cell, spark, value_cells, verdict_badge
from reviewgen.story import perspective_title, remark_on, remarks_on, trend_test, within

REASONS = 2


def slides(context: Context) -> tuple[Slide, ...]:
    """The slides of all perspectives that hold a measure."""
    return tuple(_slide(section, context) for section in context.card.sections)


def _slide(section: Section, context: Context) -> Slide:
    lead = lead_of(section)
    blocks: list[tuple[Region, Block]] = []
    if len([point for point in lead.points if isinstance(point.actual, Figure)]) > 1:
        blocks.append((Region.LEFT, chart(lead, context)))
    blocks.append((Region.RIGHT, _table(section, context)))
    market = sides.against_market(section.measures, section.perspective.id, context)
    told = (market, _why(section, lead, context), _next(section, context))
    blocks += [(Region.RIGHT, prose) for prose in told if prose]
    return Slide(
        id=f"perspective-{section.perspective.id}",
        kind="perspective",
        kicker=section.perspective.label,
        title=perspective_title(section, lead, context.edition, context.locale),
        blocks=tuple(blocks),
        foot=_foot(section, lead, context),
    )


def lead_of(section: Section) -> Measure:
    """The measure that the slide speaks of: the heaviest that has a figure, the first of them."""
    held = [one.measure for one in section.measures if isinstance(one.measure.now.actual, Figure)]
    return max(held, key=lambda measure: measure.weight, default=section.measures[0].measure)


def _table(section: Section, context: Context) -> Table:
    say = context.locale.say
    columns = (
        Column(say("column.measure"), 35),
        Column(context.period, 18, Align.RIGHT),
        Column(say("column.goal"), 18, Align.RIGHT),
        Column(say("column.last_year"), 18, Align.RIGHT),
        Column(say("column.quarters_short", count=QUARTERS), 17),
        Column(say("column.status"), 21),
    )
    rows = [row for scored in section.measures for row in _rows(scored, context)]
    return Table(columns, tuple(rows), say("table.alt.perspective", perspective=section.perspective.label))


def _rows(scored: Scored, context: Context) -> list[Row]:
    value, goal, moved = value_cells(scored, context)
    marks = (Cell(content=spark(scored, context)), Cell(content=verdict_badge(scored, context.locale)))
    own = Row((label_cell(scored.measure, context), value, goal, moved, *marks))
    return [own, *sides.rows(scored.measure, context)]


def _why(section: Section, lead: Measure, context: Context) -> Prose | None:
    edition, say = context.edition, context.locale.say
    ranked = sorted(section.measures, key=lambda one: (one.status is not Status.OFF_TRACK, one.measure.id != lead.id))
    held = [(one.measure, remarks_on(edition, one.measure.id)) for one in ranked]
    texts = [_cause(measure, remarks, lead, context) for measure, remarks in held if remarks][:REASONS]
    if len(texts) < REASONS:
        texts += [remark.text for remark in remarks_on(edition, section.perspective.id)]
    silent = [
        within(one.measure.label) for one in ranked if one.status is Status.OFF_TRACK and not _explained(one, context)
    ]
    if silent and edition.mark is Mark.INTERNAL:
        texts.append(say("perspective.cause_missing", label=context.locale.listing(tuple(silent))))
    return Prose(say("perspective.why"), " ".join(texts)) if texts else None


def _cause(measure: Measure, remarks: Sequence[Remark], lead: Measure, context: Context) -> str:
    """What people say of a measure; of another than the slide's first it says of which."""
    text = " ".join(remark.text for remark in remarks)
    return text if measure.id == lead.id else context.locale.say("perspective.cause", label=measure.label, text=text)


def _explained(scored: Scored, context: Context) -> bool:
    return remark_on(context.edition, scored.measure.id) is not None


def _next(section: Section, context: Context) -> Prose | None:
    topics = [one.measure.id for one in section.measures] + [section.perspective.id]
    found = [promise for promise in context.edition.promises if promise.about in topics and promise.done is None]
    if not found:
        return None
    first = min(found, key=lambda promise: (promise.due is None, promise.due or context.edition.as_of))
    return Prose(context.locale.say("perspective.next"), first.action, _tail(first, context))


def _tail(promise: Promise, context: Context) -> str:
    if not promise.owner:
        return ""
    if promise.due is None:
        return context.locale.say("perspective.owner", owner=promise.owner)
    late = promise.due < context.edition.as_of
    key = "perspective.owner_late" if late else "perspective.owner_due"
    return context.locale.say(key, owner=promise.owner, day=context.locale.day(promise.due))


def _foot(section: Section, lead: Measure, context: Context) -> str:
    """Where the measures come from, on whose word, and the test behind the word on the first one's trend."""
    told = attributions(one.measure for one in section.measures)
    tested = "" if lead.now.given is not None else trend_test(lead, context.locale)
    parts = (_sources(section, context), told, tested)
    return " ".join(part for part in parts if part)


def _sources(section: Section, context: Context) -> str:
    names = dict.fromkeys(one.measure.source for one in section.measures if one.measure.source)
    return context.locale.say("perspective.source", sources=", ".join(names)) if names else ""
