"""What else to withhold: the least loss, against trying every set of levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.sharing.inference.algebra import Identity, total
from reviewgen.sharing.inference.closure import System, derive
from reviewgen.sharing.inference.proposals import Lever, Proposal, proposals
from tests.sharing.inference.systems import written


def asked(identities: str, losses: Mapping[str, int], secret: str) -> tuple[Proposal, ...]:
    """Proposals where each shown cell is a KPI of its own."""
    levers = {name: Lever(name, loss=Decimal(loss)) for name, loss in losses.items()}
    return proposals(System(tuple(written(identities))), list(losses), secret.split(), lambda cell: [levers[str(cell)]])


def names(found: Sequence[Proposal]) -> list[list[str]]:
    return [[lever.kpi for lever in one.levers] for one in found]


def test_any_part_of_one_chain_will_do_the_lightest_first() -> None:
    found = asked("total = a + b + c", {"total": 5, "a": 2, "b": 1}, "c")
    assert names(found) == [["b"], ["a"], ["total"]]
    assert [one.loss for one in found] == [1, 2, 5]


def test_two_chains_want_something_of_each() -> None:
    found = asked("total = a + h; sales = h * price", {"total": 1, "a": 4, "sales": 1, "price": 2}, "h")
    assert names(found) == [["sales", "total"], ["price", "total"], ["a", "sales"]]


def test_two_figures_may_tell_as_much_as_three() -> None:
    """Each pair of rate, gap and base tells the rest: two of them must go."""
    found = asked("rate = h / base; gap = base - h", {"rate": 1, "gap": 1, "base": 1}, "h")
    assert names(found) == [["base", "gap"], ["base", "rate"], ["gap", "rate"]]


def test_a_withheld_figure_must_not_follow_itself() -> None:
    """Withholding the total alone would be no use: it is the sum of the quarters, which are shown."""
    found = asked("total = a + h; total = q1 + q2", {"total": 1, "a": 3, "q1": 3, "q2": 3}, "h")
    assert ["total"] not in names(found)
    assert names(found)[0] == ["a"]


def test_of_equal_loss_fewer_go() -> None:
    found = asked("total = a + h; other = b + h", {"total": 1, "a": 2, "other": 1, "b": 2}, "h")
    assert names(found)[0] == ["other", "total"]
    shared = Lever("both", loss=Decimal(2))
    levers = {"total": [Lever("total", loss=Decimal(1)), shared], "other": [Lever("other", loss=Decimal(1)), shared]}
    system = System(tuple(written("total = a + h; other = b + h")))
    found = proposals(system, ["total", "a", "other", "b"], ["h"], lambda cell: levers.get(str(cell), []))
    assert names(found) == [["both"], ["other", "total"]]


def test_a_kpi_as_a_whole_is_not_proposed_beside_its_scenario() -> None:
    whole, part = Lever("sales", loss=Decimal(3)), Lever("sales", "forecast")
    system = System(tuple(written("total = a + h")))
    found = proposals(system, ["total", "a"], ["h"], lambda cell: [whole, part] if cell == "total" else [])
    assert [one.levers for one in found] == [(part,)]


def test_where_nothing_can_be_withheld_nothing_is_proposed() -> None:
    assert proposals(System(tuple(written("total = a + h"))), ["total", "a"], ["h"], lambda cell: []) == ()


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Identity], dict[str, int]]:
    cells = [f"c{number}" for number in range(6)]
    made: list[Identity] = []
    for _ in range(draw(st.integers(1, 4))):
        whole, *parts = draw(st.permutations([*cells, "h"]))[: draw(st.integers(2, 4))]
        made.append(total(whole, parts))
    return made, {cell: draw(st.integers(1, 3)) for cell in draw(st.sets(st.sampled_from(cells), min_size=1))}


@settings(derandomize=True, deadline=None, max_examples=150)
@given(cases())
def test_the_first_proposal_is_the_cheapest_of_all_sets(made: tuple[list[Identity], dict[str, int]]) -> None:
    identities, losses = made
    levers = {name: Lever(name, loss=Decimal(loss)) for name, loss in losses.items()}
    found = proposals(System(tuple(identities)), sorted(losses), ["h"], lambda cell: [levers[str(cell)]])
    good = [
        gone
        for size in range(len(losses) + 1)
        for gone in combinations(sorted(losses), size)
        if safe(identities, losses, gone)
    ]
    if not good:
        assert found == (), "it follows from the identities alone"
        return
    cheapest = min((sum(losses[name] for name in gone), len(gone)) for gone in good)
    assert (found[0].loss, len(found[0].levers)) == cheapest
    for one in found:
        assert tuple(lever.kpi for lever in one.levers) in good
        assert one.loss == sum(losses[lever.kpi] for lever in one.levers)


def safe(identities: list[Identity], losses: Mapping[str, int], gone: Sequence[str]) -> bool:
    known = derive(identities, [name for name in losses if name not in gone])
    return not {"h", *gone} & known.keys()


@pytest.mark.parametrize("secret", ["h", "h a"])
def test_no_lever_no_search(secret: str) -> None:
    assert asked("total = a + b", {"total": 1}, secret) == (Proposal((), Decimal(0)),)
