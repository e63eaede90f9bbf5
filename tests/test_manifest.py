"""The manifest of a build: beside our own files alone, the same bytes always, and true of every file and number."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reviewgen import __version__
from reviewgen import build as stages
from reviewgen.errors import Place, ReviewgenError
from reviewgen.explain import Explanation, explain_all
from reviewgen.facts import Figure
from reviewgen.locale import load
from reviewgen.manifest import entry, fingerprints, manifest
from reviewgen.model import Audience
from reviewgen.sharing.redact import redact
from reviewgen.workspace.rows import Database, Origin, RowsSource, TableSource
from tests.cli.shop import shop

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "verdier"
NAME = "acme-2026-Q3-INTERNAL.manifest.json"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace with its decks of both sides, built."""
    folder = shop(tmp_path_factory.mktemp("manifest") / "shop")
    stages.build(stages.Request(folder, "Q3", formats=("pptx",)))
    return folder


@pytest.fixture(scope="module")
def told(place: Path) -> Any:
    """The manifest of acme."""
    return json.loads((place / "out/internal/2026-Q3" / NAME).read_text("utf-8"))


def explained(folder: Path, account: str = "acme") -> tuple[stages.Opened, tuple[Explanation, ...]]:
    """All numbers of an account in 2026-Q3."""
    opened = stages.open_workspace(folder)
    config = next(one for one in opened.workspace.accounts if one.account.id == account)
    subject = stages.subject(opened.workspace, config)
    review = stages.assemble(subject, opened.tables, stages.find_period(opened, "2026-Q3"), opened.workspace.as_of)
    return opened, explain_all(subject, opened.tables, review, redact(review, Audience.INTERNAL))


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_it_stands_beside_our_own_files_and_nowhere_else(place: Path) -> None:
    assert names(place / "out") == [
        "client/2026-Q3/acme-2026-Q3.pptx",
        "client/2026-Q3/beta-2026-Q3.pptx",
        f"internal/2026-Q3/{NAME}",
        "internal/2026-Q3/acme-2026-Q3-INTERNAL.pptx",
        "internal/2026-Q3/beta-2026-Q3-INTERNAL.manifest.json",
        "internal/2026-Q3/beta-2026-Q3-INTERNAL.pptx",
    ]


def test_a_build_for_the_client_alone_writes_none_and_the_same_files(place: Path, tmp_path: Path) -> None:
    request = stages.Request(place, "Q3", audiences=(Audience.CLIENT,), formats=("pptx",), out=tmp_path)
    built = stages.build(request)
    assert names(tmp_path) == ["client/2026-Q3/acme-2026-Q3.pptx", "client/2026-Q3/beta-2026-Q3.pptx"]
    for path in (path for one in built for path in one.files):
        assert path.read_bytes() == (place / "out/client/2026-Q3" / path.name).read_bytes()


def test_it_is_one_of_the_files_of_a_build(place: Path, tmp_path: Path) -> None:
    built = stages.build(stages.Request(place, "Q3", ("acme",), (Audience.INTERNAL,), ("pptx",), tmp_path))
    assert [path.name for path in built[0].files] == ["acme-2026-Q3-INTERNAL.pptx", NAME]


def test_it_names_every_file_that_went_in_and_came_out_by_what_it_holds(place: Path, told: Any) -> None:
    assert [one["file"] for one in told["inputs"]] == [
        *("accounts/acme.yml", "accounts/beta.yml", "data/comments.csv", "data/rows.csv", "kpis.yml", "reviewgen.yml")
    ]
    assert [one["file"] for one in told["outputs"]] == ["acme-2026-Q3-INTERNAL.pptx"]
    folders = {"inputs": place, "outputs": place / "out/internal/2026-Q3"}
    for part, folder in folders.items():
        for one in told[part]:
            data = (folder / one["file"]).read_bytes()
            assert (one["size"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_it_says_what_it_is_of(told: Any) -> None:
    head = {key: told[key] for key in ("reviewgen", "edition", "account", "period", "as_of", "theme")}
    assert head == {
        "reviewgen": __version__,
        "edition": "internal",
        "account": "acme",
        "period": "2026-Q3",
        "as_of": "2026-10-12",
        "theme": "default",
    }


def test_it_holds_every_number_exactly_as_shown_and_down_to_its_row(told: Any) -> None:
    by_id = {one["kpi"]: one for one in told["kpis"]}
    assert list(by_id) == ["otif", "net_sales", "gross_margin"]
    sales = by_id["net_sales"]
    assert sales["value"] == {"exact": "3140000", "shown": "3.14\u00a0M€", "held": 3, "expected": 3, "of": "month"}
    assert (sales["status"], sales["rule"], sales["weight"]) == ("on_track", "goal_met", "1")
    assert sales["score_from"] == "67 + 33 * (3140000 - 3000000) / (3300000 - 3000000)"
    assert sales["goal"]["target"] == "3000000" and sales["goal"]["at"].startswith("kpis.yml:3:")
    at = {"file": "data/rows.csv", "column": "value", "row": 14}
    assert sales["tree"]["rows"] == [{"period": "2026-Q3", "value": "3140000", "at": at}]
    assert (place_of(told, 14), sales["sharing"]["from_tier"], by_id["gross_margin"]["sharing"]["client"]) == (
        "acme,net_sales,2026-Q3,3140000",
        1,
        None,
    )
    assert by_id["gross_margin"]["goal"] == {"target": None, "absent": "no_target"}


def place_of(told: Any, number: int) -> str:
    """A line of the rows of the shop, by its number."""
    return shop_rows()[number - 1]


def shop_rows() -> list[str]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return (shop(Path(folder)) / "data/rows.csv").read_text("utf-8").splitlines()


def test_it_says_what_explain_says(place: Path, told: Any) -> None:
    _, every = explained(place)
    assert told["kpis"] == json.loads(json.dumps([entry(one, load("en", "EUR"), {}) for one in every]))


def test_the_numbers_of_the_sample_come_back_from_it_exactly() -> None:
    opened, every = explained(SAMPLE, "carvelle")
    edition = redact_of(opened)
    data = json.loads(manifest(edition, every, opened.workspace, (), {}, load("en", "EUR")))
    assert len(data["kpis"]) == len(every) > 30
    for one, held in zip(every, data["kpis"], strict=True):
        reading = one.tree.reading
        exact = held["value"]["exact"]
        assert (Decimal(exact) if exact else None) == (reading.value if isinstance(reading, Figure) else None)
        assert sum_of(held["tree"]) == held["tree"]["value"] or held["tree"]["how"] != "sum"


def sum_of(tree: Mapping[str, Any]) -> str:
    return f"{sum((Decimal(row['value']) for row in tree.get('rows', ())), Decimal(0)):f}"


def redact_of(opened: stages.Opened) -> Any:
    config = next(one for one in opened.workspace.accounts if one.account.id == "carvelle")
    subject = stages.subject(opened.workspace, config)
    period = stages.find_period(opened, "2026-Q3")
    return redact(stages.assemble(subject, opened.tables, period, opened.workspace.as_of), Audience.INTERNAL)


def built_elsewhere(folder: Path, seed: str, zone: str) -> bytes:
    """The manifest that a process of its own makes of a shop of its own, in a folder and hash order of its own."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
    shop(folder)
    command = ["-m", "reviewgen", "build", "Q3", "--account", "acme", "--audience", "internal", "--format", "pptx"]
    subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True, capture_output=True)
    return (folder / "out/internal/2026-Q3" / NAME).read_bytes()


def test_two_builds_in_two_folders_give_the_same_bytes(tmp_path: Path) -> None:
    one = built_elsewhere(tmp_path / "one", "1", "Pacific/Auckland")
    other = built_elsewhere(tmp_path / "another place", "2", "America/Los_Angeles")
    assert one == other
    assert str(tmp_path).encode() not in one


def test_decks_and_manifest_are_written_together_or_not_at_all(place: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "internal/2026-Q3" / NAME
    blocked.mkdir(parents=True)
    with pytest.raises(ReviewgenError, match="cannot write"):
        stages.build(stages.Request(place, "Q3", ("acme",), (Audience.INTERNAL,), ("pptx",), tmp_path))
    assert names(tmp_path) == [] and blocked.is_dir()


def test_a_database_is_named_and_its_address_is_not(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_ADDRESS", "postgresql://ann:s3cret@db.example/shop")
    opened, every = explained(place)
    here = Place("reviewgen.yml", line=9)
    query = "SELECT *\n  FROM lines"
    origin = Origin("shop, query", here, database="shop", query=query)
    lines = RowsSource("lines", origin, "customer", "day", {"net_sales": "sum(price)"}, here)
    loaded = replace(
        opened.workspace,
        databases={
            "shop": Database("shop", here, env="SHOP_ADDRESS"),
            "old": Database("old", here, keyring=("a", "b")),
        },
        rows=(lines,),
    )
    edition = redact_shop(opened)
    counted = replace(every[1].tree.rows[0], place=Place("shop, query", column="net_sales"))
    one = replace(every[1], tree=replace(every[1].tree, rows=(counted,)))
    data = manifest(edition, (one,), loaded, (), {}, load("en", "EUR"))
    held = json.loads(data)
    assert held["databases"] == [{"name": "old", "kind": "address"}, {"name": "shop", "kind": "address"}]
    assert held["declarations"] == [
        {
            "name": "rows lines",
            "at": "reviewgen.yml:9",
            "of": "database shop, query",
            "totals": "totals by customer and by month of day",
            "query": "SELECT * FROM lines",
        }
    ]
    (row,) = held["kpis"][0]["tree"]["rows"]
    assert row["counted"] == "rows lines: sum(price)"
    assert b"s3cret" not in data and b"SHOP_ADDRESS" not in data and b"db.example" not in data


def redact_shop(opened: stages.Opened) -> Any:
    config = next(one for one in opened.workspace.accounts if one.account.id == "acme")
    period = stages.find_period(opened, "2026-Q3")
    review = stages.assemble(stages.subject(opened.workspace, config), opened.tables, period, opened.workspace.as_of)
    return redact(review, Audience.INTERNAL)


def test_files_of_raw_rows_and_databases_are_hashed_too(place: Path, tmp_path: Path) -> None:
    here = Place("reviewgen.yml", line=9)
    for name in ("lines.csv", "orders.csv", "shop.db"):
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "away.csv").write_text("away", "utf-8")
    lines = Origin("lines.csv", here, file=tmp_path / "lines.csv")
    loaded = stages.open_workspace(place).workspace
    rows = RowsSource("lines", lines, "customer", "day", {}, here)
    tables = {**loaded.tables, "contacts": (TableSource("away.csv", here, tmp_path / "away.csv"),)}
    more = replace(
        loaded, rows=(rows,), tables=tables, databases={"shop": Database("shop", here, tmp_path / "shop.db")}
    )
    found = {one.file: one for one in fingerprints(more)}
    assert found.keys() - {one.file for one in fingerprints(loaded)} == {"lines.csv", "away.csv", "shop.db"}
    assert found["shop.db"].sha256 == hashlib.sha256(b"shop.db").hexdigest()
    (tmp_path / "lines.csv").unlink()
    with pytest.raises(ReviewgenError, match=r"cannot read lines\.csv again"):
        fingerprints(more)
