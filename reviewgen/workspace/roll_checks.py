"""What kpis.yml may not say of how a KPI is rolled up, spread over the year, weighed and guarded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reviewgen.errors import Problem
from reviewgen.facts import Direction, Rollup, Unit
from reviewgen.formula import RESERVED, Formula, FormulaError, inputs, parse
from reviewgen.workspace.catalogue import Entry
from reviewgen.workspace.files import KpiFile, Thresholds
from reviewgen.workspace.positions import Document, Path

OWN_KEYS: Mapping[Rollup, tuple[str, ...]] = {
    Rollup.RATIO: ("numerator", "denominator"),
    Rollup.NPS: ("promoters", "detractors", "responses"),
    Rollup.FORMULA: ("formula",),
    Rollup.WEIGHTED_MEAN: ("weight_by",),
}
"""The keys that a roll-up needs, and that are of use to no other."""
NEEDS = {
    Rollup.RATIO: "Add numerator and denominator: the names of the rows above and below the line.",
    Rollup.NPS: "Add promoters, detractors and responses: the names of the rows that count them.",
    Rollup.FORMULA: "Add formula, such as receivables / net_sales * days.",
    Rollup.WEIGHTED_MEAN: "Add weight_by: the name of the rows that weigh the values.",
}
RATES = (Unit.PERCENT, Unit.POINTS, Unit.RATIO, Unit.INDEX)
HUNDRED = Decimal(100)


def roll_problems(document: Document, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Everything about the roll-ups of all KPIs."""
    ratios = {kpi.id for _, kpi in entries if kpi.rollup is Rollup.RATIO}
    formulas: dict[str, Formula] = {}
    for index, kpi in entries:
        at = ("kpis", index)
        yield from _own_keys(document, at, kpi)
        yield from _parts(document, at, kpi, ratios)
        yield from _adding(document, at, kpi)
        yield from _guard(document, at, kpi)
        yield from _phasing(document, at, kpi)
        yield from _weights(document, at, kpi)
        if kpi.rollup is Rollup.FORMULA and kpi.formula:
            try:
                formulas[kpi.id] = parse(kpi.formula)
            except FormulaError as error:
                place = document.place((*at, "formula"))
                yield Problem(place, f"formula, sign {error.column}: {error.message}", error.hint)
                continue
            yield from _inputs(document, at, kpi, formulas[kpi.id], {one.id for _, one in entries})
        elif kpi.inputs:
            yield _useless(document, at, "inputs", Rollup.FORMULA)
    yield from _circles(document, entries, formulas)


def _own_keys(document: Document, at: Path, kpi: KpiFile) -> Iterator[Problem]:
    for rollup, keys in OWN_KEYS.items():
        given = [key for key in keys if getattr(kpi, key).strip()]
        if kpi.rollup is rollup and len(given) < len(keys):
            yield Problem(document.place((*at, "rollup")), f'{rollup} "{kpi.id}" lacks its parts', NEEDS[rollup])
        if kpi.rollup is not rollup:
            yield from (_useless(document, at, key, rollup) for key in given)


def _useless(document: Document, at: Path, key: str, rollup: Rollup) -> Problem:
    hint = f"Write rollup: {rollup} beside it, or remove it."
    return Problem(document.key_place((*at, key)), f"{key} is of use to a {rollup} only", hint)


def _parts(document: Document, at: Path, kpi: KpiFile, ratios: set[str]) -> Iterator[Problem]:
    for name in ("numerator", "denominator"):
        part = getattr(kpi, name).strip()
        if kpi.rollup is Rollup.RATIO and part in ratios:
            message = f'{name} "{part}" is a ratio itself'
            yield Problem(document.place((*at, name)), message, "Name rows that add up, such as counts or amounts.")


def _adding(document: Document, at: Path, kpi: KpiFile) -> Iterator[Problem]:
    """A rate is never added up: three months at 91 % are not 273 %."""
    if kpi.rollup is Rollup.SUM and kpi.unit in RATES:
        message = f'"{kpi.id}" would add up its months, and {kpi.unit} cannot be added'
        hint = "Write rollup: ratio with its parts, weighted_mean, last or mean."
        yield Problem(document.place((*at, "unit")), message, hint)
    if kpi.across and kpi.unit in RATES:
        message = f'"{kpi.id}" would add up its segments, and {kpi.unit} cannot be added'
        yield Problem(document.place((*at, "across")), message, "Remove across; rates need rollup: ratio.")


def _guard(document: Document, at: Path, kpi: KpiFile) -> Iterator[Problem]:
    if kpi.n and kpi.rollup is not Rollup.FORMULA:
        hint = "A ratio counts its denominator, nps its responses; remove it."
        yield Problem(document.key_place((*at, "n")), "n is of use to a formula only", hint)
    counted = kpi.n or kpi.rollup in (Rollup.RATIO, Rollup.NPS)
    if kpi.min_n is not None and not counted:
        hint = "Add n: the name of the rows that count the cases; or remove it."
        yield Problem(document.key_place((*at, "min_n")), "min_n without n guards nothing", hint)


def _phasing(document: Document, at: Path, kpi: KpiFile) -> Iterator[Problem]:
    if kpi.phasing is None:
        return
    place = document.place((*at, "phasing"))
    if kpi.rollup is not Rollup.SUM:
        hint = "Write target instead: what does not add up has one goal the whole year."
        yield Problem(place, "phasing spreads what adds up over the year", hint)
    elif isinstance(kpi.phasing, list):
        total = sum(kpi.phasing, Decimal(0))
        if len(kpi.phasing) not in (4, 12):
            message = f"phasing has {len(kpi.phasing)} parts"
            yield Problem(place, message, "Write the percentages of 4 quarters or 12 months.")
        elif total != HUNDRED:
            yield Problem(place, f"the parts of phasing add up to {total:f}", "Make them add up to 100.")


def yearly_problems(document: Document, at: Path, goal: Thresholds, rollup: Rollup) -> Iterator[Problem]:
    """What a goal may not say of a whole year."""
    if goal.annual is None:
        return
    place = document.key_place((*at, "annual"))
    if goal.target is not None:
        hint = "Keep one: target is the goal of a quarter, annual that of a year."
        yield Problem(place, "annual and target stand side by side", hint)
    if rollup is not Rollup.SUM:
        hint = "Write target: what does not add up has one goal the whole year."
        yield Problem(place, "annual spreads what adds up over the year", hint)


def contract_problems(document: Document, at: Path, goal: Thresholds, direction: Direction) -> Iterator[Problem]:
    """What a goal may not say of a contract."""
    if goal.sla is not None and direction is Direction.BAND:
        hint = "Write direction: higher or lower, or remove it."
        yield Problem(document.key_place((*at, "sla")), "sla is of no use to a band", hint)
    if goal.penalty and goal.sla is None:
        hint = "Add sla: the level that the contract promises."
        yield Problem(document.key_place((*at, "penalty")), "penalty without sla", hint)


def _weights(document: Document, at: Path, kpi: KpiFile) -> Iterator[Problem]:
    if not isinstance(kpi.weight, list):
        return
    if not kpi.weight:
        yield Problem(document.place((*at, "weight")), "weight is an empty list", "Write a number.")
    since = [one.since for one in kpi.weight]
    for number, day in enumerate(since):
        if day in since[:number]:
            message = "two weights hold from the same date on"
            yield Problem(document.place((*at, "weight", number)), message, "Give each its own since, such as 2026-01.")


def _inputs(document: Document, at: Path, kpi: KpiFile, formula: Formula, known: set[str]) -> Iterator[Problem]:
    used = {one.name for one in inputs(formula)}
    if not used:
        yield Problem(document.place((*at, "formula")), "the formula names no rows", "Name rows or other KPIs in it.")
    for name in kpi.inputs:
        place = document.key_place((*at, "inputs", name))
        if name not in used:
            yield Problem(place, f'the formula does not name "{name}"', f"It names {', '.join(sorted(used))}.")
        elif name in known:
            yield Problem(place, f'"{name}" is a KPI and rolls up as it says itself', "Remove it here.")
    if kpi.n and kpi.n.strip() not in used:
        place = document.place((*at, "n"))
        yield Problem(place, f'the formula does not name "{kpi.n.strip()}"', f"It names {', '.join(sorted(used))}.")
    if kpi.id in RESERVED:
        hint = "Call it something else."
        yield Problem(document.place((*at, "id")), f'"{kpi.id}" is a word of the language of formulas', hint)


def _circles(document: Document, entries: Sequence[Entry], formulas: Mapping[str, Formula]) -> Iterator[Problem]:
    """KPIs that are worked out from themselves."""
    for index, kpi in entries:
        if kpi.id in formulas and kpi.id in _reached(kpi.id, formulas):
            hint = "Name rows, or a KPI that does not lead back here."
            place = document.place(("kpis", index, "formula"))
            yield Problem(place, f'"{kpi.id}" would be worked out from itself', hint)


def _reached(start: str, formulas: Mapping[str, Formula]) -> set[str]:
    found: set[str] = set()
    ahead = [one.name for one in inputs(formulas[start])]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += [one.name for one in inputs(formulas[name])] if name in formulas else []
    return found
