"""A deck is about its own quarter and its own account: nothing of a later review, nothing of another client."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reviewgen.assemble import assemble
from reviewgen.build import Request, audit_file, build, open_workspace, subject
from reviewgen.model import Audience
from reviewgen.sharing.redact import redact
from tests.factories import CALENDAR, Q3
from tests.sharing.reviews import review

VERDIER = Path(__file__).parent.parent / "samples" / "verdier"


def test_actions_of_a_later_review_are_not_in_the_deck() -> None:
    opened = open_workspace(VERDIER)
    account = subject(opened.workspace, opened.workspace.accounts[0])
    first, second = CALENDAR.quarter(2026, 1), CALENDAR.quarter(2026, 2)
    early, late = (assemble(account, opened.tables, each, date(2026, 10, 12)).actions for each in (first, Q3))
    assert second in {action.opened for action in late}
    assert early == tuple(action for action in late if action.opened is None or action.opened <= first)


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2026, 10, 1), True), (date(2026, 12, 31), True), (date(2026, 9, 30), False), (date(2027, 1, 1), False)],
)
def test_the_meeting_is_named_when_it_falls_in_the_quarter_after(day: date, shown: bool) -> None:
    made = review()
    edition = redact(replace(made, account=replace(made.account, review_on=day)), Audience.CLIENT)
    assert edition.review_on == (day if shown else None)


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client's PDF and PPTX of one account of the sample."""
    out = tmp_path_factory.mktemp("decks")
    build(Request(VERDIER, "2026-Q3", ("nordhav",), (Audience.CLIENT,), out=out))
    return out / "client" / "2026-Q3"


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_the_deck_of_one_client_under_the_name_of_another_is_found_out(kind: str, decks: Path, tmp_path: Path) -> None:
    renamed = shutil.copy(decks / f"nordhav-2026-Q3.{kind}", tmp_path / f"carvelle-2026-Q3.{kind}")
    leaks = audit_file(VERDIER, Path(renamed), None, None)
    assert "another account" in {leak.what for leak in leaks}
    assert audit_file(VERDIER, decks / f"nordhav-2026-Q3.{kind}", None, None) == ()
