"""The terms of use of a workspace on its as-of date: what stands under them, what they keep back, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from reviewgen.errors import Problem, Severity
from reviewgen.facts import Why
from reviewgen.freshness import day
from reviewgen.model import Audience, Kpi, Review, Terms
from reviewgen.sharing.policy import Bar, bar_of, may_see
from reviewgen.workspace import Workspace

SOON = timedelta(days=30)
"""How long before they run out terms are asked to be renewed."""
_WRITE_END = "then write the new valid_until in reviewgen.yml."
HOW = "An approval is written by hand: approved_by and approved_on under its terms in reviewgen.yml."


@dataclass(frozen=True)
class Standing:
    """Terms of use on a day: what they `bar`, whether they run out soon, the ids of KPIs and the sources under them."""

    terms: Terms
    bar: Bar | None
    ending: bool
    kpis: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def state(self) -> str:
        """Such as "open", "open until 30 Jun 2026", "not approved", "embargo until 1 Nov 2026"."""
        if self.bar is not None:
            return state(self.bar)
        until = self.terms.valid_until
        return f"open until {day(until)}" if until else "open"


def standings(loaded: Workspace, reviews: Iterable[Review], as_of: date) -> tuple[Standing, ...]:
    """The terms in the order of reviewgen.yml; a KPI stands under those of the sources of its rows as well.

    KPIs are in the order of the catalogue, `reviews` those of all accounts.
    """
    under: dict[str, set[str]] = {}
    for kpi in (*loaded.kpis, *(record.kpi for review in reviews for record in review.kpis)):
        for terms in kpi.terms:
            under.setdefault(terms.name, set()).add(kpi.id)
    return tuple(
        Standing(
            terms=terms,
            bar=bar_of(terms, as_of),
            ending=ending(terms, as_of),
            kpis=tuple(kpi.id for kpi in loaded.kpis if kpi.id in under.get(name, ())),
            sources=tuple(_sources(loaded, name)),
        )
        for name, terms in loaded.terms.items()
    )


def _sources(loaded: Workspace, name: str) -> Iterator[str]:
    for one in loaded.tables.get("observations", ()):
        if one.terms == name:
            yield f"{one.shown}, {one.sheet}" if one.sheet else one.shown
    yield from (f"rows {one.name}" for one in loaded.rows if one.terms == name)


def ending(terms: Terms, as_of: date) -> bool:
    """True for terms that are open on a day, and run out within SOON of it."""
    until = terms.valid_until
    return bar_of(terms, as_of) is None and until is not None and until - as_of <= SOON


def state(bar: Bar) -> str:
    """What terms wait for, in a few words; a day where they name one."""
    match bar.why:
        case Why.HOUSE:
            return "for our own house alone"
        case Why.NOT_APPROVED:
            return f"approved from {day(bar.day)} on" if bar.day else "not approved"
        case Why.EMBARGO:
            assert bar.day is not None
            return f"embargo until {day(bar.day)}"
        case Why.EXPIRED:
            assert bar.day is not None
            return f"expired on {day(bar.day)}"
        case Why.NEVER | Why.TIER:
            raise AssertionError(bar.why)
        case _:
            assert_never(bar.why)


def doubts(review: Review) -> Iterator[Problem]:
    """For each KPI that the account's tier would show: the terms that keep it back, or soon will, and whom to ask.

    Nothing of a KPI that terms keep for our own house: it is meant so.
    """
    for kpi in (record.kpi for record in review.kpis):
        bars = [bar_of(terms, review.as_of) for terms in kpi.terms]
        ours = any(bar is not None and bar.why is Why.HOUSE for bar in bars)
        if may_see(kpi.sharing, review.account, Audience.CLIENT) and not ours:
            yield from (_barred(kpi, bar, review) for bar in bars if bar is not None)
            yield from (_ending(kpi, terms, review) for terms in kpi.terms if ending(terms, review.as_of))


def _barred(kpi: Kpi, bar: Bar, review: Review) -> Problem:
    message = f"not shown to the client: terms {_named(bar.terms)}: {state(bar)}"
    return _doubt(kpi, bar.terms, message, _release(bar, review), review)


def _ending(kpi: Kpi, terms: Terms, review: Review) -> Problem:
    assert terms.valid_until is not None
    until = day(terms.valid_until)
    message = f"shown to the client until {until} only: terms {_named(terms)} run out"
    return _doubt(kpi, terms, message, f"Ask {whom(terms)} to renew them by {until}; {_WRITE_END}", review)


def _doubt(kpi: Kpi, terms: Terms, message: str, hint: str, review: Review) -> Problem:
    told = f"{review.account.id}, {review.calendar.key(review.period)}: {kpi.id}: {message}"
    return Problem(terms.place, told, hint, Severity.WARNING)


def _release(bar: Bar, review: Review) -> str:
    """Who can release it and by when, the day of the review where one is to come; or the day on which it opens."""
    on = review.account.review_on
    by = f" by {day(on)}, the day of the review" if on is not None and on >= review.as_of else ""
    if bar.why is Why.EXPIRED:
        return f"Ask {whom(bar.terms)} to renew them{by}; {_WRITE_END}"
    if bar.day is None:
        return f"Ask {whom(bar.terms)} to release it{by}; then write approved_by and approved_on in reviewgen.yml."
    return f"It is shown from {day(bar.day)} on; ask {whom(bar.terms)} where that is too late."


def whom(terms: Terms) -> str:
    """Who can release what stands under the terms; their holder, where they name nobody."""
    return terms.ask or terms.holder


def _named(terms: Terms) -> str:
    return f"{terms.name} ({terms.holder})"
