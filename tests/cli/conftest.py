"""The command and its workspace, for all tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shop import Command, command, shop


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`reviewgen` in this process."""
    return command(monkeypatch, capsys)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace that a test may change."""
    return shop(tmp_path / "shop")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that is only read."""
    return shop(tmp_path_factory.mktemp("standing"))
