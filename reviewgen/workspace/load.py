"""Reads a workspace: every mistake of every file is gathered and raised at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from reviewgen.errors import DataError, Place, Problem, Severity, UsageError
from reviewgen.model import Account, Company, DatedGoal, Perspective, ProfitNames, Sharing
from reviewgen.period import Calendar
from reviewgen.workspace.calendars import house_calendar, own_calendar
from reviewgen.workspace.catalogue import Entry, dated_goals, kpis, labels, scenarios, shared, terms_of_use
from reviewgen.workspace.checks import account_problems, catalogue_problems, fold, settings_problems
from reviewgen.workspace.config import AccountConfig, Override, Workspace
from reviewgen.workspace.declared import databases, raw_rows, tables
from reviewgen.workspace.files import (
    AccountFile,
    CatalogueFile,
    GoalFile,
    KpiFile,
    OverrideFile,
    SettingsFile,
)
from reviewgen.workspace.positions import Document, parse
from reviewgen.workspace.roll_checks import OWN_KEYS
from reviewgen.workspace.sharing_checks import override_problems, sharing_problems, terms_problems
from reviewgen.workspace.wording import problems

__all__ = ["find", "fold", "load"]

SETTINGS, CATALOGUE, ACCOUNTS = "reviewgen.yml", "kpis.yml", "accounts"
LARGEST = 5 * 1024 * 1024
TELLING = {"perspectives", "direction", "rollup", *(key for keys in OWN_KEYS.values() for key in keys)}
"""Keys on which the sense of others depends."""
STAND_INS = {"tier": 1, "unit": "count", "label": "?", "company": "?"}
"""Values for required keys that hold a mistake, while the rest of their file is looked at."""
DEFAULT_PERSPECTIVES = (
    Perspective("market", {"en": "Market", "fr": "Marché", "de": "Markt", "es": "Mercado"}),
    Perspective("process", {"en": "Process", "fr": "Processus", "de": "Prozesse", "es": "Procesos"}),
    Perspective("relationships", {"en": "Relationships", "fr": "Relations", "de": "Beziehungen", "es": "Relaciones"}),
    Perspective("logistics", {"en": "Logistics", "fr": "Logistique", "de": "Logistik", "es": "Logística"}),
    Perspective("finance", {"en": "Finance", "fr": "Finances", "de": "Finanzen", "es": "Finanzas"}),
)


M = TypeVar("M", bound=BaseModel)


def find(start: Path) -> Path:
    """The nearest folder at or above `start` that holds reviewgen.yml. UsageError when there is none."""
    base = start.resolve()
    for folder in (base, *base.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise UsageError(f"no {SETTINGS} in {start} or above", "Start a workspace with `reviewgen init DIR`.")


def load(root: Path) -> Workspace:
    """The workspace in `root`. DataError with every mistake in its YAML files; tables are not looked at."""
    found: list[Problem] = []
    settings_doc, settings = _read(root, SETTINGS, SettingsFile, found)
    catalogue_doc, catalogue = _read(root, CATALOGUE, CatalogueFile, found)
    accounts = [_read(root, f"{ACCOUNTS}/{path.name}", AccountFile, found) for path in _account_files(root, found)]
    perspectives = _perspectives(settings)
    entries = _entries(catalogue_doc, catalogue)
    if settings:
        found += settings_problems(settings_doc, settings)
    known = {perspective.id for perspective in perspectives} if settings else None
    found += catalogue_problems(catalogue_doc, entries, known)
    found += account_problems(accounts, entries, _ids(catalogue_doc))
    found += _sharing(settings_doc, settings, catalogue_doc, entries, accounts)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise DataError(sorted(dict.fromkeys(found), key=_order))
    assert settings is not None and catalogue is not None
    terms = terms_of_use(settings.terms, settings_doc)
    return Workspace(
        root=root,
        company=Company(settings.company, settings.currency, settings.locale),
        calendar=house_calendar(settings),
        as_of=settings.as_of,
        theme=settings.theme,
        perspectives=perspectives,
        kpis=kpis(entries, catalogue_doc, house_calendar(settings), terms),
        accounts=tuple(_account(account, settings, document) for document, account in accounts if account),
        tables=tables(settings_doc, settings, root),
        rows=raw_rows(settings_doc, settings, root),
        profit=_profit(settings),
        terms=terms,
        content={kind: Sharing(None if first == "never" else first) for kind, first in settings.sharing.items()},
        databases=databases(settings_doc, settings, root),
    )


def _sharing(
    settings_doc: Document,
    settings: SettingsFile | None,
    catalogue_doc: Document,
    entries: Sequence[Entry],
    accounts: Sequence[tuple[Document, AccountFile | None]],
) -> Iterator[Problem]:
    """What is wrong with tiers, modes and terms of use, in all files."""
    calendar, terms = (house_calendar(settings), settings.terms.keys()) if settings else (None, None)
    if settings:
        yield from terms_problems(settings_doc, settings)
    yield from sharing_problems(catalogue_doc, entries, terms, calendar)
    yield from override_problems(accounts, _ids(catalogue_doc), calendar)


def _order(problem: Problem) -> tuple[str, int, str]:
    return problem.place.file, problem.place.line or 0, f"{problem.place.column or 0:>9}"


def _read(root: Path, name: str, model: type[M], found: list[Problem]) -> tuple[Document, M | None]:
    text = _text(root / name, name, found)
    if text is None:
        return Document(name), None
    document = parse(text, name)
    found.extend(document.problems)
    if document.data is None:
        if not document.problems:
            found.append(Problem(Place(name, line=1), "the file is empty", "Write at least its required keys."))
        return document, None
    if not isinstance(document.data, dict):
        hint = f"Start with a key and a colon, such as {next(iter(model.model_fields))}: ..."
        found.append(Problem(document.place(()), "the file holds no keys", hint))
        return document, None
    try:
        return document, model.model_validate(document.data)
    except ValidationError as error:
        told = {problem.place for problem in document.problems}
        found.extend(problem for problem in problems(error, document, model) if problem.place not in told)
        return document, _salvaged(document.data, error, model)


def _salvaged(data: Mapping[str, object], error: ValidationError, model: type[M]) -> M | None:
    """What stands when the keys that hold mistakes are left out, so that they do not hide the other mistakes."""
    bad = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
    if bad & TELLING:
        return None
    stand_ins = {key: value for key, value in STAND_INS.items() if key in bad and key in model.model_fields}
    try:
        return model.model_validate({key: value for key, value in data.items() if key not in bad} | stand_ins)
    except ValidationError:
        return None


def _text(path: Path, name: str, found: list[Problem]) -> str | None:
    try:
        if not path.is_file():
            hint = "`reviewgen init DIR` makes a workspace to copy from."
            found.append(Problem(Place(name), "the file is missing", hint))
            return None
        if path.stat().st_size > LARGEST:
            hint = "Settings are short; rows belong in a table."
            found.append(Problem(Place(name), "the file is over 5 MiB", hint))
            return None
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        found.append(Problem(Place(name, line=line), "the file is not UTF-8 text", "Save it as UTF-8."))
    except OSError as error:
        found.append(Problem(Place(name), f"cannot be read: {error.strerror}", "Check who may read it."))
    return None


def _account_files(root: Path, found: list[Problem]) -> list[Path]:
    files = sorted(path for path in (root / ACCOUNTS).glob("*") if path.suffix in (".yml", ".yaml"))
    if not files:
        found.append(
            Problem(Place(f"{ACCOUNTS}/"), "there is no account", "Add accounts/NAME.yml with id, name and tier.")
        )
    return files


def _entries(document: Document, catalogue: CatalogueFile | None) -> tuple[Entry, ...]:
    """The KPIs that are well formed, so that one bad entry does not hide the mistakes of the others."""
    if catalogue:
        return tuple(enumerate(catalogue.kpis))
    found = []
    for index, given in enumerate(_given(document)):
        try:
            found.append((index, KpiFile.model_validate(given)))
        except ValidationError as error:
            kept = _salvaged(given, error, KpiFile) if isinstance(given, dict) else None
            found += [(index, kept)] if kept else []
    return tuple(found)


def _given(document: Document) -> Sequence[object]:
    kpis = document.data.get("kpis") if isinstance(document.data, dict) else None
    return kpis if isinstance(kpis, list) else []


def _ids(document: Document) -> set[str] | None:
    """The ids of all KPIs, well formed or not; None when there are none to compare with."""
    return {str(one["id"]) for one in _given(document) if isinstance(one, dict) and "id" in one} or None


def _perspectives(settings: SettingsFile | None) -> tuple[Perspective, ...]:
    if settings is None or not settings.perspectives:
        return DEFAULT_PERSPECTIVES
    return tuple(Perspective(one.id, labels(one.label)) for one in settings.perspectives)


def _account(account: AccountFile, settings: SettingsFile, document: Document) -> AccountConfig:
    own = {name: _own_goals(name, found, document) for name, found in account.goals.items()}
    calendar = own_calendar(account, settings)
    made = Account(
        id=account.id,
        name=account.name,
        keys=tuple(dict.fromkeys((account.id, account.name, *account.keys))),
        tier=account.tier,
        locale=(account.locale or settings.locale).replace("-", "_"),
        manager=account.manager,
        review_on=account.review_on,
        calendar=None if calendar == house_calendar(settings) else calendar,
    )
    overrides = {name: _override(one, house_calendar(settings)) for name, one in account.sharing.items()}
    return AccountConfig(made, own, document.file, calendar, overrides)


def _override(given: OverrideFile, calendar: Calendar) -> Override:
    return Override(shared(given.sharing, calendar), scenarios(given.sharing), given.reason)


def _own_goals(name: str, found: GoalFile | list[GoalFile], document: Document) -> tuple[DatedGoal, ...]:
    at = ("goals", name)
    if isinstance(found, GoalFile):
        return dated_goals([found], [document.place(at)])
    return dated_goals(found, [document.place((*at, number)) for number in range(len(found))])


def _profit(settings: SettingsFile) -> ProfitNames | None:
    named = settings.price_volume_mix
    return None if named is None else ProfitNames(named.sales.strip(), named.volume.strip())
