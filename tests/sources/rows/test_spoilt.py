"""A database file with a spoilt page ends as a message, also when the page is met while its rows are fetched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from reviewgen.errors import Place
from reviewgen.sources.rows.databases import Unreachable, connected
from reviewgen.workspace.rows import Database, Origin

HERE = Place("reviewgen.yml", line=4, column=3)
PAGE = 4096


def test_a_page_that_is_spoilt_is_told_and_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "rows.db"
    with sqlite3.connect(file) as link:
        link.execute("CREATE TABLE t (account, value)")
        link.executemany("INSERT INTO t VALUES (?, ?)", [("acme" * 20, number) for number in range(5_000)])
    data = bytearray(file.read_bytes())
    middle = len(data) // 2 // PAGE * PAGE
    data[middle : middle + PAGE] = b"\xff" * PAGE
    file.write_bytes(bytes(data))
    origin = Origin("d, t", HERE, database="d", table="t")
    with connected(Database("d", HERE, sqlite=file)) as reader:
        reader.base(origin)
        with pytest.raises(Unreachable) as told:
            reader.run("SELECT * FROM t", origin)
    assert "malformed" in told.value.problem.message and told.value.problem.hint


@pytest.mark.parametrize("broken", [b"acc\xaeunt", b"\xf4ccount"])
def test_a_name_that_is_no_text_is_told_and_no_traceback(broken: bytes, tmp_path: Path) -> None:
    file = tmp_path / "rows.db"
    with sqlite3.connect(file) as link:
        link.execute("CREATE TABLE t (account, value)")
        link.execute("INSERT INTO t VALUES ('acme', 1)")
    file.write_bytes(file.read_bytes().replace(b"account", broken, 1))
    with connected(Database("d", HERE, sqlite=file)) as reader, pytest.raises(Unreachable) as told:
        reader.base(Origin("d, t", HERE, database="d", table="t"))
    assert "not UTF-8" in told.value.problem.message and told.value.problem.hint


def test_a_text_that_is_no_text_is_told_and_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "rows.db"
    with sqlite3.connect(file) as link:
        link.execute("CREATE TABLE t (account, value)")
        link.execute("INSERT INTO t VALUES (CAST(x'ff61' AS TEXT), 1)")
    origin = Origin("d, t", HERE, database="d", table="t")
    with connected(Database("d", HERE, sqlite=file)) as reader:
        reader.base(origin)
        with pytest.raises(Unreachable) as told:
            reader.run("SELECT * FROM t", origin)
    assert told.value.problem.message and told.value.problem.hint
