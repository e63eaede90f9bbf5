"""The names that rows may use: accounts by any of their keys, KPIs by id, the parts of ratios, and scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from reviewgen.errors import Place, Problem
from reviewgen.facts import ACTUAL, CALCULATED, FORECAST, OWN_SCENARIOS, TARGET
from reviewgen.model import Kpi
from reviewgen.sources.cells import text
from reviewgen.sources.grid import Cell, Grid, fail, warn
from reviewgen.sources.grid import fold as fold_word
from reviewgen.workspace import Workspace
from reviewgen.workspace.checks import fold
from reviewgen.workspace.wording import closest, near

SYNONYMS: Mapping[str, str] = {
    **dict.fromkeys(("plan", "budget", "goal", "objective", "objectif", "cible", "soll", "ziel", "objetivo"), TARGET),
    **dict.fromkeys(("real", "réel", "realised", "realized", "ist", "result"), ACTUAL),
    **dict.fromkeys(("outlook", "estimate", "prognose", "prévision"), FORECAST),
}
"""Words that some houses use for our scenarios; read as a competitor's name they would mislead."""
LIKE = 0.85
MOST = 500
"""Accounts among which a near name is still looked for."""


class Names:
    """Finds accounts, KPIs and scenarios by name, and counts the rows of accounts that are not reviewed."""

    def __init__(self, workspace: Workspace) -> None:
        self._accounts = {fold(key): one.account.id for one in workspace.accounts for key in one.account.keys}
        self._spelt = {fold(key): key for one in workspace.accounts for key in one.account.keys}
        self._catalogue = {kpi.id: kpi for kpi in workspace.kpis}
        self._kpis = {fold_word(name): name for name in workspace.row_names}
        shared = [name for kpi in workspace.kpis for name in kpi.shared_scenarios]
        self._rivals = {fold_word(name): name for name in shared}
        self._segments: dict[str, str] = {}
        self._strangers: Counter[str] = Counter()
        self._first: dict[str, Place] = {}
        self._hints: dict[str, str] = {}

    def catalogue(self, kpi: str) -> Kpi | None:
        """The KPI of that id; None for rows that a KPI is worked out from."""
        return self._catalogue.get(kpi)

    def calculated(self, kpi: str) -> bool:
        """True for a KPI that is worked out from its parts."""
        found = self.catalogue(kpi)
        return found is not None and found.rollup in CALCULATED

    def account(self, cell: Cell, grid: Grid, row: int, found: list[Problem]) -> str | None:
        """The id of the account that a cell of `row` names; None when it is not reviewed, which is counted."""
        place = grid.place(row, "account")
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
            grid.tally.strangers[row] = name
            self._first.setdefault(name, place)
        return known

    def kpi(self, cell: Cell, place: Place, found: list[Problem]) -> str | None:
        """The id of a KPI, or the name of rows that one is worked out from, in a cell; None with a problem."""
        try:
            name = text(cell)
        except ValueError as error:
            fail(found, place, str(error), "Write the id of a KPI.")
            return None
        if not name:
            fail(found, place, "the KPI is missing", "Each row names its KPI.")
            return None
        known = self._kpis.get(fold_word(name))
        if known is None:
            fail(found, place, f'unknown KPI "{name}"', self._hint(fold_word(name)))
        return known

    def _hint(self, name: str) -> str:
        if name not in self._hints:
            self._hints[name] = closest(name, self._kpis.values()) or "Add it to kpis.yml, or remove the row."
        return self._hints[name]

    def scenario(self, cell: Cell) -> str:
        """The scenario that a cell names, actual when it is blank.

        ValueError when it is nearly one of our own, what another house calls one, or a competitor spelt in two ways:
        which of them a reader sees must not hang on a row that he may not see.
        """
        name = text(cell)
        if not name:
            return ACTUAL
        folded = fold_word(name)
        if folded in OWN_SCENARIOS:
            return folded
        if folded not in self._rivals:
            meant = SYNONYMS.get(folded)
            hint = f'did you mean "{meant}"?' if meant else near(folded, OWN_SCENARIOS, LIKE)
            if hint:
                raise ValueError(f'no scenario "{name}": {hint}')
        other = self._rivals.setdefault(folded, name)
        if other != name:
            raise ValueError(f'"{name}" is written "{other}" elsewhere; write both alike')
        return name

    def segment(self, cell: Cell) -> str:
        """The segment in a cell, spelt as first met, so that a row is not counted twice for its capitals."""
        name = text(cell)
        return self._segments.setdefault(fold(name), name)

    def report(self, found: list[Problem]) -> None:
        """Warn once of every name that no account has."""
        for name, count in sorted(self._strangers.items()):
            rows = f"{count} row{'s' if count != 1 else ''}"
            known = self._spelt if len(self._spelt) < MOST else {}
            hint = near(name, known.values()) or near(fold(name), known)
            hint = hint or "Add it under `keys` of an account to use its rows."
            warn(found, self._first[name], f'no account is named "{name}"; {rows} not used', hint)
