"""The shop's database where it lies, and the workspace over it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

DATABASE = Path(__file__).parents[2].parent / "shared" / "data" / "northwind" / "northwind.db"
WORKSPACE = Path(__file__).parent / "workspace"
SALES = {
    "1996-Q4": "10338.27",
    "1997-Q1": "6942.64",
    "1997-Q2": "7651.94",
    "1997-Q3": "25147.25",
    "1997-Q4": "17971.75",
    "1998-Q1": "15160.06",
    "1998-Q2": "21150.05",
}
"""Net sales to SAVEA as its publisher states them."""


def database() -> Path:
    """The database; where it does not lie beside the project, tests skip unless it is required."""
    if not DATABASE.is_file():
        said = f"the shop's database is not at {DATABASE}"
        pytest.fail(said) if os.environ.get("REVIEWGEN_REQUIRE_DATA") else pytest.skip(said)
    return DATABASE


def read_only() -> sqlite3.Connection:
    """A connection that cannot write."""
    return sqlite3.connect(f"file:{database()}?mode=ro", uri=True)


def workspace(folder: Path) -> Path:
    """A copy of the workspace in `folder` that reads the database where it lies."""
    shutil.copytree(WORKSPACE, folder)
    (folder / "data").mkdir()
    (folder / "data" / "northwind.db").symlink_to(database())
    return folder
