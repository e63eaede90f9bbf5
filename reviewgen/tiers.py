"""What an account sees at its tier, and what another tier would tell it: for our own house, which must decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from reviewgen.edition import Edition, Measure
from reviewgen.model import Account, Audience, Content, Kpi, KpiRecord, Review
from reviewgen.period import Calendar, Period
from reviewgen.scorecard import Total, scorecard
from reviewgen.sharing.policy import Bar, barred, content_of, visible_milestones, visible_projects, withheld
from reviewgen.sharing.redact import redact

LAST = 4
"""The highest tier: one transparent scorecard for both sides."""


@dataclass(frozen=True)
class Rung:
    """A KPI: whether the account sees it `now` and `then`, and the terms of use that `bar` it, whatever the tier.

    `gains` and `loses` name other scenarios (and "outlook") of a KPI seen both times that only one time is told.
    """

    kpi: Kpi
    now: bool
    then: bool
    gains: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    bar: Bar | None = None

    @property
    def revealed(self) -> bool:
        """True for a KPI that the other tier would show for the first time."""
        return self.then and not self.now

    @property
    def taken_back(self) -> bool:
        """True for a KPI that is seen now, and would not be."""
        return self.now and not self.then


@dataclass(frozen=True)
class Tally:
    """How many of a kind of content the account is told `now` and `then`, and how many there are.

    Comments, actions and projects (with milestones) are rows; of the others KPIs that have such a scenario count.
    `first` is the tier that the house lets the kind pass from, None for never; `kept` False where it says nothing.
    """

    content: Content
    now: int
    then: int
    held: int
    kept: bool
    first: int | None


@dataclass(frozen=True)
class Ladder:
    """An account on its tier and on another one, `to`; the totals are those of the scorecards that it reads."""

    account: Account
    calendar: Calendar
    period: Period
    to: int
    rungs: tuple[Rung, ...]
    tallies: tuple[Tally, ...]
    now: Total
    then: Total


def ladder(review: Review, to: int | None = None) -> Ladder:
    """What the account sees at its own tier and at `to`; its KPIs by tier, the lowest first, those never shared last.

    `to` None is the next tier, or the last one for an account that is there.
    """
    tier = min(review.account.tier + 1, LAST) if to is None else to
    other = at_tier(review, tier)
    now, then = redact(review, Audience.CLIENT), redact(other, Audience.CLIENT)
    rungs = tuple(_rung(record.kpi, review, other, now, then) for record in review.kpis)
    return Ladder(
        account=review.account,
        calendar=review.calendar,
        period=review.period,
        to=tier,
        rungs=tuple(sorted(rungs, key=lambda rung: rung.kpi.sharing.from_tier or LAST + 1)),
        tallies=tuple(_tally(content, review, other, now, then) for content in Content),
        now=scorecard(now).overall,
        then=scorecard(then).overall,
    )


def at_tier(review: Review, tier: int) -> Review:
    """The same facts with the account on another tier."""
    return replace(review, account=replace(review.account, tier=tier))


def _rung(kpi: Kpi, review: Review, other: Review, now: Edition, then: Edition) -> Rung:
    before, after = _told(kpi, now), _told(kpi, then)
    both = before is not None and after is not None
    return Rung(
        kpi=kpi,
        now=withheld(kpi, review) is None,
        then=withheld(kpi, other) is None,
        gains=tuple(name for name in after or () if both and name not in (before or ())),
        loses=tuple(name for name in before or () if both and name not in (after or ())),
        bar=barred(kpi, review.as_of),
    )


def _told(kpi: Kpi, edition: Edition) -> tuple[str, ...] | None:
    """What is told of a KPI beside our own value; None for one that is not in the edition."""
    measure = next((one for one in edition.measures if one.id == kpi.id), None)
    if measure is None:
        return None
    return (*(rival.name for rival in measure.rivals), *(["outlook"] if measure.ahead is not None else []))


def _tally(content: Content, review: Review, other: Review, now: Edition, then: Edition) -> Tally:
    kept = content in review.content
    return Tally(
        content=content,
        now=_count(content, review, now),
        then=_count(content, other, then),
        held=_held(content, review),
        kept=kept,
        first=review.content[content].from_tier if kept else None,
    )


def _count(content: Content, review: Review, edition: Edition) -> int:
    """How many of a kind stand in the edition; projects do so in no deck, and count as the account may see them."""
    match content:
        case Content.COMMENTS:
            return len(edition.remarks)
        case Content.ACTIONS:
            return len(edition.promises)
        case Content.PROJECTS:
            client = Audience.CLIENT
            return len(visible_projects(review, client)) + len(visible_milestones(review, client))
        case Content.OUTLOOK | Content.CLIENT_ACTUAL | Content.MARKET | Content.COMPETITORS:
            return sum(_tells(content, measure) for measure in edition.measures)
        case _:
            assert_never(content)


def _held(content: Content, review: Review) -> int:
    match content:
        case Content.COMMENTS:
            return len(review.comments)
        case Content.ACTIONS:
            return len(review.actions)
        case Content.PROJECTS:
            return len(review.projects) + len(review.milestones)
        case Content.OUTLOOK | Content.CLIENT_ACTUAL | Content.MARKET | Content.COMPETITORS:
            return sum(_tells(content, record) for record in review.kpis)
        case _:
            assert_never(content)


def _tells(content: Content, found: Measure | KpiRecord) -> bool:
    ahead = content is Content.OUTLOOK and found.ahead is not None
    return ahead or any(content_of(rival.name) is content for rival in found.rivals)
