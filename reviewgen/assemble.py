"""Rows and catalogue -> Review: rolls every KPI of one account up, resolves its goals and chooses how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from reviewgen import measured
from reviewgen.effects import Effects
from reviewgen.errors import Place
from reviewgen.facts import (
    ACTUAL,
    CLIENT_ACTUAL,
    COMPETITORS,
    FORECAST,
    OWN_SCENARIOS,
    TARGET,
    Absent,
    Figure,
    Goal,
    Notation,
    Point,
    Reading,
    Reason,
    Rollup,
    Unit,
    scale_of,
)
from reviewgen.measured import Measured
from reviewgen.model import (
    NEVER,
    Account,
    Action,
    Ahead,
    Comment,
    Company,
    Contact,
    Content,
    DatedGoal,
    DatedWeight,
    Kpi,
    KpiRecord,
    Milestone,
    Observation,
    Perspective,
    ProfitNames,
    Project,
    Review,
    Rival,
    Sharing,
    Tables,
    Terms,
    Touchpoint,
    YearToDate,
)
from reviewgen.period import Calendar, Grain, Period
from reviewgen.profit import effects
from reviewgen.rollup import Rows, roll, year_before
from reviewgen.tallies import measure_of
from reviewgen.targets import Targets

HISTORY = 20
"""Quarters kept at most, the one under review included."""


@dataclass(frozen=True)
class SourceTerms:
    """The terms of use of the rows of one source; `sheet` None is any of the file."""

    file: str
    sheet: str | None
    terms: Terms

    def cover(self, place: Place) -> bool:
        """True for a row that stands there."""
        return place.file == self.file and self.sheet in (None, place.sheet)


@dataclass(frozen=True)
class Subject:
    """What an account is reviewed against: the house, its catalogue and the account's own goals by KPI id."""

    company: Company
    calendar: Calendar
    perspectives: tuple[Perspective, ...]
    kpis: tuple[Kpi, ...]
    account: Account
    goals: Mapping[str, tuple[DatedGoal, ...]]
    profit: ProfitNames | None = None
    terms: tuple[SourceTerms, ...] = ()
    content: Mapping[Content, Sharing] = field(default_factory=dict)


def assemble(subject: Subject, tables: Tables, period: Period, as_of: date | None) -> Review:
    """The review of one account for one quarter; `as_of` None takes the last day of the quarter.

    Only rows of the account count, and of them those that end with the fiscal year of `period` or before.
    """
    account, cut = subject.account, as_of or period.last_day
    stated = _of(account, tables.observations)
    counted = {
        kpi.id: tuple(one.observation for one in measured_rows(kpi, subject, tables, period, cut))
        for kpi in subject.kpis
    }
    own = tuple(dict.fromkeys((*stated, *(row for rows in counted.values() for row in rows))))
    quarters = _span(till_year_end(own, period, subject.calendar), period, subject.calendar)
    scenarios = by_scenario(till_year_end(stated, period, subject.calendar))
    records = tuple(
        _record(_under_terms(kpi, subject, own), subject, joined(scenarios, counted[kpi.id]), quarters)
        for kpi in subject.kpis
    )
    order = {perspective.id: rank for rank, perspective in enumerate(subject.perspectives)}
    return Review(
        company=subject.company,
        account=account,
        calendar=subject.calendar,
        period=period,
        as_of=cut,
        perspectives=subject.perspectives,
        kpis=tuple(sorted(records, key=lambda record: order[record.kpi.perspective])),
        observations=own,
        comments=tuple(row for row in _of(account, tables.comments) if period.contains(row.period)),
        actions=tuple(row for row in _of(account, tables.actions) if _known_by(period, row, subject.calendar)),
        projects=_of(account, tables.projects),
        milestones=_of(account, tables.milestones),
        contacts=_of(account, tables.contacts),
        touchpoints=_of(account, tables.touchpoints),
        effects=_effects(subject, scenarios[ACTUAL], period),
        content=subject.content,
    )


def till_year_end(rows: Iterable[Observation], period: Period, calendar: Calendar) -> tuple[Observation, ...]:
    """The rows that count in the fiscal year of `period` or before; the last week of a year may end in the next."""
    past = Period(date.min, calendar.year_of(period).end, Grain.YEAR)
    return tuple(row for row in rows if calendar.holds(past, row.period))


def _under_terms(kpi: Kpi, subject: Subject, rows: Iterable[Observation]) -> Kpi:
    """The KPI with the terms of use of all sources that any of its rows stands in, beside its own."""
    if not subject.terms:
        return kpi
    names = set(kpi.names)
    places = [row.place for row in rows if row.kpi in names]
    found = [one.terms for one in subject.terms if any(map(one.cover, places))]
    return replace(kpi, terms=tuple({one.name: one for one in (*kpi.terms, *found)}.values()))


R = TypeVar("R", Observation, Comment, Action, Project, Milestone, Contact, Touchpoint)


def _of(account: Account, rows: Iterable[R]) -> tuple[R, ...]:
    return tuple(row for row in rows if row.account == account.id)


def measured_rows(kpi: Kpi, subject: Subject, tables: Tables, period: Period, as_of: date) -> tuple[Measured, ...]:
    """What the tables of projects, actions and people measure of `kpi`, for periods of which no row of ours tells.

    Of a shared KPI only rows count that its readers may see as well.
    """
    account, calendar = subject.account.id, subject.calendar
    names = _measurable(kpi)
    stated: dict[str, list[Period]] = {}
    for row in tables.observations if names else ():
        if row.account == account and row.scenario == ACTUAL and row.kpi in names:
            stated.setdefault(row.kpi, []).append(row.period)
    first = calendar.shift(period, 1 - HISTORY)
    found = measured.observations(tables, account, calendar, first, period, as_of, names, kpi.sharing)
    return tuple(one for one in found if not _told(one.observation, stated.get(one.observation.kpi, ())))


def _measurable(kpi: Kpi) -> tuple[str, ...]:
    """The names of measures that `kpi` is worked out from; its own, where it is one by its unit as well."""
    if kpi.parts:
        return tuple(name for name in kpi.names if name != kpi.id and measure_of(name) is not None)
    own = measure_of(kpi.id)
    return (kpi.id,) if own is not None and own.unit is kpi.unit else ()


def _told(row: Observation, periods: Iterable[Period]) -> bool:
    return any(row.period.start < period.end and period.start < row.period.end for period in periods)


def joined(scenarios: Mapping[str, Rows], rows: Iterable[Observation]) -> Mapping[str, Rows]:
    """The rows by scenario with actual ones added."""
    actual = dict(scenarios[ACTUAL])
    for name, counted in by_scenario(rows)[ACTUAL].items():
        actual[name] = (*actual.get(name, ()), *counted)
    return {**scenarios, ACTUAL: actual}


def _effects(subject: Subject, rows: Rows, period: Period) -> Effects | None:
    if subject.profit is None:
        return None
    found = effects(subject.profit, rows, period, year_before(period, subject.calendar), subject.calendar)
    return None if isinstance(found, Absent) else found


def _known_by(period: Period, action: Action, calendar: Calendar) -> bool:
    """False for an action of a later review."""
    return action.opened is None or calendar.counted_on(action.opened) < period.end


def _span(rows: Sequence[Observation], period: Period, calendar: Calendar) -> tuple[Period, ...]:
    early = [row.period for row in rows if row.period.start < period.end]
    first = calendar.quarter_holding(min(early, key=lambda one: one.start, default=period))
    count = 1
    while count < HISTORY and calendar.shift(period, -count).start >= first.start:
        count += 1
    return calendar.quarters(period, count)


def by_scenario(rows: Iterable[Observation]) -> dict[str, Rows]:
    """Rows by scenario and name; actual and target are always there."""
    found: dict[str, dict[str, list[Observation]]] = {ACTUAL: {}, TARGET: {}}
    for row in rows:
        found.setdefault(row.scenario, {}).setdefault(row.kpi, []).append(row)
    return {name: dict(by_kpi) for name, by_kpi in found.items()}


def _record(kpi: Kpi, subject: Subject, scenarios: Mapping[str, Rows], quarters: tuple[Period, ...]) -> KpiRecord:
    calendar = subject.calendar
    targets = targets_of(kpi, subject, scenarios)
    points = tuple(
        Point(
            quarter,
            roll(kpi, scenarios[ACTUAL], quarter, calendar),
            targets.goal(quarter),
            weight(kpi, quarter, calendar),
        )
        for quarter in quarters
    )
    rivals = tuple(
        Rival(name, tuple((quarter, roll(kpi, rows, quarter, calendar)) for quarter in quarters), _shared(kpi, name))
        for name, rows in sorted(scenarios.items())
        if name not in (ACTUAL, TARGET) and set(kpi.names) & rows.keys()
    )
    return KpiRecord(
        kpi=kpi,
        notation=notation(kpi, points),
        points=points,
        year_to_date=_year_to_date(targets, quarters[-1]),
        rivals=rivals,
        last_twelve=roll(kpi, scenarios[ACTUAL], last_twelve(quarters[-1], calendar), calendar),
        ahead=_ahead(targets, quarters[-1]),
        weights=tuple((one, weight(kpi, one, calendar)) for one in calendar.quarters(quarters[-1], HISTORY)),
    )


def targets_of(kpi: Kpi, subject: Subject, scenarios: Mapping[str, Rows]) -> Targets:
    """Where the goals of `kpi` come from: the account's own goals go before the catalogue's."""
    return Targets(kpi, subject.goals.get(kpi.id) or kpi.goals, scenarios, subject.calendar)


def weight(kpi: Kpi, quarter: Period, calendar: Calendar) -> Decimal:
    """The weight in the score that was valid when `quarter` started; the earliest one before its time."""
    started = calendar.named_month(quarter.start)
    valid = [one for one in kpi.weights if one.since <= started]
    found: DatedWeight = max(valid, key=lambda one: one.since) if valid else min(kpi.weights, key=lambda one: one.since)
    return found.weight


def last_twelve(quarter: Period, calendar: Calendar) -> Period:
    """The four quarters that end with `quarter`; bears the grain of a year."""
    return Period(calendar.shift(quarter, -3).start, quarter.end, Grain.YEAR)


def _shared(kpi: Kpi, scenario: str) -> Sharing:
    """Who sees another scenario of `kpi`: the client's own figure with the KPI, any other only where it is named."""
    kind = scenario if scenario in OWN_SCENARIOS else COMPETITORS
    named = scenario == CLIENT_ACTUAL or scenario in kpi.shared_scenarios or kind in kpi.shared_scenarios
    return kpi.sharing if named else NEVER


def _year_to_date(targets: Targets, quarter: Period) -> YearToDate:
    kpi, calendar = targets.kpi, targets.calendar
    window = calendar.year_to_date(quarter)
    before = year_before(window, calendar)
    return YearToDate(
        actual=roll(kpi, targets.scenarios[ACTUAL], window, calendar),
        target=targets.to_date(window),
        prior=roll(kpi, targets.scenarios[ACTUAL], before, calendar),
    )


def _ahead(targets: Targets, quarter: Period) -> Ahead | None:
    """The rest of the fiscal year; None in its last quarter."""
    calendar = targets.calendar
    left = 4 - calendar.quarter_number(quarter.start)
    if not left:
        return None
    coming = tuple(calendar.shift(quarter, step) for step in range(1, left + 1))
    target = targets.to_date(calendar.year_of(quarter))
    return Ahead(coming, target, _own_forecast(targets, coming), _shared(targets.kpi, FORECAST))


def _own_forecast(targets: Targets, coming: Sequence[Period]) -> Reading:
    """Where the forecast rows land: the row of the whole year, else what is booked and the quarters still to come."""
    kpi, calendar = targets.kpi, targets.calendar
    rows, year = targets.scenarios.get(FORECAST, {}), calendar.year_of(coming[0])
    of_year = {name: [row for row in found if row.period == year] for name, found in rows.items()}
    stated = roll(kpi, of_year, year, calendar)
    if isinstance(stated, Figure):
        return stated
    left = [roll(kpi, rows, quarter, calendar) for quarter in coming]
    if kpi.rollup is not Rollup.SUM:
        return left[-1]
    so_far = Period(year.start, coming[0].start, Grain.YEAR)
    parts = [roll(kpi, targets.scenarios[ACTUAL], so_far, calendar), *left]
    held = [part for part in parts if isinstance(part, Figure) and not part.partial]
    if len(held) < len(parts):
        return Absent(Reason.INCOMPLETE if any(isinstance(part, Figure) for part in left) else Reason.NO_ROWS)
    return Figure(sum((part.value for part in held), Decimal(0)))


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
        scale = scale_of(largest, kpi.unit) if amounts and kpi.decimals is None else 0
    if kpi.decimals is not None:
        return Notation(scale, kpi.decimals)
    if not amounts:
        return Notation(scale, _PLACES[kpi.unit])
    goals = [point.goal.target for point in held if isinstance(point.goal, Goal)]
    whole = scale == 0 and all(value == value.to_integral_value() for value in (*values, *goals))
    return Notation(scale, 0 if whole else _three_digits(largest.scaleb(-scale)))


def _three_digits(largest: Decimal) -> int:
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def quarters_held(rows: Iterable[Observation]) -> tuple[Period, ...]:
    """The periods of the actual rows, for finding the period that a user asks for."""
    return tuple(sorted({row.period for row in rows if row.scenario == ACTUAL and row.period.grain is not Grain.YEAR}))
