"""What formulas want of each column: a number, a day or a text, found from what is done with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from reviewgen.sources.rows.failures import FormulaError
from reviewgen.sources.rows.formula import Formula, fold, written

_ARITHMETIC = (exp.Sum, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Abs, exp.Min, exp.Max)
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Case)
_ORDERED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_WORDS = (exp.Lower, exp.Upper, exp.Trim, exp.Like, exp.ILike)
_THROUGH = (exp.Paren, exp.Coalesce, exp.Case, exp.If, exp.Nullif, exp.Filter)
_TRUTH = (exp.And, exp.Or, exp.Not, exp.CountIf, exp.Where, exp.If)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Kind(StrEnum):
    """What a column holds, as its engine says, or what is wanted of it; ANY when nothing is known."""

    TEXT = "text"
    NUMBER = "number"
    FLOAT = "float"
    DATE = "date"
    ANY = "any"


NUMBERS = (Kind.NUMBER, Kind.FLOAT)


@dataclass
class Wanted:
    """The kinds wanted of columns, by key; `held` says what a column holds, `key` what a written name stands for."""

    key: Callable[[str], str]
    held: Callable[[str], Kind]
    numbers: set[str]
    dates: set[str]
    texts: set[str]

    def of(self, key: str) -> Kind:
        """What is wanted of a column."""
        for wanted, kind in ((self.dates, Kind.DATE), (self.numbers, Kind.NUMBER), (self.texts, Kind.TEXT)):
            if key in wanted:
                return kind
        return Kind.ANY


def wanted(
    formulas: Iterable[Formula],
    key: Callable[[str], str],
    held: Callable[[str], Kind],
    said: Mapping[Kind, Set[str]],
) -> Wanted:
    """What `formulas` want of their columns, beyond what was `said`; FormulaError where it cannot be told."""
    found = Wanted(key, held, set(said[Kind.NUMBER]), set(said[Kind.DATE]), set(said[Kind.TEXT]))
    trees = [formula.tree for formula in formulas]
    for tree in trees:
        _direct(tree, found)
    comparisons = [node for tree in trees for node in tree.find_all(*_COMPARED)]
    learnt = True
    while learnt:
        learnt = sum(_spread(node, found) for node in comparisons) > 0
    for node in comparisons:
        _judge(node, found)
    _days_apart(trees, found)
    return found


def _direct(tree: exp.Expr, found: Wanted) -> None:
    for column in tree.find_all(exp.Column):
        name = found.key(written(column))
        if column.find_ancestor(exp.Anonymous):
            found.dates.add(name)
        elif column.find_ancestor(*_WORDS):
            found.texts.add(name)
        elif _reckoned(column):
            found.numbers.add(name)
        elif _truth(column):
            hint = f"Compare it with a value, such as {written(column)} = 'yes'."
            raise FormulaError(f'"{written(column)}" stands where a comparison belongs', hint)


def _reckoned(column: exp.Column) -> bool:
    """True for a column that is added up or reckoned with."""
    node: exp.Expr = column
    while (parent := node.parent) is not None:
        if isinstance(parent, _ARITHMETIC):
            return True
        if not isinstance(parent, _THROUGH) or (isinstance(parent, exp.If) and parent.this is node):
            return False
        if isinstance(parent, exp.Case) and parent.this is node:
            return False
        node = parent
    return False


def _truth(column: exp.Column) -> bool:
    node: exp.Expr = column
    while isinstance(node.parent, exp.Paren):
        node = node.parent
    parent = node.parent
    return (
        parent is None or (isinstance(parent, _TRUTH) and parent.this is node) or isinstance(parent, (exp.And, exp.Or))
    )


def _operands(node: exp.Expr) -> Iterator[exp.Expr]:
    match node:
        case exp.Between():
            yield from (node.this, node.args["low"], node.args["high"])
        case exp.In():
            yield from (node.this, *node.expressions)
        case exp.Case():
            yield from (node.this, *(each.this for each in node.args["ifs"])) if node.this is not None else ()
        case _:
            yield from (node.this, node.expression)


def _values(node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts that a value may come from: the branches of a case, the choices of coalesce."""
    match node:
        case exp.Paren():
            yield from _values(node.this)
        case exp.Neg():
            yield from _values(node.this)
        case exp.Coalesce():
            for part in (node.this, *node.expressions):
                yield from _values(part)
        case exp.Nullif():
            yield from _values(node.this)
        case exp.Case():
            for branch in (*(each.args["true"] for each in node.args["ifs"]), node.args.get("default")):
                if branch is not None:
                    yield from _values(branch)
        case exp.If():
            for branch in (node.args["true"], node.args.get("false")):
                if branch is not None:
                    yield from _values(branch)
        case _:
            yield node


def _kind(node: exp.Expr, found: Wanted) -> Kind:
    match node:
        case exp.Column():
            name = found.key(written(node))
            known = found.of(name)
            held = found.held(name)
            return known if known is not Kind.ANY else (Kind.NUMBER if held in NUMBERS else held)
        case exp.Literal():
            if not node.is_string:
                return Kind.NUMBER
            return Kind.DATE if _DAY.fullmatch(str(node.this)) else Kind.TEXT
        case exp.Lower() | exp.Upper() | exp.Trim():
            return Kind.TEXT
        case exp.Anonymous() | exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.Abs():
            return Kind.NUMBER
        case _:
            return Kind.ANY


def _spread(node: exp.Expr, found: Wanted) -> bool:
    """Let columns be what they are compared with; True when something new was learnt."""
    parts = [part for operand in _operands(node) for part in _values(operand)]
    kinds = {_kind(part, found) for part in parts if not _open(part, found)}
    kind = next((each for each in (Kind.DATE, Kind.NUMBER) if each in kinds), None)
    target = {Kind.DATE: found.dates, Kind.NUMBER: found.numbers, None: found.texts}[kind]
    if kind is None and Kind.TEXT not in kinds:
        return False
    new = {found.key(written(part)) for part in parts if isinstance(part, exp.Column) and _open(part, found)}
    target |= new
    return bool(new)


def _open(part: exp.Expr, found: Wanted) -> bool:
    """True for a column of text of which nothing is known."""
    if not isinstance(part, exp.Column):
        return False
    name = found.key(written(part))
    return found.of(name) is Kind.ANY and found.held(name) in (Kind.TEXT, Kind.ANY)


def _judge(node: exp.Expr, found: Wanted) -> None:
    parts = [part for operand in _operands(node) for part in _values(operand)]
    columns = [part for part in parts if isinstance(part, exp.Column)]
    kinds = {_kind(part, found) for part in parts}
    shown = node.sql(dialect="duckdb")
    if isinstance(node, _ORDERED) and columns and kinds <= {Kind.TEXT, Kind.ANY}:
        hint = f"Say what they are, under numbers ({columns[0].name}: error) or dates ({columns[0].name}: yyyy-mm-dd)."
        raise FormulaError(f'"{shown}" compares texts: are they numbers or days?', hint)
    if Kind.NUMBER in kinds and Kind.TEXT in kinds | _texts(parts):
        for part in parts:
            _as_number(part, shown)
    if Kind.TEXT in kinds and Kind.NUMBER in {_kind(part, found) for part in parts}:
        raise FormulaError(f'"{shown}" compares a text with a number', "Write the text in single quotes, such as '7'.")
    if Kind.DATE in kinds and Kind.NUMBER in kinds:
        raise FormulaError(f'"{shown}" compares a day with a number', "Write a day as '2026-12-31'.")


def _texts(parts: Iterable[exp.Expr]) -> set[Kind]:
    return {Kind.TEXT for part in parts if isinstance(part, exp.Literal) and part.is_string}


def _as_number(part: exp.Expr, shown: str) -> None:
    """A text that says a number is one beside a column of numbers."""
    if isinstance(part, exp.Literal) and part.is_string:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(part.this)):
            hint = "Say under numbers that such a text means missing, and leave it out of the formula."
            raise FormulaError(f'"{shown}" compares a number with a text', hint)
        part.replace(exp.Literal.number(str(part.this)))


def _days_apart(trees: Iterable[exp.Expr], found: Wanted) -> None:
    for tree in trees:
        for column in tree.find_all(exp.Column):
            if _reckoned(column) and not column.find_ancestor(exp.Anonymous) and _kind(column, found) is Kind.DATE:
                hint = "The days between two dates are days(from, to)."
                raise FormulaError(f'"{written(column)}" is a day, which cannot be reckoned with', hint)


__all__ = ["NUMBERS", "Kind", "Wanted", "fold", "wanted"]
