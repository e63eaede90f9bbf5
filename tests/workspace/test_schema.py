"""JSON Schemas: editors complete and check what the loader accepts, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reviewgen.cli import group
from reviewgen.workspace import SCHEMAS, schema
from reviewgen.workspace.positions import Number, parse
from tests.workspace.folders import ACCOUNT, CATALOGUE, SETTINGS

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = sorted(path for path in SAMPLES.rglob("*.yml") if "out" not in path.parts)


def kind(path: Path) -> str:
    return "account" if path.parent.name == "accounts" else path.stem


def plain(data: Any) -> Any:
    """Numbers as an editor sees them."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return float(str(data)) if isinstance(data, Number) else data


def errors(name: str, text: str) -> list[str]:
    document = parse(text, name)
    assert document.problems == []
    return [error.message for error in Draft202012Validator(schema(name)).iter_errors(plain(document.data))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_by_its_own_draft(name: str) -> None:
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SAMPLES)))
def test_every_file_of_the_samples_fits_its_schema(path: Path) -> None:
    assert errors(kind(path), path.read_text("utf-8")) == []


FOLDERS = sorted({path.parent for path in SAMPLES.glob("*/.schemas/*")})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.parent.name)
@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_of_a_sample_are_what_the_command_prints(folder: Path, name: str) -> None:
    printed = CliRunner().invoke(group, ["schema", name])
    assert printed.exit_code == 0
    assert (folder / f"{name}.json").read_text("utf-8") == printed.output
    assert json.loads(printed.output) == schema(name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reviewgen", SETTINGS + "tresholds: 1\n"),
        ("reviewgen", SETTINGS.replace("data/observations.csv", "{file: x, shet: y}")),
        ("reviewgen", SETTINGS.replace("data/observations.csv", "{file: x, header: -1}")),
        ("reviewgen", SETTINGS.replace("data/observations.csv", "{file: x, header: true}")),
        ("reviewgen", SETTINGS.replace("data/observations.csv", "{file: x, delimiter: ab}")),
        ("reviewgen", SETTINGS.replace("data/observations.csv", "{file: x, delimiter: a}")),
        ("reviewgen", SETTINGS.replace("data/observations.csv", "{file: x, repeats: twice}")),
        ("reviewgen", SETTINGS + "fiscal_year_start: true\n"),
        ("kpis", CATALOGUE.replace("target: 300", "tresh: 300")),
        ("kpis", CATALOGUE.replace("target: 300", "target: '300'")),
        ("kpis", CATALOGUE.replace("from_tier: 1", "from_tier: 5")),
        ("kpis", CATALOGUE.replace("from_tier: 1", "from_teir: 1")),
        ("kpis", CATALOGUE.replace("since: 2026-01", "since: 2026-1")),
        ("kpis", CATALOGUE.replace("id: otif", "id: OTIF")),
        ("account", ACCOUNT + "goal: {}\n"),
        ("account", ACCOUNT.replace("acme", "../acme")),
        ("account", ACCOUNT.replace("tier: 2", "tier: true")),
    ],
)
def test_a_schema_refuses_what_the_loader_refuses(name: str, text: str) -> None:
    assert errors(name, text)
    with pytest.raises(ValueError):
        SCHEMAS[name].model_validate(parse(text, name).data)


scalars = st.sampled_from(
    [
        "1",
        "2.0",
        "2.5",
        "-1",
        "'2'",
        "true",
        "null",
        "text",
        "2026",
        "2026-01",
        "2026-01-31",
        "1e3",
        "[]",
        "{}",
        "never",
    ]
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sampled_from(["target", "weight", "decimals", "scale", "sharing", "goals", "label", "unit", "direction"]),
    scalars,
)
def test_schema_and_loader_agree_on_any_value_of_a_kpi(key: str, value: str) -> None:
    text = f"kpis:\n  - {{id: a, label: A, perspective: market, unit: count, {key}: {value}}}\n"
    if f"{key}:" in text.partition(f", {key}: {value}")[0]:
        text = text.replace({"label": "label: A, ", "unit": "unit: count, "}[key], "")
    try:
        SCHEMAS["kpis"].model_validate(parse(text, "kpis").data)
        accepted = True
    except ValueError:
        accepted = False
    assert accepted == (not errors("kpis", text)), text
