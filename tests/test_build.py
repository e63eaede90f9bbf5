"""The whole way from rows to files: the same facts in every format, the engine's own figures, the same bytes always."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from reviewgen import build as stages
from reviewgen.deck import Deck, texts
from reviewgen.edition import Measure
from reviewgen.facts import Absent, Figure
from reviewgen.layout import paginate
from reviewgen.model import Audience, Review
from reviewgen.sharing.redact import redact
from reviewgen.slides import compose
from reviewgen.theme import load as load_theme
from tests.readback import Page, flat, numbers, pages

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "verdier"
ACCOUNTS = ("brightway", "carvelle", "nordhav")
EDITIONS = [(account, audience) for account in ACCOUNTS for audience in Audience]
MONTHS = ("2026-07", "2026-08", "2026-09")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's decks of Q3, for both sides."""
    folder = tmp_path_factory.mktemp("out")
    stages.build(stages.Request(SAMPLE, "Q3", out=folder))
    return folder


@pytest.fixture(scope="module")
def reviews() -> Mapping[str, Review]:
    """Everything that is known of each account of the sample."""
    opened = stages.open_workspace(SAMPLE)
    period = stages.find_period(opened, "Q3")
    return {
        account.account.id: stages.assemble(
            stages.subject(opened.workspace, account), opened.tables, period, opened.workspace.as_of
        )
        for account in opened.workspace.accounts
    }


def file(out: Path, account: str, audience: Audience, kind: str) -> Path:
    """Where a deck is to be found."""
    mark = "-INTERNAL" if audience is Audience.INTERNAL else ""
    return out / audience.value / "2026-Q3" / f"{account}-2026-Q3{mark}.{kind}"


def deck_of(review: Review, audience: Audience) -> Deck:
    """The deck that both formats draw."""
    return paginate(compose(redact(review, audience)), load_theme("default"))


def test_the_files_bear_account_and_period_and_ours_say_that_they_are_internal(out: Path) -> None:
    decks = {file(out, *edition, kind) for edition in EDITIONS for kind in ("pdf", "pptx")}
    manifests = {file(out, account, Audience.INTERNAL, "manifest.json") for account in ACCOUNTS}
    assert {path for path in out.rglob("*") if path.is_file()} == decks | manifests
    assert (len(decks), len(manifests)) == (12, 3)


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_both_formats_have_the_same_slides_in_the_same_order(out: Path, account: str, audience: Audience) -> None:
    first, *rest = pages(file(out, account, audience, "pdf"))
    cover, *others = pages(file(out, account, audience, "pptx"))
    assert [page.title for page in rest] == [page.title for page in others]
    assert len(rest) >= 7
    assert first.title.startswith(cover.title)
    for page in (*rest, cover, *others):
        assert flat(page.title) in flat(page.text)


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_both_formats_have_the_same_numbers_slide_by_slide(out: Path, account: str, audience: Audience) -> None:
    drawn = pages(file(out, account, audience, "pdf"))
    native = pages(file(out, account, audience, "pptx"))
    assert [page.numbers for page in drawn] == [page.numbers for page in native]
    assert sum(page.numbers.total() for page in drawn) > 300


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_every_number_on_a_page_is_one_that_its_slide_holds(
    out: Path, account: str, audience: Audience, reviews: Mapping[str, Review]
) -> None:
    deck = deck_of(reviews[account], audience)
    drawn = pages(file(out, account, audience, "pdf"))
    assert len(drawn) == len(deck.slides)
    for number, (page, slide) in enumerate(zip(drawn, deck.slides, strict=True), 1):
        held = numbers("\n".join((*texts(slide), deck.footer, deck.as_of, deck.warning, str(number))))
        assert page.numbers - held == Counter(), page.title


def shown(value: Decimal, measure: Measure) -> str:
    """`value` in the unit of the page, half up, in digits alone."""
    unit = Decimal(10) ** -measure.notation.decimals
    return next(iter(numbers(f"{(value / Decimal(10) ** measure.notation.scale).quantize(unit, ROUND_HALF_UP):f}")))


def heads_a_group(row: Any) -> bool:
    """True for the row of a perspective: its label runs over the next cells, or its score stands beside it."""
    return row.cells[0].is_merge_origin or " · " in row.cells[1].text_frame.text


def scorecard_rows(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """By perspective and label, value and goal of each measure, from tables with groups and a column of the quarter."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for slide in Presentation(str(path)).slides:
        for shape in slide.shapes:
            head = [cell.text_frame.text for cell in shape.table.rows[0].cells] if shape.has_table else []
            quarter = next((place for place, text in enumerate(head) if text.endswith(" 2026")), 0)
            grouped = quarter and any(map(heads_a_group, shape.table.rows))
            group = ""
            for row in list(shape.table.rows)[1:] if grouped else ():
                cells = [cell.text_frame.text for cell in row.cells]
                if heads_a_group(row):
                    group = cells[0]
                else:
                    found[group, cells[0].partition(" (")[0]] = cells[quarter], cells[quarter + 1]
    return found


@pytest.mark.parametrize(("account", "audience"), EDITIONS)
def test_the_scorecard_shows_the_engines_figures_and_goals_rounded_half_up(
    out: Path, account: str, audience: Audience, reviews: Mapping[str, Review]
) -> None:
    edition = redact(reviews[account], audience)
    rows = scorecard_rows(file(out, account, audience, "pptx"))
    names = {one.id: one.label for one in edition.perspectives}
    for measure in edition.measures:
        value, goal = rows.pop((names[measure.perspective], measure.label.partition(" (")[0]))
        actual, held = measure.now.actual, measure.now.goal
        expected = [shown(actual.value, measure)] if isinstance(actual, Figure) else []
        assert list(numbers(value))[:1] == expected, measure.label
        if isinstance(held, Absent) or held.low is None:
            expected = [] if isinstance(held, Absent) else [shown(held.target, measure)]
            assert list(numbers(goal))[:1] == expected, measure.label
    assert rows == {}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_summed_figure_is_the_sum_of_the_rows_in_the_file(account: str, reviews: Mapping[str, Review]) -> None:
    review = reviews[account]
    sums: Counter[str] = Counter()
    with (SAMPLE / "data/observations.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            wanted = row["scenario"] == "actual" and row["account"] in (review.account.id, *review.account.keys)
            if wanted and row["period"] in MONTHS:
                sums[row["kpi"]] += Decimal(row["value"])  # type: ignore[assignment]
    checked = 0
    for record in review.kpis:
        actual = record.points[-1].actual
        if record.kpi.rollup == "sum" and record.kpi.id in sums and isinstance(actual, Figure):
            assert actual.value == sums[record.kpi.id], record.kpi.id
            checked += 1
    assert checked >= 5


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
@pytest.mark.parametrize("account", ACCOUNTS)
def test_our_own_files_say_internal_on_every_page_and_the_clients_on_none(out: Path, account: str, kind: str) -> None:
    def says(page: Page) -> bool:
        return "INTERNAL" in page.text

    assert all(map(says, pages(file(out, account, Audience.INTERNAL, kind))))
    assert not any(map(says, pages(file(out, account, Audience.CLIENT, kind))))


def built_elsewhere(folder: Path, seed: str, zone: str) -> dict[str, bytes]:
    """The files of one account, built by a process of its own in a folder, hash order and time zone of its own."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    folder.mkdir()
    command = ["-m", "reviewgen", "build", "Q3", "--workspace", str(SAMPLE), "--account", "carvelle", "--out", "here"]
    subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True, capture_output=True)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("here/**/*.*")}


def test_two_builds_in_two_folders_seconds_apart_are_the_same_to_the_byte(tmp_path: Path) -> None:
    """Each takes longer than the two seconds that the clock of a zip counts in."""
    first = built_elsewhere(tmp_path / "one", "1", "Pacific/Auckland")
    second = built_elsewhere(tmp_path / "another place", "2", "America/Los_Angeles")
    assert len(first) == 5
    assert {name for name in first if first[name] != second[name]} == set()
    assert first.keys() == second.keys()
