"""Rows of one KPI of one account, and the review that they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from reviewgen.assemble import Subject, assemble
from reviewgen.edition import Measure
from reviewgen.errors import Place
from reviewgen.facts import Absent, Figure, Goal, Point, Reading, Reason, Rollup, Unit
from reviewgen.model import (
    Account,
    Audience,
    Comment,
    Company,
    DatedGoal,
    Kpi,
    KpiRecord,
    Observation,
    Perspective,
    Review,
    Tables,
)
from reviewgen.period import Calendar, Period
from reviewgen.sharing.redact import redact

CALENDAR = Calendar()
Q3 = CALENDAR.quarter(2026, 3)
HERE = Place("rows.csv", row=2)
MONTHS = ("2026-07", "2026-08", "2026-09")
amounts = st.decimals(-(10**7), 10**7, places=2, allow_nan=False)


def kpi(rollup: Rollup = Rollup.SUM, *goals: DatedGoal, **changes: Any) -> Kpi:
    parts = {"numerator": "good", "denominator": "all"} if rollup is Rollup.RATIO else {}
    return replace(Kpi("k", {"": "K"}, "finance", Unit.COUNT, HERE, rollup=rollup, goals=goals, **parts), **changes)


def row(period: str, value: str, **changes: Any) -> Observation:
    calendar = changes.pop("calendar", CALENDAR)
    return replace(Observation("a", "k", calendar.parse(period), Decimal(value), "actual", HERE), **changes)


def rows(periods: Iterable[str], values: str, **changes: Any) -> tuple[Observation, ...]:
    return tuple(row(period, value, **changes) for period, value in zip(periods, values.split(), strict=True))


def made(
    one: Kpi,
    found: Iterable[Observation],
    *,
    period: Period = Q3,
    calendar: Calendar = CALENDAR,
    own: tuple[DatedGoal, ...] = (),
    comments: tuple[Comment, ...] = (),
) -> Review:
    """The review of account a, whose own goals of the KPI are `own`."""
    house, account = Company("Maison", "EUR", "en"), Account("a", "A", ("a",), 4, "en")
    subject = Subject(house, calendar, (Perspective("finance", {}),), (one,), account, {"k": own} if own else {})
    return assemble(subject, Tables(observations=tuple(found), comments=comments), period, None)


def record(one: Kpi, found: Iterable[Observation], **changes: Any) -> KpiRecord:
    return made(one, found, **changes).kpis[0]


def now(one: Kpi, found: Iterable[Observation], **changes: Any) -> Point:
    return record(one, found, **changes).points[-1]


def goal(one: Kpi, *found: Observation, **changes: Any) -> Goal | Absent:
    return now(one, found, **changes).goal


def measure(one: Kpi, found: Iterable[Observation]) -> Measure:
    return redact(made(one, found), Audience.INTERNAL).measures[0]


def target(value: str, red_flag: str | None = None, stretch: str | None = None, since: date = date.min) -> DatedGoal:
    return DatedGoal(since, Decimal(value), *(None if one is None else Decimal(one) for one in (red_flag, stretch)))


def figure(value: str, months: int = 3, expected: int = 3) -> Figure:
    return Figure(Decimal(value), months, expected)


NO_TARGET = Absent(Reason.NO_TARGET)


def to_date(one: Kpi, *found: Observation, **changes: Any) -> tuple[Reading, Reading, Reading]:
    held = record(one, found, **changes).year_to_date
    return held.actual, held.target, held.prior


YEAR = tuple(f"2026-0{month}" for month in range(1, 10))
BEFORE = tuple(f"2025-0{month}" for month in range(1, 10))
NINE = "1 2 3 4 5 6 7 8 9"
