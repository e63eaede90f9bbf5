"""Workspaces made up by hypothesis, and pairs of them that differ only in what the client may not see."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

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
Values = tuple[int | None, ...]
NOTHING: Values = (None,) * len(MONTHS)


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


@dataclass(frozen=True)
class Note:
    """A comment or an action."""

    about: str
    text: str
    visibility: str


@dataclass(frozen=True)
class World:
    """A workspace with one account, or with another one as well when that has rows; `mix` says how hidden rows lie
    among the shared ones."""

    tier: int
    locale: str
    kpis: tuple[Kpi, ...]
    comments: tuple[Note, ...]
    actions: tuple[Note, ...]
    contacts: tuple[str, ...]
    projects: tuple[Note, ...] = ()
    touchpoints: tuple[str, ...] = ()
    other: Values = NOTHING
    mix: int = 0

    def hides(self, kpi: Kpi) -> bool:
        """True when the client may not see `kpi`."""
        return kpi.sharing is None or kpi.sharing > self.tier

    def shows(self, note: Note) -> bool:
        """True when the client may see `note`."""
        tier = note.visibility.removeprefix("tier ")
        return note.visibility == "client" or (tier.isdigit() and self.tier >= int(tier))


def words(least: int = 2, most: int = 5) -> st.SearchStrategy[str]:
    """A short plain text."""
    return st.lists(st.sampled_from(WORDS), min_size=least, max_size=most).map(" ".join)


def kpi(index: int, sharing: st.SearchStrategy[int | None]) -> st.SearchStrategy[Kpi]:
    """A KPI with 21 months to 2026-09, some missing."""
    return st.builds(
        Kpi,
        id=st.just(f"kpi_{index}"),
        label=words(2, 4).map(lambda text: f"{text} {'abcdefghijkl'[index]}"),
        perspective=st.sampled_from(PERSPECTIVES),
        unit=st.sampled_from(UNITS),
        rollup=st.sampled_from(("sum", "last", "mean")),
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
    ).map(_addable)


def _addable(one: Kpi) -> Kpi:
    """A rate is not added up."""
    rate = one.unit in ("percent", "points")
    return replace(one, rollup="last") if rate and one.rollup == "sum" else one


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
    note = st.builds(Note, about=st.sampled_from(tuple(topics)), text=words(3, 9), visibility=visibility)
    return st.lists(note, max_size=4, unique_by=lambda one: one.text).map(tuple)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A workspace in which at least one KPI is shared and has a figure in 2026-Q3."""
    count = draw(st.integers(2, 6))
    sharing = st.sampled_from((None, 1, 2, 3, 4))
    kpis = [draw(kpi(index, sharing)) for index in range(count)]
    kpis[0] = replace(kpis[0], sharing=1, unit="count", rollup="sum", values=(*kpis[0].values[:-1], 40))
    topics = [one.id for one in kpis] + ["review", *PERSPECTIVES]
    visibility = st.sampled_from(("internal", "client", "tier 2", "tier 4"))
    return World(
        tier=draw(st.integers(1, 4)),
        locale=draw(st.sampled_from(("en", "fr"))),
        kpis=tuple(kpis),
        comments=draw(notes([*topics, "ask"], visibility)),
        actions=draw(notes(topics, visibility)),
        contacts=tuple(draw(st.lists(words(2, 2), max_size=2))),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[World, World]:
    """Two workspaces that agree in everything that the client may see, and in nothing else."""
    world = draw(worlds())
    kept = [one for one in world.kpis if not world.hides(one)]
    others = [draw(_other(one)) for one in world.kpis if world.hides(one) and draw(st.booleans())]
    others += [draw(kpi(len(world.kpis) + 1, st.none()))] if draw(st.booleans()) else []
    topics = [one.id for one in kept + others] + ["review", *PERSPECTIVES]
    known = {one.id for one in kept}
    twin = replace(
        world,
        kpis=tuple(_in_order([draw(_same_to_see(one)) for one in kept], others, draw)),
        comments=_shown(world.comments, world, known, "") + draw(notes([*topics, "ask"], SECRET)),
        actions=_shown(world.actions, world, known) + draw(notes(topics, SECRET)),
    )
    return _around(world, draw), _around(twin, draw)


SECRET = st.just("internal")


def _around(world: World, draw: st.DrawFn) -> World:
    """The world with hidden facts of every other kind drawn for it alone."""
    return replace(
        world,
        contacts=tuple(draw(st.lists(words(2, 2), max_size=2))),
        projects=draw(notes(("north", "south"), SECRET)),
        touchpoints=tuple(draw(st.lists(words(2, 2), max_size=3))),
        other=draw(st.just(NOTHING) | values()),
        mix=draw(st.integers(0, 50)),
    )


def _other(one: Kpi) -> st.SearchStrategy[Kpi]:
    index = int(one.id.removeprefix("kpi_"))
    return kpi(index, st.just(one.sharing))


def _same_to_see(one: Kpi) -> st.SearchStrategy[Kpi]:
    """A shared KPI with other figures of a competitor that is not shared with it."""
    return st.just(one) if one.rival_shared else values().map(lambda rival: replace(one, rival=rival))


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


def write(world: World, folder: Path) -> Path:
    """The workspace as files in `folder`."""
    (folder / "accounts").mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    _yaml(folder / "reviewgen.yml", _settings())
    _yaml(folder / "kpis.yml", {"kpis": [_catalogue(one) for one in world.kpis]})
    account = {"id": "acme", "name": "Acme", "tier": world.tier, "locale": world.locale}
    _yaml(folder / "accounts" / "acme.yml", account)
    if world.other != NOTHING:
        _yaml(folder / "accounts" / "globex.yml", {"id": "globex", "name": "Globex", "tier": 4, "locale": "en"})
    for name, rows in _tables(world).items():
        _csv(folder / "data" / f"{name}.csv", TABLES[name], rows)
    return folder


TABLES = {
    "observations": ("account", "kpi", "period", "scenario", "segment", "value"),
    "comments": ("account", "period", "about", "text", "author", "visibility"),
    "actions": ("account", "action", "side", "owner", "due", "about", "visibility"),
    "projects": ("account", "project", "title", "visibility"),
    "milestones": ("account", "project", "title", "due", "visibility"),
    "contacts": ("account", "name", "function"),
    "touchpoints": ("account", "date", "name"),
}
Line = dict[str, Any]


def _tables(world: World) -> Mapping[str, list[Line]]:
    """The rows of each table; hidden rows lie among the shared ones."""
    comment = {"account": "acme", "period": "2026-Q3"}
    action = {"account": "acme", "side": "joint"}
    project = {"account": "acme"}
    return {
        "observations": _mixed([line for one in world.kpis for line in _observations(one, world)], world.mix),
        "comments": _notes(world.comments, world, "text", comment),
        "actions": _notes(world.actions, world, "action", action),
        "projects": [project | {"project": f"{one.about} {one.text}", "title": one.text} for one in world.projects],
        "milestones": [
            project | {"project": one.about, "title": one.text, "due": "2026-08-31"} for one in world.projects
        ],
        "contacts": [{"account": "acme", "name": name} for name in world.contacts],
        "touchpoints": [{"account": "acme", "date": "2026-09-03", "name": name} for name in world.touchpoints],
    }


def _observations(one: Kpi, world: World) -> Iterator[tuple[bool, Line]]:
    """Every row of a KPI, and whether it is hidden."""
    hidden = world.hides(one)
    parts = [f"part {number}" for number in range(one.segments)] if one.segments > 1 else [""]
    for segment in parts:
        yield from _lines("acme", one.id, "actual", segment, one.values, hidden)
    if hidden and one.early is not None:
        yield True, {"account": "acme", "kpi": one.id, "period": EARLY, "scenario": "actual", "value": one.early}
    yield from _lines("acme", one.id, "target", "", one.targets, hidden)
    yield from _lines("acme", one.id, "Rivale", "", one.rival, hidden or not one.rival_shared)
    yield from _lines("globex", one.id, "actual", "", world.other, True)


def _lines(
    account: str, kpi_id: str, scenario: str, segment: str, values: Values, hidden: bool
) -> Iterator[tuple[bool, Line]]:
    for month, value in zip(MONTHS, values, strict=True):
        if value is not None:
            found = {"account": account, "kpi": kpi_id, "period": month, "value": value}
            yield hidden, found | {"scenario": scenario, "segment": segment}


def _notes(found: tuple[Note, ...], world: World, column: str, common: Line) -> list[Line]:
    lines = [
        (not world.shows(note), common | {"about": note.about, column: note.text, "visibility": note.visibility})
        for note in found
    ]
    return _mixed(lines, world.mix)


def _mixed(lines: Iterable[tuple[bool, Line]], mix: int) -> list[Line]:
    """The shared rows in their order, the hidden ones between them at places that depend on `mix`."""
    held = list(lines)
    merged = [line for hidden, line in held if not hidden]
    for number, line in enumerate(line for hidden, line in held if hidden):
        merged.insert((number * 7 + mix) % (len(merged) + 1), line)
    return merged


def _settings() -> Mapping[str, Any]:
    tables = {name: f"data/{name}.csv" for name in TABLES}
    return {"company": "Maison", "currency": "EUR", "locale": "en", "as_of": "2026-10-12", "tables": tables}


def _catalogue(one: Kpi) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "id": one.id,
        "label": one.label,
        "perspective": one.perspective,
        "definition": f"What {one.label} means",
        "unit": one.unit,
        "rollup": one.rollup,
        "direction": one.direction,
        "weight": one.weight,
        "owner": "Ann Ower",
        "source": "Books",
        "sharing": "never" if one.sharing is None else _sharing(one),
    }
    return found | ({} if one.target is None else {"target": one.target})


def _sharing(one: Kpi) -> Mapping[str, Any]:
    return {"from_tier": one.sharing} | ({"scenarios": ["Rivale"]} if one.rival_shared else {})


def _yaml(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")


def _csv(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
