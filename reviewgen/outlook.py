"""Outlook: where each measure of an edition lands at the end of its fiscal year, how sure that is, and who says else.

Of a measure that adds up, the year so far and the quarters to come; of any other its last quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reviewgen.edition import Ahead, Edition, Mark, Measure
from reviewgen.facts import Absent, Direction, Figure, Reading, Reason, Rollup, Unit
from reviewgen.forecast import (
    Interval,
    Kind,
    Landing,
    Method,
    OwnError,
    Projection,
    Season,
    Unbanded,
    Unforecast,
    kind_of,
    land,
    own_error,
    project,
)
from reviewgen.trend import Change, difference, value_at

QUARTERS: Final[Season] = 4
MEASURED_FROM: Final = 13
"""Quarters from which an 80 % interval held four times in five; on fewer, about three times in four."""


@dataclass(frozen=True)
class Band:
    """The bounds of an 80 % interval, in the unit of the measure."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Forecast:
    """A value still to come with its band or why it has none; `used` is how many quarters it rests on."""

    value: Decimal
    band: Band | Unbanded
    method: Method
    used: int


Expected = Forecast | Unforecast | Absent
"""Absent where the year so far is not whole, so that nothing can be added to it."""


@dataclass(frozen=True)
class Outlook:
    """One measure at the end of its year; `coming` are its quarters still to come, nearest first.

    `held` is how many quarters without a gap there are to forecast from. Values are exact for our own house, and hold
    no more digits than the page shows for anybody else.
    """

    measure: Measure
    ahead: Ahead
    landing: Expected
    gap: Change | Absent
    error: OwnError | Unforecast
    coming: tuple[Forecast, ...]
    held: int

    @property
    def value(self) -> Reading:
        """The landing as a figure."""
        return _figure(self.landing)

    @property
    def band(self) -> Band | None:
        """The interval of the landing, None where there is none."""
        found = self.landing
        return found.band if isinstance(found, Forecast) and isinstance(found.band, Band) else None

    @property
    def adds_up(self) -> bool:
        """True where the landing is that of the whole year."""
        return adds_up(self.measure)


def adds_up(measure: Measure) -> bool:
    """True for a measure whose quarters make its year."""
    return measure.rollup is Rollup.SUM


def outlooks(edition: Edition) -> tuple[Outlook, ...]:
    """The outlook of every measure that has a goal of the year or an account manager's forecast.

    One with such a forecast goes first, then the heavier, then the one that misses its goal by most. None in the last
    quarter of a fiscal year: there is nothing to come.
    """
    held = [(one, one.ahead) for one in edition.measures if one.ahead is not None and _told(one.ahead)]
    made = [outlook(measure, ahead, edition.mark) for measure, ahead in held]
    return tuple(sorted(made, key=_rank))


def outlook(measure: Measure, ahead: Ahead, mark: Mark) -> Outlook:
    """The outlook of one measure, worked out from nothing but what its reader is shown."""
    history = _history(measure)
    kind = _kind(measure, history)
    steps = len(ahead.quarters)
    landing = _kept(_landing(measure, history, steps, kind), measure, mark)
    banded = measure.direction is Direction.BAND
    return Outlook(
        measure=measure,
        ahead=ahead,
        landing=landing,
        gap=Absent(Reason.NO_TARGET) if banded else difference(measure, _figure(landing), ahead.target),
        error=own_error(history, QUARTERS, kind, steps),
        coming=_coming(measure, project(history, steps, QUARTERS, kind), mark),
        held=_unbroken(history),
    )


def misses(found: Outlook) -> Decimal:
    """By what share of its goal a measure falls short, below zero when it does better; zero where nothing tells."""
    goal, value = found.ahead.target, found.value
    if isinstance(goal, Absent) or isinstance(value, Absent) or isinstance(found.gap, Absent) or not goal.value:
        return Decimal(0)
    short = (goal.value - value.value) / abs(goal.value)
    return -short if found.measure.direction is Direction.LOWER else short


def reaches(found: Outlook) -> bool | None:
    """Whether the landing reaches the goal of the year; None where either is missing or the goal is a band."""
    if isinstance(found.gap, Absent):
        return None
    return found.gap.value <= 0 if found.measure.direction is Direction.LOWER else found.gap.value >= 0


def own_lies(found: Outlook) -> Decimal | None:
    """How far the account manager's own forecast lies outside the interval, below zero when under it; None inside."""
    own, band = found.ahead.own, found.band
    if isinstance(own, Absent) or band is None or band.low <= own.value <= band.high:
        return None
    return own.value - (band.low if own.value < band.low else band.high)


def _figure(landing: Expected) -> Reading:
    if isinstance(landing, Forecast):
        return Figure(landing.value)
    return landing if isinstance(landing, Absent) else Absent(Reason.NO_ROWS)


def _told(ahead: Ahead) -> bool:
    return isinstance(ahead.target, Figure) or isinstance(ahead.own, Figure)


def _rank(found: Outlook) -> tuple[bool, Decimal, Decimal]:
    return (isinstance(found.ahead.own, Absent), -found.measure.weight, -misses(found))


def _history(measure: Measure) -> tuple[float | None, ...]:
    values = (value_at(measure, point) for point in measure.points)
    return tuple(None if value is None else float(value) for value in values)


def _unbroken(history: Sequence[float | None]) -> int:
    gaps = [index for index, value in enumerate(history) if value is None]
    return len(history) - 1 - gaps[-1] if gaps else len(history)


def _kind(measure: Measure, history: Sequence[float | None]) -> Kind:
    """What the numbers are: a level of money or pieces does not add up, and a formula's percentage may be growth."""
    if adds_up(measure):
        return Kind.AMOUNT
    if measure.rollup is Rollup.FORMULA and measure.unit in (Unit.PERCENT, Unit.POINTS):
        return Kind.SIGNED
    return kind_of(Unit.INDEX if measure.unit in (Unit.CURRENCY, Unit.COUNT) else measure.unit, history)


def _landing(measure: Measure, history: Sequence[float | None], steps: int, kind: Kind) -> Expected:
    if not adds_up(measure):
        found = project(history, steps, QUARTERS, kind)
        return found if isinstance(found, Unforecast) else _step(found, -1)
    booked = measure.year_to_date.actual
    if isinstance(booked, Absent):
        return booked
    if booked.partial:
        return Absent(Reason.INCOMPLETE)
    rest = land(history, steps, QUARTERS)
    return rest if isinstance(rest, Unforecast) else _landed(rest, booked.value)


def _landed(rest: Landing, booked: Decimal) -> Forecast:
    band = rest.band80
    added = band if isinstance(band, Unbanded) else Band(booked + Decimal(band.low), booked + Decimal(band.high))
    return Forecast(booked + Decimal(rest.value), added, rest.method, rest.used)


def _step(found: Projection, index: int) -> Forecast:
    band = found.band80 if isinstance(found.band80, Unbanded) else _band(found.band80[index])
    return Forecast(Decimal(found.values[index]), band, found.method, found.used)


def _band(found: Interval) -> Band:
    return Band(Decimal(found.low), Decimal(found.high))


def _coming(measure: Measure, found: Projection | Unforecast, mark: Mark) -> tuple[Forecast, ...]:
    if isinstance(found, Unforecast):
        return ()
    made = (_kept(_step(found, index), measure, mark) for index in range(len(found.values)))
    return tuple(one for one in made if isinstance(one, Forecast))


def _kept(found: Expected, measure: Measure, mark: Mark) -> Expected:
    """`found` with the digits that its reader is shown: all of them for our own house."""
    if mark is Mark.INTERNAL or not isinstance(found, Forecast):
        return found
    kept, band = measure.notation.rounded, found.band
    shown = band if isinstance(band, Unbanded) else Band(kept(band.low), kept(band.high))
    return Forecast(kept(found.value), shown, found.method, found.used)
