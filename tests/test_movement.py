"""What moved the score: the parts of the measures add up to the change, whatever came, went or changed its weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.edition import Measure
from reviewgen.facts import Absent, Direction, Figure, Goal, Missing, Point, Reason, Rollup
from reviewgen.movement import Movement, movement
from reviewgen.scorecard import judge_at, scorecard
from tests.factories import CALENDAR, NOTHING, Q3, edition, goal, measure

lawful = settings(max_examples=200, deadline=None, derandomize=True, database=None)
HIGHER = goal("100", "90")
BEFORE = CALENDAR.previous(Q3)
CLOSE = Decimal("1e-20")


def moved(*measures: Measure) -> Movement:
    found = movement(edition(*measures))
    assert found is not None
    return found


def parts(found: Movement) -> dict[str, Decimal]:
    return {part.measure.id: part.points for part in found.parts}


@st.composite
def points(draw: st.DrawFn) -> tuple[Point, ...]:
    """Two quarters: with or without a figure, a goal, all months, and each with a weight of its own."""
    found = []
    for quarter in (BEFORE, Q3):
        value, red = draw(st.integers(60, 130)), draw(st.integers(70, 99))
        held = draw(st.sampled_from((3, 3, 3, 2)))
        actual = draw(st.sampled_from((Figure(Decimal(value), held, 3), Figure(Decimal(value)), NOTHING)))
        levels = Goal(Decimal(100), Decimal(red), Decimal(110), sla=draw(st.none() | st.just(Decimal(80))))
        against = draw(st.sampled_from((levels, levels, levels, Absent(Reason.NO_TARGET))))
        found.append(Point(quarter, actual, against, Decimal(draw(st.integers(0, 5)))))
    return tuple(found)


def built(number: int, found: tuple[Point, ...], missing: Missing) -> Measure:
    return measure(["1"], id=f"m{number}", points=found, missing=missing, rollup=Rollup.SUM)


many = st.lists(st.tuples(points(), st.sampled_from(Missing)), min_size=1, max_size=8).map(
    lambda held: [built(number, *one) for number, one in enumerate(held)]
)


@lawful
@given(many)
def test_the_parts_add_up_to_the_change_of_the_score(measures: Sequence[Measure]) -> None:
    made = edition(*measures)
    now, before = scorecard(made).overall.score, scorecard(made, BEFORE).overall.score
    found = movement(made)
    if now is None or before is None:
        assert found is None
        return
    assert found is not None
    assert (found.now, found.before) == (now, before)
    assert abs(sum((part.points for part in found.parts), Decimal(0)) - (now - before)) < CLOSE
    assert sorted(part.measure.id for part in found.parts) == sorted(one.id for one in measures)
    sizes = [abs(part.points) for part in found.parts]
    assert sizes == sorted(sizes, reverse=True), "the largest first"


@lawful
@given(many)
def test_of_two_quarters_alike_nothing_moved(measures: Sequence[Measure]) -> None:
    still = [replace(one, points=(replace(one.now, period=BEFORE), one.now)) for one in measures]
    found = movement(edition(*still))
    assert found is None or (found.now == found.before and set(parts(found).values()) == {Decimal(0)})


@lawful
@given(many, st.integers(2, 9))
def test_weights_count_against_each_other_alone(measures: Sequence[Measure], times: int) -> None:
    heavier = [
        replace(one, points=tuple(replace(point, weight=point.weight * times) for point in one.points))
        for one in measures
    ]
    one, other = movement(edition(*measures)), movement(edition(*heavier))
    assert (one is None) is (other is None)
    if one is not None and other is not None:
        assert all(abs(parts(one)[name] - parts(other)[name]) < CLOSE for name in parts(one))


@lawful
@given(st.lists(st.tuples(st.integers(60, 130), st.integers(60, 130), st.integers(1, 5)), min_size=1, max_size=6))
def test_of_measures_that_stay_each_gives_its_share_of_the_weight_times_its_own_change(
    held: list[tuple[int, int, int]],
) -> None:
    measures = [
        measure([str(then), str(now)], HIGHER, Decimal(weight), id=f"m{number}")
        for number, (then, now, weight) in enumerate(held)
    ]
    found, weight = parts(moved(*measures)), sum(weight for *_, weight in held)
    for one in measures:
        now, then = judge_at(one, Q3).score, judge_at(one, BEFORE).score
        assert now is not None and then is not None
        assert abs(found[one.id] - one.weight * (now - then) / weight) < CLOSE


def test_by_hand() -> None:
    """67 and 33 weighted 1 to 1 make 50; the first rises to 100 and makes it 66.5: all of the 16.5 are its."""
    found = moved(measure(["100", "110"], HIGHER, id="up"), measure(["90", "90"], HIGHER, id="still"))
    assert (found.before, found.now) == (Decimal(50), Decimal("66.5"))
    assert [(part.measure.id, part.points) for part in found.parts] == [("up", Decimal("16.5")), ("still", Decimal(0))]


def test_a_new_measure_counts_by_how_far_it_lies_from_the_score_before() -> None:
    """67 alone; then 67 and a new 100 of the same weight: 83.5, and the new one brought it."""
    found = moved(measure(["100", "100"], HIGHER, id="old"), measure([None, "110"], HIGHER, id="new"))
    assert (found.before, found.now) == (Decimal(67), Decimal("83.5"))
    assert parts(found) == {"old": Decimal(0), "new": Decimal("16.5")}


def test_one_that_is_no_longer_scored_takes_what_it_gave() -> None:
    """67 and 100 make 83.5; without the 100 it is 67. Losing it took 8.25, and the other's new weight as much."""
    found = moved(measure(["100", "100"], HIGHER, id="stays"), measure(["110", None], HIGHER, id="gone"))
    assert (found.before, found.now) == (Decimal("83.5"), Decimal(67))
    assert parts(found) == {"stays": Decimal("-8.25"), "gone": Decimal("-8.25")}


def test_a_missing_figure_that_scores_nothing_takes_its_whole_weight() -> None:
    held = measure(["100", None], HIGHER, id="gone", missing=Missing.SCORE_ZERO)
    found = moved(measure(["100", "100"], HIGHER, id="stays"), held)
    assert (found.before, found.now) == (Decimal(67), Decimal("33.5"))
    assert parts(found) == {"stays": Decimal(0), "gone": Decimal("-33.5")}


def test_a_weight_that_changes_moves_the_score_though_no_figure_does() -> None:
    """67 and 33 weighted 1 to 1 make 50, weighted 3 to 1 they make 58.5."""
    levels = [Point(quarter, Figure(Decimal(100)), HIGHER, Decimal(by)) for quarter, by in ((BEFORE, 1), (Q3, 3))]
    first = measure(["1"], id="heavier", points=tuple(levels))
    found = moved(first, measure(["90", "90"], HIGHER, id="same"))
    assert (found.before, found.now) == (Decimal(50), Decimal("58.5"))
    assert parts(found) == {"heavier": Decimal("4.25"), "same": Decimal("4.25")}


@pytest.mark.parametrize(("then", "now"), [(None, "100"), ("100", None), (None, None)])
def test_without_a_score_in_both_quarters_nothing_is_said(then: str | None, now: str | None) -> None:
    assert movement(edition(measure([then, now], HIGHER))) is None


def test_a_lower_value_that_is_better_moves_the_score_up() -> None:
    found = moved(measure(["5.5", "5"], goal("5", "5.5"), id="days", direction=Direction.LOWER))
    assert parts(found) == {"days": Decimal(34)}
