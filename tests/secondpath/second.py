"""The second path: SQL of a PostgreSQL server, in numeric, from the rows as they were written. No code of reviewgen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from tests.sources.rows.server import Server

HERE = Path(__file__).parent
SCRIPTS = ("calendar", "tables", "rollup", "targets", "score")
STEPS = ("roll_up", "make_valid", "make_by_rows", "make_shares", "make_goals", "make_to_date", "judge")
Key = tuple[Any, ...]


@dataclass(frozen=True)
class House:
    """A fiscal calendar as its settings say it; `ends_on` is 1 for Monday."""

    first_month: int = 1
    pattern: tuple[int, int, int] | None = None
    ends_on: int = 6
    anchor: str = "last"
    named: str = "end"
    from_year: int = 2020
    to_year: int = 2029


@dataclass(frozen=True)
class Named:
    """A period by its name, with its months [m0, m1) and weeks [k0, k1) as numbers."""

    name: str
    grain: str
    m0: int
    m1: int
    k0: int
    k1: int


@dataclass(frozen=True)
class Said:
    """What a workspace says, table by table: rows of texts and numbers in the order of the columns of tables.sql."""

    accounts: Sequence[str]
    kpis: Sequence[Key]
    parts: Sequence[Key]
    goals: Sequence[Key]
    weights: Sequence[Key]


@dataclass(frozen=True)
class Worked:
    """A figure: its value, or the reason why there is none."""

    value: Decimal | None
    held: int
    expected: int
    grain: str
    reason: str | None
    n: Decimal | None


@dataclass(frozen=True)
class Answers:
    """Everything that the second path finds, by account, KPI and first month of a quarter (or stretch)."""

    figures: Mapping[Key, Worked]
    goals: Mapping[Key, Key]
    to_date: Mapping[Key, Decimal]
    weights: Mapping[Key, Decimal]
    judged: Mapping[Key, Key]
    means: Mapping[Key, Key]
    moved: Mapping[Key, Decimal]


@dataclass(frozen=True)
class Second:
    """A connection whose database holds the tables and the procedures."""

    link: psycopg.Connection

    @classmethod
    @contextmanager
    def on(cls, server: Server) -> Iterator[Second]:
        """The second path in a database of its own."""
        server.execute("DROP DATABASE IF EXISTS second", "CREATE DATABASE second")
        with psycopg.connect(server.url("second"), autocommit=True) as link:
            link.execute("SET client_min_messages = error")
            link.execute("SET jit = off")  # compiling takes longer than the queries
            made = cls(link)
            for name in SCRIPTS:
                made.run(f"{name}.sql")
            yield made

    def calendar(self, house: House) -> tuple[Named, ...]:
        """The periods of a calendar, which stays the one that rows are read in."""
        self.link.execute("TRUNCATE setting")
        pattern = None if house.pattern is None else list(house.pattern)
        self.fill("setting", [(house.first_month, pattern, *_rest(house))])
        self.link.execute("CALL make_calendar()")
        found = self.link.execute("SELECT name, grain, m0, m1, k0, k1 FROM period ORDER BY k0, k1 DESC").fetchall()
        return tuple(Named(*row) for row in found)

    def fill(self, table: str, rows: Iterable[Key]) -> None:
        """Rows into a table."""
        with self.link.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def load(self, said: Said) -> None:
        """What a workspace says, in place of the one before; it has no rows yet."""
        self.link.execute("TRUNCATE raw, account, kpi, part, goal_said, weight_said")
        self.fill("account", [(name,) for name in said.accounts])
        tables = {"kpi": said.kpis, "part": said.parts, "goal_said": said.goals, "weight_said": said.weights}
        for table, held in tables.items():
            self.fill(table, held)

    def read(self, table: str, rows: Path) -> None:
        """The rows of a file into a table, as they lie there."""
        with rows.open(encoding="utf-8-sig", newline="") as file:
            file.readline()
            with self.link.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
                for line in file:
                    copy.write(line)

    def run(self, script: str) -> None:
        """The statements of a file beside this one."""
        self.link.execute((HERE / script).read_bytes())

    def answers(self) -> Answers:
        """Everything worked out from what was loaded."""
        for step in STEPS:
            self.link.execute(f"CALL {step}()")
        figures = self._found(
            "SELECT account, scenario, name, m0, m1, value, held, expected, grain, reason, n "
            "FROM fig JOIN stretch USING (w) WHERE how = 'kpi' AND quarters > 0", 5
        )  # fmt: skip
        to_date = self._found("SELECT account, kpi, m0, m1, value FROM to_date JOIN stretch USING (w)", 4)
        return Answers(
            {key: Worked(*row) for key, row in figures.items()},
            self._found("SELECT account, kpi, m, target, red_flag, stretch, low, high, sla FROM goal", 3),
            {key: row[0] for key, row in to_date.items() if row[0] is not None},
            {key: row[0] for key, row in self._found("SELECT kpi, m, weight FROM weighs", 2).items()},
            self._found("SELECT account, kpi, m, status, score, weight FROM judged", 3),
            self._found("SELECT account, perspective, m, score, status, scored, measures FROM mean", 3),
            {key: row[0] for key, row in self._found("SELECT account, kpi, m, points FROM moved", 3).items()},
        )

    def _found(self, query: str, keys: int) -> dict[Key, Key]:
        return {row[:keys]: row[keys:] for row in self.link.execute(query).fetchall()}


def _rest(house: House) -> Key:
    return house.ends_on, house.anchor, house.named, house.from_year, house.to_year
