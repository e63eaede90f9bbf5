"""The small closed sets and values that every room shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import Final

from reviewgen.period import Grain, Period

ACTUAL: Final = "actual"
TARGET: Final = "target"
FORECAST: Final = "forecast"
CLIENT_ACTUAL: Final = "client_actual"
MARKET: Final = "market"
OWN_SCENARIOS: Final = (ACTUAL, TARGET, FORECAST, CLIENT_ACTUAL, MARKET)
"""Every other scenario name is a competitor's."""
COMPETITORS: Final = "competitors"
"""Stands for all of those names where the catalogue says what is shared."""

DIGITS: Final = 120
"""Decimal digits of a rounding: more than any value that a cell may hold and any roll-up of them."""


class Unit(StrEnum):
    """What a value counts; a percentage is stored in percent (91.8), not as a fraction."""

    CURRENCY = "currency"
    PERCENT = "percent"
    POINTS = "points"
    COUNT = "count"
    DAYS = "days"
    HOURS = "hours"
    WEEKS = "weeks"
    RATIO = "ratio"
    INDEX = "index"


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"


class Rollup(StrEnum):
    """How the values of the months make the value of the quarter."""

    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    RATIO = "ratio"
    NPS = "nps"
    FORMULA = "formula"


CALCULATED: Final = (Rollup.RATIO, Rollup.NPS, Rollup.FORMULA)
"""Roll-ups that are worked out again for each window: first the inputs are rolled up, then the formula is applied."""


class Missing(StrEnum):
    """What a measure without a figure means for the score."""

    LEAVE_OUT = "leave_out"
    SCORE_ZERO = "score_zero"


class Status(StrEnum):
    """Where a measure stands against its goal."""

    ON_TRACK = "on_track"
    WATCH = "watch"
    OFF_TRACK = "off_track"
    NO_DATA = "no_data"
    NOT_SCORED = "not_scored"


class Side(StrEnum):
    """Who promised an action."""

    OURS = "ours"
    THEIRS = "theirs"
    JOINT = "joint"


class Reason(StrEnum):
    """Why a figure is absent."""

    NO_ROWS = "no_rows"
    NO_TARGET = "no_target"
    ZERO_DENOMINATOR = "zero_denominator"
    NO_BASE = "no_base"
    SEGMENTS = "segments"
    INCOMPLETE = "incomplete"
    TOO_FEW = "too_few"
    STATUS_ONLY = "status_only"


class Why(StrEnum):
    """Why a client does not see a KPI; the first that holds."""

    NEVER = "never"
    TIER = "tier"
    HOUSE = "house"
    NOT_APPROVED = "not_approved"
    EMBARGO = "embargo"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Figure:
    """A value of one period, with how many of the expected months (or weeks, see `grain`) it is made of.

    `n` is the number of answers or cases that it rests on, where the catalogue asks for it.
    """

    value: Decimal
    held: int = 3
    expected: int = 3
    grain: Grain = Grain.MONTH
    n: Decimal | None = None

    @property
    def partial(self) -> bool:
        """True when months or weeks are missing from the period."""
        return self.held < self.expected


@dataclass(frozen=True)
class Absent:
    """The absence of a figure and its reason; never zero."""

    reason: Reason


Reading = Figure | Absent

NOTHING: Final = Absent(Reason.NO_ROWS)


@dataclass(frozen=True)
class Notation:
    """How a measure is written: divided by 10 to the power of `scale` (0, 3, 6 or 9), with `decimals` places.

    With a `step`, in the measure's own unit, values are rounded to a multiple of it first.
    """

    scale: int = 0
    decimals: int = 0
    step: Decimal | None = None

    def shown(self, value: Decimal) -> Decimal:
        """`value` in the unit of the page (millions, say), rounded half up to the shown places."""
        with localcontext(prec=DIGITS):
            if self.step is not None:
                value = (value / self.step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * self.step
            return value.scaleb(-self.scale).quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP) + 0

    def rounded(self, value: Decimal) -> Decimal:
        """`value` in its own unit, holding no more digits than the reader sees."""
        with localcontext(prec=DIGITS):
            return self.shown(value).scaleb(self.scale)


def scale_of(largest: Decimal, unit: Unit) -> int:
    """The power of ten (0, 3, 6 or 9) in which values up to `largest` are written: money in k from 10,000 on."""
    thousands = 10_000 if unit is Unit.CURRENCY else 100_000
    return 9 if largest >= 10**9 else 6 if largest >= 10**6 else 3 if largest >= thousands else 0


@dataclass(frozen=True)
class Goal:
    """What a value is measured against in one period; `low` and `high` bound the band of a band measure.

    `sla` is the level that a contract promises, `penalty` what a breach of it costs, in the contract's words.
    """

    target: Decimal
    red_flag: Decimal
    stretch: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    sla: Decimal | None = None
    penalty: str = ""


@dataclass(frozen=True)
class Point:
    """One measure in one period, with its weight in the score of that period.

    `given` is the status where nothing else of it is told.
    """

    period: Period
    actual: Reading
    goal: Goal | Absent
    weight: Decimal = Decimal(1)
    given: Status | None = None
