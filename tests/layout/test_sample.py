"""The sample's decks as pages: one a perspective, and nothing but lists of measures continues on a second."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reviewgen.assemble import assemble
from reviewgen.build import open_workspace, subject
from reviewgen.layout import paginate
from reviewgen.model import Audience
from reviewgen.sharing.redact import redact
from reviewgen.slides import compose
from reviewgen.theme import load
from tests.factories import Q3

VERDIER = Path(__file__).parents[2] / "samples" / "verdier"
LISTS = ("appendix", "withheld")
"""Definitions, and what the client does not see: lists of all measures, which may go on."""


@pytest.mark.parametrize("audience", Audience)
def test_only_lists_of_measures_continue_on_a_second_page(audience: Audience) -> None:
    opened = open_workspace(VERDIER)
    for account in opened.workspace.accounts:
        review = assemble(subject(opened.workspace, account), opened.tables, Q3, date(2026, 10, 12))
        pages = paginate(compose(redact(review, audience)), load("default")).slides
        assert len(pages) >= 10
        assert [page.id for page in pages if page.title.endswith("(2/2)") and page.kind not in LISTS] == []
