"""Review: everything known about one account at the end of one period. It never leaves the internal side.

Every fact carries its visibility, and is internal unless somebody said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reviewgen.errors import Place
from reviewgen.facts import Direction, Notation, Point, Reading, Rollup, Side, Unit
from reviewgen.period import Calendar, Period


class Audience(StrEnum):
    """Who will hold the file."""

    INTERNAL = "internal"
    CLIENT = "client"


@dataclass(frozen=True)
class Sharing:
    """From which tier (1 to 4) of the relationship a fact is shared; None is never."""

    from_tier: int | None = None


NEVER = Sharing()

Labels = Mapping[str, str]
"""Text by locale ("en", "fr"); the key "" holds text that is the same in every language."""


@dataclass(frozen=True)
class Perspective:
    """One side of the scorecard."""

    id: str
    label: Labels


@dataclass(frozen=True)
class DatedGoal:
    """A target with its thresholds, valid for periods that start on or after `since`.

    `target` None leaves the target to the rows of scenario "target"; thresholds that are None are derived.
    """

    since: date = date.min
    target: Decimal | None = None
    red_flag: Decimal | None = None
    stretch: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Kpi:
    """One entry of the catalogue."""

    id: str
    label: Labels
    perspective: str
    unit: Unit
    place: Place
    direction: Direction = Direction.HIGHER
    rollup: Rollup = Rollup.SUM
    numerator: str = ""
    denominator: str = ""
    symbol: Labels = field(default_factory=dict)
    scale: int | None = None
    decimals: int | None = None
    goals: tuple[DatedGoal, ...] = ()
    weight: Decimal = Decimal(1)
    definition: Labels = field(default_factory=dict)
    owner: str = ""
    due: int | None = None
    source: Labels = field(default_factory=dict)
    sharing: Sharing = NEVER
    shared_scenarios: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """One key account; `key` are its names in the data."""

    id: str
    name: str
    keys: tuple[str, ...]
    tier: int
    locale: str
    manager: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class Observation:
    """A row: the value of one KPI, or of one part of a ratio, in one period and scenario."""

    account: str
    kpi: str
    period: Period
    value: Decimal
    scenario: str
    place: Place
    segment: str = ""


@dataclass(frozen=True)
class Comment:
    """What a person says of a KPI, of a perspective, of the whole ("review"), or asks of the meeting ("ask")."""

    account: str
    period: Period
    about: str
    text: str
    author: str
    sharing: Sharing
    place: Place


@dataclass(frozen=True)
class Action:
    """What was promised; `about` may name a KPI or a perspective."""

    account: str
    action: str
    side: Side
    owner: str
    due: date | None
    done: date | None
    opened: Period | None
    about: str
    sharing: Sharing
    place: Place


@dataclass(frozen=True)
class Milestone:
    """One step of a project."""

    account: str
    project: str
    title: str
    owner: str
    side: Side
    due: date | None
    done: date | None
    sharing: Sharing
    place: Place


@dataclass(frozen=True)
class Project:
    """Joint work; `budget` is in the company's currency."""

    account: str
    project: str
    title: str
    owner: str
    side: Side
    due: date | None
    done: date | None
    status: str
    budget: Decimal | None
    sharing: Sharing
    place: Place


@dataclass(frozen=True)
class Contact:
    """Somebody at the account."""

    account: str
    name: str
    function: str
    role: str
    influence: str
    sentiment: str
    owner: str
    last_contact: date | None
    sharing: Sharing
    place: Place


@dataclass(frozen=True)
class Touchpoint:
    """A meeting, a call or a visit."""

    account: str
    name: str
    owner: str
    on: date | None
    kind: str
    sharing: Sharing
    place: Place


@dataclass(frozen=True)
class Tables:
    """All rows of a workspace, typed; pandas stays behind."""

    observations: tuple[Observation, ...] = ()
    projects: tuple[Project, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    contacts: tuple[Contact, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    actions: tuple[Action, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class YearToDate:
    """From the start of the fiscal year to the end of the period, and the same months of the year before."""

    actual: Reading
    target: Reading
    prior: Reading


@dataclass(frozen=True)
class Rival:
    """Another scenario of a measure: the market, the client's own figure, a forecast or a competitor."""

    name: str
    points: tuple[tuple[Period, Reading], ...]
    sharing: Sharing = NEVER


@dataclass(frozen=True)
class KpiRecord:
    """A KPI of the catalogue with its rolled-up values, quarters oldest first, the last the one under review."""

    kpi: Kpi
    notation: Notation
    points: tuple[Point, ...]
    year_to_date: YearToDate
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True)
class Company:
    """Our own house; `currency` is an ISO 4217 code."""

    name: str
    currency: str
    locale: str


@dataclass(frozen=True)
class Review:
    """Everything known about one account at the end of one period."""

    company: Company
    account: Account
    calendar: Calendar
    period: Period
    as_of: date
    perspectives: tuple[Perspective, ...]
    kpis: tuple[KpiRecord, ...]
    observations: tuple[Observation, ...] = ()
    comments: tuple[Comment, ...] = ()
    actions: tuple[Action, ...] = ()
    projects: tuple[Project, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    contacts: tuple[Contact, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
