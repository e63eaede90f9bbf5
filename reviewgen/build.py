"""One account, from rows to files, as the list of stages; the only writer of decks.

rows -> Review -> (the gate) -> Edition -> Deck -> bytes -> audit -> files
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reviewgen import sources, workspace
from reviewgen.assemble import SourceTerms, Subject, assemble, quarters_held
from reviewgen.audit import Secret, audit
from reviewgen.deck import Deck, texts
from reviewgen.declarations import Declarations, declarations
from reviewgen.edition import Edition
from reviewgen.errors import (
    DataError,
    Leak,
    LeakError,
    Place,
    Problem,
    ReviewgenError,
    Severity,
    UsageError,
)
from reviewgen.explain import Explanation, explain, explain_all
from reviewgen.facts import Absent, Figure, Point, Reason, Status
from reviewgen.layout import paginate
from reviewgen.locale import Locale
from reviewgen.locale import load as load_locale
from reviewgen.manifest import Fingerprint, fingerprints, manifest
from reviewgen.model import Account, Audience, Kpi, Review, Tables
from reviewgen.period import Grain, Period
from reviewgen.publish import publish, sweep
from reviewgen.render import RENDERERS
from reviewgen.scorecard import Scorecard, scorecard
from reviewgen.sharing.redact import redact
from reviewgen.sharing.secrets import secrets, without_hidden
from reviewgen.slides import compose
from reviewgen.theme import Theme
from reviewgen.theme import load as load_theme
from reviewgen.workspace import AccountConfig, Workspace


@dataclass(frozen=True)
class Request:
    """What to build; no account named means all of them, `out` None means `out` in the workspace.

    `preview` is the tier at which accounts are built instead of their own, for our own folder and under another name.
    """

    workspace: Path
    period: str | None
    accounts: tuple[str, ...] = ()
    audiences: tuple[Audience, ...] = (Audience.CLIENT, Audience.INTERNAL)
    formats: tuple[str, ...] = ("pdf", "pptx")
    out: Path | None = None
    preview: int | None = None


@dataclass(frozen=True)
class Built:
    """The files of one edition of one account; beside the decks of our own house its manifest."""

    account: str
    audience: Audience
    period: str
    files: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failed:
    """An edition of which no file was written, and why."""

    account: str
    audience: Audience
    error: ReviewgenError


Told = Built | Failed | Problem
"""What a build tells while it goes on; a Problem is one that it can live with."""


@dataclass(frozen=True)
class Opened:
    """A workspace with its rows and the problems found in them."""

    workspace: Workspace
    tables: Tables
    problems: tuple[Problem, ...]

    @property
    def horizon(self) -> date:
        """The as-of date: as the workspace says, else the last day that the rows reach."""
        if self.workspace.as_of:
            return self.workspace.as_of
        return max((period.last_day for period in self.periods), default=date.min)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of the actual rows."""
        return quarters_held(self.tables.observations)


def open_workspace(folder: Path) -> Opened:
    """The workspace at or above `folder`, read whole. DataError when its YAML holds mistakes."""
    loaded = workspace.load(workspace.find(folder))
    tables, problems = sources.read(loaded)
    return Opened(loaded, tables, problems)


def build(request: Request, tell: Callable[[Told], object] = lambda told: None) -> tuple[Built, ...]:
    """Build the decks that `request` asks for; each edition of each account is written whole or not at all.

    DataError when the rows hold mistakes, UsageError when the period or an account does not exist. An edition that
    fails does not keep the others from being written; its error is raised at the end, a leak before all others.
    Doubts about the rows are told where the house's own edition is asked for: a client's build says nothing of rows
    that the client may not see.
    """
    opened = open_workspace(request.workspace)
    _stop_on_errors(opened.problems)
    accounts = tuple(_at(request.preview, account) for account in _chosen(opened.workspace, request.accounts))
    period = find_period(opened, request.period)
    theme = load_theme(opened.workspace.theme)
    inputs = fingerprints(opened.workspace) if Audience.INTERNAL in request.audiences else ()
    if Audience.INTERNAL in request.audiences:
        for problem in opened.problems:
            tell(problem)
    built: list[Built] = []
    failures: list[ReviewgenError] = []
    for account in accounts:
        for audience in request.audiences:
            try:
                found = _build_one(opened, account, audience, period, theme, request, inputs)
            except ReviewgenError as error:
                failures.append(error)
                tell(Failed(account.account.id, audience, error))
            else:
                built.append(found)
                tell(found)
    _raise(failures)
    return tuple(built)


def _at(tier: int | None, account: AccountConfig) -> AccountConfig:
    return account if tier is None else replace(account, account=replace(account.account, tier=tier))


def preview(folder: Path, account: str, tier: int, period: str | None, out: Path | None) -> Built:
    """The client's deck of `account` as it would be at `tier`, in the folder of our own decks, not of those to mail.

    It passes the same gate, comparison and audit as the client's own deck at that tier. Errors as of `build`.
    """
    (built,) = build(Request(folder, period, (account,), (Audience.CLIENT,), out=out, preview=tier))
    return built


def _raise(failures: Sequence[ReviewgenError]) -> None:
    """Raise the worst failure, with all leaks and all problems of its kind."""
    leaks = [leak for error in failures if isinstance(error, LeakError) for leak in error.leaks]
    problems = [problem for error in failures if isinstance(error, DataError) for problem in error.problems]
    if leaks:
        raise LeakError(leaks)
    if problems:
        raise DataError(problems)
    if failures:
        raise failures[0]


def _build_one(
    opened: Opened,
    account: AccountConfig,
    audience: Audience,
    period: Period,
    theme: Theme,
    request: Request,
    inputs: Sequence[Fingerprint],
) -> Built:
    review = assemble(subject(opened.workspace, account), opened.tables, period, opened.workspace.as_of)
    edition = redact(review, audience)
    _stop_without_figures(edition, account)
    deck = paginate(compose(edition), theme)
    key = edition.calendar.key(period)
    targets = _targets(opened.workspace, request, account.account.id, audience, key)
    files = {target: RENDERERS[kind](deck, theme) for kind, target in targets.items()}
    _stop_on_leaks(files, review, audience, deck, theme, strangers(opened.workspace, account.account))
    if audience is Audience.INTERNAL:
        files |= _manifest(opened, account, review, edition, inputs, files)
    for folder in {path.parent for path in files}:
        sweep(folder)
    return Built(account.account.id, audience, key, publish(files), warnings(edition))


def _manifest(
    opened: Opened,
    account: AccountConfig,
    review: Review,
    edition: Edition,
    inputs: Sequence[Fingerprint],
    files: Mapping[Path, bytes],
) -> Mapping[Path, bytes]:
    """The manifest of an internal edition, to stand beside its files."""
    target = next(iter(files)).with_suffix(".manifest.json")
    explained = explain_all(subject(opened.workspace, account), opened.tables, review, edition)
    locale = load_locale(edition.locale, edition.currency)
    return {target: manifest(edition, explained, opened.workspace, inputs, files, locale)}


def _targets(loaded: Workspace, request: Request, account: str, audience: Audience, key: str) -> Mapping[str, Path]:
    ours = audience is Audience.INTERNAL or request.preview is not None
    folder = (request.out or loaded.root / "out") / (Audience.INTERNAL if ours else audience).value / key
    suffix = "-INTERNAL" if audience is Audience.INTERNAL else ""
    if request.preview is not None:
        suffix = f"-tier{request.preview}-PREVIEW"
    return {kind: folder / f"{account}-{key}{suffix}.{kind}" for kind in request.formats}


def _stop_on_leaks(
    files: Mapping[Path, bytes], review: Review, audience: Audience, deck: Deck, theme: Theme, others: Secret
) -> None:
    """Raise LeakError unless the deck is the one that would be made if hidden facts did not exist, and no file tells.

    The first holds whatever the values are; the second reads the finished bytes, as a stranger would.
    """
    if audience is Audience.INTERNAL:
        return
    twin = paginate(compose(redact(without_hidden(review, audience), audience)), theme)
    leaks = list(_differences(deck, twin, next(iter(files)).name))
    hidden, disclosed = (*secrets(review, audience), others), tuple(texts(twin))
    for path, data in files.items():
        leaks += audit(path.name, data, hidden, disclosed)
    if leaks:
        raise LeakError(leaks)


_DEPENDS = "it depends on a fact that its reader may not see"


def _differences(deck: Deck, twin: Deck, name: str) -> Iterator[Leak]:
    if replace(deck, slides=()) != replace(twin, slides=()) or len(deck.slides) != len(twin.slides):
        yield Leak(name, "the whole deck", _DEPENDS)
    for number, (slide, other) in enumerate(zip(deck.slides, twin.slides, strict=False), 1):
        if slide != other:
            yield Leak(name, f"slide {number}", _DEPENDS)


def subject(loaded: Workspace, account: AccountConfig) -> Subject:
    """What `account` is reviewed against."""
    return Subject(
        company=loaded.company,
        calendar=loaded.calendar,
        perspectives=loaded.perspectives,
        kpis=tuple(_overridden(kpi, account) for kpi in loaded.kpis),
        account=account.account,
        goals=account.goals,
        profit=loaded.profit,
        terms=_source_terms(loaded),
        content=loaded.content,
    )


def _overridden(kpi: Kpi, account: AccountConfig) -> Kpi:
    other = account.sharing.get(kpi.id)
    if other is None:
        return kpi
    return replace(kpi, sharing=other.sharing, shared_scenarios=other.scenarios, reason=other.reason)


def _source_terms(loaded: Workspace) -> tuple[SourceTerms, ...]:
    """The terms of use of sources of values, in the words in which rows name their places."""
    tables = [(one.shown, one.sheet, one.terms) for one in loaded.tables.get("observations", ())]
    rows = [(one.origin.shown, one.origin.sheet, one.terms) for one in loaded.rows]
    return tuple(SourceTerms(file, sheet, loaded.terms[name]) for file, sheet, name in (*tables, *rows) if name)


def find_period(opened: Opened, text: str | None) -> Period:
    """The quarter that `text` names (None: the latest completed one in the data). UsageError when it is not there."""
    calendar = opened.workspace.calendar
    held = sorted({calendar.quarter_holding(period) for period in opened.periods})
    over = [quarter for quarter in held if quarter.last_day <= opened.horizon]
    if text is None:
        if not over:
            raise UsageError("no completed quarter is in the data", "Add rows of a completed quarter.")
        return over[-1]
    period = calendar.resolve(text, opened.horizon, held)
    if period.grain is not Grain.QUARTER or calendar.quarter_of(period.start) != period:
        inside = calendar.key(calendar.quarter_of(period.start))
        raise UsageError(
            f'"{text}" is not a quarter of the fiscal year', f"A review covers a quarter, such as {inside}."
        )
    if period not in held:
        span = f"The data runs from {calendar.key(held[0])} to {calendar.key(held[-1])}." if held else ""
        raise UsageError(f"{calendar.key(period)} is not in the data", span)
    return period


def _chosen(loaded: Workspace, names: Sequence[str]) -> tuple[AccountConfig, ...]:
    known = {account.account.id: account for account in loaded.accounts}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f"no account {', '.join(unknown)}", f"Accounts: {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(names)) if names else loaded.accounts


def _stop_on_errors(problems: Sequence[Problem]) -> None:
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise DataError(problem for problem in problems if problem.severity is Severity.ERROR)


def _tells(point: Point) -> bool:
    return isinstance(point.actual, Figure) or point.given not in (None, Status.NO_DATA)


def _stop_without_figures(edition: Edition, account: AccountConfig) -> None:
    """A deck without one figure helps nobody; what counts is what this reader may see."""
    if not any(_tells(measure.now) for measure in edition.measures):
        quarter = edition.calendar.key(edition.period)
        message = f"no figure for account {account.account.id} in {quarter}"
        raise DataError([Problem(Place(account.file), message, "Run `reviewgen check` to see why.")])


LACKS = {Reason.TOO_FEW: "too few answers or cases", Reason.INCOMPLETE: "months missing, so no data"}
"""Why a figure is absent, where it is not that there are no rows."""


def warnings(edition: Edition) -> tuple[str, ...]:
    """What a reader of this edition will stumble over: figures missing or partial, misses without a cause."""
    found = []
    remarks = {remark.about for remark in edition.remarks}
    for one in (scored for section in scorecard(edition).sections for scored in section.measures):
        measure, actual = one.measure, one.measure.now.actual
        if isinstance(actual, Absent):
            found += [f"{measure.id}: {LACKS.get(actual.reason, 'no data')}"] if one.measure.now.given is None else []
        elif actual.partial:
            found.append(f"{measure.id}: {actual.held} of {actual.expected} {actual.grain}s")
        if isinstance(measure.now.goal, Absent) and measure.now.given is None:
            found.append(f"{measure.id}: no target, so not scored")
        if one.status is Status.OFF_TRACK and measure.id not in remarks:
            found.append(f"{measure.id}: off track without a comment")
        if one.status is Status.OFF_TRACK and not measure.owner:
            found.append(f"{measure.id}: off track without an owner")
    return tuple(found)


def view(
    folder: Path, account: str | None, period: str | None, audience: Audience
) -> tuple[Edition, Scorecard, Locale]:
    """One account's edition and scorecard, for showing in a terminal; no account named means the first."""
    opened = open_workspace(folder)
    _stop_on_errors(opened.problems)
    chosen = _chosen(opened.workspace, (account,) if account else ())[0]
    quarter = find_period(opened, period)
    review = assemble(subject(opened.workspace, chosen), opened.tables, quarter, opened.workspace.as_of)
    edition = redact(review, audience)
    return edition, scorecard(edition), load_locale(edition.locale, edition.currency)


def reviewed(opened: Opened, period: str | None, accounts: Sequence[str] = ()) -> tuple[Review, ...]:
    """All that is known of the accounts named, or of every one: for our own house alone. Errors as of `build`."""
    _stop_on_errors(opened.problems)
    chosen, quarter = _chosen(opened.workspace, accounts), find_period(opened, period)
    as_of = opened.workspace.as_of
    return tuple(assemble(subject(opened.workspace, one), opened.tables, quarter, as_of) for one in chosen)


def trace(folder: Path, account: str | None, kpi: str, period: str | None) -> tuple[Explanation, Locale, Declarations]:
    """One number down to its rows, in our own house's language; no account named means the first."""
    opened = open_workspace(folder)
    _stop_on_errors(opened.problems)
    chosen = _chosen(opened.workspace, (account,) if account else ())[0]
    quarter = find_period(opened, period)
    found = explain(subject(opened.workspace, chosen), opened.tables, kpi, quarter, opened.workspace.as_of)
    house = opened.workspace.company
    return found, load_locale(house.locale, house.currency), declarations(opened.workspace)


_MARKS = re.compile(r"-INTERNAL$|-tier[1-4]-PREVIEW$")
"""What stands behind the period in the name of a file of our own."""


def audit_file(folder: Path, file: Path, account: str | None, period: str | None) -> tuple[Leak, ...]:
    """What the client may not see in a finished file; account and period are taken from its name where not said."""
    opened = open_workspace(folder)
    _stop_on_errors(opened.problems)
    named = account or _account_in(opened.workspace, file)
    chosen = _chosen(opened.workspace, (named,))[0]
    quarter = find_period(opened, period or _MARKS.sub("", file.stem.removeprefix(f"{named}-")))
    review = assemble(subject(opened.workspace, chosen), opened.tables, quarter, opened.workspace.as_of)
    theme = load_theme(opened.workspace.theme)
    deck = paginate(compose(redact(without_hidden(review, Audience.CLIENT), Audience.CLIENT)), theme)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    hidden = (*secrets(review, Audience.CLIENT), strangers(opened.workspace, chosen.account))
    return audit(file.name, data, hidden, tuple(texts(deck)))


def strangers(loaded: Workspace, account: Account) -> Secret:
    """The names of the other accounts: a client's file says of no other client that it is one."""
    others = (one.account for one in loaded.accounts if one.account.id != account.id)
    return Secret(what="another account", texts=tuple(name for other in others for name in other.keys))


def _account_in(loaded: Workspace, file: Path) -> str:
    names = [account.account.id for account in loaded.accounts if file.stem.startswith(f"{account.account.id}-")]
    if not names:
        raise UsageError(f'cannot tell the account from the name "{file.name}"', "Say it with --account and --period.")
    return max(names, key=len)
