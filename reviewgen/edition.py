"""Edition: what one side of the table may know, and nothing else. Built by the gate alone, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reviewgen.effects import Effects
from reviewgen.facts import NOTHING, Direction, Missing, Notation, Point, Reading, Rollup, Side, Unit
from reviewgen.period import Calendar, Period


class Mark(StrEnum):
    """What the edition says of itself on every page."""

    SHARED = "shared"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Perspective:
    """One side of the scorecard, in the edition's language."""

    id: str
    label: str


@dataclass(frozen=True)
class Remark:
    """A comment that this reader may see; `cause` is whose cause it names."""

    about: str
    text: str
    author: str
    cause: Side | None = None


@dataclass(frozen=True)
class Promise:
    """An action that this reader may see."""

    action: str
    side: Side
    owner: str
    due: date | None
    done: date | None
    about: str
    carried: bool


@dataclass(frozen=True)
class Rival:
    """Another scenario of a measure."""

    name: str
    points: tuple[tuple[Period, Reading], ...]


@dataclass(frozen=True)
class YearToDate:
    """From the start of the fiscal year, and the same months of the year before."""

    actual: Reading
    target: Reading
    prior: Reading


@dataclass(frozen=True)
class Ahead:
    """The rest of the fiscal year: the quarters to come, the target, and the account manager's own forecast.

    Of a measure that adds up both are of the whole year, else of its last quarter.
    """

    quarters: tuple[Period, ...]
    target: Reading
    own: Reading


@dataclass(frozen=True)
class Person:
    """Somebody at the account."""

    name: str
    function: str
    role: str
    influence: str
    sentiment: str
    owner: str
    last_contact: date | None


@dataclass(frozen=True)
class Meeting:
    """A meeting, a call or a visit."""

    name: str
    owner: str
    on: date | None
    kind: str


@dataclass(frozen=True)
class Withheld:
    """A KPI that the client does not see, for our own house: why, from which tier or day it would, whom to ask.

    `reason` is what somebody wrote of it for this account.
    """

    label: str
    perspective: str
    why: str
    tier: int | None
    day: date | None
    ask: str
    reason: str


@dataclass(frozen=True)
class Measure:
    """A KPI as disclosed: values hold no more digits than this reader is shown.

    `ahead` is None where this reader is told nothing of what is still to come, `base` the quarter that is 100 where
    the figures are an index of it.
    """

    id: str
    label: str
    perspective: str
    unit: Unit
    symbol: str
    direction: Direction
    rollup: Rollup
    notation: Notation
    points: tuple[Point, ...]
    year_to_date: YearToDate
    rivals: tuple[Rival, ...]
    definition: str
    owner: str
    source: str
    attribution: tuple[str, ...] = ()
    weights: tuple[tuple[Period, Decimal], ...] = ()
    missing: Missing = Missing.LEAVE_OUT
    last_twelve: Reading = NOTHING
    ahead: Ahead | None = None
    base: Period | None = None

    @property
    def weight(self) -> Decimal:
        """The weight in the score of the period under review."""
        return self.now.weight

    @property
    def now(self) -> Point:
        """The period under review."""
        return self.points[-1]

    def weighed(self, period: Period) -> Decimal:
        """The weight in the score of `period`, whether there is a point of it or not."""
        return dict(self.weights).get(period, self.points[0].weight)

    def at(self, period: Period) -> Point | None:
        """The point of `period`, None where the measure has none."""
        return next((point for point in self.points if point.period == period), None)


@dataclass(frozen=True)
class Edition:
    """What one audience may know of one account at the end of one period.

    `theirs` is the account's own fiscal calendar where it is not ours. For our own house `shared` is the edition that
    the client holds, `effects` what moved the sales, `people` and `meetings` who knows whom, and
    `withheld` what the client does not see.
    """

    mark: Mark
    company: str
    currency: str
    account: str
    locale: str
    tier: int
    calendar: Calendar
    period: Period
    as_of: date
    review_on: date | None
    manager: str
    perspectives: tuple[Perspective, ...]
    measures: tuple[Measure, ...]
    remarks: tuple[Remark, ...]
    promises: tuple[Promise, ...]
    theirs: Calendar | None = None
    shared: Edition | None = None
    effects: Effects | None = None
    people: tuple[Person, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    withheld: tuple[Withheld, ...] = ()
