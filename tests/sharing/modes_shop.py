"""Small workspaces whose KPIs are told in other ways than by value, written as a user writes them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from pathlib import Path

from reviewgen.cli import group
from tests.workspace.folders import write

QUARTERS = tuple(f"{year}-Q{number}" for year in (2024, 2025, 2026) for number in (1, 2, 3, 4))[:11]
VALUES = tuple(map(Decimal, (100, 104, 110, 130, 108, 112, 119, 141, 120, 118, 127)))
MODES = {
    "value": "{from_tier: 1}",
    "rounded": "{from_tier: 1, mode: rounded, step: 250000}",
    "index": "{from_tier: 1, mode: index, base: 2025-Q1}",
    "status": "{from_tier: 1, mode: status}",
}
PERSPECTIVES = {"value": "market", "rounded": "finance", "index": "logistics", "status": "process"}
SETTINGS = "company: Maison Verdier\nas_of: 2026-10-12\ntables: {observations: data/rows.csv}\n"


def shop(folder: Path, values: Mapping[str, Decimal], settings: str = SETTINGS, keys: str = "") -> Path:
    """A workspace with a KPI of sales in each of the modes named, whose quarters are VALUES times a number."""
    rows, kpis = ["account,kpi,period,value,scenario"], ["kpis:"]
    for mode, factor in values.items():
        kpis.append(
            f"  - {{id: {mode}_sales, label: Sales told by {mode}, perspective: {PERSPECTIVES[mode]}, unit: currency,"
            f" owner: Ann, sharing: {MODES[mode]}{keys}}}"
        )
        for quarter, value in zip(QUARTERS, VALUES, strict=True):
            rows.append(f"acme,{mode}_sales,{quarter},{value * factor},actual")
            rows.append(f"acme,{mode}_sales,{quarter},{115 * factor},target")
    return write(
        folder,
        {
            "reviewgen.yml": settings,
            "kpis.yml": "\n".join(kpis) + "\n",
            "accounts/acme.yml": "{id: acme, name: Acme, tier: 2}\n",
            "data/rows.csv": "\n".join(rows) + "\n",
        },
    )


def built(folder: Path, audience: str = "client") -> Mapping[str, bytes]:
    """The files of one audience by their names, as the command builds them."""
    words = ["build", "2026-Q3", "--workspace", str(folder), "--audience", audience]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert not group(words, standalone_mode=False)
    return {path.name: path.read_bytes() for path in sorted((folder / "out").rglob("acme*.p*"))}
