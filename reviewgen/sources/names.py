"""The names that rows may use: accounts by any of their keys, KPIs by id, and the parts of ratios."""

from __future__ import annotations

from collections import Counter

from reviewgen.errors import Place, Problem
from reviewgen.facts import Unit
from reviewgen.sources.cells import text
from reviewgen.sources.grid import Cell, fail, warn
from reviewgen.workspace import Workspace
from reviewgen.workspace.load import fold
from reviewgen.workspace.wording import closest


class Names:
    """Finds accounts and KPIs by name, and counts the rows of accounts that are not reviewed."""

    def __init__(self, workspace: Workspace) -> None:
        self._accounts = {fold(key): one.account.id for one in workspace.accounts for key in one.account.keys}
        parts = {part for kpi in workspace.kpis for part in (kpi.numerator, kpi.denominator) if part}
        self.kpis = frozenset({kpi.id for kpi in workspace.kpis} | parts)
        self._units = {kpi.id: kpi.unit for kpi in workspace.kpis}
        self._strangers: Counter[str] = Counter()
        self._first: dict[str, Place] = {}

    def unit(self, kpi: str) -> Unit | None:
        """The unit of a KPI; None for a part of a ratio."""
        return self._units.get(kpi)

    def account(self, cell: Cell, place: Place, found: list[Problem]) -> str | None:
        """The id of the account that a cell names; None when it is not reviewed, which is counted."""
        try:
            name = text(cell)
        except ValueError as error:
            fail(found, place, str(error), "Write the name of an account.")
            return None
        if not name:
            fail(found, place, "the account is missing", "Each row names its account.")
            return None
        known = self._accounts.get(fold(name))
        if known is None:
            self._strangers[name] += 1
            self._first.setdefault(name, place)
        return known

    def report(self, found: list[Problem]) -> None:
        """Warn once of every name that no account has."""
        for name, count in sorted(self._strangers.items()):
            rows = f"{count} value{'s' if count != 1 else ''}"
            hint = closest(fold(name), self._accounts) if len(self._accounts) < 500 else ""
            near = hint if hint.startswith("did you mean") else "Add it under `keys` of an account to use its rows."
            warn(found, self._first[name], f'no account is named "{name}"; {rows} not used', near)
