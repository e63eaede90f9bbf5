"""Declared formulas: what they give by hand, what is refused and where, and the laws of reading and writing them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.formula import (
    DEEPEST,
    LONGEST,
    MOST_DIGITS,
    MOST_PARTS,
    RESERVED,
    Binary,
    Days,
    Formula,
    FormulaError,
    Input,
    Name,
    Negative,
    Number,
    Shift,
    Undefined,
    evaluate,
    inputs,
    parse,
)

VALUES = {
    Input("a"): Decimal(6),
    Input("b"): Decimal(4),
    Input("c"): Decimal("0.5"),
    Input("zero"): Decimal(0),
    Input("a", Shift.PRIOR): Decimal(5),
    Input("a", Shift.YEAR_AGO): Decimal(3),
}
DAYS = 92


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "6"),
        ("1.50", "1.5"),
        ("a - b - c", "1.5"),
        ("a - (b - c)", "2.5"),
        ("a + b * c", "8"),
        ("(a + b) * c", "5"),
        ("a / b / c", "3"),
        ("a / (b / c)", "0.75"),
        ("a * b / c", "48"),
        ("-a + b", "-2"),
        ("-a * -b", "24"),
        ("a - -b", "10"),
        ("--a", "6"),
        ("-(a + b)", "-10"),
        ("days * c", "46"),
        ("prior(a)", "5"),
        ("a / year_ago(a) * 100 - 100", "100"),
        ("min(a, b)", "4"),
        ("max(a + 1, b * 2) / 2", "4"),
        ("min(a, max(b, c)) - 1", "3"),
        ("\n  100 * (a - b)\t/ b\r\n", "50"),
        ("a-b", "2"),
    ],
)
def test_worked_by_hand(text: str, value: str) -> None:
    assert evaluate(parse(text), VALUES, DAYS) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "values", "days", "found"),
    [
        # Net promoter score: F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, 2003
        ("100 * (promoters - detractors) / responses", {"promoters": 60, "detractors": 24, "responses": 120}, 92, "30"),
        # Days sales outstanding: closing receivables over the sales of the window, times its days
        ("receivables / net_sales * days", {"receivables": 45, "net_sales": 90}, 92, "46"),
    ],
)
def test_formulas_of_the_trade(text: str, values: dict[str, int], days: int, found: str) -> None:
    held = {Input(name): Decimal(value) for name, value in values.items()}
    assert evaluate(parse(text), held, days) == Decimal(found)


def test_the_inputs_in_order_of_first_use_once_each_and_with_the_window_they_are_read_in() -> None:
    formula = parse("b / year_ago(b) + min(a, b) - prior(a) * days + a")
    assert inputs(formula) == (
        Input("b"), Input("b", Shift.YEAR_AGO), Input("a"), Input("a", Shift.PRIOR),
    )  # fmt: skip
    assert inputs(parse("2 * days")) == ()


@pytest.mark.parametrize(
    ("text", "divisor"),
    [
        ("a / zero", "zero"),
        ("zero / zero", "zero"),
        ("1 + a / (b - 8 * c)", "b - 8 * c"),
        ("-(a / 0)", "0"),
        ("a / (b / 0)", "0"),
        ("min(a, b / (a - a))", "a - a"),
        ("0 * (a / zero) + b / (c - c)", "zero"),
    ],
)
def test_a_division_by_zero_has_no_value_and_names_what_came_to_zero(text: str, divisor: str) -> None:
    assert evaluate(parse(text), VALUES, DAYS) == Undefined(divisor)


def test_the_number_is_the_one_written_to_the_last_digit() -> None:
    assert parse("0.10") == Number(Decimal("0.1"))
    long = "1234567890123456789.0123456789012345678"
    assert evaluate(parse(long), {}, DAYS) == Decimal(long)
    assert evaluate(parse("a + b"), {Input("a"): Decimal("1e25"), Input("b"): Decimal("1e-25")}, 1) == Decimal(
        "10000000000000000000000000.0000000000000000000000001"
    )


def test_the_callers_precision_does_not_matter() -> None:
    with localcontext(prec=3):
        assert evaluate(parse("a + 0.0001"), VALUES, DAYS) == Decimal("6.0001")
        assert evaluate(parse("1 / 3"), {}, DAYS) == Decimal("0." + "3" * 60)


def test_a_divisor_that_cancels_out_is_zero_and_not_what_rounding_left_of_it() -> None:
    assert evaluate(parse("a / (b / 3 * 3 - b)"), VALUES, DAYS) == Undefined("b / 3 * 3 - b")
    assert evaluate(parse("a / 7 * 7"), VALUES, DAYS) == Decimal(6)


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "the formula is empty", "made of names"),
        ("   ", 4, "ends where a value should stand", "made of names"),
        ("a +", 4, "ends where a value should stand", "made of names"),
        ("a ** 2", 3, '"**" may not stand', "no powers"),
        ("a ^ 2", 3, '"^" may not stand', "no powers"),
        ("a // b", 3, '"//" may not stand', "one division"),
        ("a < b < c", 3, '"<" may not stand', "compares nothing"),
        ("a == b", 3, '"=" may not stand', "compares nothing"),
        ("a ≥ b", 3, '"≥" may not stand', "compares nothing"),
        ("a % b", 3, '"%" may not stand', "100 * part / whole"),
        ("a − b", 3, '"−" may not stand', "minus sign of the keyboard"),
        ("a × b", 3, '"×" may not stand', "* for times"),
        (".5 * a", 1, '"." may not stand', "0.5"),
        ("1. * a", 2, '"." may not stand', "0.5"),
        ("1.2.3", 4, '"." may not stand', "0.5"),
        ("1,5 * a", 2, "a comma may not stand here", "decimals have a point"),
        ("Sales / b", 1, '"Sales" is not a name', "small letter"),
        ("a / net_Sales", 5, '"net_Sales" is not a name', "small letter"),
        ("_a", 1, '"_a" is not a name', "small letter"),
        ("a.b", 2, '"." may not stand', "0.5"),
        ("é + 1", 1, '"é" is not a name', "small letter"),
        ("１ + a", 1, '"１" may not stand', "made of names"),
        ("a + \x00", 5, "the character U+0000", "made of names"),
        ("a\ud800", 2, "the character U+D800", "made of names"),
        ("a\u00a0+ b", 2, "the character U+00A0", "made of names"),
        ("'a'", 1, '"\'" may not stand', "made of names"),
        ("a b", 3, 'no sign stands before "b"', "between two values"),
        ("2a", 2, 'no sign stands before "a"', "between two values"),
        ("1e5", 2, 'no sign stands before "e5"', "between two values"),
        ("2 (a)", 3, 'no sign stands before "("', "between two values"),
        ("+a", 1, 'a value should stand here, not "+"', "made of names"),
        ("a + * b", 5, 'a value should stand here, not "*"', "made of names"),
        ("()", 2, 'a value should stand here, not ")"', "made of names"),
        ("(a + b", 1, 'the parenthesis of "(" is not closed', ")"),
        ("a + b)", 6, "never opened", "Take it away"),
        ("(a, b)", 3, "a comma may not stand here", "min and max only"),
        ("sqrt(a)", 1, 'there is no function "sqrt"', "prior(name)"),
        ("days(a)", 1, 'there is no function "days"', "prior(name)"),
        ("prior / 2", 1, "prior is a function", "prior(name)"),
        ("a * max", 5, "max is a function", "prior(name)"),
        ("prior(a + b)", 7, "prior takes one name", "a formula around it"),
        ("year_ago(2)", 10, "year_ago takes one name", "a formula around it"),
        ("prior(days)", 7, "prior takes one name", "a formula around it"),
        ("prior(prior(a))", 7, "prior takes one name", "a formula around it"),
        ("prior(", 7, "prior takes one name", "a formula around it"),
        ("prior(a", 7, "prior takes one name", "a formula around it"),
        ("max(a)", 6, "max takes two values", "max(a, b)"),
        ("min(a, b, c)", 9, "min takes two values", "min(a, min(b, c))"),
        ("min(a, b", 1, 'the parenthesis of "min" is not closed', ")"),
        ("min()", 5, 'a value should stand here, not ")"', "made of names"),
        ("__import__('os')", 1, '"__import__" is not a name', "small letter"),
        ("a if b else c", 3, 'no sign stands before "if"', "between two values"),
        ("lambda: a", 7, '":" may not stand', "made of names"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place_and_what_to_write(
    text: str, column: int, message: str, hint: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert message in caught.value.message
    assert caught.value.column == column
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1" * (LONGEST + 1), "at most 1000 characters"),
        ("+".join("a" for _ in range(MOST_PARTS)), "at most 200 names"),
        ("(" * DEEPEST + "a" + ")" * DEEPEST, "more than 20 deep"),
        ("-" * 150 + "a", "more than 20 deep"),
        ("max(1," * 30 + "a" + ")" * 30, "more than 20 deep"),
        ("9" * (MOST_DIGITS + 1), "at most 40 digits"),
        ("(" * 1_000_000, "at most 1000 characters"),
    ],
)
def test_a_text_out_of_bounds_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        parse(text)


def test_the_longest_and_the_deepest_formula_are_read_worked_out_and_written() -> None:
    chain = "-".join("a" for _ in range(MOST_PARTS // 2))
    deep = "(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1)
    assert evaluate(parse(chain), VALUES, DAYS) == -6 * (MOST_PARTS // 2 - 2)
    assert parse(str(parse(chain))) == parse(chain)
    assert parse(deep) == Name("a")


names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name not in RESERVED)
numbers = st.decimals(0, 10**12, allow_nan=False, places=6).map(abs)
leaves: st.SearchStrategy[Formula] = st.one_of(
    st.builds(Number, numbers), st.builds(Name, names, st.sampled_from(Shift)), st.just(Days())
)


def _grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    operators = st.sampled_from(("+", "-", "*", "/", "min", "max"))
    return st.one_of(st.builds(Negative, inner), st.builds(Binary, operators, inner, inner))


formulas = st.recursive(leaves, _grown, max_leaves=12)
CHOSEN = settings(max_examples=300, derandomize=True, deadline=None)


@CHOSEN
@given(formulas)
def test_a_formula_written_and_read_back_is_the_same_formula(formula: Formula) -> None:
    assert parse(str(formula)) == formula
    assert str(parse(str(formula))) == str(formula)


@CHOSEN
@given(formulas, st.data())
def test_the_value_is_what_the_written_formula_means_to_another_reader(formula: Formula, data: st.DataObject) -> None:
    """Python reads the text by its own rules of precedence, over fractions; only the last digit may be rounded."""
    amounts = st.decimals(-1000, 1000, places=2, allow_nan=False)
    values = {one: data.draw(amounts) for one in inputs(formula)}
    found, meant = evaluate(formula, values, DAYS), _read_by_python(str(formula), values)
    if meant is None:
        assert isinstance(found, Undefined)
    else:
        assert isinstance(found, Decimal)
        assert abs(Fraction(found) - meant) <= abs(meant) / 10**59


def _read_by_python(text: str, values: Mapping[Input, Decimal]) -> Fraction | None:
    def known(word: str, shift: str = "now") -> Fraction:
        return Fraction(DAYS) if word == "days" else Fraction(values[Input(word, Shift(shift))])

    shifted = re.sub(r"(prior|year_ago)\((\w+)\)", r'known("\2", "\1")', text)
    named = re.sub(r'(?<!")\b(?!known\b|min\b|max\b)[a-z]\w*\b(?!")', r'known("\g<0>")', shifted)
    exact = re.sub(r'(?<![\w"])[0-9]+(\.[0-9]+)?', r'Fraction("\g<0>")', named)
    try:
        return Fraction(eval(exact, {"known": known, "Fraction": Fraction, "min": min, "max": max}))
    except ZeroDivisionError:
        return None


pieces = st.sampled_from(
    ("a", "b_2", "1", "2.5", "days", "prior", "year_ago", "min", "max", *"+-*/(),.^%<> \n", "**", "é", "\x00", "A", "_")
)
hostile = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=30).map("".join))


@CHOSEN
@given(hostile)
def test_any_text_is_read_or_refused_at_a_column_of_it(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError as error:
        assert 1 <= error.column <= len(text) + 1
        assert error.message and error.hint
    else:
        assert parse(str(formula)) == formula
