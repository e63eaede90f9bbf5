"""What kpis.yml says of roll-ups, targets over the year, weights and guards: read as meant, and mistakes told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.errors import DataError
from reviewgen.facts import Missing, Rollup
from reviewgen.formula import parse
from reviewgen.model import DatedWeight, Phasing
from reviewgen.workspace import load
from tests.workspace.folders import ACCOUNT, SETTINGS, write

HEAD = "id: k, label: K, perspective: finance"
SALES = "  - {id: sales, label: S, perspective: finance, unit: currency}\n"


def told(folder: Path, entry: str) -> list[str]:
    """The problems of a catalogue with sales and the entry of k."""
    files = {
        "reviewgen.yml": SETTINGS,
        "kpis.yml": f"kpis:\n{SALES}  - {{{HEAD}, {entry}}}\n",
        "accounts/acme.yml": ACCOUNT,
    }
    try:
        load(write(folder, files))
    except DataError as error:
        return [f"{problem.message} {problem.hint}" for problem in error.problems]
    return []


MISTAKES = [
    ("unit: count, rollup: nps, promoters: p, detractors: d", 'nps "k" lacks its parts'),
    ("unit: count, rollup: formula", 'formula "k" lacks its parts'),
    ("unit: percent, rollup: weighted_mean", 'weighted_mean "k" lacks its parts'),
    ("unit: count, formula: a / b", "formula is of use to a formula only"),
    ("unit: count, promoters: p", "promoters is of use to a nps only"),
    ("unit: count, weight_by: w", "weight_by is of use to a weighted_mean only"),
    ("unit: count, rollup: formula, formula: a +", "formula, sign 4: the formula ends where a value should stand"),
    ("unit: count, rollup: formula, formula: 3 * 4", "the formula names no rows"),
    ("unit: count, rollup: formula, formula: k + a", '"k" would be worked out from itself'),
    ("unit: count, rollup: formula, formula: a, inputs: {b: last}", 'the formula does not name "b" It names a.'),
    ("unit: count, rollup: formula, formula: sales, inputs: {sales: last}", '"sales" is a KPI and rolls up as it says'),
    ("unit: count, rollup: formula, formula: a, n: b", 'the formula does not name "b"'),
    ("unit: count, n: a", "n is of use to a formula only"),
    ("unit: count, min_n: 5", "min_n without n guards nothing"),
    ("unit: count, inputs: {a: last}", "inputs is of use to a formula only"),
    ("unit: percent", '"k" would add up its months, and percent cannot be added'),
    ("unit: percent, rollup: last, across: sum", '"k" would add up its segments, and percent cannot be added'),
    ("unit: days, rollup: last, phasing: even", "phasing spreads what adds up over the year"),
    ("unit: count, phasing: [50, 50]", "phasing has 2 parts"),
    ("unit: count, phasing: [20, 20, 20, 20]", "the parts of phasing add up to 80"),
    ("unit: days, rollup: last, annual: 4", "annual spreads what adds up over the year"),
    ("unit: count, annual: 4, target: 1", "annual and target stand side by side"),
    ("unit: count, annual: 4, red_flag: 5", "red_flag 5 is better than annual 4"),
    ("unit: count, direction: band, low: 1, high: 2, sla: 3", "sla is of no use to a band"),
    ("unit: count, penalty: 1 %", "penalty without sla"),
    ("unit: count, weight: []", "weight is an empty list"),
    ("unit: count, weight: [{weight: 1}, {weight: 2}]", "two weights hold from the same date on"),
    ("unit: count, missing: zero", "zero"),
]


@pytest.mark.parametrize(("entry", "message"), MISTAKES, ids=[entry[:60] for entry, _ in MISTAKES])
def test_a_mistake_is_told_once(entry: str, message: str, tmp_path: Path) -> None:
    assert [message in one for one in told(tmp_path, entry)] == [True]


def test_two_formulas_that_lead_to_each_other_are_both_told(tmp_path: Path) -> None:
    catalogue = "".join(
        f"  - {{id: {one}, label: K, perspective: finance, unit: count, rollup: formula, formula: {other} * 2}}\n"
        for one, other in (("a", "b"), ("b", "a"))
    )
    files = {"reviewgen.yml": SETTINGS, "kpis.yml": f"kpis:\n{catalogue}", "accounts/acme.yml": ACCOUNT}
    with pytest.raises(DataError) as error:
        load(write(tmp_path, files))
    assert [problem.message for problem in error.value.problems] == [
        '"a" would be worked out from itself',
        '"b" would be worked out from itself',
    ]


def test_every_roll_up_is_read_as_it_stands(tmp_path: Path) -> None:
    catalogue = f"""kpis:
{SALES}  - {{id: nps, label: N, perspective: market, unit: points, rollup: nps, promoters: p, detractors: d,
     responses: r}}
  - {{id: dso, label: D, perspective: finance, unit: days, rollup: formula, formula: open / sales * days,
     inputs: {{open: last}}, missing: score_zero, weight: [{{weight: 1}}, {{since: 2026-01, weight: 2.5}}]}}
  - {{id: price, label: P, perspective: finance, unit: currency, rollup: weighted_mean, weight_by: volume}}
  - {{id: volume, label: V, perspective: finance, unit: count, annual: 1200, phasing: last_year, sla: 90,
     penalty: "1 %"}}
"""
    made = load(write(tmp_path, {"reviewgen.yml": SETTINGS, "kpis.yml": catalogue, "accounts/acme.yml": ACCOUNT}))
    nps, dso, price, volume = made.kpis[1:]
    assert (nps.formula, nps.base, nps.fewest) == (parse("100 * (p - d) / r"), "r", Decimal(10))
    assert {name: one.rollup for name, one in dso.inputs.items()} == {"open": Rollup.LAST, "sales": Rollup.SUM}
    assert dso.inputs["sales"] == made.kpis[0]
    assert (dso.missing, dso.weights) == (
        Missing.SCORE_ZERO,
        (DatedWeight(Decimal(1)), DatedWeight(Decimal("2.5"), date(2026, 1, 1))),
    )
    assert price.names == ("price", "volume")
    (goal,) = volume.goals
    assert (volume.phasing, goal.annual, goal.sla, goal.penalty) == (
        Phasing.LAST_YEAR,
        Decimal(1200),
        Decimal(90),
        "1 %",
    )
