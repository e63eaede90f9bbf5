"""Parquet: typed columns, read by an embedded engine from a copy that nothing else can change or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
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
ZONED = "TIMESTAMP WITH TIME ZONE"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    rows = link.execute(f"SELECT {selected} FROM {scan}").fetchall()
    held = {index: kind for index, (_, kind) in enumerate(kinds) if _special(kind)}
    return table(source, names, (_restored(row, held) for row in rows) if held else rows, "Parquet")


def _selected(name: str, kind: str) -> str:
    """What is asked of a column: a short float by its own digits, since widened 0.1 would be 0.10000000149; a moment
    in a zone by its microseconds, since its day would hang on the machine; of bytes and lists only that they are there.
    """
    column = _quoted(name)
    if kind == "FLOAT":
        return f"CAST(CAST({column} AS VARCHAR) AS DOUBLE)"
    if kind == ZONED:
        return f"epoch_us({column})"
    return f"NULLIF({column} IS NOT NULL, false)" if _special(kind) else column


def _special(kind: str) -> bool:
    return kind in (ZONED, "BLOB") or kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))


def _restored(row: Sequence[Any], kinds: Mapping[int, str]) -> Sequence[Any]:
    """The row with what stands for moments, bytes and lists."""
    return [
        value if value is None or index not in kinds else _stand_in(value, kinds[index])
        for index, value in enumerate(row)
    ]


def _stand_in(value: Any, kind: str) -> Any:
    if kind == ZONED:
        return EPOCH + timedelta(microseconds=value)
    return b"" if kind == "BLOB" else ()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _one(link: DuckDBPyConnection, sql: str) -> int:
    row: Any = link.execute(sql).fetchone()
    return int(row[0])
