"""Counts one declaration of raw rows: its totals as observations, and what became of every row."""

from __future__ import annotations

import math
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewgen.errors import Place, Problem, Severity
from reviewgen.model import Observation
from reviewgen.period import Calendar
from reviewgen.sources.grid import Unreadable
from reviewgen.sources.rows.engines import Engines, Opened
from reviewgen.sources.rows.failures import FormulaError, Unreachable, not_installed
from reviewgen.sources.rows.reports import LeftOut, RowsReport
from reviewgen.workspace.rows import Origin, RowsSource
from reviewgen.workspace.wording import closest

if TYPE_CHECKING:
    from reviewgen.sources.rows.plan import Column, Plan

DIGITS, EXACT = 12, 15
"""Digits of a total that are kept at least, and those that a binary fraction has at most."""


@dataclass
class Counter:
    """Counts `source`; `account` gives the id that a name belongs to, `known` are the names that KPIs ask for."""

    source: RowsSource
    calendar: Calendar
    as_of: date | None
    account: Callable[[str], str | None]
    engines: Engines
    known: frozenset[str]
    found: list[Problem]

    def count(self) -> tuple[list[Observation], RowsReport | None]:
        """The observations of one declaration; nothing and a problem where it cannot be counted."""
        try:
            return self._count()
        except (Unreadable, Unreachable) as error:
            self.found.append(error.problem)
        except FormulaError as error:
            self._fail(str(error), error.hint)
        except ImportError as error:
            problem = not_installed(error, self.source)
            if problem is None:
                raise
            self.found.append(problem)
        return [], None

    def _count(self) -> tuple[list[Observation], RowsReport]:
        from reviewgen.sources.rows.plan import plan

        self._check_names()
        opened, repeated = self._without_repeats(self._opened(self.source.origin))
        joins = [self._joined(join.origin) for join in self.source.joins]
        as_of = self.as_of if self.source.scenario == "actual" else None
        bases = [join.base for join in joins]
        made = plan(self.source, opened.base, bases, opened.engine.dialect, self.calendar, as_of)
        for join, twice in zip(joins, made.twice, strict=True):
            self._once(join, twice)
        totals = _Totals(made, opened.run(made.totals()))
        same = self._same(totals)
        if same:
            made = made.merged(same)
            totals = _Totals(made, opened.run(made.totals()))
        told = _Teller(self.source, made, opened, totals, self.found)
        if not totals.rows:
            place = Place(self.source.origin.shown, sheet=self.source.origin.sheet)
            self.found.append(Problem(place, "there are no rows below the header", "Add rows, or name another file."))
        observations = [one for row in totals.used for one in self._observations(made, row)]
        split = made.split()
        for account, start, segment, site, *values in sorted(opened.run(split), key=_key) if split else ():
            row = _Total(str(account), int(start), 0, values, str(segment), str(site))
            observations += self._observations(made, row)
        strangers = self._strangers(totals, made)
        left_out = (*repeated, *told.left_out(), *strangers)
        rows = totals.rows + sum(one.rows for one in repeated)
        used = rows - sum(one.rows for one in left_out)
        shown = self.source.origin.shown
        return observations, RowsReport(self.source.name, shown, opened.how, rows, used, left_out, tuple(told.notes()))

    def _check_names(self) -> None:
        """Every total must be one that the catalogue asks for: a misspelt one would be missing without a word."""
        for key in self.source.measures:
            if key not in self.known:
                self._fail(f'unknown KPI "{key}"', closest(key, self.known) or "Add it to kpis.yml.")

    def _opened(self, origin: Origin) -> Opened:
        engine = self.engines.of(origin)
        base, how = engine.base(origin)
        return Opened(engine, origin, base, how)

    def _joined(self, origin: Origin) -> Opened:
        if origin.database != self.source.origin.database:
            hint = "Export one of the two, so that both are files or both lie in one database."
            raise FormulaError(f"{self.source.origin.shown} cannot be joined with {origin.shown}", hint)
        return self._opened(origin)

    def _once(self, dimension: Opened, twice: str) -> None:
        """A key may stand once in a dimension: a second row would count every order line twice."""
        for *key, times in dimension.run(twice):
            shown = ", ".join(str(each) for each in key)
            raise FormulaError(
                f'{dimension.origin.shown} holds {times} rows for "{shown}"; a row that refers to it would count '
                f"{times} times",
                "Keep one row for each key.",
            )

    def _without_repeats(self, opened: Opened) -> tuple[Opened, tuple[LeftOut, ...]]:
        """Rows that are equal in every column, as the declaration wants it: kept, told, or counted once."""
        if self.source.repeats == "keep":
            return opened, ()
        base = opened.base
        listed = ", ".join(base.named(real) for real in base.columns)
        distinct = f"(SELECT DISTINCT {listed} FROM {base.sql} AS a)"
        both = f"SELECT (SELECT COUNT(*) FROM {base.sql} AS a), (SELECT COUNT(*) FROM {distinct} AS b)"
        rows, different = opened.run(both)[0]
        repeated = rows - different
        if not repeated:
            return opened, ()
        if self.source.repeats == "error":
            place = Place(self.source.origin.shown, sheet=self.source.origin.sheet)
            hint = f"Remove them, or say under rows: {self.source.name}: repeats: once."
            again = f"ROW_NUMBER() OVER (PARTITION BY {listed} ORDER BY reviewgen_row)"
            numbered = f"(SELECT reviewgen_row, {again} AS again FROM {base.numbered} AS a)"
            repeats = f"SELECT reviewgen_row FROM {numbered} AS b WHERE again > 1 ORDER BY 1 LIMIT 3"
            at = _at(opened.run(repeats)) if base.numbered else ""
            verb = "repeats" if repeated == 1 else "repeat"
            message = f"{_rows(repeated)} {verb} another one in every column{at}"
            self.found.append(Problem(place, message, hint))
            return opened, ()
        return replace(opened, base=replace(base, sql=distinct)), (LeftOut("repeats another row", repeated),)

    def _same(self, totals: _Totals) -> Mapping[str, str]:
        """Names under which an account stands beside another, as its first one: Acme beside ACME."""
        first: dict[str, str] = {}
        same = {}
        for name in sorted({row.account for row in totals.used}):
            account = self.account(name)
            if account is not None and first.setdefault(account, name) != name:
                same[name] = first[account]
        return same

    def _strangers(self, totals: _Totals, made: Plan) -> list[LeftOut]:
        strangers: Tally[str] = Tally()
        for row in totals.used:
            if self.account(row.account) is None:
                strangers[row.account] += row.rows
        if not strangers:
            return []
        names = f"{len(strangers)} name{'s' if len(strangers) > 1 else ''}"
        reason = f"{names} in {made.account.name} that {'are' if len(strangers) > 1 else 'is'} no account"
        commonest = sorted(strangers.items(), key=lambda item: (-item[1], item[0]))[:5]
        return [LeftOut(reason, sum(strangers.values()), tuple(commonest))]

    def _observations(self, made: Plan, row: _Total) -> Iterator[Observation]:
        account = self.account(row.account)
        if account is None:
            return
        period = made.grouping.period(row.start)
        for key, value in zip(made.measures, row.values, strict=True):
            place = Place(self.source.origin.shown, sheet=self.source.origin.sheet, column=key)
            number = exact(value, f"{key} of {account}, {self.calendar.key(period)}")
            if number is not None:
                scenario = self.source.scenario
                yield Observation(account, key, period, number, scenario, place, row.segment, row.site)

    def _fail(self, message: str, hint: str) -> None:
        self.found.append(Problem(self.source.place, f"rows {self.source.name}: {message}", hint, Severity.ERROR))


class _Total(NamedTuple):
    account: str
    start: int
    rows: int
    values: Sequence[Any]
    segment: str = ""
    site: str = ""


def _key(row: tuple[Any, ...]) -> tuple[str, int, str, str]:
    """Engines order texts in their own ways."""
    return str(row[0]), int(row[1]), str(row[2]), str(row[3])


class _Totals:
    """The answer to `Plan.totals`, sorted: engines order texts in their own ways."""

    def __init__(self, made: Plan, found: Sequence[tuple[Any, ...]]) -> None:
        columns, joins = 2 * len(made.columns), len(made.twice)
        values = columns + joins + 5
        counted = [sum(map(int, filter(None, each))) for each in zip(*(row[3:values] for row in found), strict=True)]
        self.rows, *more = counted or [0] * (columns + joins + 2)
        self.filled, self.partners, self.future = more[:columns], more[columns:-1], more[-1]
        self.fates: Tally[int] = Tally()
        for _, _, fate, held, *_ in found:
            self.fates[fate] += held
        used = (_Total(str(row[0]), int(row[1]), int(row[3]), row[values:]) for row in found if row[2] == 0)
        self.used = sorted(used, key=lambda one: (one.account, one.start))


@dataclass
class _Teller:
    """Says what became of rows, and judges what may stop a build."""

    source: RowsSource
    made: Plan
    opened: Opened
    totals: _Totals
    found: list[Problem]

    def left_out(self) -> list[LeftOut]:
        """Rows that were not used, each under the first reason that fits."""
        from reviewgen.sources.rows.plan import Fate

        fates, account, day = self.totals.fates, self.made.account, self.made.date
        found = [
            LeftOut(f"{column.name} is ignored", fates[at], self._texts(self.made.left_out(column, at)))
            for at, (column, _) in enumerate(self.made.ignored, Fate.IGNORED)
            if fates[at]
        ]
        if fates[Fate.NO_ACCOUNT]:
            found.append(LeftOut(f"no {account.name}", fates[Fate.NO_ACCOUNT]))
            self._warn(found[-1], account, f'Fill it in, or say under ignore: {account.name}: [""].')
        if fates[Fate.NO_DATE]:
            found.append(LeftOut(f"no {day.name}", fates[Fate.NO_DATE]))
            if self.source.undated == "error":
                self._warn(found[-1], day, "Fill it in, or say undated: missing.")
        if fates[Fate.BAD_DATE]:
            texts = self._texts(self.made.unreadable(day))
            found.append(LeftOut(f"{day.name} is not a date", fates[Fate.BAD_DATE], texts))
        if fates[Fate.FILTERED]:
            found.append(LeftOut(f"not {self.source.where}", fates[Fate.FILTERED]))
        return found

    def notes(self) -> Iterator[LeftOut]:
        """What is odd in columns, rows without a row in a dimension, days in the future."""
        for index, column in enumerate(self.made.columns):
            filled, read = self.totals.filled[2 * index : 2 * index + 2]
            if self.totals.rows - filled and column not in (self.made.account, self.made.date):
                yield LeftOut(f"{column.name} is blank", self.totals.rows - filled)
            if filled - read:
                yield from self._unreadable(column, filled - read)
            if len(column.patterns) > 1:
                yield from self._shapes(column)
        for index, join in enumerate(self.source.joins):
            missing = self.totals.partners[index]
            if missing:
                key = next(iter(join.on))
                texts = self._texts(self.made.without_partner(index))
                finding = LeftOut(f"{key} is not in {join.name}", missing, texts)
                self._warn(finding, None, f"Add the keys to {join.origin.shown}; their columns count as missing.")
                yield finding
        if self.totals.future:
            finding = LeftOut(f"{self.made.date.name} is after {self.made.as_of}, the as-of date", self.totals.future)
            self._warn(finding, self.made.date, "Check the dates, or as_of in reviewgen.yml.")
            yield finding

    def _unreadable(self, column: Column, number: int) -> Iterator[LeftOut]:
        wanted = "a date" if column.wanted == "date" else "a number"
        finding = LeftOut(f"{column.name} is not {wanted}", number, self._texts(self.made.unreadable(column)))
        said = self.source.undated if wanted == "a date" else self._said(column)
        if said == "error":
            hint = self._hint(column, wanted)
            self.found.append(Problem(self._place(column), self._sentence(finding) + self._where(column), hint))
        if column is not self.made.date:
            yield finding

    def _said(self, column: Column) -> str:
        from reviewgen.sources.rows.formula import fold

        said = ((fold(text), each) for text, each in self.source.numbers.items())
        return dict(said).get(fold(column.name), "error")

    def _hint(self, column: Column, wanted: str) -> str:
        if wanted == "a number":
            return f"Mend the rows, or say under rows: {self.source.name}: numbers: {{{column.name}: missing}}."
        return f"Mend the rows, say under dates how {column.name} is written, or say undated: missing."

    def _where(self, column: Column) -> str:
        """Up to three rows, where a file has them."""
        query = self.made.places(column)
        return _at(self.opened.run(query)) if query else ""

    def _shapes(self, column: Column) -> Iterator[LeftOut]:
        counts = self.opened.run(self.made.shapes(column))[0]
        for one, number in zip(column.patterns, counts, strict=True):
            if number:
                yield LeftOut(f"{column.name} written {one.shown}", int(number))

    def _texts(self, query: str) -> tuple[tuple[str, int], ...]:
        return tuple((str(text), int(number)) for text, number in self.opened.run(query) if text is not None)

    def _sentence(self, finding: LeftOut) -> str:
        shown = ", ".join(f'"{text[:60]}" {number:,} times' for text, number in finding.texts)
        return f"{_rows(finding.rows)} where {finding.reason}" + (f": {shown}" if shown else "")

    def _warn(self, finding: LeftOut, column: Column | None, hint: str) -> None:
        place = self._place(column)
        bare = finding.reason.startswith("no ")
        what = f"{_rows(finding.rows)} with {finding.reason}" if bare else self._sentence(finding)
        self.found.append(Problem(place, what, hint, Severity.WARNING))

    def _place(self, column: Column | None) -> Place:
        return Place(self.source.origin.shown, sheet=self.source.origin.sheet, column=column.name if column else None)


def exact(value: Any, what: str = "a total") -> Decimal | None:
    """A number of an engine as a Decimal, the same from each engine; FormulaError when it is none.

    Twelve digits are kept, or as many as cents need; of a binary fraction at most the fifteen that it has.
    """
    match value:
        case None:
            return None
        case int() if not isinstance(value, bool):
            return Decimal(value)
        case float() | Decimal() if math.isfinite(value):
            made = Decimal(repr(value)) if isinstance(value, float) else value
            digits = max(DIGITS, made.adjusted() + 3)
            kept = made.normalize(Context(prec=min(digits, EXACT) if isinstance(value, float) else digits))
            return kept.quantize(Decimal(1)) if kept == kept.to_integral_value() and abs(kept) < 10**27 else kept
    raise FormulaError(f"{what} is {value}, which is no number", "Check its formula and the rows.")


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _at(found: Sequence[tuple[Any, ...]]) -> str:
    """The numbers of rows, in brackets."""
    rows = [str(number) for (number,) in found]
    return f" (row{'s' if len(rows) > 1 else ''} {', '.join(rows)})" if rows else ""
