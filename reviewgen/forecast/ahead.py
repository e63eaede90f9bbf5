"""The next steps of a history and where its year lands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import frexp, fsum, isfinite, ldexp
from typing import Final, assert_never

from reviewgen.facts import Unit
from reviewgen.forecast.band import LEVEL_80, deviations, factors, sum_deviation, sum_factor
from reviewgen.forecast.course import Course, course
from reviewgen.forecast.outcome import (
    BOUNDS,
    Interval,
    Kind,
    Lack,
    Landing,
    Method,
    Projection,
    Season,
    Unbanded,
    Unforecast,
)

FEWEST: Final = 3
"""Two values have a difference; a forecast needs one more."""
HORIZON: Final[Mapping[Season, int]] = {4: 8, 12: 18}
"""The steps that the method was measured on."""
LARGEST: Final = 2.0**900
"""Beyond this a sum of squares could leave the range of numbers."""

History = Sequence[float | None]
"""Values, oldest first, one a period; None where a period has none."""


@dataclass(frozen=True)
class Series:
    """The unbroken end of a history, divided by 2 to the power of `exponent` (exact) so that its size is 0.5 to 1."""

    values: tuple[float, ...]
    exponent: int
    bounds: tuple[float, float]

    def restored(self, value: float) -> float:
        """`value` in the unit of the history, inside the bounds of its kind."""
        low, high = self.bounds
        return min(high, max(low, ldexp(value, self.exponent)))

    def around(self, value: float, width: float) -> Interval:
        """The interval of `width` on both sides of `value`, in the unit of the history."""
        return Interval(self.restored(value - width), self.restored(value + width))


def kind_of(unit: Unit, history: History) -> Kind:
    """The kind of a measure in `unit`; a rate that has left the bounds of its unit is a signed one (growth, say).

    Growth that was never negative looks like a part of a whole: who knows better passes Kind.SIGNED.
    """
    match unit:
        case Unit.CURRENCY | Unit.COUNT:
            return Kind.AMOUNT
        case Unit.PERCENT:
            return _within(Kind.PERCENT, history)
        case Unit.POINTS:
            return _within(Kind.POINTS, history)
        case Unit.DAYS | Unit.HOURS | Unit.WEEKS | Unit.RATIO | Unit.INDEX:
            return _within(Kind.LEVEL, history)
        case _:
            assert_never(unit)


def _within(kind: Kind, history: History) -> Kind:
    low, high = BOUNDS[kind]
    return kind if all(low <= value <= high for value in history if value is not None) else Kind.SIGNED


def project(history: History, steps: int, season: Season, kind: Kind) -> Projection | Unforecast:
    """The next `steps` of `history`, from what follows its last gap; in the unit of the history.

    The first steps are the same however many are asked for. Raises nothing: what cannot be forecast is an Unforecast.
    """
    series = _series(history, kind)
    if isinstance(series, Unforecast):
        return series
    if steps > HORIZON[season]:
        return Unforecast(Lack.TOO_FAR)
    found = course(series.values, steps, season, kind)
    values = tuple(series.restored(value) for value in found.values)
    return Projection(found.method, values, *_bands(series, found, season), len(series.values))


def land(history: History, steps: int, season: Season, booked: float = 0.0) -> Landing | Unforecast:
    """What amounts come to when `steps` more periods, a year at most, are added to what is `booked`.

    The band is that of the sum: the errors of the steps go together, so it is wider than independent ones would be.
    """
    series = _series(history, Kind.AMOUNT)
    if isinstance(series, Unforecast):
        return series
    if steps > season:
        return Unforecast(Lack.TOO_FAR)
    found = course(series.values, steps, season, Kind.AMOUNT)
    rest = fsum(series.restored(value) for value in found.values)
    band = _sum_band(series, found, season, booked)
    return Landing(found.method, booked + rest, band, booked, steps, len(series.values))


def _series(history: History, kind: Kind) -> Series | Unforecast:
    values = unbroken(history)
    low, high = BOUNDS[kind]
    if history and not values:
        return Unforecast(Lack.ENDS_IN_GAP)
    if not all(isfinite(value) and abs(value) <= LARGEST for value in values):
        return Unforecast(Lack.OUT_OF_RANGE)
    if not all(low <= value <= high for value in values):
        return Unforecast(Lack.OUT_OF_BOUNDS)
    if len(values) < FEWEST:
        return Unforecast(Lack.TOO_SHORT)
    return _sized(values, (0.0, high) if kind is Kind.AMOUNT and min(values) >= 0 else (low, high))


def unbroken(history: History) -> tuple[float, ...]:
    """The values after the last gap."""
    return tuple(reversed(tuple(_until_gap(history))))


def _until_gap(history: History) -> Iterator[float]:
    for value in reversed(history):
        if value is None:
            return
        yield value


def _sized(values: tuple[float, ...], bounds: tuple[float, float]) -> Series:
    exponent = frexp(max(map(abs, values)))[1]
    return Series(tuple(ldexp(value, -exponent) for value in values), exponent, bounds)


_Band = tuple[Interval, ...] | Unbanded


def _bands(series: Series, found: Course, season: Season) -> tuple[_Band, _Band]:
    if isinstance(found.fit, Unbanded):
        return found.fit, found.fit
    steps, spread = len(found.values), deviations(found.fit)
    if found.method is not Method.SHORT_THETA:
        return _band(series, found, spread, (LEVEL_80,) * steps), Unbanded(Lack.NOT_MEASURED)
    likely, nearly = factors(len(series.values), steps, season)
    return _band(series, found, spread, likely), _band(series, found, spread, nearly)


def _band(series: Series, found: Course, spread: Sequence[float], factor: Sequence[float]) -> tuple[Interval, ...]:
    steps = zip(found.values, spread, factor, strict=True)
    return tuple(series.around(value, one * times) for value, one, times in steps)


def _sum_band(series: Series, found: Course, season: Season, booked: float) -> Interval | Unbanded:
    if not found.values:
        return Interval(booked, booked)
    if isinstance(found.fit, Unbanded):
        return found.fit
    width = sum_deviation(found.fit) * sum_factor(len(series.values), len(found.values), season)
    rest = series.around(fsum(max(0.0, value) for value in found.values), width)
    return Interval(booked + rest.low, booked + rest.high)
