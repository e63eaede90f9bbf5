"""The KPIs of generated workspaces: each as kpis.yml writes it, and what the second path is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Part = tuple[str, str, str | None, str]
"""Slot in the formula by first use, name, how rows that are no KPI roll up, and when."""


@dataclass(frozen=True)
class Entry:
    """One KPI: `said` are further keys of kpis.yml, `stage` is its turn, `base` the slot of its n."""

    id: str
    perspective: str
    rollup: str
    unit: str
    said: Mapping[str, str] = field(default_factory=dict)
    shape: str | None = None
    stage: int = 0
    parts: tuple[Part, ...] = ()
    weight_by: str | None = None
    base: str | None = None
    bands: bool = False


def ratio(name: str, perspective: str, unit: str, over: str, under: str) -> Entry:
    """A ratio of rows that add up."""
    said = {"numerator": over, "denominator": under}
    parts = (("a", over, None, "now"), ("b", under, None, "now"))
    return Entry(name, perspective, "ratio", unit, said, "percent" if unit == "percent" else "ratio", 1, parts)


ENTRIES = (
    Entry("net_sales", "finance", "sum", "currency"),
    Entry("volume", "market", "sum", "count"),
    Entry("complaints", "process", "sum", "count"),
    Entry("receivables", "finance", "last", "currency"),
    Entry("stock_days", "logistics", "last", "days", bands=True),
    Entry("distribution", "market", "mean", "percent", bands=True),
    Entry("price_index", "market", "weighted_mean", "index", {"weight_by": "volume"}, weight_by="volume"),
    ratio("otif", "logistics", "percent", "good_lines", "all_lines"),
    ratio("margin", "finance", "percent", "margin_value", "net_sales"),
    ratio("per_unit", "finance", "currency", "net_sales", "volume"),
    Entry(
        "nps", "relationships", "nps", "points",
        {"promoters": "fans", "detractors": "critics", "responses": "answers"}, "nps", 1,
        (("a", "fans", None, "now"), ("b", "critics", None, "now"), ("c", "answers", None, "now")), base="c",
    ),
    Entry(
        "share", "market", "formula", "percent", {"formula": "100 * our_units / (our_units + their_units)"}, "share", 1,
        (("a", "our_units", None, "now"), ("b", "their_units", None, "now")), base="b",
    ),
    Entry(
        "daily_sales", "finance", "formula", "currency", {"formula": "net_sales / days"}, "daily", 1,
        (("a", "net_sales", None, "now"),),
    ),
    Entry(
        "least_of", "process", "formula", "count",
        {"formula": "min(fans, critics) - 0.5 * max(-fans, critics)"}, "least", 1,
        (("a", "fans", None, "now"), ("b", "critics", None, "now")),
    ),
    Entry(
        "dso", "finance", "formula", "days", {"formula": "receivables / net_sales * days"}, "dso", 1,
        (("a", "receivables", "kpi", "now"), ("b", "net_sales", "kpi", "now")),
    ),
    Entry(
        "cover", "logistics", "formula", "ratio", {"formula": "shelf_stock / their_units"}, "per", 1,
        (("a", "shelf_stock", "last", "now"), ("b", "their_units", "sum", "now")), base="b",
    ),
    Entry(
        "growth", "finance", "formula", "percent",
        {"formula": "100 * (net_sales - year_ago(net_sales)) / year_ago(net_sales)"}, "growth", 1,
        (("a", "net_sales", "kpi", "now"), ("b", "net_sales", "kpi", "year_ago")),
    ),
    Entry(
        "stock_change", "logistics", "formula", "days", {"formula": "stock_days - prior(stock_days)"}, "change", 1,
        (("a", "stock_days", "kpi", "now"), ("b", "stock_days", "kpi", "prior")),
    ),
    Entry(
        "health", "relationships", "formula", "points", {"formula": "(min(otif, 100) + 2 * growth) / 3"}, "blend", 2,
        (("a", "otif", "kpi", "now"), ("b", "growth", "kpi", "now")),
    ),
    Entry(
        "health_change", "relationships", "formula", "points", {"formula": "health - year_ago(health)"}, "change", 3,
        (("a", "health", "kpi", "now"), ("b", "health", "kpi", "year_ago")),
    ),
)  # fmt: skip
BY_ID = {entry.id: entry for entry in ENTRIES}


@dataclass(frozen=True)
class Kind:
    """What rows of one name look like: whole numbers or with places, from low to high."""

    family: str
    low: int
    high: int
    places: int
    scenarios: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "net_sales": Kind("sales", -50, 900, 2, ("target", "client_actual", "market")),
    "margin_value": Kind("sales", -80, 300, 2),
    "volume": Kind("volume", 0, 400, 3, ("target",)),
    "price_index": Kind("volume", 60, 140, 1, ("target", "Rival")),
    "complaints": Kind("complaints", 0, 9, 0, ("target",)),
    "receivables": Kind("receivables", 0, 500, 2, ("target",)),
    "stock_days": Kind("stock", 5, 60, 1, ("market",)),
    "distribution": Kind("distribution", 0, 100, 1, ("target", "market")),
    "good_lines": Kind("lines", 0, 60, 0, ("target", "client_actual")),
    "all_lines": Kind("lines", 0, 60, 0, ("target", "client_actual")),
    "fans": Kind("answers", 0, 7, 0),
    "critics": Kind("answers", 0, 7, 0),
    "answers": Kind("answers", 0, 14, 0),
    "our_units": Kind("units", 0, 90, 0, ("market",)),
    "their_units": Kind("units", 0, 90, 0, ("market",)),
    "shelf_stock": Kind("shelf", 0, 90, 1),
    "otif": Kind("stated", 0, 100, 1, ("target",)),
    "dso": Kind("stated", 10, 90, 1, ("target",)),
    "nps": Kind("stated", -60, 80, 0, ("target",)),
}
"""The names of rows; those of one family mostly lie in the same periods and segments."""
