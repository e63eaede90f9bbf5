"""What is counted in the tables themselves, by reserved name: flows of a month and levels at the end of a quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import Enum
from typing import Final

from reviewgen.facts import Side, Unit
from reviewgen.model import Action, Contact, Milestone, Touchpoint
from reviewgen.people import FRESH_DAYS, Person, word
from reviewgen.period import Period
from reviewgen.rollup import PRECISION
from reviewgen.ties import bearers, breadth

MEETINGS_OF: Final = "meetings_"
"""Followed by a kind of touchpoint, its words joined by underscores: meetings_executive_meeting."""


Row = Milestone | Action | Contact | Touchpoint
People = Sequence[Person[Contact, Touchpoint]]


@dataclass(frozen=True)
class Tally:
    """A value and the rows that it counts."""

    value: Decimal
    rows: tuple[Row, ...]


class Table(Enum):
    """The table that a flow counts."""

    MILESTONES = "milestones"
    ACTIONS = "actions"
    TOUCHPOINTS = "touchpoints"


@dataclass(frozen=True)
class Flow:
    """What happened in a month: one row for each month that is over, from the month of the table's first date on."""

    meaning: str
    table: Table
    counts: Callable[[Row, Period], bool]
    unit: Unit = Unit.COUNT


@dataclass(frozen=True)
class Level:
    """What stood at the end of a quarter: one row a quarter, of an unfinished one for its last month that is over.

    It is stated from when its tables have a history: `FRESH_DAYS` after the first touchpoint, or from the latest
    `last_contact` on, whichever is earlier. Before, nobody knows whom we had met.
    """

    meaning: str
    stands: Callable[[People, Sequence[str]], Tally | None]
    unit: Unit = Unit.COUNT


def _inside(day: date | None, month: Period) -> bool:
    return day is not None and month.start <= day < month.end


def _due(row: Row, month: Period) -> bool:
    return isinstance(row, Milestone | Action) and _inside(row.due, month)


def _on_time(row: Row, month: Period) -> bool:
    return (
        isinstance(row, Milestone | Action)
        and _inside(row.due, month)
        and row.due is not None
        and row.done is not None
        and row.done <= row.due
    )


def _closed(row: Row, month: Period) -> bool:
    return isinstance(row, Action) and _inside(row.done, month)


def _held(row: Row, month: Period) -> bool:
    return isinstance(row, Touchpoint) and _inside(row.on, month)


def _of_kind(name: str) -> Flow:
    kind = word(name.removeprefix(MEETINGS_OF))

    def counts(row: Row, month: Period) -> bool:
        return isinstance(row, Touchpoint) and _inside(row.on, month) and word(row.kind) == kind

    return Flow(f"touchpoints of the kind {kind}", Table.TOUCHPOINTS, counts)


def _by_side(name: str, flow: Flow) -> Iterator[tuple[str, Flow]]:
    yield name, flow
    for side in Side:
        yield f"{name}_{side.value}", _on_side(flow, side)


def _on_side(flow: Flow, side: Side) -> Flow:
    def counts(row: Row, month: Period) -> bool:
        return isinstance(row, Milestone | Action) and row.side is side and flow.counts(row, month)

    return Flow(f"{flow.meaning}, side {side.value}", flow.table, counts)


def _who(found: Iterable[Person[Contact, Touchpoint]]) -> Tally:
    people = tuple(found)
    return Tally(Decimal(len(people)), _behind(people))


def _behind(found: Iterable[Person[Contact, Touchpoint]]) -> tuple[Row, ...]:
    """The rows of people, and the touchpoints of the day on which each was met last."""
    rows: list[Row] = []
    for person in found:
        rows += [*person.rows, *(meeting for meeting in person.meetings if meeting.on == person.last)]
    return tuple(rows)


def _met(found: People) -> tuple[Person[Contact, Touchpoint], ...]:
    return tuple(person for person in found if person.met)


def _expected(_: People, roles: Sequence[str]) -> Tally:
    return Tally(Decimal(len(roles)), ())


def _covered(found: People, roles: Sequence[str]) -> Tally:
    held = {role: bearers(_met(found), role) for role in roles}
    rows = _behind(person for bearing in held.values() for person in bearing)
    return Tally(Decimal(sum(bool(held[role]) for role in roles)), rows)


def _coverage(found: People, roles: Sequence[str]) -> Tally | None:
    covered = _covered(found, roles)
    return Tally(_divided(100 * covered.value, len(roles)), covered.rows) if roles else None


def _contact_days(found: People, _: Sequence[str]) -> Tally:
    days = sum(person.days for person in found if isinstance(person.days, int))
    return Tally(Decimal(days), _behind(_met(found)))


def _freshness(found: People, roles: Sequence[str]) -> Tally | None:
    total = _contact_days(found, roles)
    return Tally(_divided(total.value, len(_met(found))), total.rows) if _met(found) else None


def _divided(value: Decimal, by: int) -> Decimal:
    with localcontext(prec=PRECISION):
        return value / by


def _functions(found: People, _: Sequence[str]) -> Tally:
    tied = tuple(person for person in _met(found) if person.functions)
    return Tally(Decimal(len({function for person in tied for function in person.functions})), _behind(tied))


def _breadth(found: People, _: Sequence[str]) -> Tally:
    tied = tuple(person for person in _met(found) if person.functions)
    cells = sum(isinstance(cell.days, int) for cell in breadth(tied).cells)
    rows: list[Row] = []
    for person in tied:
        rows += [*person.rows, *person.meetings]
    return Tally(Decimal(cells), tuple(rows))


MEASURED: Final[Mapping[str, Flow | Level]] = {
    **dict(_by_side("milestones_due", Flow("milestones whose due date lies in the month", Table.MILESTONES, _due))),
    **dict(
        _by_side("milestones_on_time", Flow("of these, the ones done by their due date", Table.MILESTONES, _on_time))
    ),
    **dict(_by_side("actions_due", Flow("actions whose due date lies in the month", Table.ACTIONS, _due))),
    **dict(_by_side("actions_on_time", Flow("of these, the ones done by their due date", Table.ACTIONS, _on_time))),
    **dict(_by_side("actions_closed", Flow("actions done in the month, late or not", Table.ACTIONS, _closed))),
    "meetings": Flow("touchpoints of every kind in the month", Table.TOUCHPOINTS, _held),
    "roles_expected": Level("roles that somebody at the account should hold", _expected),
    "roles_covered": Level("of these, the ones held by a contact who was met at all", _covered),
    "role_coverage": Level("roles covered over roles expected, in percent", _coverage, Unit.PERCENT),
    "contacts": Level("people in the contacts table", lambda found, _: _who(found)),
    "contacts_met": Level("of these, the ones met at all", lambda found, _: _who(_met(found))),
    "contacts_fresh": Level(
        f"of these, the ones met in the last {FRESH_DAYS} days",
        lambda found, _: _who(one for one in found if one.fresh),
    ),
    "contact_days": Level("days since the last contact, added up over the contacts met", _contact_days, Unit.DAYS),
    "contact_freshness": Level("mean days since the last contact, over the contacts met", _freshness, Unit.DAYS),
    "functions_covered": Level("functions on their side in which a contact was met", _functions),
    "breadth": Level("pairs of a function on their side and one of us who met a contact in it", _breadth),
}
"""The reserved names with what each counts; beside them `meetings_` with a kind, for the touchpoints of that kind."""


def measure_of(name: str) -> Flow | Level | None:
    """What is counted under `name`, None for a name that is not reserved."""
    is_kind = name.startswith(MEETINGS_OF) and word(name.removeprefix(MEETINGS_OF))
    return MEASURED.get(name) or (_of_kind(name) if is_kind else None)
