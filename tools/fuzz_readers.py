"""python tools/fuzz_readers.py [MINUTES [SEED]]: spoils files at random and reads them as `check` does; says what escaped.

Each round takes a whole file (CSV, Excel, Parquet, SQLite, as a table and as raw rows), changes some of its bytes, and
checks the workspace. What a user may see are problems and refusals; any other exception is a finding.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import xlsxwriter

from reviewgen.checking import check
from reviewgen.errors import ReviewgenError
from reviewgen.resources import folder

COLUMNS = ("account", "kpi", "period", "value")
ROWS = [
    ("pellworth", "net_sales", f"{year}-{month:02}", year * month) for year in (2025, 2026) for month in range(1, 10)
]
TABLE = "tables: {{observations: {{{origin}}}}}\n"
RAW = (
    "rows: {{lines: {{{origin}, account: account, date: period, dates: {{period: yyyy-mm-dd}}, "
    "numbers: {{value: missing}}, undated: missing, measures: {{net_sales: sum(value)}}}}}}\n"
    "tables: {{}}\n"
)


def as_csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *ROWS])
    return out.getvalue().encode()


def as_xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([COLUMNS, *ROWS]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def as_parquet(path: Path) -> bytes:
    link = duckdb.connect()
    link.execute("CREATE TABLE t (account VARCHAR, kpi VARCHAR, period VARCHAR, value DOUBLE)")
    link.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS)
    link.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def as_sqlite(path: Path) -> bytes:
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE t (account, kpi, period, value)")
        link.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS)
    return path.read_bytes()


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to eight bytes changed, runs taken out, doubled or filled, or its end cut off."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(6):
            case 0 if made:
                made[min(at, len(made) - 1)] = chance.randrange(256)
            case 1:
                made[at:at] = chance.choice(
                    (b'"', b",", b";", b"\0", b"\r", b"\xff\xfe", b"9" * 40, b"=1+1", "é".encode())
                )
            case 2:
                del made[at : at + chance.randint(1, 60)]
            case 3:
                made[at:at] = made[at : at + chance.randint(1, 200)]
            case 4:
                made[at : at + 8] = chance.randbytes(8)
            case _:
                del made[max(1, at) :]
    return bytes(made)


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261012)
    findings: Counter[str] = Counter()
    rounds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made:
        base = Path(made)
        seeds: Mapping[str, bytes] = {
            "rows.csv": as_csv(),
            "rows.xlsx": as_xlsx(),
            "rows.parquet": as_parquet(base / "seed.parquet"),
            "rows.db": as_sqlite(base / "seed.db"),
        }
        workspaces = _workspaces(base, tuple(seeds))
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            name = chance.choice(tuple(seeds))
            (kind, root) = chance.choice([one for one in workspaces if one[1].name.endswith(name)])
            (root / name).write_bytes(spoilt(seeds[name], chance))
            rounds[f"{kind} {name}"] += 1
            _try(lambda root=root: check(root), f"{kind} {name}", findings)
    for label, count in sorted(rounds.items()):
        print(f"{label:<20} {count:>7,} files")
    for finding, count in findings.most_common():
        print(f"{count} times: {finding}")
    print(f"{sum(rounds.values()):,} files in {minutes:g} minutes, {len(findings)} findings")
    return 1 if findings else 0


def _workspaces(base: Path, names: tuple[str, ...]) -> list[tuple[str, Path]]:
    """For each file a workspace that reads it as a table, and one that counts it."""
    found = []
    for name in names:
        for kind, settings in (("table", TABLE), ("raw", RAW)):
            root = base / f"{kind}-{name}"
            shutil.copytree(folder("starter"), root)
            database = name.endswith(".db")
            origin = "database: d, table: t" if database else f"file: {name}"
            text = "company: Acme\nas_of: 2026-10-09\n" + settings.format(origin=origin)
            (root / "reviewgen.yml").write_text(text + ("databases: {d: {sqlite: rows.db}}\n" if database else ""))
            found.append((kind, root))
    return found


def _try(work: Callable[[], object], label: str, findings: Counter[str]) -> None:
    try:
        work()
    except ReviewgenError:
        pass
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        findings[f"{label}: {type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {error}"[:200]] += 1


if __name__ == "__main__":
    sys.exit(main())
