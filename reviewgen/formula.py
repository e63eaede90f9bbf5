"""The declared formula of a KPI over rows and other KPIs: read, listed, worked out, written back.

    sum    := term (("+" | "-") term)*
    term   := value (("*" | "/") value)*
    value  := "-" value | "(" sum ")" | number | "days" | name
            | ("prior" | "year_ago") "(" name ")" | ("min" | "max") "(" sum "," sum ")"

A name is small letters, digits and underscores; a number has a point for its decimals. The text comes from a file that
is not trusted: it is bounded in length, parts and depth, and nothing of it is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import Final, Literal, NoReturn, assert_never

PRECISION: Final = 60
"""Decimal digits of a result; the steps before it are exact."""
LONGEST, MOST_PARTS, DEEPEST, MOST_DIGITS = 1000, 200, 20, 40
"""Bounds of a formula's text: characters, parts (names, numbers, signs), nested values, digits of a number."""

Operator = Literal["+", "-", "*", "/", "min", "max"]


class Shift(StrEnum):
    """The window that a name is read in: the one under review, the one before, the same of the year before."""

    NOW = "now"
    PRIOR = "prior"
    YEAR_AGO = "year_ago"


@dataclass(frozen=True)
class Input:
    """What a formula needs: the value of `name` in one window."""

    name: str
    shift: Shift = Shift.NOW


class _Node:
    def __str__(self) -> str:
        """The formula as text that `parse` reads back to an equal formula."""
        return _written(self)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Number(_Node):
    """A decimal number exactly as written; never negative."""

    value: Decimal


@dataclass(frozen=True)
class Name(_Node):
    """The value of a KPI or of rows, in the window under review or an earlier one."""

    id: str
    shift: Shift = Shift.NOW


@dataclass(frozen=True)
class Days(_Node):
    """The number of days in the window."""


@dataclass(frozen=True)
class Negative(_Node):
    """A value with its sign turned."""

    value: Formula


@dataclass(frozen=True)
class Binary(_Node):
    """Two values and what is done with them."""

    op: Operator
    left: Formula
    right: Formula


Formula = Number | Name | Days | Negative | Binary


@dataclass(frozen=True)
class Undefined:
    """A formula without a value, because `divisor`, a part of it, came to zero."""

    divisor: str


class FormulaError(ValueError):
    """A text that is no formula: what is wrong, at which column (from 1), and what to write instead."""

    def __init__(self, message: str, column: int, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.hint = hint


def parse(text: str) -> Formula:
    """The formula that `text` holds; FormulaError when it holds none."""
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters, not {len(text)}", LONGEST + 1, _SPLIT)
    tokens = tuple(_tokens(text))
    if len(tokens) > MOST_PARTS + 1:
        column = tokens[MOST_PARTS].column
        raise FormulaError(f"a formula has at most {MOST_PARTS} names, numbers and signs", column, _SPLIT)
    return _Parser(tokens).whole()


def inputs(formula: Formula) -> tuple[Input, ...]:
    """Every name of `formula` with the window it is read in, once each, in order of first use."""
    return tuple(dict.fromkeys(_used(formula)))


def evaluate(formula: Formula, values: Mapping[Input, Decimal], days: int) -> Decimal | Undefined:
    """`formula` with `values`, which hold all its inputs, over a window of `days`; Undefined on a division by zero.

    Worked out in exact fractions, so that (a / 3) * 3 - a is zero, and rounded once, to 60 digits.
    """
    found = _value(formula, values, days)
    if isinstance(found, Undefined):
        return found
    with localcontext(prec=PRECISION):
        return Decimal(found.numerator) / found.denominator


def _used(formula: Formula) -> Iterator[Input]:
    match formula:
        case Name(id=name, shift=shift):
            yield Input(name, shift)
        case Negative(value=value):
            yield from _used(value)
        case Binary(left=left, right=right):
            yield from _used(left)
            yield from _used(right)
        case Number() | Days():
            return
        case _:
            assert_never(formula)


def _value(formula: Formula, values: Mapping[Input, Decimal], days: int) -> Fraction | Undefined:
    match formula:
        case Number(value=value):
            return Fraction(value)
        case Name(id=name, shift=shift):
            return Fraction(values[Input(name, shift)])
        case Days():
            return Fraction(days)
        case Negative(value=value):
            found = _value(value, values, days)
            return found if isinstance(found, Undefined) else -found
        case Binary(op=op, left=left, right=right):
            one, other = _value(left, values, days), _value(right, values, days)
            if isinstance(one, Undefined) or isinstance(other, Undefined):
                return one if isinstance(one, Undefined) else other
            return Undefined(str(right)) if op == "/" and not other else _applied(op, one, other)
        case _:
            assert_never(formula)


def _applied(op: Operator, left: Fraction, right: Fraction) -> Fraction:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case "min":
            return min(left, right)
        case "max":
            return max(left, right)
        case _:
            assert_never(op)


def _written(formula: Formula) -> str:
    match formula:
        case Number(value=value):
            return f"{value:f}"
        case Name(id=name, shift=shift):
            return name if shift is Shift.NOW else f"{shift}({name})"
        case Days():
            return _DAYS
        case Negative(value=value):
            return f"-{_inside(value, _TIGHTEST)}"
        case Binary(op="min" | "max", left=left, right=right):
            return f"{formula.op}({left}, {right})"
        case Binary(op=op, left=left, right=right):
            own = _binding(formula)
            return f"{_inside(left, own)} {op} {_inside(right, own + 1)}"
        case _:
            assert_never(formula)


def _inside(formula: Formula, least: int) -> str:
    return f"({formula})" if _binding(formula) < least else str(formula)


def _binding(formula: Formula) -> int:
    if not isinstance(formula, Binary):
        return _TIGHTEST
    return next((level for level, signs in enumerate(_LEVELS) if formula.op in signs), _TIGHTEST)


_LEVELS: Final[tuple[Mapping[str, Operator], ...]] = ({"+": "+", "-": "-"}, {"*": "*", "/": "/"})
"""Signs between two values, from the loosest to the tightest; those of one level are worked out from the left."""
_TIGHTEST: Final = len(_LEVELS)
_SHIFTS: Final = {"prior": Shift.PRIOR, "year_ago": Shift.YEAR_AGO}
_CHOICES: Final[Mapping[str, Operator]] = {"min": "min", "max": "max"}
_DAYS: Final = "days"
RESERVED: Final = (_DAYS, *_SHIFTS, *_CHOICES)
"""Words of the language, which no KPI and no rows can be called by in a formula."""

_SPLIT = "Give a part of it a name of its own, as another KPI."
_FUNCTIONS = "Functions are prior(name), year_ago(name), min(a, b) and max(a, b)."
_GRAMMAR = f"A formula is made of names, numbers, days, + - * / and parentheses. {_FUNCTIONS}"
_NO_POWER = "There are no powers: write a * a."
_NO_COMPARING = "A formula gives a number and compares nothing; min(a, b) and max(a, b) choose one of two."
_HINTS: Final[Mapping[str, str]] = {
    "^": _NO_POWER,
    "**": _NO_POWER,
    "//": "There is one division, with one /, and it keeps its decimals.",
    "%": "Write 100 * part / whole for a percentage.",
    "×": "Write * for times.",
    "·": "Write * for times.",
    "÷": "Write / for a division.",
    "−": "Write the minus sign of the keyboard: -.",
    ".": "Write a digit on both sides of the decimal point: 0.5.",
    **dict.fromkeys("<>=!≤≥≠", _NO_COMPARING),
}
_TOKEN = re.compile(
    r"[ \t\r\n]+|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[a-z][a-z0-9_]*(?![A-Za-z0-9_]))"
    r"|(?P<unknown>\*\*|//|[A-Za-z0-9_]+)|(?P<sign>[-+*/(),])|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    column: int


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup is None:
            continue
        token = _Token(found.lastgroup, found.group(), found.start() + 1)
        if token.kind in ("unknown", "other"):
            raise _unknown(token)
        yield token
    yield _Token("end", "", len(text) + 1)


def _unknown(token: _Token) -> FormulaError:
    shown = f'"{token.text}"' if token.text.isprintable() else f"the character U+{ord(token.text):04X}"
    if token.text[0].isalpha() or token.text[0] == "_":
        hint = "A name starts with a small letter a to z and goes on with small letters, digits and underscores."
        return FormulaError(f"{shown} is not a name", token.column, hint)
    return FormulaError(f"{shown} may not stand in a formula", token.column, _HINTS.get(token.text, _GRAMMAR))


class _Parser:
    """Precedence climbing over the tokens of one formula; `depth` counts the values that it stands inside."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> _Token:
        return self.tokens[self.at]

    def whole(self) -> Formula:
        made = self.chain()
        if self.here.kind != "end":
            self.stop_after_value()
        return made

    def chain(self, level: int = 0) -> Formula:
        if level == _TIGHTEST:
            return self.value()
        left = self.chain(level + 1)
        while (op := _LEVELS[level].get(self.here.text)) is not None:
            self.at += 1
            left = Binary(op, left, self.chain(level + 1))
        return left

    def value(self) -> Formula:
        token = self.here
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"values stand inside each other more than {DEEPEST} deep", token.column, _SPLIT)
        self.at += token.kind != "end"
        made = self.opened(token)
        self.depth -= 1
        return made

    def opened(self, token: _Token) -> Formula:
        if token.kind == "number":
            return _number(token)
        if token.kind == "name":
            return self.named(token)
        if token.text == "-":
            return Negative(self.value())
        if token.text == "(":
            made = self.chain()
            self.expect(")", token)
            return made
        raise _no_value(token)

    def named(self, token: _Token) -> Formula:
        word = token.text
        if self.here.text != "(":
            if word in _SHIFTS or word in _CHOICES:
                raise FormulaError(f"{word} is a function and wants parentheses", token.column, _FUNCTIONS)
            return Days() if word == _DAYS else Name(word)
        if word not in _SHIFTS and word not in _CHOICES:
            raise FormulaError(f'there is no function "{word}"', token.column, _FUNCTIONS)
        self.at += 1
        return self.shifted(token) if word in _SHIFTS else self.chosen(token)

    def shifted(self, function: _Token) -> Formula:
        token, after = self.here, self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.kind != "name" or token.text in RESERVED or after.text != ")":
            hint = f"Write {function.text}(name), a formula around it: {function.text}(a) + {function.text}(b)."
            raise FormulaError(f"{function.text} takes one name", token.column, hint)
        self.at += 2
        return Name(token.text, _SHIFTS[function.text])

    def chosen(self, function: _Token) -> Formula:
        left = self.chain()
        if self.here.text != ",":
            raise FormulaError(f"{function.text} takes two values", self.here.column, _FUNCTIONS)
        self.at += 1
        right = self.chain()
        if self.here.text == ",":
            hint = f"Put one inside the other: {function.text}(a, {function.text}(b, c))."
            raise FormulaError(f"{function.text} takes two values", self.here.column, hint)
        self.expect(")", function)
        return Binary(_CHOICES[function.text], left, right)

    def expect(self, sign: str, opened: _Token) -> None:
        if self.here.kind == "end":
            hint = f'Close it with "{sign}".'
            raise FormulaError(f'the parenthesis of "{opened.text}" is not closed', opened.column, hint)
        if self.here.text != sign:
            self.stop_after_value()
        self.at += 1

    def stop_after_value(self) -> NoReturn:
        token = self.here
        if token.text == ")":
            raise FormulaError("this parenthesis was never opened", token.column, "Take it away, or open it before.")
        if token.text == ",":
            hint = "A comma parts the two values of min and max only; decimals have a point: 0.5."
            raise FormulaError("a comma may not stand here", token.column, hint)
        hint = "Write + - * or / between two values."
        raise FormulaError(f'no sign stands before "{token.text}"', token.column, hint)


def _number(token: _Token) -> Number:
    if len(token.text) > MOST_DIGITS:
        raise FormulaError(f"a number has at most {MOST_DIGITS} digits", token.column, "Write fewer of them.")
    return Number(Decimal(token.text))


def _no_value(token: _Token) -> FormulaError:
    if token.kind == "end":
        what = "the formula is empty" if token.column == 1 else "the formula ends where a value should stand"
        return FormulaError(what, token.column, _GRAMMAR)
    return FormulaError(f'a value should stand here, not "{token.text}"', token.column, _GRAMMAR)
