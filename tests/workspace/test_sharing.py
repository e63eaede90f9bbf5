"""What settings say of sharing: modes, terms of use, overrides and kinds of content, and mistakes told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.errors import DataError
from reviewgen.model import Content, Mode, Sharing
from reviewgen.period import Calendar
from reviewgen.workspace import Workspace, load
from tests.workspace.folders import ACCOUNT, write

SETTINGS = "company: Maison\nas_of: 2026-10-12\n"
TABLES = "tables: {observations: data/observations.csv}\n"
CATALOGUE = """kpis:
  - {id: sales, label: S, perspective: finance, unit: currency, sharing: {from_tier: 1}}
  - {id: count, label: C, perspective: finance, unit: count}
"""
KPI = "sharing: {from_tier: 1}"
PANEL = "terms: {panel: {holder: Panel SA}}\n"

MISTAKES = [
    ("kpis.yml", KPI, "sharing: {from_tier: 1, mode: rounded}", "rounded lacks its step Add step: 100000."),
    ("kpis.yml", KPI, "sharing: {from_tier: 1, mode: index}", "index lacks its base Add base: 2025-Q1."),
    ("kpis.yml", KPI, "sharing: {from_tier: 1, step: 10}", "step is of use to mode rounded only"),
    ("kpis.yml", KPI, "sharing: {from_tier: 1, base: 2025-Q1}", "base is of use to mode index only"),
    ("kpis.yml", KPI, "sharing: {from_tier: 1, mode: index, base: 2025-01}", "not a quarter of the fiscal year"),
    ("kpis.yml", KPI, "sharing: {from_tier: 1, mode: index, base: soon}", '"soon" is not a period'),
    ("kpis.yml", KPI, "sharing: {from_tier: 1, mode: rounded, step: 0}", "step: 0 is not more than 0"),
    ("kpis.yml", KPI, "terms: panell, sharing: {from_tier: 1}", 'no terms "panell" did you mean "panel"?'),
    (
        "kpis.yml",
        "unit: currency, sharing: {from_tier: 1}",
        "unit: points, rollup: nps, promoters: p, detractors: d, responses: count, sharing: {from_tier: 1}",
        "responses would print count beside it, which fewer may see",
    ),
    ("reviewgen.yml", PANEL, "terms: {panel: {holder: Panel SA, approved_on: 2026-01-01}}\n", "without approved_by"),
    (
        "reviewgen.yml",
        PANEL,
        "terms: {panel: {holder: P, embargo_until: 2026-05-01, valid_until: 2026-04-01}}\n",
        "valid_until 2026-04-01 lies before 2026-05-01",
    ),
    ("reviewgen.yml", TABLES, "tables: {observations: {file: a.csv, terms: pannel}}\n", 'no terms "pannel"'),
    (
        "reviewgen.yml",
        TABLES,
        "tables: {observations: o.csv, actions: {file: a, terms: panel}}\n",
        "no use to actions",
    ),
    ("reviewgen.yml", PANEL, PANEL + "sharing: {gossip: 2}\n", "gossip"),
    ("accounts/acme.yml", "locale: fr", "sharing: {saless: {sharing: never, reason: why not}}", 'no KPI "saless"'),
    ("accounts/acme.yml", "locale: fr", "sharing: {sales: {sharing: never}}", '"reason" is missing'),
    (
        "accounts/acme.yml",
        "locale: fr",
        "sharing: {sales: {sharing: {from_tier: 1, mode: index}, reason: why not}}",
        "index lacks its base",
    ),
]


def files(**changes: str) -> dict[str, str]:
    return {
        "reviewgen.yml": SETTINGS + TABLES + PANEL,
        "kpis.yml": CATALOGUE,
        "accounts/acme.yml": ACCOUNT,
        **changes,
    }


@pytest.mark.parametrize(("file", "good", "bad", "message"), MISTAKES, ids=[one[2][:60] for one in MISTAKES])
def test_a_mistake_is_told_once(file: str, good: str, bad: str, message: str, tmp_path: Path) -> None:
    held = files()
    assert good in held[file]
    with pytest.raises(DataError) as error:
        load(write(tmp_path, held | {file: held[file].replace(good, bad)}))
    assert [message in f"{one.message} {one.hint}" for one in error.value.problems] == [True]
    assert [one.place.file for one in error.value.problems] == [file]


def test_what_is_said_of_sharing_is_read_as_it_stands(tmp_path: Path) -> None:
    settings = f"""{SETTINGS}{TABLES}terms:
  panel: {{holder: Panel SA, approved_by: Ann, approved_on: 2026-01-02, valid_until: 2026-12-31, ask: Ann,
           attribution: {{fr: "Panel, avec accord"}}}}
sharing: {{actions: 2, outlook: never}}
"""
    catalogue = CATALOGUE.replace(
        KPI, "terms: panel, sharing: {from_tier: 2, mode: index, base: 2025-Q1, scenarios: [market]}"
    )
    account = ACCOUNT.replace(
        "locale: fr", "sharing: {count: {sharing: {from_tier: 3, mode: rounded, step: 50}, reason: They asked}}"
    )
    made: Workspace = load(
        write(tmp_path, files(**{"reviewgen.yml": settings, "kpis.yml": catalogue, "accounts/acme.yml": account}))
    )
    sales = made.kpis[0]
    assert sales.sharing == Sharing(2, Mode.INDEX, base=Calendar().quarter(2025, 1))
    assert sales.shared_scenarios == ("market",)
    (terms,) = sales.terms
    assert (terms.holder, terms.approved_by, terms.approved_on) == ("Panel SA", "Ann", date(2026, 1, 2))
    assert (terms.valid_until, terms.ask, terms.attribution, terms.clients) == (
        date(2026, 12, 31),
        "Ann",
        {"fr": "Panel, avec accord"},
        True,
    )
    assert made.content == {Content.ACTIONS: Sharing(2), Content.OUTLOOK: Sharing()}
    (override,) = made.accounts[0].sharing.values()
    assert override.sharing == Sharing(3, Mode.ROUNDED, Decimal(50))
    assert override.reason == "They asked"
