"""The sample at tiers 1 to 4: each tier shows more than the one below, and at tier 4 both sides hold one scorecard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from reviewgen.build import open_workspace, reviewed
from reviewgen.deck import Deck, texts
from reviewgen.edition import Edition, Measure
from reviewgen.facts import Absent, Figure, Goal, Notation, Point
from reviewgen.model import Audience, Review
from reviewgen.scorecard import judge, scorecard
from reviewgen.sharing.redact import redact, text
from reviewgen.sharing.secrets import without_hidden
from reviewgen.slides import compose
from reviewgen.slides.parts import whole

SAMPLE = Path(__file__).parent.parent / "samples" / "verdier"
ACCOUNTS = ("brightway", "carvelle", "nordhav")
TIERS = (1, 2, 3, 4)
MOVED: Mapping[str, set[str]] = {
    "brightway": {"fill_rate", "joint_savings", "net_sales", "order_lead_time"},
    "carvelle": {"invoice_accuracy", "milestones_kept", "order_lead_time"},
    "nordhav": {"complaint_lead_time", "otif"},
}
"""The KPIs whose whole score the rounding of shown values moves by a point; the status of none."""
MISSING = re.compile(r"\b(?:tier|withheld|confidential|not shared|non partagée?s?|confidentiel)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def reviews() -> Mapping[str, Review]:
    """The reviews of the sample by account."""
    made = reviewed(open_workspace(SAMPLE), "2026-Q3", ACCOUNTS)
    return {one.account.id: one for one in made}


def at(review: Review, tier: int) -> Review:
    return replace(review, account=replace(review.account, tier=tier))


def client(review: Review, tier: int) -> Edition:
    return redact(at(review, tier), Audience.CLIENT)


def names(edition: Edition) -> set[str]:
    return {measure.id for measure in edition.measures}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_each_tier_sees_all_that_the_one_below_sees_and_more(account: str, reviews: Mapping[str, Review]) -> None:
    seen = [names(client(reviews[account], tier)) for tier in TIERS]
    assert all(below < above for below, above in pairwise(seen))
    assert len(seen[0]) >= 2


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_deck_is_the_one_of_a_house_that_has_no_more_than_it_shows(
    account: str, reviews: Mapping[str, Review]
) -> None:
    for tier in TIERS:
        review = at(reviews[account], tier)
        bare = redact(without_hidden(review, Audience.CLIENT), Audience.CLIENT)
        assert compose(client(review, tier)) == compose(bare)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_deck_mentions_what_is_missing(account: str, reviews: Mapping[str, Review]) -> None:
    """No label of a KPI that is not seen, no word of tiers, and scores out of as many measures as are seen."""
    review = reviews[account]
    for tier in TIERS:
        edition = client(review, tier)
        told = set(texts(compose(edition)))
        labels = {text(one.kpi.label, edition.locale) for one in review.kpis if one.kpi.id not in names(edition)}
        assert labels and not labels & told
        assert not MISSING.search(" ".join(told))
        assert scorecard(edition).overall.measures == len(edition.measures)
        assert edition.shared is None and edition.withheld == ()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_at_the_last_tier_the_client_sees_all_but_what_is_never_shared(
    account: str, reviews: Mapping[str, Review]
) -> None:
    review = at(reviews[account], TIERS[-1])
    ours, theirs = redact(review, Audience.INTERNAL), client(review, TIERS[-1])
    never = {one.kpi.id for one in review.kpis if one.kpi.sharing.from_tier is None}
    assert never and names(ours) - never == names(theirs)
    order = [one.id for one in ours.measures if one.id not in never]
    assert order == [one.id for one in theirs.measures]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_at_the_last_tier_both_sides_read_one_scorecard(account: str, reviews: Mapping[str, Review]) -> None:
    """Every status agrees; a score is worked out from the figures as the client reads them, and is exact from those."""
    review = at(reviews[account], TIERS[-1])
    ours = {one.id: one for one in redact(review, Audience.INTERNAL).measures}
    moved = set()
    for theirs in client(review, TIERS[-1]).measures:
        own, shown = judge(ours[theirs.id]), judge(theirs)
        assert own.status is shown.status, theirs.id
        assert judge(as_read(ours[theirs.id])).score == shown.score, theirs.id
        assert (own.score is None) is (shown.score is None), theirs.id
        if own.score is not None and shown.score is not None and whole(own.score) != whole(shown.score):
            assert abs(whole(own.score) - whole(shown.score)) <= 2, theirs.id
            moved.add(theirs.id)
    assert moved == MOVED[account]


def as_read(measure: Measure) -> Measure:
    """The measure with its figure and goal of the quarter as they stand on the page."""
    return replace(measure, points=(*measure.points[:-1], _read(measure.now, measure.notation)))


def _read(point: Point, notation: Notation) -> Point:
    actual, goal = point.actual, point.goal
    if isinstance(actual, Figure):
        actual = replace(actual, value=notation.rounded(actual.value))
    if not isinstance(goal, Absent):
        goal = _goal(goal, notation)
    return replace(point, actual=actual, goal=goal)


def _goal(goal: Goal, notation: Notation) -> Goal:
    edges = {name: getattr(goal, name) for name in ("target", "red_flag", "stretch", "low", "high", "sla")}
    return replace(goal, **{name: notation.rounded(edge) for name, edge in edges.items() if edge is not None})


def pages(deck: Deck) -> set[str]:
    return {slide.kind for slide in deck.slides}


def test_a_higher_tier_loses_no_kind_of_slide(reviews: Mapping[str, Review]) -> None:
    """What a reader finds at one tier stands at the next one too: the decks side by side are one pyramid."""
    for review in reviews.values():
        seen = [pages(compose(client(review, tier))) for tier in TIERS]
        assert all(below <= above for below, above in pairwise(seen))
