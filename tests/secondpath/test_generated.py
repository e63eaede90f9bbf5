"""The same figures by two ways: the engine, and SQL over the same rows of workspaces made at random."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secondpath.compare import Tally, compare, opened
from tests.secondpath.dice import Dice
from tests.secondpath.second import Second
from tests.secondpath.world import World, house, world

FEW, MANY, STEP = 25, 225, 50
ROLLUPS = ("sum", "last", "mean", "weighted_mean", "ratio", "nps", "formula")
SPANS = ("quarter", "year to date", "year to date before", "last twelve")
REASONS = ("no_rows", "segments", "zero_denominator", "too_few", "incomplete")
GOALS = ("target", "red flag", "stretch", "low", "high", "sla", "goal absent", "year to date target", "year target")
SCORES = ("score", "perspective score", "overall score", "movement", "movement in all", "weight", "beside ours")
STATUSES = ("on_track", "watch", "off_track", "no_data", "not_scored")
KINDS = (
    *(f"{rollup} {span}" for rollup in ROLLUPS for span in SPANS),
    *(f"formula quarter absent: {reason}" for reason in REASONS),
    *(f"ratio quarter absent: {reason}" for reason in ("no_rows", "segments", "zero_denominator", "too_few")),
    *(f"{rollup} quarter absent: no_rows" for rollup in ROLLUPS),
    *(f"{rollup} quarter partial" for rollup in ROLLUPS),
    *(f"{rollup} quarter absent: segments" for rollup in ("sum", "last", "mean")),
    "nps quarter absent: too_few",
    "weighted_mean quarter absent: zero_denominator",
    *GOALS,
    *SCORES,
    *(f"{of} {status}" for of in ("status", "overall") for status in STATUSES),
)
"""Kinds of figures that must occur, so that nothing agrees for want of anything to compare."""


def made(seed: int, second: Second) -> tuple[World, dict[str, int]]:
    """A workspace by its number, and the first month of each quarter by name."""
    dice = Dice(f"second path {seed}")
    settings = house(dice)
    periods = second.calendar(settings)
    return world(dice, settings, periods), {one.name: one.m0 for one in periods if one.grain == "quarter"}


def agree(seed: int, second: Second, folder: Path, tally: Tally) -> None:
    """Compares every figure of one workspace: of both accounts at the end, of one of them before that."""
    one, quarters = made(seed, second)
    rows = one.write(folder)
    second.load(one.said)
    second.read("raw", rows)
    answers = second.answers()
    held = opened(folder, quarters)
    before = len(tally.differ)
    first, other = one.said.accounts
    for account, quarter in ((first, one.quarters[-1]), (other, one.quarters[-1]), (first, one.quarters[seed % 7 + 2])):
        compare(held, account, quarter, answers, tally)
    tally.differ[before:] = [f"workspace {seed}: {line}" for line in tally.differ[before:]]


def all_agree(seeds: range, second: Second, folder: Path) -> Tally:
    """Workspaces one after the other; every figure agrees and every kind of figure occurs."""
    tally = Tally()
    for seed in seeds:
        agree(seed, second, folder / str(seed), tally)
    assert tally.differ[:20] == [], len(tally.differ)
    assert [kind for kind in KINDS if not tally.kinds[kind]] == []
    return tally


def test_the_figures_of_25_workspaces_agree(second: Second, tmp_path: Path) -> None:
    assert sum(all_agree(range(FEW), second, tmp_path).kinds.values()) > 90_000


@pytest.mark.slow
@pytest.mark.parametrize("start", range(FEW, MANY, STEP))
def test_the_figures_of_200_more_workspaces_agree(start: int, second: Second, tmp_path: Path) -> None:
    assert sum(all_agree(range(start, start + STEP), second, tmp_path).kinds.values()) > 180_000


def test_calendars_of_months_and_weeks_and_rows_of_every_grain_occur(second: Second) -> None:
    found = [made(seed, second)[0] for seed in range(FEW)]
    assert {(4, 4, 5), None} <= {one.house.pattern for one in found}
    assert len({one.house.first_month for one in found}) >= 8
    periods = {row[2][-3:-2] if "-" in row[2] else "year" for one in found for row in one.rows}
    assert {"-", "W", "year"} <= periods, periods


def test_the_two_paths_can_differ(second: Second, tmp_path: Path) -> None:
    """A row that only one of them is told is found out: the comparison does compare."""
    one, quarters = made(0, second)
    rows = one.write(tmp_path)
    second.load(one.said)
    second.read("raw", rows)
    second.link.execute("UPDATE raw SET value = value + 0.01 WHERE kpi = 'net_sales' AND account = 'acme'")
    tally = Tally()
    compare(opened(tmp_path, quarters), "acme", one.quarters[-1], second.answers(), tally)
    kinds = {line.split(":")[0].split(", ")[-1] for line in tally.differ}
    assert {"sum quarter", "sum last twelve", "formula quarter"} & kinds
