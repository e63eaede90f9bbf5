"""What others measure beside us: the client's own figure with gap and cause, competitors, the market, the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewgen.deck import Cell, Prose, Row, Tone
from reviewgen.edition import Edition, Measure, Rival
from reviewgen.facts import CLIENT_ACTUAL, FORECAST, MARKET, Absent, Direction, Figure, Goal, Point, Reading, Side
from reviewgen.locale import Locale
from reviewgen.scorecard import Scored, breaks_contract, incomplete
from reviewgen.slides.context import Context
from reviewgen.story import change, glued, reading, within
from reviewgen.trend import difference

MARKET_PERSPECTIVE = "market"
COMPARED = 2


def rows(measure: Measure, context: Context) -> Iterator[Row]:
    """The rows under a measure's own: the contract's level, then each other scenario that has a figure."""
    if isinstance(measure.now.goal, Goal) and measure.now.goal.sla is not None:
        yield _contract(measure, measure.now.goal, context.locale)
    for rival in measure.rivals:
        now = _now(rival)
        if isinstance(now, Figure):
            label = Cell(f"– {_named(measure, rival.name, now, context)}", Tone.MUTED)
            yield Row((label, Cell(reading(measure, now, context.locale), Tone.MUTED), *(Cell(),) * 4))


def _contract(measure: Measure, goal: Goal, locale: Locale) -> Row:
    """The level beside the goal; of a broken contract what the breach costs."""
    level = contract_level(measure, goal, locale)
    if breaks_contract(measure, measure.now):
        return Row((Cell(f"– {broken(measure, goal, locale)}", Tone.OFF_TRACK), *(Cell(),) * 5))
    return Row((Cell(f"– {locale.say('contract')}", Tone.MUTED), Cell(), Cell(level, Tone.MUTED), *(Cell(),) * 3))


def contract_level(measure: Measure, goal: Goal, locale: Locale) -> str:
    """What the contract promises: 95 %, ≤ 48 h."""
    if goal.sla is None:
        return locale.say("absent")
    side = Direction.LOWER if measure.direction is Direction.LOWER else Direction.HIGHER
    return locale.say(f"goal.{side.value}", value=reading(measure, Figure(goal.sla), locale))


def broken(measure: Measure, goal: Goal, locale: Locale) -> str:
    """Contract 95 % broken: 2 % of the invoices."""
    key = "contract.penalty" if goal.penalty else "contract.broken"
    return locale.say(key, level=contract_level(measure, goal, locale), penalty=glued(goal.penalty))


def _now(rival: Rival) -> Reading:
    return rival.points[-1][1]


def _named(measure: Measure, name: str, theirs: Figure, context: Context) -> str:
    told = rival_name(name, context)
    return _two_sided(measure, told, theirs, context) if name == CLIENT_ACTUAL else told


def rival_name(name: str, context: Context) -> str:
    """What another scenario is called on the slide: a competitor bears its own name and says what it is."""
    if name in (CLIENT_ACTUAL, MARKET, FORECAST):
        return context.locale.say(f"perspective.rival.{name}", account=context.edition.account)
    return context.locale.say("perspective.rival.competitor", name=name)


def _two_sided(measure: Measure, told: str, theirs: Figure, context: Context) -> str:
    """The client's own measurement, how far it lies from ours, and whose cause that is where a comment says."""
    gap = gap_of(measure, theirs, context.locale)
    if not gap:
        return told
    owner = cause_owner(measure, context)
    key = "sides.gap_and_cause" if owner else "sides.gap"
    return context.locale.say(key, name=told, gap=gap, owner=owner)


def gap_of(measure: Measure, theirs: Figure, locale: Locale) -> str:
    """Their figure less ours, from the values that this edition holds; empty where one of the two is incomplete."""
    point = measure.now
    if incomplete(measure, point) or incomplete(measure, Point(point.period, theirs, point.goal)):
        return ""
    found = difference(measure, theirs, point.actual)
    if isinstance(found, Absent):
        return ""
    written = change(measure, found, locale)
    return locale.say("sides.no_gap") if written == locale.say("equal") else locale.say("sides.by", gap=written)


def cause_owner(measure: Measure, context: Context) -> str:
    """Whose cause the comments on a measure name; both sides where they name more than one; empty where none."""
    edition = context.edition
    named = {remark.cause for remark in edition.remarks if remark.about == measure.id and remark.cause}
    if not named:
        return ""
    side = named.pop() if len(named) == 1 else Side.JOINT
    told = context.locale.say(f"side.{side.value}", company=edition.company, account=edition.account)
    return within(told) if side is Side.JOINT else told


def against_market(measures: Sequence[Scored], perspective: str, context: Context) -> Prose | None:
    """How we do beside the market, in words, on the slide of the market: 4.2 % against 1.1 % for the category."""
    if perspective != MARKET_PERSPECTIVE:
        return None
    lines = [line for one in measures if (line := _against(one.measure, context.edition, context.locale))]
    heading = context.locale.say("sides.market.heading")
    return Prose(heading, " ".join(lines[:COMPARED])) if lines else None


def _against(measure: Measure, edition: Edition, locale: Locale) -> str:
    theirs = next((_now(rival) for rival in measure.rivals if rival.name == MARKET), None)
    ours = measure.now.actual
    if not isinstance(theirs, Figure) or isinstance(ours, Absent):
        return ""
    ours_told, theirs_told = (reading(measure, one, locale) for one in (ours, theirs))
    return locale.say("sides.market", label=measure.label, ours=ours_told, theirs=theirs_told)
