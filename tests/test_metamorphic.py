"""What may not change a figure, and what must change it: the same facts written in another way, through the reader.

There is no second engine here: two workspaces are read, and what differs between them says what may differ.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewgen.assemble import assemble
from reviewgen.build import open_workspace, subject
from reviewgen.edition import Edition, Measure
from reviewgen.facts import Absent, Figure, Point, Reading, Status
from reviewgen.model import Audience
from reviewgen.movement import movement
from reviewgen.period import Calendar, Grain
from reviewgen.scorecard import judge_at, scorecard
from reviewgen.sharing.redact import redact
from reviewgen.tendency import Tendency
from reviewgen.trend import Change, course, on_prior, on_year
from tests import worlds
from tests.sharing.reviews import Q3, assembled
from tests.worlds import COMING, MONTHS, NOTHING, Files, Kpi, Line, World

CALENDAR = Calendar()
lawful = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
FULL = st.integers(30, 12_000_000)


def seen(files: Files) -> Edition:
    """Our own edition of the first account of a workspace, as a build makes it of its files."""
    with tempfile.TemporaryDirectory() as folder:
        return redact(assembled(worlds.put(files, Path(folder))), Audience.INTERNAL)


def rewritten(files: Files, change: Callable[[Line], Iterable[Line]]) -> Files:
    """The workspace with each row of observations written as `change` says."""
    rows = [new for row in files.tables["observations"] for new in change(row)]
    return with_rows(files, rows)


def with_rows(files: Files, rows: list[Line]) -> Files:
    return replace(files, tables={**files.tables, "observations": rows})


def measures(edition: Edition) -> Mapping[str, Measure]:
    return {one.id: one for one in edition.measures}


def whole(one: Kpi, kept: tuple[int, ...]) -> Kpi:
    """`one` with a value in every month, its own where it has one, without segments and sites."""
    filled = tuple(value if value is not None else kept[index] for index, value in enumerate(one.values))
    return replace(one, values=filled, segments=1, sites=1)


full = st.tuples(*(FULL for _ in MONTHS))


@st.composite
def summed(draw: st.DrawFn) -> World:
    """A world without gaps whose KPIs add up, in money, so that a change is always told in percent."""
    made = draw(worlds.worlds())
    kpis = tuple(
        replace(worlds.sound(replace(whole(one, draw(full)), rollup="sum", unit="currency")), early=None)
        for one in made.kpis
        if one.id not in worlds.MEASURED
    )
    return replace(made, kpis=kpis, sales=None)


@lawful
@given(worlds.worlds(), st.integers(1, 10_006))
def test_the_order_of_rows_says_nothing(world: World, step: int) -> None:
    """Of all tables; remarks and people are listed as they stand in theirs."""
    files = worlds.files(world)
    shuffled = {name: mixed(rows, step) for name, rows in files.tables.items()}
    assert unordered(seen(replace(files, tables=shuffled))) == unordered(seen(files))


def mixed(rows: list[Line], step: int) -> list[Line]:
    """The rows in an order that depends on `step`, far from their own: multiples of a number by a prime."""
    return [rows[index] for index in sorted(range(len(rows)), key=lambda index: (index + 1) * step % 10_007)]


def unordered(edition: Edition) -> Edition:
    lists = {name: tuple(sorted(getattr(edition, name), key=repr)) for name in ("remarks", "promises", "meetings")}
    shared = None if edition.shared is None else unordered(edition.shared)
    return replace(edition, people=tuple(sorted(edition.people, key=repr)), shared=shared, **lists)


@lawful
@given(worlds.worlds(), st.sampled_from(("segment", "site")), st.integers(2, 4), st.data())
def test_the_row_of_a_month_may_be_split_into_parts_that_add_up(
    world: World, column: str, count: int, data: st.DataObject
) -> None:
    """The actual rows of every KPI that adds up, by segment or by site; formulas over them come out alike."""
    one_piece = replace(world, kpis=tuple(replace(one, segments=1, sites=1) for one in world.kpis))
    files = worlds.files(one_piece)
    sums = {one.id for one in world.kpis if one.rollup == "sum"}

    def split(row: Line) -> Iterable[Line]:
        if row["kpi"] not in sums or row["scenario"] != "actual":
            return [row]
        cuts = [data.draw(st.integers(-1_000, 1_000)) for _ in range(count - 1)]
        parts = [*cuts, row["value"] - sum(cuts)]
        return [row | {column: f"cut {number}", "value": part} for number, part in enumerate(parts)]

    assert seen(rewritten(files, split)) == seen(files)


WEEKS = {
    month: [CALENDAR.key(week) for week in CALENDAR.units(CALENDAR.parse(month), Grain.WEEK)]
    for month in (*MONTHS, *COMING)
}


@lawful
@given(worlds.worlds(), st.data())
def test_the_row_of_a_month_may_be_split_into_its_weeks(world: World, data: st.DataObject) -> None:
    """A week counts in the month that holds its Thursday. Coverage is then counted in weeks; no value changes.

    Only a formula that counts days does: 13 weeks have 91 of them.
    """
    timeless = tuple(one for one in world.kpis if "days" not in one.formula)
    world = replace(world, kpis=timeless)
    split_ones = {one.id for one in world.kpis if one.rollup == "sum"}

    def split(row: Line) -> Iterable[Line]:
        if row["kpi"] not in split_ones or row["period"] not in WEEKS:
            return [row]
        weeks = WEEKS[row["period"]]
        cuts = [data.draw(st.integers(-1_000, 1_000)) for _ in weeks[1:]]
        parts = [*cuts, row["value"] - sum(cuts)]
        return [row | {"period": week, "value": part} for week, part in zip(weeks, parts, strict=True)]

    files = worlds.files(world)
    before, after = measures(seen(files)), measures(seen(rewritten(files, split)))
    assert {name: told(one) for name, one in after.items()} == {name: told(one) for name, one in before.items()}


def test_the_last_week_of_a_year_counts_in_it_though_it_ends_in_the_next(tmp_path: Path) -> None:
    """2026 has 53 weeks, the last with its Thursday on 31 December: 14 in the fourth quarter, 53 in the year."""
    one = Kpi("kpi_0", "Orders", "logistics", "count", "sum", "higher", 1, None, 1, NOTHING)
    world = World(tier=1, locale="en", kpis=(one,), comments=(), actions=(), contacts=())
    row = {"account": "acme", "kpi": "kpi_0", "scenario": "actual"}
    rows = [row | {"period": f"2026-W{week:02}", "value": 1} for week in range(1, 54)]
    opened = open_workspace(worlds.put(with_rows(worlds.files(world), rows), tmp_path))
    about = subject(opened.workspace, opened.workspace.accounts[0])
    (found,) = assemble(about, opened.tables, CALENDAR.quarter(2026, 4), opened.workspace.as_of).kpis
    assert found.points[-1].actual == Figure(Decimal(14), 14, 14, Grain.WEEK)
    assert found.year_to_date.actual == Figure(Decimal(53), 53, 53, Grain.WEEK)


def told(measure: Measure) -> object:
    """All figures and goals of a measure: value and whether it is partial, whatever the coverage is counted in."""
    to_date = measure.year_to_date
    return (
        [(point.period, read(point.actual), point.goal, point.weight) for point in measure.points],
        [read(one) for one in (to_date.actual, to_date.target, to_date.prior, measure.last_twelve)],
        [(rival.name, [(period, read(one)) for period, one in rival.points]) for rival in measure.rivals],
        measure.ahead and (measure.ahead.quarters, read(measure.ahead.target), read(measure.ahead.own)),
    )


def read(reading: Reading) -> object:
    return reading if isinstance(reading, Absent) else (reading.value, reading.partial)


@lawful
@given(worlds.worlds(), st.sampled_from((("k", 3), ("M", 6))))
def test_amounts_may_be_written_in_thousands_where_the_table_says_so(world: World, written: tuple[str, int]) -> None:
    """Amounts, counts and the parts of ratios; a rate stands as it is."""
    scale, power = written
    rates = {one.id for one in world.kpis if one.unit not in ("currency", "count")}

    def smaller(row: Line) -> Iterable[Line]:
        value = Decimal(row["value"])
        yield row if row["kpi"] in rates else row | {"value": f"{value.scaleb(-power):f}"}

    files = worlds.files(world)
    tables = files.settings["tables"] | {"observations": {"file": "data/observations.csv", "scale": scale}}
    thousands = replace(rewritten(files, smaller), settings=files.settings | {"tables": tables})
    assert seen(thousands) == seen(files)


@lawful
@given(worlds.worlds())
def test_percentages_may_be_written_as_fractions_where_the_table_says_so(world: World) -> None:
    rates = {one.id for one in world.kpis if one.unit in ("percent", "points")}

    def fraction(row: Line) -> Iterable[Line]:
        yield row | {"value": f"{Decimal(row['value']).scaleb(-2):f}"} if row["kpi"] in rates else row

    files = worlds.files(world)
    tables = files.settings["tables"] | {"observations": {"file": "data/observations.csv", "scale": "percent"}}
    fractions = replace(rewritten(files, fraction), settings=files.settings | {"tables": tables})
    assert seen(fractions) == seen(files)


@lawful
@given(worlds.worlds())
def test_a_fiscal_year_that_starts_a_quarter_later_gives_the_same_quarters_under_other_names(world: World) -> None:
    """What hangs on the year alone may change: the year to date, what is ahead, and a year's target spread over it."""
    files = worlds.files(world)
    ours = seen(files)
    shifted = seen(replace(files, settings=files.settings | {"fiscal_year_start": 4}))
    assert (ours.calendar.key(Q3), shifted.calendar.key(Q3)) == ("2026-Q3", "FY27-Q2")
    yearly = {one.id for one in world.kpis if one.annual is not None}
    for name, one in measures(ours).items():
        other = measures(shifted)[name]
        assert [point.actual for point in other.points] == [point.actual for point in one.points]
        assert [point.period for point in other.points] == [point.period for point in one.points]
        assert other.last_twelve == one.last_twelve
        if name not in yearly:
            assert other.points == one.points


@lawful
@given(worlds.worlds(), worlds.kpi(9, st.sampled_from((None, 1))), st.booleans())
def test_what_is_none_of_a_kpis_business_does_not_change_it(world: World, stranger: Kpi, first: bool) -> None:
    """Another KPI beside it, before or behind, and another account in the same rows."""
    lone = replace(world, other=NOTHING)
    stranger = replace(stranger, perspective=world.kpis[0].perspective)
    more = (stranger, *world.kpis) if first else (*world.kpis, stranger)
    beside = replace(lone, kpis=more, other=tuple(range(100, 100 + len(MONTHS))))
    before, after = seen(worlds.files(lone)), seen(worlds.files(beside))
    assert [one for one in after.measures if one.id != stranger.id] == list(before.measures)
    assert (after.remarks, after.promises, after.people) == (before.remarks, before.promises, before.people)
    assert [one for one in scored(after) if one[0] != stranger.id] == scored(before)


def scored(edition: Edition) -> list[tuple[str, Status, Decimal | None]]:
    """Status and score of every measure in every quarter."""
    return [
        (measure.id, found.status, found.score)
        for measure in edition.measures
        for found in (judge_at(measure, point.period) for point in measure.points)
    ]


@lawful
@given(summed(), st.integers(1, 6))
def test_ten_times_the_values_and_the_goals_are_ten_times_the_figures_and_the_same_scores(
    world: World, power: int
) -> None:
    keys = ("target", "annual", "sla")

    def larger(line: Line, names: Iterable[str]) -> Line:
        return line | {name: line[name] * 10**power for name in names if line.get(name) is not None}

    files = worlds.files(world)
    scaled = rewritten(files, lambda row: [larger(row, ("value",))])
    before, after = seen(files), seen(replace(scaled, kpis=[larger(one, keys) for one in files.kpis]))
    assert [valued(one, power) for one in before.measures] == [valued(one, 0) for one in after.measures]
    assert scored(after) == scored(before)
    assert scorecard(after).overall == scorecard(before).overall
    assert [changes(one) for one in after.measures] == [changes(one) for one in before.measures]


def valued(measure: Measure, power: int) -> list[Decimal | Absent]:
    """Every figure of a measure times 10 to the power of `power`."""
    to_date = measure.year_to_date
    ahead = (measure.ahead.target, measure.ahead.own) if measure.ahead else ()
    held = [*(point.actual for point in measure.points), *(one for rival in measure.rivals for _, one in rival.points)]
    held += [to_date.actual, to_date.target, to_date.prior, measure.last_twelve, *ahead]
    return [one if isinstance(one, Absent) else one.value.scaleb(power) for one in held]


def changes(measure: Measure) -> object:
    """What is said of the change on the quarter and the year before, and of the trend."""
    found = [on_prior(measure, CALENDAR), on_year(measure, CALENDAR)]
    relative = [one.value if isinstance(one, Change) and one.relative else isinstance(one, Absent) for one in found]
    trend = course(measure)
    return relative, trend.direction if isinstance(trend, Tendency) else trend


@lawful
@given(summed(), st.sampled_from(("sum", "last", "mean")), st.sampled_from(MONTHS[-3:]))
def test_a_month_that_is_taken_away_marks_every_window_that_holds_it(world: World, rollup: str, month: str) -> None:
    """And a sum or a closing level of which it is missing stands nowhere; no status turns green by a gap."""
    taken = world.kpis[0].id
    first = replace(world.kpis[0], rollup=rollup, annual=None)
    files = worlds.files(replace(world, kpis=(first, *world.kpis[1:])))
    less = rewritten(
        files, lambda row: [] if (row["kpi"], row["period"], row["scenario"]) == (taken, month, "actual") else [row]
    )
    before, after = measures(seen(files))[taken], measures(seen(less))[taken]
    assert not before.now.actual.partial  # type: ignore[union-attr]
    missing = rollup != "last" or month == MONTHS[-1]
    windows = (after.now.actual, after.year_to_date.actual, after.last_twelve)
    assert all(isinstance(one, Figure) and one.partial is missing for one in windows)
    assert after.points[:-1] == before.points[:-1], "the other quarters stay as they were"
    if rollup != "mean" and missing:
        assert judge_at(after, Q3).status is Status.NOT_SCORED


@lawful
@given(summed())
def test_a_quarter_of_which_nothing_is_left_is_no_zero(world: World) -> None:
    taken = world.kpis[0].id
    files = worlds.files(world)
    gone = rewritten(files, lambda row: [] if row["kpi"] == taken and row["period"] in MONTHS[-3:] else [row])
    after = measures(seen(gone))[taken]
    assert isinstance(after.now.actual, Absent)
    assert judge_at(after, Q3).status is Status.NO_DATA
    assert after.year_to_date.actual.partial and after.last_twelve.partial  # type: ignore[union-attr]


@lawful
@given(worlds.worlds(), st.integers(2, 7))
def test_weights_count_against_each_other_alone(world: World, times: int) -> None:
    def heavier(one: Line) -> Line:
        held = one["weight"]
        if isinstance(held, int):
            return one | {"weight": held * times}
        return one | {"weight": [entry | {"weight": entry["weight"] * times} for entry in held]}

    files = worlds.files(world)
    before, after = seen(files), seen(replace(files, kpis=[heavier(one) for one in files.kpis]))
    assert scored(after) == scored(before)
    assert near(scorecard(after).overall.score, scorecard(before).overall.score)
    moved = [
        {part.measure.id: part.points for part in made.parts} for one in (before, after) if (made := movement(one))
    ]
    assert all(near(moved[0][name], moved[1][name]) for name in (moved[0] if moved else ()))


def near(one: Decimal | None, other: Decimal | None) -> bool:
    """Equal but for the last of the digits of a quotient."""
    return one == other if one is None or other is None else abs(one - other) < Decimal("1e-20")


QUARTERS = [f"{year}-Q{number}" for year in (2023, 2024, 2025, 2026) for number in (1, 2, 3, 4)]


@lawful
@given(worlds.worlds(), st.integers(1, 2_000_000))
def test_a_target_in_the_rows_is_the_target_of_the_catalogue(world: World, target: int) -> None:
    """For each quarter the same level, by whichever way it comes; red flag and stretch are then derived alike.

    But for formulas, whose target follows from those of what they name.
    """
    plain = tuple(
        replace(one, annual=None, targets=NOTHING, coming=NOTHING[:3], target=None)
        for one in world.kpis
        if not one.formula
    )
    files = worlds.files(replace(world, kpis=plain))
    stated = replace(files, kpis=[one | {"target": target} for one in files.kpis])
    rows = [
        {"account": "acme", "kpi": one.id, "period": quarter, "scenario": "target", "value": target}
        for one in plain
        for quarter in QUARTERS
    ]
    in_rows = with_rows(files, [*files.tables["observations"], *rows])
    assert [goals(one) for one in seen(in_rows).measures] == [goals(one) for one in seen(stated).measures]


def goals(measure: Measure) -> object:
    ahead = measure.ahead
    year = None if ahead is None else read(ahead.target)
    return measure.id, [of(point) for point in measure.points], read(measure.year_to_date.target), year


def of(point: Point) -> object:
    return point.period, point.goal
