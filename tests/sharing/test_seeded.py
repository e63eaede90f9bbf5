"""Bugs seeded in the policy, the gate, the slides and the renderers: every one is caught, and by the net that is named.

`python -m pytest -s tests/sharing/test_seeded.py -k table` prints which.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from reviewgen.errors import LeakError
from tests.sharing import seeded_drawn, seeded_gate, seeded_world
from tests.sharing.seeded_slips import SLIPS, Net, Seed, Slip, caught_by, table
from tests.sharing.seeded_world import Outcome

PLANTED = (seeded_gate, seeded_drawn)
"""Those that hold the slips, which stand in SLIPS once they are imported."""
LEAST = 30


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two workspaces."""
    one, other = (
        seeded_world.write(hidden, tmp_path_factory.mktemp(name) / "w")
        for name, hidden in (("one", seeded_world.ONE), ("other", seeded_world.OTHER))
    )
    return one, other


def built(folder: Path, kind: str) -> Outcome:
    """The client's build from scratch."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    return seeded_world.build(folder, kind)


@pytest.mark.parametrize("kind", ["pptx", "pdf"])
def test_without_a_slip_both_workspaces_make_the_same_client_file(pair: tuple[Path, Path], kind: str) -> None:
    one, other = (built(folder, kind) for folder in pair)
    assert one == other
    assert one.code == 0, one.said
    assert list(one.files) == [f"acme-2026-Q3.{kind}"]


@pytest.mark.parametrize("name", SLIPS)
def test_a_seeded_bug_is_caught(name: str, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    planted = SLIPS[name]
    planted.plant(Seed(monkeypatch))
    assert nets(planted, pair) == set(planted.nets)


def nets(planted: Slip, pair: tuple[Path, Path]) -> set[Net]:
    """What catches a slip that is planted: the nets that stop the build, else the comparison of the two."""
    one = built(pair[0], planted.kind)
    assert "internal error" not in one.said
    if one.code == LeakError.exit_code:
        assert not one.files
        assert planted.says and planted.says in one.said, one.said
        return caught_by(one.said)
    other = built(pair[1], planted.kind)
    assert "internal error" not in other.said
    return {Net.PAIR} if one != other else set()


def test_the_table_names_a_net_for_each_of_at_least_thirty_bugs() -> None:
    lines = list(table())
    print("", *lines, sep="\n")
    assert len(lines) >= LEAST
    assert all(one.nets for one in SLIPS.values())
    assert set(Counter(net for one in SLIPS.values() for net in one.nets)) == set(Net)
