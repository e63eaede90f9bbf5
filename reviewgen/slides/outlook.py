"""Outlook: where the year lands, how sure that is, what the account manager says, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from reviewgen.deck import Align, Block, Callout, Cell, Chart, Column, Prose, Region, Row, Series, Slide, Table, Tone
from reviewgen.edition import Mark
from reviewgen.facts import Absent, Figure, Unit
from reviewgen.forecast import Lack, Method, Unbanded, Unforecast
from reviewgen.locale import NBSP
from reviewgen.outlook import MEASURED_FROM, Band, Forecast, Outlook, outlooks, own_lies, reaches
from reviewgen.slides.chart import chart
from reviewgen.slides.context import Context
from reviewgen.slides.parts import attributions
from reviewgen.story import against, capital, change, partial, reading, remarks_on
from reviewgen.trend import Change

MOST, FEW = 10, 3
"""Measures in the table at most, so that it keeps to one page; so few that each has a page of its own."""


def slides(context: Context) -> tuple[Slide, ...]:
    """The measure that leads on a page of its own, then all of them; a few get a page each. Nothing where none is told.

    What was decided stands on the first page.
    """
    found = outlooks(context.edition)
    landed = [one for one in found if isinstance(one.landing, Forecast)]
    single = landed if len(landed) == len(found) <= FEW else landed[:1]
    decision = _decision(context)
    pages = [_single_page(one, () if index else decision, context) for index, one in enumerate(single)]
    if len(single) < len(found):
        pages.append(_all_page(found, () if pages else decision, context))
    return tuple(pages)


def _single_page(found: Outlook, decision: Sequence[Block], context: Context) -> Slide:
    right: list[Block] = [_figures(found, context), *_apart(found, context), *decision]
    return Slide(
        id=f"outlook-{found.measure.id}",
        kind="outlook",
        kicker=context.locale.say("kicker.outlook"),
        title=_title(found, context),
        blocks=((Region.LEFT, _fan(found, context)), *((Region.RIGHT, block) for block in right)),
        foot=_foot((found,), 0, context),
    )


def _all_page(found: Sequence[Outlook], decision: Sequence[Block], context: Context) -> Slide:
    shown = found[:MOST]
    return Slide(
        id="outlook-measures",
        kind="outlook",
        kicker=context.locale.say("kicker.outlook"),
        title=_count(found, context),
        blocks=((Region.FULL, _table(shown, context)), *((Region.FULL, block) for block in decision)),
        foot=_foot(shown, len(found) - len(shown), context),
    )


def _title(found: Outlook, context: Context) -> str:
    """Net sales on course for 38.1 M€ in 2026, 2 % under goal; 36.4 to 39.9 M€ about four times in five."""
    say, measure, value = context.locale.say, found.measure, found.value
    told = reading(measure, value, context.locale)
    title = say("outlook.title", label=measure.label, value=told, when=_when(found, context))
    if isinstance(found.gap, Change) and isinstance(value, Figure) and isinstance(found.ahead.target, Figure):
        held = against(measure, value.value, found.ahead.target.value, context.locale)
        title = say("outlook.title.finding", title=title, finding=held)
    if found.band is None:
        return title
    interval = _between(found, found.band, context)
    return say("outlook.title.sure", title=title, interval=interval, often=_often(found, context))


def _often(found: Outlook, context: Context) -> str:
    """How often such an interval held: less often over a short history than it was meant to."""
    assert isinstance(found.landing, Forecast)
    return context.locale.say("outlook.often.five" if found.landing.used >= MEASURED_FROM else "outlook.often.four")


def _when(found: Outlook, context: Context) -> str:
    """The year, or the last quarter of it for what does not add up."""
    last = found.ahead.quarters[-1]
    calendar = context.edition.calendar
    return context.locale.period(calendar.year_of(last) if found.adds_up else last, calendar)


def _year(context: Context) -> str:
    calendar = context.edition.calendar
    return context.locale.period(calendar.year_of(context.edition.period), calendar)


def _count(found: Sequence[Outlook], context: Context) -> str:
    """On today's course four of seven measures reach their goals for 2026."""
    locale = context.locale
    judged = [reached for reached in map(reaches, found) if reached is not None]
    good, every = sum(judged), len(judged)
    words = {"good": locale.word(good), "all": locale.word(every), "year": _year(context)}
    return capital(locale.say(f"outlook.count.{_counted(good, every)}", count=good, **words))


def _counted(good: int, every: int) -> str:
    if not every:
        return "unjudged"
    if every == 1:
        return "reached" if good else "missed"
    return "none" if not good else "all" if good == every else "counts"


def _between(found: Outlook, band: Band, context: Context) -> str:
    """36.4 to 39.9 M€: the unit once where it is the same."""
    low, high = (reading(found.measure, Figure(value), context.locale) for value in (band.low, band.high))
    number, _, unit = low.rpartition(NBSP)
    return context.locale.say(
        "outlook.between", low=number if high.endswith(NBSP + unit) and number else low, high=high
    )


def _figures(lead: Outlook, context: Context) -> Table:
    say, measure, locale = context.locale.say, lead.measure, context.locale
    columns = (Column(measure.label, 52), Column(_when(lead, context), 48, Align.RIGHT))
    told = (
        ("outlook.to_date", _to_date(lead, context), Tone.PLAIN),
        ("outlook.landing", reading(measure, lead.value, locale), Tone.STRONG),
        ("outlook.interval", _interval(lead, context), Tone.PLAIN),
        ("outlook.goal", reading(measure, lead.ahead.target, locale), Tone.PLAIN),
        ("outlook.gap", change(measure, lead.gap, locale), Tone.STRONG),
        ("outlook.own", _own(lead, context), Tone.PLAIN),
        ("outlook.method", _method(lead, context), Tone.PLAIN),
        ("outlook.error", _error(lead, context), Tone.PLAIN),
    )
    rows = tuple(Row((Cell(say(key), Tone.MUTED), Cell(text, tone))) for key, text, tone in told)
    return Table(columns, rows, say("table.alt.outlook"))


def _table(found: Sequence[Outlook], context: Context) -> Table:
    say = context.locale.say
    columns = (
        Column(say("column.measure"), 44),
        Column(say("outlook.to_date"), 27, Align.RIGHT),
        Column(say("outlook.landing"), 25, Align.RIGHT),
        Column(say("outlook.interval"), 42, Align.RIGHT),
        Column(say("outlook.goal"), 24, Align.RIGHT),
        Column(say("outlook.gap"), 22, Align.RIGHT),
        Column(say("outlook.own.column"), 30, Align.RIGHT),
        Column(say("outlook.method_error"), 74),
    )
    return Table(columns, tuple(_row(one, context) for one in found), say("table.alt.outlook"))


def _row(found: Outlook, context: Context) -> Row:
    measure, locale = found.measure, context.locale
    texts = (
        _to_date(found, context),
        reading(measure, found.value, locale),
        _interval(found, context),
        reading(measure, found.ahead.target, locale),
        change(measure, found.gap, locale),
        _own(found, context),
        _method_error(found, context),
    )
    tones = (Tone.PLAIN, Tone.STRONG, Tone.PLAIN, Tone.PLAIN, Tone.STRONG, Tone.PLAIN, Tone.MUTED)
    return Row((Cell(measure.label), *(Cell(text, tone) for text, tone in zip(texts, tones, strict=True))))


def _to_date(found: Outlook, context: Context) -> str:
    held, locale = found.measure.year_to_date.actual, context.locale
    value = reading(found.measure, held, locale)
    if isinstance(held, Figure) and held.partial:
        return locale.say("story.partial", value=value, part=partial(held, locale))
    return value


def _interval(found: Outlook, context: Context) -> str:
    if found.band is not None:
        return _between(found, found.band, context)
    landing, say = found.landing, context.locale.say
    if isinstance(landing, Forecast):
        assert isinstance(landing.band, Unbanded)
        return say("outlook.no_interval", why=_why(landing.band.reason, found.held, context))
    return say("outlook.no_forecast", why=_missing(landing, found.held, context))


def _missing(landing: Unforecast | Absent, held: int, context: Context) -> str:
    if isinstance(landing, Absent):
        return context.locale.say("outlook.why.booked")
    return _why(landing.reason, held, context)


def _why(reason: Lack, held: int, context: Context) -> str:
    """Why a forecast or an interval is missing, in plain words."""
    say = context.locale.say
    match reason:
        case Lack.TOO_SHORT:
            return say("outlook.why.short", count=held)
        case Lack.ENDS_IN_GAP:
            return say("outlook.why.gap")
        case Lack.INTERMITTENT:
            return say("outlook.why.irregular")
        case Lack.NEVER_ERRED:
            return say("outlook.why.steady")
        case Lack.OUT_OF_BOUNDS | Lack.OUT_OF_RANGE | Lack.TOO_FAR | Lack.NOT_MEASURED:
            return say("outlook.why.untested")
        case _:
            assert_never(reason)


def _own(found: Outlook, context: Context) -> str:
    own = reading(found.measure, found.ahead.own, context.locale)
    return own if own_lies(found) is None else context.locale.say("outlook.own.outside", value=own)


def _method(found: Outlook, context: Context) -> str:
    landing, say = found.landing, context.locale.say
    return say(f"outlook.method.{landing.method.value}") if isinstance(landing, Forecast) else say("absent")


def _error(found: Outlook, context: Context) -> str:
    """4.1 % a quarter, in 8 forecasts of its past."""
    error, locale = found.error, context.locale
    if isinstance(error, Unforecast):
        return locale.say("outlook.error.none")
    return locale.say("outlook.error.said", error=_off(found, context), count=error.origins)


def _off(found: Outlook, context: Context) -> str:
    assert not isinstance(found.error, Unforecast)
    size = Change(Decimal(found.error.error), found.error.relative)
    return change(found.measure, size, context.locale, signed=False)


def _method_error(found: Outlook, context: Context) -> str:
    if not isinstance(found.landing, Forecast):
        return ""
    return context.locale.say("outlook.method.off", method=_method(found, context), error=_error(found, context))


def _apart(lead: Outlook, context: Context) -> Iterator[Prose]:
    """That the account manager's own forecast and the method's are far apart."""
    lies = own_lies(lead)
    if lies is None:
        return
    say = context.locale.say
    own = reading(lead.measure, lead.ahead.own, context.locale)
    name = context.edition.manager or say("outlook.manager")
    text = say("outlook.apart.above" if lies > 0 else "outlook.apart.below", name=name, own=own)
    yield Prose(say("outlook.apart"), text)


def _decision(context: Context) -> tuple[Block, ...]:
    """What was decided about the rest of the year; in our own house also that nothing was."""
    say, edition = context.locale.say, context.edition
    remarks = remarks_on(edition, "outlook")
    if remarks:
        texts = (
            say("outlook.decided", text=one.text, author=one.author) if one.author else one.text for one in remarks
        )
        return (Callout(say("outlook.decision"), " ".join(texts)),)
    if edition.mark is Mark.SHARED:
        return ()
    return (Prose(say("outlook.decision"), say("outlook.undecided")),)


def _foot(shown: Sequence[Outlook], left_out: int, context: Context) -> str:
    """How often an interval holds, what each method cannot do, and what the table leaves out."""
    say = context.locale.say
    methods = {one.landing.method for one in shown if isinstance(one.landing, Forecast)}
    parts = [say("outlook.foot.interval")] if any(one.band for one in shown) else []
    parts += [say(f"outlook.limits.{method.value}") for method in Method if method in methods]
    levels = [one for one in shown if not one.adds_up]
    if levels:
        parts.append(say("outlook.foot.levels", when=_when(levels[0], context)))
    if left_out:
        parts.append(say("outlook.foot.left_out", count=left_out))
    told = attributions(one.measure for one in shown)
    return " ".join([*parts, told] if told else parts)


def _fan(lead: Outlook, context: Context) -> Chart:
    """The measure's chart carried on: what was in solid columns, what is to come hatched, with its interval."""
    base, coming = replace(chart(lead.measure, context), prior=None, variance=None, variance_tones=()), lead.coming
    locale, calendar, measure = context.locale, context.edition.calendar, lead.measure
    names = tuple(locale.short_period(quarter, calendar) for quarter in lead.ahead.quarters)
    unit = locale.unit(measure.unit, measure.symbol, measure.notation)
    name = locale.say("chart.label", label=measure.label, unit=unit) if unit else measure.label
    band = _bands(lead, len(base.categories), context)
    return replace(
        base,
        label=locale.say(
            "outlook.chart.band" if band else "outlook.chart", name=locale.say("chart.by_quarter", name=name)
        ),
        alt=locale.say("outlook.chart.alt", alt=base.alt, coming=_coming(lead, context)),
        categories=(*base.categories, *names),
        actual=_carried(base.actual, len(names)),
        target=base.target and _carried(base.target, len(names)),
        forecast=_ahead(lead, [one.value for one in coming], len(base.categories), context),
        band=band,
        caption=capital(_coming(lead, context)),
    )


def _carried(series: Series, more: int) -> Series:
    return replace(series, values=(*series.values, *(None,) * more), labels=(*series.labels, *("",) * more))


def _ahead(lead: Outlook, values: Sequence[Decimal], before: int, context: Context) -> Series:
    notation, signed = lead.measure.notation, lead.measure.unit is Unit.POINTS
    shown = tuple(map(notation.shown, values))
    labels = tuple(context.locale.number(value, notation.decimals, signed=signed) for value in shown)
    gap: tuple[None, ...] = (None,) * before
    return Series(context.locale.say("series.forecast"), (*gap, *shown), (*("",) * before, *labels))


def _bands(lead: Outlook, before: int, context: Context) -> tuple[Series, Series] | None:
    held = [one.band for one in lead.coming if isinstance(one.band, Band)]
    if len(held) < len(lead.coming):
        return None
    low = _ahead(lead, [one.low for one in held], before, context)
    high = _ahead(lead, [one.high for one in held], before, context)
    return replace(low, name=context.locale.say("series.low")), replace(high, name=context.locale.say("series.high"))


def _coming(lead: Outlook, context: Context) -> str:
    """What the coming quarters bring: Q4 2026 9.7 M€ (9.1 to 10.3 M€)."""
    calendar, locale = context.edition.calendar, context.locale
    told = []
    for quarter, one in zip(lead.ahead.quarters, lead.coming, strict=True):
        value = reading(lead.measure, Figure(one.value), locale)
        name = locale.period(quarter, calendar)
        if isinstance(one.band, Band):
            between = _between(lead, one.band, context)
            told.append(locale.say("outlook.coming.band", period=name, value=value, interval=between))
        else:
            told.append(locale.say("outlook.coming", period=name, value=value))
    return locale.say("story.beside").join(told)
