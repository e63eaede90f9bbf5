"""Who may see what: the one place that answers, from structure alone and never from a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from reviewgen.model import Account, Audience, KpiRecord, Review, Sharing


class Shareable(Protocol):
    """A fact that carries its own visibility."""

    @property
    def sharing(self) -> Sharing: ...


S = TypeVar("S", bound=Shareable)


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
    return tuple(record for record in review.kpis if may_see(record.kpi.sharing, review.account, audience))
