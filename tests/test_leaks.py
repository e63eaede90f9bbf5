"""A secret in a finished client file, whatever the channel: no file appears, the old one stays, the place is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from reviewgen import build as stages
from reviewgen import cli
from reviewgen.deck import Deck
from reviewgen.edition import Edition
from reviewgen.errors import LeakError
from reviewgen.model import Audience, Review
from reviewgen.render import RENDERERS, Renderer
from reviewgen.sharing.redact import redact
from reviewgen.theme import Theme
from tests import plants, worlds

SAMPLE = Path(__file__).parent.parent / "samples" / "verdier"
BEFORE = b"the file of the last build"
MANIFEST = "acme-2026-Q3-INTERNAL.manifest.json"


@dataclass(frozen=True)
class Outcome:
    """What a run of the command line left: its exit code, its words, and the files by name."""

    code: int
    said: str
    client: Mapping[str, bytes]
    internal: Mapping[str, bytes]


Run = Callable[[str], Outcome]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace in which a KPI and a comment are hidden, with a client file of an earlier build."""
    client = tmp_path / "out/client/2026-Q3"
    client.mkdir(parents=True)
    for kind in RENDERERS:
        (client / f"acme-2026-Q3.{kind}").write_bytes(BEFORE)
    return worlds.write(plants.WORLD, tmp_path)


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `reviewgen build` on the workspace for both sides."""

    def call(formats: str) -> Outcome:
        arguments = ["reviewgen", "build", "2026-Q3", "--workspace", str(workspace), "--format", formats]
        monkeypatch.setattr("sys.argv", arguments)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        client, internal = (
            {path.name: path.read_bytes() for path in (workspace / "out" / side / "2026-Q3").glob("*")}
            for side in ("client", "internal")
        )
        assert isinstance(ended.value.code, int)
        return Outcome(ended.value.code, capsys.readouterr().err, client, internal)

    return call


def leaking(monkeypatch: pytest.MonkeyPatch, kind: str, render: Renderer) -> None:
    """From now on the client's files of `kind` are drawn by `render`."""

    def chosen(deck: Deck, theme: Theme) -> bytes:
        return RENDERERS[kind](deck, theme) if deck.warning else render(deck, theme)

    monkeypatch.setattr(stages, "RENDERERS", {**RENDERERS, kind: chosen})


@pytest.mark.parametrize("channel", plants.CASES)
def test_a_planted_secret_stops_the_client_file_alone(channel: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    case = plants.CASES[channel]
    leaking(monkeypatch, case.kind, case.render)
    left = run(case.kind)
    assert left.code == LeakError.exit_code == 4
    assert set(left.client.values()) == {BEFORE}
    assert set(left.internal) == {f"acme-2026-Q3-INTERNAL.{case.kind}", MANIFEST}
    for what in case.whats:
        told = [line for line in left.said.splitlines() if f": {what}" in line]
        assert any(line.startswith(f"acme-2026-Q3.{case.kind}: ") and case.place in line for line in told), left.said
    assert "Traceback" not in left.said


def test_a_leak_in_one_format_keeps_the_other_back_as_well(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    leaking(monkeypatch, "pptx", plants.CASES["a speaker note"].render)
    left = run("pdf,pptx")
    assert left.code == 4
    assert left.client == dict.fromkeys(("acme-2026-Q3.pdf", "acme-2026-Q3.pptx"), BEFORE)
    assert set(left.internal) == {"acme-2026-Q3-INTERNAL.pdf", "acme-2026-Q3-INTERNAL.pptx", MANIFEST}


def test_without_a_leak_the_client_file_takes_the_place_of_the_old_one(run: Run) -> None:
    left = run("pptx")
    assert left.code == 0
    assert left.client["acme-2026-Q3.pptx"].startswith(b"PK")


def _named(edition: Edition, review: Review) -> Edition:
    return replace(edition, manager=f"{edition.manager}{len(review.kpis)}")


def _ordered(edition: Edition, review: Review) -> Edition:
    hidden = len(review.kpis) > len(edition.measures)
    return replace(edition, perspectives=edition.perspectives[:: -1 if hidden else 1])


def _weighted(edition: Edition, review: Review) -> Edition:
    first, *rest = edition.measures
    points = tuple(replace(point, weight=point.weight * len(review.kpis)) for point in first.points)
    return replace(edition, measures=(replace(first, points=points), *rest))


def _early(edition: Edition, review: Review) -> Edition:
    return replace(edition, measures=edition.measures[: -1 if len(review.comments) > len(edition.remarks) else None])


@pytest.mark.parametrize("slip", [_named, _ordered, _weighted, _early])
def test_a_gate_that_lets_hidden_facts_shape_the_deck_is_caught_though_no_secret_is_written(
    slip: Callable[[Edition, Review], Edition], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gate(review: Review, audience: Audience) -> Edition:
        made = redact(review, audience)
        return made if audience is Audience.INTERNAL else slip(made, review)

    monkeypatch.setattr(stages, "redact", gate)
    left = run("pptx")
    assert left.code == 4
    assert set(left.client.values()) == {BEFORE}
    assert "depends on a fact that its reader may not see" in left.said


def test_a_gate_that_lets_everything_through_is_caught(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "redact", lambda review, audience: redact(review, Audience.INTERNAL))
    left = run("pptx")
    assert left.code == 4
    assert "KPI margin" in left.said
    assert set(left.client.values()) == {BEFORE}


def test_there_are_at_least_twenty_channels() -> None:
    assert len(plants.CASES) >= 20


@pytest.mark.slow
@pytest.mark.parametrize("account", ["brightway", "carvelle", "nordhav"])
def test_twenty_one_clean_decks_alarm_nobody(account: str, tmp_path: Path) -> None:
    quarters = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
    for quarter in quarters:
        built = stages.build(stages.Request(SAMPLE, quarter, (account,), (Audience.CLIENT,), out=tmp_path))
        assert [path.suffix for one in built for path in one.files] == [".pdf", ".pptx"]
