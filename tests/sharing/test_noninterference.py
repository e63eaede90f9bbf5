"""Law 2: change any fact that the client may not see, and the client's files stay the same to the byte."""

from __future__ import annotations

import io
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from reviewgen.cli import group
from reviewgen.cli.failures import explain
from tests import worlds

PAIRS, SHARES = 200, 4
"""Each share is a test of its own, so that they can run beside each other."""


def outcome(folder: Path) -> tuple[object, ...]:
    """Everything that a client build lets out: names, bytes, what is printed, exit code."""
    out, err = io.StringIO(), io.StringIO()
    words = ["build", "2026-Q3", "--workspace", str(folder), "--account", "acme", "--audience", "client"]
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = group(words, standalone_mode=False) or 0
        except Exception as error:
            code = explain(error)
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file()
    }
    return code, (out.getvalue() + err.getvalue()).replace(str(folder), ""), files


def law(share: int) -> None:
    """Holds for every pair of one share of them."""

    @seed(share)
    @settings(
        max_examples=PAIRS // SHARES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds.pairs())
    def holds(pair: tuple[worlds.World, worlds.World]) -> None:
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            first = outcome(worlds.write(pair[0], Path(one)))
            second = outcome(worlds.write(pair[1], Path(other)))
        assert first == second
        assert first[0] == 0, first[1]
        assert len(first[2]) == 2

    holds()


@pytest.mark.parametrize(
    "share", [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, SHARES))], ids=str
)
def test_hidden_facts_leave_the_client_edition_as_it_is(share: int) -> None:
    law(share)
