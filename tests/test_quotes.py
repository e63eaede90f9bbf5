"""A comment or action for the client that names or quotes a hidden fact is told to whoever wrote it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reviewgen.build import view
from reviewgen.checking import check
from reviewgen.model import Audience
from reviewgen.resources import folder
from reviewgen.story import reading


def complaints(tmp_path: Path, text: str, visibility: str = "client") -> list[str]:
    """The warnings of `check` about texts for the client when the starter has one more comment."""
    copy = tmp_path / "reviews"
    shutil.copytree(folder("starter"), copy)
    comments = copy / "data" / "comments.csv"
    row = f'pellworth,2026-Q3,review,"{text}",Nora Whelan,{visibility}\n'
    comments.write_text(comments.read_text("utf-8") + row, "utf-8")
    return [str(problem) for problem in check(copy).problems if "for the client" in problem.message]


@pytest.mark.parametrize("text", ["Our gross margin holds.", "We are glad of the quarter; Gross  MARGIN is up."])
def test_the_name_of_a_hidden_kpi_is_told_with_its_row(text: str, tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, text)
    assert "data/comments.csv, row" in told and 'column "text"' in told and "gross_margin" in told


def test_the_figure_of_a_hidden_kpi_is_told(tmp_path: Path) -> None:
    shown = margin()
    (told,) = complaints(tmp_path, f"They would be surprised by {shown}.")
    assert shown.split()[0] in told


def margin() -> str:
    """The internal margin of the quarter as a deck writes it."""
    edition, _, locale = view(folder("starter"), "pellworth", "2026-Q3", Audience.INTERNAL)
    measure = next(one for one in edition.measures if one.id == "gross_margin")
    return reading(measure, measure.now.actual, locale)


@pytest.mark.parametrize("text", ["A good quarter in 62 stores.", "Net sales rose again, by 2 %."])
def test_what_is_shared_or_too_short_to_know_again_is_not_told(text: str, tmp_path: Path) -> None:
    assert complaints(tmp_path, text) == []


def test_an_internal_comment_may_say_what_it_likes(tmp_path: Path) -> None:
    assert complaints(tmp_path, "Our gross margin holds.", "internal") == []
