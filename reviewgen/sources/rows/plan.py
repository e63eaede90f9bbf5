"""From a declaration of raw rows to the SQL that counts them: columns read inside, totals and dirt counted around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from enum import IntEnum

from sqlglot import exp

from reviewgen.period import Calendar, Grain
from reviewgen.sources.rows.columns import Base, Held, Known
from reviewgen.sources.rows.dialects import Dialect, literal, name
from reviewgen.sources.rows.failures import FormulaError
from reviewgen.sources.rows.formula import Formula, condition, quoted, sql, total
from reviewgen.sources.rows.grouping import FIRST_DAY, LAST_DAY, Grouping
from reviewgen.sources.rows.kinds import NUMBERS, Kind, Wanted, wanted
from reviewgen.sources.rows.numbers import grammar
from reviewgen.sources.rows.patterns import Pattern, pattern
from reviewgen.workspace.rows import Join, RowsSource

BLANK = "(blank)"
"""The segment or site of rows that name none: without a name they would stand for the whole account."""


class Fate(IntEnum):
    """What becomes of a row, the first that fits; from IGNORED on, one for each column whose values are ignored."""

    USED = 0
    NO_ACCOUNT = 1
    NO_DATE = 2
    BAD_DATE = 3
    FILTERED = 4
    IGNORED = 10


@dataclass(frozen=True)
class Column:
    """A column that a declaration uses: where it lies, what it holds, what is wanted of it."""

    name: str
    held: Held
    wanted: Kind
    patterns: tuple[Pattern, ...]
    safe: str
    dated: bool = False

    @property
    def raw(self) -> str:
        """The column before it is read, where reading may fail."""
        return f"{self.safe}_raw"

    @property
    def parsed(self) -> bool:
        """True when what it holds is read as something else, which may fail."""
        if self.wanted is Kind.DATE:
            return self.dated or self.held.kind is not Kind.DATE
        return self.wanted is Kind.NUMBER and self.held.kind not in NUMBERS

    @property
    def inexact(self) -> bool:
        """True when its numbers are binary fractions."""
        return self.held.kind is Kind.FLOAT or (self.parsed and self.wanted is Kind.NUMBER)


@dataclass(frozen=True)
class Plan:
    """The SQL of one declaration: `typed` is the rows with their columns read, the others count over it."""

    source: RowsSource
    dialect: Dialect
    columns: tuple[Column, ...]
    account: Column
    date: Column
    ignored: tuple[tuple[Column, tuple[str, ...]], ...]
    twice: tuple[str, ...]
    typed: str
    numbered: str
    where: str
    measures: Mapping[str, str]
    grouping: Grouping
    as_of: Day | None
    same: Mapping[str, str]
    parts: tuple[Column | None, Column | None] = (None, None)

    def split(self) -> str:
        """account, the period, segment, site, and each measure, of the rows that are used.

        A total of its own, since things that are counted once do not add up over segments; "" where none are told.
        """
        if not any(self.parts):
            return ""
        shown = [self._part(column) for column in self.parts]
        selected = [self._account(), self.grouping.start(self.date.safe), *shown, *self.measures.values()]
        rows = f"SELECT {', '.join(selected)} FROM ({self._opened()}) AS judged"
        return f"{rows} WHERE fate = {Fate.USED:d} GROUP BY 1, 2, 3, 4"

    def _part(self, column: Column | None) -> str:
        return "''" if column is None else f"COALESCE({self.dialect.shown(column.safe)}, {literal(BLANK)})"

    def totals(self) -> str:
        """account, the period as its grouping tells it, fate, rows, how often each column is filled,
        then read, how often each dimension has no row, days after the as-of date, and each measure."""
        used = f"fate = {Fate.USED:d}"
        parts = [
            f"CASE WHEN {used} THEN {self._account()} END AS account",
            f"CASE WHEN {used} THEN {self.grouping.start(self.date.safe)} END AS start",
        ]
        parts += ["fate", "COUNT(*) AS held"]
        for column in self.columns:
            parts += [f"COUNT({column.raw if column.parsed else column.safe})", f"COUNT({column.safe})"]
        parts += [_sum(f"m{index} IS NULL") for index, _ in enumerate(self.twice)]
        parts.append(_sum(f"{self.date.safe} > '{self.as_of}'") if self.as_of else "0")
        parts += [f"{formula} AS {name(key)}" for key, formula in self.measures.items()]
        return f"SELECT {', '.join(parts)} FROM ({self._opened()}) AS judged GROUP BY 1, 2, 3"

    def merged(self, same: Mapping[str, str]) -> Plan:
        """The plan in which some names of accounts count as others."""
        return replace(self, same=same)

    def unreadable(self, column: Column) -> str:
        """The texts of `column` that could not be read, the commonest first, each with its count."""
        return self._commonest(column.raw, f"{column.raw} IS NOT NULL AND {column.safe} IS NULL", self.typed)

    def left_out(self, column: Column, fate: int) -> str:
        """The values of `column` in rows of a fate, the commonest first, each with its count."""
        return self._commonest(column.safe, f"fate = {fate}", self._judged())

    def without_partner(self, index: int) -> str:
        """The keys that a dimension does not hold, the commonest first, each with its count."""
        return self._commonest(f"k{index}", f"m{index} IS NULL", self.typed)

    def places(self, column: Column) -> str:
        """The numbers of the first three rows whose text in `column` could not be read; "" where rows have none."""
        bad = f"{column.raw} IS NOT NULL AND {column.safe} IS NULL"
        found = f"SELECT reviewgen_row FROM ({self.numbered}) AS typed WHERE {bad} ORDER BY 1 LIMIT 3"
        return found if self.numbered else ""

    def shapes(self, column: Column) -> str:
        """How many texts of a date column are written in each of its patterns, the first that fits."""
        raw, parts, before = column.raw, [], ""
        for one in column.patterns:
            fits = self.dialect.shape(raw, one)
            parts.append(_sum(f"{raw} IS NOT NULL AND {fits}{before}"))
            before += f" AND NOT {fits}"
        return f"SELECT {', '.join(parts)} FROM ({self.typed}) AS typed"

    def _account(self) -> str:
        whens = "".join(f" WHEN {literal(old)} THEN {literal(new)}" for old, new in self.same.items())
        return f"CASE {self.account.safe}{whens} ELSE {self.account.safe} END" if whens else self.account.safe

    def _opened(self) -> str:
        """The judged rows, with the first day of their fiscal year where the grouping needs it."""
        opening = self.grouping.opening(self.date.safe)
        judged = self.dialect.once(self._judged())
        found = self.dialect.once(f"SELECT typed.*, {opening} AS opening FROM ({judged}) AS typed")
        return found if opening else judged

    def _judged(self) -> str:
        whens = []
        for index, (column, values) in enumerate(self.ignored):
            listed = ", ".join(literal(each) for each in values)
            blank = f" OR {column.safe} IS NULL" if "" in values else ""
            text = column.raw if column.parsed else column.safe
            whens.append(f"WHEN {self.dialect.shown(text)} IN ({listed}){blank} THEN {Fate.IGNORED + index}")
        whens.append(f"WHEN {self.account.safe} IS NULL THEN {Fate.NO_ACCOUNT:d}")
        whens.append(f"WHEN {self.date.raw} IS NULL THEN {Fate.NO_DATE:d}")
        whens.append(f"WHEN {self.date.safe} IS NULL THEN {Fate.BAD_DATE:d}")
        if self.where:
            whens.append(f"WHEN {self.where} THEN {Fate.USED:d}")
        last = Fate.FILTERED if self.where else Fate.USED
        return f"SELECT typed.*, CASE {' '.join(whens)} ELSE {last:d} END AS fate FROM ({self.typed}) AS typed"

    def _commonest(self, value: str, where: str, rows: str) -> str:
        return (
            f"SELECT {self.dialect.shown(value)} AS shown, COUNT(*) FROM ({rows}) AS counted "
            f"WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5"
        )


def _sum(test: str) -> str:
    return f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)"


def plan(
    source: RowsSource,
    base: Base,
    joins: Sequence[Base],
    dialect: Dialect,
    calendar: Calendar,
    as_of: Day | None = None,
) -> Plan:
    """The plan of `source` over its base and dimensions. FormulaError when a formula or a column's name is wrong."""
    known = Known(source.name, source.origin.shown, base, source.columns)
    joined = [
        _joined(join, index, known, dimension, dialect)
        for index, (join, dimension) in enumerate(zip(source.joins, joins, strict=True))
    ]
    measures = {key: total(text) for key, text in source.measures.items()}
    where = condition(source.where) if source.where else None
    formulas = [*measures.values(), *([where] if where else [])]
    found = _Columns(source, known, formulas)
    account, date = found.column(source.account), found.column(source.date)
    segment, site = (found.column(written) if written else None for written in (source.segment, source.site))
    for written in (*(each for formula in formulas for each in formula.columns), *source.dates, *source.numbers):
        found.column(written)
    ignored = tuple((found.column(written), values) for written, values in source.ignore.items())
    for written in source.maps:
        found.column(written)
    reader = _Reader(source, known, dialect)
    keys = [
        part for index, join in enumerate(joined) for part in (f"{join.key} AS k{index}", f"{join.met} AS m{index}")
    ]
    selected = [*(part for column in found.used.values() for part in reader.selected(column)), *keys]
    behind = "".join(f" LEFT JOIN {join.sql} AS j{index} ON {join.on}" for index, join in enumerate(joined))
    floats = frozenset(column.name for column in found.used.values() if column.inexact)

    def placed(formula: Formula) -> str:
        named: dict[str, exp.Expr] = {written: quoted(found.column(written).safe) for written in formula.columns}
        exact = frozenset(written for written in formula.columns if found.column(written).name in floats)
        return sql(formula, named, dialect.name, exact)

    numbered = f"SELECT b.reviewgen_row, {', '.join(selected)} FROM {base.numbered} AS b{behind}"
    return Plan(
        source=source,
        dialect=dialect,
        columns=tuple(found.used.values()),
        account=account,
        date=date,
        ignored=ignored,
        twice=tuple(join.twice for join in joined),
        typed=f"SELECT {', '.join(selected)} FROM {base.sql} AS b{behind}",
        numbered=numbered if base.numbered else "",
        where=placed(where) if where else "",
        measures={key: placed(formula) for key, formula in measures.items()},
        grouping=Grouping(Grain(source.per), calendar, dialect),
        as_of=as_of,
        same={},
        parts=(segment, site),
    )


class _Columns:
    """The columns that a declaration uses, each once, with what is wanted of it."""

    def __init__(self, source: RowsSource, known: Known, formulas: Sequence[Formula]) -> None:
        self._source = source
        self._known = known
        self.used: dict[str, Column] = {}
        self._wanted = self._wants(formulas)

    def column(self, written: str) -> Column:
        """The column that `written` names."""
        held = self._known.find(written)
        if held.sql not in self.used:
            kind = self._wanted.of(held.sql)
            patterns = self._said(self._source.dates, held) or ()
            dated = held.sql == self._known.find(self._source.date).sql
            made = Column(written, held, kind, tuple(map(pattern, patterns)), f"c{len(self.used)}", dated)
            if kind is Kind.DATE and held.kind in NUMBERS and not patterns:
                hint = f"Say under dates how its days are written, such as {written}: yyyymmdd."
                raise FormulaError(f'"{written}" holds numbers where days belong', hint)
            if kind is Kind.NUMBER and held.kind is Kind.DATE:
                raise FormulaError(f'"{written}" holds days where numbers belong', "Use days(from, to) between days.")
            self.used[held.sql] = made
        return self.used[held.sql]

    def _said(self, said: Mapping[str, tuple[str, ...]], held: Held) -> tuple[str, ...] | None:
        return next((each for text, each in said.items() if self._known.find(text).sql == held.sql), None)

    def _wants(self, formulas: Sequence[Formula]) -> Wanted:
        source, kinds = self._source, dict[str, Kind]()

        def key(written: str) -> str:
            held = self._known.find(written)
            kinds[held.sql] = held.kind
            return held.sql

        parts = [each for each in (source.segment, source.site) if each]
        said = {
            Kind.NUMBER: {key(each) for each in source.numbers},
            Kind.DATE: {key(each) for each in (source.date, *source.dates)},
            Kind.TEXT: {key(each) for each in (source.account, *parts, *source.maps, *source.ignore)},
        }
        return wanted(formulas, key, lambda each: kinds.get(each, Kind.ANY), said)


@dataclass(frozen=True)
class _Join:
    """A dimension as SQL joins it: what stands behind LEFT JOIN and ON, the rows' key, what is NULL without a row, and
    the query for a key that stands in it twice."""

    sql: str
    on: str
    key: str
    met: str
    twice: str


def _joined(join: Join, index: int, known: Known, dimension: Base, dialect: Dialect) -> _Join:
    """The join of a dimension, whose columns are known from then on."""
    inside = Known(join.name, join.origin.shown, dimension, alias="d")
    pairs = [(known.find(left), inside.find(right)) for left, right in join.on.items()]
    keys = [_key(right, left.kind, dialect) for left, right in pairs]
    lefts = [_key(left, right.kind, dialect) for left, right in pairs]
    known.add(join.name, f"j{index}", dimension, [right.real for _, right in pairs])
    listed = "".join(f", {each} AS reviewgen_{at}" for at, each in enumerate(keys))
    looked_up = dialect.looked_up(f"(SELECT d.*{listed} FROM {dimension.sql} AS d)")
    filled = " AND ".join(f"{each} IS NOT NULL" for each in keys)
    grouped = ", ".join(str(at) for at, _ in enumerate(keys, 1))
    return _Join(
        sql=looked_up,
        on=" AND ".join(f"{left} = j{index}.reviewgen_{at}" for at, left in enumerate(lefts)),
        key=dialect.text(pairs[0][0].sql),
        met=f"j{index}.reviewgen_0",
        twice=f"SELECT {', '.join(map(dialect.shown, keys))}, COUNT(*) FROM {dimension.sql} AS d WHERE {filled} "
        f"GROUP BY {grouped} HAVING COUNT(*) > 1 ORDER BY {grouped} LIMIT 1",
    )


def _key(own: Held, other: Kind, dialect: Dialect) -> str:
    """A key as it is compared: a number where either side holds numbers, else a text without space around it."""
    if own.kind in NUMBERS or (own.kind is other is Kind.DATE):
        return own.sql if own.kind is not Kind.DATE or other is Kind.DATE else dialect.text(own.sql)
    if other in NUMBERS:
        return dialect.number(dialect.text(own.sql), grammar(None, None))
    return dialect.text(own.sql)


@dataclass(frozen=True)
class _Reader:
    source: RowsSource
    known: Known
    dialect: Dialect

    def selected(self, column: Column) -> Iterator[str]:
        """What is selected of a column: as it is read and, where reading may fail, as it was."""
        raw = self._mapped(column, self._plain(column))
        if not column.parsed:
            read = f"CAST({raw} AS DATE)" if column.wanted is Kind.DATE and column.held.kind is Kind.DATE else raw
            exact = column.held.kind is Kind.FLOAT and self.dialect.name == "postgres"
            yield f"{f'CAST({raw} AS NUMERIC)' if exact else read} AS {column.safe}"
            return
        yield f"{self._read(column, raw)} AS {column.safe}"
        yield f"{raw} AS {column.raw}"

    def _plain(self, column: Column) -> str:
        """What the column holds; a text without space around it, NULL when nothing is left."""
        held, raw = column.held.kind, column.held.sql
        if held is Kind.ANY and column.wanted is Kind.NUMBER and self.dialect.name == "sqlite":
            return f"CASE WHEN typeof({raw}) IN ('integer', 'real') THEN {raw} ELSE {self.dialect.text(raw)} END"
        as_text = column.wanted is Kind.TEXT or (column.wanted is Kind.DATE and held is not Kind.DATE)
        if held in NUMBERS and as_text:
            return f"regexp_replace({self.dialect.text(raw)}, '[.]0+$', '')"
        return self.dialect.text(raw) if held in (Kind.TEXT, Kind.ANY) or as_text else raw

    def _read(self, column: Column, raw: str) -> str:
        if column.wanted is Kind.NUMBER:
            return self.dialect.number(raw, grammar(self.source.origin.decimal, self.source.origin.thousands))
        day = f"CAST({raw} AS DATE)" if column.held.kind is Kind.DATE else self.dialect.day(raw, column.patterns)
        return f"CASE WHEN {day} BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}' THEN {day} END" if column.dated else day

    def _mapped(self, column: Column, raw: str) -> str:
        """A text with the user's other spellings replaced; "" stands for nothing."""
        maps = self.source.maps.items()
        pairs = next((each for text, each in maps if self.known.find(text).sql == column.held.sql), {})
        if not pairs:
            return raw
        if column.held.kind in (*NUMBERS, Kind.DATE) and column.wanted is not Kind.TEXT:
            raise FormulaError(f'"{column.name}" holds no texts that maps could replace', "Leave it out of maps.")
        whens = " ".join(f"WHEN {literal(old)} THEN {literal(new) if new else 'NULL'}" for old, new in pairs.items())
        return f"CASE {raw} {whens} ELSE {raw} END"
