"""From a declaration of raw rows to the SQL that counts them: columns read inside, totals and dirt counted around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from reviewgen.period import Calendar
from reviewgen.sources.rows.dialects import Dialect, literal, name
from reviewgen.sources.rows.formula import Formula, FormulaError, condition, fold, quoted, resolve, sql, total
from reviewgen.sources.rows.patterns import Pattern, pattern
from reviewgen.workspace.rows import RowsSource


class Kind(StrEnum):
    """What a column holds, as its engine says or as the declaration wants it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ANY = "any"


@dataclass(frozen=True)
class Base:
    """What stands behind FROM, under an alias, and the kinds of its columns by real name."""

    sql: str
    columns: Mapping[str, Kind]


@dataclass(frozen=True)
class Column:
    """A column that a declaration uses: where it stands, what it holds, what is wanted of it."""

    name: str
    raw: str
    held: Kind
    wanted: Kind
    patterns: tuple[Pattern, ...]
    safe: str

    @property
    def parsed(self) -> bool:
        """True when a text is read as something else, which may fail."""
        return self.wanted is not Kind.TEXT and self.held in (Kind.TEXT, Kind.ANY)


@dataclass(frozen=True)
class Plan:
    """The SQL of one declaration: `typed` is the rows with their columns read, the others count over it."""

    source: RowsSource
    dialect: Dialect
    columns: tuple[Column, ...]
    account: Column
    date: Column
    typed: str
    where: str
    measures: Mapping[str, str]
    offset: int

    def totals(self) -> str:
        """account, months since the year 0 of the period's first month, rows, and each measure, in a fixed order."""
        months = self.dialect.month(self.date.safe)
        start = months if self.source.per == "month" else f"{months} - ({months} - {self.offset}) % 3"
        wanted = ", ".join(f"{formula} AS {name(key)}" for key, formula in self.measures.items())
        used = f"{self.account.safe} IS NOT NULL AND {self.date.safe} IS NOT NULL"
        return (
            f"SELECT {self.account.safe} AS account, {start} AS start, COUNT(*) AS held, {wanted} "
            f"FROM ({self.typed}) AS typed WHERE {used}{self._kept()} GROUP BY 1, 2 ORDER BY 1, 2"
        )

    def counts(self) -> str:
        """One row: all rows, then per column blank and unreadable ones, then those that the filter leaves out."""
        parts = ["COUNT(*)"]
        for column in self.columns:
            raw = f"{column.safe}_raw" if column.parsed else column.safe
            parts.append(_sum(f"{raw} IS NULL"))
            parts.append(_sum(f"{raw} IS NOT NULL AND {column.safe} IS NULL") if column.parsed else "0")
        parts.append(_sum(f"NOT COALESCE(({self.where}), {_false(self.dialect)})") if self.where else "0")
        return f"SELECT {', '.join(parts)} FROM ({self.typed}) AS typed"

    def unreadable(self, column: Column) -> str:
        """The texts of `column` that could not be read, the commonest first, each with its count."""
        raw = f"{column.safe}_raw"
        return (
            f"SELECT CAST({raw} AS VARCHAR), COUNT(*) FROM ({self.typed}) AS typed "
            f"WHERE {raw} IS NOT NULL AND {column.safe} IS NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5"
        )

    def shapes(self, column: Column) -> str:
        """How many texts of a date column are written in each of its patterns, the first that fits."""
        raw, parts, before = f"{column.safe}_raw", [], ""
        for one in column.patterns:
            fits = self.dialect.shape(raw, one)
            parts.append(_sum(f"{raw} IS NOT NULL AND {fits}{before}"))
            before += f" AND NOT {fits}"
        return f"SELECT {', '.join(parts)} FROM ({self.typed}) AS typed"

    def _kept(self) -> str:
        return f" AND ({self.where})" if self.where else ""


def _sum(test: str) -> str:
    return f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)"


def _false(dialect: Dialect) -> str:
    return "0" if dialect.name == "sqlite" else "FALSE"


def plan(
    source: RowsSource, base: Base, joins: Sequence[tuple[str, Base]], dialect: Dialect, calendar: Calendar
) -> Plan:
    """The plan of `source` over its base and dimensions. FormulaError when a formula or a column's name is wrong."""
    known = _known(source, base, joins)
    measures = {key: total(text) for key, text in source.measures.items()}
    where = condition(source.where) if source.where else None
    formulas = [*measures.values(), *([where] if where else [])]
    numbers = _numbers(formulas) | {fold(each) for each in source.numbers}
    dates = {fold(source.date), *map(fold, source.dates), *_dated(formulas)}
    used: dict[str, Column] = {}

    def column(written: str) -> Column:
        where_ = resolve(Formula(written, quoted(written)), {key: key for key in known}, source.name)
        key = where_[written]
        if key not in used:
            raw, held = known[key]
            wanted = Kind.DATE if key in dates else Kind.NUMBER if key in numbers else Kind.TEXT
            patterns = next((each for text, each in source.dates.items() if fold(text) == key), ())
            used[key] = Column(written, raw, held, wanted, tuple(map(pattern, patterns)), f"c{len(used)}")
        return used[key]

    account, date = column(source.account), column(source.date)
    for formula in formulas:
        for written in formula.columns:
            column(written)
    for written in (*source.dates, *source.numbers):
        column(written)

    def placed(formula: Formula) -> str:
        named: dict[str, exp.Expr] = {written: quoted(column(written).safe) for written in formula.columns}
        return sql(formula, named, dialect.name)

    return Plan(
        source=source,
        dialect=dialect,
        columns=tuple(used.values()),
        account=account,
        date=date,
        typed=_typed(source, base, joins, used.values(), dialect),
        where=placed(where) if where else "",
        measures={key: placed(formula) for key, formula in measures.items()},
        offset=(calendar.first_month - 1) % 3,
    )


def _known(source: RowsSource, base: Base, joins: Sequence[tuple[str, Base]]) -> dict[str, tuple[str, Kind]]:
    """Every name that may stand in a formula, folded, with what stands for it; the user's own names come first."""
    found: dict[str, tuple[str, Kind]] = {}
    for real, kind in base.columns.items():
        found.setdefault(fold(real), (f"b.{name(real)}", kind))
    for index, (joined, dimension) in enumerate(joins):
        for real, kind in dimension.columns.items():
            found.setdefault(fold(real), (f"j{index}.{name(real)}", kind))
            found[fold(f"{joined}.{real}")] = (f"j{index}.{name(real)}", kind)
    for own, real in source.columns.items():
        if fold(real) not in found:
            resolve(Formula(real, quoted(real)), {key: key for key in found}, source.name)
        found[fold(own)] = found[fold(real)]
    return found


def _typed(
    source: RowsSource,
    base: Base,
    joins: Sequence[tuple[str, Base]],
    columns: Iterable[Column],
    dialect: Dialect,
) -> str:
    selected = ", ".join(part for column in columns for part in _selected(source, column, dialect))
    joined = "".join(
        f" LEFT JOIN {dimension.sql} AS j{index} ON {_on(source.joins[index].on, index, base, dimension)}"
        for index, (_, dimension) in enumerate(joins)
    )
    return f"SELECT {selected} FROM {base.sql} AS b{joined}"


def _on(pairs: Mapping[str, str], index: int, base: Base, dimension: Base) -> str:
    return " AND ".join(
        f"b.{name(_real(left, base))} = j{index}.{name(_real(right, dimension))}" for left, right in pairs.items()
    )


def _real(written: str, base: Base) -> str:
    known = {fold(each): each for each in base.columns}
    return resolve(Formula(written, quoted(written)), known, "the table")[written]


def _selected(source: RowsSource, column: Column, dialect: Dialect) -> Iterator[str]:
    raw = column.raw
    if column.held in (Kind.TEXT, Kind.ANY):
        blank = f"trim(CAST({raw} AS VARCHAR))" if column.held is Kind.ANY else f"trim({raw})"
        raw = f"CASE WHEN {blank} <> '' THEN {raw} END"
    if not column.parsed:
        yield f"{_mapped(source, column, raw)} AS {column.safe}"
        return
    read = (
        dialect.number(raw, source.origin.decimal or ".", source.origin.thousands or "")
        if column.wanted is Kind.NUMBER
        else dialect.day(raw, column.patterns)
    )
    yield f"{read} AS {column.safe}"
    yield f"{raw} AS {column.safe}_raw"


def _mapped(source: RowsSource, column: Column, raw: str) -> str:
    """A text with the user's other spellings replaced."""
    pairs = next((pairs for text, pairs in source.maps.items() if fold(text) == fold(column.name)), {})
    if not pairs or column.wanted is not Kind.TEXT:
        return raw
    whens = " ".join(f"WHEN trim({raw}) = {literal(old)} THEN {literal(new)}" for old, new in pairs.items())
    return f"CASE {whens} ELSE {raw} END"


_ARITHMETIC = (exp.Sum, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Abs)
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_THROUGH = (exp.Paren, exp.Coalesce, exp.Case, exp.If, exp.Nullif, exp.Filter)


def _numbers(formulas: Iterable[Formula]) -> set[str]:
    """The columns that are added up, reckoned with or compared with a number."""
    return {
        fold(_written(column))
        for formula in formulas
        for column in formula.tree.find_all(exp.Column)
        if _is_number(column)
    }


def _is_number(column: exp.Column) -> bool:
    node: exp.Expr = column
    while (parent := node.parent) is not None:
        if isinstance(parent, _ARITHMETIC):
            return True
        if isinstance(parent, _COMPARED):
            other = parent.expression if parent.this is node else parent.this
            return isinstance(other, exp.Literal) and not other.is_string
        if not isinstance(parent, _THROUGH) or (isinstance(parent, exp.If) and parent.this is node):
            return False
        node = parent
    return False


def _dated(formulas: Iterable[Formula]) -> set[str]:
    return {
        fold(_written(column))
        for formula in formulas
        for call in formula.tree.find_all(exp.Anonymous)
        for column in call.find_all(exp.Column)
    }


def _written(column: exp.Column) -> str:
    return f"{column.table}.{column.name}" if column.table else str(column.name)


__all__ = ["Base", "Column", "FormulaError", "Kind", "Plan", "plan"]
