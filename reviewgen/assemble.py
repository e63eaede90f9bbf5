"""Rows and catalogue -> Review: rolls every KPI of one account up, resolves its goals and chooses how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from reviewgen.facts import (
    ACTUAL,
    CLIENT_ACTUAL,
    COMPETITORS,
    OWN_SCENARIOS,
    TARGET,
    Absent,
    Direction,
    Figure,
    Goal,
    Notation,
    Point,
    Reading,
    Reason,
    Rollup,
    Unit,
)
from reviewgen.model import (
    NEVER,
    Account,
    Action,
    Comment,
    Company,
    Contact,
    DatedGoal,
    Kpi,
    KpiRecord,
    Milestone,
    Observation,
    Perspective,
    Project,
    Review,
    Rival,
    Sharing,
    Tables,
    Touchpoint,
    YearToDate,
)
from reviewgen.period import Calendar, Grain, Period
from reviewgen.rollup import Rows, roll, roll_target

HISTORY = 20
"""Quarters kept at most, the one under review included."""
DEFAULT_TOLERANCE = Decimal("0.1")
"""A red flag that nobody set lies this share of the target away from it; stretch lies as far on the other side."""


@dataclass(frozen=True)
class Subject:
    """What an account is reviewed against: the house, its catalogue and the account's own goals by KPI id."""

    company: Company
    calendar: Calendar
    perspectives: tuple[Perspective, ...]
    kpis: tuple[Kpi, ...]
    account: Account
    goals: Mapping[str, tuple[DatedGoal, ...]]


def assemble(subject: Subject, tables: Tables, period: Period, as_of: date | None) -> Review:
    """The review of one account for one quarter; `as_of` None takes the last day of the quarter.

    Only rows of the account count, and of them those that end with the fiscal year of `period` or before.
    """
    account = subject.account
    own = _of(account, tables.observations)
    known = tuple(row for row in own if row.period.end <= _last_needed(subject.calendar, period))
    quarters = _span(known, period, subject.calendar)
    scenarios = _by_scenario(known)
    records = tuple(_record(kpi, subject, scenarios, quarters) for kpi in subject.kpis)
    order = {perspective.id: rank for rank, perspective in enumerate(subject.perspectives)}
    return Review(
        company=subject.company,
        account=account,
        calendar=subject.calendar,
        period=period,
        as_of=as_of or period.last_day,
        perspectives=subject.perspectives,
        kpis=tuple(sorted(records, key=lambda record: order[record.kpi.perspective])),
        observations=own,
        comments=tuple(row for row in _of(account, tables.comments) if period.contains(row.period)),
        actions=tuple(row for row in _of(account, tables.actions) if _known_by(period, row)),
        projects=_of(account, tables.projects),
        milestones=_of(account, tables.milestones),
        contacts=_of(account, tables.contacts),
        touchpoints=_of(account, tables.touchpoints),
    )


R = TypeVar("R", Observation, Comment, Action, Project, Milestone, Contact, Touchpoint)


def _of(account: Account, rows: Iterable[R]) -> tuple[R, ...]:
    return tuple(row for row in rows if row.account == account.id)


def _known_by(period: Period, action: Action) -> bool:
    """False for an action of a later review."""
    return action.opened is None or action.opened.start < period.end


def _last_needed(calendar: Calendar, period: Period) -> date:
    return calendar.year_of(period).end


def _span(rows: Sequence[Observation], period: Period, calendar: Calendar) -> tuple[Period, ...]:
    starts = [row.period.start for row in rows if row.period.start < period.end]
    first = calendar.quarter_of(min(starts, default=period.start))
    count = 1
    while count < HISTORY and calendar.shift(period, -count).start >= first.start:
        count += 1
    return calendar.quarters(period, count)


def _by_scenario(rows: Iterable[Observation]) -> dict[str, Rows]:
    found: dict[str, dict[str, list[Observation]]] = {ACTUAL: {}, TARGET: {}}
    for row in rows:
        found.setdefault(row.scenario, {}).setdefault(row.kpi, []).append(row)
    return {name: dict(by_kpi) for name, by_kpi in found.items()}


def _record(kpi: Kpi, subject: Subject, scenarios: Mapping[str, Rows], quarters: tuple[Period, ...]) -> KpiRecord:
    calendar = subject.calendar
    goals = subject.goals.get(kpi.id) or kpi.goals
    actual, target = scenarios[ACTUAL], scenarios[TARGET]
    points = tuple(
        Point(quarter, roll(kpi, actual, quarter, calendar), _goal(kpi, goals, target, quarter, calendar))
        for quarter in quarters
    )
    rivals = tuple(
        Rival(name, tuple((quarter, roll(kpi, rows, quarter, calendar)) for quarter in quarters), _shared(kpi, name))
        for name, rows in sorted(scenarios.items())
        if name not in (ACTUAL, TARGET) and _names(kpi) & rows.keys()
    )
    to_date = _year_to_date(kpi, goals, scenarios, quarters[-1], calendar)
    return KpiRecord(kpi, notation(kpi, points), points, to_date, rivals)


def _shared(kpi: Kpi, scenario: str) -> Sharing:
    """Who sees another scenario of `kpi`: the client's own figure with the KPI, any other only where it is named."""
    kind = scenario if scenario in OWN_SCENARIOS else COMPETITORS
    named = scenario == CLIENT_ACTUAL or scenario in kpi.shared_scenarios or kind in kpi.shared_scenarios
    return kpi.sharing if named else NEVER


def _names(kpi: Kpi) -> set[str]:
    return {kpi.id, kpi.numerator} - {""}


def _goal(kpi: Kpi, goals: Sequence[DatedGoal], targets: Rows, quarter: Period, calendar: Calendar) -> Goal | Absent:
    dated = _valid(goals, quarter)
    if kpi.direction is Direction.BAND:
        return _band_goal(dated)
    stated = dated.target
    if stated is None:
        found = roll_target(kpi, targets, quarter, calendar)
        if isinstance(found, Absent) or found.partial:
            return Absent(Reason.NO_TARGET)
        stated = found.value
    towards = 1 if kpi.direction is Direction.HIGHER else -1
    red_flag = dated.red_flag if dated.red_flag is not None else stated - towards * abs(stated) * DEFAULT_TOLERANCE
    stretch = dated.stretch if dated.stretch is not None else stated + (stated - red_flag)
    return Goal(stated, red_flag, stretch)


def _band_goal(dated: DatedGoal) -> Goal | Absent:
    if dated.low is None or dated.high is None:
        return Absent(Reason.NO_TARGET)
    middle, width = (dated.low + dated.high) / 2, dated.high - dated.low
    return Goal(middle, dated.high + width / 2, middle, dated.low, dated.high)


def _valid(goals: Sequence[DatedGoal], quarter: Period) -> DatedGoal:
    """The latest goal that was valid when the quarter started; one that starts later in the quarter is not yet."""
    valid = [goal for goal in goals if goal.since <= quarter.start]
    return max(valid, key=lambda goal: goal.since, default=DatedGoal())


def _year_to_date(
    kpi: Kpi, goals: Sequence[DatedGoal], scenarios: Mapping[str, Rows], quarter: Period, calendar: Calendar
) -> YearToDate:
    window = calendar.year_to_date(quarter)
    before = calendar.year_to_date(calendar.year_ago(quarter))
    return YearToDate(
        actual=roll(kpi, scenarios[ACTUAL], window, calendar),
        target=_target_to_date(kpi, goals, scenarios[TARGET], window, calendar),
        prior=roll(kpi, scenarios[ACTUAL], before, calendar),
    )


def _target_to_date(kpi: Kpi, goals: Sequence[DatedGoal], targets: Rows, window: Period, calendar: Calendar) -> Reading:
    """The goals of the quarters so far, rolled up as the values are; targets that are all rows, as those rows."""
    count = calendar.quarter_number(window.last_day)
    quarters = calendar.quarters(calendar.quarter_of(window.last_day), count)
    if kpi.direction is not Direction.BAND and all(_valid(goals, quarter).target is None for quarter in quarters):
        found = roll_target(kpi, targets, window, calendar)
        return found if isinstance(found, Figure) and not found.partial else Absent(Reason.NO_TARGET)
    held = [goal.target for goal in _goals(kpi, goals, targets, quarters, calendar) if isinstance(goal, Goal)]
    if len(held) < count:
        return Absent(Reason.NO_TARGET)
    total = sum(held, Decimal(0))
    value = total if kpi.rollup is Rollup.SUM else total / count if kpi.rollup is Rollup.MEAN else held[-1]
    months = len(calendar.months(window))
    return Figure(value, months, months)


def _goals(
    kpi: Kpi, goals: Sequence[DatedGoal], targets: Rows, quarters: Sequence[Period], calendar: Calendar
) -> list[Goal | Absent]:
    return [_goal(kpi, goals, targets, quarter, calendar) for quarter in quarters]


_PLACES = {Unit.PERCENT: 1, Unit.POINTS: 1, Unit.DAYS: 1, Unit.HOURS: 0, Unit.WEEKS: 1, Unit.RATIO: 2, Unit.INDEX: 0}

_UNSCALED = (Unit.PERCENT, Unit.POINTS, Unit.DAYS, Unit.HOURS, Unit.WEEKS)
"""Units whose mark leaves no place for k, M or bn: a value is written out, whatever the catalogue says."""


def notation(kpi: Kpi, points: Iterable[Point]) -> Notation:
    """How `kpi` is written: as the catalogue says, else three significant digits of the largest value shown.

    Whole values against whole goals are written whole.
    """
    held = tuple(points)
    values = [point.actual.value for point in held if isinstance(point.actual, Figure)]
    largest = max((abs(value) for value in values), default=Decimal(0))
    amounts = kpi.unit in (Unit.CURRENCY, Unit.COUNT)
    scale = 0 if kpi.unit in _UNSCALED else kpi.scale
    if scale is None:
        scale = _scale(largest, kpi.unit) if amounts and kpi.decimals is None else 0
    if kpi.decimals is not None:
        return Notation(scale, kpi.decimals)
    if not amounts:
        return Notation(scale, _PLACES[kpi.unit])
    goals = [point.goal.target for point in held if isinstance(point.goal, Goal)]
    whole = scale == 0 and all(value == value.to_integral_value() for value in (*values, *goals))
    return Notation(scale, 0 if whole else _three_digits(largest.scaleb(-scale)))


def _scale(largest: Decimal, unit: Unit) -> int:
    thousands = Decimal(10_000) if unit is Unit.CURRENCY else Decimal(100_000)
    return 9 if largest >= 10**9 else 6 if largest >= 10**6 else 3 if largest >= thousands else 0


def _three_digits(largest: Decimal) -> int:
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def quarters_held(rows: Iterable[Observation]) -> tuple[Period, ...]:
    """The periods of the actual rows, for finding the period that a user asks for."""
    return tuple(sorted({row.period for row in rows if row.scenario == ACTUAL and row.period.grain is not Grain.YEAR}))
