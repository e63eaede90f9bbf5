"""Everything that is wrong or doubtful in a workspace, gathered: what was read, and every Problem in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from reviewgen import workspace
from reviewgen.assemble import assemble, measured_rows
from reviewgen.build import Opened, find_period, subject, warnings
from reviewgen.coverage import Grid, grid
from reviewgen.edition import Edition
from reviewgen.errors import Place, Problem, Severity, UsageError
from reviewgen.facts import CLIENT_ACTUAL, COMPETITORS, OWN_SCENARIOS, Figure
from reviewgen.freshness import Owed, Standing, owed, standings
from reviewgen.kinds import unknown_kinds
from reviewgen.locale import languages
from reviewgen.model import Audience, Observation, Review
from reviewgen.period import Grain, Period
from reviewgen.provenance import Source, Unread, read, unread
from reviewgen.quotes import quotes
from reviewgen.sharing.inference import inspect
from reviewgen.sharing.redact import redact
from reviewgen.sources import contents
from reviewgen.terms import doubts
from reviewgen.theme import load as load_theme
from reviewgen.workspace import AccountConfig, Workspace
from reviewgen.workspace.wording import closest

ADD = "Add its rows for the quarter; the slide says that there are none."
ADD_MONTHS = "Add the rows that lack; the slide says how many there are."
HINTS = {
    "not scored": "Write its target in kpis.yml, under goals of the account, or as rows of scenario target.",
    "without a comment": "Add a comment on it for the quarter; our own slide says that the cause is missing.",
    "without an owner": "Write its owner in kpis.yml.",
}
"""What to do about a warning of an edition, by how the warning ends."""
MISSING = ("no data", " months", " weeks", "too few answers or cases")
"""How the warnings of an edition end that are told here with their owner and due date."""


@dataclass(frozen=True)
class Checked:
    """What was found; `period` is "" and `as_of` None when no quarter can be reviewed.

    `stopped` is True when nothing is built; `unbuilt` are accounts that are not, whatever is built of the others.
    """

    accounts: tuple[str, ...]
    period: str
    as_of: date | None
    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]
    coverage: tuple[Grid, ...]
    standings: tuple[Standing, ...]
    owed: tuple[Owed, ...]
    unbuilt: tuple[str, ...]
    stopped: bool
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """Problems that stop a build."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass
class _Seen:
    """What the accounts gave, one after the other."""

    problems: list[Problem] = field(default_factory=list)
    coverage: list[Grid] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    unbuilt: list[str] = field(default_factory=list)


def check(folder: Path, period: str | None = None) -> Checked:
    """The workspace at or above `folder`, for `period` or the latest completed quarter.

    Without a single observation accounts are not looked at: that none has data says nothing new.
    DataError when the YAML itself holds mistakes, UsageError when there is no workspace or `period` names no quarter.
    """
    loaded = workspace.load(workspace.find(folder))
    found = contents(loaded)
    opened = Opened(loaded, found.tables, found.problems)
    problems = [*found.problems, *_theme(loaded), *_languages(loaded)]
    quarter = _quarter(opened, period, problems)
    stopped = any(problem.severity is Severity.ERROR for problem in problems)
    kinds = unknown_kinds(loaded.kpis, found.tables)
    seen = _Seen([*problems, *_shared_scenarios(opened), *_milestones(opened), *kinds])
    by_account = _by_account(found.tables.observations)
    for account in loaded.accounts if by_account else ():
        _account(opened, account, by_account.get(account.account.id, []), quarter, seen)
    return Checked(
        accounts=tuple(account.account.id for account in loaded.accounts),
        period=loaded.calendar.key(quarter) if quarter else "",
        as_of=_as_of(loaded, quarter) if quarter else None,
        sources=tuple(read(loaded, found)),
        unread=tuple(unread(loaded, found)),
        coverage=tuple(seen.coverage),
        standings=tuple(seen.standings),
        owed=tuple(seen.owed),
        unbuilt=tuple(seen.unbuilt),
        stopped=stopped,
        problems=tuple(dict.fromkeys(seen.problems)),
    )


def _as_of(loaded: Workspace, quarter: Period) -> date:
    return loaded.as_of or quarter.last_day


def _by_account(rows: Iterable[Observation]) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for row in rows:
        found.setdefault(row.account, []).append(row)
    return found


def _quarter(opened: Opened, text: str | None, problems: list[Problem]) -> Period | None:
    """The quarter under review; one that is well named but not in the data is a problem beside the others."""
    try:
        return find_period(opened, text)
    except UsageError as error:
        if not _named(opened, text):
            raise
        place = _place_of_periods(opened.workspace)
        problems.append(Problem(place, error.message, error.hint))
        return None


def _place_of_periods(loaded: Workspace) -> Place:
    """Where the periods come from: the first table of observations, else the first declaration of raw rows."""
    tables = loaded.tables.get("observations", ())
    if tables:
        return Place(tables[0].shown, sheet=tables[0].sheet, column="period")
    return loaded.rows[0].place if loaded.rows else Place("reviewgen.yml")


def _named(opened: Opened, text: str | None) -> bool:
    if text is None or re.fullmatch(r"Q[1-4]", text.strip(), re.IGNORECASE):
        return True
    calendar = opened.workspace.calendar
    try:
        period = calendar.parse(text)
    except ValueError:
        return False
    return period.grain is Grain.QUARTER and calendar.quarter_of(period.start) == period


def _account(
    opened: Opened, config: AccountConfig, rows: Sequence[Observation], quarter: Period | None, seen: _Seen
) -> None:
    name, place = config.account.id, Place(config.file)
    if not rows:
        keys = ", ".join(f'"{key}"' for key in config.account.keys)
        hint = f"No row of the observations that can be used names it ({keys}); add its name in the rows under keys."
        seen.problems.append(Problem(place, f"account {name} has no data", hint))
        seen.unbuilt.append(name)
    elif quarter is not None:
        loaded = opened.workspace
        order = [perspective.id for perspective in loaded.perspectives]
        rows = (*rows, *measured_observations(opened, config, quarter))
        held = grid(name, loaded.kpis, order, rows, loaded.calendar, quarter)
        owing = tuple(owed(held, rows, _as_of(loaded, quarter)))
        seen.coverage.append(held)
        seen.owed += owing
        seen.standings += standings(config, held, rows, loaded)
        seen.problems += _of_quarter(opened, config, quarter, held, owing, seen)


def measured_observations(opened: Opened, config: AccountConfig, quarter: Period) -> Iterator[Observation]:
    """The rows that stand in no table of values: those measured from projects, actions and people."""
    against, as_of = subject(opened.workspace, config), _as_of(opened.workspace, quarter)
    told: set[tuple[str, Period]] = set()
    for kpi in opened.workspace.kpis:
        for one in measured_rows(kpi, against, opened.tables, quarter, as_of):
            row = one.observation
            if (row.kpi, row.period) not in told:
                told.add((row.kpi, row.period))
                yield row


def _of_quarter(
    opened: Opened, config: AccountConfig, quarter: Period, held: Grid, owing: Sequence[Owed], seen: _Seen
) -> Iterator[Problem]:
    """What the decks of one account will lack."""
    key, name, place = opened.workspace.calendar.key(quarter), config.account.id, Place(config.file)
    if not held.tally(-1).held:
        seen.unbuilt.append(name)
        yield Problem(
            place, f"account {name} has no figure in {key}", "Add its rows for the quarter; nothing is built for it."
        )
        return
    review = assemble(subject(opened.workspace, config), opened.tables, quarter, opened.workspace.as_of)
    shared = redact(review, Audience.CLIENT)
    yield from quotes(review, shared)
    yield from doubts(review)
    yield from _derivable(review, shared, f"{name}, {key}", place)
    if not any(isinstance(measure.now.actual, Figure) for measure in shared.measures):
        hint = "Share a KPI that has one (sharing in kpis.yml), or build with --audience internal."
        message = f"{name}, {key}: nothing that the client may see has a figure, so there is no deck for it"
        yield Problem(place, message, hint, Severity.WARNING)
    late = {one.kpi.id: one for one in owing if not one.awaited}
    for perspective in held.perspectives:
        tally = held.tally(-1, perspective)
        if not tally.held and any(one.kpi.perspective == perspective for one in late.values()):
            what = f"none of its {tally.expected} KPIs has a figure" if tally.expected > 1 else "its KPI has no figure"
            message = f"{name}, {key}: the whole perspective {perspective} is without data: {what}"
            yield Problem(place, message, ADD, Severity.WARNING)
    for one in late.values():
        yield Problem(place, f"{name}, {key}: {one.kpi.id}: {one}", _hint(one), Severity.WARNING)
    for text in warnings(redact(review, Audience.INTERNAL)):
        if not text.endswith(MISSING):
            hint = next((hint for end, hint in HINTS.items() if text.endswith(end)), "")
            yield Problem(place, f"{name}, {key}: {text}", hint, Severity.WARNING)


def _derivable(review: Review, shared: Edition, where: str, place: Place) -> Iterator[Problem]:
    """Figures that the client may not see and could work out from what it is shown, with the way it would go."""
    for found in inspect(review, shared, Audience.CLIENT):
        instead = [" and ".join(lever.kpi for lever in one.levers) for one in found.proposals]
        hint = f"Withhold {', or '.join(instead)} as well." if instead else "Share less of what it follows from."
        message = f"{where}: the client could work out what it may not see: {'; '.join(found.chain)}"
        yield Problem(place, message, hint, Severity.WARNING)


def _hint(one: Owed) -> str:
    """What to do about a value that is missing."""
    if one.due and not one.kpi.owner:
        return "Write its owner in kpis.yml, so that it is clear who sends it."
    return ADD_MONTHS if one.held else ADD


def _theme(loaded: Workspace) -> Iterator[Problem]:
    try:
        load_theme(loaded.theme)
    except UsageError as error:
        yield Problem(Place("reviewgen.yml"), error.message, error.hint)


def _languages(loaded: Workspace) -> Iterator[Problem]:
    """Languages that the slides do not speak yet."""
    asked = [(Place("reviewgen.yml"), loaded.company.locale)]
    asked += [(Place(one.file), one.account.locale) for one in loaded.accounts]
    for place, code in asked:
        if code.replace("-", "_").split("_")[0] not in languages():
            message = f'the slides do not speak "{code}": their words are English, their numbers and dates are not'
            hint = f"Languages: {', '.join(languages())}."
            yield Problem(place, message, hint, Severity.WARNING)


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
