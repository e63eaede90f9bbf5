"""The sample shares nothing that tells of what it hides, at any tier of any of its accounts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reviewgen.assemble import assemble
from reviewgen.build import Opened, find_period, open_workspace, subject
from reviewgen.model import Audience
from reviewgen.sharing.inference import inspect
from reviewgen.sharing.inference.declared import identities
from reviewgen.sharing.inference.hidden import hidden
from reviewgen.sharing.redact import redact

SAMPLE = Path(__file__).parents[3] / "samples" / "verdier"


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_workspace(SAMPLE)


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_nothing_hidden_follows(opened: Opened, number: int, tier: int) -> None:
    config = opened.workspace.accounts[number]
    period = find_period(opened, "2026-Q3")
    review = assemble(subject(opened.workspace, config), opened.tables, period, opened.workspace.as_of)
    review = replace(review, account=replace(review.account, tier=tier))
    edition = redact(review, Audience.CLIENT)
    assert len(identities(review, edition)) > 1000
    assert len(hidden(review, edition, Audience.CLIENT)) > 1000
    assert inspect(review, edition, Audience.CLIENT) == ()
