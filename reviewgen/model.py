"""Review: everything known about one account at the end of one period. It never leaves the internal side.

Every fact carries its visibility, and is internal unless somebody said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reviewgen.effects import Effects
from reviewgen.errors import Place
from reviewgen.facts import NOTHING, Direction, Missing, Notation, Point, Reading, Rollup, Side, Unit
from reviewgen.formula import Formula, inputs
from reviewgen.period import Calendar, Period


class Audience(StrEnum):
    """Who will hold the file."""

    INTERNAL = "internal"
    CLIENT = "client"


class Mode(StrEnum):
    """How much of a shared KPI is told."""

    VALUE = "value"
    ROUNDED = "rounded"
    INDEX = "index"
    STATUS = "status"


@dataclass(frozen=True)
class Sharing:
    """From which tier (1 to 4) of the relationship a fact is shared (None is never), and how much of it is told.

    `step` is what ROUNDED rounds to, in the KPI's own unit; `base` the quarter that INDEX calls 100.
    """

    from_tier: int | None = None
    mode: Mode = Mode.VALUE
    step: Decimal | None = None
    base: Period | None = None


NEVER = Sharing()

Labels = Mapping[str, str]
"""Text by locale ("en", "fr"); the key "" holds text that is the same in every language."""


@dataclass(frozen=True)
class Perspective:
    """One side of the scorecard."""

    id: str
    label: Labels


@dataclass(frozen=True)
class Terms:
    """The terms of use of a source or a KPI: whose it is, who let it be shown, when, from and until when.

    `ask` is who can release it; `attribution` stands on the slides that show it; `clients` False keeps it in the house.
    """

    name: str
    holder: str
    place: Place
    approved_by: str = ""
    approved_on: date | None = None
    valid_until: date | None = None
    embargo_until: date | None = None
    attribution: Labels = field(default_factory=dict)
    ask: str = ""
    clients: bool = True


class Content(StrEnum):
    """Kinds of content beside KPIs that a house may keep back until a tier."""

    COMMENTS = "comments"
    ACTIONS = "actions"
    PROJECTS = "projects"
    OUTLOOK = "outlook"
    CLIENT_ACTUAL = "client_actual"
    MARKET = "market"
    COMPETITORS = "competitors"


class Phasing(StrEnum):
    """How the target of a year is spread over its months: alike, or as last year's values lay."""

    EVEN = "even"
    LAST_YEAR = "last_year"


@dataclass(frozen=True)
class DatedGoal:
    """A target with its thresholds, valid for periods that start on or after `since`.

    `target` is the goal of a quarter, `annual` that of a whole year, spread by the phasing of its KPI; both None leave
    the target to the rows of scenario "target". Thresholds that are None are derived.
    """

    since: date = date.min
    target: Decimal | None = None
    red_flag: Decimal | None = None
    stretch: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    annual: Decimal | None = None
    sla: Decimal | None = None
    penalty: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class DatedWeight:
    """A weight in the score, valid for periods that start on or after `since`."""

    weight: Decimal
    since: date = date.min


@dataclass(frozen=True)
class Kpi:
    """One entry of the catalogue.

    `inputs` are the KPIs that its formula names; any other name in it means rows that add up. `base` names the rows
    that count the answers or cases behind it, of which there must be `fewest`. `across` says that values of segments
    and sites add up although those of months do not. `phasing` may be the percentages of 4 quarters or 12 months.
    `reason` says why its sharing is another for this account.
    """

    id: str
    label: Labels
    perspective: str
    unit: Unit
    place: Place
    direction: Direction = Direction.HIGHER
    rollup: Rollup = Rollup.SUM
    numerator: str = ""
    denominator: str = ""
    formula: Formula | None = None
    inputs: Mapping[str, Kpi] = field(default_factory=dict)
    weight_by: str = ""
    base: str = ""
    fewest: Decimal | None = None
    across: bool = False
    phasing: Phasing | tuple[Decimal, ...] | None = None
    missing: Missing = Missing.LEAVE_OUT
    symbol: Labels = field(default_factory=dict)
    scale: int | None = None
    decimals: int | None = None
    goals: tuple[DatedGoal, ...] = ()
    weights: tuple[DatedWeight, ...] = (DatedWeight(Decimal(1)),)
    definition: Labels = field(default_factory=dict)
    owner: str = ""
    due: int | None = None
    source: Labels = field(default_factory=dict)
    sharing: Sharing = NEVER
    shared_scenarios: tuple[str, ...] = ()
    terms: tuple[Terms, ...] = ()
    reason: str = ""

    @property
    def additive(self) -> bool:
        """True when the values of segments and sites add up to that of the account."""
        return self.across or self.rollup is Rollup.SUM

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that its value is worked out from; none where it is a roll-up of its own rows."""
        given = [self.numerator, self.denominator, self.weight_by]
        named = [one.name for one in inputs(self.formula)] if self.formula is not None else []
        return tuple(dict.fromkeys(name for name in (*given, *named) if name))

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the rows that its value comes from, its own first."""
        nested = [name for part in self.parts for name in (self.inputs[part].names if part in self.inputs else (part,))]
        return tuple(dict.fromkeys((self.id, *nested)))


@dataclass(frozen=True)
class Account:
    """One key account; `keys` are its names in the data, `calendar` its own fiscal year where that is not ours."""

    id: str
    name: str
    keys: tuple[str, ...]
    tier: int
    locale: str
    manager: str = ""
    review_on: date | None = None
    calendar: Calendar | None = None


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
    site: str = ""


@dataclass(frozen=True)
class Comment:
    """What a person says of a KPI, of a perspective, of the whole ("review"), or asks of the meeting ("ask").

    `cause` says whose cause it is that a figure is off, or that the two sides' figures differ.
    """

    account: str
    period: Period
    about: str
    text: str
    author: str
    sharing: Sharing
    place: Place
    cause: Side | None = None


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
class Ahead:
    """The rest of the fiscal year: its `target`, and where the account manager's own forecast lands.

    `quarters` are still to come. Of a KPI that adds up both are of the whole year, else of its last quarter.
    """

    quarters: tuple[Period, ...]
    target: Reading
    own: Reading
    sharing: Sharing = NEVER


@dataclass(frozen=True)
class KpiRecord:
    """A KPI of the catalogue with its rolled-up values, quarters oldest first, the last the one under review.

    `weights` are those in the score, of more quarters than there are values of.
    """

    kpi: Kpi
    notation: Notation
    points: tuple[Point, ...]
    year_to_date: YearToDate
    rivals: tuple[Rival, ...] = ()
    last_twelve: Reading = NOTHING
    ahead: Ahead | None = None
    weights: tuple[tuple[Period, Decimal], ...] = ()


@dataclass(frozen=True)
class ProfitNames:
    """The names of the rows, by segment, of which the effects of price, volume and mix are worked out."""

    sales: str
    volume: str


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
    effects: Effects | None = None
    content: Mapping[Content, Sharing] = field(default_factory=dict)
