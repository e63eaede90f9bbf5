"""What settings say of rows and databases, as typed declarations; paths start from the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from reviewgen.errors import Place
from reviewgen.workspace.files import TABLE_NAMES, SettingsFile
from reviewgen.workspace.origins import JoinFile, OriginFile, Patterns, RowsFile, TableFile
from reviewgen.workspace.positions import Document
from reviewgen.workspace.rows import Database, Join, Meaning, Origin, RowsSource, TableSource

FACTORS = {"k": 3, "M": 6, "bn": 9, "percent": 2, "bp": -2, None: 0}
"""Powers of ten of what values are written in; a basis point is a hundredth of a percent."""


def tables(document: Document, settings: SettingsFile, root: Path) -> Mapping[str, tuple[TableSource, ...]]:
    """The sources of each table that is declared."""
    found = {}
    for name in TABLE_NAMES:
        given = getattr(settings.tables, name)
        if given is not None:
            at = [((index,), part) for index, part in enumerate(given)] if isinstance(given, list) else [((), given)]
            found[name] = tuple(_table(root, part, document.place(("tables", name, *step))) for step, part in at)
    return found


def raw_rows(document: Document, settings: SettingsFile, root: Path) -> tuple[RowsSource, ...]:
    """The declarations of raw rows, in their order."""
    return tuple(_rows(root, name, given, document) for name, given in settings.rows.items())


def databases(document: Document, settings: SettingsFile, root: Path) -> Mapping[str, Database]:
    """The databases by name."""
    return {
        name: Database(
            name=name,
            place=document.key_place(("databases", name)),
            sqlite=root / given.sqlite if given.sqlite else None,
            env=given.env,
            keyring=(given.keyring.service, given.keyring.user) if given.keyring else None,
            timeout=given.timeout,
        )
        for name, given in settings.databases.items()
    }


def _table(root: Path, given: str | TableFile, place: Place) -> TableSource:
    if isinstance(given, str):
        return TableSource(given, place, root / given)
    origin = _origin(root, given, place)
    sign = -1 if given.negate else 1
    meaning = Meaning(
        columns=given.columns,
        constants=given.constants,
        maps=given.maps,
        ignore={column: tuple(values) for column, values in given.ignore.items()},
        dates=_patterns(given.dates),
        factor=sign * Decimal(1).scaleb(FACTORS[given.scale]),
        repeats=given.repeats,
        per=given.per,
    )
    return TableSource(**vars(origin), meaning=meaning, terms=given.terms)


def _origin(root: Path, given: OriginFile, place: Place) -> Origin:
    return Origin(
        shown=given.file or f"{given.database}, {given.table or 'query'}",
        place=place,
        file=root / given.file if given.file else None,
        sheet=given.sheet,
        header=given.header,
        delimiter=given.delimiter,
        encoding=given.encoding,
        decimal=given.decimal,
        thousands=given.thousands,
        database=given.database,
        table=given.table,
        query=given.query,
    )


def _rows(root: Path, name: str, given: RowsFile, document: Document) -> RowsSource:
    at = ("rows", name)
    place = document.key_place(at)
    return RowsSource(
        name=name,
        origin=_origin(root, given, place),
        account=given.account,
        date=given.date,
        measures=given.measures,
        place=place,
        segment=given.segment or "",
        site=given.site or "",
        columns=given.columns,
        dates=_patterns(given.dates),
        numbers=given.numbers,
        undated=given.undated,
        where=given.where,
        joins=tuple(_join(root, key, join, document.key_place((*at, "join", key))) for key, join in given.join.items()),
        ignore={column: tuple(values) for column, values in given.ignore.items()},
        maps=given.maps,
        per=given.per,
        repeats=given.repeats,
        scenario=given.scenario,
        terms=given.terms,
    )


def _join(root: Path, name: str, given: JoinFile, place: Place) -> Join:
    return Join(name, _origin(root, given, place), given.on)


def _patterns(given: Mapping[str, Patterns]) -> Mapping[str, tuple[str, ...]]:
    return {column: (found,) if isinstance(found, str) else tuple(found) for column, found in given.items()}
