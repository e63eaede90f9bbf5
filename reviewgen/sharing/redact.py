"""The gate: redact(review, audience) -> Edition, built field by field: a new field is dropped until let through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from reviewgen import edition as disclosed
from reviewgen.edition import Edition, Mark, Measure, Meeting, Person, Promise, Remark
from reviewgen.facts import Absent, Figure, Goal, Notation, Point, Reading, Status
from reviewgen.model import Action, Audience, Comment, Contact, KpiRecord, Labels, Review, Touchpoint
from reviewgen.sharing.modes import as_told
from reviewgen.sharing.policy import (
    outlook_shared,
    visible_actions,
    visible_comments,
    visible_kpis,
    visible_rivals,
    withheld,
)


def redact(review: Review, audience: Audience) -> Edition:
    """What `audience` may know of `review`; for a client no value holds more digits than the page shows."""
    locale = review.company.locale if audience is Audience.INTERNAL else review.account.locale
    measures = tuple(_measure(record, locale, review, audience) for record in visible_kpis(review, audience))
    held = {measure.perspective for measure in measures}
    perspectives = tuple(
        disclosed.Perspective(one.id, text(one.label, locale)) for one in review.perspectives if one.id in held
    )
    topics = {measure.id for measure in measures} | held | {"review", "ask", "next", "outlook"}
    actions = visible_actions(review, audience)
    internal = audience is Audience.INTERNAL
    return Edition(
        mark=Mark.INTERNAL if internal else Mark.SHARED,
        company=review.company.name,
        currency=review.company.currency,
        account=review.account.name,
        locale=locale,
        tier=review.account.tier,
        calendar=review.calendar,
        period=review.period,
        as_of=review.as_of,
        review_on=_meeting(review),
        manager=review.account.manager,
        perspectives=perspectives,
        measures=measures,
        remarks=tuple(_remark(comment) for comment in visible_comments(review, audience) if comment.about in topics),
        promises=tuple(_promise(action, review, topics) for action in actions),
        theirs=review.account.calendar,
        shared=redact(review, Audience.CLIENT) if internal else None,
        effects=review.effects if internal else None,
        people=tuple(map(_person, review.contacts)) if internal else (),
        meetings=tuple(map(_met, review.touchpoints)) if internal else (),
        withheld=_withheld(review, locale) if internal else (),
    )


def _withheld(review: Review, locale: str) -> tuple[disclosed.Withheld, ...]:
    found = (withheld(record.kpi, review) for record in review.kpis)
    return tuple(
        disclosed.Withheld(
            label=text(one.kpi.label, locale),
            perspective=one.kpi.perspective,
            why=one.why.value,
            tier=one.tier,
            day=one.day,
            ask=one.ask,
            reason=one.kpi.reason,
        )
        for one in found
        if one is not None
    )


def _meeting(review: Review) -> date | None:
    """The day of the review, when it falls in the quarter after the one under review."""
    day = review.account.review_on
    following = review.calendar.shift(review.period, 1)
    return day if day is not None and following.start <= day < following.end else None


def text(labels: Labels, locale: str) -> str:
    """The text for `locale`, else for its language, else the text for every language, else English, else any."""
    for key in (locale, locale.split("_")[0], "", "en", *sorted(labels)):
        if key in labels:
            return labels[key]
    return ""


def _measure(told: KpiRecord, locale: str, review: Review, audience: Audience) -> Measure:
    exact = audience is Audience.INTERNAL
    record = told if exact else as_told(told)
    kpi = record.kpi
    points = _since_first_figure(tuple(_point(point, record.notation, exact=exact) for point in record.points))
    to_date = record.year_to_date
    return Measure(
        id=kpi.id,
        label=text(kpi.label, locale),
        perspective=kpi.perspective,
        unit=kpi.unit,
        symbol=text(kpi.symbol, locale),
        direction=kpi.direction,
        rollup=kpi.rollup,
        notation=record.notation,
        points=points,
        year_to_date=disclosed.YearToDate(
            actual=_reading(to_date.actual, record.notation, exact=exact),
            target=_reading(to_date.target, record.notation, exact=exact),
            prior=_reading(to_date.prior, record.notation, exact=exact),
        ),
        rivals=tuple(
            disclosed.Rival(
                rival.name,
                tuple(
                    (period, _reading(reading, record.notation, exact=exact))
                    for period, reading in rival.points
                    if period >= points[0].period
                ),
            )
            for rival in visible_rivals(record, review, audience)
        ),
        definition=text(kpi.definition, locale),
        owner=kpi.owner,
        source=text(kpi.source, locale),
        attribution=tuple(said for terms in kpi.terms if (said := text(terms.attribution, locale))),
        weights=record.weights,
        missing=kpi.missing,
        last_twelve=_reading(record.last_twelve, record.notation, exact=exact),
        ahead=_ahead(record, review, audience),
        base=None if exact else kpi.sharing.base,
    )


def _ahead(record: KpiRecord, review: Review, audience: Audience) -> disclosed.Ahead | None:
    found = record.ahead
    if found is None or not outlook_shared(record, review, audience):
        return None
    exact = audience is Audience.INTERNAL
    target, own = (_reading(one, record.notation, exact=exact) for one in (found.target, found.own))
    return disclosed.Ahead(found.quarters, target, own)


def _since_first_figure(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points from the first figure on: how far back other rows reach is not this reader's to know."""
    return points[next((index for index, point in enumerate(points) if _tells(point)), len(points) - 1) :]


def _tells(point: Point) -> bool:
    return isinstance(point.actual, Figure) or point.given not in (None, Status.NO_DATA)


def _point(point: Point, notation: Notation, *, exact: bool) -> Point:
    actual, goal = _reading(point.actual, notation, exact=exact), _goal(point.goal, notation, exact=exact)
    return Point(point.period, actual, goal, point.weight, point.given)


def _reading(reading: Reading, notation: Notation, *, exact: bool) -> Reading:
    if exact or isinstance(reading, Absent):
        return reading
    return replace(reading, value=notation.rounded(reading.value))


def _goal(goal: Goal | Absent, notation: Notation, *, exact: bool) -> Goal | Absent:
    if exact or isinstance(goal, Absent):
        return goal
    return Goal(
        target=notation.rounded(goal.target),
        red_flag=notation.rounded(goal.red_flag),
        stretch=notation.rounded(goal.stretch),
        low=_edge(goal.low, notation),
        high=_edge(goal.high, notation),
        sla=_edge(goal.sla, notation),
        penalty=goal.penalty,
    )


def _edge(value: Decimal | None, notation: Notation) -> Decimal | None:
    return None if value is None else notation.rounded(value)


def _remark(comment: Comment) -> Remark:
    return Remark(about=comment.about, text=comment.text, author=comment.author, cause=comment.cause)


def _person(contact: Contact) -> Person:
    return Person(
        name=contact.name,
        function=contact.function,
        role=contact.role,
        influence=contact.influence,
        sentiment=contact.sentiment,
        owner=contact.owner,
        last_contact=contact.last_contact,
    )


def _met(touchpoint: Touchpoint) -> Meeting:
    return Meeting(name=touchpoint.name, owner=touchpoint.owner, on=touchpoint.on, kind=touchpoint.kind)


def _promise(action: Action, review: Review, topics: set[str]) -> Promise:
    return Promise(
        action=action.action,
        side=action.side,
        owner=action.owner,
        due=action.due,
        done=action.done,
        about=action.about if action.about in topics else "",
        carried=action.opened is not None and action.opened.end < review.period.start,
    )
