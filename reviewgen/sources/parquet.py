"""Parquet: typed columns, read by an embedded engine from a copy that nothing else can change or name."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from reviewgen.sources.excel import INFLATED
from reviewgen.sources.grid import Grid, Unreadable
from reviewgen.sources.typed import PACKAGES, most, table, too_large
from reviewgen.workspace import TableSource

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AGAIN = "Write the file again, or export it as CSV."
SETTINGS = {
    "threads": "2",
    "memory_limit": "1GB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


def read(data: bytes, source: TableSource) -> Grid:
    """The table in `data`. Unreadable when it is no Parquet, too large, or its engine is not installed."""
    try:
        import duckdb
    except ImportError as error:
        raise Unreadable(source, "Parquet needs a package that is not installed", PACKAGES) from error
    if data[:4] != b"PAR1" or data[-4:] != b"PAR1":
        raise Unreadable(source, "not a Parquet file", AGAIN)
    with TemporaryDirectory(prefix="reviewgen-") as folder, duckdb.connect(config=dict(SETTINGS)) as link:
        path = Path(folder) / "table.parquet"
        path.write_bytes(data)
        try:
            return _table(link, f"read_parquet('{path.as_posix()}')", source)
        except (duckdb.Error, UnicodeError, ValueError, OverflowError) as error:
            reason = str(error).strip().split("\n")[0].replace(str(path), source.shown)[:200]
            raise Unreadable(source, f"not a Parquet file that can be read: {reason}", AGAIN) from error


def _table(link: DuckDBPyConnection, scan: str, source: TableSource) -> Grid:
    kinds = [(str(name), str(kind)) for name, kind, *_ in link.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()]
    names = [name for name, _ in kinds]
    if _one(link, f"SELECT count(*) FROM {scan}") > most(len(names)):
        raise too_large(source, len(names))
    texts = [f"sum(strlen({_quoted(name)}))" for name, kind in kinds if kind in ("VARCHAR", "JSON")]
    if texts and _one(link, f"SELECT {' + '.join(f'coalesce({each}, 0)' for each in texts)} FROM {scan}") > INFLATED:
        raise Unreadable(source, "the file inflates beyond 200 MiB", "Write fewer columns or rows.")
    selected = ", ".join(_selected(name, kind) for name, kind in kinds)
    return table(source, names, link.execute(f"SELECT {selected} FROM {scan}").fetchall(), "Parquet")


def _selected(name: str, kind: str) -> str:
    """A short float by its own digits: widened, 0.1 would be 0.10000000149."""
    return f"CAST(CAST({_quoted(name)} AS VARCHAR) AS DOUBLE)" if kind == "FLOAT" else _quoted(name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _one(link: DuckDBPyConnection, sql: str) -> int:
    row: Any = link.execute(sql).fetchone()
    return int(row[0])
