"""Totals over any rows are those of plain Python, from whatever kind of place, in whatever order the rows lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.rows.shop import Found, count, source, sqlite, table, write

Row = tuple[str, date, Decimal | None, int, str | None]
MEASURES = {
    "net": "sum(price * quantity)",
    "orders": "count(distinct word)",
    "other": "count_if(quantity < 0) + count_if(price > 100)",
    "good": "sum(coalesce(price, 0)) filter (where word = 'b' or word is null)",
    "all": "sum(case when word in ('a', 'c') then quantity else 0 end)",
}
CHANGES = {"where": "quantity <> 0"}
rows = st.lists(
    st.tuples(
        st.sampled_from(("ACME", "bolt", "Acme SA", "Zed")),
        st.dates(date(2025, 11, 1), date(2026, 2, 28)),
        st.none() | st.decimals(-(10**6), 10**6, places=2, allow_nan=False),
        st.integers(-3, 5),
        st.none() | st.sampled_from(("a", "b", "c")),
    ),
    max_size=25,
)
STEADY = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def plainly(found: Sequence[Row]) -> dict[tuple[str, str, str], Decimal]:
    """The totals, one formula after the other, in exact decimals."""
    names = {"ACME": "acme", "Acme SA": "acme", "bolt": "bolt"}
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found:
        if row[0] in names and row[3] != 0:
            groups[names[row[0]], f"{row[1]:%Y-%m}"].append(row)
    totals: dict[tuple[str, str, str], Decimal] = {}
    for (account, month), held in groups.items():
        priced = [price * quantity for _, _, price, quantity, _ in held if price is not None]
        chosen = [price or Decimal(0) for _, _, price, _, word in held if word in (None, "b")]
        dear = sum(price is not None and price > 100 for _, _, price, _, _ in held)
        reckoned = {
            "net": sum(priced, Decimal(0)) if priced else None,
            "orders": Decimal(len({word for *_, word in held if word})),
            "other": Decimal(sum(quantity < 0 for *_, quantity, _ in held) + dear),
            "good": sum(chosen, Decimal(0)) if chosen else None,
            "all": Decimal(sum(quantity for *_, quantity, word in held if word in ("a", "c"))),
        }
        totals.update({(account, kpi, month): value for kpi, value in reckoned.items() if value is not None})
    return totals


def from_csv(folder: Path, found: Sequence[Row]) -> Found:
    cells = (["" if cell is None else cell for cell in row] for row in found)
    return count(source(write(folder / "o.csv", "account,day,price,quantity,word", *cells), MEASURES, **CHANGES))


def from_parquet(folder: Path, found: Sequence[Row]) -> Found:
    import duckdb

    with duckdb.connect() as link:
        link.execute("CREATE TABLE o (account VARCHAR, day DATE, price DOUBLE, quantity INTEGER, word VARCHAR)")
        if found:
            link.register("held", pd.DataFrame([[*row] for row in found], columns=list("abcde"), dtype="object"))
            link.execute("INSERT INTO o SELECT a, b, CAST(c AS DOUBLE), d, e FROM held")
        link.execute(f"COPY o TO '{folder / 'o.parquet'}' (FORMAT parquet)")
    return count(source(folder / "o.parquet", MEASURES, **CHANGES))


def from_sqlite(folder: Path, found: Sequence[Row]) -> Found:
    (folder / "o.db").unlink(missing_ok=True)
    cells = [(name, str(day), None if price is None else float(price), *more) for name, day, price, *more in found]
    held = sqlite(
        folder / "o.db",
        "CREATE TABLE o (account TEXT, day TEXT, price REAL, quantity INTEGER, word TEXT)",
        ("INSERT INTO o VALUES (?, ?, ?, ?, ?)", cells),
    )
    return count(source(table("o"), MEASURES, **CHANGES), databases=held)


PLACES: Mapping[str, Callable[[Path, Sequence[Row]], Found]] = {
    "csv": from_csv,
    "parquet": from_parquet,
    "sqlite": from_sqlite,
}


@STEADY
@given(found=rows, seed=st.randoms(use_true_random=False))
def test_totals_are_those_of_plain_python_and_hang_on_no_order(tmp_path: Path, found: list[Row], seed: object) -> None:
    wanted = plainly(found)
    shuffled = sorted(found, key=lambda row: seed.random())  # type: ignore[attr-defined]
    for place, read in PLACES.items():
        for given_rows in (found, shuffled):
            counted = read(tmp_path, given_rows)
            totals = {key: Decimal(value) for key, value in counted.totals.items()}
            assert totals == wanted, place
            assert counted.report.rows == len(found)
            assert [problem for problem in counted.problems if "no rows below" not in problem.message] == []


texts = st.one_of(
    st.from_regex(r"[-+(]?[0-9]{1,4}([ ',.][0-9]{1,3}){0,2}([.,][0-9]{0,2})?(e[-+]?[0-9])?[)%-]?", fullmatch=True),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=8),
)


@STEADY
@given(found=st.lists(texts, min_size=1, max_size=30))
def test_the_same_texts_are_numbers_everywhere(tmp_path: Path, found: list[str]) -> None:
    from reviewgen.sources.rows.numbers import grammar

    read = [grammar(None, None).read(text) for text in found if text.strip(" ")]
    cells = [("ACME", "2026-07-01", text) for text in found]
    (tmp_path / "o.db").unlink(missing_ok=True)
    held = sqlite(tmp_path / "o.db", "CREATE TABLE o (account, day, amount)", ("INSERT INTO o VALUES (?, ?, ?)", cells))
    said = {"numbers": {"amount": "missing"}}
    formulas = {"net": "sum(amount)", "orders": "count(amount)"}
    file = count(source(write(tmp_path / "o.csv", "account,day,amount", *cells), formulas, **said))
    database = count(source(table("o"), formulas, **said), databases=held)
    assert file.totals == database.totals
    assert file.of("orders") == {"2026-07": str(sum(value is not None for value in read))}
    assert file.notes.get("amount is not a number", 0) == sum(value is None for value in read)


days = st.one_of(
    st.dates().map(str),
    st.builds("{:02}.{:02}.{}".format, st.integers(0, 32), st.integers(0, 13), st.sampled_from((1999, 2026, 26, 0))),
    st.builds(
        "{}-{}-{:02}".format, st.integers(0, 32), st.sampled_from(("Jan", "FEB", "mai", "dec")), st.integers(0, 99)
    ),
    st.text("0123456789.- :TJanFeb", max_size=12),
)


@STEADY
@given(found=st.lists(days, min_size=1, max_size=20))
def test_the_same_texts_are_days_everywhere(tmp_path: Path, found: list[str]) -> None:
    cells = [("ACME", text, "1") for text in found]
    (tmp_path / "o.db").unlink(missing_ok=True)
    held = sqlite(tmp_path / "o.db", "CREATE TABLE o (account, day, amount)", ("INSERT INTO o VALUES (?, ?, ?)", cells))
    said = {"undated": "missing", "dates": {"day": ("yyyy-mm-dd", "dd.mm.yyyy", "d-mmm-yy")}}
    file = count(source(write(tmp_path / "o.csv", "account,day,amount", *cells), **said))
    database = count(source(table("o"), **said), databases=held)
    assert (file.totals, file.left_out) == (database.totals, database.left_out)
    assert file.notes == database.notes
