"""The account's own profit and loss: what moved the sales, line by line, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reviewgen.deck import Align, Block, Cell, Column, Prose, Region, Row, Slide, Table, Tone
from reviewgen.edition import Measure
from reviewgen.effects import Effects
from reviewgen.facts import Figure, Notation, Unit, scale_of
from reviewgen.locale import Locale
from reviewgen.scorecard import Scored
from reviewgen.shares import NoShares, rounded_to_total
from reviewgen.slides.bridge import STEPS, Bridge, Shown, bridge
from reviewgen.slides.context import Context
from reviewgen.slides.parts import attributions, badge, label_cell
from reviewgen.story import goal, reading, remarks_on

CENTS = 2
FINANCE = "finance"
"""The perspective whose amounts of money are the lines of the profit and loss account."""


def slides(context: Context) -> tuple[Slide, ...]:
    """What the sales moved by and why; nothing where that cannot be worked out."""
    found = context.edition.effects
    if found is None:
        return ()
    sales = _sales(found, context)
    notation = _notation(found, sales)
    shown = bridge(found, notation)
    notation = Notation(notation.scale, shown.decimals)
    blocks: list[tuple[Region, Block]] = [(Region.LEFT, _bridge(found, shown, notation, context))]
    results = _results(context)
    if results:
        blocks.append((Region.LEFT, _profit(results, context)))
    blocks.append((Region.RIGHT, _lines(shown, notation, context)))
    blocks += [(Region.RIGHT, prose) for prose in _why(results, context)]
    say = context.locale.say
    title = _title(sales, shown, notation, context)
    told = attributions((*((sales,) if sales else ()), *(one.measure for one in results)))
    foot = " ".join(part for part in (say("profit.foot"), told) if part)
    return (Slide("profit", "profit", say("kicker.profit"), title, tuple(blocks), foot),)


def _sales(found: Effects, context: Context) -> Measure | None:
    """The measure of the same sales, so that they bear the name and the unit that they have on the other pages."""
    return next((one for one in context.edition.measures if _same(one, found)), None)


def _same(measure: Measure, found: Effects) -> bool:
    actual = measure.now.actual
    return measure.unit is Unit.CURRENCY and isinstance(actual, Figure) and actual.value == found.now


def _notation(found: Effects, sales: Measure | None) -> Notation:
    """In the unit of the measure of the same sales, with three significant digits of the total and of what moved it."""
    largest = max(abs(found.before), abs(found.now))
    scale = sales.notation.scale if sales else scale_of(largest, Unit.CURRENCY)
    digits = max(_digits(one, scale) for one in (largest, max(abs(getattr(found, name)) for name in STEPS)))
    return Notation(scale, min(digits, scale or CENTS))


def _digits(amount: Decimal, scale: int) -> int:
    return max(0, 2 - amount.scaleb(-scale).adjusted()) if amount else 0


def _title(sales: Measure | None, shown: Bridge, notation: Notation, context: Context) -> str:
    locale = context.locale
    label = sales.label if sales else locale.say("profit.sales")
    change = shown.whole.change
    moved = [(name, step) for name, step in zip(shown.names, shown.whole.steps, strict=True) if step]
    moved.sort(key=lambda one: -abs(one[1]))
    parts = tuple(
        locale.say(f"profit.title.{name}", value=_money(step, notation, locale, signed=True)) for name, step in moved
    )
    key = "profit.title.up" if change > 0 else "profit.title.down" if change < 0 else "profit.title.level"
    first = locale.say(key, label=label, gap=_money(abs(change), notation, locale))
    return locale.say("profit.title", first=first, steps=", ".join(parts)) if parts else first


def _money(shown: Decimal, notation: Notation, locale: Locale, *, signed: bool = False) -> str:
    """An amount that is in the unit of the page already."""
    return locale.value(shown.scaleb(notation.scale), Unit.CURRENCY, "", notation, signed=signed)


def _bridge(found: Effects, shown: Bridge, notation: Notation, context: Context) -> Table:
    say, number = context.locale.say, context.locale.number
    unit = context.locale.unit(Unit.CURRENCY, "", notation)
    columns = (
        Column(say("profit.column.bridge", unit=unit), 46),
        Column("", 26, Align.RIGHT),
        Column(say("column.last_year"), 28, Align.RIGHT),
    )
    parts = _parts(found, shown, context)
    rows = [_end(_year_ago(context), shown.whole.before, shown.decimals, "", context)]
    for name, step, part in zip(shown.names, shown.whole.steps, parts, strict=False):
        label, value = Cell(say(f"profit.{name}")), Cell(number(step, shown.decimals, signed=True))
        rows.append(Row((label, value, Cell(part, Tone.MUTED))))
    rows.append(_end(context.period, shown.whole.now, shown.decimals, parts[-1], context))
    return Table(columns, tuple(rows), say("profit.alt.bridge"))


def _end(label: str, value: Decimal, decimals: int, part: str, context: Context) -> Row:
    return Row(
        (Cell(label, Tone.STRONG), Cell(context.locale.number(value, decimals), Tone.STRONG), Cell(part, Tone.MUTED))
    )


def _parts(found: Effects, shown: Bridge, context: Context) -> tuple[str, ...]:
    """Each step in percent of last year's sales, and last the whole change, to which they add up."""
    locale = context.locale
    steps = [getattr(found, name) for name in shown.names]
    if found.before <= 0:
        return (locale.say("absent"),) * (len(steps) + 1)
    exact = [Notation(0, 12).shown(step * 100 / found.before) for step in steps]
    total = Notation(0, 1).shown((found.now - found.before) * 100 / found.before)
    fitted = rounded_to_total(exact, total, 1) if exact else ()
    values = tuple(Notation(0, 1).shown(one) for one in exact) if isinstance(fitted, NoShares) else fitted
    return tuple(locale.value(one, Unit.PERCENT, "", Notation(0, 1), signed=True) for one in (*values, total))


def _year_ago(context: Context) -> str:
    edition = context.edition
    return context.locale.period(edition.calendar.year_ago(edition.period), edition.calendar)


def _lines(shown: Bridge, notation: Notation, context: Context) -> Table:
    say = context.locale.say
    unit = context.locale.unit(Unit.CURRENCY, "", notation)
    columns = (
        Column(say("profit.column.line", unit=unit), 40),
        Column(_year_ago(context), 15, Align.RIGHT),
        Column(context.period, 15, Align.RIGHT),
        Column(say("profit.column.change"), 15, Align.RIGHT),
        *(Column(say(f"profit.{name}"), 14, Align.RIGHT) for name in shown.names),
        Column(say("profit.column.share"), 15, Align.RIGHT),
    )
    rows = [_line(line, shown.decimals, context, Tone.PLAIN) for line in shown.lines]
    rows.append(_line(shown.whole, shown.decimals, context, Tone.STRONG))
    return Table(columns, tuple(rows), say("profit.alt.lines"))


def _line(line: Shown, decimals: int, context: Context, tone: Tone) -> Row:
    locale = context.locale
    name = locale.say("profit.total") if tone is Tone.STRONG else line.name or locale.say("profit.rest")
    share = locale.say("absent") if line.share is None else locale.value(line.share, Unit.PERCENT, "", Notation(0, 1))
    moved = [Cell(locale.number(one, decimals, signed=True), tone) for one in (line.change, *line.steps)]
    before, now = (Cell(locale.number(one, decimals), tone) for one in (line.before, line.now))
    return Row((Cell(name, tone), before, now, *moved, Cell(share, tone)))


def _results(context: Context) -> tuple[Scored, ...]:
    """The amounts of money of the finance perspective."""
    sections = (section for section in context.card.sections if section.perspective.id == FINANCE)
    return tuple(one for section in sections for one in section.measures if one.measure.unit is Unit.CURRENCY)


def _why(results: Sequence[Scored], context: Context) -> Iterator[Prose]:
    """What people say of those amounts."""
    for one in results:
        remarks = remarks_on(context.edition, one.measure.id)
        authors = dict.fromkeys(remark.author for remark in remarks if remark.author)
        if remarks:
            yield Prose(one.measure.label, " ".join(remark.text for remark in remarks), ", ".join(authors))


def _profit(results: Sequence[Scored], context: Context) -> Table:
    """The quarter, last year and the goal."""
    say = context.locale.say
    columns = (
        Column(say("profit.column.measure"), 34),
        Column(context.period, 16, Align.RIGHT),
        Column(_year_ago(context), 16, Align.RIGHT),
        Column(say("column.goal"), 16, Align.RIGHT),
        Column(say("column.status"), 18),
    )
    return Table(columns, tuple(_measure(one, context) for one in results), say("profit.alt.measures"))


def _measure(scored: Scored, context: Context) -> Row:
    measure, locale, calendar = scored.measure, context.locale, context.edition.calendar
    then = measure.at(calendar.year_ago(measure.now.period))
    before = locale.say("absent") if then is None else reading(measure, then.actual, locale)
    now = Cell(reading(measure, measure.now.actual, locale), Tone.STRONG)
    status = Cell(content=badge(scored.status, locale))
    return Row((label_cell(measure, context), now, Cell(before), Cell(goal(measure, measure.now, locale)), status))
