"""How much of a shared KPI passes the gate: its value, a rounded one, an index, or nothing but the status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import assert_never

from reviewgen.facts import DIGITS, Absent, Figure, Goal, Notation, Point, Reading, Reason, Unit
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
            return replace(record, notation=stepped(record.notation, sharing.step))
        case Mode.INDEX:
            return _indexed(record)
        case Mode.STATUS:
            return _status_only(record)
        case _:
            assert_never(sharing.mode)


def stepped(notation: Notation, step: Decimal | None) -> Notation:
    """`notation` in multiples of `step`, without places that would always be 0."""
    if step is None:
        return notation
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    needed = max(0, -exponent + notation.scale)
    return replace(notation, decimals=min(notation.decimals, needed), step=step)


def _indexed(record: KpiRecord) -> KpiRecord:
    """Every figure and goal as a percentage of the base quarter's value; sums of other lengths have no index."""
    base = next((point.actual for point in record.points if point.period == record.kpi.sharing.base), None)
    known = isinstance(base, Figure) and not base.partial and base.value != 0
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
    """Each quarter's status, worked out before the gate from the exact figures, and nothing else."""
    gone = Absent(Reason.STATUS_ONLY)
    return replace(
        record,
        points=tuple(_status(record, point, gone) for point in record.points),
        rivals=(),
        year_to_date=YearToDate(gone, gone, gone),
        last_twelve=gone,
        ahead=None,
    )


def _status(record: KpiRecord, point: Point, gone: Absent) -> Point:
    return Point(point.period, gone, gone, point.weight, status_of(record.kpi, point))
