"""Where rows lie and what they mean, as reviewgen.yml declares it: what is kept of it, and our examples."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.resources import folder
from reviewgen.workspace import load
from reviewgen.workspace.rows import Meaning
from tests.workspace.folders import SETTINGS, complaints, loaded

SAID = """{file: data/o.csv, header: 3, delimiter: tab, encoding: cp1252, decimal: ',', thousands: '.',
    columns: {account: Kunde}, constants: {scenario: target}, maps: {kpi: {Umsatz: net_sales}}, ignore: {account: [x]},
    dates: {period: dd.mm.yyyy}, scale: k, negate: true, repeats: sum}
"""


def test_all_that_is_said_of_a_source_is_kept(tmp_path: Path) -> None:
    (source,) = loaded(tmp_path, {"reviewgen.yml": SETTINGS.replace("data/observations.csv\n", SAID)}).tables[
        "observations"
    ]
    assert (source.header, source.delimiter, source.encoding) == (3, "\t", "cp1252")
    assert (source.decimal, source.thousands, source.sheet) == (",", ".", None)
    assert source.meaning == Meaning(
        columns={"account": "Kunde"},
        constants={"scenario": "target"},
        maps={"kpi": {"Umsatz": "net_sales"}},
        ignore={"account": ("x",)},
        dates={"period": ("dd.mm.yyyy",)},
        factor=Decimal(-1000),
        repeats="sum",
    )


@pytest.mark.parametrize(
    ("scale", "factor"), [("k", "1000"), ("M", "1000000"), ("bn", "1000000000"), ("percent", "100"), ("bp", "0.01")]
)
def test_a_scale_is_a_factor(scale: str, factor: str, tmp_path: Path) -> None:
    said = SETTINGS.replace("data/observations.csv", f"{{file: o.csv, scale: {scale}}}")
    assert loaded(tmp_path, {"reviewgen.yml": said}).tables["observations"][0].meaning.factor == Decimal(factor)


def test_a_misspelt_table_of_observations_is_told_once(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, {"reviewgen.yml": SETTINGS.replace("observations:", "observatons:")})
    assert 'unknown key "observatons"' in told


def test_a_workspace_without_values_is_told(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, {"reviewgen.yml": SETTINGS.replace("observations:", "actions:")})
    assert (
        "no values of KPIs are declared Say under tables where the observations lie, or count them under rows" in told
    )


def test_the_examples_of_the_starter_may_be_switched_on(tmp_path: Path) -> None:
    starter = folder("starter")
    text = (starter / "reviewgen.yml").read_text("utf-8")
    head, export, more = re.split(r"^# (?=Exports|rows:)", text, maxsplit=2, flags=re.MULTILINE)
    example = re.findall(r"^#   (  .*|observations:.*)$", export, flags=re.MULTILINE)
    tables = head.replace("  observations: data/observations.csv", "\n".join(f"  {line}" for line in example))
    (tmp_path / "accounts").mkdir()
    for name in ("kpis.yml", "accounts/pellworth.yml"):
        (tmp_path / name).write_bytes((starter / name).read_bytes())
    on = tables + re.sub(r"^# ?", "", f"# {more}", flags=re.MULTILINE)
    (tmp_path / "reviewgen.yml").write_text(on, "utf-8")
    made = load(tmp_path)
    assert made.tables["observations"][0].meaning.maps == {"kpi": {"Nettoumsatz": "net_sales"}}
    assert [one.measures for one in made.rows] == [{"net_sales": "sum(price * quantity)"}]
    assert set(made.databases) == {"warehouse", "archive"}
