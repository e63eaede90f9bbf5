"""What the second path is told of a workspace whose KPIs are sums, means and ratios with one goal each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.secondpath.second import Said

GOAL = ("target", "red_flag", "stretch", "low", "high", "annual", "sla")


def said(folder: Path) -> Said:
    """The catalogue and the accounts of the workspace in `folder`, as its files have them."""
    found = yaml.safe_load((folder / "kpis.yml").read_text("utf-8"))["kpis"]
    accounts = sorted(path.stem for path in (folder / "accounts").iterdir())
    parts = [
        (one["id"], slot, one[key], None, "now")
        for one in found
        for slot, key in (("a", "numerator"), ("b", "denominator"))
        if key in one
    ]
    goals = [("", one["id"], None, *(_number(one, name) for name in GOAL)) for one in found]
    weights = [(one["id"], None, _number(one, "weight") or Decimal(1)) for one in found]
    return Said(accounts, [_kpi(one) for one in found], parts, goals, weights)


def _number(one: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(str(one[name])) if name in one else None


def _kpi(one: Mapping[str, Any]) -> tuple[Any, ...]:
    rollup = one.get("rollup", "sum")
    assert rollup in ("sum", "mean", "ratio"), one
    shape = None if rollup != "ratio" else "percent" if one["unit"] == "percent" else "ratio"
    stated = (one["id"], one["perspective"], rollup, one.get("direction", "higher"), False)
    return (*stated, None, shape, None, None, None, None, "leave_out", 1 if shape else 0)
