"""Everything that is wrong or doubtful in a workspace, gathered: what was read, and every Problem in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reviewgen import sources, workspace
from reviewgen.assemble import assemble
from reviewgen.build import Opened, find_period, subject, warnings
from reviewgen.errors import Place, Problem, Severity, UsageError
from reviewgen.facts import CLIENT_ACTUAL, COMPETITORS, OWN_SCENARIOS
from reviewgen.model import Audience
from reviewgen.period import Grain, Period
from reviewgen.sharing.redact import redact
from reviewgen.sources import TableReport
from reviewgen.theme import load as load_theme
from reviewgen.workspace import AccountConfig, Workspace
from reviewgen.workspace.wording import closest

HINTS = {
    "no data": "Add its rows for the quarter; the slide says that there are none.",
    "months": "Add the rows of the other months; the slide says how many there are.",
    "not scored": "Write its target in kpis.yml, under goals of the account, or as rows of scenario target.",
    "without a comment": "Add a comment on it for the quarter; the slide says that the cause is missing.",
    "without an owner": "Write its owner in kpis.yml.",
}
"""What to do about a warning of an edition, by how the warning ends."""


@dataclass(frozen=True)
class Checked:
    """What was found; `period` is "" when no quarter can be reviewed."""

    accounts: tuple[str, ...]
    period: str
    tables: tuple[TableReport, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """Problems that stop a build."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def check(folder: Path, period: str | None = None) -> Checked:
    """The workspace at or above `folder`, for `period` or the latest completed quarter.

    Without a single observation accounts are not looked at: that none has data says nothing new.
    DataError when the YAML itself holds mistakes, UsageError when there is no workspace or `period` names no quarter.
    """
    loaded = workspace.load(workspace.find(folder))
    found = sources.contents(loaded)
    opened = Opened(loaded, found.tables, found.problems)
    problems = [*found.problems, *_theme(loaded), *_shared_scenarios(opened), *_milestones(opened)]
    quarter = _quarter(opened, period, problems)
    for account in loaded.accounts if found.tables.observations else ():
        problems += _account(opened, account, quarter)
    return Checked(
        accounts=tuple(account.account.id for account in loaded.accounts),
        period=loaded.calendar.key(quarter) if quarter else "",
        tables=found.reports,
        problems=tuple(dict.fromkeys(problems)),
    )


def _quarter(opened: Opened, text: str | None, problems: list[Problem]) -> Period | None:
    """The quarter under review; one that is well named but not in the data is a problem beside the others."""
    try:
        return find_period(opened, text)
    except UsageError as error:
        if not _named(opened, text):
            raise
        rows = opened.workspace.tables["observations"][0]
        place = Place(rows.shown, sheet=rows.sheet, column="period")
        problems.append(Problem(place, error.message, error.hint))
        return None


def _named(opened: Opened, text: str | None) -> bool:
    if text is None or re.fullmatch(r"Q[1-4]", text.strip(), re.IGNORECASE):
        return True
    calendar = opened.workspace.calendar
    try:
        period = calendar.parse(text)
    except ValueError:
        return False
    return period.grain is Grain.QUARTER and calendar.quarter_of(period.start) == period


def _account(opened: Opened, account: AccountConfig, quarter: Period | None) -> Iterator[Problem]:
    name, place = account.account.id, Place(account.file)
    if not any(row.account == name for row in opened.tables.observations):
        keys = ", ".join(f'"{key}"' for key in account.account.keys)
        hint = f"No row of the observations that can be used names it ({keys}); add its name in the rows under keys."
        yield Problem(place, f"account {name} has no data", hint)
    elif quarter is not None:
        review = assemble(subject(opened.workspace, account), opened.tables, quarter, opened.workspace.as_of)
        key = opened.workspace.calendar.key(quarter)
        for text in warnings(redact(review, Audience.INTERNAL)):
            hint = next((hint for end, hint in HINTS.items() if text.endswith(end)), "")
            yield Problem(place, f"{name}, {key}: {text}", hint, Severity.WARNING)


def _theme(loaded: Workspace) -> Iterator[Problem]:
    try:
        load_theme(loaded.theme)
    except UsageError as error:
        yield Problem(Place("reviewgen.yml"), error.message, error.hint)


def _shared_scenarios(opened: Opened) -> Iterator[Problem]:
    """Scenarios that the catalogue shares by name, and that no row has."""
    held = {row.scenario for row in opened.tables.observations}
    for kpi in opened.workspace.kpis:
        for name in kpi.shared_scenarios:
            if name not in held and name not in (*OWN_SCENARIOS, COMPETITORS, CLIENT_ACTUAL):
                hint = "Write the name as it stands under scenario in the rows."
                yield Problem(kpi.place, f'{kpi.id} shares "{name}", which no row names', hint, Severity.WARNING)


def _milestones(opened: Opened) -> Iterator[Problem]:
    """Milestones of projects that no row of the projects has, where there is such a table."""
    known: dict[str, set[str]] = {}
    for project in opened.tables.projects:
        known.setdefault(project.account, set()).add(project.project)
    for one in opened.tables.milestones if "projects" in opened.workspace.tables else ():
        if one.project not in known.get(one.account, set()):
            place = replace(one.place, column="project")
            hint = closest(one.project, known.get(one.account, set())) or "Add it to the projects."
            yield Problem(place, f'{one.account} has no project "{one.project}"', hint, Severity.WARNING)
