"""A package that is not installed is one message with the command that installs it, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = """
import sys
from importlib.abc import MetaPathFinder

class Blocker(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)

sys.meta_path.insert(0, Blocker())
from reviewgen.cli import main
sys.argv = ["reviewgen", *sys.argv[1:]]
main()
"""
FILE = "file: data/o.csv"
POSTGRES = "database: shop, table: o"
SETTINGS = """
company: M
currency: EUR
databases: {{shop: {database}}}
rows:
  sales:
    {origin}
    account: account
    date: day
    measures: {{net: sum(amount)}}
"""


@pytest.mark.parametrize(
    ("package", "origin", "database", "extra"),
    [
        ("duckdb", FILE, "{env: SHOP}", "rows"),
        ("sqlglot", FILE, "{env: SHOP}", "rows"),
        ("sqlglot", POSTGRES, "{env: SHOP}", "sql"),
        ("sqlalchemy", POSTGRES, "{env: SHOP}", "sql"),
        ("psycopg", POSTGRES, "{env: SHOP}", "postgres"),
        ("keyring", POSTGRES, "{keyring: {service: s, user: u}}", "keyring"),
    ],
)
@pytest.mark.parametrize("command", [["check", "--json"], ["build", "Q3"]])
def test_what_is_missing_is_told_with_what_installs_it(
    tmp_path: Path, package: str, origin: str, database: str, extra: str, command: list[str]
) -> None:
    files = {
        "reviewgen.yml": SETTINGS.format(origin=origin.replace(", ", "\n    "), database=database),
        "kpis.yml": "kpis:\n  - {id: net, label: Net, perspective: finance, unit: currency}\n",
        "accounts/acme.yml": "id: acme\nname: Acme\ntier: 2\n",
        "data/o.csv": "account,day,amount\nacme,2026-07-01,1\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BLOCK.format(package=package), *command, "--workspace", str(tmp_path)],
        env={**os.environ, "SHOP": "postgresql://u:p@127.0.0.1:1/d", "REVIEWGEN_DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    said, hint = f"rows sales: needs the package {package}, which is not installed", f"pip install 'reviewgen[{extra}]'"
    if "--json" in command:
        told = next(one for one in json.loads(done.stdout)["problems"] if package in one["message"])
        assert (told["message"], told["hint"]) == (said, hint)
    else:
        assert said in done.stderr
        assert hint in done.stderr


def test_files_are_counted_without_the_packages_of_databases(tmp_path: Path) -> None:
    code = (
        "import sys\nfor name in ('sqlalchemy', 'psycopg', 'keyring'): sys.modules[name] = None\n"
        "from pathlib import Path\nfrom tests.sources.rows.shop import count, source, write\n"
        f"file = write(Path({str(tmp_path)!r}) / 'o.csv', 'account,day,amount', 'ACME,2026-07-01,7')\n"
        "print(count(source(file)).of())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'2026-07': '7'}"


def test_nothing_of_it_is_loaded_for_a_workspace_without_raw_rows() -> None:
    heavy = {"duckdb", "sqlglot", "sqlalchemy", "psycopg", "keyring"}
    code = f"import sys, reviewgen.sources; print({heavy} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
