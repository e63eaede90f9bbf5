"""Raw rows -> observations: every declaration is counted where its rows lie, and only totals of a period come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Protocol

from reviewgen.errors import Place, Problem, Severity
from reviewgen.model import Observation
from reviewgen.period import Calendar, Grain, Period, add_months
from reviewgen.sources.grid import Unreadable
from reviewgen.workspace import Workspace
from reviewgen.workspace.checks import fold
from reviewgen.workspace.rows import Database, Origin, RowsSource
from reviewgen.workspace.wording import closest

if TYPE_CHECKING:
    from reviewgen.sources.rows.plan import Base, Column, Plan

FLOAT = Context(prec=12)
"""What an engine reckoned in binary floats is kept to twelve digits, so that two engines give the same number."""


@dataclass(frozen=True)
class LeftOut:
    """Rows that were not used, and why; `texts` are the commonest cells that say so, each with its count."""

    reason: str
    rows: int
    texts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class RowsReport:
    """What was read of one declaration: how, how many rows, how many were used, and what was left out or odd."""

    name: str
    shown: str
    how: str
    rows: int
    used: int
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Counted:
    """The totals of all declarations with what was met on the way."""

    observations: tuple[Observation, ...]
    reports: tuple[RowsReport, ...]


class Run(Protocol):
    """Runs a query."""

    def __call__(self, sql: str) -> Sequence[tuple[Any, ...]]: ...


def count_rows(workspace: Workspace, found: list[Problem]) -> Counted:
    """The totals of all declarations of raw rows; what cannot be counted is a problem and gives nothing."""
    if not workspace.rows:
        return Counted((), ())
    names = {fold(key): one.account.id for one in workspace.accounts for key in one.account.keys}
    parts = [part for kpi in workspace.kpis for part in (kpi.numerator, kpi.denominator) if part]
    known = frozenset([*parts, *(kpi.id for kpi in workspace.kpis)])
    observations: list[Observation] = []
    reports: list[RowsReport] = []
    with ExitStack() as stack:
        engines = _Engines(workspace.databases, stack)
        for source in workspace.rows:
            counter = _Counter(source, workspace.calendar, lambda text: names.get(fold(text)), engines, known, found)
            held, report = counter.count()
            observations += held
            reports += [report] if report else []
    return Counted(tuple(observations), tuple(reports))


class _Engines:
    """The engines of a run, each opened when it is first needed."""

    def __init__(self, databases: Mapping[str, Database], stack: ExitStack) -> None:
        self._databases = databases
        self._stack = stack
        self._files: Any = None
        self._readers: dict[str, Any] = {}

    def files(self) -> Any:
        """The engine of files."""
        if self._files is None:
            from reviewgen.sources.rows.duck import Files

            self._files = self._stack.enter_context(Files())
        return self._files

    def reader(self, name: str) -> Any:
        """The connection to a database."""
        if name not in self._readers:
            from reviewgen.sources.rows.databases import connected

            self._readers[name] = self._stack.enter_context(connected(self._databases[name]))
        return self._readers[name]


@dataclass
class _Counter:
    source: RowsSource
    calendar: Calendar
    account: Callable[[str], str | None]
    engines: _Engines
    known: frozenset[str]
    found: list[Problem]

    def count(self) -> tuple[list[Observation], RowsReport | None]:
        """The observations of one declaration; nothing and a problem where it cannot be counted."""
        from reviewgen.sources.rows.databases import Unreachable
        from reviewgen.sources.rows.formula import FormulaError

        try:
            return self._count()
        except (Unreadable, Unreachable) as error:
            self.found.append(error.problem)
        except FormulaError as error:
            self._fail(str(error), error.hint)
        except ValueError as error:
            self._fail(str(error), "Mend the declaration.")
        return [], None

    def _count(self) -> tuple[list[Observation], RowsReport]:
        self._check_names()
        base, how, run, dialect = self._opened(self.source.origin)
        joins = [(join.name, self._dimension(join.origin, tuple(join.on.values()))) for join in self.source.joins]
        from reviewgen.sources.rows.plan import plan

        made = plan(self.source, base, joins, dialect, self.calendar)
        report = self._report(made, how, run, base)
        observations, used, strangers = self._totals(made, run)
        left_out = [*report.left_out, *strangers]
        return observations, RowsReport(
            report.name, report.shown, report.how, report.rows, used, tuple(left_out), report.notes
        )

    def _check_names(self) -> None:
        """Every total must be one that the catalogue asks for: a misspelt one would be missing without a word."""
        for key in self.source.measures:
            if key not in self.known:
                self._fail(f'unknown KPI "{key}"', closest(key, self.known) or "Add it to kpis.yml.")

    def _opened(self, origin: Origin) -> tuple[Base, str, Run, Any]:
        if origin.database is None:
            files = self.engines.files()
            base, how = files.base(origin)
            return base, how, files.run, files.dialect
        reader = self.engines.reader(origin.database)
        base, how = reader.base(origin)
        return base, how, lambda sql: reader.run(sql, origin), reader.dialect

    def _dimension(self, origin: Origin, keys: Sequence[str]) -> Base:
        """A dimension, whose key may stand once: a second row would count every order line twice."""
        from reviewgen.sources.rows.dialects import name
        from reviewgen.sources.rows.formula import FormulaError
        from reviewgen.sources.rows.formula import fold as fold_column

        base, _, run, _ = self._opened(origin)
        real = [next((each for each in base.columns if fold_column(each) == fold_column(key)), None) for key in keys]
        missing = next((key for key, each in zip(keys, real, strict=True) if each is None), None)
        if missing:
            raise FormulaError(f'no column "{missing}" in {origin.shown}', f"Columns: {', '.join(base.columns)}.")
        listed = ", ".join(name(str(each)) for each in real)
        twice = run(
            f"SELECT {listed}, COUNT(*) FROM {base.sql} AS d GROUP BY {listed} HAVING COUNT(*) > 1 "
            f"ORDER BY {listed} LIMIT 1"
        )
        if twice:
            *key, times = twice[0]
            shown = ", ".join(str(each) for each in key)
            raise FormulaError(
                f'{origin.shown} holds {times} rows for "{shown}"; a row that refers to it would count {times} times',
                "Keep one row for each key.",
            )
        return base

    def _report(self, made: Plan, how: str, run: Run, base: Base) -> RowsReport:
        rows, *counts = run(made.counts())[0]
        left_out, notes = [], []
        for index, column in enumerate(made.columns):
            blank, unreadable = int(counts[2 * index] or 0), int(counts[2 * index + 1] or 0)
            texts = self._texts(made, column, run) if unreadable else ()
            needed = column in (made.account, made.date)
            if blank and needed:
                left_out.append(LeftOut(f"no {column.name}", blank))
            elif blank:
                notes.append(LeftOut(f"{column.name} is blank", blank))
            if unreadable:
                wanted = "a date" if column.wanted == "date" else "a number"
                finding = LeftOut(f"{column.name} is not {wanted}", unreadable, texts)
                (left_out if needed else notes).append(finding)
                self._judge(column, finding)
            if len(column.patterns) > 1:
                shapes = run(made.shapes(column))[0]
                notes += [
                    LeftOut(f"{column.name} written {one.shown}", int(number or 0))
                    for one, number in zip(column.patterns, shapes, strict=True)
                    if number
                ]
        filtered = int(counts[-1] or 0)
        if filtered:
            left_out.append(LeftOut(f"not {self.source.where}", filtered))
        return RowsReport(self.source.name, self.source.origin.shown, how, int(rows), 0, tuple(left_out), tuple(notes))

    def _texts(self, made: Plan, column: Column, run: Run) -> tuple[tuple[str, int], ...]:
        return tuple((str(text), int(number)) for text, number in run(made.unreadable(column)))

    def _judge(self, column: Column, finding: LeftOut) -> None:
        """A text that is no number or date is an error unless the declaration says that it means missing."""
        said = self.source.numbers.get(column.name, "error") if column.wanted == "number" else self.source.undated
        shown = ", ".join(f'"{text}" {number} times' for text, number in finding.texts)
        place = Place(self.source.origin.shown, sheet=self.source.origin.sheet, column=column.name)
        if said == "missing":
            return
        key = "numbers" if column.wanted == "number" else "dates"
        hint = f'Mend the rows, or say under rows: {self.source.name}: {key}: that such a text means "missing".'
        self.found.append(Problem(place, f"{finding.rows} rows where {finding.reason}: {shown}", hint))

    def _totals(self, made: Plan, run: Run) -> tuple[list[Observation], int, list[LeftOut]]:
        observations: list[Observation] = []
        used = 0
        strangers: dict[str, int] = {}
        ignored: dict[str, int] = {}
        for text, start, held, *values in run(made.totals()):
            name = str(text).strip()
            if self._ignored(made.account, name):
                ignored[name] = ignored.get(name, 0) + int(held)
                continue
            account = self.account(name)
            if account is None:
                strangers[name] = strangers.get(name, 0) + int(held)
                continue
            used += int(held)
            observations += self._observations(made, account, int(start), values)
        left = [LeftOut(f"{made.account.name} is ignored", sum(ignored.values()), _most(ignored))] if ignored else []
        if strangers:
            reason = f"{len(strangers)} names in {made.account.name} that are no account"
            left.append(LeftOut(reason, sum(strangers.values()), _most(strangers)))
        return observations, used, left

    def _ignored(self, column: Column, name: str) -> bool:
        from reviewgen.sources.rows.formula import fold as fold_column

        ignored = self.source.ignore.items()
        listed = next((each for key, each in ignored if fold_column(key) == fold_column(column.name)), ())
        return name in listed

    def _observations(self, made: Plan, account: str, start: int, values: Sequence[Any]) -> Iterator[Observation]:
        first = date(start // 12, start % 12 + 1, 1)
        grain, months = (Grain.MONTH, 1) if self.source.per == "month" else (Grain.QUARTER, 3)
        period = Period(first, add_months(first, months), grain)
        for key, value in zip(made.measures, values, strict=True):
            number = exact(value)
            if number is not None:
                place = Place(self.source.origin.shown, sheet=self.source.origin.sheet, column=key)
                yield Observation(account, key, period, number, self.source.scenario, place)

    def _fail(self, message: str, hint: str) -> None:
        self.found.append(Problem(self.source.place, f"rows {self.source.name}: {message}", hint, Severity.ERROR))


def exact(value: Any) -> Decimal | None:
    """A number of an engine as a Decimal: exact as it is, or a float without the noise past its twelfth digit."""
    if value is None:
        return None
    if isinstance(value, float):
        made = Decimal(repr(value))
        return made.normalize(FLOAT) if made.is_finite() else None
    return Decimal(value)


def _most(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:5])
