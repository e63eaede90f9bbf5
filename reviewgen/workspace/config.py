"""Workspace: the user's settings, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reviewgen.model import Account, Company, DatedGoal, Kpi, Perspective, ProfitNames
from reviewgen.period import Calendar
from reviewgen.workspace.rows import Database, RowsSource, TableSource


@dataclass(frozen=True)
class AccountConfig:
    """An account with its own goals by KPI id, the file that says so, and the calendar of its own fiscal year."""

    account: Account
    goals: Mapping[str, tuple[DatedGoal, ...]]
    file: str = ""
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True)
class Workspace:
    """Everything that a workspace says of itself; the rows come from its tables."""

    root: Path
    company: Company
    calendar: Calendar
    as_of: date | None
    theme: str
    perspectives: tuple[Perspective, ...]
    kpis: tuple[Kpi, ...]
    accounts: tuple[AccountConfig, ...]
    tables: Mapping[str, tuple[TableSource, ...]]
    rows: tuple[RowsSource, ...] = ()
    databases: Mapping[str, Database] = field(default_factory=dict)
    profit: ProfitNames | None = None

    @property
    def row_names(self) -> tuple[str, ...]:
        """The names that rows may have: the KPIs and what they are worked out from."""
        parts = [part for kpi in self.kpis for part in kpi.names]
        split = [self.profit.sales, self.profit.volume] if self.profit else []
        return tuple(dict.fromkeys((*parts, *split)))
