"""Law 2: change any fact that the client may not see, and the client's files stay the same to the byte."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from reviewgen.build import Request, build
from reviewgen.errors import ReviewgenError
from reviewgen.model import Audience
from tests import worlds

PAIRS = 200


def outcome(folder: Path) -> tuple[object, ...]:
    """Everything that a client build lets out: names, bytes, messages, exit code."""
    said: list[str] = []
    code = 0
    try:
        built = build(Request(folder, "2026-Q3", audiences=(Audience.CLIENT,)), said.append)
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


@settings(
    max_examples=PAIRS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(worlds.pairs())
def test_hidden_facts_leave_the_client_edition_as_it_is(pair: tuple[worlds.World, worlds.World]) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first = outcome(worlds.write(pair[0], Path(one)))
        second = outcome(worlds.write(pair[1], Path(other)))
    assert first == second
    assert first[0] == 0, first[1]
    assert len(first[2]) == 2
