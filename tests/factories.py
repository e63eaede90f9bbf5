"""Measures and editions made by hand, for the audience side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from reviewgen.edition import Edition, Mark, Measure, Perspective, YearToDate
from reviewgen.facts import Absent, Direction, Figure, Goal, Notation, Point, Reason, Rollup, Unit
from reviewgen.period import Calendar

CALENDAR = Calendar()
Q3 = CALENDAR.quarter(2026, 3)
NOTHING = Absent(Reason.NO_ROWS)


def goal(target: str, red_flag: str, stretch: str | None = None) -> Goal:
    """A goal; stretch lies as far above it as the red flag below."""
    middle, low = Decimal(target), Decimal(red_flag)
    return Goal(middle, low, Decimal(stretch) if stretch else middle + (middle - low))


def measure(
    values: Sequence[str | None], held: Goal | Absent | None = None, weight: Decimal = Decimal(1), **changes: Any
) -> Measure:
    """A measure whose last value is 2026-Q3's; `held` is the goal of every quarter."""
    target = Absent(Reason.NO_TARGET) if held is None else held
    quarters = CALENDAR.quarters(Q3, len(values))
    points = tuple(
        Point(quarter, NOTHING if value is None else Figure(Decimal(value)), target, weight)
        for quarter, value in zip(quarters, values, strict=True)
    )
    made = Measure(
        id="sales",
        label="Net sales",
        perspective="finance",
        unit=Unit.CURRENCY,
        symbol="",
        direction=Direction.HIGHER,
        rollup=Rollup.SUM,
        notation=Notation(0, 0),
        points=points,
        year_to_date=YearToDate(NOTHING, NOTHING, NOTHING),
        rivals=(),
        definition="Invoiced less discounts",
        owner="Ann",
        source="Books",
    )
    return replace(made, **changes)


def edition(*measures: Measure, **changes: Any) -> Edition:
    """A shared English edition of `measures`."""
    names = dict.fromkeys(one.perspective for one in measures)
    made = Edition(
        mark=Mark.SHARED,
        company="Maison Verdier",
        currency="EUR",
        account="Carvelle",
        locale="en",
        tier=2,
        calendar=CALENDAR,
        period=Q3,
        as_of=date(2026, 10, 12),
        review_on=None,
        manager="",
        perspectives=tuple(Perspective(name, name.capitalize()) for name in names),
        measures=tuple(measures),
        remarks=(),
        promises=(),
    )
    return replace(made, **changes)
