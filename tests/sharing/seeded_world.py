"""Two workspaces that differ only in what their client may not see, small enough to be built by the dozen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import yaml

from reviewgen.cli import group
from reviewgen.cli.failures import explain

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
TABLES = {
    "observations": ("account", "kpi", "period", "scenario", "segment", "value"),
    "comments": ("account", "period", "about", "text", "author", "cause", "visibility"),
    "actions": ("account", "action", "side", "owner", "due", "about", "visibility"),
    "projects": ("account", "project", "title", "budget", "visibility"),
    "contacts": ("account", "name", "function", "role", "owner", "last_contact", "visibility"),
    "touchpoints": ("account", "date", "name", "kind", "owner", "visibility"),
}
PANEL = {"holder": "Panel", "approved_by": "Ann Ower", "approved_on": "2026-01-05", "ask": "Ann Ower"}
TERMS = {
    "expired": {**PANEL, "valid_until": "2026-06-30"},
    "embargoed": {**PANEL, "embargo_until": "2026-12-01"},
    "unapproved": {"holder": "Panel", "ask": "Ann Ower"},
    "house": {**PANEL, "audiences": []},
}
BARRED = {"expired": "Panel rank", "embargoed": "Panel trips", "unapproved": "Panel loyalty", "house": "Panel basket"}


@dataclass(frozen=True)
class Hidden:
    """What tells the two workspaces apart."""

    sales: int
    """Of the quarter; shown as 5.2 M€ in both."""
    promo: int
    """Told in steps of 50,000."""
    volume: int
    """Told as an index: all quarters are multiples of it."""
    stock: int
    """Told as a status alone."""
    levels: tuple[int, ...]
    """Of the KPIs that are not shared, one after the other."""
    rising: bool
    """Whether those rise and reach their goals; otherwise they fall to half of them."""
    early: bool
    """Whether rows of one of them reach back two years more."""
    names: str
    """Stands in all labels of those."""
    words: tuple[str, str]
    """Of an internal comment, and of all other internal texts."""
    people: tuple[str, ...]
    rows_first: bool
    """Whether hidden rows stand before the shared ones."""


ONE = Hidden(
    sales=5_195_003,
    promo=312_457,
    volume=104_731,
    stock=17,
    levels=(417_123, 288_311, 39_117, 41_903, 67_211, 71_389, 23_917, 977_431),
    rising=True,
    early=True,
    names="north",
    words=("Rebate terms eat what is left at this account", "Quiet plan to leave the second depot"),
    people=("Odette Vasseur", "Marius Quint"),
    rows_first=True,
)
OTHER = Hidden(
    sales=5_204_891,
    promo=288_619,
    volume=209_462,
    stock=18,
    levels=(83_977, 641_099, 57_301, 22_717, 91_493, 13_789, 88_007, 55_229, 315_283),
    rising=False,
    early=False,
    names="south",
    words=("They pay far more than anyone else does", "Hold the launch back until the spring"),
    people=("Bastien Corvo",),
    rows_first=False,
)


@dataclass(frozen=True)
class Outcome:
    """Everything that a client build lets out."""

    code: int
    said: str
    files: Mapping[str, bytes]


def build(folder: Path, formats: str = "pptx", audience: str = "client") -> Outcome:
    """The build of the workspace's one account for the client, by the command line."""
    out, err = io.StringIO(), io.StringIO()
    words = ["build", "2026-Q3", "--workspace", str(folder), "--account", "acme", "--audience", audience]
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = group([*words, "--format", formats], standalone_mode=False) or 0
        except Exception as error:
            code = explain(error)
    made = sorted((folder / "out/client").rglob("*.p*")) if (folder / "out").exists() else []
    said = (out.getvalue() + err.getvalue()).replace(str(folder), "")
    return Outcome(code, said, {path.name: path.read_bytes() for path in made if path.is_file()})


def write(hidden: Hidden, folder: Path) -> Path:
    """The workspace as files in `folder`."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "accounts").mkdir(exist_ok=True)
    _yaml(folder / "reviewgen.yml", _settings())
    first, *others = _not_shared(hidden)
    _yaml(folder / "kpis.yml", {"kpis": [first, *_shared(hidden), *others]})
    ours = {"sharing": "never", "reason": "Agreed with the sponsor"}
    _yaml(folder / "accounts/acme.yml", {"id": "acme", "name": "Acme", "tier": 2, "sharing": {"pallets": ours}})
    _yaml(folder / "accounts/globex.yml", {"id": "globex", "name": "Globex Trading", "tier": 4})
    for name, rows in _tables(hidden).items():
        _csv(folder / "data" / f"{name}.csv", TABLES[name], rows)
    return folder


def _settings() -> Mapping[str, object]:
    return {
        "company": "Maison",
        "currency": "EUR",
        "locale": "en",
        "as_of": "2026-10-12",
        "tables": {name: f"data/{name}.csv" for name in TABLES},
        "terms": TERMS,
        "sharing": {"projects": "never", "market": 3},
        "price_volume_mix": {"sales": "turnover", "volume": "crates"},
    }


def _shared(hidden: Hidden) -> Iterator[Mapping[str, object]]:
    """What the client sees, some of it in part."""
    volume = hidden.volume * 11 // 10
    yield _kpi("shelf", "Share of shelf", "market", "percent", 45, {"from_tier": 1, "scenarios": ["market"]})
    yield _kpi("promo", "Promotions", "market", "currency", 300_000, _mode("rounded", step=50_000))
    yield _kpi("sales", "Net sales", "finance", "currency", 5_200_000, {"from_tier": 1}) | {"weight": 2}
    yield _kpi("volume", "Volume", "finance", "count", volume, _mode("index", base="2025-Q1"))
    yield _kpi("stock", "Stock days", "finance", "days", hidden.stock + 4, _mode("status")) | {"direction": "lower"}


def _not_shared(hidden: Hidden) -> Iterator[Mapping[str, object]]:
    """What the client does not see: never, not yet, under terms that do not hold, and by exception."""

    def label(text: str) -> str:
        return f"{text} {hidden.names}"

    levels = iter(level if hidden.rising else level * 2 for level in hidden.levels)
    yield _kpi("margin", label("Contribution left"), "finance", "currency", next(levels), "never") | {"weight": 3}
    yield _kpi("audits", label("Audit points lost"), "finance", "currency", next(levels), {"from_tier": 3})
    for terms, text in BARRED.items():
        yield _kpi(terms, label(text), "market", "currency", next(levels), {"from_tier": 1}) | {"terms": terms}
    yield _kpi("pallets", label("Pallet fees"), "logistics", "currency", next(levels), {"from_tier": 1})
    if len(hidden.levels) > len(ONE.levels):
        yield _kpi("detours", label("Detours driven"), "logistics", "currency", next(levels), "never")


def _mode(mode: str, **changes: object) -> Mapping[str, object]:
    return {"from_tier": 1, "mode": mode, **changes}


def _kpi(name: str, label: str, perspective: str, unit: str, target: int, sharing: object) -> dict[str, object]:
    return {
        "id": name,
        "label": label,
        "perspective": perspective,
        "definition": f"What {label.lower()} means",
        "unit": unit,
        "rollup": "last",
        "target": target,
        "owner": "Ann Ower",
        "source": f"Books of {label.lower()}",
        "sharing": sharing,
    }


def _tables(hidden: Hidden) -> Mapping[str, list[Mapping[str, object]]]:
    comment, text = hidden.words
    here = {"account": "acme"}
    secret = here | {"visibility": "internal"}
    shown = here | {"visibility": "client", "period": "2026-Q3", "author": "Ann Ower"}
    kept = secret | {"period": "2026-Q3", "author": "Ann Ower", "cause": "ours"}
    comments = [shown | {"about": "sales", "text": "The launch carried it"}]
    comments[0 if hidden.rows_first else 1 : 0] = [kept | {"about": "sales", "text": comment}]
    promised = {"side": "joint", "owner": "Ann Ower", "due": "2026-11-20", "about": "shelf"}
    people = {"function": "buying", "role": "sponsor", "owner": "Ann Ower"}
    return {
        "observations": _rows(hidden),
        "comments": [*comments, kept | {"about": "margin", "text": f"{comment} too"}],
        "actions": [
            here | {"visibility": "client", "action": "Agree the shelf plan"} | promised,
            secret | {"action": text} | promised,
        ],
        "projects": [here | {"visibility": "client", "project": "P", "title": text, "budget": hidden.levels[-1]}],
        "contacts": [secret | {"name": name, "last_contact": "2026-09-11"} | people for name in hidden.people],
        "touchpoints": [
            secret | {"date": "2026-09-03", "name": name, "kind": "visit", "owner": "Ann Ower"}
            for name in hidden.people
        ],
    }


def _rows(hidden: Hidden) -> list[Mapping[str, object]]:
    told = [
        *_lines("shelf", (41, 41, 42, 42, 43, 43, 44)),
        *_lines("promo", (300_000,) * 6 + (hidden.promo,)),
        *_lines("sales", (4_800_000, 4_900_000, 4_960_000, 5_000_000, 5_050_000, 5_100_000, hidden.sales)),
        *_lines("volume", (hidden.volume,) * 7),
        *_lines("stock", (hidden.stock,) * 7),
    ]
    untold = [*_withheld(hidden), *_beside(hidden)]
    return untold + told if hidden.rows_first else told + untold


def _withheld(hidden: Hidden) -> Iterator[Mapping[str, object]]:
    for one, level in zip(_not_shared(hidden), hidden.levels, strict=False):
        steps = range(-6, 1) if hidden.rising else range(6, -1, -1)
        yield from _lines(str(one["id"]), tuple(level + step * level // 20 for step in steps))
    if hidden.early:
        yield {"account": "acme", "kpi": "margin", "period": "2023-Q2", "scenario": "actual", "value": hidden.stock}


def _beside(hidden: Hidden) -> Iterator[Mapping[str, object]]:
    """Other scenarios of shared KPIs, the sales by product, and the figures of another account."""
    level = hidden.levels[-1]
    yield from _lines("sales", tuple(level * 5 + step for step in range(7)), "Rivale")
    yield from _lines("shelf", (37 if hidden.rising else 31,) * 7, "market")
    yield {"account": "acme", "kpi": "sales", "period": "2026", "scenario": "forecast", "value": level * 20}
    for segment, size in (("first", level), ("second", level // 3)):
        yield from _lines("turnover", tuple(size + step * 1_000 for step in range(7)), segment=segment)
        yield from _lines("crates", tuple(size // 7 + step * 50 for step in range(7)), segment=segment)
    yield from _lines("sales", (level + 77_013,) * 7, account="globex")


def _lines(
    kpi: str, values: Iterable[int], scenario: str = "actual", segment: str = "", account: str = "acme"
) -> Iterator[Mapping[str, object]]:
    for quarter, value in zip(QUARTERS, values, strict=True):
        yield {"account": account, "kpi": kpi, "period": quarter, "scenario": scenario, "segment": segment} | {
            "value": value
        }


def _yaml(path: Path, data: Mapping[str, object]) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")


def _csv(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
