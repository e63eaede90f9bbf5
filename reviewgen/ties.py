"""Ties: who of us knows whom at the account, who holds which role there, and the weak spots that follow.

Facts alone, no sentences, from the people of `reviewgen.people`; both sides of the gate may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, assert_never

from reviewgen.facts import Absent
from reviewgen.people import UNMET, C, ContactRow, Days, Person, T, TouchpointRow, fold, people, spelt, word

ROLES: Final = ("sponsor", "champion", "decision maker")
"""The roles that somebody at the account should hold, the weightiest first."""
WATCHED: Final = ("sponsor", "decision maker")
"""The roles whose holders should be met every `FRESH_DAYS`."""
CRITICAL: Final = ("critical", "negative")
"""The sentiments that are a weak spot."""
INFLUENCE: Final = ("high", "medium", "low")


@dataclass(frozen=True)
class Cell:
    """What ties a function of theirs to one of us: the contacts, how often one of us met them, and how long ago."""

    function: str
    owner: str
    contacts: tuple[str, ...]
    meetings: int
    days: Days


@dataclass(frozen=True)
class Breadth:
    """The matrix: functions on their side (rows) by people on ours (columns); only cells with a tie are there."""

    functions: tuple[str, ...]
    owners: tuple[str, ...]
    cells: tuple[Cell, ...]

    def at(self, function: str, owner: str) -> Cell | None:
        """The cell of a row and a column, None where no tie is."""
        return next((cell for cell in self.cells if (cell.function, cell.owner) == (function, owner)), None)


def breadth(found: Iterable[Person[C, T]]) -> Breadth:
    """The matrix of `found`, who must stem from one day; a contact without function stands in no row."""
    held = tuple(found)
    functions = _spellings(row.function for person in held for row in person.rows)
    owners = _spellings(owner for person in held for owner in _owners(person))
    tied: dict[tuple[str, str], list[Person[C, T]]] = {}
    for person in held:
        for function in person.functions:
            for owner in person.dates.keys() - {""}:
                tied.setdefault((function, owner), []).append(person)
    cells = (_cell(functions[key[0]], owners[key[1]], tied[key]) for key in sorted(tied))
    return Breadth(tuple(functions.values()), tuple(owners.values()), tuple(cells))


def _cell(function: str, owner: str, tied: Iterable[Person[C, T]]) -> Cell:
    held = tuple(tied)
    days = [(person.day - met).days for person in held for met in person.dates[fold(owner)]]
    return Cell(function, owner, tuple(person.name for person in held), len(days), min(days, default=UNMET))


def _owners(person: Person[C, T]) -> Iterator[str]:
    yield from (row.owner for row in person.rows)
    yield from (one.owner for one in person.meetings)


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    """How to write each name, by its folded form and in that order."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(fold(text), []).append(text)
    return {name: spelt(found[name]) for name in sorted(found.keys() - {""})}


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role, with those of us who hold the tie."""

    contact: str
    owners: tuple[str, ...]
    days: Days
    fresh: bool


@dataclass(frozen=True)
class RoleHeld:
    """An expected role and who holds it, whom we met last first."""

    role: str
    holders: tuple[Holder, ...]

    @property
    def covered(self) -> bool:
        """True when a holder was met at all."""
        return any(not isinstance(holder.days, Absent) for holder in self.holders)


@dataclass(frozen=True)
class RoleWithoutContact:
    """Nobody at the account holds an expected role."""

    role: str


@dataclass(frozen=True)
class NotMet:
    """A sponsor or decision maker not met for more than `FRESH_DAYS`; or no meeting with a role's holder on record."""

    contact: str
    role: str
    days: Days


@dataclass(frozen=True)
class SingleTie:
    """One of us holds every tie there is."""

    owner: str
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class CriticalSentiment:
    """A contact who thinks badly of us."""

    contact: str
    influence: str


@dataclass(frozen=True)
class SingleContact:
    """A function of theirs in which we know one person only."""

    function: str
    contact: str


WeakSpot = RoleWithoutContact | NotMet | SingleTie | CriticalSentiment | SingleContact


@dataclass(frozen=True)
class Diagnosis:
    """The relationship at the end of `as_of`: its weak spots, the worst first, its roles and its breadth."""

    as_of: date
    weak_spots: tuple[WeakSpot, ...]
    roles: tuple[RoleHeld, ...]
    breadth: Breadth


def diagnose(
    contacts: Iterable[ContactRow],
    touchpoints: Iterable[TouchpointRow],
    as_of: date,
    roles: tuple[str, ...] = ROLES,
) -> Diagnosis:
    """What the rows of one account say of the relationship at the end of `as_of`; no contacts leave every role open."""
    found = people(contacts, touchpoints, as_of)
    matrix = breadth(found)
    held = tuple(RoleHeld(role, _holders(found, role)) for role in roles)
    spots = [*_roles(held), *_single_tie(found), *_sentiments(found), *_single_contacts(found, matrix)]
    return Diagnosis(as_of, tuple(sorted(spots, key=_worst_first(roles))), held, matrix)


def bearers(found: Iterable[Person[C, T]], role: str) -> tuple[Person[C, T], ...]:
    """Those of `found` who hold `role`."""
    return tuple(person for person in found if word(role) in person.roles)


def _holders(found: tuple[Person[C, T], ...], role: str) -> tuple[Holder, ...]:
    owners = _spellings(owner for person in found for owner in _owners(person))
    held = sorted(bearers(found, role), key=lambda one: _longest(one.days))
    return tuple(
        Holder(one.name, tuple(owners[owner] for owner in sorted(one.holders)), one.days, one.fresh) for one in held
    )


def _roles(held: Iterable[RoleHeld]) -> Iterator[WeakSpot]:
    for role in held:
        if not role.holders:
            yield RoleWithoutContact(role.role)
        for holder in role.holders:
            if isinstance(holder.days, Absent) or (not holder.fresh and word(role.role) in WATCHED):
                yield NotMet(holder.contact, role.role, holder.days)


def _single_tie(found: tuple[Person[C, T], ...]) -> Iterator[WeakSpot]:
    tied = [person for person in found if person.holders]
    holders = {holder for person in tied for holder in person.holders}
    if len(holders) == 1:
        owners = _spellings(owner for person in tied for owner in _owners(person))
        yield SingleTie(owners[holders.pop()], tuple(person.name for person in tied))


def _sentiments(found: Iterable[Person[C, T]]) -> Iterator[WeakSpot]:
    for person in found:
        if any(word(row.sentiment) in CRITICAL for row in person.rows):
            influence = min((word(row.influence) for row in person.rows), key=_influence)
            yield CriticalSentiment(person.name, influence)


def _single_contacts(found: tuple[Person[C, T], ...], matrix: Breadth) -> Iterator[WeakSpot]:
    for function in matrix.functions:
        inside = [person for person in found if fold(function) in person.functions]
        if len(inside) == 1:
            yield SingleContact(function, inside[0].name)


def _influence(influence: str) -> int:
    return INFLUENCE.index(influence) if influence in INFLUENCE else len(INFLUENCE)


def _worst_first(roles: tuple[str, ...]) -> Callable[[WeakSpot], tuple[int, int, int, str]]:
    def key(spot: WeakSpot) -> tuple[int, int, int, str]:
        match spot:
            case RoleWithoutContact():
                return 0, roles.index(spot.role), 0, ""
            case NotMet():
                return 1, roles.index(spot.role), -_longest(spot.days), spot.contact
            case SingleTie():
                return 2, 0, 0, spot.owner
            case CriticalSentiment():
                return 3, _influence(spot.influence), 0, spot.contact
            case SingleContact():
                return 4, 0, 0, spot.function
            case _:
                assert_never(spot)

    return key


def _longest(days: Days) -> int:
    """Days as they sort: no meeting at all is longer than any time."""
    return date.max.toordinal() if isinstance(days, Absent) else days
