"""Reviews assembled from rows, for asking what their client could work out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from reviewgen.assemble import Subject, assemble
from reviewgen.errors import Place
from reviewgen.facts import ACTUAL, Rollup, Unit
from reviewgen.formula import parse
from reviewgen.model import (
    NEVER,
    Account,
    Audience,
    Company,
    DatedWeight,
    Kpi,
    Observation,
    Perspective,
    Review,
    Sharing,
    Tables,
)
from reviewgen.period import Calendar, Period
from reviewgen.sharing.inference import Finding, inspect
from reviewgen.sharing.redact import redact

CALENDAR = Calendar()
Q3 = CALENDAR.quarter(2026, 3)
SHARED = Sharing(1)


def kpi(name: str, sharing: Sharing = NEVER, weight: int = 1, **changes: Any) -> Kpi:
    """An amount that adds up, kept in the house; `formula` and the names of a ratio make it what they say."""
    made = Kpi(name, {"en": name.replace("_", " ").capitalize()}, "finance", Unit.CURRENCY, Place("kpis.yml"))
    if "numerator" in changes:
        changes = {"rollup": Rollup.RATIO, "unit": Unit.PERCENT, **changes}
    if "formula" in changes:
        changes = {"rollup": Rollup.FORMULA, **changes, "formula": parse(changes["formula"])}
    weights = (DatedWeight(Decimal(weight)),)
    return replace(made, sharing=sharing, weights=weights, **{"scale": 0, "decimals": 0, **changes})


def shared(name: str, weight: int = 1, **changes: Any) -> Kpi:
    """The same, shared from the first tier on."""
    return kpi(name, changes.pop("sharing", SHARED), weight, **changes)


Given = Mapping[str, int | Mapping[str, int]]
"""By name the value of each quarter, or of each scenario each quarter."""


def rows(given: Given, quarters: Iterable[Period]) -> tuple[Observation, ...]:
    """Rows of quarters; each quarter is a little more than the one before."""
    found = []
    for name, value in given.items():
        scenarios = value if isinstance(value, Mapping) else {ACTUAL: value}
        for scenario, amount in scenarios.items():
            for rank, quarter in enumerate(quarters):
                grown = Decimal(amount) + rank * 3
                found.append(Observation("carvelle", name, quarter, grown, scenario, Place("rows.csv")))
    return tuple(found)


def reviewed(kpis: Iterable[Kpi], given: Given, tier: int = 2, count: int = 8, period: Period = Q3) -> Review:
    """The review of one account for 2026-Q3 from rows of the eight quarters up to then."""
    subject = Subject(
        company=Company("Maison Verdier", "EUR", "en"),
        calendar=CALENDAR,
        perspectives=(Perspective("finance", {"": "Finance"}),),
        kpis=tuple(kpis),
        account=Account("carvelle", "Carvelle", ("CARV",), tier, "en"),
        goals={},
    )
    quarters = CALENDAR.quarters(period, count)
    return assemble(subject, Tables(observations=rows(given, quarters)), period, date(2026, 10, 12))


@dataclass(frozen=True)
class Told:
    """The findings of a client's edition, by name and scenario."""

    findings: tuple[Finding, ...]

    @property
    def names(self) -> set[str]:
        """Whose actual figures could be worked out."""
        return {one.hidden.name for one in self.findings if one.hidden.scenario == ACTUAL}

    def of(self, name: str, scenario: str = ACTUAL) -> Finding:
        """The one finding of a figure."""
        (found,) = (one for one in self.findings if (one.hidden.name, one.hidden.scenario) == (name, scenario))
        return found


def told(review: Review, **changes: Any) -> Told:
    """What the client of `review` could work out."""
    return Told(inspect(review, redact(review, Audience.CLIENT), Audience.CLIENT, **changes))
