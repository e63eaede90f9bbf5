"""Status, score, totals and coverage."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.facts import Direction, Figure, Goal, Point, Rollup, Status
from reviewgen.scorecard import judge, scorecard
from tests.factories import Q3, edition, goal, measure

HIGHER = goal("100", "90")


@pytest.mark.parametrize(
    ("value", "status", "score"),
    [
        ("110", Status.ON_TRACK, "100"),
        ("125", Status.ON_TRACK, "100"),
        ("105", Status.ON_TRACK, "83.5"),
        ("100", Status.ON_TRACK, "67"),
        ("99.999", Status.WATCH, "66.9966"),
        ("95", Status.WATCH, "50"),
        ("90", Status.WATCH, "33"),
        ("89.9", Status.OFF_TRACK, "32.66"),
        ("10", Status.OFF_TRACK, "0"),
    ],
)
def test_the_scale_runs_through_red_flag_goal_and_stretch(value: str, status: Status, score: str) -> None:
    found = judge(measure([value], HIGHER))
    assert (found.status, found.score) == (status, Decimal(score))


@pytest.mark.parametrize(
    ("value", "status"),
    [("4", Status.ON_TRACK), ("5", Status.ON_TRACK), ("5.3", Status.WATCH), ("6", Status.OFF_TRACK)],
)
def test_lower_is_better_turns_the_scale_round(value: str, status: Status) -> None:
    assert judge(measure([value], goal("5", "5.5"), direction=Direction.LOWER)).status is status


@pytest.mark.parametrize(
    ("value", "status", "score"),
    [
        ("5", Status.ON_TRACK, "100"),
        ("4", Status.ON_TRACK, "67"),
        ("6.5", Status.WATCH, "50"),
        ("7.1", Status.OFF_TRACK, "29.6"),
    ],
)
def test_a_band_is_best_in_the_middle(value: str, status: Status, score: str) -> None:
    band = Goal(Decimal(5), Decimal(7), Decimal(5), Decimal(4), Decimal(6))
    found = judge(measure([value], band, direction=Direction.BAND))
    assert (found.status, found.score) == (status, Decimal(score))


def test_missing_is_no_data_and_without_a_goal_not_scored() -> None:
    assert judge(measure([None], HIGHER)).status is Status.NO_DATA
    assert judge(measure(["1"])).status is Status.NOT_SCORED


def test_a_sum_with_a_month_missing_is_not_held_against_the_whole_goal() -> None:
    partial = Point(Q3, Figure(Decimal(70), 2, 3), HIGHER)
    assert judge(measure(["1"], points=(partial,))).status is Status.NOT_SCORED
    assert judge(measure(["1"], points=(partial,), rollup=Rollup.MEAN)).status is Status.OFF_TRACK


def test_the_mean_is_weighted_and_missing_leaves_it_and_shows() -> None:
    good, bad = measure(["100"], HIGHER, id="a"), measure(["90"], HIGHER, id="b", weight=Decimal(3))
    card = scorecard(edition(good, bad, measure([None], HIGHER, id="c")))
    assert card.overall.score == Decimal("41.5")
    assert (card.overall.scored, card.overall.measures) == (2, 3)
    assert card.overall.status is Status.OFF_TRACK


def test_nothing_scored_is_no_score_and_not_zero() -> None:
    total = scorecard(edition(measure([None], HIGHER))).overall
    assert (total.score, total.status, total.scored) == (None, Status.NO_DATA, 0)


values = st.decimals(-1000, 1000, places=2, allow_nan=False)


@given(values, values, values, values)
def test_a_better_value_never_scores_less(first: Decimal, second: Decimal, one: Decimal, other: Decimal) -> None:
    red, target = sorted((one, other))
    held = Goal(target, red, target + (target - red))
    low, high = sorted((first, second))
    scores = [judge(measure([str(value)], held)).score for value in (low, high)]
    assert scores[0] is not None and scores[1] is not None
    assert Decimal(0) <= scores[0] <= scores[1] <= Decimal(100)


@given(values, values, values)
def test_status_says_no_more_than_goal_and_red_flag(value: Decimal, one: Decimal, other: Decimal) -> None:
    red, target = sorted((one, other))
    found = judge(measure([str(value)], Goal(target, red, target + 1))).status
    expected = Status.ON_TRACK if value >= target else Status.WATCH if value >= red else Status.OFF_TRACK
    assert found is expected


def test_a_measure_keeps_its_place() -> None:
    one, two = measure(["1"], HIGHER, id="z"), measure(["1"], HIGHER, id="a", perspective="market")
    card = scorecard(replace(edition(one, two)))
    assert [section.perspective.id for section in card.sections] == ["finance", "market"]
