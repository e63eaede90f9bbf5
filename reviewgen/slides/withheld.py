"""What the client does not see, or sees in part: why, until when and whom to ask. For our own house alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reviewgen.deck import Cell, Column, Region, Row, Slide, Table, Tone
from reviewgen.edition import Edition, Mark, Measure, Withheld
from reviewgen.facts import Why
from reviewgen.slides.context import Context

FOREVER = (Why.NEVER, Why.HOUSE)
"""Reasons that neither time nor trust takes away."""


@dataclass(frozen=True)
class Line:
    """A measure that is kept back or told in part; the last text is what somebody wrote of it for this account."""

    perspective: str
    label: str
    why: str
    until: str
    ask: str
    reason: str


def slides(context: Context) -> tuple[Slide, ...]:
    """One table by perspective; nothing where the client sees every measure by its value, and nothing for a client."""
    edition = context.edition
    if edition.mark is not Mark.INTERNAL or edition.shared is None:
        return ()
    in_part = tuple(_in_part(edition.shared, context))
    lines = (*(_kept_back(one, context) for one in edition.withheld), *in_part)
    if not lines:
        return ()
    title, kicker = _title(edition, edition.shared, len(in_part), context), context.locale.say("kicker.withheld")
    return (Slide("withheld", "withheld", kicker, title, ((Region.FULL, _table(lines, context)),)),)


def _title(edition: Edition, shared: Edition, in_part: int, context: Context) -> str:
    """Carvelle sees 19 of 37 measures; 12 more from tier 3, 6 never."""
    say, every = context.locale.say, len(edition.measures)
    key = "withheld.sees" if edition.withheld else "withheld.sees.all"
    seen = say(key, account=edition.account, count=len(shared.measures), all=every)
    if in_part:
        seen = say("withheld.in_part", seen=seen, count=in_part)
    more = ", ".join(_more(edition, context))
    return say("story.but", first=seen, second=more) if more else seen


def _more(edition: Edition, context: Context) -> Iterator[str]:
    """How many follow from which tier, how many when their terms of use allow it, and how many never."""
    say, held = context.locale.say, edition.withheld
    for index, tier in enumerate(sorted({one.tier for one in held if one.tier is not None})):
        key = "withheld.then.tier" if index else "withheld.more.tier"
        yield say(key, count=sum(one.tier == tier for one in held), tier=tier)
    never = sum(one.why in FOREVER for one in held)
    waiting = sum(one.tier is None for one in held) - never
    if waiting:
        yield say("withheld.more.terms", count=waiting)
    if never:
        yield say("withheld.more.never", count=never)


def _kept_back(one: Withheld, context: Context) -> Line:
    held = (each for each in context.edition.measures if (each.perspective, each.label) == (one.perspective, one.label))
    owner = next((each.owner for each in held), "")
    why, until = _why(one, context), _until(one, context)
    return Line(one.perspective, one.label, why, until, one.ask or owner, one.reason)


def _why(one: Withheld, context: Context) -> str:
    day = context.locale.day(one.day) if one.day else ""
    return context.locale.say(f"withheld.why.{one.why}", now=context.edition.tier, day=day)


def _until(one: Withheld, context: Context) -> str:
    """The tier or the day from which it is shown, or what has to come before; a dash where nothing will."""
    say = context.locale.say
    if one.why in FOREVER:
        return say("absent")
    if one.tier is not None:
        return say("withheld.until.tier", tier=one.tier)
    if one.why == Why.EXPIRED:
        return say("withheld.until.renewal")
    return context.locale.day(one.day) if one.day else say("withheld.until.approval")


def _in_part(shared: Edition, context: Context) -> Iterator[Line]:
    """The measures that the client sees otherwise than by their value."""
    seen: Mapping[str, Measure] = {one.id: one for one in shared.measures}
    for own in context.edition.measures:
        told = _told(own, seen[own.id], context) if own.id in seen else ""
        if told:
            yield Line(own.perspective, own.label, told, context.locale.say("absent"), own.owner, "")


def _told(own: Measure, theirs: Measure, context: Context) -> str:
    say, locale = context.locale.say, context.locale
    if theirs.now.given is not None:
        return say("withheld.told.status")
    if theirs.base is not None:
        return say("withheld.told.index", base=locale.period(theirs.base, context.edition.calendar))
    if theirs.notation.step is None:
        return ""
    step = locale.value(theirs.notation.step, own.unit, own.symbol, theirs.notation)
    return say("withheld.told.rounded", step=step.removeprefix("+"))


def _table(lines: tuple[Line, ...], context: Context) -> Table:
    say, reasons = context.locale.say, any(line.reason for line in lines)
    columns = [
        Column(say("column.measure"), 34),
        Column(say("column.why"), 34),
        Column(say("column.until"), 16),
        Column(say("column.ask"), 22),
        *([Column(say("column.reason"), 44)] if reasons else []),
    ]
    rows: list[Row] = []
    for perspective in context.edition.perspectives:
        own = [line for line in lines if line.perspective == perspective.id]
        if own:
            rows.append(Row((Cell(perspective.label, Tone.STRONG), *(Cell(),) * (len(columns) - 1)), group=True))
            rows.extend(_row(line, len(columns)) for line in own)
    return Table(tuple(columns), tuple(rows), say("table.alt.withheld"))


def _row(line: Line, columns: int) -> Row:
    texts = (line.why, line.until, line.ask, line.reason)
    return Row(
        (Cell(line.label), *(Cell(text, Tone.MUTED if text is line.ask else Tone.PLAIN) for text in texts))[:columns]
    )
