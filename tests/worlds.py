"""Workspaces made up by hypothesis, and pairs of them that differ only in what the client may not see."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from hypothesis import strategies as st

PERSPECTIVES = ("market", "process", "relationships", "logistics", "finance")
UNITS = ("currency", "percent", "points", "count", "days")
WORDS = (
    "listing", "shelf", "price", "volume", "slot", "margin", "order", "plan", "stock", "rebate", "audit", "joint",
    "launch", "promo", "region", "store",
)  # fmt: skip
MONTHS = tuple(f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13))[:21]
EARLY = "2023-02"
COMING = ("2026-10", "2026-11", "2026-12")
YEAR = "2026"
Values = tuple[int | None, ...]
Line = dict[str, Any]
"""A row by column, or an entry of a file by key."""
NOTHING: Values = (None,) * len(MONTHS)
NOTHING_COMING: Values = (None,) * len(COMING)
MEASURED = (
    "meetings",
    "meetings_visit",
    "contacts",
    "contacts_met",
    "contacts_fresh",
    "roles_covered",
    "functions_covered",
    "breadth",
    "milestones_due",
    "milestones_on_time",
    "actions_due",
    "actions_on_time_ours",
    "actions_closed",
)
"""KPIs without a row: they are counted in the other tables."""
PARTS = {
    "ratio": ("numerator", "denominator"),
    "nps": ("promoters", "detractors", "responses"),
    "weighted_mean": ("weight_by",),
}
"""The keys of the roll-ups that need rows of other names."""


@dataclass(frozen=True)
class Kpi:
    """One KPI of a made-up catalogue with its monthly values, and those of its targets and of a competitor."""

    id: str
    label: str
    perspective: str
    unit: str
    rollup: str
    direction: str
    sharing: int | None
    target: int | None
    weight: int
    values: Values
    targets: Values = NOTHING
    rival: Values = NOTHING
    rival_shared: bool = False
    segments: int = 1
    early: int | None = None
    """A value of a month long before the others; it is told of a hidden KPI only."""
    sites: int = 1
    parts: tuple[Values, ...] = ()
    formula: str = ""
    forecast: Values = NOTHING_COMING
    forecast_year: int | None = None
    forecast_shared: bool = False
    coming: Values = NOTHING_COMING
    """Targets of months still to come, told with the forecast alone."""
    annual: int | None = None
    phasing: str | tuple[int, ...] = "even"
    sla: int | None = None
    penalty: str = ""
    later_weight: int | None = None
    missing: str = "leave_out"

    @property
    def inputs(self) -> tuple[str, ...]:
        """The KPIs that its formula names."""
        return tuple(re.findall(r"kpi_\d+", self.formula))


@dataclass(frozen=True)
class Note:
    """A comment or an action."""

    about: str
    text: str
    visibility: str
    cause: str = ""
    due: str = ""
    done: str = ""
    side: str = "joint"


@dataclass(frozen=True)
class Person:
    """Somebody at the account."""

    name: str
    function: str
    role: str
    owner: str
    last: str
    visibility: str


@dataclass(frozen=True)
class Meeting:
    """A touchpoint."""

    name: str
    on: str
    kind: str
    owner: str
    visibility: str


@dataclass(frozen=True)
class Step:
    """A milestone."""

    title: str
    due: str
    done: str
    side: str
    visibility: str


Seen = TypeVar("Seen", Note, Person, Meeting, Step)


@dataclass(frozen=True)
class World:
    """A workspace with one account, or with another one as well when that has rows; `mix` says how hidden rows lie
    among the shared ones."""

    tier: int
    locale: str
    kpis: tuple[Kpi, ...]
    comments: tuple[Note, ...]
    actions: tuple[Note, ...]
    contacts: tuple[Person, ...]
    projects: tuple[Note, ...] = ()
    touchpoints: tuple[Meeting, ...] = ()
    milestones: tuple[Step, ...] = ()
    sales: tuple[Values, Values] | None = None
    """Sales and volumes of a second product (those of the first never change), for price, volume and mix."""
    other: Values = NOTHING
    mix: int = 0

    def hides(self, kpi: Kpi) -> bool:
        """True when the client may not see `kpi`."""
        return kpi.sharing is None or kpi.sharing > self.tier

    def shows(self, note: Note | Person | Meeting | Step) -> bool:
        """True when the client may see `note`."""
        tier = note.visibility.removeprefix("tier ")
        return note.visibility == "client" or (tier.isdigit() and self.tier >= int(tier))


def words(least: int = 2, most: int = 5) -> st.SearchStrategy[str]:
    """A short plain text."""
    return st.lists(st.sampled_from(WORDS), min_size=least, max_size=most).map(" ".join)


def kpi(index: int, sharing: st.SearchStrategy[int | None], inputs: tuple[str, ...] = ()) -> st.SearchStrategy[Kpi]:
    """A KPI with 21 months to 2026-09, some missing; a formula names KPIs out of `inputs`."""
    simple = ("sum", "last", "mean")
    return st.builds(
        Kpi,
        id=st.just(f"kpi_{index}"),
        label=words(2, 4).map(lambda text: f"{text} {'abcdefghijkl'[index]}"),
        perspective=st.sampled_from(PERSPECTIVES),
        unit=st.sampled_from(UNITS),
        rollup=st.sampled_from((*simple, *simple, *PARTS, *(("formula", "formula") if inputs else ()))),
        direction=st.sampled_from(("higher", "lower")),
        sharing=sharing,
        target=st.none() | st.integers(1, 2_000_000),
        weight=st.integers(1, 3),
        values=values(),
        targets=st.just(NOTHING) | values(),
        rival=st.just(NOTHING) | values(),
        rival_shared=st.booleans(),
        segments=st.integers(1, 2),
        early=st.none() | st.integers(1, 900),
        sites=st.integers(1, 2),
        parts=st.tuples(values(), values(), values()),
        formula=formulas(inputs),
        forecast=coming(),
        forecast_year=st.none() | st.integers(1, 9_000_000),
        forecast_shared=st.booleans(),
        coming=coming(),
        annual=st.none() | st.integers(1, 9_000_000),
        phasing=st.sampled_from(("even", "last_year", (10, 20, 30, 40))),
        sla=st.none() | st.integers(1, 1_000_000),
        penalty=st.just("") | words(2, 4),
        later_weight=st.none() | st.integers(1, 5),
        missing=st.sampled_from(("leave_out", "leave_out", "score_zero")),
    ).map(sound)


def sound(one: Kpi) -> Kpi:
    """As the catalogue may say it: a rate is not added up, and only what adds up is spread over the year."""
    rate = one.unit in ("percent", "points")
    rollup = "last" if rate and one.rollup == "sum" else one.rollup
    sums = rollup == "sum"
    return replace(
        one,
        rollup=rollup,
        parts=one.parts[: len(PARTS.get(rollup, ()))],
        formula=one.formula if rollup == "formula" else "",
        segments=one.segments if sums else 1,
        sites=one.sites if sums else 1,
        annual=one.annual if sums else None,
        target=None if sums and one.annual is not None else one.target,
        penalty="" if one.sla is None else one.penalty,
    )


def formulas(inputs: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A formula over KPIs out of `inputs`; "" where there are none."""
    if not inputs:
        return st.just("")
    name = st.sampled_from(inputs)
    shapes = ("{0} - {1}", "100 * {0} / {1}", "{0} / {1} * days", "100 * ({0} / year_ago({0}) - 1)", "max({0}, {1})")
    return st.builds(lambda shape, one, other: shape.format(one, other), st.sampled_from(shapes), name, name)


def coming() -> st.SearchStrategy[Values]:
    """Values of the months still to come, or of none."""
    some = st.lists(st.integers(1, 2_000_000), min_size=len(COMING), max_size=len(COMING)).map(tuple)
    return st.just(NOTHING_COMING) | some


def people(visibility: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Person, ...]]:
    """A few contacts."""
    one = st.builds(
        Person,
        name=words(2, 2),
        function=st.sampled_from(("buying", "stores", "")),
        role=st.sampled_from(("sponsor", "champion", "decision maker", "")),
        owner=st.sampled_from(("Ann Ower", "Bo Ower", "")),
        last=st.sampled_from(("2026-05-04", "2026-09-11", "")),
        visibility=visibility,
    )
    return st.lists(one, max_size=3, unique_by=lambda found: found.name).map(tuple)


def meetings(visibility: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Meeting, ...]]:
    """A few touchpoints, some with the same people as the contacts."""
    one = st.builds(
        Meeting,
        name=words(2, 2),
        on=st.sampled_from(("2025-11-03", "2026-06-20", "2026-07-09", "2026-09-03", "2026-10-05")),
        kind=st.sampled_from(("visit", "call", "")),
        owner=st.sampled_from(("Ann Ower", "Bo Ower")),
        visibility=visibility,
    )
    return st.lists(one, max_size=5, unique_by=lambda found: (found.name, found.on)).map(tuple)


def steps(visibility: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Step, ...]]:
    """A few milestones."""
    one = st.builds(
        Step,
        title=words(2, 4),
        due=st.sampled_from(("2026-03-31", "2026-08-31", "2026-12-01", "")),
        done=st.sampled_from(("2026-03-20", "2026-09-04", "")),
        side=SIDES,
        visibility=visibility,
    )
    return st.lists(one, max_size=4, unique_by=lambda found: found.title).map(tuple)


SIDES = st.sampled_from(("ours", "theirs", "joint"))


def values() -> st.SearchStrategy[Values]:
    """Monthly values of one size, with gaps."""
    size = st.sampled_from((50, 5_000, 900_000, 12_000_000))
    return size.flatmap(
        lambda top: st.lists(st.none() | st.integers(top // 3, top), min_size=len(MONTHS), max_size=len(MONTHS)).map(
            tuple
        )
    )


def notes(topics: Iterable[str], visibility: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Note, ...]]:
    """A few comments or actions about `topics`."""
    note = st.builds(
        Note,
        about=st.sampled_from(tuple(topics)),
        text=words(3, 9),
        visibility=visibility,
        cause=st.just("") | SIDES,
        due=st.sampled_from(("", "2026-08-15", "2026-11-20")),
        done=st.sampled_from(("", "2026-08-14", "2026-09-02")),
        side=SIDES,
    )
    return st.lists(note, max_size=4, unique_by=lambda one: one.text).map(tuple)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A workspace in which at least one KPI is shared and has a figure in 2026-Q3."""
    sharing = st.sampled_from((None, 1, 2, 3, 4))
    kpis = [draw(kpi(0, st.just(1)))]
    kpis[0] = sound(replace(kpis[0], unit="count", rollup="sum", values=(*kpis[0].values[:-1], 40)))
    for index in range(1, draw(st.integers(2, 6))):
        kpis.append(draw(kpi(index, sharing, _inputs(kpis))))
    if draw(st.booleans()):
        kpis.append(draw(counted(sharing)))
    topics = [one.id for one in kpis] + ["review", *PERSPECTIVES]
    visibility = st.sampled_from(("internal", "client", "tier 2", "tier 4"))
    return World(
        tier=draw(st.integers(1, 4)),
        locale=draw(st.sampled_from(("en", "fr"))),
        kpis=tuple(kpis),
        comments=draw(notes([*topics, "ask", "next", "outlook"], visibility)),
        actions=draw(notes(topics, visibility)),
        contacts=draw(people(visibility)),
        touchpoints=draw(meetings(visibility)),
        milestones=draw(steps(visibility)),
    )


def _inputs(kpis: Iterable[Kpi]) -> tuple[str, ...]:
    """What a formula may name: KPIs that are no formula themselves."""
    return tuple(one.id for one in kpis if not one.formula and one.id not in MEASURED)


def counted(sharing: st.SearchStrategy[int | None]) -> st.SearchStrategy[Kpi]:
    """A KPI without rows that is counted in the other tables."""
    made = kpi(11, sharing).map(lambda one: replace(one, unit="count", rollup="sum", values=NOTHING, early=None))
    return st.builds(lambda name, one: replace(sound(one), id=name), st.sampled_from(MEASURED), made)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[World, World]:
    """Two workspaces that agree in everything that the client may see, and in nothing else.

    What a shared formula is worked out from is shared through it, so the inputs of one keep their rows.
    """
    world = draw(worlds())
    kept = [one for one in world.kpis if not world.hides(one)]
    pinned = {name for one in kept for name in one.inputs}
    under = [one for one in world.kpis if world.hides(one) and one.id in pinned]
    plain = _inputs([*kept, *under])
    free = [one for one in world.kpis if world.hides(one) and one.id not in pinned]
    others = [draw(_other(one, plain)) for one in free if draw(st.booleans())]
    others += [draw(_dressed(one)) for one in under]
    others += [draw(kpi(len(world.kpis) + 1, st.none(), plain))] if draw(st.booleans()) else []
    topics = [one.id for one in kept + others] + ["review", *PERSPECTIVES]
    known = {one.id for one in kept}
    twin = replace(
        world,
        kpis=tuple(_in_order([one if one.id in pinned else draw(_same_to_see(one)) for one in kept], others, draw)),
        comments=_shown(world.comments, world, known, "") + draw(notes([*topics, "ask", "next", "outlook"], SECRET)),
        actions=_shown(world.actions, world, known) + draw(notes(topics, SECRET)),
        contacts=_seen(world.contacts, world) + draw(people(SECRET)),
        touchpoints=_seen(world.touchpoints, world) + draw(meetings(SECRET)),
        milestones=_seen(world.milestones, world) + draw(steps(SECRET)),
    )
    return _around(world, draw), _around(twin, draw)


SECRET = st.just("internal")


def _seen(found: tuple[Seen, ...], world: World) -> tuple[Seen, ...]:
    """What the client may see of one table."""
    return tuple(one for one in found if world.shows(one))


def _around(world: World, draw: st.DrawFn) -> World:
    """The world with hidden facts of every other kind drawn for it alone."""
    return replace(
        world,
        projects=draw(notes(("north", "south"), SECRET)),
        sales=draw(st.none() | st.tuples(values(), values())),
        other=draw(st.just(NOTHING) | values()),
        mix=draw(st.integers(0, 50)),
    )


def _other(one: Kpi, inputs: tuple[str, ...]) -> st.SearchStrategy[Kpi]:
    """Another hidden KPI in the place of one."""
    if one.id in MEASURED:
        return counted(st.just(one.sharing)).map(lambda made: replace(made, id=one.id))
    return kpi(int(one.id.removeprefix("kpi_")), st.just(one.sharing), inputs)


def _dressed(one: Kpi) -> st.SearchStrategy[Kpi]:
    """A hidden KPI with the rows it has, and with other words, goals and weights."""
    return _other(one, ()).map(
        lambda made: sound(
            replace(
                one,
                label=made.label,
                perspective=made.perspective,
                direction=made.direction,
                target=made.target,
                weight=made.weight,
                later_weight=made.later_weight,
                annual=made.annual,
                phasing=made.phasing,
                sla=made.sla,
                penalty=made.penalty,
                missing=made.missing,
            )
        )
    )


@st.composite
def _same_to_see(draw: st.DrawFn, one: Kpi) -> Kpi:
    """A shared KPI with other figures of what is not shared with it: a competitor, and what is still to come."""
    rival = one.rival if one.rival_shared else draw(values())
    if one.forecast_shared:
        return replace(one, rival=rival)
    year = draw(st.none() | st.integers(1, 9_000_000))
    return replace(one, rival=rival, forecast=draw(coming()), forecast_year=year, coming=draw(coming()))


def _in_order(kept: list[Kpi], others: list[Kpi], draw: st.DrawFn) -> list[Kpi]:
    """The shared KPIs in their own order with the hidden ones anywhere between them."""
    merged = list(kept)
    for one in others:
        merged.insert(draw(st.integers(0, len(merged))), one)
    return merged


def _shown(found: tuple[Note, ...], world: World, known: set[str], unknown: str | None = None) -> tuple[Note, ...]:
    """The shared notes; one on a hidden KPI is about nothing, and a comment on one is hidden with it."""
    shown = [note for note in found if world.shows(note)]
    kept = [note if _known(note, known) else replace(note, about="") for note in shown]
    return tuple(note for note in kept if note.about or unknown is None)


def _known(note: Note, known: set[str]) -> bool:
    return note.about in known or not note.about.startswith("kpi_")


@dataclass(frozen=True)
class Files:
    """A workspace as what stands in its files."""

    settings: Line
    kpis: list[Line]
    accounts: list[Line]
    tables: Mapping[str, list[Line]]


def write(world: World, folder: Path) -> Path:
    """The workspace as files in `folder`."""
    return put(files(world), folder)


def files(world: World) -> Files:
    """What stands in the files of the workspace."""
    account = {"id": "acme", "name": "Acme", "tier": world.tier, "locale": world.locale}
    other = {"id": "globex", "name": "Globex", "tier": 4, "locale": "en"}
    accounts = [account] if world.other == NOTHING else [account, other]
    return Files(_settings(world), [_catalogue(one) for one in world.kpis], accounts, _tables(world))


def put(held: Files, folder: Path) -> Path:
    """`held` as files in `folder`."""
    (folder / "accounts").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    _yaml(folder / "reviewgen.yml", held.settings)
    _yaml(folder / "kpis.yml", {"kpis": held.kpis})
    for account in held.accounts:
        _yaml(folder / "accounts" / f"{account['id']}.yml", account)
    for name, rows in held.tables.items():
        _csv(folder / "data" / f"{name}.csv", TABLES[name], rows)
    return folder


TABLES = {
    "observations": ("account", "kpi", "period", "scenario", "segment", "site", "value"),
    "comments": ("account", "period", "about", "text", "author", "cause", "visibility"),
    "actions": ("account", "action", "side", "owner", "due", "done", "about", "visibility"),
    "projects": ("account", "project", "title", "visibility"),
    "milestones": ("account", "project", "title", "due", "done", "side", "visibility"),
    "contacts": ("account", "name", "function", "role", "owner", "last_contact", "visibility"),
    "touchpoints": ("account", "date", "name", "kind", "owner", "visibility"),
}


def _tables(world: World) -> Mapping[str, list[Line]]:
    """The rows of each table; hidden rows lie among the shared ones."""
    here = {"account": "acme"}
    comments = [
        here | {"period": "2026-Q3", "text": one.text, "cause": one.cause} | _note(one) for one in world.comments
    ]
    promised = ("due", "done", "side")
    actions = [here | {"action": one.text} | _some(one, promised) | _note(one) for one in world.actions]
    contacts = [
        here | _some(one, ("name", "function", "role", "owner")) | {"last_contact": one.last} for one in world.contacts
    ]
    touchpoints = [here | _some(one, ("name", "kind", "owner")) | {"date": one.on} for one in world.touchpoints]
    milestones = [here | {"project": "P"} | _some(one, ("title", *promised)) for one in world.milestones]
    return {
        "observations": _mixed(
            [*_sales(world), *(line for one in world.kpis for line in _observations(one, world))], world
        ),
        "comments": _among(zip(world.comments, comments, strict=True), world),
        "actions": _among(zip(world.actions, actions, strict=True), world),
        "projects": [here | {"project": f"{one.about} {one.text}", "title": one.text} for one in world.projects],
        "milestones": _among(zip(world.milestones, milestones, strict=True), world),
        "contacts": _among(zip(world.contacts, contacts, strict=True), world),
        "touchpoints": _among(zip(world.touchpoints, touchpoints, strict=True), world),
    }


def _note(one: Note) -> Line:
    return {"about": one.about}


def _some(one: object, names: Iterable[str]) -> Line:
    return {name: getattr(one, name) for name in names}


def _observations(one: Kpi, world: World) -> Iterator[tuple[bool, Line]]:
    """Every row of a KPI, and whether it is hidden."""
    hidden = world.hides(one)
    for segment in _split("part", one.segments):
        for site in _split("site", one.sites):
            yield from _lines(
                "acme", one.id, "actual", segment, one.values if not one.formula else NOTHING, hidden, site
            )
    if hidden and one.early is not None and not one.formula:
        yield True, {"account": "acme", "kpi": one.id, "period": EARLY, "scenario": "actual", "value": one.early}
    for name, part in zip(part_names(one), one.parts, strict=True):
        yield from _lines("acme", name, "actual", "", part, hidden)
    yield from _lines("acme", one.id, "target", "", one.targets, hidden)
    yield from _lines("acme", one.id, "Rivale", "", one.rival, hidden or not one.rival_shared)
    told = hidden or not one.forecast_shared
    ahead = (None,) * len(MONTHS)
    yield from _lines("acme", one.id, "target", "", ahead + one.coming, told)
    yield from _lines("acme", one.id, "forecast", "", ahead + one.forecast, told)
    if one.forecast_year is not None:
        row = {"account": "acme", "kpi": one.id, "period": YEAR, "scenario": "forecast", "value": one.forecast_year}
        yield told, row
    if one.id not in MEASURED:
        yield from _lines("globex", one.id, "actual", "", world.other, True)


def _split(name: str, count: int) -> list[str]:
    return [f"{name} {number}" for number in range(count)] if count > 1 else [""]


def part_names(one: Kpi) -> tuple[str, ...]:
    """The names of the rows beside its own."""
    return tuple(f"{one.id}_{key}" for key in PARTS.get(one.rollup, ()))


def _sales(world: World) -> Iterator[tuple[bool, Line]]:
    """Sales and volumes by product, for price, volume and mix; names that no KPI bears."""
    if world.sales is not None:
        for name, values in zip(("turnover", "crates"), world.sales, strict=True):
            yield from _lines("acme", name, "actual", "first", (1_000,) * len(MONTHS), True)
            yield from _lines("acme", name, "actual", "second", values, True)


def _lines(
    account: str, kpi_id: str, scenario: str, segment: str, values: Values, hidden: bool, site: str = ""
) -> Iterator[tuple[bool, Line]]:
    for month, value in zip((*MONTHS, *COMING), values, strict=False):
        if value is not None:
            found = {"account": account, "kpi": kpi_id, "period": month, "value": value}
            yield hidden, found | {"scenario": scenario, "segment": segment, "site": site}


def _among(found: Iterable[tuple[Seen, Line]], world: World) -> list[Line]:
    return _mixed([(not world.shows(one), line | {"visibility": one.visibility}) for one, line in found], world)


def _mixed(lines: Iterable[tuple[bool, Line]], world: World) -> list[Line]:
    """The shared rows in their order, the hidden ones between them at places that depend on the world."""
    held = list(lines)
    merged = [line for hidden, line in held if not hidden]
    for number, line in enumerate(line for hidden, line in held if hidden):
        merged.insert((number * 7 + world.mix) % (len(merged) + 1), line)
    return merged


def _settings(world: World) -> Line:
    tables = {name: f"data/{name}.csv" for name in TABLES}
    house = {"company": "Maison", "currency": "EUR", "locale": "en", "as_of": "2026-10-12", "tables": tables}
    return house | ({} if world.sales is None else {"price_volume_mix": {"sales": "turnover", "volume": "crates"}})


def _catalogue(one: Kpi) -> Line:
    found: Line = {
        "id": one.id,
        "label": one.label,
        "perspective": one.perspective,
        "definition": f"What {one.label} means",
        "unit": one.unit,
        "rollup": one.rollup,
        "direction": one.direction,
        "weight": one.weight if one.later_weight is None else _weights(one),
        "missing": one.missing,
        "owner": "Ann Ower",
        "source": "Books",
        "sharing": "never" if one.sharing is None else _sharing(one),
    }
    found |= {key: f"{one.id}_{key}" for key in PARTS.get(one.rollup, ())}
    found |= {"formula": one.formula} if one.formula else {}
    found |= {"annual": one.annual, "phasing": _phasing(one)} if one.annual is not None else {}
    found |= {} if one.sla is None else {"sla": one.sla} | ({"penalty": one.penalty} if one.penalty else {})
    return found | ({} if one.target is None else {"target": one.target})


def _weights(one: Kpi) -> list[Mapping[str, Any]]:
    return [{"weight": one.weight}, {"since": "2026-07", "weight": one.later_weight}]


def _phasing(one: Kpi) -> str | list[int]:
    return one.phasing if isinstance(one.phasing, str) else list(one.phasing)


def _sharing(one: Kpi) -> Mapping[str, Any]:
    named = (["Rivale"] if one.rival_shared else []) + (["forecast"] if one.forecast_shared else [])
    return {"from_tier": one.sharing} | ({"scenarios": named} if named else {})


def _yaml(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")


def _csv(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
