"""Milestones, actions, contacts and touchpoints of an account named a, and what is measured from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from reviewgen.errors import Place
from reviewgen.facts import Side
from reviewgen.measured import Measured, observations
from reviewgen.model import NEVER, Action, Contact, Milestone, Tables, Touchpoint
from reviewgen.period import Calendar, Period
from reviewgen.tallies import MEASURED

CALENDAR = Calendar()
Q2, Q3 = CALENDAR.quarter(2026, 2), CALENDAR.quarter(2026, 3)
AS_OF = date(2026, 10, 12)
KIND = "meetings_executive_meeting"
NAMES = (*MEASURED, KIND)


def day(text: str) -> date | None:
    return date.fromisoformat(f"2026-{text}") if text else None


def at(table: str, row: int) -> Place:
    return Place(f"{table}.csv", row=row)


def milestone(row: int, side: str, due: str, done: str, **changes: Any) -> Milestone:
    made = Milestone("a", "p", f"m{row}", "Uma", Side(side), day(due), day(done), NEVER, at("milestones", row))
    return replace(made, **changes)


def action(row: int, side: str, due: str, done: str, **changes: Any) -> Action:
    made = Action("a", f"a{row}", Side(side), "Uma", day(due), day(done), None, "", NEVER, at("actions", row))
    return replace(made, **changes)


def contact(row: int, name: str, function: str, role: str, owner: str, last: str, **changes: Any) -> Contact:
    made = Contact("a", name, function, role, "high", "neutral", owner, day(last), NEVER, at("contacts", row))
    return replace(made, **changes)


def touchpoint(row: int, name: str, owner: str, on: str, kind: str = "call", **changes: Any) -> Touchpoint:
    return replace(Touchpoint("a", name, owner, day(on), kind, NEVER, at("touchpoints", row)), **changes)


TABLES = Tables(
    milestones=(
        milestone(2, "ours", "04-30", "04-28"),
        milestone(3, "theirs", "05-29", "06-02"),
        milestone(4, "joint", "07-10", "07-10"),
        milestone(5, "ours", "07-31", ""),
        milestone(6, "joint", "09-15", "10-20"),
        milestone(7, "ours", "12-01", ""),
        milestone(8, "ours", "", ""),
    ),
    actions=(
        action(2, "ours", "07-15", "07-10"),
        action(3, "ours", "08-14", "09-03"),
        action(4, "theirs", "08-31", ""),
        action(5, "theirs", "09-30", "09-30"),
        action(6, "joint", "", "09-09"),
        action(7, "joint", "11-30", "09-20"),
    ),
    contacts=(
        contact(2, "Ann", "Management", "sponsor", "Uma", "09-05"),
        contact(3, "Bob", "Purchasing", "decision maker", "Vic", "10-05"),
        contact(4, "Cid", "Finance", "champion", "", ""),
        contact(5, "Dee", "Finance", "", "Uma", "06-20"),
    ),
    touchpoints=(
        touchpoint(2, "Ann", "Uma", "03-02", "executive meeting"),
        touchpoint(3, "Ann", "Uma", "06-10", "Executive  Meeting"),
        touchpoint(4, "Bob", "Vic", "08-20"),
        touchpoint(5, "ANN ", "Vic", "09-05", "executive-meeting"),
        touchpoint(6, "Zed", "Vic", "09-06"),
        touchpoint(7, "Bob", "Uma", "10-05"),
        touchpoint(8, "Ann", "Uma", "10-20"),
        touchpoint(9, "Ann", "Uma", ""),
    ),
)


def measured(tables: Tables, names: Sequence[str] = NAMES, **changes: Any) -> tuple[Measured, ...]:
    asked: dict[str, Any] = {"calendar": CALENDAR, "first": Q2, "period": Q3, "as_of": AS_OF, **changes}
    return observations(tables, "a", names=names, **asked)


def values(found: Sequence[Measured], name: str) -> list[Decimal]:
    return [one.observation.value for one in found if one.observation.kpi == name]


def facts(found: Sequence[Measured]) -> list[tuple[str, Period, Decimal]]:
    return [(one.observation.kpi, one.observation.period, one.observation.value) for one in found]
