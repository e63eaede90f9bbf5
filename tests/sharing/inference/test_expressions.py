"""A formula as identities, checked by working both out on the same numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.facts import ACTUAL, FORECAST, Rollup
from reviewgen.formula import Binary, Days, Formula, Input, Name, Negative, Number, Operator, Undefined, evaluate, parse
from reviewgen.model import Audience
from reviewgen.sharing.inference.algebra import Choice, Identity, Linear, Product, cells_of, linear, total
from reviewgen.sharing.inference.declared import identities
from reviewgen.sharing.inference.expressions import Reader
from reviewgen.sharing.inference.facts import Fact
from reviewgen.sharing.redact import redact
from tests.sharing.inference.accounts import CALENDAR, Q3, reviewed, shared

DAYS = 92
VALUES = {"a": Fraction(7), "b": Fraction(-3), "c": Fraction(11, 2)}


def read(formula: Formula) -> list[Identity]:
    return Reader(lambda one: one.name, lambda text: f"({text})", DAYS).define("whole", formula)


def worked(made: list[Identity]) -> dict[str, Fraction]:
    """The value of every cell, each identity solved for its first."""
    found = dict(VALUES)
    for one in made:
        head = str(cells_of(one)[0])
        if isinstance(one, Linear):
            rest = one.constant - sum(by * found[str(cell)] for cell, by in one.terms[1:])
            found[head] = Fraction(rest) / one.terms[0][1]
        elif isinstance(one, Product):
            assert one.powers[0][1] == -1
            found[head] = one.constant
            for cell, power in one.powers[1:]:
                found[head] *= found[str(cell)] ** power
    return found


def formulas() -> st.SearchStrategy[Formula]:
    leaves: st.SearchStrategy[Formula] = st.one_of(
        st.sampled_from(sorted(VALUES)).map(Name),
        st.integers(0, 9).map(lambda number: Number(Decimal(number))),
        st.just(Days()),
    )
    operators: list[Operator] = ["+", "-", "*", "/"]
    return st.recursive(
        leaves,
        lambda inner: st.builds(Binary, st.sampled_from(operators), inner, inner) | inner.map(Negative),
        max_leaves=8,
    )


@settings(derandomize=True, deadline=None, max_examples=400)
@given(formulas())
def test_the_identities_come_to_what_the_formula_comes_to(formula: Formula) -> None:
    values = {Input(name): Decimal(value.numerator) / value.denominator for name, value in VALUES.items()}
    expected = evaluate(formula, values, DAYS)
    if isinstance(expected, Undefined):
        return
    try:
        found = worked(read(formula))["whole"]
    except ZeroDivisionError:
        return
    assert float(found) == pytest.approx(float(expected), rel=1e-12, abs=1e-12)


def test_a_sum_of_products_gets_a_cell_for_each() -> None:
    made = read(parse("a * b - c / a"))
    assert cells_of(made[-1]) == ("whole", "(a * b)", "(c / a)")
    assert worked(made)["whole"] == Fraction(-21) - Fraction(11, 14)


def test_the_smaller_of_two_is_a_choice_between_them() -> None:
    made = read(parse("min(a + 1, b) * 2"))
    assert [one for one in made if isinstance(one, Choice)] == [Choice(("(min(a + 1, b))", "a", "b"))]


def test_a_division_by_a_written_zero_has_no_parts() -> None:
    assert read(parse("a / 0")) == [linear([("whole", 1)])]


@pytest.mark.parametrize(
    ("rollup", "shares"),
    [(Rollup.SUM, [1, 1, 1]), (Rollup.MEAN, [Fraction(1, 3)] * 3), (Rollup.LAST, [0, 0, 1])],
)
def test_a_year_so_far_is_made_of_its_quarters(rollup: Rollup, shares: list[Fraction]) -> None:
    review = reviewed([shared("stock", rollup=rollup)], {"stock": 90})
    made = identities(review, redact(review, Audience.CLIENT))
    quarters = [Fact("stock", ACTUAL, CALENDAR.quarter(2026, number)) for number in (1, 2, 3)]
    year = Fact("stock", ACTUAL, CALENDAR.year_to_date(Q3))
    parts = [(quarter, -share) for quarter, share in zip(quarters, shares, strict=True)]
    assert linear([(year, 1), *parts]) in made
    if rollup is Rollup.SUM:
        twelve = [Fact("stock", ACTUAL, one) for one in CALENDAR.quarters(Q3, 4)]
        assert any(one == total(cells_of(one)[0], twelve) for one in made)


@pytest.mark.parametrize("rollup", [Rollup.SUM, Rollup.LAST])
def test_the_year_of_a_forecast_is_what_is_booked_and_what_comes(rollup: Rollup) -> None:
    review = reviewed([shared("sales", rollup=rollup)], {"sales": 90})
    made = identities(review, redact(review, Audience.CLIENT))
    whole = Fact("sales", FORECAST, CALENDAR.year(2026))
    coming = Fact("sales", FORECAST, CALENDAR.quarter(2026, 4))
    landing = total(whole, [Fact("sales", ACTUAL, CALENDAR.year_to_date(Q3)), coming])
    assert (landing in made) == (rollup is Rollup.SUM)
    assert [one for one in made if whole in cells_of(one)] == ([landing] if rollup is Rollup.SUM else [])
