"""Workspaces made up by hypothesis, and pairs of them that differ only in what the client may not see."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

PERSPECTIVES = ("market", "process", "relationships", "logistics", "finance")
UNITS = ("currency", "percent", "points", "count", "days")
WORDS = "listing shelf price volume slot margin order plan stock rebate audit joint launch promo region store".split()
MONTHS = tuple(f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13))[:21]


@dataclass(frozen=True)
class Kpi:
    """One KPI of a made-up catalogue with its monthly values."""

    id: str
    label: str
    perspective: str
    unit: str
    rollup: str
    direction: str
    sharing: int | None
    target: int | None
    weight: int
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Note:
    """A comment or an action."""

    about: str
    text: str
    visibility: str


@dataclass(frozen=True)
class World:
    """A workspace with one account."""

    tier: int
    locale: str
    kpis: tuple[Kpi, ...]
    comments: tuple[Note, ...]
    actions: tuple[Note, ...]
    contacts: tuple[str, ...]

    def hides(self, kpi: Kpi) -> bool:
        """True when the client may not see `kpi`."""
        return kpi.sharing is None or kpi.sharing > self.tier


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
    )


def values() -> st.SearchStrategy[tuple[int | None, ...]]:
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
    kpis[0] = replace(kpis[0], sharing=1, values=(*kpis[0].values[:-1], 40))
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
    """Two workspaces that agree in everything that the client may see."""
    world = draw(worlds())
    hidden_kpis = [one for one in world.kpis if world.hides(one)]
    kept = [one for one in world.kpis if not world.hides(one)]
    others = [draw(_other(one)) for one in hidden_kpis if draw(st.booleans())]
    others += [draw(kpi(len(world.kpis) + 1, st.none()))] if draw(st.booleans()) else []
    secret = st.just("internal")
    topics = [one.id for one in kept + others] + ["review", *PERSPECTIVES]
    known = {one.id for one in kept + others}
    twin = replace(
        world,
        kpis=tuple(_in_order(kept, others, draw)),
        comments=tuple(note for note in _shown(world.comments, world, known) if note in world.comments)
        + draw(notes([*topics, "ask"], secret)),
        actions=_shown(world.actions, world, known) + draw(notes(topics, secret)),
        contacts=tuple(draw(st.lists(words(2, 2), max_size=2))),
    )
    first = replace(
        world,
        comments=_first(world.comments, world),
        actions=_first(world.actions, world),
    )
    return first, twin


def _other(one: Kpi) -> st.SearchStrategy[Kpi]:
    index = int(one.id.removeprefix("kpi_"))
    return kpi(index, st.just(one.sharing))


def _in_order(kept: list[Kpi], others: list[Kpi], draw: st.DrawFn) -> list[Kpi]:
    """The shared KPIs in their own order with the hidden ones anywhere between them."""
    merged = list(kept)
    for one in others:
        merged.insert(draw(st.integers(0, len(merged))), one)
    return merged


def _visible(note: Note, world: World) -> bool:
    return note.visibility == "client" or (
        note.visibility.startswith("tier") and world.tier >= int(note.visibility.split()[1])
    )


def _first(found: tuple[Note, ...], world: World) -> tuple[Note, ...]:
    """Shared notes first: what the client sees stands in the same order in both workspaces."""
    return tuple(sorted(found, key=lambda note: not _visible(note, world)))


def _shown(found: tuple[Note, ...], world: World, known: set[str]) -> tuple[Note, ...]:
    """The shared notes; what was on a KPI that is gone now is about the whole."""
    shown = [note for note in _first(found, world) if _visible(note, world)]
    return tuple(note if _known(note, known) else replace(note, about="review") for note in shown)


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
    rows = [
        {"account": "acme", "kpi": one.id, "period": month, "value": value}
        for one in world.kpis
        for month, value in zip(MONTHS, one.values, strict=True)
        if value is not None
    ]
    _csv(folder / "data" / "observations.csv", ("account", "kpi", "period", "value"), rows)
    comments = [
        {"account": "acme", "period": "2026-Q3", "about": note.about, "text": note.text, "visibility": note.visibility}
        for note in world.comments
    ]
    _csv(folder / "data" / "comments.csv", ("account", "period", "about", "text", "author", "visibility"), comments)
    actions = [
        {"account": "acme", "action": note.text, "side": "joint", "about": note.about, "visibility": note.visibility}
        for note in world.actions
    ]
    _csv(folder / "data" / "actions.csv", ("account", "action", "side", "owner", "due", "about", "visibility"), actions)
    contacts = [{"account": "acme", "name": name} for name in world.contacts]
    _csv(folder / "data" / "contacts.csv", ("account", "name", "function"), contacts)
    return folder


def _settings() -> Mapping[str, Any]:
    tables = {name: f"data/{name}.csv" for name in ("observations", "comments", "actions", "contacts")}
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
        "sharing": "never" if one.sharing is None else {"from_tier": one.sharing},
    }
    return found | ({} if one.target is None else {"target": one.target})


def _yaml(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")


def _csv(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
