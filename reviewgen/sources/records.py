"""The other tables: projects, milestones, contacts, touchpoints, actions and comments, one record a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from reviewgen.errors import Place, Problem
from reviewgen.facts import Side, Unit
from reviewgen.model import NEVER, Action, Comment, Contact, Milestone, Project, Sharing, Touchpoint
from reviewgen.period import Grain, Period
from reviewgen.sources.cells import number, one_of, sharing, text
from reviewgen.sources.columns import locate
from reviewgen.sources.dates import GRAMMAR, REMEDY, day, period
from reviewgen.sources.grid import Cell, Grid, blank, fail, fold, warn
from reviewgen.sources.meaning import scaled
from reviewgen.sources.names import Names
from reviewgen.workspace import Workspace
from reviewgen.workspace.wording import closest

_NOWHERE = Place("")
T = TypeVar("T")
R = TypeVar("R", Action, Comment, Contact, Milestone, Project, Touchpoint)


@dataclass(frozen=True)
class Fields:
    """One row, read column by column; a cell that cannot be read is told and stands as blank."""

    grid: Grid
    row: int
    cells: tuple[Cell, ...]
    at: Mapping[str, int]
    account: str
    workspace: Workspace
    found: list[Problem]

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return self.grid.place(self.row)

    def text(self, column: str) -> str:
        """The text of a column, "" where there is none."""
        return self._read(column, text, "", "Write a text.")

    def needed(self, column: str) -> str:
        """The text of a column that may not be blank."""
        if blank(self.cell(column)):
            self.refuse(column, f'"{column}" is blank', "Fill it in, or remove the row.")
        return self.text(column)

    def day(self, column: str) -> date | None:
        """The date of a column."""
        patterns = self.grid.dates.get(column, ())
        hint = REMEDY if patterns else "Write a date such as 2026-10-12."
        return self._read(column, lambda cell: day(cell, patterns), None, hint)

    def number(self, column: str) -> Decimal | None:
        """The amount of a column."""
        return self._read(column, self._amount, None, "Write a plain number, or leave the cell blank.")

    def _amount(self, cell: Cell) -> Decimal:
        value = number(cell, comma=self.grid.comma, marks=self.grid.marks)
        return scaled(value, cell, Unit.CURRENCY, self.grid.factor)

    def period(self, column: str) -> Period | None:
        """The period of a column."""
        patterns = self.grid.dates.get(column, ())
        hint = REMEDY if patterns else GRAMMAR
        return self._read(column, lambda cell: period(cell, self.workspace.calendar, patterns), None, hint)

    def side(self, column: str = "side") -> Side:
        """Whose the promise or the cause is; joint unless said."""
        words = [side.value for side in Side]
        return self._read(
            column, lambda cell: Side(one_of(cell, words, column)), Side.JOINT, f"Write {', '.join(words)}."
        )

    def sharing(self) -> Sharing:
        """The visibility; internal unless said."""
        return self._read("visibility", sharing, NEVER, "The row is not used until it is clear who may see it.")

    def topic(self, column: str, *others: str) -> str:
        """The id of a KPI or perspective, or one of `others`."""
        known = {kpi.id for kpi in self.workspace.kpis} | {one.id for one in self.workspace.perspectives} | set(others)
        value = self.text(column)
        if value and fold(value) not in known:
            self.refuse(column, f'"{value}" is no KPI or perspective', closest(fold(value), known))
        return fold(value)

    def cell(self, column: str) -> Cell:
        """What stands in a column, None where there is no such column."""
        return self.cells[self.at[column]] if column in self.at else None

    def _read(self, column: str, parse: Callable[[Cell], T], default: T, hint: str) -> T:
        if blank(self.cell(column)):
            return default
        try:
            return parse(self.cell(column))
        except ValueError as error:
            self.refuse(column, str(error), hint)
            return default

    def refuse(self, column: str, message: str, hint: str) -> None:
        """Tell what is wrong with a cell; a row of which anything was told is left out."""
        fail(self.found, self.grid.place(self.row, column), message, hint)


@dataclass(frozen=True)
class Kind(Generic[R]):
    """A kind of record: its columns and how a row becomes one."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    make: Callable[[Fields], R | None]


def records(grids: Iterable[Grid], kind: Kind[R], workspace: Workspace, found: list[Problem]) -> tuple[R, ...]:
    """The records of all grids; a row with a problem is told and left out, and a row that stands twice is used once."""
    names = Names(workspace)
    rows = [(record, grid) for grid in grids for record in _records(grid, kind, workspace, names, found)]
    names.report(found)
    return tuple(_without_repeats(rows, found))


def _without_repeats(rows: Iterable[tuple[R, Grid]], found: list[Problem]) -> Iterator[R]:
    first: dict[R, R] = {}
    for row, grid in rows:
        assert row.place.row is not None
        bare = replace(row, place=_NOWHERE)
        if bare in first:
            hint = "Remove one of the two."
            warn(found, row.place, f"duplicate row: it says the same as {first[bare].place}; used once", hint)
            grid.tally.leave(row.place.row, "says the same as another row")
            continue
        first[bare] = row
        grid.tally.used.add(row.place.row)
        yield row


def _records(grid: Grid, kind: Kind[R], workspace: Workspace, names: Names, found: list[Problem]) -> Iterator[R]:
    found.extend(grid.refused)
    at = locate(grid, kind.required, kind.optional, found)
    if at is None:
        return
    for row, cells in grid.rows:
        account = names.account(cells[at["account"]], grid, row, found)
        if account is None:
            continue
        before = len(found)
        record = kind.make(Fields(grid, row, cells, at, account, workspace, found))
        if len(found) == before and record is not None:
            yield record


def _comment(row: Fields) -> Comment | None:
    when = _quarter(row)
    about = row.topic("about", "review", "ask", "next", "outlook") or "review"
    said = row.needed("text"), row.text("author"), row.sharing()
    cause = None if blank(row.cell("cause")) else row.side("cause")
    return None if when is None else Comment(row.account, when, about, *said, row.place, cause)


def _quarter(row: Fields) -> Period | None:
    """The quarter of the review that a comment belongs to; a month or a day means the quarter that holds it."""
    before = len(row.found)
    when = row.period("period")
    if when is None:
        if len(row.found) == before:
            row.refuse("period", '"period" is blank', "Say which review the comment belongs to, such as 2026-Q3.")
        return None
    if when.grain is Grain.YEAR:
        row.refuse("period", "a review covers a quarter, not a year", "Write the quarter, such as 2026-Q3.")
    return row.workspace.calendar.quarter_holding(when)


def _action(row: Fields) -> Action:
    return Action(
        account=row.account,
        action=row.needed("action"),
        side=row.side(),
        owner=row.text("owner"),
        due=row.day("due"),
        done=row.day("done"),
        opened=row.period("opened"),
        about=row.topic("about", "review"),
        sharing=row.sharing(),
        place=row.place,
    )


def _project(row: Fields) -> Project:
    return Project(
        account=row.account,
        project=row.needed("project"),
        title=row.text("title"),
        owner=row.text("owner"),
        side=row.side(),
        due=row.day("due"),
        done=row.day("done"),
        status=row.text("status"),
        budget=row.number("budget"),
        sharing=row.sharing(),
        place=row.place,
    )


def _milestone(row: Fields) -> Milestone:
    return Milestone(
        account=row.account,
        project=row.needed("project"),
        title=row.needed("title"),
        owner=row.text("owner"),
        side=row.side(),
        due=row.day("due"),
        done=row.day("done"),
        sharing=row.sharing(),
        place=row.place,
    )


def _contact(row: Fields) -> Contact:
    return Contact(
        account=row.account,
        name=row.needed("name"),
        function=row.text("function"),
        role=row.text("role"),
        influence=row.text("influence"),
        sentiment=row.text("sentiment"),
        owner=row.text("owner"),
        last_contact=row.day("last_contact"),
        sharing=row.sharing(),
        place=row.place,
    )


def _touchpoint(row: Fields) -> Touchpoint:
    return Touchpoint(
        account=row.account,
        name=row.text("name"),
        owner=row.text("owner"),
        on=row.day("date"),
        kind=row.text("kind"),
        sharing=row.sharing(),
        place=row.place,
    )


_PROMISE = ("owner", "side", "due", "done", "visibility")
comment = Kind(("account", "period", "text"), ("about", "author", "visibility", "cause"), _comment)
action = Kind(("account", "action"), (*_PROMISE, "opened", "about"), _action)
project = Kind(("account", "project"), ("title", *_PROMISE, "status", "budget"), _project)
milestone = Kind(("account", "project", "title"), _PROMISE, _milestone)
contact = Kind(
    ("account", "name"),
    ("function", "role", "influence", "sentiment", "owner", "last_contact", "visibility"),
    _contact,
)
touchpoint = Kind(("account", "date"), ("name", "owner", "kind", "visibility"), _touchpoint)
