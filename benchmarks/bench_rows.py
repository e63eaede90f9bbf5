"""541,909 order lines in Parquet to monthly KPIs of all accounts, beside the same query written by hand."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

LINES, TIMES = 541_909, 7
MAKE = """
COPY (
  SELECT CAST(i AS VARCHAR) AS invoice, 'A' || (i * 7919 % 4000) AS item, i * 31 % 40 - 2 AS quantity,
         CAST(i * 17 % 3000 AS DOUBLE) / 100 AS price, 'C' || (i * 101 % 4372) AS customer,
         DATE '2024-01-01' + CAST(i * 13 % 730 AS INTEGER) AS sold
  FROM range({lines}) AS r(i)
) TO '{path}' (FORMAT parquet)
"""
BY_HAND = """
SELECT customer, CAST(year(sold) * 12 + month(sold) - 1 AS INTEGER) AS start, COUNT(*), SUM(quantity * price),
       COUNT(DISTINCT invoice), SUM(CASE WHEN quantity < 0 THEN 1 ELSE 0 END)
FROM read_parquet('{path}') WHERE price > 0 AND customer IS NOT NULL AND sold IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""


def make(path: Path, lines: int) -> None:
    """Order lines of 4,372 customers over two years."""
    import duckdb

    duckdb.connect().execute(MAKE.format(lines=lines, path=path))


def by_hand(path: Path) -> int:
    """The query as somebody who knows the engine writes it."""
    import duckdb

    link = duckdb.connect(config={"threads": "2"})
    return len(link.execute(BY_HAND.format(path=path)).fetchall())


def by_declaration(path: Path) -> int:
    """The same totals from a declaration of raw rows, as `build` counts them: with what became of every row."""
    from reviewgen.errors import Place
    from reviewgen.period import Calendar
    from reviewgen.sources.rows.duck import Files
    from reviewgen.sources.rows.plan import plan
    from reviewgen.workspace.rows import Origin, RowsSource

    here = Place("reviewgen.yml", 1, 1)
    source = RowsSource(
        name="sales",
        origin=Origin(path.name, here, file=path),
        account="customer",
        date="sold",
        measures={
            "net": "sum(quantity * price)",
            "orders": "count(distinct invoice)",
            "returns": "count_if(quantity < 0)",
        },
        place=here,
        where="price > 0",
    )
    with Files() as files:
        base, _ = files.base(source.origin)
        made = plan(source, base, (), files.dialect, Calendar())
        return len(files.run(made.totals(), source.origin))


def timed(work: str, path: Path) -> float:
    start = time.process_time()
    {"hand": by_hand, "declared": by_declaration}[work](path)
    return time.process_time() - start


def peak(work: str, path: Path) -> float:
    """Peak memory in MB of a fresh process."""
    code = f"from benchmarks.bench_rows import *; {work}(Path({str(path)!r})); print(memory())"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(ran.stdout)


def memory() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print CPU seconds (median), their ratio, and peak memory as the rows grow tenfold."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "lines.parquet", Path(folder) / "tenfold.parquet"
        make(small, LINES)
        make(large, 10 * LINES)
        timed("hand", small), timed("declared", small)
        found = {work: median(timed(work, small) for _ in range(TIMES)) for work in ("hand", "declared")}
        print(f"{LINES:,} order lines to monthly totals of 4,372 accounts, CPU seconds, median of {TIMES}")
        print(f"  by hand in the engine  {found['hand']:.3f}")
        print(f"  from the declaration   {found['declared']:.3f}   {found['declared'] / found['hand']:.2f} times")
        for work, called in (("by_hand", "by hand in the engine"), ("by_declaration", "from the declaration")):
            grown = f"{LINES:,} lines {peak(work, small):.0f} MB   {10 * LINES:,} lines {peak(work, large):.0f} MB"
            print(f"peak memory, {called}  {grown}")


if __name__ == "__main__":
    main()
