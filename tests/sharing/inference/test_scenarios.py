"""What the closure finds in situations of account reviews, and what it leaves alone."""

from __future__ import annotations

import pytest

from reviewgen.sharing.inference.closure import derive, relevant
from tests.sharing.inference.scenarios import LEAKS, SAFE, Scenario


@pytest.mark.parametrize("scenario", LEAKS, ids=lambda scenario: scenario.name)
def test_what_follows_is_found(scenario: Scenario) -> None:
    found = derive(scenario.system, scenario.shown.split())
    assert {cell for cell in scenario.hidden.split() if cell in found} == set(scenario.derived.split())


@pytest.mark.parametrize("scenario", SAFE, ids=lambda scenario: scenario.name)
def test_what_does_not_follow_is_left_alone(scenario: Scenario) -> None:
    found = derive(scenario.system, scenario.shown.split())
    assert [cell for cell in scenario.hidden.split() if cell in found] == []


def test_the_table_is_large_enough_and_speaks_of_its_own_cells() -> None:
    assert len(LEAKS) + len(SAFE) >= 40
    assert len(SAFE) >= 12
    for one in (*LEAKS, *SAFE):
        assert set(one.shown.split()) | set(one.hidden.split()) <= one.cells, one.name
        assert not set(one.shown.split()) & set(one.hidden.split()), one.name
    assert all(one.derived for one in LEAKS)


@pytest.mark.parametrize("scenario", (*LEAKS, *SAFE), ids=lambda scenario: scenario.name)
def test_a_chain_starts_from_what_is_shown_and_ends_with_its_cell(scenario: Scenario) -> None:
    shown = set(scenario.shown.split())
    for cell, chain in derive(scenario.system, shown).items():
        known = set(shown)
        for step in chain:
            assert set(step.given) <= known
            assert set(step.identities) <= set(scenario.system)
            known.add(str(step.cell))
        assert chain[-1].cell == cell


@pytest.mark.parametrize("scenario", (*LEAKS, *SAFE), ids=lambda scenario: scenario.name)
def test_identities_that_cannot_help_are_left_out_without_loss(scenario: Scenario) -> None:
    asked = {*scenario.shown.split(), *scenario.hidden.split()}
    whole = derive(scenario.system, scenario.shown.split())
    part = derive(relevant(scenario.system, asked), scenario.shown.split())
    assert {cell for cell in part if cell in asked} == {cell for cell in whole if cell in asked}


def test_what_is_shown_is_never_derived() -> None:
    assert "total" not in derive(LEAKS[0].system, ["total", "a", "b", "c"])
