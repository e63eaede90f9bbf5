"""The trend chart of a measure: eight quarters, last year behind, the goal across, the difference to it above."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reviewgen.deck import Chart, Series, Tone
from reviewgen.edition import Measure
from reviewgen.facts import Absent, Direction, Figure, Goal, Notation, Point, Reading, Unit
from reviewgen.locale import Locale
from reviewgen.period import Grain
from reviewgen.slides.context import Context
from reviewgen.slides.parts import QUARTERS
from reviewgen.story import basis, beside, capital, reading, trend
from reviewgen.trend import Change, on_goal


def chart(measure: Measure, context: Context) -> Chart:
    """The chart of `measure`; a series without any figure is left out."""
    points = measure.points[-QUARTERS:]
    calendar, locale = context.edition.calendar, context.locale
    years_ago = [measure.at(calendar.year_ago(point.period)) for point in points]
    prior = _series(measure, [then.actual if then else None for then in years_ago], "prior", context)
    targets = [Figure(point.goal.target) if isinstance(point.goal, Goal) else None for point in points]
    target = None if measure.direction is Direction.BAND else _series(measure, targets, "target", context)
    actual = _series(measure, [point.actual for point in points], "actual", context)
    assert actual is not None
    variance = _variance(measure, points, locale) if target else None
    return Chart(
        label=_label(measure, prior, target, variance, context),
        alt=_alt(measure, years_ago[-1], context),
        categories=tuple(_category(point, context) for point in points),
        actual=actual,
        prior=prior,
        target=target,
        variance=variance,
        variance_tones=_tones(measure, points) if variance else (),
        number_format=_format(measure),
        caption=_caption(measure, points, context),
    )


def _category(point: Point, context: Context) -> str:
    name = context.locale.short_period(point.period, context.edition.calendar)
    return f"{name}*" if _partial(point) else name


def _partial(point: Point) -> bool:
    return isinstance(point.actual, Figure) and point.actual.partial


def _caption(measure: Measure, points: Sequence[Point], context: Context) -> str:
    parts = (beside(measure, context.edition, context.locale), trend(measure, context.locale))
    found = capital(context.locale.say("story.beside").join(part for part in parts if part))
    grains = {point.actual.grain for point in points if isinstance(point.actual, Figure) and point.actual.partial}
    starred = context.locale.say("chart.starred.weeks" if Grain.WEEK in grains else "chart.starred") if grains else ""
    return context.locale.say("story.beside").join(part for part in (found, starred) if part)


def _format(measure: Measure) -> str:
    """A spreadsheet's number format that writes values as the labels do, with a true minus and the sign of points."""
    digits = "#,##0" + ("." + "0" * measure.notation.decimals if measure.notation.decimals else "")
    plus = '"+"' if measure.unit is Unit.POINTS else ""
    return f'{plus}{digits};"\u2212"{digits};{digits}'


def _series(measure: Measure, readings: Sequence[Reading | None], kind: str, context: Context) -> Series | None:
    values = tuple(measure.notation.shown(found.value) if isinstance(found, Figure) else None for found in readings)
    if all(value is None for value in values):
        return None
    signed = measure.unit is Unit.POINTS
    write, places = context.locale.number, measure.notation.decimals
    labels = tuple("" if value is None else write(value, places, signed=signed) for value in values)
    return Series(context.locale.say(f"series.{kind}"), values, labels)


def _variance(measure: Measure, points: tuple[Point, ...], locale: Locale) -> Series | None:
    found = [on_goal(measure, point) for point in points]
    values = tuple(None if isinstance(one, Absent) else _places(measure, one) for one in found)
    if all(value is None for value in values):
        return None
    labels = tuple("" if isinstance(one, Absent) else _short(measure, one, locale) for one in found)
    return Series(locale.say("series.variance"), values, labels)


def _places(measure: Measure, found: Change) -> Decimal:
    return (Notation(0, 0) if found.relative else measure.notation).shown(found.value)


def _short(measure: Measure, found: Change, locale: Locale) -> str:
    """+4 %, −1.2: a strip has room for the figure alone where its unit is the chart's."""
    if not found.relative:
        return locale.number(_places(measure, found), measure.notation.decimals, signed=True)
    return locale.value(_places(measure, found), Unit.PERCENT, "", Notation(0, 0), signed=True)


def _tones(measure: Measure, points: tuple[Point, ...]) -> tuple[Tone, ...]:
    return tuple(_tone(measure, point) for point in points)


def _tone(measure: Measure, point: Point) -> Tone:
    found = on_goal(measure, point)
    if isinstance(found, Absent):
        return Tone.NO_DATA
    good = found.value <= 0 if measure.direction is Direction.LOWER else found.value >= 0
    return Tone.ON_TRACK if good else Tone.OFF_TRACK


def _label(
    measure: Measure, prior: Series | None, target: Series | None, variance: Series | None, context: Context
) -> str:
    locale, told = context.locale, basis(measure, context.edition.calendar, context.locale)
    unit = locale.unit(measure.unit, measure.symbol, measure.notation)
    name = locale.say("chart.label", label=measure.label, unit=unit) if unit else measure.label
    name = locale.say("story.partial", value=name, part=told) if told else name
    drawn = {"prior": prior, "target": target, "variance": variance}
    parts = [locale.say(f"chart.parts.{key}") for key, series in drawn.items() if series]
    by_quarter = locale.say("chart.by_quarter", name=name)
    return locale.say("chart.caption", name=by_quarter, parts=", ".join(parts)) if parts else by_quarter


def _alt(measure: Measure, year_ago: Point | None, context: Context) -> str:
    locale, point = context.locale, measure.now
    if isinstance(point.actual, Absent):
        return locale.say("chart.alt.empty", label=measure.label, period=context.period)
    year = ""
    if year_ago and isinstance(year_ago.actual, Figure):
        year = locale.say("chart.alt.year", value=reading(measure, year_ago.actual, locale))
    goal = ""
    if isinstance(point.goal, Goal):
        goal = locale.say("chart.alt.goal", value=reading(measure, Figure(point.goal.target), locale))
    value = reading(measure, point.actual, locale)
    return locale.say("chart.alt", label=measure.label, value=value, period=context.period, year=year, goal=goal)
