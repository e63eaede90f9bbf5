"""What may be wrong with where rows lie: no file, two of them, a database that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator

from reviewgen.errors import Problem
from reviewgen.workspace.files import TABLE_NAMES, SettingsFile
from reviewgen.workspace.origins import DatabaseFile, OriginFile
from reviewgen.workspace.positions import Document, Path
from reviewgen.workspace.wording import closest

OF_FILES = ("sheet", "header", "delimiter", "encoding")
OF_DATABASES = ("table", "query")


def origin_problems(document: Document, settings: SettingsFile) -> Iterator[Problem]:
    """Everything about tables, rows and databases."""
    if not settings.rows and settings.tables.observations is None:
        hint = "Say under tables where the observations lie, or count them under rows."
        yield Problem(document.place(("tables",)), "no values of KPIs are declared", hint)
    for at, origin in _origins(settings):
        yield from _origin(document, at, origin, settings)
    for name, database in settings.databases.items():
        yield from _database(document, ("databases", name), database)


def _origins(settings: SettingsFile) -> Iterator[tuple[Path, OriginFile]]:
    for name in TABLE_NAMES:
        given = getattr(settings.tables, name)
        parts = given if isinstance(given, list) else [given]
        for index, part in enumerate(parts):
            if isinstance(part, OriginFile):
                yield ("tables", name, index) if isinstance(given, list) else ("tables", name), part
    for key, rows in settings.rows.items():
        yield ("rows", key), rows
        for name, join in rows.join.items():
            yield ("rows", key, "join", name), join


def _origin(document: Document, at: Path, origin: OriginFile, settings: SettingsFile) -> Iterator[Problem]:
    place = document.key_place(at)
    if (origin.file is None) == (origin.database is None):
        yield Problem(place, "needs a file or a database, one of them", "Write file: data/rows.csv, or database: NAME.")
        return
    foreign = OF_DATABASES if origin.file else OF_FILES
    for key in foreign:
        if getattr(origin, key) is not None:
            what = "database" if origin.file else "file"
            yield Problem(document.key_place((*at, key)), f"{key} is of use to a {what} only", "Remove it.")
    if origin.database is not None:
        if origin.database not in settings.databases:
            hint = closest(origin.database, settings.databases) or "Declare it under databases."
            yield Problem(document.place((*at, "database")), f'no database "{origin.database}"', hint)
        if (origin.table is None) == (origin.query is None):
            yield Problem(place, "needs a table or a query, one of them", "Write table: NAME, or query: SELECT ...")


def _database(document: Document, at: Path, given: DatabaseFile) -> Iterator[Problem]:
    ways = [way for way in (given.sqlite, given.env, given.keyring) if way is not None]
    if len(ways) != 1:
        hint = "Write one of sqlite: PATH, env: VARIABLE, or keyring: {service: NAME, user: NAME}."
        yield Problem(document.key_place(at), "needs one way to reach it", hint)
