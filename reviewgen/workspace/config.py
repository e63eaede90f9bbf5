"""Workspace: the user's settings, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reviewgen.errors import Place
from reviewgen.model import Account, Company, DatedGoal, Kpi, Perspective
from reviewgen.period import Calendar


@dataclass(frozen=True)
class TableSource:
    """One place where rows of a table lie: a file, and its sheet where it is a workbook."""

    file: Path
    shown: str
    sheet: str | None
    place: Place


@dataclass(frozen=True)
class AccountConfig:
    """An account with its own goals by KPI id, and the file that says so."""

    account: Account
    goals: Mapping[str, tuple[DatedGoal, ...]]
    file: str = ""


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
