"""Workspace: the user's settings, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reviewgen.model import Account, Company, Content, DatedGoal, Kpi, Perspective, ProfitNames, Sharing, Terms
from reviewgen.period import Calendar
from reviewgen.workspace.rows import Database, RowsSource, TableSource


@dataclass(frozen=True)
class Override:
    """Another sharing of a KPI for one account, and why."""

    sharing: Sharing
    scenarios: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class AccountConfig:
    """An account with its own goals and sharing by KPI id, the file that says so, and its own fiscal calendar."""

    account: Account
    goals: Mapping[str, tuple[DatedGoal, ...]]
    file: str = ""
    calendar: Calendar = field(default_factory=Calendar)
    sharing: Mapping[str, Override] = field(default_factory=dict)


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
    terms: Mapping[str, Terms] = field(default_factory=dict)
    content: Mapping[Content, Sharing] = field(default_factory=dict)

    @property
    def row_names(self) -> tuple[str, ...]:
        """The names that rows may have: the KPIs and what they are worked out from."""
        parts = [part for kpi in self.kpis for part in kpi.names]
        split = [self.profit.sales, self.profit.volume] if self.profit else []
        return tuple(dict.fromkeys((*parts, *split)))
