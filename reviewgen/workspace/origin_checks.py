"""What may be wrong with where rows lie: no file, two of them, a database that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reviewgen.errors import Problem
from reviewgen.workspace.files import TABLE_NAMES, SettingsFile
from reviewgen.workspace.origins import DatabaseFile, JoinFile, OriginFile, RowsFile, TableFile
from reviewgen.workspace.positions import Document, Path
from reviewgen.workspace.wording import closest, near

OF_FILES = ("sheet", "header", "delimiter", "encoding")
OF_DATABASES = ("table", "query")
OF_TEXTS = ("delimiter", "encoding")
WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_PROMISE = ("account", "project", "title", "owner", "side", "due", "done", "visibility")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "observations": ("account", "kpi", "period", "value", "scenario", "segment", "site", "unit", "source", "note",
                     "actual", "target", "forecast", "client_actual", "market"),
    "projects": (*_PROMISE, "status", "budget"),
    "milestones": _PROMISE,
    "contacts": ("account", "name", "function", "role", "influence", "sentiment", "owner", "last_contact",
                 "visibility"),
    "touchpoints": ("account", "date", "name", "owner", "kind", "visibility"),
    "actions": ("account", "action", "side", "owner", "due", "done", "visibility", "opened", "about"),
    "comments": ("account", "period", "text", "about", "author", "visibility", "cause"),
}  # fmt: skip
"""Our columns of each table; those of observations may also be named after periods."""
DATED = ("period", "due", "done", "last_contact", "date", "opened")


def origin_problems(document: Document, settings: SettingsFile) -> Iterator[Problem]:
    """Everything about tables, rows and databases."""
    if not settings.rows and settings.tables.observations is None and not _misspelt(document):
        hint = "Say under tables where the observations lie, or count them under rows."
        yield Problem(document.place(("tables",)), "no values of KPIs are declared", hint)
    for at, origin in _origins(settings):
        yield from _origin(document, at, origin, settings)
        if isinstance(origin, TableFile):
            yield from _meaning(document, at, origin)
    for name, database in settings.databases.items():
        yield from _database(document, ("databases", name), database)


def _misspelt(document: Document) -> bool:
    """True when the observations stand there, in words that are wrong, or under a name like theirs: told already."""
    given = document.data.get("tables") if isinstance(document.data, dict) else None
    names = [str(name) for name in given if name not in TABLE_NAMES[1:]] if isinstance(given, dict) else []
    return any(near(name, ["observations"]) for name in names)


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
    yield from _foreign(document, at, origin)
    if origin.decimal is not None and origin.decimal == origin.thousands:
        message = "decimal and thousands are the same mark"
        yield Problem(document.place((*at, "thousands")), message, "Remove one of them, or mend it.")
    if origin.header == 0 and isinstance(origin, RowsFile | JoinFile):
        yield Problem(document.place((*at, "header")), "rows need a header", "Add a line of names above them.")
    if origin.database is not None:
        if origin.database not in settings.databases:
            hint = closest(origin.database, settings.databases) or "Declare it under databases."
            yield Problem(document.place((*at, "database")), f'no database "{origin.database}"', hint)
        if (origin.table is None) == (origin.query is None):
            yield Problem(place, "needs a table or a query, one of them", "Write table: NAME, or query: SELECT ...")


def _foreign(document: Document, at: Path, origin: OriginFile) -> Iterator[Problem]:
    """Settings that are of no use to where the rows lie."""
    suffix = f".{origin.file.rpartition('.')[2].casefold()}" if origin.file else ""
    unused = dict.fromkeys(OF_FILES, "a file") if origin.database else dict.fromkeys(OF_DATABASES, "a database")
    if suffix in (*WORKBOOKS, ".parquet"):
        unused |= dict.fromkeys(OF_TEXTS, "a text file")
    if suffix == ".parquet":
        unused |= {"header": "a text file or a workbook", "sheet": "a workbook"}
    for key, owner in unused.items():
        if getattr(origin, key) is not None:
            yield Problem(document.key_place((*at, key)), f"{key} is of use to {owner} only", "Remove it.")


def _meaning(document: Document, at: Path, origin: TableFile) -> Iterator[Problem]:
    """Columns that the table does not have, and settings that are of no use to it."""
    table = str(at[1])
    for key in ("columns", "constants", "maps", "ignore", "dates"):
        known = DATED if key == "dates" else COLUMNS[table]
        for name in getattr(origin, key):
            if _fold(name) not in known or _fold(name) not in COLUMNS[table]:
                if key in ("columns", "constants") and table == "observations" and any(map(str.isdigit, name)):
                    continue
                hint = closest(_fold(name), [each for each in COLUMNS[table] if each in known])
                yield Problem(document.key_place((*at, key, name)), f'{table} have no column "{name}"', hint)
    twice = {_fold(name) for name in origin.columns} & {_fold(name) for name in origin.constants}
    for name in sorted(twice):
        message = f'"{name}" stands under columns and under constants'
        yield Problem(document.key_place((*at, "constants")), message, "Remove it from one of them.")
    amounts = table in ("observations", "projects")
    observed = table == "observations"
    for key, useful in (("scale", amounts), ("negate", amounts), ("repeats", observed), ("per", observed)):
        if not useful and getattr(origin, key) not in (None, False, "error", "month"):
            message = f"{key} is of no use to {table}, which hold no values"
            yield Problem(document.key_place((*at, key)), message, "Remove it.")
    if origin.repeats in ("first", "last") and origin.database and "order by" not in (origin.query or "").casefold():
        message = f"which row is the {origin.repeats} hangs on the order, and a database has none"
        yield Problem(document.key_place((*at, "repeats")), message, "Write a query with ORDER BY.")


def _fold(name: str) -> str:
    return "_".join(name.replace("_", " ").casefold().split())


def _database(document: Document, at: Path, given: DatabaseFile) -> Iterator[Problem]:
    ways = [way for way in (given.sqlite, given.env, given.keyring) if way is not None]
    if len(ways) != 1:
        hint = "Write one of sqlite: PATH, env: VARIABLE, or keyring: {service: NAME, user: NAME}."
        yield Problem(document.key_place(at), "needs one way to reach it", hint)
