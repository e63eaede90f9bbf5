"""The change of a measure on the period before and on the year before, and the trend that a test finds in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reviewgen.edition import Measure
from reviewgen.facts import Absent, Figure, Point, Reading, Reason, Unit
from reviewgen.period import Calendar, Period
from reviewgen.scorecard import incomplete
from reviewgen.tendency import Tendency, Undecidable, tendency

_BY_DIFFERENCE = (Unit.PERCENT, Unit.POINTS, Unit.INDEX, Unit.RATIO, Unit.DAYS, Unit.HOURS, Unit.WEEKS)
ENOUGH = 30
"""Answers or cases from which a figure is firm enough to be compared with an earlier one."""
FEW = 20
"""Counts below this are compared one by one: two meetings after one are one more, not twice as good."""


@dataclass(frozen=True)
class Change:
    """A change: in percent of the base when `relative`, else the difference in the measure's own unit (points)."""

    value: Decimal
    relative: bool


def on_prior(measure: Measure, calendar: Calendar) -> Change | Absent:
    """The change on the period before."""
    return _against(measure, calendar.previous(measure.now.period))


def on_year(measure: Measure, calendar: Calendar) -> Change | Absent:
    """The change on the same period of the year before."""
    return _against(measure, calendar.year_ago(measure.now.period))


def course(measure: Measure) -> Tendency | Undecidable:
    """Whether the quarters of `measure` rise or fall; one that is absent, lacks months or rests on few is a gap."""
    return tendency([value_at(measure, point) for point in measure.points])


def value_at(measure: Measure, point: Point) -> Decimal | None:
    """What a series of quarters holds of `point`: the value of a quarter that can be compared, None for a gap."""
    if isinstance(point.actual, Absent) or incomplete(measure, point) or thin(point.actual):
        return None
    return point.actual.value


def on_goal(measure: Measure, point: Point) -> Change | Absent:
    """The distance of one period from its goal."""
    if isinstance(point.goal, Absent):
        return point.goal
    if incomplete(measure, point):
        return Absent(Reason.INCOMPLETE)
    return difference(measure, point.actual, Figure(point.goal.target))


def thin(found: Reading) -> bool:
    """True for a figure that rests on few answers: shown and marked, its change is not told."""
    return isinstance(found, Figure) and found.n is not None and found.n < ENOUGH


def difference(measure: Measure, value: Reading, base: Reading) -> Change | Absent:
    """`value` against `base`: a percentage for amounts; a difference for small counts, rates, indices and points.

    A percentage of nothing or of a loss says nothing: against such a base an amount changes by a difference too.
    """
    if isinstance(value, Absent):
        return value
    if isinstance(base, Absent):
        return Absent(Reason.NO_BASE)
    if measure.unit in _BY_DIFFERENCE or base.value <= 0 or _few(measure, value.value, base.value):
        return Change(value.value - base.value, relative=False)
    return Change((value.value - base.value) * 100 / base.value, relative=True)


def _few(measure: Measure, *counts: Decimal) -> bool:
    small = all(abs(count) < FEW and count == count.to_integral_value() for count in counts)
    return small and measure.unit is Unit.COUNT


def _against(measure: Measure, period: Period) -> Change | Absent:
    then = measure.at(period)
    if then is None:
        return Absent(Reason.NO_BASE)
    if thin(measure.now.actual) or thin(then.actual):
        return Absent(Reason.TOO_FEW)
    if incomplete(measure, measure.now) or incomplete(measure, then):
        return Absent(Reason.INCOMPLETE)
    return difference(measure, measure.now.actual, then.actual)
