"""How much of a shared KPI passes the gate: its value, a rounded one, an index, or nothing but the status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import assert_never

from reviewgen.assemble import notation
from reviewgen.facts import DIGITS, Absent, Figure, Goal, Missing, Notation, Point, Reading, Reason, Unit
from reviewgen.model import KpiRecord, Mode, Rival, YearToDate
from reviewgen.scorecard import status_of

INDEX_PLACES = 1
HUNDRED = Decimal(100)


def as_told(record: KpiRecord) -> KpiRecord:
    """The record as a reader of its shared figures may know it; nothing behind this holds what its mode leaves out."""
    sharing = record.kpi.sharing
    match sharing.mode:
        case Mode.VALUE:
            return record
        case Mode.ROUNDED:
            return _rounded(_uncounted(record))
        case Mode.INDEX:
            return _indexed(_uncounted(record))
        case Mode.STATUS:
            return _status_only(record)
        case _:
            assert_never(sharing.mode)


def stepped(plain: Notation, step: Decimal) -> Notation:
    """`plain` in multiples of `step`, with the places that they need; as it is where all it can write is such a one."""
    with localcontext(prec=DIGITS):
        if not Decimal(1).scaleb(plain.scale - plain.decimals) % step:
            return plain
    return replace(plain, decimals=_places(step, plain.scale), step=step)


def _places(step: Decimal, scale: int) -> int:
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, scale - exponent)


def _rounded(record: KpiRecord) -> KpiRecord:
    """The record written in steps; how it is written must not tell of values before they were rounded either."""
    step = record.kpi.sharing.step
    assert step is not None
    to_step = Notation(0, _places(step, 0), step)
    points = [_near(point, to_step) for point in record.points]
    return replace(record, notation=stepped(notation(record.kpi, points), step))


def _near(point: Point, to_step: Notation) -> Point:
    """The point with the figure and the target that a notation depends on at the nearest step."""
    actual, goal = point.actual, point.goal
    if isinstance(actual, Figure):
        actual = replace(actual, value=to_step.rounded(actual.value))
    if isinstance(goal, Goal):
        goal = replace(goal, target=to_step.rounded(goal.target))
    return replace(point, actual=actual, goal=goal)


def _uncounted(record: KpiRecord) -> KpiRecord:
    """The record without the number of cases where that is the figure itself: complaints that rest on complaints."""
    if record.kpi.base != record.kpi.id:
        return record

    def plain(found: Reading) -> Reading:
        return found if isinstance(found, Absent) else replace(found, n=None)

    to_date = record.year_to_date
    return replace(
        record,
        points=tuple(replace(point, actual=plain(point.actual)) for point in record.points),
        rivals=tuple(
            replace(rival, points=tuple((period, plain(found)) for period, found in rival.points))
            for rival in record.rivals
        ),
        year_to_date=YearToDate(plain(to_date.actual), plain(to_date.target), plain(to_date.prior)),
        last_twelve=plain(record.last_twelve),
        ahead=record.ahead and replace(record.ahead, target=plain(record.ahead.target), own=plain(record.ahead.own)),
    )


def _indexed(record: KpiRecord) -> KpiRecord:
    """Every figure and goal as a percentage of the base quarter's value; sums of other lengths have no index.

    Of a base of nothing or of a loss there is none either: more would read as less.
    """
    base = next((point.actual for point in record.points if point.period == record.kpi.sharing.base), None)
    known = isinstance(base, Figure) and not base.partial and base.value > 0
    divisor = base.value if isinstance(base, Figure) and known else None

    def index(value: Decimal) -> Decimal:
        assert divisor is not None
        with localcontext(prec=DIGITS):
            return value * HUNDRED / divisor

    def reading(found: Reading) -> Reading:
        if divisor is None:
            return Absent(Reason.NO_BASE)
        return found if isinstance(found, Absent) else replace(found, value=index(found.value))

    gone = Absent(Reason.NO_BASE)
    return replace(
        record,
        kpi=replace(record.kpi, unit=Unit.INDEX, symbol={}, scale=None),
        notation=Notation(0, INDEX_PLACES),
        points=tuple(
            replace(point, actual=reading(point.actual), goal=_goal(point.goal, index, known=divisor is not None))
            for point in record.points
        ),
        rivals=tuple(
            Rival(rival.name, tuple((period, reading(found)) for period, found in rival.points), rival.sharing)
            for rival in record.rivals
        ),
        year_to_date=YearToDate(gone, gone, gone),
        last_twelve=gone,
        ahead=None,
    )


def _goal(goal: Goal | Absent, index: Callable[[Decimal], Decimal], *, known: bool) -> Goal | Absent:
    if isinstance(goal, Absent):
        return goal
    if not known:
        return Absent(Reason.NO_BASE)

    def edge(value: Decimal | None) -> Decimal | None:
        return None if value is None else index(value)

    return Goal(
        target=index(goal.target),
        red_flag=index(goal.red_flag),
        stretch=index(goal.stretch),
        low=edge(goal.low),
        high=edge(goal.high),
        sla=edge(goal.sla),
        penalty=goal.penalty,
    )


def _status_only(record: KpiRecord) -> KpiRecord:
    """The status of the quarter under review, worked out before the gate from the exact figures, and nothing else.

    It has no part in a score, a missing figure neither; how the figures are written would tell how large they are.
    """
    gone = Absent(Reason.STATUS_ONLY)
    now = record.points[-1]
    return replace(
        record,
        kpi=replace(record.kpi, missing=Missing.LEAVE_OUT),
        notation=Notation(),
        points=(Point(now.period, gone, gone, now.weight, status_of(record.kpi, now)),),
        rivals=(),
        year_to_date=YearToDate(gone, gone, gone),
        last_twelve=gone,
        ahead=None,
    )
