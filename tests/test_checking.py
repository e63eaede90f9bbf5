"""What check finds: values owed and by whom, how far figures go in two calendars, coverage, what was read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.assemble import assemble
from reviewgen.build import Built, Request, build, open_workspace, subject
from reviewgen.checking import Checked, check, measured_observations
from reviewgen.coverage import QUARTERS, Grid, State, Tally, grid
from reviewgen.errors import DataError, Severity
from reviewgen.facts import Absent, Figure, Reading, Rollup
from reviewgen.freshness import Owed, last_over
from reviewgen.model import Audience
from reviewgen.period import Calendar
from tests.rows import CALENDAR, Q3, kpi, row
from tests.workspace.folders import write
from tests.worlds import World, worlds
from tests.worlds import write as write_world

LAWS = settings(max_examples=40, deadline=None, derandomize=True)
SETTINGS = "company: Maison\nas_of: 2026-10-15\ntables: {observations: data/observations.csv}\n"
CATALOGUE = """kpis:
  - {id: net_sales, label: Net sales, perspective: finance, unit: currency, target: 30, sharing: {from_tier: 1}}
  - {id: otif, label: OTIF, perspective: logistics, unit: percent, rollup: mean, target: 1, owner: Sophie Marchal,
     due: 12}
  - {id: damages, label: Damages, perspective: logistics, unit: count, target: 1}
"""
MONTHS = tuple(f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13))[6:21]
"""July 2025 to September 2026."""


def table(**held: Iterable[str]) -> str:
    """Rows of value 10 of account acme for each KPI in its months."""
    return "account,kpi,period,value\n" + "".join(
        f"acme,{name},{month},10\n" for name, months in held.items() for month in months
    )


WHOLE = {"net_sales": MONTHS, "otif": MONTHS, "damages": MONTHS}


def checked(folder: Path, rows: str, period: str | None = None, **files: str) -> Checked:
    """The workspace of acme with these rows; `files` replace those named settings, catalogue and account."""
    names = {"settings": "reviewgen.yml", "catalogue": "kpis.yml", "account": "accounts/acme.yml"}
    held: dict[str, str | bytes | None] = {
        "reviewgen.yml": SETTINGS,
        "kpis.yml": CATALOGUE,
        "accounts/acme.yml": "{id: acme, name: Acme, tier: 1}\n",
        "data/observations.csv": rows,
    }
    return check(write(folder, held | {names.get(name, name): text for name, text in files.items()}), period)


def said(found: Checked, severity: Severity = Severity.WARNING) -> list[str]:
    return [problem.message for problem in found.problems if problem.severity is severity]


def test_nothing_is_owed_when_every_value_is_there(tmp_path: Path) -> None:
    found = checked(tmp_path, table(**WHOLE))
    assert (found.problems, found.owed, found.unbuilt, found.stopped) == ((), (), (), False)
    assert [(one.own, one.short, one.complete) for one in found.standings] == [(False, (), Q3)]


def test_a_value_that_is_due_and_missing_is_its_owners(tmp_path: Path) -> None:
    found = checked(tmp_path, table(**{**WHOLE, "otif": MONTHS[:-3]}))
    assert said(found) == [
        "acme, 2026-Q3: otif: no data, was due 12 Oct 2026 from Sophie Marchal, 3 days ago",
    ]
    (owed,) = found.owed
    assert (owed.kpi.id, owed.kpi.owner, owed.due, owed.days_late) == ("otif", "Sophie Marchal", date(2026, 10, 12), 3)
    assert [f"{month.start:%Y-%m}" for month in owed.lacking] == ["2026-07", "2026-08", "2026-09"]


def test_a_value_that_is_due_from_nobody_says_so(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace(" owner: Sophie Marchal,", "")
    found = checked(tmp_path, table(**{**WHOLE, "otif": MONTHS[:-3]}), catalogue=catalogue)
    (problem,) = found.problems
    assert problem.message == (
        "acme, 2026-Q3: otif: no data, was due 12 Oct 2026 from nobody, 3 days ago: it has no owner"
    )
    assert "owner" in problem.hint


@pytest.mark.parametrize(
    ("as_of", "late", "text"),
    [
        ("2026-10-01", 0, "no data, due 12 Oct 2026 from Sophie Marchal"),
        ("2026-10-12", 0, "no data, due 12 Oct 2026 from Sophie Marchal"),
        ("2026-10-13", 1, "no data, was due 12 Oct 2026 from Sophie Marchal, 1 day ago"),
        ("2027-01-10", 90, "no data, was due 12 Oct 2026 from Sophie Marchal, 90 days ago"),
    ],
)
def test_only_the_day_after_the_due_date_makes_a_warning(as_of: str, late: int, text: str, tmp_path: Path) -> None:
    found = checked(tmp_path, table(**{**WHOLE, "otif": MONTHS[:-3]}), settings=SETTINGS.replace("2026-10-15", as_of))
    (owed,) = found.owed
    assert (owed.days_late, owed.awaited, str(owed)) == (late, not late, text)
    assert said(found) == ([f"acme, 2026-Q3: otif: {text}"] if late else [])


def test_without_an_as_of_date_the_last_day_of_the_quarter_stands(tmp_path: Path) -> None:
    without = SETTINGS.replace("as_of: 2026-10-15\n", "")
    found = checked(tmp_path, table(**{**WHOLE, "otif": MONTHS[:-1]}), settings=without)
    assert found.as_of == date(2026, 9, 30)
    assert [(str(one), one.awaited) for one in found.owed] == [
        ("2 of 3 months, due 12 Oct 2026 from Sophie Marchal", True)
    ]
    assert found.problems == ()


def test_a_kpi_without_a_due_date_is_told_as_ever(tmp_path: Path) -> None:
    found = checked(tmp_path, table(**{**WHOLE, "damages": MONTHS[:-3]}))
    assert said(found) == ["acme, 2026-Q3: damages: no data"]
    assert found.problems[0].hint == "Add its rows for the quarter; the slide says that there are none."


def test_a_quarter_with_two_of_three_months_names_the_third(tmp_path: Path) -> None:
    found = checked(tmp_path, table(**{**WHOLE, "net_sales": (*MONTHS[:-2], MONTHS[-1])}))
    assert said(found) == ["acme, 2026-Q3: net_sales: 2 of 3 months"]
    (owed,) = found.owed
    assert (owed.held, owed.expected, [f"{month.start:%Y-%m}" for month in owed.lacking]) == (2, 3, ["2026-08"])
    assert found.coverage[0].tally(-1, "finance") == Tally(held=1, expected=1, partial=1)
    assert found.standings[0].complete == CALENDAR.quarter(2026, 2)


def test_a_denominator_of_zero_is_not_called_missing_rows(tmp_path: Path) -> None:
    catalogue = CATALOGUE + (
        "  - {id: share, label: Share, perspective: market, unit: percent, rollup: ratio, numerator: good,\n"
        "     denominator: all, target: 1}\n"
    )
    zero = "".join(f"acme,{name},2026-{month:02},0\n" for month in (7, 8, 9) for name in ("good", "all"))
    found = checked(tmp_path, table(**WHOLE) + zero, catalogue=catalogue)
    assert "acme, 2026-Q3: share: no data, as what it is divided by is 0" in said(found)


def test_a_whole_perspective_without_data_says_so(tmp_path: Path) -> None:
    found = checked(tmp_path, table(net_sales=MONTHS))
    assert said(found) == [
        "acme, 2026-Q3: the whole perspective logistics is without data: none of its 2 KPIs has a figure",
        "acme, 2026-Q3: otif: no data, was due 12 Oct 2026 from Sophie Marchal, 3 days ago",
        "acme, 2026-Q3: damages: no data",
    ]
    assert found.coverage[0].tally(-1, "logistics") == Tally(held=0, expected=2, partial=0)
    assert found.coverage[0].tally(-2, "logistics") == Tally(held=0, expected=0, partial=0)


def test_a_perspective_all_of_which_is_awaited_is_no_warning(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("unit: count, target: 1", "unit: count, target: 1, due: 20").replace("12}", "20}")
    found = checked(tmp_path, table(net_sales=MONTHS), catalogue=catalogue)
    assert found.problems == ()
    assert [one.when for one in found.owed] == ["due 20 Oct 2026", "due 20 Oct 2026"]


def test_an_account_without_rows_is_the_only_one_not_built(tmp_path: Path) -> None:
    found = checked(tmp_path, table(**WHOLE), **{"accounts/beta.yml": "{id: beta, name: Beta, tier: 1}\n"})
    assert said(found, Severity.ERROR) == ["account beta has no data"]
    assert (found.stopped, found.unbuilt) == (False, ("beta",))
    assert [one.account for one in found.coverage] == ["acme"]


def test_an_account_without_a_figure_in_the_quarter_is_not_built(tmp_path: Path) -> None:
    rows = table(**WHOLE) + "beta,net_sales,2026-06,10\n"
    found = checked(tmp_path, rows, **{"accounts/beta.yml": "{id: beta, name: Beta, tier: 1}\n"})
    assert said(found, Severity.ERROR) == ["account beta has no figure in 2026-Q3"]
    assert (found.stopped, found.unbuilt) == (False, ("beta",))


def test_what_check_says_of_each_account_is_what_a_build_does(tmp_path: Path) -> None:
    rows = table(**WHOLE) + "beta,net_sales,2026-06,10\ngamma,damages,2026-09,1\n"
    others = {f"accounts/{name}.yml": f"{{id: {name}, name: {name.title()}, tier: 1}}\n" for name in ("beta", "gamma")}
    found = checked(tmp_path, rows, **others)
    built: set[tuple[str, Audience]] = set()

    def tell(told: object) -> None:
        if isinstance(told, Built):
            built.add((told.account, told.audience))

    with pytest.raises(DataError):
        build(Request(tmp_path, "2026-Q3", formats=("pptx",)), tell)
    assert {account for account, audience in built if audience is Audience.INTERNAL} == {"acme", "gamma"}
    assert {account for account, audience in built if audience is Audience.CLIENT} == {"acme"}
    assert found.unbuilt == ("beta",)
    assert [text for text in said(found) if "no deck" in text] == [
        "gamma, 2026-Q3: nothing that the client may see has a figure, so there is no deck for it"
    ]


def test_a_client_that_may_see_no_figure_gets_no_deck_and_check_says_so(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace(", sharing: {from_tier: 1}", "")
    found = checked(tmp_path, table(**WHOLE), catalogue=catalogue)
    assert said(found) == ["acme, 2026-Q3: nothing that the client may see has a figure, so there is no deck for it"]
    assert found.unbuilt == ()


def test_a_period_asked_for_is_the_one_that_is_checked(tmp_path: Path) -> None:
    rows = table(**{**WHOLE, "otif": (*MONTHS[:9], *MONTHS[12:])})
    found = checked(tmp_path, rows, "2026-Q2")
    assert found.period == "2026-Q2"
    assert said(found) == ["acme, 2026-Q2: otif: no data, was due 12 Jul 2026 from Sophie Marchal, 95 days ago"]
    assert found.coverage[0].quarters[-1] == CALENDAR.quarter(2026, 2)
    assert checked(tmp_path, rows).owed == ()


def test_a_period_that_is_not_there_is_told_where_all_rows_are_raw(tmp_path: Path) -> None:
    raw = (
        "company: Maison\nrows:\n  lines: {file: data/observations.csv, account: account, date: period,\n"
        "    measures: {net_sales: sum(value)}}\n"
    )
    rows = table(net_sales=[f"{month}-05" for month in MONTHS])
    found = checked(tmp_path, rows, "2031-Q1", settings=raw)
    assert any("2031-Q1 is not in the data" in text for text in said(found, Severity.ERROR))
    assert (found.stopped, found.period) == (True, "")


def test_an_account_with_another_fiscal_year_is_told_in_its_own_quarters(tmp_path: Path) -> None:
    """February to January: their quarter that was over with ours ran from May to July."""
    rows = table(**{**WHOLE, "otif": MONTHS[:-3], "damages": MONTHS[:-1]})
    found = checked(tmp_path, rows, account="{id: acme, name: Acme, tier: 1, fiscal_year_start: 2}\n")
    ours, theirs = found.standings
    assert [(one.kpi.id, one.state) for one in ours.short] == [("otif", State.MISSING), ("damages", State.PARTIAL)]
    assert (theirs.own, theirs.calendar.key(theirs.quarter)) == (True, "FY27-Q2")
    assert (theirs.quarter.start, theirs.quarter.last_day) == (date(2026, 5, 1), date(2026, 7, 31))
    (short,) = theirs.short
    assert (short.kpi.id, short.state, short.due) == ("otif", State.PARTIAL, date(2026, 8, 12))
    assert short.reach == CALENDAR.parse("2026-06")
    assert theirs.complete == Calendar(2).quarter(2027, 1)


def test_quarters_that_differ_in_name_alone_say_the_same(tmp_path: Path) -> None:
    rows = table(**{**WHOLE, "otif": MONTHS[:-1]})
    found = checked(tmp_path, rows, account="{id: acme, name: Acme, tier: 1, fiscal_year_start: 4}\n")
    ours, theirs = found.standings
    assert (ours.quarter, ours.short, ours.complete) == (theirs.quarter, theirs.short, theirs.complete)
    assert (ours.calendar.key(ours.quarter), theirs.calendar.key(theirs.quarter)) == ("2026-Q3", "FY27-Q2")


def test_a_restated_row_is_told_with_both_values_and_keeps_the_first(tmp_path: Path) -> None:
    found = checked(tmp_path, table(**WHOLE) + "acme,net_sales,2026-09,12\n")
    (message,) = said(found, Severity.ERROR)
    assert "duplicate row: net_sales of acme, 2026-09" in message
    assert found.stopped
    (source,) = found.sources
    assert (source.rows, source.used, source.refused, source.left_out) == (46, 45, 1, ())


def test_a_restated_row_that_replaces_the_first_is_counted_as_left_out(tmp_path: Path) -> None:
    last = SETTINGS.replace("data/observations.csv", "{file: data/observations.csv, repeats: last}")
    found = checked(tmp_path, table(**WHOLE) + "acme,net_sales,2026-09,12\n", settings=last)
    assert found.problems == ()
    (source,) = found.sources
    assert (source.rows, source.used, source.refused, [one.rows for one in source.left_out]) == (46, 45, 0, [1])
    assert "repeat" in source.left_out[0].reason


def test_each_source_says_how_far_its_rows_go(tmp_path: Path) -> None:
    tables = (
        "company: Maison\nas_of: 2026-10-15\ntables:\n  observations: [data/observations.csv, data/targets.csv]\n"
        "  comments: data/comments.csv\n  touchpoints: data/calls.csv\n"
    )
    found = checked(
        tmp_path,
        table(**WHOLE),
        settings=tables,
        **{
            "data/targets.csv": "account,kpi,period,scenario,value\nacme,damages,2026-Q4,target,1\n",
            "data/comments.csv": "account,period,about,text\nacme,2026-Q3,review,Well done\n",
            "data/calls.csv": "account,date,name\nacme,2026-10-02,Ann\nacme,2026-09-20,Bob\n",
        },
    )
    assert sorted((one.file, one.reaches) for one in found.sources) == [
        ("data/calls.csv", "2026-10-02"),
        ("data/comments.csv", "2026-Q3"),
        ("data/observations.csv", "2026-09"),
        ("data/targets.csv", "2026-Q4"),
    ]


def test_a_table_that_cannot_be_read_is_named_as_not_read(tmp_path: Path) -> None:
    more = SETTINGS.replace("data/observations.csv", "[data/observations.csv, data/gone.csv]")
    found = checked(tmp_path, table(**WHOLE), settings=more)
    assert [(one.name, one.shown) for one in found.unread] == [("observations", "data/gone.csv")]


def cells(found: Grid, name: str) -> list[State]:
    return next([cell.state for cell in line.cells] for line in found.lines if line.kpi.id == name)


def test_a_kpi_is_expected_from_its_first_figure_on(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, table(net_sales=MONTHS, damages=MONTHS[6:9])).coverage
    assert [found.calendar.key(quarter) for quarter in found.quarters] == [
        "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3",
    ]  # fmt: skip
    yet, whole, missing = State.NOT_YET, State.WHOLE, State.MISSING
    assert cells(found, "net_sales") == [yet] * 3 + [whole] * 5
    assert cells(found, "damages") == [yet] * 5 + [whole] + [missing] * 2
    assert cells(found, "otif") == [yet] * 7 + [missing]
    assert [found.tally(index, "logistics") for index in (4, 5, 6, 7)] == [
        Tally(0, 0, 0), Tally(1, 1, 0), Tally(0, 1, 0), Tally(0, 2, 0),
    ]  # fmt: skip


def test_a_figure_older_than_the_grid_makes_a_kpi_expected_in_all_of_it() -> None:
    found = grid("a", [kpi()], ["finance"], [row("2023-Q1", "1")], CALENDAR, Q3)
    assert cells(found, "k") == [State.MISSING] * QUARTERS


def test_a_row_of_a_whole_year_is_no_figure_of_a_quarter() -> None:
    found = grid("a", [kpi()], ["finance"], [row("2023", "1"), row("2026", "1")], CALENDAR, Q3)
    assert cells(found, "k") == [State.NOT_YET] * (QUARTERS - 1) + [State.MISSING]


def test_one_part_of_a_ratio_is_no_figure() -> None:
    rows = [row("2026-Q1", "1", kpi="good"), row("2026-Q2", "1", kpi="all"), row("2026-Q2", "1", kpi="good")]
    found = grid("a", [kpi(Rollup.RATIO)], ["finance"], rows, CALENDAR, Q3)
    assert cells(found, "k") == [State.NOT_YET] * 6 + [State.WHOLE, State.MISSING]


def state(reading: Reading) -> State | None:
    if isinstance(reading, Absent):
        return None
    return State.PARTIAL if reading.partial else State.WHOLE


@LAWS
@given(worlds())
def test_the_grid_and_the_deck_agree_on_every_quarter(tmp_path_factory: pytest.TempPathFactory, world: World) -> None:
    opened = open_workspace(write_world(world, tmp_path_factory.mktemp("world")))
    loaded = opened.workspace
    quarter = loaded.calendar.quarter(2026, 3)
    review = assemble(subject(loaded, loaded.accounts[0]), opened.tables, quarter, loaded.as_of)
    names = [one.id for one in loaded.perspectives]
    rows = (*opened.tables.observations, *measured_observations(opened, loaded.accounts[0], quarter))
    found = grid("acme", loaded.kpis, names, rows, loaded.calendar, quarter)
    deck = {(record.kpi.id, point.period): state(point.actual) for record in review.kpis for point in record.points}
    for line in found.lines:
        seen = False
        for period, cell in zip(found.quarters, line.cells, strict=True):
            held = deck.get((line.kpi.id, period))
            seen = seen or held is not None
            assert cell.state is (held or (State.MISSING if cell.lacking else State.NOT_YET))
            assert cell.lacking or not (seen and held is None), "expected from the first figure on"
    assert found.tally(-1).expected == len(loaded.kpis)
    assert found.tally(-1).held == sum(isinstance(one.points[-1].actual, Figure) for one in review.kpis)


@LAWS
@given(st.integers(0, 366), st.dates(date(2026, 7, 1), date(2028, 1, 1)), st.sampled_from(("", "Ann")))
def test_a_value_is_late_exactly_after_its_due_date(days: int, as_of: date, owner: str) -> None:
    one = Owed("a", kpi(due=days, owner=owner), Q3, as_of, 0, 3, ())
    assert one.due is not None
    assert (one.due - date(2026, 9, 30)).days == days
    assert one.awaited is (as_of <= one.due)
    assert one.days_late == max((as_of - one.due).days, 0)
    assert ("was due" in str(one)) is (as_of > one.due)
    assert (f"from {owner}" if owner else "has no owner") in str(one)


@LAWS
@given(st.integers(1, 12), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_last_quarter_that_is_over_is_the_latest_one(first_month: int, day: date) -> None:
    calendar = Calendar(first_month)
    quarter = last_over(calendar, day)
    assert quarter.last_day <= day < calendar.shift(quarter, 1).last_day


def test_what_a_client_could_work_out_is_told_with_the_way_and_with_what_else_to_withhold(tmp_path: Path) -> None:
    """Margin and sales are shown, so gross profit follows; it does not from sales alone."""
    catalogue = """kpis:
  - {id: net_sales, label: Net sales, perspective: finance, unit: currency, target: 30, sharing: {from_tier: 1}}
  - {id: gross_margin, label: Gross margin, perspective: finance, unit: percent, rollup: ratio,
     numerator: gross_profit, denominator: net_sales, target: 30, sharing: {from_tier: FROM}}
  - {id: gross_profit, label: Gross profit, perspective: finance, unit: currency, target: 10}
"""
    rows = table(net_sales=MONTHS, gross_profit=MONTHS)
    found = {
        first: [
            (problem.severity, problem.message, problem.hint)
            for problem in checked(tmp_path / first, rows, catalogue=catalogue.replace("FROM", first)).problems
            if "work out" in problem.message
        ]
        for first in ("1", "2")
    }
    ((severity, message, hint),) = found["1"]
    assert severity is Severity.WARNING
    assert "gross profit" in message.casefold() and "gross margin" in message.casefold()
    assert "gross_margin" in hint
    assert found["2"] == []
