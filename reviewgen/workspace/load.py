"""Reads a workspace: every mistake of every file is gathered and raised at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import babel
from babel.numbers import list_currencies
from pydantic import BaseModel, ValidationError

from reviewgen.errors import DataError, Place, Problem, Severity, UsageError
from reviewgen.facts import Direction, Rollup
from reviewgen.model import Account, Company, DatedGoal, Kpi, Labels, Perspective, Sharing
from reviewgen.period import Calendar
from reviewgen.workspace.config import AccountConfig, TableSource, Workspace
from reviewgen.workspace.files import (
    TABLE_NAMES,
    AccountFile,
    CatalogueFile,
    FromTier,
    GoalFile,
    KpiFile,
    SettingsFile,
    Text,
)
from reviewgen.workspace.positions import Document, parse
from reviewgen.workspace.wording import closest, problems

SETTINGS, CATALOGUE, ACCOUNTS = "reviewgen.yml", "kpis.yml", "accounts"
SCALES = {"k": 3, "M": 6, "bn": 9, 1: 0, None: None}
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
    """The workspace in `root`. DataError with every mistake in its YAML files."""
    found: list[Problem] = []
    settings_doc, settings = _read(root, SETTINGS, SettingsFile, found)
    catalogue_doc, catalogue = _read(root, CATALOGUE, CatalogueFile, found)
    accounts = [_read(root, f"{ACCOUNTS}/{path.name}", AccountFile, found) for path in _account_files(root, found)]
    perspectives = _perspectives(settings)
    if settings:
        found += _settings_problems(settings_doc, settings, root)
    if catalogue:
        found += _catalogue_problems(catalogue_doc, catalogue, perspectives)
    found += _account_problems(accounts, {kpi.id for kpi in catalogue.kpis} if catalogue else set())
    if any(problem.severity is Severity.ERROR for problem in found):
        raise DataError(sorted(found, key=lambda problem: (problem.place.file, problem.place.line or 0)))
    assert settings is not None and catalogue is not None
    return Workspace(
        root=root,
        company=Company(settings.company, settings.currency, settings.locale),
        calendar=Calendar(settings.fiscal_year_start),
        as_of=settings.as_of,
        theme=settings.theme,
        perspectives=perspectives,
        kpis=tuple(_kpi(kpi, catalogue_doc.place(("kpis", index))) for index, kpi in enumerate(catalogue.kpis)),
        accounts=tuple(_account(account, settings) for _, account in accounts if account),
        tables=dict(_tables(settings_doc, settings, root)),
    )


def _read(root: Path, name: str, model: type[M], found: list[Problem]) -> tuple[Document, M | None]:
    try:
        text = (root / name).read_text("utf-8-sig")
    except FileNotFoundError:
        found.append(
            Problem(Place(name), "the file is missing", "`reviewgen init DIR` makes a workspace to copy from.")
        )
        return Document(name), None
    except (OSError, UnicodeDecodeError) as error:
        found.append(Problem(Place(name), f"cannot be read: {error}", "Save it as UTF-8 text."))
        return Document(name), None
    document = parse(text, name)
    found.extend(document.problems)
    if document.data is None:
        if not document.problems:
            found.append(Problem(Place(name, line=1), "the file is empty", "Write at least its required keys."))
        return document, None
    try:
        return document, model.model_validate(document.data)
    except ValidationError as error:
        found.extend(problems(error, document, model))
        return document, None


def _account_files(root: Path, found: list[Problem]) -> list[Path]:
    files = sorted((root / ACCOUNTS).glob("*.yml")) + sorted((root / ACCOUNTS).glob("*.yaml"))
    if not files:
        found.append(
            Problem(Place(f"{ACCOUNTS}/"), "there is no account", "Add accounts/NAME.yml with id, name and tier.")
        )
    return files


def _perspectives(settings: SettingsFile | None) -> tuple[Perspective, ...]:
    if settings is None or not settings.perspectives:
        return DEFAULT_PERSPECTIVES
    return tuple(Perspective(one.id, _labels(one.label)) for one in settings.perspectives)


def _settings_problems(document: Document, settings: SettingsFile, root: Path) -> Iterator[Problem]:
    if settings.currency not in list_currencies():
        hint = closest(settings.currency, list_currencies()) or "Write an ISO 4217 code, such as EUR."
        yield Problem(document.place(("currency",)), f'"{settings.currency}" is no currency', hint)
    yield from _locale_problem(document, settings.locale)
    for name, sources in _tables(document, settings, root):
        for source in sources:
            if not source.file.is_file():
                yield Problem(
                    source.place, f"{name}: no file {source.shown}", f"Looked for {source.file.name} in the workspace."
                )


def _locale_problem(document: Document, code: str) -> Iterator[Problem]:
    try:
        babel.Locale.parse(code.replace("-", "_"))
    except (ValueError, babel.UnknownLocaleError):
        yield Problem(document.place(("locale",)), f'"{code}" is no language', "Write a code such as en, fr or en-GB.")


def _catalogue_problems(
    document: Document, catalogue: CatalogueFile, perspectives: Sequence[Perspective]
) -> Iterator[Problem]:
    known = {perspective.id for perspective in perspectives}
    seen: dict[str, int] = {}
    for index, kpi in enumerate(catalogue.kpis):
        at = ("kpis", index)
        if kpi.id in seen:
            yield Problem(document.place((*at, "id")), f'KPI "{kpi.id}" stands twice', f"First in line {seen[kpi.id]}.")
        seen.setdefault(kpi.id, document.place((*at, "id")).line or 0)
        if kpi.perspective not in known:
            place = document.place((*at, "perspective"))
            yield Problem(place, f'no perspective "{kpi.perspective}"', closest(kpi.perspective, known))
        if kpi.rollup is Rollup.RATIO and not (kpi.numerator and kpi.denominator):
            hint = "Add numerator and denominator: the names of the rows above and below the line."
            yield Problem(document.place((*at, "rollup")), f'ratio "{kpi.id}" lacks its parts', hint)
        yield from _goal_problems(document, at, kpi, kpi.direction)
        for number, goal in enumerate(kpi.goals):
            yield from _goal_problems(document, (*at, "goals", number), goal, kpi.direction)


def _goal_problems(
    document: Document, at: tuple[str | int, ...], goal: GoalFile, direction: Direction
) -> Iterator[Problem]:
    if (goal.low is None) != (goal.high is None):
        yield Problem(document.place(at), "a band needs low and high", "Add the edge that is missing.")
    if goal.low is not None and goal.high is not None and goal.low > goal.high:
        yield Problem(document.place((*at, "low")), f"low {goal.low} lies above high {goal.high}", "Swap them.")
    if direction is Direction.BAND or goal.target is None:
        return
    sign = 1 if direction is Direction.HIGHER else -1
    if goal.red_flag is not None and sign * (goal.target - goal.red_flag) < 0:
        side = "below" if sign > 0 else "above"
        message = f"red_flag {goal.red_flag} is better than target {goal.target}"
        yield Problem(
            document.place((*at, "red_flag")), message, f"With direction {direction} it lies {side} the target."
        )
    if goal.stretch is not None and sign * (goal.stretch - goal.target) < 0:
        side = "above" if sign > 0 else "below"
        message = f"stretch {goal.stretch} is worse than target {goal.target}"
        yield Problem(
            document.place((*at, "stretch")), message, f"With direction {direction} it lies {side} the target."
        )


def _account_problems(accounts: Sequence[tuple[Document, AccountFile | None]], kpis: set[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    names: dict[str, str] = {}
    for document, account in accounts:
        if account is None:
            continue
        if account.locale:
            yield from _locale_problem(document, account.locale)
        folded = account.id.casefold()
        if folded in seen:
            yield Problem(document.place(("id",)), f'account "{account.id}" stands twice', f"Also in {seen[folded]}.")
        seen.setdefault(folded, document.file)
        for key in dict.fromkeys((account.id, account.name, *account.keys)):
            other = names.setdefault(fold(key), account.id)
            if other != account.id:
                message = f'"{key}" names account {other} as well'
                yield Problem(document.place(("keys",)), message, "A name in the data can mean one account only.")
        for name in account.goals:
            if kpis and name not in kpis:
                yield Problem(document.key_place(("goals", name)), f'no KPI "{name}"', closest(name, kpis))


def fold(name: str) -> str:
    """A name as it is compared: without case, Unicode form or outer space."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _labels(text: Text) -> Labels:
    if isinstance(text, str):
        return {"": text} if text else {}
    return {key.replace("-", "_"): value for key, value in text.items()}


def _goal(goal: GoalFile) -> DatedGoal:
    return DatedGoal(goal.since, goal.target, goal.red_flag, goal.stretch, goal.low, goal.high)


def _goals(kpi: KpiFile) -> tuple[DatedGoal, ...]:
    return tuple(_goal(goal) for goal in kpi.goals) or (_goal(kpi),)


def _kpi(kpi: KpiFile, place: Place) -> Kpi:
    return Kpi(
        id=kpi.id,
        label=_labels(kpi.label),
        perspective=kpi.perspective,
        unit=kpi.unit,
        place=place,
        direction=kpi.direction,
        rollup=kpi.rollup,
        numerator=kpi.numerator,
        denominator=kpi.denominator,
        symbol=_labels(kpi.symbol),
        scale=SCALES[kpi.scale],
        decimals=kpi.decimals,
        goals=_goals(kpi),
        weight=kpi.weight,
        definition=_labels(kpi.definition),
        owner=kpi.owner,
        source=_labels(kpi.source),
        sharing=Sharing(kpi.sharing.from_tier) if isinstance(kpi.sharing, FromTier) else Sharing(),
        shared_scenarios=tuple(kpi.sharing.scenarios) if isinstance(kpi.sharing, FromTier) else (),
    )


def _account(account: AccountFile, settings: SettingsFile) -> AccountConfig:
    goals: Mapping[str, Any] = account.goals
    own = {
        name: tuple(_goal(goal) for goal in (found if isinstance(found, list) else [found]))
        for name, found in goals.items()
    }
    made = Account(
        id=account.id,
        name=account.name,
        keys=tuple(dict.fromkeys((account.id, account.name, *account.keys))),
        tier=account.tier,
        locale=(account.locale or settings.locale).replace("-", "_"),
        manager=account.manager,
        review_on=account.review_on,
    )
    return AccountConfig(made, own)


def _tables(document: Document, settings: SettingsFile, root: Path) -> Iterator[tuple[str, tuple[TableSource, ...]]]:
    for name in TABLE_NAMES:
        given = getattr(settings.tables, name)
        if given is None:
            continue
        parts = given if isinstance(given, list) else [given]
        yield (
            name,
            tuple(
                TableSource(
                    file=root / (part if isinstance(part, str) else part.file),
                    shown=part if isinstance(part, str) else part.file,
                    sheet=None if isinstance(part, str) else part.sheet,
                    place=document.place(("tables", name)),
                )
                for part in parts
            ),
        )
