"""People at the account: the rows that bear a name and the meetings held with it, as known at the end of a day.

Any records will do that have the fields of `ContactRow` and `TouchpointRow`. Names match without case and needless
space; accents count. What is dated after the day that is asked about is not known yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Generic, Protocol, TypeVar

from reviewgen.facts import Absent, Reason

FRESH_DAYS: Final = 90
"""A contact is fresh up to and with this many days after the last meeting."""
UNMET: Final = Absent(Reason.NO_ROWS)
Days = int | Absent
"""Days since the last meeting; Absent where none is on record."""


class ContactRow(Protocol):
    """A row of the contacts table, of either side of the gate."""

    @property
    def name(self) -> str: ...
    @property
    def function(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def influence(self) -> str: ...
    @property
    def sentiment(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def last_contact(self) -> date | None: ...


class TouchpointRow(Protocol):
    """A row of the touchpoints table, of either side of the gate."""

    @property
    def name(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def on(self) -> date | None: ...
    @property
    def kind(self) -> str: ...


C = TypeVar("C", bound=ContactRow)
T = TypeVar("T", bound=TouchpointRow)


def fold(text: str) -> str:
    """A name as it is compared: without case, Unicode form or space that does not part words."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def word(text: str) -> str:
    """A role or a kind as it is compared: folded, and a hyphen or an underscore is a space."""
    return fold(re.sub("[_-]", " ", text))


@dataclass(frozen=True)
class Person(Generic[C, T]):
    """Somebody at the account as known at the end of `day`: all rows that bear the name, and the meetings till then."""

    rows: tuple[C, ...]
    meetings: tuple[T, ...]
    day: date

    @property
    def name(self) -> str:
        """The name; of several spellings the first in the alphabet."""
        return spelt(row.name for row in self.rows)

    @property
    def functions(self) -> frozenset[str]:
        """The functions, folded."""
        return frozenset(fold(row.function) for row in self.rows) - {""}

    @property
    def roles(self) -> frozenset[str]:
        """The roles, as `word` compares them; a cell may name several, parted by a comma, a semicolon or a slash."""
        return frozenset(word(part) for row in self.rows for part in re.split("[,;/]", row.role)) - {""}

    @property
    def last(self) -> date | Absent:
        """The day of the last meeting on record."""
        return max((met for dates in self.dates.values() for met in dates), default=UNMET)

    @property
    def days(self) -> Days:
        """Days since the last meeting."""
        return self.last if isinstance(self.last, Absent) else (self.day - self.last).days

    @property
    def met(self) -> bool:
        """True when a meeting is on record."""
        return not isinstance(self.last, Absent)

    @property
    def fresh(self) -> bool:
        """True when the last meeting is at most `FRESH_DAYS` old."""
        return not isinstance(self.days, Absent) and self.days <= FRESH_DAYS

    @cached_property
    def dates(self) -> Mapping[str, tuple[date, ...]]:
        """When each of us met the person, by folded name ("" where nobody is named); empty for an owner who never did.

        The last contact that a row states is its owner's, unless a touchpoint of that day says who it was.
        """
        told = [(fold(one.owner), one.on) for one in self.meetings if one.on is not None]
        days = {day for _, day in told}
        stated = [(fold(row.owner), row.last_contact) for row in self.rows]
        held = [*told, *((owner, day) for owner, day in stated if day and day <= self.day and day not in days)]
        owners = {owner for owner, _ in held} | {owner for owner, _ in stated if owner}
        return {owner: tuple(sorted(day for one, day in held if one == owner)) for owner in sorted(owners)}

    @property
    def holders(self) -> frozenset[str]:
        """Who of us holds the tie: the owners that the rows state, and who met the person in the last `FRESH_DAYS`."""
        stated = {fold(row.owner) for row in self.rows}
        lately = {one for one, dates in self.dates.items() if dates and (self.day - dates[-1]).days <= FRESH_DAYS}
        return frozenset(stated | lately) - {""}


def people(contacts: Iterable[C], touchpoints: Iterable[T], day: date) -> tuple[Person[C, T], ...]:
    """The people of the contacts table, each once, in the order of their folded names; a row without a name is none."""
    rows, meetings = _by_name(contacts), _by_name(one for one in touchpoints if one.on is not None and one.on <= day)
    return tuple(
        Person(tuple(sorted(rows[name], key=_contact_key)), tuple(sorted(meetings.get(name, ()), key=_met_key)), day)
        for name in sorted(rows.keys() - {""})
    )


R = TypeVar("R", bound=ContactRow | TouchpointRow)


def _by_name(rows: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(fold(row.name), []).append(row)
    return found


def _contact_key(row: ContactRow) -> tuple[str, ...]:
    return row.name, row.function, row.role, row.influence, row.sentiment, row.owner, str(row.last_contact or "")


def _met_key(row: TouchpointRow) -> tuple[str, ...]:
    return str(row.on or ""), row.owner, row.kind, row.name


def spelt(texts: Iterable[str]) -> str:
    """How to write a name; of several spellings the first in the alphabet, with single spaces."""
    return min(" ".join(text.split()) for text in texts)
