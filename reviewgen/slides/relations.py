"""Relations: who at the account knows whom of us, what is weak about it, who holds the roles that count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from reviewgen.deck import Badge, Cell, Column, Region, Row, Slide, Table, Tone
from reviewgen.edition import Edition
from reviewgen.facts import Absent
from reviewgen.people import FRESH_DAYS, Days, people
from reviewgen.slides.context import Context
from reviewgen.slides.weak_spots import listed, split, told
from reviewgen.story import capital
from reviewgen.ties import WATCHED, Breadth, Diagnosis, Holder, RoleHeld, diagnose
from reviewgen.ties import Cell as Tie

OWNERS = 6
"""People of ours that stand side by side in one matrix; more of them continue in a next one."""


def slides(context: Context) -> tuple[Slide, ...]:
    """What the contacts and meetings say of the relationship; nothing where no contact is known."""
    edition, day = context.edition, looked_at(context.edition)
    if not people(edition.people, edition.meetings, day):
        return ()
    found = diagnose(edition.people, edition.meetings, day)
    title, weak = told(found, context)
    tables = [*([weak] if weak else []), _roles(found, context), *_matrices(found.breadth, context)]
    blocks = tuple((Region.FULL, table) for table in tables)
    return (
        Slide("relations", "relations", context.locale.say("kicker.relations"), title, blocks, _foot(day, context)),
    )


def looked_at(edition: Edition) -> date:
    """The day of which the slide speaks: the as-of date, since the review talks of people as they stand now.

    A review of an older quarter is looked at as it stood when that was held: in the quarter after it at the latest.
    """
    return min(edition.as_of, edition.calendar.shift(edition.period, 1).last_day)


def _foot(day: date, context: Context) -> str:
    return context.locale.say("relations.foot", day=context.locale.day(day), count=FRESH_DAYS)


def _roles(found: Diagnosis, context: Context) -> Table:
    say = context.locale.say
    columns = (
        Column(say("relations.column.role"), 17),
        Column(say("relations.column.holder"), 27),
        Column(say("relations.column.owners"), 32),
        Column(say("relations.column.last"), 24),
    )
    rows = tuple(row for role in found.roles for row in _role(role, context))
    return Table(columns, rows, say("relations.alt.roles"))


def _role(role: RoleHeld, context: Context) -> Iterator[Row]:
    say = context.locale.say
    name, nobody = Cell(capital(say(f"relations.role.{role.role}")), Tone.STRONG), Cell(say("absent"))
    if not role.holders:
        yield Row((name, nobody, nobody, Cell(content=Badge(say("relations.open"), Tone.OFF_TRACK))))
    holders, rest = split(role.holders)
    for index, holder in enumerate(holders):
        owners = Cell(", ".join(holder.owners) or say("absent"))
        last = Cell(content=_freshness(holder, role.role, context))
        yield Row((name if index == 0 else Cell(), Cell(holder.contact), owners, last))
    if rest:
        names = listed(tuple(holder.contact for holder in rest), context)
        yield Row((Cell(), Cell(names), Cell(), Cell(content=_fresh_of(rest, context))))


def _fresh_of(holders: Sequence[Holder], context: Context) -> Badge:
    fresh = sum(holder.fresh for holder in holders)
    word = context.locale.say("relations.fresh.of", fresh=fresh, all=len(holders))
    return Badge(word, Tone.ON_TRACK if fresh == len(holders) else Tone.WATCH)


def _freshness(holder: Holder, role: str, context: Context) -> Badge:
    badge = _met(holder.days, "relations.met", context)
    stale = badge.tone is Tone.WATCH and role in WATCHED
    return Badge(badge.word, Tone.OFF_TRACK) if stale else badge


def _met(days: Days, style: str, context: Context) -> Badge:
    """Fresh or stale with the days since the last meeting, in long or short words."""
    say = context.locale.say
    if isinstance(days, Absent):
        return Badge(say("relations.never"), Tone.NO_DATA)
    state, tone = ("fresh", Tone.ON_TRACK) if days <= FRESH_DAYS else ("stale", Tone.WATCH)
    return Badge(say(style, state=say(f"relations.{state}"), count=days), tone)


def _matrices(matrix: Breadth, context: Context) -> Iterator[Table]:
    """The functions by people of ours, at most `OWNERS` of them a table and about as many in each."""
    owners = len(matrix.owners) if matrix.functions else 0
    side_by_side = -(-owners // -(-owners // OWNERS)) if owners else 1
    for start in range(0, owners, side_by_side):
        yield _matrix(matrix, matrix.owners[start : start + side_by_side], context)


def _matrix(matrix: Breadth, owners: Sequence[str], context: Context) -> Table:
    say = context.locale.say
    columns = (Column(say("relations.column.function"), 17), *(Column(owner, 14) for owner in owners))
    rows = []
    for function in matrix.functions:
        ties = (_tie(matrix.at(function, owner), context) for owner in owners)
        rows.append(Row((Cell(function, Tone.STRONG), *ties)))
    return Table(columns, tuple(rows), say("relations.alt.breadth"))


def _tie(tie: Tie | None, context: Context) -> Cell:
    if tie is None:
        return Cell()
    met = _met(tie.days, "relations.met.short", context)
    word = context.locale.say("relations.tie", contacts=len(tie.contacts), meetings=tie.meetings, met=met.word)
    return Cell(content=Badge(word, met.tone))
