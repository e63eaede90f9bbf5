"""100,000 rows of XLSX and of CSV: our readers, from bytes to checked values, beside the plain library calls."""

from __future__ import annotations

import csv
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

ROWS, TIMES = 100_000, 3
HEADER = ("account", "kpi", "period", "value", "scenario", "segment", "note")
FILES = {
    "reviewgen.yml": "company: Bench\ncurrency: EUR\ntables: {observations: FILE}\n",
    "kpis.yml": "kpis:\n  - {id: net_sales, label: Net sales, perspective: finance, unit: currency}\n",
}


def rows() -> Iterator[tuple[str, str, str, float, str, str, str]]:
    """Values of one KPI: 40 accounts, 50 months, 50 segments."""
    for index in range(ROWS):
        account, month, segment = index % 40, index // 40 % 50, index // 2000
        period = f"{2022 + month // 12}-{month % 12 + 1:02}"
        yield f"account {account}", "net_sales", period, index * 37 % 99_991 / 100, "actual", f"S{segment}", "as booked"


def make(folder: Path) -> dict[str, Path]:
    """The same rows as CSV and as XLSX, with the workspace that reads them."""
    from openpyxl import Workbook

    found = {"csv": folder / "o.csv", "xlsx": folder / "o.xlsx"}
    with found["csv"].open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows()])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in (HEADER, *rows()):
        sheet.append(row)
    book.save(found["xlsx"])
    (folder / "accounts").mkdir()
    for index in range(40):
        text = f"id: a{index}\nname: Account {index}\nkeys: [account {index}]\ntier: 2\n"
        (folder / "accounts" / f"a{index}.yml").write_text(text, "utf-8")
    return found


def plain_calamine(file: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python())


def plain_csv(file: Path) -> int:
    return len(list(csv.reader(io.StringIO(file.read_bytes().decode()))))


def plain_pandas(file: Path) -> int:
    import pandas as pd

    return len(pd.read_excel(file, engine="calamine") if file.suffix == ".xlsx" else pd.read_csv(file))


def our_grid(file: Path) -> int:
    """Bytes to cells with their rows, as each table is read."""
    from reviewgen.errors import Place
    from reviewgen.sources import SOURCES
    from reviewgen.workspace import TableSource

    source = TableSource(file.name, Place("reviewgen.yml"), file)
    return len(SOURCES[file.suffix](file.read_bytes(), source).rows)


def our_values(file: Path) -> int:
    """Bytes to typed observations, with every check: all that `build` does before it reckons."""
    from reviewgen import sources, workspace

    for name, text in FILES.items():
        (file.parent / name).write_text(text.replace("FILE", file.name), "utf-8")
    found = sources.contents(workspace.load(file.parent))
    assert not found.problems, found.problems[:3]
    return len(found.tables.observations)


WORKS: dict[str, tuple[tuple[str, Callable[[Path], int]], ...]] = {
    "xlsx": (
        ("python-calamine, to_python", plain_calamine),
        ("pandas.read_excel, calamine", plain_pandas),
        ("reviewgen, cells with places", our_grid),
        ("reviewgen, checked values", our_values),
    ),
    "csv": (
        ("csv.reader", plain_csv),
        ("pandas.read_csv", plain_pandas),
        ("reviewgen, cells with places", our_grid),
        ("reviewgen, checked values", our_values),
    ),
}


def timed(work: Callable[[Path], int], file: Path) -> float:
    start = time.process_time()
    assert work(file) in (ROWS, ROWS + 1)
    return time.process_time() - start


def main() -> None:
    """Print CPU seconds (median) of each way, and how often the plain library call would fit into it."""
    with tempfile.TemporaryDirectory() as folder:
        files = make(Path(folder))
        for kind, works in WORKS.items():
            print(f"{ROWS:,} rows of {kind}, {len(HEADER)} columns, CPU seconds, median of {TIMES}")
            first = 0.0
            for name, work in works:
                timed(work, files[kind])
                found = median(timed(work, files[kind]) for _ in range(TIMES))
                first = first or found
                print(f"  {name:<30} {found:.2f}   {found / first:.1f} times")


if __name__ == "__main__":
    main()
