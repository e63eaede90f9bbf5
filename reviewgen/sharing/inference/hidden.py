"""Which figures of a review are hidden facts, from the catalogue and the policy alone.

- Every figure of a KPI that the audience may not see, or sees as index or status alone: actual, target, forecast, and
  of every scenario shown elsewhere.
- Every figure of the names that only such KPIs are worked out from: the cost behind a hidden margin. A name that a
  shared KPI is worked out from too is no hidden fact by itself: the rate of on-time orders tells of the orders, and
  whoever shares the rate meant it. Neither is a figure that a shared KPI lacks.
- The forecast of a shared KPI, the target of its year, and the scenarios that are shared of others but not of it. A
  year's target that is phased over the quarters is none: whoever shares the quarters' targets shares its parts.

What the client says itself (scenario client_actual) is no secret from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reviewgen.edition import Edition
from reviewgen.facts import CLIENT_ACTUAL, TARGET
from reviewgen.model import Audience, Kpi, Mode, Review
from reviewgen.sharing.inference.declared import declared, facts_of, indexed, phased, scenarios
from reviewgen.sharing.inference.facts import Fact, shown, windows
from reviewgen.sharing.policy import visible_kpis

_AS_VALUES: Final = (Mode.VALUE, Mode.ROUNDED)


def hidden(review: Review, edition: Edition, audience: Audience) -> tuple[Fact, ...]:
    """The facts that `audience` must not be able to work out; `edition` is what it holds."""
    told = {record.kpi.id for record in visible_kpis(review, audience) if record.kpi.sharing.mode in _AS_VALUES}
    kept = [record.kpi for record in review.kpis if record.kpi.id not in told]
    found = (*_of_hidden(review, kept, told, edition), *_of_shared(review, told, edition))
    seen = shown(edition, indexed(review))
    return tuple(fact for fact in dict.fromkeys(found) if fact not in seen)


def _of_hidden(review: Review, kept: list[Kpi], told: set[str], edition: Edition) -> Iterator[Fact]:
    known, over = declared(review), windows(edition)
    open_names = {name for record in review.kpis if record.kpi.id in told for name in record.kpi.names}
    others = tuple(name for name in scenarios(edition) if name != CLIENT_ACTUAL)
    behind = [name for kpi in kept for name in kpi.names if name not in open_names]
    for name in dict.fromkeys((*(kpi.id for kpi in kept), *behind)):
        plain = Kpi(name, {}, "", kept[0].unit, kept[0].place)
        yield from facts_of(known.get(name, plain), over, others)


def _of_shared(review: Review, told: set[str], edition: Edition) -> Iterator[Fact]:
    over = windows(edition)
    held = {measure.id: measure for measure in edition.measures}
    for record in review.kpis:
        if record.kpi.id in told:
            measure = held[record.kpi.id]
            closed = set(scenarios(edition)) - {rival.name for rival in measure.rivals} - {CLIENT_ACTUAL}
            ahead = {TARGET} if measure.ahead is None and not phased(record.kpi) else set()
            for fact in facts_of(record.kpi, over, scenarios(edition)):
                to_come = fact.window == over.year or fact.window in over.coming
                if fact.scenario in closed or (fact.scenario in ahead and to_come):
                    yield fact
