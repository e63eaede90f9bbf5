"""What a forecast can come to: steps with their bands, a landing, the method's own error, or the reason for none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Final, Literal

Season = Literal[4, 12]
"""Periods a year: quarters or months."""


class Kind(StrEnum):
    """What the numbers of a history are; it decides the method and the bounds of every figure that comes out."""

    AMOUNT = "amount"
    """Adds up over time: sales, orders, tonnes. Never below 0 when the history never was."""
    PERCENT = "percent"
    """A part of a whole, 0 to 100."""
    POINTS = "points"
    """A score from -100 to 100."""
    LEVEL = "level"
    """A state that is never below 0: days, hours, a ratio, an index."""
    SIGNED = "signed"
    """A rate or difference of either sign without bounds: growth, share of plan."""


BOUNDS: Final[Mapping[Kind, tuple[float, float]]] = {
    Kind.AMOUNT: (-inf, inf),
    Kind.PERCENT: (0.0, 100.0),
    Kind.POINTS: (-100.0, 100.0),
    Kind.LEVEL: (0.0, inf),
    Kind.SIGNED: (-inf, inf),
}


class Method(StrEnum):
    """How the steps were made, with what each cannot do.

    SHORT_THETA: seasonal indices shrunk to what the history supports, half the trend line, half a smoothed level.
    For positive amounts over at least two years. Knows nothing of a turn that the history does not show.
    SMOOTHED_LEVEL: the exponentially smoothed level, carried on. For rates and levels over at least two years. Sees
    neither trend nor season; its band allows for the scatter of the past, not for a shift to another level.
    SEASONAL_NAIVE: the same period of the year before. For a year or more of amounts that are too few for a method, and
    for those that pause at the same time each year. No growth, no band.
    YEAR_MEAN: the mean of the last year. For amounts with zeros or negatives, and short rates. When an order comes, it
    cannot say; no band.
    LAST_VALUE: the last value, carried on. For amounts over less than a year. No band.
    """

    SHORT_THETA = "short_theta"
    SMOOTHED_LEVEL = "smoothed_level"
    SEASONAL_NAIVE = "seasonal_naive"
    YEAR_MEAN = "year_mean"
    LAST_VALUE = "last_value"


class Lack(StrEnum):
    """Why there is no forecast, no band or no error of the past."""

    TOO_SHORT = "too_short"
    """Fewer than three periods without a gap; for a band fewer than two years; for an error no origin with a forecast
    by the method in use."""
    ENDS_IN_GAP = "ends_in_gap"
    """The latest period has no value."""
    OUT_OF_BOUNDS = "out_of_bounds"
    """A value lies outside what the kind allows."""
    OUT_OF_RANGE = "out_of_range"
    """A value is not finite, or too large to compute with."""
    TOO_FAR = "too_far"
    """More steps than the method was measured on."""
    INTERMITTENT = "intermittent"
    """Zeros or negatives among the amounts: no band was shown to hold."""
    NEVER_ERRED = "never_erred"
    """The history leaves no errors to learn a band from: it never moved, or moved by the rule to the last digit."""
    NOT_MEASURED = "not_measured"
    """No band of this width was shown to hold for the method."""


@dataclass(frozen=True)
class Unforecast:
    """The absence of a forecast, or of an error of the past, and its reason."""

    reason: Lack


@dataclass(frozen=True)
class Unbanded:
    """The absence of a band beside a forecast, and its reason."""

    reason: Lack


@dataclass(frozen=True)
class Interval:
    """Bounds that hold the forecast: low <= value <= high, in the unit of the history."""

    low: float
    high: float


@dataclass(frozen=True)
class Projection:
    """The next steps, nearest first, in the unit of the history; bands are as long as `values`.

    `band80` is to hold four actuals of five, `band95` nineteen of twenty; measured on 8 to 12 quarters, the first holds
    about three in four. `used` is how many periods the forecast rests on.
    """

    method: Method
    values: tuple[float, ...]
    band80: tuple[Interval, ...] | Unbanded
    band95: tuple[Interval, ...] | Unbanded
    used: int


@dataclass(frozen=True)
class Landing:
    """What a year comes to: what is `booked` and the sum of the steps that are left, with a band of the sum."""

    method: Method
    value: float
    band80: Interval | Unbanded
    booked: float
    steps: int
    used: int


@dataclass(frozen=True)
class OwnError:
    """How far the method was off on this series' own past.

    `error` is the mean absolute error, in percent of the actuals when `relative`, else in the unit of the history; over
    `origins` forecasts, each from the data before it only. `held` of `banded` actuals lay in their 80 % bands.
    """

    method: Method
    error: float
    relative: bool
    origins: int
    held: int
    banded: int
