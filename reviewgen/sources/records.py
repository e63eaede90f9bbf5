"""The other tables: projects, milestones, contacts, touchpoints, actions and comments, one record a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, NoReturn, TypeVar

from reviewgen.errors import Place, Problem
from reviewgen.facts import Side
from reviewgen.model import Action, Comment, Contact, Milestone, Project, Sharing, Touchpoint
from reviewgen.period import Period
from reviewgen.sources.cells import blank, day, number, one_of, period, sharing, text
from reviewgen.sources.columns import locate
from reviewgen.sources.grid import Cell, Grid, fail
from reviewgen.sources.names import Names
from reviewgen.workspace import Workspace
from reviewgen.workspace.wording import closest

T = TypeVar("T")
R = TypeVar("R", Action, Comment, Contact, Milestone, Project, Touchpoint)


class _Refused(Exception):
    """A cell of the row could not be read; the problem is told already."""


@dataclass(frozen=True)
class Fields:
    """One row, read column by column; the first cell that cannot be read refuses the row."""

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
        return self._read(column, text, "")

    def needed(self, column: str) -> str:
        """The text of a column that may not be blank."""
        value = self.text(column)
        if not value:
            self.refuse(column, f'"{column}" is blank', "Fill it in, or remove the row.")
        return value

    def day(self, column: str) -> date | None:
        """The date of a column."""
        return self._read(column, day, None)

    def number(self, column: str) -> Decimal | None:
        """The number of a column."""
        return self._read(column, number, None)

    def period(self, column: str) -> Period | None:
        """The period of a column."""
        return self._read(column, lambda cell: period(cell, self.workspace.calendar), None)

    def side(self) -> Side:
        """Whose the promise is; joint unless said."""
        return self._read("side", lambda cell: Side(one_of(cell, [side.value for side in Side], "side")), Side.JOINT)

    def sharing(self) -> Sharing:
        """The visibility; internal unless said."""
        return self._read("visibility", sharing, Sharing())

    def topic(self, column: str, *others: str) -> str:
        """The id of a KPI or perspective, or one of `others`."""
        known = {kpi.id for kpi in self.workspace.kpis} | {one.id for one in self.workspace.perspectives} | set(others)
        value = self.text(column)
        if value and value not in known:
            self.refuse(column, f'"{value}" is no KPI or perspective', closest(value, known))
        return value

    def _read(self, column: str, parse: Callable[[Cell], T], default: T) -> T:
        if column not in self.at or blank(self.cells[self.at[column]]):
            return default
        try:
            return parse(self.cells[self.at[column]])
        except ValueError as error:
            self.refuse(column, str(error), "The row is not used as it stands.")

    def refuse(self, column: str, message: str, hint: str) -> NoReturn:
        """Tell what is wrong with a cell, and leave the row out."""
        fail(self.found, self.grid.place(self.row, column), message, hint)
        raise _Refused


@dataclass(frozen=True)
class Kind(Generic[R]):
    """A kind of record: its columns and how a row becomes one."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    make: Callable[[Fields], R]


def records(grids: Iterable[Grid], kind: Kind[R], workspace: Workspace, found: list[Problem]) -> tuple[R, ...]:
    """The records of all grids; a row with a problem is told and left out."""
    names = Names(workspace)
    rows = tuple(record for grid in grids for record in _records(grid, kind, workspace, names, found))
    names.report(found)
    return rows


def _records(grid: Grid, kind: Kind[R], workspace: Workspace, names: Names, found: list[Problem]) -> Iterator[R]:
    at = locate(grid, kind.required, kind.optional, found)
    if at is None:
        return
    for row, cells in grid.rows:
        account = names.account(cells[at["account"]], grid.place(row, "account"), found)
        if account is None:
            continue
        try:
            yield kind.make(Fields(grid, row, cells, at, account, workspace, found))
        except _Refused:
            continue


def _comment(row: Fields) -> Comment:
    when = row.period("period")
    if when is None:
        row.refuse("period", '"period" is blank', "Say which review the comment belongs to, such as 2026-Q3.")
    about = row.topic("about", "review", "ask", "next") or "review"
    return Comment(row.account, when, about, row.needed("text"), row.text("author"), row.sharing(), row.place)


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
comment = Kind(("account", "period", "text"), ("about", "author", "visibility"), _comment)
action = Kind(("account", "action"), (*_PROMISE, "opened", "about"), _action)
project = Kind(("account", "project"), ("title", *_PROMISE, "status", "budget"), _project)
milestone = Kind(("account", "project", "title"), _PROMISE, _milestone)
contact = Kind(
    ("account", "name"),
    ("function", "role", "influence", "sentiment", "owner", "last_contact", "visibility"),
    _contact,
)
touchpoint = Kind(("account", "date"), ("name", "owner", "kind", "visibility"), _touchpoint)
