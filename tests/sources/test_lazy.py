"""Engines are imported by the workspaces that need them, and by no other."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.places import parquet, sqlite
from tests.workspace.folders import SETTINGS, write

ENGINES = ("duckdb", "sqlalchemy", "sqlglot", "psycopg", "keyring", "pyarrow")
PROBE = f"""
import sys
sys.argv = ["reviewgen", *sys.argv[1:]]
from reviewgen.cli import main
try:
    main()
except SystemExit as done:
    code = done.code
print("code", code, *sorted({{name.partition(".")[0] for name in sys.modules}} & set({ENGINES})), file=sys.stderr)
"""


def imported(*words: str) -> list[str]:
    """The engines that a command had imported at its end."""
    done = subprocess.run([sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=True)
    code, number, *engines = done.stderr.splitlines()[-1].split(" ")
    assert (code, number) == ("code", "0"), done.stdout + done.stderr
    return engines


@pytest.mark.parametrize("words", [("--help",), ("check", "--help"), ("build", "--help")])
def test_help_imports_no_engine(words: tuple[str, ...]) -> None:
    assert imported(*words) == []


def test_a_workspace_of_text_files_and_workbooks_imports_no_engine(tmp_path: Path) -> None:
    said = "{file: data/observations.csv, columns: {value: value}, repeats: last}"
    folder = write(tmp_path, {"reviewgen.yml": SETTINGS.replace("data/observations.csv", said)})
    assert imported("check", "--workspace", str(folder)) == []


def test_a_workspace_with_a_parquet_file_imports_its_engine_only(tmp_path: Path) -> None:
    types = {"account": "VARCHAR", "kpi": "VARCHAR", "period": "VARCHAR", "value": "DECIMAL(9, 2)"}
    more = parquet(tmp_path / "data" / "more.parquet", types, [("acme", "net_sales", "2025-09", Decimal(1))])
    settings = SETTINGS.replace("data/observations.csv", "[data/observations.csv, data/more.parquet]")
    folder = write(tmp_path, {"reviewgen.yml": settings, "data/more.parquet": more})
    assert imported("check", "--workspace", str(folder)) == ["duckdb"]


def test_a_workspace_with_a_database_imports_no_engine_of_files(tmp_path: Path) -> None:
    sqlite(tmp_path / "data" / "w.db", "t", ("account", "action", "due"), [("acme", "Call", str(date(2026, 11, 1)))])
    settings = SETTINGS + "  actions: {database: w, table: t}\ndatabases: {w: {sqlite: data/w.db}}\n"
    engines = imported("check", "--workspace", str(write(tmp_path, {"reviewgen.yml": settings})))
    assert "sqlalchemy" in engines
    assert "duckdb" not in engines
