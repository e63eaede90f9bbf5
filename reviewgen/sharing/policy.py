"""Who may see what: the one place that answers, from structure alone and never from a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from reviewgen.facts import CLIENT_ACTUAL, MARKET, OWN_SCENARIOS, Why
from reviewgen.model import (
    Account,
    Action,
    Audience,
    Comment,
    Content,
    Kpi,
    KpiRecord,
    Milestone,
    Project,
    Review,
    Rival,
    Sharing,
    Terms,
)


class Shareable(Protocol):
    """A fact that carries its own visibility."""

    @property
    def sharing(self) -> Sharing: ...


S = TypeVar("S", bound=Shareable)


@dataclass(frozen=True)
class Withheld:
    """A KPI that a client does not see: why, from which tier or day it would, and who can release it."""

    kpi: Kpi
    why: Why
    tier: int | None = None
    day: date | None = None
    ask: str = ""


@dataclass(frozen=True)
class Bar:
    """Terms of use that keep what stands under them from every client: why, and the day that it turns on."""

    terms: Terms
    why: Why
    day: date | None = None


def may_see(sharing: Sharing, account: Account, audience: Audience) -> bool:
    """True when `audience` may see a fact shared as `sharing` at the account's tier."""
    if audience is Audience.INTERNAL:
        return True
    return sharing.from_tier is not None and account.tier >= sharing.from_tier


def visible(facts: Iterable[S], account: Account, audience: Audience) -> tuple[S, ...]:
    """The facts that `audience` may see."""
    return tuple(fact for fact in facts if may_see(fact.sharing, account, audience))


def visible_kpis(review: Review, audience: Audience) -> tuple[KpiRecord, ...]:
    """The KPIs that `audience` may see."""
    if audience is Audience.INTERNAL:
        return review.kpis
    return tuple(record for record in review.kpis if withheld(record.kpi, review) is None)


def withheld(kpi: Kpi, review: Review) -> Withheld | None:
    """Why the client of `review` does not see `kpi`, on its as-of date; None for one that is shared."""
    first = kpi.sharing.from_tier
    if first is None:
        return Withheld(kpi, Why.NEVER)
    if review.account.tier < first:
        return Withheld(kpi, Why.TIER, tier=first)
    bar = barred(kpi, review.as_of)
    return None if bar is None else Withheld(kpi, bar.why, day=bar.day, ask=bar.terms.ask or bar.terms.holder)


def barred(kpi: Kpi, as_of: date) -> Bar | None:
    """The first terms of use that keep `kpi` from clients on a day, at whatever tier; None where none does."""
    return next((bar for terms in kpi.terms if (bar := bar_of(terms, as_of))), None)


def bar_of(terms: Terms, as_of: date) -> Bar | None:
    """What these terms keep back on a day, and why; None where they let it pass."""
    if not terms.clients:
        return Bar(terms, Why.HOUSE)
    if not terms.approved_by or (terms.approved_on is not None and as_of < terms.approved_on):
        return Bar(terms, Why.NOT_APPROVED, terms.approved_on)
    if terms.embargo_until is not None and as_of < terms.embargo_until:
        return Bar(terms, Why.EMBARGO, terms.embargo_until)
    if terms.valid_until is not None and as_of > terms.valid_until:
        return Bar(terms, Why.EXPIRED, terms.valid_until)
    return None


def allowed(review: Review, content: Content, audience: Audience) -> bool:
    """False where the house keeps a kind of content back at the account's tier."""
    return content not in review.content or may_see(review.content[content], review.account, audience)


def visible_comments(review: Review, audience: Audience) -> tuple[Comment, ...]:
    """The comments that `audience` may see."""
    return _kind(review.comments, Content.COMMENTS, review, audience)


def visible_actions(review: Review, audience: Audience) -> tuple[Action, ...]:
    """The actions that `audience` may see."""
    return _kind(review.actions, Content.ACTIONS, review, audience)


def visible_projects(review: Review, audience: Audience) -> tuple[Project, ...]:
    """The projects that `audience` may see."""
    return _kind(review.projects, Content.PROJECTS, review, audience)


def visible_milestones(review: Review, audience: Audience) -> tuple[Milestone, ...]:
    """The milestones that `audience` may see; those of a project go with it."""
    return _kind(review.milestones, Content.PROJECTS, review, audience)


def visible_rivals(record: KpiRecord, review: Review, audience: Audience) -> tuple[Rival, ...]:
    """The other scenarios of a KPI that `audience` may see."""
    shown = visible(record.rivals, review.account, audience)
    return tuple(rival for rival in shown if allowed(review, content_of(rival.name), audience))


def outlook_shared(record: KpiRecord, review: Review, audience: Audience) -> bool:
    """True when `audience` is told what is still to come of a KPI."""
    if record.ahead is None or not may_see(record.ahead.sharing, review.account, audience):
        return False
    return allowed(review, Content.OUTLOOK, audience)


def _kind(facts: Iterable[S], content: Content, review: Review, audience: Audience) -> tuple[S, ...]:
    return visible(facts, review.account, audience) if allowed(review, content, audience) else ()


def content_of(scenario: str) -> Content:
    """The kind of content that another scenario of a KPI is."""
    if scenario not in OWN_SCENARIOS:
        return Content.COMPETITORS
    return {CLIENT_ACTUAL: Content.CLIENT_ACTUAL, MARKET: Content.MARKET}.get(scenario, Content.OUTLOOK)
