"""A small workspace of two accounts, and the command run in it as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from reviewgen import cli

MARGIN = "37.2914"
"""Our margin in 2026-Q3: never shared."""

FILES: Mapping[str, str] = {
    "reviewgen.yml": """
company: Maison Verdier
currency: EUR
as_of: 2026-10-12
tables: {observations: data/rows.csv, comments: data/comments.csv}
""",
    "kpis.yml": """
kpis:
  - id: net_sales
    label: {en: Net sales, fr: Ventes nettes}
    perspective: finance
    unit: currency
    target: 3000000
    owner: Ann
    sharing: {from_tier: 1}
  - id: otif
    label: {en: On time in full, fr: À l’heure et complet}
    perspective: logistics
    unit: percent
    rollup: last
    target: 97
    red_flag: 95
    sharing: {from_tier: 2}
  - {id: gross_margin, label: Gross margin, perspective: finance, unit: percent, rollup: last}
""",
    "accounts/acme.yml": "{id: acme, name: Acme, tier: 2, locale: fr}\n",
    "accounts/beta.yml": "{id: beta, name: Beta, tier: 1}\n",
    "data/comments.csv": "account,period,about,text,visibility\nacme,2026-Q3,finance,They doubt our word,internal\n",
}
QUARTERS = ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")


def shop(folder: Path) -> Path:
    """The workspace, written to `folder`."""
    rows = ["account,kpi,period,value"]
    for account in ("acme", "beta"):
        for index, quarter in enumerate(QUARTERS):
            rows.append(f"{account},net_sales,{quarter},{2_900_000 + 60_000 * index}")
            rows.append(f"{account},otif,{quarter},{91 + index / 2}")
            rows.append(f"{account},gross_margin,{quarter},{MARGIN if index == 4 else 36 + index / 10}")
    for name, text in {**FILES, "data/rows.csv": "\n".join(rows) + "\n"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and what it said on each stream."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`reviewgen` with these words, in this process."""

    def run(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["reviewgen", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main()
        said = capsys.readouterr()
        code = caught.value.code
        return Ran(code if isinstance(code, int) else 1, said.out, said.err)

    return run


def piped(*words: object, cwd: Path | None = None, **env: str) -> Ran:
    """`reviewgen` with these words, in a process of its own whose output is a pipe."""
    import os

    kept = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR", "FORCE_COLOR"}}
    found = subprocess.run(
        [sys.executable, "-m", "reviewgen", *map(str, words)],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(Path(__file__).parents[2]), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Ran(found.returncode, found.stdout, found.stderr)
