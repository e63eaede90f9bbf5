"""Measures with a year still to come, for the tests of the outlook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from reviewgen.edition import Ahead, Measure, YearToDate
from reviewgen.facts import Absent, Figure, Reading, Reason, Rollup, Unit
from tests.factories import CALENDAR, NOTHING, Q3, measure

Q4 = CALENDAR.quarter(2026, 4)
NO_TARGET = Absent(Reason.NO_TARGET)
SEASONS = (
    *("80", "110", "90", "121", "84", "113", "95", "123"),
    *("88", "119", "96", "131", "90", "124", "101"),
)
"""Fifteen quarters to 2026-Q3 with a season and growth; the year so far is 315."""


def figure(value: str | None, lack: Absent = NOTHING) -> Reading:
    return lack if value is None else Figure(Decimal(value))


def ahead(target: str | None, own: str | None = None) -> Ahead:
    """What is left of 2026 after its third quarter."""
    return Ahead((Q4,), figure(target, NO_TARGET), figure(own))


def summed(values: Sequence[str | None], target: str | None = None, own: str | None = None, **changes: Any) -> Measure:
    """A measure that adds up, with the sum of its last three quarters as the year so far."""
    made = measure(values, **changes)
    held = [point.actual.value for point in made.points[-3:] if isinstance(point.actual, Figure)]
    to_date: Reading = Figure(sum(held, Decimal(0)), 9, 9) if len(held) == 3 else Absent(Reason.INCOMPLETE)
    return replace(made, year_to_date=YearToDate(to_date, NO_TARGET, NOTHING), ahead=ahead(target, own))


def level(values: Sequence[str | None], target: str | None = None, own: str | None = None, **changes: Any) -> Measure:
    """A rate, whose last quarter counts."""
    told: dict[str, Any] = {"unit": Unit.PERCENT, "rollup": Rollup.MEAN, "id": "otif", "label": "On time in full"}
    made = measure(values, **(told | changes))
    return replace(made, year_to_date=YearToDate(made.now.actual, NO_TARGET, NOTHING), ahead=ahead(target, own))


def since(values: Sequence[str | None], quarters: int) -> tuple[str | None, ...]:
    """The last `quarters` of `values`."""
    return tuple(values[-quarters:])


assert Q3.end == Q4.start
