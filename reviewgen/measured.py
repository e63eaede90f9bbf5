"""KPIs measured from the tables themselves: milestones, actions, meetings, contacts -> rows as if somebody wrote them.

The normal roll-up then adds these rows up, so a KPI may name them in its formula without a row of observations. Rows
that a user did write under one of these names come first: the caller leaves ours out for that account and name. Some
names are usual ids of KPIs too (a rate "milestones on time" beside the count of that name): the caller asks for the
parts of a formula, and for a KPI's own id only where it is a roll-up of its own rows in the unit that is measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar, assert_never

from reviewgen.errors import Place
from reviewgen.facts import ACTUAL
from reviewgen.model import NEVER, Action, Contact, Milestone, Observation, Sharing, Tables, Touchpoint
from reviewgen.people import FRESH_DAYS, people
from reviewgen.period import Calendar, Grain, Period
from reviewgen.tallies import Flow, Level, Row, Table, Tally, measure_of
from reviewgen.ties import ROLES

R = TypeVar("R", Milestone, Action, Contact, Touchpoint)


@dataclass(frozen=True)
class Measured:
    """A row that stands in no table, and the places of all rows that it counts; of a 0 there are none.

    The place of the observation is the first of them, and for a 0 that of the row from which on its table is kept.
    """

    observation: Observation
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Records:
    """What the tables say of one account, in the order of their places."""

    milestones: tuple[Milestone, ...]
    actions: tuple[Action, ...]
    contacts: tuple[Contact, ...]
    touchpoints: tuple[Touchpoint, ...]


def observations(
    tables: Tables,
    account: str,
    calendar: Calendar,
    first: Period,
    period: Period,
    as_of: date,
    names: Iterable[str],
    sharing: Sharing = NEVER,
    roles: Sequence[str] = ROLES,
) -> tuple[Measured, ...]:
    """The rows of `names` (those not reserved are passed over) from the start of `first` to the end of `period`.

    For a KPI that is shared, `sharing` is its own: then only rows count that whoever sees the KPI may see as well, so
    that no hidden row moves a shared figure. NEVER counts every row. A month that is not over on `as_of` has no row.
    """
    reserved = {name: measure for name in sorted(set(names)) if (measure := measure_of(name)) is not None}
    if not reserved:
        return ()
    records = _records(tables, account, sharing)
    months = calendar.months(Period(first.start, period.end, Grain.YEAR))
    over = tuple(month for month in months if month.last_day <= as_of)
    found: list[Measured] = []
    for name, measure in reserved.items():
        match measure:
            case Flow():
                found += _flows(name, measure, records, over, account)
            case Level():
                found += _levels(name, measure, records, _ends(over, calendar), account, roles)
            case _:
                assert_never(measure)
    return tuple(found)


def _records(tables: Tables, account: str, sharing: Sharing) -> Records:
    def of(rows: Iterable[R]) -> tuple[R, ...]:
        kept = (row for row in rows if row.account == account and _counts_for(row.sharing, sharing))
        return tuple(sorted(kept, key=lambda row: _where(row.place)))

    return Records(of(tables.milestones), of(tables.actions), of(tables.contacts), of(tables.touchpoints))


def _counts_for(row: Sharing, kpi: Sharing) -> bool:
    if kpi.from_tier is None:
        return True
    return row.from_tier is not None and row.from_tier <= kpi.from_tier


def _flows(name: str, flow: Flow, records: Records, months: Iterable[Period], account: str) -> Iterator[Measured]:
    rows = _rows(records, flow.table)
    dated = [(day, _where(row.place), row) for row in rows for day in _days(row)]
    if not dated:
        return
    since, _, opening = min(dated, key=lambda one: one[:2])
    for month in months:
        if month.end > since:
            counted = tuple(row for row in rows if flow.counts(row, month))
            yield _measured(name, month, Tally(Decimal(len(counted)), counted), opening, account)


def _rows(records: Records, table: Table) -> Sequence[Row]:
    match table:
        case Table.MILESTONES:
            return records.milestones
        case Table.ACTIONS:
            return records.actions
        case Table.TOUCHPOINTS:
            return records.touchpoints
        case _:
            assert_never(table)


def _days(row: Row) -> tuple[date, ...]:
    match row:
        case Milestone() | Action():
            days = (row.due, row.done)
        case Touchpoint():
            days = (row.on, None)
        case Contact():
            days = (row.last_contact, None)
        case _:
            assert_never(row)
    return tuple(day for day in days if day is not None)


def _levels(
    name: str, level: Level, records: Records, ends: Iterable[Period], account: str, roles: Sequence[str]
) -> Iterator[Measured]:
    since = _history(records)
    for end in ends:
        found = people(records.contacts, records.touchpoints, end.last_day)
        if found and since is not None and since <= end.last_day:
            tally = level.stands(found, roles)
            if tally is not None:
                yield _measured(name, end, tally, found[0].rows[0], account)


def _history(records: Records) -> date | None:
    """The day from which on the tables know whom we had met, None when they never do."""
    met = [row.on for row in records.touchpoints if row.on is not None]
    stated = [row.last_contact for row in records.contacts if row.last_contact is not None]
    known = [*([min(met) + timedelta(days=FRESH_DAYS)] if met else []), *([max(stated)] if stated else [])]
    return min(known, default=None)


def _ends(over: Iterable[Period], calendar: Calendar) -> tuple[Period, ...]:
    """The quarters that are over, and of an unfinished one its last month that is."""
    last = {calendar.quarter_of(month.start): month for month in over}
    return tuple(quarter if month.end == quarter.end else month for quarter, month in last.items())


def _measured(name: str, period: Period, tally: Tally, opening: Row, account: str) -> Measured:
    places = tuple(sorted({row.place for row in tally.rows}, key=_where))
    place = places[0] if places else opening.place
    return Measured(Observation(account, name, period, tally.value, ACTUAL, place), places)


def _where(place: Place) -> tuple[str, str, int, int, str]:
    return place.file, place.sheet or "", place.line or 0, place.row or 0, str(place.column or "")
