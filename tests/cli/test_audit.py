"""`reviewgen audit FILE`: the last look before a file leaves the house, edited by hand or not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from tests.cli.shop import MARGIN, Command, piped, shop


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with all its files built."""
    folder = shop(tmp_path_factory.mktemp("built"))
    assert piped("build", "Q3", "--workspace", folder, "--account", "acme").code == 0
    return folder


def client(built: Path, kind: str) -> Path:
    return built / "out" / "client" / "2026-Q3" / f"acme-2026-Q3.{kind}"


def internal(built: Path, kind: str) -> Path:
    return built / "out" / "internal" / "2026-Q3" / f"acme-2026-Q3-INTERNAL.{kind}"


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_a_client_file_as_it_was_built_is_clean(run: Command, built: Path, kind: str) -> None:
    found = run("audit", client(built, kind), "--workspace", built)
    assert (found.code, found.err) == (0, "")
    assert found.out == f"acme-2026-Q3.{kind}: nothing found that the client may not see\n"


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_an_internal_file_is_a_leak_that_names_what_and_where(run: Command, built: Path, kind: str) -> None:
    found = run("audit", internal(built, kind), "--workspace", built)
    assert found.code == 4
    assert "internal KPI gross_margin" in found.out and "words of an internal comment" in found.out
    assert found.out.startswith(f"acme-2026-Q3-INTERNAL.{kind}: the client may not see what stands in ")
    assert found.err.startswith(f"do not send acme-2026-Q3-INTERNAL.{kind}")


def edited(built: Path, folder: Path, change: Callable[..., None]) -> Path:
    """The client's PowerPoint file after somebody worked on it."""
    target = folder / "acme-2026-Q3.pptx"
    prs = Presentation(str(client(built, "pptx")))
    change(prs)
    prs.save(str(target))
    return target


def _typed(prs: Presentation) -> None:  # type: ignore[valid-type]
    box = prs.slides[2].shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))  # type: ignore[attr-defined]
    box.name = "Note to self"
    box.text_frame.text = "we make 37.3 % on it"


def _noted(prs: Presentation) -> None:  # type: ignore[valid-type]
    notes = prs.slides[1].notes_slide.notes_text_frame  # type: ignore[attr-defined]
    notes.text = f"Margin is {MARGIN} here"


def test_an_internal_figure_typed_in_by_hand_is_found_on_its_slide_and_shape(
    run: Command, built: Path, tmp_path: Path
) -> None:
    found = run("audit", edited(built, tmp_path, _typed), "--workspace", built)
    assert found.code == 4
    assert "slide 3, text box 'Note to self'\n    the internal KPI gross_margin, written \"37.3\"\n" in found.out


def test_a_speaker_note_is_found(run: Command, built: Path, tmp_path: Path) -> None:
    found = run("audit", edited(built, tmp_path, _noted), "--workspace", built)
    assert found.code == 4
    blocks = found.out.split("\n\n")
    assert any("slide 2, in the speaker notes" in block and "KPI gross_margin" in block for block in blocks)


def test_a_shared_figure_typed_in_again_is_no_leak_of_a_figure(run: Command, built: Path, tmp_path: Path) -> None:
    def change(prs: Presentation) -> None:  # type: ignore[valid-type]
        prs.slides[1].shapes.title.text_frame.text = "Ventes nettes 3,14 M€"  # type: ignore[attr-defined]

    found = run("audit", edited(built, tmp_path, change), "--workspace", built)
    assert "gross_margin" not in found.out


def test_json_is_one_document_of_leaks(run: Command, built: Path) -> None:
    clean = run("audit", client(built, "pptx"), "--workspace", built, "--json")
    assert (clean.code, json.loads(clean.out)) == (0, [])
    leaky = run("audit", internal(built, "pptx"), "--workspace", built, "--json")
    assert leaky.code == 4
    leaks = json.loads(leaky.out)
    assert leaks and all(list(one) == ["file", "place", "found", "remedy"] for one in leaks)


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_damaged_file_is_a_failure_in_words(run: Command, built: Path, tmp_path: Path, kind: str, keep: int) -> None:
    target = tmp_path / f"acme-2026-Q3.{kind}"
    target.write_bytes(client(built, kind).read_bytes()[:keep])
    found = run("audit", target, "--workspace", built)
    assert found.code == 1
    assert f'error: "acme-2026-Q3.{kind}" cannot be read' in found.err and "hint: " in found.err
    assert "Traceback" not in found.err and "nothing found" not in found.out


def test_a_file_of_another_format_cannot_be_cleared(run: Command, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "acme-2026-Q3.docx"
    target.write_bytes(b"PK\x03\x04")
    found = run("audit", target, "--workspace", built)
    assert found.code == 1
    assert "there is no reader" in found.err and "nothing found" not in found.out


def test_a_renamed_file_asks_for_its_account_and_period(run: Command, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "for Monday.pptx"
    shutil.copy(client(built, "pptx"), target)
    found = run("audit", target, "--workspace", built)
    assert found.code == 2
    assert "for Monday.pptx" in found.err and "--account" in found.err and "--period" in found.err
    told = run("audit", target, "--workspace", built, "--account", "acme", "--period", "Q3")
    assert told.code == 0


def test_a_name_that_tells_the_account_alone_asks_for_the_period(run: Command, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "acme-final-v2.pptx"
    shutil.copy(client(built, "pptx"), target)
    found = run("audit", target, "--workspace", built)
    assert found.code == 2
    assert "--period" in found.err
    assert run("audit", target, "--workspace", built, "--period", "2026-Q3").code == 0


def test_a_file_that_breaks_its_reader_is_not_cleared(
    run: Command, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking = "import ctypes\n\n\ndef PdfDocument(data):\n    ctypes.string_at(0)\n"
    (tmp_path / "pypdfium2.py").write_text(breaking, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = run("audit", client(built, "pdf"), "--workspace", built)
    assert found.code == 4
    assert "could not be read to its end, so it is not cleared" in found.err and "hint: " in found.err
    assert found.out == "" and "Traceback" not in found.err


def test_a_file_too_large_to_be_read_is_refused_before_it_is(run: Command, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "acme-2026-Q3.pptx"
    with target.open("wb") as stream:
        stream.truncate(201 * 2**20)
    found = run("audit", target, "--workspace", built)
    assert found.code == 1 and "larger than 200 MiB" in found.err


def test_what_is_no_file_is_usage(run: Command, built: Path) -> None:
    found = run("audit", "/dev/null", "--workspace", built, "--account", "acme", "--period", "Q3")
    assert found.code == 2 and "/dev/null is not a file" in found.err


def test_a_file_that_is_not_there_is_usage(run: Command, built: Path) -> None:
    found = run("audit", built / "nothing.pdf", "--workspace", built)
    assert found.code == 2 and "nothing.pdf" in found.err
