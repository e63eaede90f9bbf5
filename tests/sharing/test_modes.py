"""Share modes: past the gate nothing holds more than is shown, whatever is told of a KPI."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reviewgen.assemble import notation
from reviewgen.edition import Edition, Measure
from reviewgen.facts import Absent, Direction, Figure, Goal, Missing, Notation, Point, Reason, Rollup, Status, Unit
from reviewgen.model import Ahead, Audience, Kpi, KpiRecord, Mode, Rival, Sharing, YearToDate
from reviewgen.scorecard import scorecard, status_of
from reviewgen.sharing.modes import stepped
from reviewgen.sharing.redact import redact
from tests.sharing.modes_shop import built, shop
from tests.sharing.reviews import CALENDAR, NOTHING, Q3, kpi, reached, record, review

QUARTERS = CALENDAR.quarters(Q3, 6)
BASE = QUARTERS[1]
STEPS = (Decimal("0.05"), Decimal("0.5"), Decimal(3), Decimal(50), Decimal(30_000), Decimal(250_000))
cents = st.integers(-4_000_000_000, 4_000_000_000).map(lambda value: Decimal(value).scaleb(-2))
positive = st.integers(1, 4_000_000_000).map(lambda value: Decimal(value).scaleb(-2))
laws = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@st.composite
def records(draw: st.DrawFn, made: Kpi, values: st.SearchStrategy[Decimal] = cents) -> KpiRecord:
    """A record that holds a figure wherever a record may hold one."""

    def figure() -> Figure:
        return Figure(draw(values))

    points = tuple(Point(quarter, figure(), goal(draw, values)) for quarter in QUARTERS)
    rival = Rival("market", tuple((quarter, figure()) for quarter in QUARTERS), made.sharing)
    ahead = Ahead((CALENDAR.shift(Q3, 1),), figure(), figure(), made.sharing)
    to_date = YearToDate(figure(), figure(), figure())
    return KpiRecord(made, notation(made, points), points, to_date, (rival,), figure(), ahead)


def goal(draw: st.DrawFn, values: st.SearchStrategy[Decimal]) -> Goal:
    low, middle, high = sorted(draw(values) for _ in range(3))
    return Goal(middle, low, high, low=low, high=high, sla=draw(values))


def kpis(sharing: Sharing, **changes: Any) -> st.SearchStrategy[Kpi]:
    """A KPI of any unit and direction, with its places given or not."""
    return st.builds(
        lambda unit, direction, decimals: kpi(
            "sales", sharing, unit=unit, direction=direction, decimals=decimals, rollup=Rollup.SUM, **changes
        ),
        st.sampled_from(Unit),
        st.sampled_from(Direction),
        st.none() | st.integers(0, 2),
    )


def client(*held: KpiRecord) -> Edition:
    return redact(review(*held), Audience.CLIENT)


def measure(held: KpiRecord) -> Measure:
    return client(held).measures[0]


def held_in(found: Measure) -> set[Decimal]:
    """Every number that can be reached from a measure, but its weights and the step that it is rounded to."""
    points = tuple(replace(point, weight=None) for point in found.points)  # type: ignore[arg-type]
    bare = replace(found, weights=(), points=points, notation=replace(found.notation, step=None))
    return {one for one in reached(bare) if isinstance(one, Decimal)}


def exactly(held: KpiRecord) -> set[Decimal]:
    """Every number that our own house holds of a record."""
    return held_in(redact(review(held), Audience.INTERNAL).measures[0])


@given(st.data(), st.sampled_from(STEPS))
@laws
def test_a_rounded_kpi_holds_multiples_of_its_step_alone_and_the_nearest(data: st.DataObject, step: Decimal) -> None:
    exact = data.draw(kpis(Sharing(1, Mode.ROUNDED, step)).flatmap(records))
    found = measure(exact)
    numbers = held_in(found)
    assert numbers == {found.notation.rounded(value) for value in exactly(exact)}
    assert {one for one in numbers if one % step} == set()
    unit = max(step, Decimal(1).scaleb(found.notation.scale - found.notation.decimals))
    for told, point in zip(found.points, exact.points, strict=True):
        assert isinstance(told.actual, Figure) and isinstance(point.actual, Figure)
        assert abs(told.actual.value - point.actual.value) <= unit / 2


@given(st.data(), st.sampled_from(STEPS))
@laws
def test_values_that_round_to_the_same_step_make_the_same_edition(data: st.DataObject, step: Decimal) -> None:
    made = data.draw(kpis(Sharing(1, Mode.ROUNDED, step)))
    steps = st.integers(-39, 39)
    first = data.draw(records(made, steps.map(lambda count: count * step)))
    moved = data.draw(st.integers(-49, 49)) * step / 100
    other = shifted(first, moved)
    assume(not Decimal(1).scaleb(first.notation.scale - first.notation.decimals) > step)
    assert client(first) == client(other)


def shifted(held: KpiRecord, by: Decimal) -> KpiRecord:
    """The record with each figure and level moved, and written as such a record would be."""
    moved = mapped(held, lambda value: value + by)
    return replace(moved, notation=notation(moved.kpi, moved.points))


def mapped(held: KpiRecord, change: Any) -> KpiRecord:
    """The record with every figure and level of a goal changed."""

    def figure(found: Any) -> Any:
        return replace(found, value=change(found.value))

    def point(one: Point) -> Point:
        assert isinstance(one.goal, Goal)
        levels = {name: change(getattr(one.goal, name)) for name in LEVELS}
        return replace(one, actual=figure(one.actual), goal=replace(one.goal, **levels))

    to_date = held.year_to_date
    assert held.ahead is not None
    return replace(
        held,
        points=tuple(map(point, held.points)),
        rivals=tuple(replace(one, points=tuple((at, figure(it)) for at, it in one.points)) for one in held.rivals),
        year_to_date=YearToDate(figure(to_date.actual), figure(to_date.target), figure(to_date.prior)),
        last_twelve=figure(held.last_twelve),
        ahead=replace(held.ahead, target=figure(held.ahead.target), own=figure(held.ahead.own)),
    )


LEVELS = ("target", "red_flag", "stretch", "low", "high", "sla")

WRITTEN = [
    (Notation(6, 1), "100000", Notation(6, 1), "5240000", "5.2"),
    (Notation(6, 1), "50000", Notation(6, 1), "5240000", "5.2"),
    (Notation(6, 1), "250000", Notation(6, 2, Decimal(250_000)), "5370000", "5.25"),
    (Notation(6, 2), "1000000", Notation(6, 0, Decimal(1_000_000)), "5400000", "5"),
    (Notation(0, 1), "0.5", Notation(0, 1, Decimal("0.5")), "91.8", "92.0"),
    (Notation(0, 0), "0.5", Notation(0, 0), "91.8", "92"),
    (Notation(0, 1), "5", Notation(0, 0, Decimal(5)), "91.8", "90"),
    (Notation(0, 0), "2.5", Notation(0, 1, Decimal("2.5")), "91.8", "92.5"),
]


@pytest.mark.parametrize(("plain", "step", "found", "value", "shown"), WRITTEN, ids=[one[1] for one in WRITTEN])
def test_a_step_is_written_with_the_places_that_it_needs(
    plain: Notation, step: str, found: Notation, value: str, shown: str
) -> None:
    told = stepped(plain, Decimal(step))
    assert told == found
    assert str(told.shown(Decimal(value))) == shown


def indexed(**changes: Any) -> st.SearchStrategy[KpiRecord]:
    return kpis(Sharing(1, Mode.INDEX, base=BASE), **changes).flatmap(lambda made: records(made, positive))


@given(indexed())
@laws
def test_an_index_holds_ratios_to_its_base_alone(exact: KpiRecord) -> None:
    found = measure(exact)
    base = exact.points[1].actual
    assert isinstance(base, Figure)

    def index(value: Decimal) -> Decimal:
        return (value * 100 / base.value).quantize(Decimal("0.1"), ROUND_HALF_UP)

    point, rival = found.points[1].actual, dict(found.rivals[0].points)
    assert isinstance(point, Figure) and point.value == 100
    assert (found.unit, found.symbol, found.base) == (Unit.INDEX, "", BASE)
    assert [one.actual for one in found.points] == [Figure(index(value)) for value in actuals(exact)]
    assert list(rival.values()) == [Figure(index(it.value)) for _, it in exact.rivals[0].points]  # type: ignore[union-attr]
    assert held_in(found) <= {index(value) for value in exactly(exact)}
    gone = Absent(Reason.NO_BASE)
    assert (found.year_to_date.actual, found.last_twelve, found.ahead) == (gone, gone, None)


def actuals(held: KpiRecord) -> Iterator[Decimal]:
    for point in held.points:
        assert isinstance(point.actual, Figure)
        yield point.actual.value


@given(indexed(), st.sampled_from([Decimal(1000), Decimal("0.37"), Decimal(7), Decimal("1e-6")]))
@laws
def test_values_that_differ_by_a_common_factor_make_the_same_index(exact: KpiRecord, factor: Decimal) -> None:
    scaled = mapped(exact, lambda value: value * factor)
    scaled = replace(scaled, notation=notation(scaled.kpi, scaled.points))
    assert client(exact) == client(scaled)


NO_BASES = {
    "nothing": Figure(Decimal(0)),
    "a loss": Figure(Decimal(-5)),
    "part of a quarter": Figure(Decimal(5), held=2),
    "no figure": NOTHING,
}


@pytest.mark.parametrize("base", NO_BASES.values(), ids=NO_BASES)
def test_without_a_base_there_is_no_index_and_no_value_instead(base: Figure | Absent) -> None:
    held = record(kpi(sharing=Sharing(1, Mode.INDEX, base=BASE)))
    known = Point(Q3, Figure(Decimal(91)), Goal(Decimal(90), Decimal(80), Decimal(95)))
    found = measure(replace(held, points=(replace(known, period=BASE, actual=base), known)))
    assert held_in(found) == set()
    assert found.now.actual == Absent(Reason.NO_BASE)


def test_a_base_before_the_quarters_kept_leaves_no_index() -> None:
    early = Sharing(1, Mode.INDEX, base=CALENDAR.quarter(2019, 1))
    assert held_in(measure(record(kpi(sharing=early)))) == set()


@pytest.mark.parametrize("mode", [Mode.ROUNDED, Mode.INDEX])
def test_a_number_of_cases_that_is_the_figure_itself_is_not_told_beside_it(mode: Mode) -> None:
    sharing = Sharing(1, mode, Decimal(50), Q3)
    for base, n in (("complaints", None), ("orders", Decimal(1234))):
        made = kpi("complaints", sharing, unit=Unit.COUNT, base=base)
        held = record(made, "1234")
        counted = Figure(Decimal(1234), n=Decimal(1234))
        held = replace(held, points=tuple(replace(one, actual=counted) for one in held.points))
        assert measure(held).now.actual.n == n  # type: ignore[union-attr]


def by_status(**changes: Any) -> st.SearchStrategy[KpiRecord]:
    return kpis(Sharing(1, Mode.STATUS), **changes).flatmap(records)


@given(by_status())
@laws
def test_a_status_holds_no_number_at_all(exact: KpiRecord) -> None:
    found = measure(exact)
    assert held_in(found) == set()
    assert found.notation == Notation()
    assert found.now.given is status_of(exact.kpi, exact.points[-1])
    assert (len(found.points), found.rivals, found.ahead) == (1, (), None)
    assert {found.now.actual, found.now.goal, found.last_twelve} == {Absent(Reason.STATUS_ONLY)}


@given(st.data())
@laws
def test_figures_with_the_same_status_make_the_same_edition(data: st.DataObject) -> None:
    made = data.draw(kpis(Sharing(1, Mode.STATUS)))
    first, other = data.draw(records(made)), data.draw(records(made))
    assume(status_of(made, first.points[-1]) is status_of(made, other.points[-1]))
    assert client(first) == client(other)


@given(st.data())
@laws
def test_a_status_alone_has_no_part_in_a_score_and_counts_as_not_scored(data: st.DataObject) -> None:
    made = data.draw(kpis(Sharing(1, Mode.STATUS), missing=Missing.SCORE_ZERO))
    told, other = data.draw(records(made)), record(kpi("otif", Sharing(1)))
    card, without = scorecard(client(told, other)), scorecard(client(other))
    assert (card.overall.score, card.overall.status) == (without.overall.score, without.overall.status)
    assert (card.overall.scored, card.overall.measures) == (1, 2)
    alone = scorecard(client(told)).overall
    assert (alone.score, alone.scored, alone.status) == (None, 0, Status.NOT_SCORED)


def test_a_missing_figure_of_a_status_scores_nothing_either() -> None:
    made = kpi(sharing=Sharing(1, Mode.STATUS), missing=Missing.SCORE_ZERO)
    held = record(made)
    held = replace(held, points=tuple(replace(one, actual=NOTHING) for one in held.points))
    other = record(kpi("otif", Sharing(1)))
    assert scorecard(client(held, other)).overall.score == scorecard(client(other)).overall.score


@given(st.sampled_from(Mode).flatmap(lambda mode: kpis(Sharing(1, mode, Decimal(50), BASE))).flatmap(records))
@laws
def test_our_own_house_keeps_the_exact_values(exact: KpiRecord) -> None:
    found = redact(review(exact), Audience.INTERNAL).measures[0]
    assert (found.points, found.last_twelve, found.notation) == (exact.points, exact.last_twelve, exact.notation)
    assert (found.unit, found.base) == (exact.kpi.unit, None)


WORLDS = {
    "rounded": ("30000", "30001"),
    "index": ("30000", "41000"),
    "status": ("30000", "71234.56"),
}


@pytest.mark.parametrize(("mode", "factors"), WORLDS.items(), ids=WORLDS)
def test_worlds_that_are_told_alike_have_the_same_client_files(
    mode: str, factors: tuple[str, str], tmp_path: Path
) -> None:
    first, other = (
        built(shop(tmp_path / factor, {"value": Decimal(20_000), mode: Decimal(factor)})) for factor in factors
    )
    assert len(first) == 2
    assert first == other
