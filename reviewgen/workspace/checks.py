"""What a file may not say although each of its values is well formed: names that nobody has, goals out of order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set

import babel
from babel.numbers import list_currencies

from reviewgen.errors import Problem
from reviewgen.facts import CLIENT_ACTUAL, COMPETITORS, FORECAST, MARKET, Direction, Rollup
from reviewgen.workspace.catalogue import Entry
from reviewgen.workspace.fields import Text
from reviewgen.workspace.files import AccountFile, FromTier, GoalFile, KpiFile, SettingsFile, Thresholds
from reviewgen.workspace.origin_checks import origin_problems
from reviewgen.workspace.positions import Document, Path
from reviewgen.workspace.roll_checks import contract_problems, roll_problems, yearly_problems
from reviewgen.workspace.wording import closest, near


def fold(name: str) -> str:
    """A name as it is compared: without case, Unicode form or space that does not part words."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def settings_problems(document: Document, settings: SettingsFile) -> Iterator[Problem]:
    """Currency, language, perspectives and tables."""
    if settings.currency not in list_currencies():
        hint = near(settings.currency, list_currencies()) or "Write an ISO 4217 code, such as EUR."
        yield Problem(document.place(("currency",)), f'"{settings.currency}" is no currency', hint)
    yield from _locale(document, ("locale",), settings.locale)
    seen: set[str] = set()
    for index, one in enumerate(settings.perspectives):
        at = ("perspectives", index)
        if one.id in seen:
            yield Problem(document.place((*at, "id")), f'perspective "{one.id}" stands twice', "Remove one of them.")
        seen.add(one.id)
        yield from _label(document, (*at, "label"), one.label)
    yield from origin_problems(document, settings)


def catalogue_problems(
    document: Document, entries: Sequence[Entry], perspectives: Set[str] | None
) -> Iterator[Problem]:
    """Everything about the KPIs; `perspectives` None means that they are not known."""
    seen: dict[str, int] = {}
    for index, kpi in entries:
        at = ("kpis", index)
        folded = re.sub("_+", "_", kpi.id)
        if folded in seen:
            hint = f"First in line {seen[folded]}."
            yield Problem(document.place((*at, "id")), f'KPI "{kpi.id}" stands twice', hint)
        seen.setdefault(folded, document.place((*at, "id")).line or 0)
        if perspectives is not None and kpi.perspective not in perspectives:
            place = document.place((*at, "perspective"))
            yield Problem(place, f'no perspective "{kpi.perspective}"', closest(kpi.perspective, perspectives))
        yield from _label(document, (*at, "label"), kpi.label)
        for name in ("definition", "symbol", "source"):
            yield from _languages(document, (*at, name), getattr(kpi, name))
        yield from _scenarios(document, at, kpi)
        yield from _kpi_goals(document, at, kpi)
    yield from roll_problems(document, entries)


def _scenarios(document: Document, at: Path, kpi: KpiFile) -> Iterator[Problem]:
    if not isinstance(kpi.sharing, FromTier):
        return
    words = (MARKET, FORECAST, COMPETITORS, CLIENT_ACTUAL)
    for number, name in enumerate(kpi.sharing.scenarios):
        if name not in words and (hint := near(name.casefold(), words, 0.8)):
            place = document.place((*at, "sharing", "scenarios", number))
            yield Problem(place, f'no scenario "{name}"', hint)


def _kpi_goals(document: Document, at: Path, kpi: KpiFile) -> Iterator[Problem]:
    beside = [name for name in Thresholds.model_fields if kpi.goals and getattr(kpi, name) is not None]
    for name in beside:
        hint = "Move it into an entry of goals."
        yield Problem(document.key_place((*at, name)), f"{name} stands beside goals, which replace it", hint)
    if not beside:
        yield from _goal(document, at, kpi, kpi.direction, kpi.rollup)
    yield from _goals(document, (*at, "goals"), kpi.goals, kpi.direction, kpi.rollup)


def _goals(
    document: Document, at: Path, goals: Sequence[GoalFile], direction: Direction, rollup: Rollup
) -> Iterator[Problem]:
    since = [goal.since for goal in goals]
    for number, goal in enumerate(goals):
        here = (*at, number)
        yield from _goal(document, here, goal, direction, rollup)
        if goal.since in since[:number]:
            message = "two goals hold from the same date on"
            yield Problem(document.place((*here, "since")), message, "Give each its own since, such as 2026-01.")


def _goal(document: Document, at: Path, goal: Thresholds, direction: Direction, rollup: Rollup) -> Iterator[Problem]:
    yield from yearly_problems(document, at, goal, rollup)
    yield from contract_problems(document, at, goal, direction)
    if direction is Direction.BAND:
        yield from _band(document, at, goal)
        return
    for name in ("low", "high"):
        if getattr(goal, name) is not None:
            hint = f"Write direction: band, or remove it; with direction {direction} a goal has target and red_flag."
            yield Problem(document.key_place((*at, name)), f"{name} is of use to a band only", hint)
    name, target = ("annual", goal.annual) if goal.target is None else ("target", goal.target)
    if target is None:
        return
    sign = 1 if direction is Direction.HIGHER else -1
    if goal.red_flag is not None and sign * (target - goal.red_flag) < 0:
        hint = f"With direction {direction} it lies {'below' if sign > 0 else 'above'} the {name}."
        message = f"red_flag {goal.red_flag} is better than {name} {target}"
        yield Problem(document.place((*at, "red_flag")), message, hint)
    if goal.stretch is not None and sign * (goal.stretch - target) < 0:
        hint = f"With direction {direction} it lies {'above' if sign > 0 else 'below'} the {name}."
        message = f"stretch {goal.stretch} is worse than {name} {target}"
        yield Problem(document.place((*at, "stretch")), message, hint)


def _band(document: Document, at: Path, goal: Thresholds) -> Iterator[Problem]:
    stated = [name for name in Thresholds.model_fields if getattr(goal, name) is not None]
    if stated and (goal.low is None or goal.high is None):
        yield Problem(
            document.key_place((*at, stated[0])), "a band needs low and high", "Add the edge that is missing."
        )
    if goal.low is not None and goal.high is not None and goal.low >= goal.high:
        yield Problem(document.place((*at, "low")), f"low {goal.low} does not lie below high {goal.high}", "Swap them.")


def account_problems(
    accounts: Sequence[tuple[Document, AccountFile | None]], entries: Sequence[Entry], kpis: Set[str] | None
) -> Iterator[Problem]:
    """Accounts that cannot be told apart, languages, and goals; `kpis` None means that they are not known."""
    catalogue = {kpi.id: kpi for _, kpi in entries}
    ids: dict[str, str] = {}
    names: dict[str, tuple[str, str]] = {}
    for document, account in accounts:
        if account is None:
            continue
        yield from _locale(document, ("locale",), account.locale or "en")
        folded = account.id.casefold()
        if folded in ids:
            hint = f"Also in {ids[folded]}; the id names the files, and capitals do not tell files apart."
            yield Problem(document.place(("id",)), f'account "{account.id}" stands twice', hint)
            continue
        ids[folded] = document.file
        yield from _claims(document, account, names)
        yield from _account_goals(document, account, catalogue, kpis)


def _claims(document: Document, account: AccountFile, names: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    """Names that another account has already; blank ones name nobody."""
    keys = [(("keys", index), key) for index, key in enumerate(account.keys)]
    for at, key in ((("id",), account.id), (("name",), account.name), *keys):
        if not fold(key):
            yield Problem(document.place(at), f"{at[0]}: the name is blank", "Write the name that stands in the rows.")
            continue
        other, file = names.setdefault(fold(key), (account.id, document.file))
        if other != account.id:
            hint = f"See {file}. A name in the data can mean one account only."
            yield Problem(document.place(at), f'"{key}" names account {other} as well', hint)


def _account_goals(
    document: Document, account: AccountFile, catalogue: Mapping[str, KpiFile], kpis: Set[str] | None
) -> Iterator[Problem]:
    for name, found in account.goals.items():
        at = ("goals", name)
        if kpis is not None and name not in kpis:
            yield Problem(document.key_place(at), f'no KPI "{name}"', closest(name, kpis))
        elif name in catalogue:
            direction, rollup = catalogue[name].direction, catalogue[name].rollup
            if isinstance(found, list):
                yield from _goals(document, at, found, direction, rollup)
            else:
                yield from _goal(document, at, found, direction, rollup)


def _label(document: Document, at: Path, text: Text) -> Iterator[Problem]:
    blank = not text.strip() if isinstance(text, str) else not text or not all(one.strip() for one in text.values())
    if blank:
        yield Problem(document.place(at), f"{at[-1]} is blank", "Write what the slides call it.")
    yield from _languages(document, at, text)


def _languages(document: Document, at: Path, text: Text) -> Iterator[Problem]:
    for code in text if isinstance(text, dict) else ():
        yield from _locale(document, (*at, code), code, key=True)


def _locale(document: Document, at: Path, code: str, *, key: bool = False) -> Iterator[Problem]:
    try:
        babel.Locale.parse(code.replace("-", "_"))
    except (ValueError, TypeError, babel.UnknownLocaleError):
        place = document.key_place(at) if key else document.place(at)
        yield Problem(place, f'"{code}" is no language', "Write a code such as en, fr or en-GB.")
