"""Edition: what one side of the table may know, and nothing else. Built by the gate alone, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reviewgen.facts import Direction, Notation, Point, Reading, Rollup, Side, Unit
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
    """A comment that this reader may see."""

    about: str
    text: str
    author: str


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
class Measure:
    """A KPI as disclosed: values hold no more digits than this reader is shown."""

    id: str
    label: str
    perspective: str
    unit: Unit
    symbol: str
    direction: Direction
    rollup: Rollup
    notation: Notation
    weight: Decimal
    points: tuple[Point, ...]
    year_to_date: YearToDate
    rivals: tuple[Rival, ...]
    definition: str
    owner: str
    source: str

    @property
    def now(self) -> Point:
        """The period under review."""
        return self.points[-1]

    def at(self, period: Period) -> Point | None:
        """The point of `period`, None where the measure has none."""
        return next((point for point in self.points if point.period == period), None)


@dataclass(frozen=True)
class Edition:
    """What one audience may know of one account at the end of one period."""

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
