"""Reviews made by hand, in which every internal string and number is one of its kind and can be found again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from reviewgen import build
from reviewgen.assemble import assemble
from reviewgen.effects import Effects, LineEffects
from reviewgen.effects import Kind as Line
from reviewgen.errors import Place
from reviewgen.facts import Absent, Direction, Figure, Goal, Notation, Point, Reason, Rollup, Side, Unit
from reviewgen.formula import Binary, Name
from reviewgen.model import (
    NEVER,
    Account,
    Action,
    Ahead,
    Comment,
    Company,
    Contact,
    DatedGoal,
    DatedWeight,
    Kpi,
    KpiRecord,
    Milestone,
    Observation,
    Perspective,
    Project,
    Review,
    Rival,
    Sharing,
    Touchpoint,
    YearToDate,
)
from reviewgen.period import Calendar, Period

CALENDAR = Calendar()
Q3 = CALENDAR.quarter(2026, 3)
HERE = Place("made.yml")
SHARED = Sharing(1)
NOTHING = Absent(Reason.NO_ROWS)


def kpi(name: str = "sales", sharing: Sharing = NEVER, **changes: Any) -> Kpi:
    """A KPI of the perspective finance, in percent."""
    made = Kpi(name, {"": name.capitalize()}, "finance", Unit.PERCENT, HERE, rollup=Rollup.MEAN, sharing=sharing)
    return replace(made, **changes)


def record(made: Kpi, value: str = "91.8", target: str | None = "90", **changes: Any) -> KpiRecord:
    """A record of `made` whose one quarter holds `value`, with the red flag a tenth under the target."""
    goal: Goal | Absent = Absent(Reason.NO_TARGET)
    if target is not None:
        level = Decimal(target)
        goal = Goal(level, level * Decimal("0.9"), level * Decimal("1.1"))
    points = (Point(Q3, Figure(Decimal(value)), goal),)
    return replace(KpiRecord(made, Notation(0, 1), points, YearToDate(NOTHING, NOTHING, NOTHING)), **changes)


def review(*records: KpiRecord, tier: int = 2, **changes: Any) -> Review:
    """A review of Carvelle for 2026-Q3."""
    made = Review(
        company=Company("Maison Verdier", "EUR", "en"),
        account=Account("carvelle", "Carvelle", ("CARV",), tier, "en"),
        calendar=CALENDAR,
        period=Q3,
        as_of=date(2026, 10, 12),
        perspectives=(Perspective("market", {"": "Market"}), Perspective("finance", {"": "Finance"})),
        kpis=records,
    )
    return replace(made, **changes)


@dataclass
class Canaries:
    """Strings, numbers and days that stand nowhere else."""

    strings: set[str] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def string(self) -> str:
        self.strings.add(made := f"canary{next(self._count):03}")
        return made

    def number(self) -> Decimal:
        self.numbers.add(made := Decimal(f"7{next(self._count):03}.1357"))
        return made

    def day(self) -> date:
        self.days.add(made := date(1961, 1, 1) + timedelta(days=next(self._count)))
        return made

    def kpi_record(self, name: str) -> KpiRecord:
        """A KPI that is never shared; whatever it holds is a canary."""
        hidden = Kpi(
            id=self.string(),
            label={"": self.string(), "fr": self.string()},
            perspective=name,
            unit=Unit.CURRENCY,
            place=Place(self.string()),
            direction=Direction.LOWER,
            numerator=self.string(),
            denominator=self.string(),
            formula=Binary("/", Name(self.string()), Name(self.string())),
            weight_by=self.string(),
            base=self.string(),
            fewest=self.number(),
            phasing=tuple(self.number() for _ in range(4)),
            symbol={"": self.string()},
            goals=(DatedGoal(self.day(), annual=self.number(), penalty=self.string()),),
            weights=(DatedWeight(self.number(), self.day()),),
            definition={"en": self.string()},
            owner=self.string(),
            source={"": self.string()},
        )
        quarters = CALENDAR.quarters(Q3, 6)
        points = tuple(self.point(quarter) for quarter in quarters)
        rival = Rival(self.string(), tuple((quarter, self.figure()) for quarter in quarters))
        to_date = YearToDate(self.figure(), self.figure(), self.figure())
        return KpiRecord(hidden, Notation(3, 2), points, to_date, (rival,), self.figure(), self.ahead())

    def figure(self) -> Figure:
        return Figure(self.number(), n=self.number())

    def point(self, quarter: Period) -> Point:
        levels = [self.number() for _ in range(6)]
        return Point(quarter, self.figure(), Goal(*levels, self.string()), self.number())

    def ahead(self) -> Ahead:
        return Ahead((CALENDAR.shift(Q3, 1),), self.figure(), self.figure())

    def effects(self) -> Effects:
        amounts = [self.number() for _ in range(16)]
        return Effects(*amounts[:8], (LineEffects(self.string(), Line.CONTINUING, *amounts[8:]),))

    def observation(self) -> Observation:
        return Observation(
            "carvelle", self.string(), Q3, self.number(), self.string(), Place(self.string()), self.string()
        )

    def comment(self, about: str) -> Comment:
        said = self.string(), self.string()
        return Comment("carvelle", Q3, about, *said, NEVER, Place(self.string()), Side.OURS)

    def action(self, about: str) -> Action:
        return Action(
            account="carvelle",
            action=self.string(),
            side=Side.OURS,
            owner=self.string(),
            due=self.day(),
            done=self.day(),
            opened=Q3,
            about=about,
            sharing=NEVER,
            place=Place(self.string()),
        )

    def project(self) -> Project:
        dates = (self.day(), self.day())
        names = (self.string(), self.string(), self.string())
        return Project("carvelle", *names, Side.OURS, *dates, self.string(), self.number(), NEVER, Place(self.string()))

    def milestone(self) -> Milestone:
        dates = (self.day(), self.day())
        names = (self.string(), self.string(), self.string())
        return Milestone("carvelle", *names, Side.OURS, *dates, NEVER, Place(self.string()))

    def contact(self) -> Contact:
        names = tuple(self.string() for _ in range(6))
        return Contact("carvelle", *names, self.day(), NEVER, Place(self.string()))

    def touchpoint(self) -> Touchpoint:
        return Touchpoint(
            "carvelle", self.string(), self.string(), self.day(), self.string(), NEVER, Place(self.string())
        )

    def review(self) -> Review:
        """A review with one shared KPI; all else in it is internal, a competitor's value of that KPI too."""
        shared = record(
            kpi("sales", SHARED, numerator=self.string(), place=Place(self.string()), base=self.string()),
            rivals=(Rival(self.string(), ((Q3, Figure(self.number())),)),),
            ahead=self.ahead(),
        )
        return review(
            shared,
            self.kpi_record("finance"),
            self.kpi_record("market"),
            account=Account("carvelle", "Carvelle", (self.string(),), 2, "en"),
            observations=(self.observation(),),
            comments=tuple(self.comment(about) for about in ("sales", "finance", "review", "ask", "next")),
            actions=(self.action("sales"), self.action("finance")),
            projects=(self.project(),),
            milestones=(self.milestone(),),
            contacts=(self.contact(),),
            touchpoints=(self.touchpoint(),),
            effects=self.effects(),
        )


def reached(thing: object) -> Iterator[object]:
    """`thing` and everything that can be reached from it, whatever holds it."""
    yield thing
    if isinstance(thing, Enum):
        return
    if is_dataclass(thing) and not isinstance(thing, type):
        for each in fields(thing):
            yield from reached(getattr(thing, each.name))
    if hasattr(thing, "__dict__") and not isinstance(thing, type):
        for value in vars(thing).values():
            yield from reached(value) if not callable(value) else ()
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from reached(key)
            yield from reached(value)
    elif isinstance(thing, list | tuple | set | frozenset):
        for value in thing:
            yield from reached(value)


def assembled(folder: Any) -> Review:
    """The review of a workspace's first account for 2026-Q3, as a build makes it."""
    opened = build.open_workspace(folder)
    subject = build.subject(opened.workspace, opened.workspace.accounts[0])
    return assemble(subject, opened.tables, Q3, opened.workspace.as_of)
