"""The complement of the gate: what an audience may not see, as strings and numbers to look for in a finished file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from reviewgen.audit.secrets import Secret
from reviewgen.effects import Effects, LineEffects
from reviewgen.facts import OWN_SCENARIOS, Absent, Figure, Goal, Point, Reading, Unit
from reviewgen.model import Audience, Contact, Kpi, KpiRecord, Mode, Review, Touchpoint
from reviewgen.sharing.modes import as_told
from reviewgen.sharing.policy import (
    may_see,
    outlook_shared,
    visible,
    visible_actions,
    visible_comments,
    visible_kpis,
    visible_milestones,
    visible_projects,
    visible_rivals,
)

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"[.!?;:,]\s+|\s[–—-]\s")
SHORTEST_TEXT = 4
LONG_CLAUSE = 24
"""Characters from which a piece of an internal sentence tells by itself."""
TELLING_DIGITS = 4


def secrets(review: Review, audience: Audience) -> tuple[Secret, ...]:
    """Everything in `review` that `audience` may not see; empty for our own house.

    A hidden KPI is secret at any rounding; of a shared KPI, only what the page rounds away, and the rows behind it.
    """
    if audience is Audience.INTERNAL:
        return ()
    shared = visible_kpis(review, audience)
    hidden = tuple(record for record in review.kpis if record not in shared)
    return (
        *(_hidden_kpi(record, review) for record in hidden),
        *(_rounded_away(record) for record in shared),
        *(_untold(record, review) for record in shared if record.kpi.sharing.mode in (Mode.INDEX, Mode.STATUS)),
        *(secret for record in shared for secret in _hidden_rivals(record, review, audience)),
        *(secret for record in shared for secret in _hidden_ahead(record, review, audience)),
        *_rows(review, hidden),
        *_words(review, audience),
        *_budgets(review, audience),
        *_effects(review, shared),
    )


def without_hidden(review: Review, audience: Audience) -> Review:
    """`review` as it would be if what `audience` may not see did not exist; the deck must not tell the difference."""
    account = review.account
    return replace(
        review,
        kpis=tuple(_without_hidden(record, review, audience) for record in visible_kpis(review, audience)),
        observations=(),
        comments=visible_comments(review, audience),
        actions=visible_actions(review, audience),
        projects=visible_projects(review, audience),
        milestones=visible_milestones(review, audience),
        contacts=visible(review.contacts, account, audience),
        touchpoints=visible(review.touchpoints, account, audience),
        effects=review.effects if audience is Audience.INTERNAL else None,
    )


def _without_hidden(record: KpiRecord, review: Review, audience: Audience) -> KpiRecord:
    ahead = record.ahead if outlook_shared(record, review, audience) else None
    return replace(record, rivals=visible_rivals(record, review, audience), ahead=ahead)


def _hidden_kpi(record: KpiRecord, review: Review) -> Secret:
    kpi = record.kpi
    readings = [*_shown(record), *_ahead(record)]
    readings += [found for rival in record.rivals for _, found in rival.points]
    return Secret(
        what=f"KPI {kpi.id}",
        texts=_long({*_described(kpi), *_competitors(record), *_penalties(record)}),
        values=_values(readings),
        units=_units(kpi, review.company.currency),
    )


def _described(kpi: Kpi) -> set[str]:
    return {kpi.id, kpi.owner, *kpi.label.values(), *kpi.definition.values(), *kpi.source.values()}


def _hidden_rivals(record: KpiRecord, review: Review, audience: Audience) -> Iterator[Secret]:
    """The other scenarios of a shared KPI that are not shared with it; a competitor's name is hidden too."""
    shown = visible_rivals(record, review, audience)
    for rival in record.rivals:
        if rival not in shown:
            yield Secret(
                what=f"{rival.name} of KPI {record.kpi.id}",
                texts=() if rival.name in OWN_SCENARIOS else _long({rival.name}),
                values=_values(reading for _, reading in rival.points),
                units=_units(record.kpi, review.company.currency),
            )


def _hidden_ahead(record: KpiRecord, review: Review, audience: Audience) -> Iterator[Secret]:
    """The year's target and the forecast of a shared KPI, where its client is not told what is still to come."""
    if record.ahead is not None and not outlook_shared(record, review, audience):
        shown = set(_values(_shown(record)))
        values = tuple(value for value in _values(_ahead(record)) if value not in shown)
        yield Secret(
            f"outlook of KPI {record.kpi.id}", values=values, units=_units(record.kpi, review.company.currency)
        )


def _ahead(record: KpiRecord) -> tuple[Reading, ...]:
    return (record.ahead.target, record.ahead.own) if record.ahead else ()


def _shown(record: KpiRecord) -> Iterator[Reading]:
    """Every figure and goal of a KPI but those of other scenarios and of what is still to come."""
    for point in record.points:
        yield from _of_point(point)
    to_date = record.year_to_date
    yield from (to_date.actual, to_date.target, to_date.prior, record.last_twelve)


def _penalties(record: KpiRecord) -> set[str]:
    return {point.goal.penalty for point in record.points if isinstance(point.goal, Goal)}


def _of_point(point: Point) -> Iterator[Reading]:
    yield point.actual
    if isinstance(point.goal, Goal):
        goal = point.goal
        for value in (goal.target, goal.red_flag, goal.stretch, goal.low, goal.high, goal.sla):
            if value is not None:
                yield Figure(value)


def _competitors(record: KpiRecord) -> set[str]:
    return {rival.name for rival in record.rivals} - set(OWN_SCENARIOS)


def _rounded_away(record: KpiRecord) -> Secret:
    notation = as_told(record).notation if record.kpi.sharing.mode is Mode.ROUNDED else record.notation
    exact = [value for value in _values(_shown(record)) if notation.rounded(value) != value]
    return Secret(what=f"exact value of {record.kpi.id}", exact=tuple(filter(_telling, exact)))


def _untold(record: KpiRecord, review: Review) -> Secret:
    """The figures of a KPI of which a client is told an index, or no figure at all."""
    readings = [*_shown(record), *_ahead(record), *(found for rival in record.rivals for _, found in rival.points)]
    units = _units(record.kpi, review.company.currency)
    return Secret(what=f"figure of {record.kpi.id}", values=_values(readings), units=units)


def _rows(review: Review, hidden: tuple[KpiRecord, ...]) -> Iterator[Secret]:
    """The values of single rows: a client is shown periods rolled up, never what they are made of."""
    by_kpi: dict[str, set[Decimal]] = {}
    for row in review.observations:
        by_kpi.setdefault(row.kpi, set()).add(row.value)
    names = {record.kpi.id for record in hidden}
    for name, values in sorted(by_kpi.items()):
        yield Secret(
            what=f"{'hidden rows' if name in names else 'rows'} of {name}",
            exact=tuple(filter(_telling, sorted(values))),
        )


def _telling(value: Decimal) -> bool:
    """True when `value` has digits enough to be known again; 0.7 stands in every deck."""
    return len(value.normalize().as_tuple().digits) >= TELLING_DIGITS


def _words(review: Review, audience: Audience) -> Iterator[Secret]:
    """Names and sentences. A function, a role or a sentiment is an ordinary word and tells nothing without its name."""
    account = review.account
    people: tuple[Contact | Touchpoint, ...] = (*review.contacts, *review.touchpoints)
    known = {one.name for one in people if may_see(one.sharing, account, audience)}
    lists: tuple[tuple[str, Iterable[tuple[bool, tuple[str, ...]]]], ...] = (
        ("comment", ((x in visible_comments(review, audience), (x.text,)) for x in review.comments)),
        ("action", ((x in visible_actions(review, audience), (x.action,)) for x in review.actions)),
        ("project", ((x in visible_projects(review, audience), (x.title,)) for x in review.projects)),
        ("milestone", ((x in visible_milestones(review, audience), (x.title,)) for x in review.milestones)),
        ("contact", ((may_see(x.sharing, account, audience), (x.name,)) for x in review.contacts)),
        ("meeting", ((x.name in known, (x.name,)) for x in review.touchpoints)),
    )
    for what, items in lists:
        hidden = {text for shown, found in items if not shown for whole in found for text in _sentences(whole)}
        if hidden:
            yield Secret(what=f"internal {what}", texts=_long(hidden))


def _budgets(review: Review, audience: Audience) -> Iterator[Secret]:
    """The money in internal projects."""
    shown = visible_projects(review, audience)
    hidden = [one for one in review.projects if one not in shown]
    values = tuple(sorted({one.budget for one in hidden if one.budget}))
    if values:
        yield Secret("budget of an internal project", values=values, units=_money(review.company.currency))


def _effects(review: Review, shared: Iterable[KpiRecord]) -> Iterator[Secret]:
    """What price, volume and mix did to our sales, line by line; it leaves the house in no edition."""
    if review.effects is not None:
        shown = {value for record in shared for value in _values(_shown(record))}
        parts: tuple[Effects | LineEffects, ...] = (review.effects, *review.effects.lines)
        amounts = {value for part in parts for value in _amounts(part)}
        hidden = tuple(sorted(amounts - shown - {Decimal(0)}))
        yield Secret("effects of price, volume and mix", values=hidden, units=_money(review.company.currency))


def _amounts(part: Effects | LineEffects) -> tuple[Decimal, ...]:
    return (part.before, part.volume, part.mix, part.price, part.new, part.lost, part.other, part.now)


def _sentences(text: str) -> Iterator[str]:
    """The text, its sentences, and the longer of the clauses between their commas."""
    yield text
    yield from _SENTENCE.split(text)
    yield from (clause for clause in _CLAUSE.split(text) if len(clause) >= LONG_CLAUSE)


def _long(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(text for text in set(found) if len(text.strip()) >= SHORTEST_TEXT))


def _values(readings: Iterable[Reading]) -> tuple[Decimal, ...]:
    return tuple(sorted({found.value for found in readings if not isinstance(found, Absent)}))


def _units(kpi: Kpi, currency: str) -> tuple[str, ...]:
    symbols = tuple(sorted(set(kpi.symbol.values())))
    match kpi.unit:
        case Unit.CURRENCY:
            return _money(currency)
        case Unit.PERCENT | Unit.POINTS:
            return ("%", "pt", "pts", "points")
        case Unit.DAYS | Unit.HOURS | Unit.WEEKS:
            return (kpi.unit.value, kpi.unit.value[0], "jours", "heures", "semaines")
        case _:
            return symbols


def _money(currency: str) -> tuple[str, ...]:
    return (currency, "€", "k€", "M€")
