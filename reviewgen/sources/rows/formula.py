"""Formulas over rows: parsed once, checked against what may stand in one, written for the engine that runs it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from reviewgen.sources.rows.failures import FormulaError
from reviewgen.workspace.wording import closest

DUCKDB, SQLITE, POSTGRES = "duckdb", "sqlite", "postgres"
_AGGREGATES = (exp.Sum, exp.Count, exp.CountIf, exp.Min, exp.Max)
_PLAIN = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg, exp.Add, exp.Sub,
    exp.Mul, exp.Div, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.And, exp.Or, exp.Not, exp.Is, exp.In,
    exp.Tuple, exp.Between, exp.Like, exp.ILike, exp.Case, exp.If, exp.Filter, exp.Where, exp.Distinct, exp.Coalesce,
    exp.Nullif, exp.Abs, exp.Lower, exp.Upper, exp.Trim, exp.Ordered,
)  # fmt: skip
DAYS = "DAYS"
FUNCTIONS = "sum, count, count_if, min, max, days, abs, coalesce, nullif, lower, upper, trim, if, case"


@dataclass(frozen=True)
class Formula:
    """A formula as it was written and its tree; the tree is never changed."""

    text: str
    tree: exp.Expr

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that it reads, each once, in order; a name with a dot keeps its table."""
        return tuple(dict.fromkeys(written(column) for column in self.tree.find_all(exp.Column)))


def total(text: str) -> Formula:
    """The formula of a measure over many rows, such as sum(price * quantity); FormulaError when it is none."""
    formula = _parsed(text)
    if not any(isinstance(node, _AGGREGATES) for node in formula.tree.walk()):
        raise FormulaError(
            f'"{text}" gives a value for each row', "Add rows up with sum(...), count(*) or count_if(...)."
        )
    for node in formula.tree.find_all(*_AGGREGATES):
        if node.find_ancestor(*_AGGREGATES):
            raise FormulaError(f'"{text}" adds up what is added up already', "Write one sum or count.")
    for column in formula.tree.find_all(exp.Column):
        if not column.find_ancestor(*_AGGREGATES, exp.Filter):
            raise FormulaError(f'"{written(column)}" stands outside of sum and count in "{text}"', "Put it inside.")
    return formula


def condition(text: str) -> Formula:
    """The formula of a filter or of one row's value, such as quantity > 0; FormulaError when it is none."""
    formula = _parsed(text)
    if any(isinstance(node, _AGGREGATES) for node in formula.tree.walk()):
        raise FormulaError(f'"{text}" counts over rows where each row is judged', "Leave sum and count out of it.")
    return formula


def _parsed(text: str) -> Formula:
    try:
        tree = sqlglot.parse_one(text, dialect=DUCKDB)
    except (SqlglotError, RecursionError, ValueError) as error:
        reason = str(error).split("\n")[0].split(". Line ")[0]
        raise FormulaError(
            f'"{text}" is not a formula: {reason}', f"It may use + - * /, comparisons, {FUNCTIONS}."
        ) from None
    for node in tree.walk():
        _allowed(node, text)
    return Formula(text, tree)


def _allowed(node: exp.Expr, text: str) -> None:
    if isinstance(node, exp.Avg):
        hint = "Declare the sum and the count, and a KPI with rollup ratio: a mean of means is wrong."
        raise FormulaError(f'"{text}" averages', hint)
    if isinstance(node, exp.Anonymous):
        if node.name.upper() == DAYS and len(node.expressions) == 2:
            return
    elif isinstance(node, exp.Star):
        if isinstance(node.parent, exp.Count):
            return
    elif isinstance(node, (*_AGGREGATES, *_PLAIN)):
        return
    what = node.sql(dialect=DUCKDB)[:60]
    raise FormulaError(f'"{what}" may not stand in a formula', f"It may use + - * /, comparisons, {FUNCTIONS}.")


def resolve(formula: Formula, known: Mapping[str, str], where: str) -> Mapping[str, str]:
    """For each column of `formula` its real name among `known` (folded name -> real); FormulaError when it has none."""
    found = {}
    for name in formula.columns:
        real = known.get(fold(name))
        if real is None:
            hint = closest(fold(name), known) or f"Columns: {', '.join(known.values())}."
            raise FormulaError(f'no column "{name}" in {where}', hint)
        found[name] = real
    return found


def fold(name: str) -> str:
    """A column's name as it is compared."""
    return " ".join(name.replace("_", " ").casefold().split())


def sql(formula: Formula, columns: Mapping[str, exp.Expr], dialect: str, floats: Set[str] = frozenset()) -> str:
    """`formula` in the language of an engine; `columns` says what stands for each column's name.

    Nothing divided by 0 is anything, in any engine; columns named in `floats` are added up without rounding errors.
    """
    held = exp.Paren(this=formula.tree.copy())
    for call in list(held.find_all(exp.Anonymous)):
        start, end = call.expressions
        call.replace(days(start, end, dialect))
    for counted in list(held.find_all(exp.CountIf)):
        counted.replace(exp.Count(this=exp.Case(ifs=[exp.If(this=counted.this, true=exp.Literal.number(1))])))
    for ratio in list(held.find_all(exp.Div)):
        ratio.set("expression", exp.Nullif(this=ratio.expression.copy(), expression=exp.Literal.number(0)))
    called = {SQLITE: "reviewgen_sum", DUCKDB: "fsum"}.get(dialect)
    for added in list(held.find_all(exp.Sum)):
        if called and not isinstance(added.this, exp.Distinct) and _inexact(added, floats):
            added.replace(exp.Anonymous(this=called, expressions=[added.this.copy()]))
    if dialect == SQLITE:
        _in_sqlite(held)
    for column in list(held.find_all(exp.Column)):
        if isinstance(column.this, exp.Identifier):
            column.replace(columns[written(column)].copy())
    return str(held.this.sql(dialect=dialect))


def _in_sqlite(held: exp.Expr) -> None:
    """Texts as other engines see them: SQLite's own LIKE, LOWER and UPPER know the letters of English only."""
    for alike in list(held.find_all(exp.ILike)):
        alike.replace(exp.Like(this=exp.Lower(this=alike.this), expression=exp.Lower(this=alike.expression)))
    for node in list(held.find_all(exp.Like, exp.Lower, exp.Upper)):
        name = {exp.Like: "alike", exp.Lower: "lower", exp.Upper: "upper"}[type(node)]
        parts = [part for part in (node.this, node.args.get("expression")) if part is not None]
        node.replace(exp.Anonymous(this=f"reviewgen_{name}", expressions=parts))


def _inexact(added: exp.Sum, floats: Set[str]) -> bool:
    divided = added.find(exp.Div) is not None
    return divided or any(written(column) in floats for column in added.find_all(exp.Column))


def days(start: exp.Expr, end: exp.Expr, dialect: str) -> exp.Expr:
    """The whole days from one date to another."""
    first, last = start.sql(dialect=dialect), end.sql(dialect=dialect)
    match dialect:
        case "sqlite":
            text = f"CAST(JULIANDAY(DATE({last})) - JULIANDAY(DATE({first})) AS INTEGER)"
        case "postgres":
            text = f"(CAST({last} AS DATE) - CAST({first} AS DATE))"
        case _:
            text = f"DATE_DIFF('day', CAST({first} AS DATE), CAST({last} AS DATE))"
    return sqlglot.parse_one(text, dialect=dialect)


def quoted(name: str) -> exp.Expr:
    """A column by its exact name."""
    return exp.column(exp.to_identifier(name, quoted=True))


def written(column: exp.Column) -> str:
    """The name of a column as the formula writes it, with its table."""
    return f"{column.table}.{column.name}" if column.table else str(column.name)
