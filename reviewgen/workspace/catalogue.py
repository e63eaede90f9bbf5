"""What kpis.yml says, as the typed catalogue: each KPI holds the KPIs that its formula names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from reviewgen.errors import Place
from reviewgen.facts import Rollup, Unit
from reviewgen.formula import Binary, Formula, Name, Number, inputs, parse
from reviewgen.model import DatedGoal, DatedWeight, Kpi, Labels, Phasing, Sharing, Terms
from reviewgen.period import Calendar
from reviewgen.workspace.fields import Text
from reviewgen.workspace.files import FromTier, GoalFile, KpiFile, TermsFile, Thresholds
from reviewgen.workspace.positions import Document

Entry = tuple[int, KpiFile]
"""A KPI and its index in the file."""
SCALES = {"k": 3, "M": 6, "bn": 9, 1: 0, None: None}
FEWEST_ANSWERS = 10
"""Answers below which a net promoter score says nothing: with 10 its standard error is still over 20 points."""


def labels(text: Text) -> Labels:
    if isinstance(text, str):
        return {"": text} if text else {}
    return {key.replace("-", "_"): value for key, value in text.items()}


def _goal(goal: Thresholds, place: Place, since: date | None = None) -> DatedGoal:
    return DatedGoal(
        since=since or date.min,
        target=goal.target,
        red_flag=goal.red_flag,
        stretch=goal.stretch,
        low=goal.low,
        high=goal.high,
        annual=goal.annual,
        sla=goal.sla,
        penalty=goal.penalty or "",
        place=place,
    )


def dated_goals(goals: Sequence[GoalFile], places: Sequence[Place]) -> tuple[DatedGoal, ...]:
    return tuple(_goal(goal, place, goal.since) for goal, place in zip(goals, places, strict=True))


def kpis(
    entries: Sequence[Entry], document: Document, calendar: Calendar, terms: Mapping[str, Terms]
) -> tuple[Kpi, ...]:
    """The catalogue; each KPI holds those that its formula names."""
    plain = {kpi.id: _kpi(kpi, index, document, calendar, terms) for index, kpi in entries}
    files = {kpi.id: kpi for _, kpi in entries}
    linked: dict[str, Kpi] = {}

    def link(name: str) -> Kpi:
        if name not in linked:
            linked[name] = replace(plain[name], inputs={one: under(files[name], one) for one in _named(plain[name])})
        return linked[name]

    def under(kpi: KpiFile, name: str) -> Kpi:
        return link(name) if name in plain else _input(plain[kpi.id], name, kpi.inputs.get(name, "sum"))

    return tuple(link(name) for name in plain)


def _named(kpi: Kpi) -> tuple[str, ...]:
    return () if kpi.formula is None else tuple(dict.fromkeys(one.name for one in inputs(kpi.formula)))


def _input(kpi: Kpi, name: str, rollup: str) -> Kpi:
    """Rows that a formula names and that are no KPI; their segments and sites add up."""
    return Kpi(name, {"": name}, kpi.perspective, Unit.COUNT, kpi.place, rollup=Rollup(rollup), across=True)


def _kpi(kpi: KpiFile, index: int, document: Document, calendar: Calendar, terms: Mapping[str, Terms]) -> Kpi:
    at = ("kpis", index)
    places = [document.place((*at, "goals", number)) for number in range(len(kpi.goals))]
    return Kpi(
        id=kpi.id,
        label=labels(kpi.label),
        perspective=kpi.perspective,
        unit=kpi.unit,
        place=document.place(at),
        direction=kpi.direction,
        rollup=kpi.rollup,
        numerator=kpi.numerator.strip(),
        denominator=kpi.denominator.strip(),
        formula=_formula(kpi),
        weight_by=kpi.weight_by.strip(),
        base=_base(kpi),
        fewest=_fewest(kpi),
        across=kpi.across is not None,
        phasing=_phasing(kpi),
        missing=kpi.missing,
        symbol=labels(kpi.symbol),
        scale=SCALES[kpi.scale],
        decimals=kpi.decimals,
        goals=dated_goals(kpi.goals, places) or (_goal(kpi, document.place(at)),),
        weights=_weights(kpi),
        definition=labels(kpi.definition),
        owner=kpi.owner,
        due=kpi.due,
        source=labels(kpi.source),
        sharing=shared(kpi.sharing, calendar),
        shared_scenarios=scenarios(kpi.sharing),
        terms=(terms[kpi.terms],) if kpi.terms else (),
    )


def shared(given: str | FromTier, calendar: Calendar) -> Sharing:
    """From which tier, and how much of it."""
    if not isinstance(given, FromTier):
        return Sharing()
    return Sharing(given.from_tier, given.mode, given.step, calendar.parse(given.base) if given.base else None)


def scenarios(given: str | FromTier) -> tuple[str, ...]:
    """What is shared beside our value."""
    return tuple(given.scenarios) if isinstance(given, FromTier) else ()


def terms_of_use(given: Mapping[str, TermsFile], document: Document) -> Mapping[str, Terms]:
    """The terms of use by name."""
    return {
        name: Terms(
            name=name,
            holder=one.holder,
            place=document.key_place(("terms", name)),
            approved_by=one.approved_by.strip(),
            approved_on=one.approved_on,
            valid_until=one.valid_until,
            embargo_until=one.embargo_until,
            attribution=labels(one.attribution),
            ask=one.ask,
            clients=one.audiences is None or "client" in one.audiences,
        )
        for name, one in given.items()
    }


def _formula(kpi: KpiFile) -> Formula | None:
    """The formula of a KPI; the net promoter score is promoters less detractors in percent of all answers."""
    if kpi.rollup is Rollup.NPS:
        lead = Binary("-", Name(kpi.promoters.strip()), Name(kpi.detractors.strip()))
        return Binary("/", Binary("*", Number(Decimal(100)), lead), Name(kpi.responses.strip()))
    return parse(kpi.formula) if kpi.rollup is Rollup.FORMULA else None


def _base(kpi: KpiFile) -> str:
    """The name of the rows that count the answers or cases behind a KPI, where it is told or guarded."""
    if kpi.rollup is Rollup.NPS:
        return kpi.responses.strip()
    return kpi.n.strip() or (kpi.denominator.strip() if kpi.min_n is not None else "")


def _fewest(kpi: KpiFile) -> Decimal | None:
    if kpi.min_n is None:
        return Decimal(FEWEST_ANSWERS) if kpi.rollup is Rollup.NPS else None
    return Decimal(kpi.min_n)


def _phasing(kpi: KpiFile) -> Phasing | tuple[Decimal, ...] | None:
    if kpi.phasing is None:
        return None
    return tuple(kpi.phasing) if isinstance(kpi.phasing, list) else Phasing(kpi.phasing)


def _weights(kpi: KpiFile) -> tuple[DatedWeight, ...]:
    if not isinstance(kpi.weight, list):
        return (DatedWeight(kpi.weight),)
    return tuple(DatedWeight(one.weight, one.since or date.min) for one in kpi.weight)
