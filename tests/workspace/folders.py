"""Small workspaces on disk whose files a test spoils one by one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from reviewgen.errors import DataError
from reviewgen.workspace import Workspace, load

SETTINGS = "company: Maison\nas_of: 2026-10-12\ntables:\n  observations: data/observations.csv\n"
CATALOGUE = """kpis:
  - id: net_sales
    label: Net sales
    perspective: finance
    unit: currency
    target: 300
    sharing: {from_tier: 1}
  - id: otif
    label: {en: OTIF, fr: Taux de service}
    perspective: logistics
    unit: percent
    rollup: ratio
    numerator: lines_on_time
    denominator: lines
    goals:
      - {since: 2025, target: 95, red_flag: 90}
      - {since: 2026-01, target: 96.5, red_flag: 92}
"""
ACCOUNT = "id: acme\nname: Acme SA\nkeys: ['0042']\ntier: 2\nlocale: fr\n"
ROWS = "account,kpi,period,value\n" + "".join(
    f"acme,{kpi},2026-{month:02},{value}\n"
    for month in range(1, 10)
    for kpi, value in (("net_sales", 100 + month), ("lines_on_time", 93), ("lines", 100))
)
FILES: Mapping[str, str] = {
    "reviewgen.yml": SETTINGS,
    "kpis.yml": CATALOGUE,
    "accounts/acme.yml": ACCOUNT,
    "data/observations.csv": ROWS,
}


def write(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The good workspace with some files replaced; None leaves a file out."""
    for name, held in {**FILES, **(files or {})}.items():
        if held is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(held if isinstance(held, bytes) else held.encode())
    return folder


def loaded(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Workspace:
    """The workspace with some files replaced, which is expected to be well."""
    return load(write(folder, files))


def complaints(folder: Path, files: Mapping[str, str | bytes | None]) -> list[str]:
    """What is said of the workspace with some files replaced, which is expected to be wrong: a line each."""
    with pytest.raises(DataError) as caught:
        load(write(folder, files))
    return [str(problem).replace("\n   ", "") for problem in caught.value.problems]
