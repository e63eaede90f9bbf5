"""Status, score, totals and coverage."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.edition import Measure
from reviewgen.facts import Direction, Figure, Goal, Missing, Point, Rollup, Status
from reviewgen.scorecard import RULES, Rule, judge, rule_of, scorecard, status_of, total
from tests.factories import CALENDAR, Q3, edition, goal, measure

HIGHER = goal("100", "90")
CONTRACT = Goal(Decimal(90), Decimal(80), Decimal(100), sla=Decimal(96))


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


@pytest.mark.parametrize(
    ("measure_", "point", "rule"),
    [
        (measure([None], HIGHER), None, Rule.NO_FIGURE),
        (measure(["95"]), None, Rule.NO_GOAL),
        (measure(["95"], HIGHER), Point(Q3, Figure(Decimal(95), 2, 3), HIGHER), Rule.MONTHS_MISSING),
        (measure(["95"], HIGHER), Point(Q3, Figure(Decimal(95)), CONTRACT), Rule.CONTRACT_BROKEN),
        (measure(["100"], HIGHER), None, Rule.GOAL_MET),
        (measure(["95"], HIGHER), None, Rule.RED_FLAG_MET),
        (measure(["80"], HIGHER), None, Rule.BEYOND_RED_FLAG),
    ],
)
def test_the_first_rule_that_matches_gives_the_status(measure_: Measure, point: Point | None, rule: Rule) -> None:
    held = point or measure_.now
    assert rule_of(measure_, held) is rule
    assert status_of(measure_, held) is RULES[rule][0]


def test_the_rules_are_all_there_and_asked_in_their_order() -> None:
    assert list(RULES) == list(Rule)


@pytest.mark.parametrize(
    ("direction", "value", "broken"),
    [
        (Direction.HIGHER, "96", False),
        (Direction.HIGHER, "96.1", False),
        (Direction.HIGHER, "95.9", True),
        (Direction.LOWER, "96", False),
        (Direction.LOWER, "95.9", False),
        (Direction.LOWER, "96.1", True),
    ],
)
def test_a_broken_contract_is_off_track_however_near_the_goal(direction: Direction, value: str, broken: bool) -> None:
    """And scores a red flag at most, so that no mean hides it; a contract that is just met is kept."""
    easy = (Decimal(50), Decimal(40), Decimal(60)) if direction is Direction.HIGHER else map(Decimal, (150, 160, 140))
    found = judge(measure([value], Goal(*easy, sla=Decimal(96), penalty="1 % a day"), direction=direction))
    assert found.status is (Status.OFF_TRACK if broken else Status.ON_TRACK)
    assert found.score == (33 if broken else 100)


def test_a_missing_figure_scores_nothing_where_the_catalogue_says_so_and_is_still_no_data() -> None:
    """67 and nothing make 33.5, of one scored measure: the gap counts in the mean and shows in the coverage."""
    gone = measure([None], HIGHER, id="gone", missing=Missing.SCORE_ZERO)
    card = scorecard(edition(measure(["100"], HIGHER, id="there"), gone))
    assert card.overall.score == Decimal("33.5")
    assert (card.overall.scored, card.overall.measures) == (1, 2)
    assert judge(gone).status is Status.NO_DATA


def test_each_quarter_is_judged_with_the_weight_and_the_goal_of_its_time() -> None:
    before = CALENDAR.previous(Q3)
    points = (
        Point(before, Figure(Decimal(95)), goal("95", "90"), Decimal(1)),
        Point(Q3, Figure(Decimal(95)), HIGHER, Decimal(3)),
    )
    held = edition(measure(["1"], id="a", points=points), measure(["110", "110"], HIGHER, id="b"))
    assert scorecard(held, before).overall.score == Decimal("83.5")
    assert scorecard(held).overall.score == Decimal("62.5")


def test_before_its_first_figure_a_measure_has_no_data() -> None:
    held = edition(measure(["100"], HIGHER, id="new"), measure(["100", "100"], HIGHER, id="old"))
    assert (scorecard(held, CALENDAR.previous(Q3)).overall.scored, scorecard(held).overall.scored) == (1, 2)


@given(st.lists(st.tuples(values, values, st.integers(1, 9)), min_size=1, max_size=6), st.integers(1, 50))
def test_a_status_has_no_memory(held: list[tuple[Decimal, Decimal, int]], later: int) -> None:
    """The quarters before have no pull on this one: no hysteresis."""
    for value, before, _ in held:
        alone, after = measure([str(value)], HIGHER), measure([str(before)] * later + [str(value)], HIGHER)
        assert (judge(alone).status, judge(alone).score) == (judge(after).status, judge(after).score)


def test_a_mean_on_the_edge_of_a_status_is_on_the_edge() -> None:
    """Scores of 44 1/3, 55 2/3 and 48 1/9 with weights 1, 2 and 3 have a mean of exactly 50."""
    held = Goal(Decimal(10), Decimal(1), Decimal(19))
    values = (("4", 1), ("7", 2), ("5", 3))
    measures = [measure([value], held, Decimal(weight), id=value) for value, weight in values]
    found = total(tuple(map(judge, measures)))
    assert (found.score, found.status) == (Decimal(50), Status.WATCH)


def test_a_quarter_before_the_first_figure_has_its_own_weight() -> None:
    """A measure that scores nothing without a figure weighs 1 in Q2 and 3 from Q3 on."""
    q2 = CALENDAR.previous(Q3)
    old = measure(["10", "10"], goal("10", "9"), id="old")
    new = measure(
        ["10"],
        goal("10", "9"),
        Decimal(3),
        id="new",
        missing=Missing.SCORE_ZERO,
        weights=((q2, Decimal(1)), (Q3, Decimal(3))),
    )
    assert scorecard(edition(old, new), q2).overall.score == Decimal("33.5")
