"""The weak spots of a relationship in words: the finding of its slide, and a table with one row each, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar, assert_never

from reviewgen.deck import Badge, Cell, Column, Row, Table, Tone
from reviewgen.facts import Absent
from reviewgen.people import FRESH_DAYS, Days
from reviewgen.slides.context import Context
from reviewgen.story import capital
from reviewgen.ties import (
    INFLUENCE,
    CriticalSentiment,
    Diagnosis,
    NotMet,
    RoleWithoutContact,
    SingleContact,
    SingleTie,
)

NAMES = 8
"""Names that a row lists; of more it says how many they are."""
ROWS = 5
"""People with the same weak spot who have a row each; those after them are named together in the last of the rows."""


@dataclass(frozen=True)
class Unmet:
    """Somebody who holds roles and was not met for long, or never."""

    contact: str
    roles: tuple[str, ...]
    days: Days


@dataclass(frozen=True)
class _Spots:
    """The weak spots by kind, each kind worst first."""

    roles: tuple[str, ...]
    unmet: tuple[Unmet, ...]
    tie: SingleTie | None
    critical: tuple[CriticalSentiment, ...]
    single: tuple[SingleContact, ...]


def told(found: Diagnosis, context: Context) -> tuple[str, Table | None]:
    """The title of the slide and the table of weak spots; no table where there is none."""
    spots = _by_kind(found)
    rows = tuple(_rows(spots, found, context))
    say = context.locale.say
    columns = (Column(say("relations.column.spots"), 17), Column("", 27), Column("", 56))
    return _title(spots, found, context), Table(columns, rows, say("relations.alt.spots")) if rows else None


def _by_kind(found: Diagnosis) -> _Spots:
    roles, critical, single = [], [], []
    unmet: dict[str, Unmet] = {}
    tie = None
    for spot in found.weak_spots:
        match spot:
            case RoleWithoutContact():
                roles.append(spot.role)
            case NotMet():
                before = unmet[spot.contact].roles if spot.contact in unmet else ()
                unmet[spot.contact] = Unmet(spot.contact, (*before, spot.role), spot.days)
            case SingleTie():
                tie = spot
            case CriticalSentiment():
                critical.append(spot)
            case SingleContact():
                single.append(spot)
            case _:
                assert_never(spot)
    return _Spots(tuple(roles), tuple(unmet.values()), tie, tuple(critical), tuple(single))


def _title(spots: _Spots, found: Diagnosis, context: Context) -> str:
    """The two weightiest findings; where the roles are held and met, that comes first."""
    parts = list(_findings(spots, found, context))
    first = parts[0] if len(parts) == 1 else context.locale.say("story.but", first=parts[0], second=parts[1])
    return capital(first)


def _findings(spots: _Spots, found: Diagnosis, context: Context) -> Iterator[str]:
    say = context.locale.say
    if spots.roles:
        missing = context.locale.listing(tuple(say(f"relations.no.{role}") for role in spots.roles))
        yield say("relations.title.roles", roles=missing, account=context.edition.account)
    if spots.unmet:
        yield _unmet(spots.unmet, context)
    if not spots.roles and not spots.unmet:
        fresh = all(holder.fresh for role in found.roles for holder in role.holders)
        yield say(
            f"relations.title.{'met' if fresh else 'held'}", all=context.locale.word(len(found.roles)), days=FRESH_DAYS
        )
    if spots.tie:
        yield say("relations.title.tie", owner=spots.tie.owner)
    if spots.critical:
        names = len(spots.critical)
        key = "relations.title.critical.one" if names == 1 else "relations.title.critical"
        yield say(key, contact=spots.critical[0].contact, number=context.locale.word(names))
    if spots.single:
        yield say("relations.title.single", count=len(spots.single), all=len(found.breadth.functions))


def _unmet(unmet: Sequence[Unmet], context: Context) -> str:
    say = context.locale.say
    if len(unmet) > 1:
        return say("relations.title.unmet", number=context.locale.word(len(unmet)), days=FRESH_DAYS)
    one = unmet[0]
    roles = _roles(one.roles, context)
    if isinstance(one.days, Absent):
        return say("relations.title.never", contact=one.contact, roles=roles)
    return say("relations.title.unmet.one", contact=one.contact, roles=roles, count=one.days)


def _roles(roles: Iterable[str], context: Context) -> str:
    return context.locale.listing(tuple(context.locale.say(f"relations.role.{role}") for role in roles))


def _rows(spots: _Spots, found: Diagnosis, context: Context) -> Iterator[Row]:
    say, account = context.locale.say, context.edition.account
    for role in spots.roles:
        nobody = say("relations.known.role", account=account)
        yield _row("role", capital(say(f"relations.role.{role}")), nobody, context)
    unmet, others = split(spots.unmet)
    for one in unmet:
        yield _row("unmet", one.contact, _last_met(one, found, context), context)
    yield from _rest("unmet", [one.contact for one in others], context)
    if spots.tie:
        yield _row(
            "tie", spots.tie.owner, say("relations.known.tie", names=listed(spots.tie.contacts, context)), context
        )
    critics, more = split(spots.critical)
    for critic in critics:
        yield _row("critical", critic.contact, _critic(critic, found, context), context)
    yield from _rest("critical", [critic.contact for critic in more], context)
    if spots.single:
        share = say("relations.known.single", count=len(spots.single), all=len(found.breadth.functions))
        names = listed(tuple(spot.function for spot in spots.single), context)
        yield _row("single", share, names, context, Tone.WATCH)


T = TypeVar("T")


def split(items: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """Those that have a row each, and those that are told together."""
    kept = len(items) if len(items) <= ROWS else ROWS - 1
    return items[:kept], items[kept:]


def _rest(kind: str, contacts: Sequence[str], context: Context) -> Iterator[Row]:
    if contacts:
        who = context.locale.say("relations.others", count=len(contacts))
        yield _row(kind, who, listed(tuple(contacts), context), context)


def _row(kind: str, who: str, known: str, context: Context, tone: Tone = Tone.OFF_TRACK) -> Row:
    badge = Badge(context.locale.say(f"relations.spot.{kind}"), tone)
    return Row((Cell(content=badge), Cell(who, Tone.STRONG), Cell(known)))


def _last_met(one: Unmet, found: Diagnosis, context: Context) -> str:
    locale, roles = context.locale, capital(_roles(one.roles, context))
    if isinstance(one.days, Absent):
        return locale.say("relations.known.never", roles=roles)
    day = locale.day(found.as_of - timedelta(days=one.days))
    return locale.say("relations.known.unmet", roles=roles, day=day, count=one.days)


def _critic(critic: CriticalSentiment, found: Diagnosis, context: Context) -> str:
    say = context.locale.say
    held = [role.role for role in found.roles if any(one.contact == critic.contact for one in role.holders)]
    known = [_roles(held, context)] if held else []
    known.append(say("relations.known.critical"))
    if critic.influence in INFLUENCE:
        known.append(say(f"relations.influence.{critic.influence}"))
    return capital(", ".join(known))


def listed(names: tuple[str, ...], context: Context) -> str:
    """The first of `names`, and how many more there are."""
    if len(names) <= NAMES:
        return context.locale.listing(names)
    return context.locale.say("relations.more", names=", ".join(names[: NAMES - 1]), count=len(names) - NAMES + 1)
