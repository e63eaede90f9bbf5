"""Law 2: change any fact that the client may not see, and the client's files stay the same to the byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from reviewgen.build import Request, build
from reviewgen.errors import ReviewgenError
from reviewgen.model import Audience
from tests import worlds

PAIRS, SHARES = 200, 4
"""Each share is a test of its own, so that they can run beside each other."""


def outcome(folder: Path) -> tuple[object, ...]:
    """Everything that a client build lets out: names, bytes, messages, exit code."""
    said: list[str] = []
    code = 0
    try:
        built = build(Request(folder, "2026-Q3", ("acme",), (Audience.CLIENT,)), said.append)
        said += [warning for one in built for warning in one.warnings]
    except ReviewgenError as error:
        code = error.exit_code
        said.append(f"{error.message} {error.hint}")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file()
    }
    return code, tuple(line.replace(str(folder), "") for line in said), files


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
