"""The lines of a chain, as our own house reads them."""

from __future__ import annotations

import pytest

from reviewgen.facts import ACTUAL, CLIENT_ACTUAL, FORECAST, MARKET, TARGET
from reviewgen.formula import Input, parse
from reviewgen.period import Period
from reviewgen.sharing.inference.algebra import Identity, Linear, Step, linear, product, times, total
from reviewgen.sharing.inference.closure import derive
from reviewgen.sharing.inference.expressions import Reader
from reviewgen.sharing.inference.facts import Fact
from reviewgen.sharing.inference.interval import Interval
from reviewgen.sharing.inference.wording import Words
from tests.sharing.inference.accounts import CALENDAR, Q3

Q1, Q2 = CALENDAR.quarter(2026, 1), CALENDAR.quarter(2026, 2)
WORDS = Words({"net_sales": "net sales", "gross_margin": "gross margin"}, CALENDAR)


def fact(name: str, window: Period = Q3, scenario: str = ACTUAL) -> Fact:
    return Fact(name, scenario, window)


SALES, MARGIN, PROFIT, COST = fact("net_sales"), fact("gross_margin"), fact("gross_profit"), fact("cost")


@pytest.mark.parametrize(
    ("identity", "cell", "said"),
    [
        (times(MARGIN, {PROFIT: 1, SALES: -1}, 100), PROFIT, "gross profit = gross margin x net sales / 100"),
        (times(MARGIN, {PROFIT: 1, SALES: -1}, 100), SALES, "net sales = 100 x gross profit / gross margin"),
        (times(MARGIN, {PROFIT: 1, SALES: -1}, 100), MARGIN, "gross margin = 100 x gross profit / net sales"),
        (total(SALES, [PROFIT, COST]), COST, "cost = net sales - gross profit"),
        (total(SALES, [PROFIT, COST]), SALES, "net sales = gross profit + cost"),
        (linear([(PROFIT, 2), (COST, 1)], 5), PROFIT, "gross profit = -1/2 x cost + 5/2"),
        (linear([(PROFIT, 1), (COST, 1)], -5), PROFIT, "gross profit = -cost - 5"),
        (linear([(PROFIT, 1)], 0), PROFIT, "gross profit = 0"),
        (product([(PROFIT, 2), (COST, -1)]), PROFIT, "gross profit to the power of 2 = cost"),
        (product([(COST, -1), (PROFIT, -2)]), COST, "cost = 1 / gross profit / gross profit"),
    ],
)
def test_an_identity_is_solved_for_what_follows(identity: Identity, cell: Fact, said: str) -> None:
    step = Step(cell, (identity,), ())
    assert WORDS.step(step, set()) == f"2026-Q3: {said}; no figure is needed"


def test_each_window_is_named_where_there_are_several() -> None:
    year = CALENDAR.year_to_date(Q3)
    made = [total(fact("net_sales", year), [fact("net_sales", one) for one in (Q1, Q2, Q3)])]
    shown = [fact("net_sales", one) for one in (year, Q1, Q2)]
    (line,) = WORDS.chain(derive(made, shown)[SALES], shown)
    assert line == (
        "net sales 2026-Q3 = net sales 2026-Q1 to 2026-Q3 - net sales 2026-Q1 - net sales 2026-Q2; "
        "net sales 2026-Q1 to 2026-Q3, net sales 2026-Q1 and net sales 2026-Q2 are shown"
    )


def test_two_windows_are_enough_to_name_them() -> None:
    before = fact("net_sales", CALENDAR.year_ago(Q3))
    step = Step(SALES, (times(SALES, {fact("growth"): 1, before: 1}, 2),), (before,))
    assert WORDS.step(step, [before]) == (
        "net sales 2026-Q3 = 2 x growth 2026-Q3 x net sales 2025-Q3; net sales 2025-Q3 is shown"
    )


def test_several_identities_are_told_together() -> None:
    made = [total(fact("sum"), [PROFIT, COST]), linear([(fact("gap"), 1), (PROFIT, -1), (COST, 1)])]
    shown = [fact("sum"), fact("gap")]
    (line,) = WORDS.chain(derive(made, shown)[PROFIT], shown)
    assert line == (
        "2026-Q3: gross profit follows from these together: sum = gross profit + cost; gap = gross profit - cost; "
        "sum and gap are shown"
    )


def test_where_a_figure_comes_from() -> None:
    made = [total(SALES, [PROFIT, COST]), linear([(fact("half"), 2), (PROFIT, -1)])]
    lines = WORDS.chain(derive(made, [SALES, COST])[fact("half")], [SALES, COST])
    assert lines[0].endswith("net sales and cost are shown")
    assert lines[1] == "2026-Q3: half = 1/2 x gross profit; gross profit follows from the lines above"
    assert WORDS.step(Step(COST, (made[0],), (SALES, PROFIT)), [SALES]).endswith(
        "net sales is shown, gross profit follows from the lines above"
    )


def test_a_choice_says_what_goes_together() -> None:
    reader = Reader(lambda one: fact(one.name), fact, 92)
    made = reader.define(fact("best"), parse("max(ours, theirs)"))
    lines = WORDS.chain(derive(made, [fact("ours"), fact("theirs")])[fact("best")], [fact("ours"), fact("theirs")])
    assert lines[0] == "2026-Q3: (max(ours, theirs)) goes with ours and theirs; ours and theirs are shown"


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (ACTUAL, "net sales"),
        (TARGET, "target of net sales"),
        (FORECAST, "forecast of net sales"),
        (CLIENT_ACTUAL, "the account's own net sales"),
        (MARKET, "net sales of the market"),
        ("Rival Ltd", "net sales of Rival Ltd"),
    ],
)
def test_scenarios_have_words(scenario: str, said: str) -> None:
    assert WORDS.fact(fact("net_sales", scenario=scenario)) == said
    assert WORDS.fact(Fact("net_sales", scenario, Q3, index=True)) == f"index of {said}"


def test_bounds_are_told_with_their_width() -> None:
    said = WORDS.pinned(SALES, Interval(95, 105))
    assert said == "net sales 2026-Q3 lies between 95 and 105, 5.0 % either side, by the rounding of what is shown"


def test_a_formula_of_numbers_alone_is_a_number() -> None:
    (made,) = Reader(lambda one: one.name, str, 92).define("whole", parse("2 * days - 3 / 4"))
    assert isinstance(made, Linear)
    assert made.constant == 184 - 3 / 4
    assert Reader(lambda one: one, str, 92).define("none", parse("0 * a / b")) == [linear([("none", 1)])]
    assert Input("a") not in derive([made], [])
