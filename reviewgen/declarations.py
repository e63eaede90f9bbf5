"""What a row without a line of its own comes from: the declaration that counted it, its formula and its query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reviewgen.errors import Place
from reviewgen.workspace import Workspace
from reviewgen.workspace.rows import Origin, RowsSource


@dataclass(frozen=True)
class Declaration:
    """Where the settings say what is read or counted; "" stands for what they leave out.

    `of` says in words where the rows lie, `formula` is the sum or count that makes the value, `totals` by what it is
    taken, `where` the condition that rows must meet, `query` what a database is asked for.
    """

    name: str
    place: Place
    of: str
    formula: str = ""
    totals: str = ""
    where: str = ""
    query: str = ""


Key = tuple[str, str | None, str]
Declarations = Mapping[Key, Declaration]


def declarations(loaded: Workspace) -> Declarations:
    """The declarations of totals of raw rows, and the tables of databases, by the place that their values bear."""
    found: dict[Key, Declaration] = {}
    for name, sources in loaded.tables.items():
        for source in sources:
            if source.database is not None:
                made = Declaration(f"tables {name}", source.place, _of(source), query=_asked(source))
                found[source.shown, source.sheet, ""] = made
    for rows in loaded.rows:
        for measure, formula in rows.measures.items():
            found[rows.origin.shown, rows.origin.sheet, measure] = _counted(rows, formula)
    return found


def declared(place: Place, known: Declarations) -> Declaration | None:
    """The declaration that gave the value at `place`; None for a cell of a file."""
    if place.line is not None:
        return None
    measure = str(place.column or "") if place.row is None else ""
    return known.get((place.file, place.sheet, measure))


def _counted(rows: RowsSource, formula: str) -> Declaration:
    joined = f", joined with {', '.join(join.name for join in rows.joins)}" if rows.joins else ""
    totals = f"totals by {rows.account} and by {rows.per} of {rows.date}{joined}"
    return Declaration(
        f"rows {rows.name}", rows.place, _of(rows.origin), formula, totals, rows.where, _asked(rows.origin)
    )


def _of(origin: Origin) -> str:
    if origin.database is not None:
        return f"database {origin.database}, {'query' if origin.table is None else f'table {origin.table}'}"
    return str(Place(origin.shown, sheet=origin.sheet))


def _asked(origin: Origin) -> str:
    return " ".join((origin.query or "").split())
