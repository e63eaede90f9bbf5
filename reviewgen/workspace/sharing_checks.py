"""What settings may not say of sharing: modes without what they need, terms and KPIs that nobody has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from reviewgen.errors import Problem
from reviewgen.model import Mode
from reviewgen.period import Calendar, Grain
from reviewgen.workspace.catalogue import Entry
from reviewgen.workspace.files import AccountFile, FromTier, KpiFile, SettingsFile, TermsFile
from reviewgen.workspace.origins import TableFile
from reviewgen.workspace.positions import Document, Path
from reviewgen.workspace.wording import closest


def sharing_problems(
    document: Document, entries: Sequence[Entry], terms: Set[str] | None, calendar: Calendar | None
) -> Iterator[Problem]:
    """Everything about the sharing of the catalogue; None is what is not known."""
    for index, kpi in entries:
        at = ("kpis", index)
        yield from mode_problems(document, (*at, "sharing"), kpi.sharing, calendar)
        yield from _named(document, (*at, "terms"), kpi.terms, terms)
        yield from _counted(document, at, kpi, {one.id: one for _, one in entries})


def _counted(document: Document, at: Path, kpi: KpiFile, catalogue: Mapping[str, KpiFile]) -> Iterator[Problem]:
    """A count that is printed beside a KPI, and is a KPI that fewer may see."""
    key = "responses" if kpi.responses else "n"
    counted = catalogue.get(getattr(kpi, key).strip())
    if counted is None or not isinstance(kpi.sharing, FromTier):
        return
    if not isinstance(counted.sharing, FromTier) or counted.sharing.from_tier > kpi.sharing.from_tier:
        message = f"{key} would print {counted.id} beside it, which fewer may see"
        hint = f"Share {counted.id} from the same tier on, or count by other rows."
        yield Problem(document.place((*at, key)), message, hint)


def mode_problems(document: Document, at: Path, given: str | FromTier, calendar: Calendar | None) -> Iterator[Problem]:
    """What a mode lacks or does not use."""
    if not isinstance(given, FromTier):
        return
    for key, mode, example in (("step", Mode.ROUNDED, "step: 100000"), ("base", Mode.INDEX, "base: 2025-Q1")):
        held = getattr(given, key) not in (None, "")
        if given.mode is mode and not held:
            yield Problem(document.place((*at, "mode")), f"{mode} lacks its {key}", f"Add {example}.")
        if given.mode is not mode and held:
            hint = f"Write mode: {mode} beside it, or remove it."
            yield Problem(document.key_place((*at, key)), f"{key} is of use to mode {mode} only", hint)
    if given.mode is Mode.INDEX and given.base and calendar is not None:
        yield from _quarter(document, (*at, "base"), given.base, calendar)


def _quarter(document: Document, at: Path, text: str, calendar: Calendar) -> Iterator[Problem]:
    try:
        period = calendar.parse(text)
    except ValueError as error:
        yield Problem(document.place(at), str(error), "Write a quarter, such as 2025-Q1.")
        return
    if period.grain is not Grain.QUARTER or calendar.quarter_of(period.start) != period:
        hint = f"Write one such as {calendar.key(calendar.quarter_of(period.start))}."
        yield Problem(document.place(at), f'"{text}" is not a quarter of the fiscal year', hint)


def _named(document: Document, at: Path, name: str, terms: Set[str] | None) -> Iterator[Problem]:
    if name and terms is not None and name not in terms:
        hint = closest(name, terms) or "Add them under terms in reviewgen.yml."
        yield Problem(document.place(at), f'no terms "{name}"', hint)


def terms_problems(document: Document, settings: SettingsFile) -> Iterator[Problem]:
    """Terms of use whose days contradict each other, and sources that name none that there are."""
    for name, one in settings.terms.items():
        yield from _days(document, ("terms", name), one)
    for name, rows in settings.rows.items():
        yield from _named(document, ("rows", name, "terms"), rows.terms, settings.terms.keys())
    for table in type(settings.tables).model_fields:
        given = getattr(settings.tables, table)
        several = isinstance(given, list)
        for number, one in enumerate(given if several else [given]):
            if isinstance(one, TableFile) and one.terms:
                at: Path = ("tables", table, number, "terms") if several else ("tables", table, "terms")
                if table != "observations":
                    hint = "Their rows have a visibility of their own; remove it."
                    yield Problem(document.key_place(at), f"terms are of no use to {table}", hint)
                yield from _named(document, at, one.terms, settings.terms.keys())


def _days(document: Document, at: Path, one: TermsFile) -> Iterator[Problem]:
    if one.approved_on is not None and not one.approved_by.strip():
        hint = "Write approved_by: who released it."
        yield Problem(document.key_place((*at, "approved_on")), "approved_on without approved_by", hint)
    start = max((day for day in (one.approved_on, one.embargo_until) if day is not None), default=None)
    if start is not None and one.valid_until is not None and one.valid_until < start:
        message = f"valid_until {one.valid_until} lies before {start}"
        yield Problem(document.place((*at, "valid_until")), message, "Mend one of the days.")


def override_problems(
    accounts: Sequence[tuple[Document, AccountFile | None]], kpis: Set[str] | None, calendar: Calendar | None
) -> Iterator[Problem]:
    """Overrides of KPIs that are not there, or of modes that lack something."""
    for document, account in accounts:
        overrides: Mapping[str, object] = account.sharing if account is not None else {}
        for name in overrides:
            assert account is not None
            at = ("sharing", name)
            if kpis is not None and name not in kpis:
                yield Problem(document.key_place(at), f'no KPI "{name}"', closest(name, kpis))
            yield from mode_problems(document, (*at, "sharing"), account.sharing[name].sharing, calendar)
