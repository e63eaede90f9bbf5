"""Cells and pieces that several slide kinds share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reviewgen.deck import Badge, Bullet, Cell, Spark, Tone
from reviewgen.edition import Measure
from reviewgen.facts import Absent, Status
from reviewgen.locale import Locale
from reviewgen.period import Calendar
from reviewgen.scorecard import AT_GOAL, Scored, Total
from reviewgen.slides.context import Context
from reviewgen.story import basis, caveats, change, glued, goal, reading, status, verdict
from reviewgen.trend import on_year

QUARTERS = 8
TONES = {
    Status.ON_TRACK: Tone.ON_TRACK,
    Status.WATCH: Tone.WATCH,
    Status.OFF_TRACK: Tone.OFF_TRACK,
    Status.NO_DATA: Tone.NO_DATA,
    Status.NOT_SCORED: Tone.NO_DATA,
}


def badge(found: Status, locale: Locale) -> Badge:
    """A status as shape, colour and word."""
    return Badge(status(found, locale), TONES[found])


def verdict_badge(scored: Scored, locale: Locale) -> Badge:
    """The status of a measure; where there is no figure the word says why."""
    return Badge(verdict(scored, locale), TONES[scored.status])


def label_cell(measure: Measure, context: Context) -> Cell:
    """A measure's name, with what its reader must know behind it: 2 of 3 months, n = 34."""
    return Cell(named(measure, context.edition.calendar, context.locale))


def named(measure: Measure, calendar: Calendar, locale: Locale) -> str:
    """A measure's name and, in brackets, what its reader must know of its figure."""
    parts = (basis(measure, calendar, locale), caveats(measure, measure.now.actual, locale))
    told = ", ".join(part for part in parts if part)
    return f"{measure.label} ({told})" if told else measure.label


def attributions(measures: Iterable[Measure]) -> str:
    """Whose data the measures rest on, in the words of the terms of use, each sentence once."""
    said = dict.fromkeys(words.rstrip(" .") for measure in measures for words in measure.attribution)
    return " ".join(f"{glued(words)}." for words in said)


def value_cells(scored: Scored, context: Context) -> tuple[Cell, Cell, Cell]:
    """The value, its goal and its change on last year."""
    measure, locale = scored.measure, context.locale
    return (
        Cell(reading(measure, measure.now.actual, locale), Tone.STRONG),
        Cell(goal(measure, measure.now, locale)),
        Cell(change(measure, on_year(measure, context.edition.calendar), locale)),
    )


def spark(scored: Scored, context: Context) -> Spark | None:
    """The last eight quarters as a line; None with fewer than two figures."""
    measure = scored.measure
    points = measure.points[-QUARTERS:]
    values = tuple(
        None if isinstance(point.actual, Absent) else measure.notation.shown(point.actual.value) for point in points
    )
    if sum(value is not None for value in values) < 2:
        return None
    alt = context.locale.say(
        "spark.alt", count=len(points), label=measure.label, value=reading(measure, measure.now.actual, context.locale)
    )
    return Spark(values, TONES[scored.status], alt)


def bullet(score: Decimal | None, found: Status, locale: Locale) -> Bullet | None:
    """A score as a bar against the tick of the goal; None without a score."""
    if score is None:
        return None
    shown = whole(score)
    alt = locale.say("bullet.alt", score=shown)
    return Bullet(shown / 100, AT_GOAL / 100, TONES[found], alt)


def whole(score: Decimal) -> Decimal:
    """A score as it is shown: a whole number, never rounded up onto the goal it missed."""
    shown = score.to_integral_value(rounding="ROUND_HALF_UP")
    return shown - 1 if score < AT_GOAL <= shown else shown


def score_text(total: Total, locale: Locale) -> str:
    """74 / 100, or that there is no score."""
    if total.score is None:
        return locale.say("score.none")
    return locale.say("score.of", score=whole(total.score))
