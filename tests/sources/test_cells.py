"""Numbers, days and periods as people write them: read exactly, or refused with what they may mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.model import NEVER, Sharing
from reviewgen.period import Calendar
from reviewgen.sources.cells import comma_written, number, sharing, text
from reviewgen.sources.dates import day, period
from reviewgen.sources.grid import BadCell, Cell, Percent


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", "0"),
        ("12.50", "12.50"),
        (".5", "0.5"),
        ("5.", "5"),
        ("12,5", "12.5"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1\u202f234\u00a0567,8", "1234567.8"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1.234", "1.234"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("- 3", "-3"),
        ("+3", "3"),
        ("(1,234.50)", "-1234.50"),
        ("1.234,56-", "-1234.56"),
        ("1e3", "1000"),
        ("1,5E+05", "150000"),
        (" 7 ", "7"),
        ("0.1000000000000000000000000000000000001", "0.1000000000000000000000000000000000001"),
        (Decimal("0.30"), "0.30"),
    ],
)
def test_a_number_is_read_exactly(cell: Cell, value: str) -> None:
    assert number(cell) == Decimal(value)


@pytest.mark.parametrize(
    "cell",
    ["abc", "-", "--", "n/a", "N/A", "nan", "NaN", "inf", "-inf", "Infinity", "1_000", "٣", "１２", "$5", "5 €",
     "12 34", "1,23,456", "1,2,3.5", "1.234.56", "1,234,56", "12,34.5", "(-5)", "()", "1e99", "1E400000", "0x1F",
     "5%", "½", "TRUE", "1 2", "1,,2", "..", ",", "9" * 45, "1e-99"],
)  # fmt: skip
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="number"):
        number(cell)


@pytest.mark.parametrize(("cell", "both"), [("1,234", "1234 or 1.234"), ("-12,500", "12500 or 12.500")])
def test_a_number_that_may_mean_two_is_refused_with_both(cell: str, both: str) -> None:
    with pytest.raises(ValueError, match=both):
        number(cell)


def test_a_point_is_doubtful_where_the_table_writes_commas() -> None:
    assert number("1.234") == Decimal("1.234")
    with pytest.raises(ValueError, match=r"1234 or 1\.234; write 1234 or 1\.2340"):
        number("1.234", comma=True)
    assert number("1.2340", comma=True) == Decimal("1.2340")
    assert number("0.234", comma=True) == Decimal("0.234")


@pytest.mark.parametrize(
    ("cells", "semicolon", "doubtful"),
    [
        (["1.234", "5.678"], False, False),
        (["1.234", "5.678"], True, True),
        (["1.234", "5.6"], True, False),
        (["1.234", "5,6"], False, True),
        (["1.234", "1.234,5"], False, True),
        (["1.234", "1 234,5"], False, True),
        (["1.234", "1.234.567"], False, True),
        (["1.234", "1,234.5"], True, False),
        (["1.234", "5,6", "5.6"], False, True),
        (["1.234", "a, b", "Rue 5,6"], False, False),
    ],
)
def test_how_a_table_writes_decimals_is_told_from_all_its_numbers(
    cells: list[Cell], semicolon: bool, doubtful: bool
) -> None:
    assert comma_written(cells, semicolon) is doubtful


def test_a_percent_sign_counts_only_where_percentages_belong() -> None:
    assert number("91,8 %", percent=True) == Decimal("91.8")
    assert number(Percent(Decimal("91.8")), percent=True) == Decimal("91.8")
    for cell in ("91.8%", Percent(Decimal("91.8"))):
        with pytest.raises(ValueError, match="percentage where a plain number belongs"):
            number(cell)


def test_neither_a_date_nor_a_broken_formula_is_a_number() -> None:
    with pytest.raises(ValueError, match="2026-09-01 is a date where a number belongs"):
        number(date(2026, 9, 1))
    with pytest.raises(ValueError, match="#DIV/0! stands here"):
        number(BadCell("#DIV/0!"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.decimals(-(10**12), 10**12, places=4, allow_nan=False),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_any_amount_in_any_notation_comes_back(value: Decimal, marks: tuple[str, str]) -> None:
    group, mark = marks
    written = f"{value:,.4f}".replace(",", "\0").replace(".", mark).replace("\0", group)
    assert number(written) == value


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.text(max_size=20) | st.text(alphabet="0123456789.,-+() %eE'\u00a0", max_size=12), st.booleans(), st.booleans()
)
def test_no_text_is_ever_a_number_that_is_none(cell: str, percent: bool, comma: bool) -> None:
    try:
        found = number(cell, percent=percent, comma=comma)
    except ValueError:
        return
    assert found.is_finite()
    digits = [sign for sign in f"{abs(found):f}" if sign in "123456789"]
    if "e" not in cell.casefold():
        assert [sign for sign in cell if sign in "123456789"] == digits


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("2026-09", "2026-09"),
        ("2026-9", "2026-09"),
        ("2026/09", "2026-09"),
        ("09/2026", "2026-09"),
        ("9.2026", "2026-09"),
        ("202609", "2026-09"),
        (Decimal("202609.0"), "2026-09"),
        ("2026M09", "2026-09"),
        ("Sep 2026", "2026-09"),
        ("sept. 2026", "2026-09"),
        ("September-2026", "2026-09"),
        ("2026 Sep", "2026-09"),
        ("Sep '26", "2026-09"),
        ("août 2026", "2026-08"),
        ("März 2026", "2026-03"),
        ("septiembre 2026", "2026-09"),
        ("2026-09-30", "2026-09"),
        ("2026-09-30T23:59:59Z", "2026-09"),
        ("2026-09-01 00:00:00", "2026-09"),
        ("20260930", "2026-09"),
        ("30.09.2026", "2026-09"),
        ("30/09/2026", "2026-09"),
        ("09/30/2026", "2026-09"),
        ("09/09/2026", "2026-09"),
        ("2-Jun-06", "2006-06"),
        ("Sep 30, 2026", "2026-09"),
        (date(2026, 9, 30), "2026-09"),
        ("2026-Q3", "2026-Q3"),
        ("2026 Q3", "2026-Q3"),
        ("2026q3", "2026-Q3"),
        ("Q3 2026", "2026-Q3"),
        ("Q3/2026", "2026-Q3"),
        ("FY26-Q3", "2026-Q3"),
        ("FY26 Q3", "2026-Q3"),
        ("Q3 FY26", "2026-Q3"),
        ("Q3 FY2026", "2026-Q3"),
        ("2026-W31", "2026-W31"),
        ("2026W31", "2026-W31"),
        ("W31 2026", "2026-W31"),
        ("Week 31 2026", "2026-W31"),
        ("KW31/2026", "2026-W31"),
        ("wk 5 2026", "2026-W05"),
        ("FY26-W31", "2026-W31"),
        ("FY26-M09", "2026-09"),
        ("FY26 P9", "2026-09"),
        ("2026", "2026"),
        (Decimal("2026.0"), "2026"),
        ("FY26", "2026"),
    ],
)
def test_a_period_is_read_in_every_clear_form(cell: Cell, key: str) -> None:
    assert Calendar().key(period(cell, Calendar())) == key


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Sep-26", "may be a month of 2026 or a day; write 2026-09"),
        ("26-Sep", "may be a month of 2026 or a day"),
        ("10/09/2026", "may mean 2026-09-10 or 2026-10-09"),
        ("2011/12", "may mean 2011-12 or the fiscal year FY12"),
        ("Q3-26", "two digits; write 2026-Q3 or FY26-Q3"),
        ("26Q3", "two digits"),
        ("Q3", "names no year"),
        ("46266", "looks like a date that lost its format"),
        (Decimal(46266), "looks like a date that lost its format"),
        ("2206-09", "outside the years 1990 to 2099"),
        ("0001-Q1", "outside the years"),
        ("9999", "outside the years"),
        (date(1899, 12, 31), "outside the years"),
        ("2026-13", "is not a period"),
        ("2026-09-31", "is not a period"),
        ("092026", "is not a period"),
        ("H1 2026", "is not a period"),
        ("26W36", "two digits; write 2026-W36 or FY26-W36"),
        ("2025-W53", "the year has no week 53"),
        ("2026-W00", "the year has no week 0"),
        ("last quarter", "is not a period"),
        ("٢٠٢٦", "is not a period"),
        ("", "is not a period"),
        (BadCell("#REF!"), "#REF! stands here"),
    ],
)
def test_a_period_that_is_none_or_may_be_two_is_refused(cell: Cell, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("/", ".")):
        period(cell, Calendar())


def test_a_quarter_that_lies_across_fiscal_quarters_is_refused() -> None:
    with pytest.raises(ValueError, match="not a quarter of the fiscal year; write one such as FY27-Q2"):
        period("2026-Q3", Calendar(2))
    assert Calendar(4).key(period("2026-Q3", Calendar(4))) == "FY27-Q2"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=16) | st.text(alphabet="0123456789-/. QFYMWPSept'", max_size=12), st.integers(1, 12))
def test_no_text_makes_a_period_or_a_day_fail_otherwise(cell: str, first_month: int) -> None:
    for parse in (day, lambda one: period(one, Calendar(first_month))):
        try:
            parse(cell)
        except ValueError as error:
            assert str(error)


def test_a_day_is_read_and_a_doubtful_one_refused() -> None:
    for cell in ("2026-10-12", "12.10.2026", "2026/10/12", "12 Oct 2026", "20261012", date(2026, 10, 12)):
        assert day(cell) == date(2026, 10, 12)
    assert day("  ") is None
    for cell, told in (
        ("12/10/2026", "may mean"),
        ("soon", "is not a date; write 2026-10-12"),
        ("2026-10", "not a date"),
    ):
        with pytest.raises(ValueError, match=told):
            day(cell)


@pytest.mark.parametrize(
    ("cell", "meant"), [("", NEVER), (None, NEVER), ("Internal", NEVER), ("client", Sharing(1)), ("Tier 3", Sharing(3))]
)
def test_a_visibility_is_internal_unless_said(cell: Cell, meant: Sharing) -> None:
    assert sharing(cell) == meant


@pytest.mark.parametrize(
    "cell", ["clint", "clients", "public", "yes", "tier", "tier 5", "tier 0", "1", "internal?", "all"]
)
def test_a_visibility_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="write internal, client or tier 2"):
        sharing(cell)


def test_a_cell_as_text_keeps_what_its_program_shows() -> None:
    assert text(Decimal("42.0")) == "42"
    assert text(Decimal("1E+30")) == "1" + "0" * 30
    assert text(Decimal("0.5")) == "0.5"
    assert text(Percent(Decimal("91.80"))) == "91.80%"
    assert text(date(2026, 9, 1)) == "2026-09-01"


@pytest.mark.parametrize("cell", ["a\x07b", "a\x0bb", "\ufffe", "\ud800", "x" * 10_001])
def test_a_text_that_no_slide_can_hold_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="the text"):
        text(cell)
    assert text("a\nb\u202ec é") == "a\nb\u202ec é"
